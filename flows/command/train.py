"""The command that trains the matching model anew."""

import argparse

from flows.command.argument import COMPANY, FORMAT, Command, argument
from flows.command.night import prepare_prefect


def train(options: argparse.Namespace) -> int:
    """Train on the published night and print what would change; with --accept the model stands from now on."""
    from expectations.company import load_company
    from flows.command.printing import print_rows

    company = load_company(options.company, forgiving=True)
    prepare_prefect(company.state)

    from flows.train_identity import train_identity

    print_rows(train_identity(str(company.root), options.accept), options.format)
    print("accepted: it stands from the next night on" if options.accept else "not accepted: nothing has changed")
    return 0


TRAIN = Command(
    "train",
    "train the matching model on the published night and tell what it would change",
    "shopkeeper train --company examples/corner_shop --accept",
    train,
    (COMPANY, argument("--accept", action="store_true", help="keep the model for the nights to come"), FORMAT),
)
