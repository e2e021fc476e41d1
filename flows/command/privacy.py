"""Commands on what leaves: try a release."""

import argparse

from flows.command.argument import COMPANY, FORMAT, Command, argument


def release(options: argparse.Namespace) -> int:
    """Print what the last night sent and held back, or with --dry-run what the release would send now."""
    from flows.company import find_company, load_company
    from flows.printing import print_rows
    from flows.release.rehearsal import dry_run
    from flows.release.report import last_sending
    from warehouse.gate import Refused

    company = load_company(find_company(options.company))
    if not options.dry_run:
        for title, rows in last_sending(company, options.name):
            print(f"\n{title}")
            print_rows(rows, options.format)
        return 0
    try:
        said = dry_run(company, options.name)
    except Refused as refused:
        print(f"refused, {refused.code}: {refused.sentence}")
        return 3
    for title, rows in (("counts", said.counts), ("held back", said.held_back), ("ten rows, masked", said.rows)):
        print(f"\n{title}")
        print_rows(rows, options.format)
    return 0


RELEASE = Command(
    "release",
    "show what a release sent and held back, or try it on the published night",
    "shopkeeper release crm --dry-run --company examples/corner_shop",
    release,
    (
        argument("name", metavar="NAME", help="a release of the company's folder"),
        argument(
            "--dry-run", action="store_true", help="counts and ten masked rows of what would leave; writes nothing"
        ),
        COMPANY,
        FORMAT,
    ),
)
