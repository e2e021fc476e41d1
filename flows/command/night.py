"""Commands that run a night and report on it."""

import argparse
import os
from pathlib import Path

from flows.command.argument import COMPANY, TODAY, Command, argument

# Prefect phones home, greets and logs unless told otherwise; a company's own settings come first.
PREFECT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_CLI_PROMPT": "false",
    "GX_ANALYTICS_ENABLED": "false",
}


def prepare_prefect(state: Path) -> None:
    """Settle, before Prefect is imported, that it is quiet and keeps what it keeps in the state folder."""
    from expectations.company.state import State
    from warehouse.private_file import make_private

    home = State(state).prefect
    make_private(home)
    for name, value in {**PREFECT, "PREFECT_HOME": str(home)}.items():
        os.environ.setdefault(name, value)


def run(options: argparse.Namespace) -> int:
    """Run a whole night and print what happened."""
    from expectations.company import load_company

    company = load_company(options.company, forgiving=True)
    prepare_prefect(company.state)

    from flows.command.summary import print_outcome
    from flows.nightly import nightly
    from flows.progress import progress, timed

    with timed(options.timings), progress(quiet=options.quiet):
        done = nightly(str(company.root), options.today and str(options.today))
    print_outcome(done, company)
    return 0


def report(options: argparse.Namespace) -> int:
    """Write the page of the last night."""
    from expectations.company import load_company
    from flows.report import write_report

    company = load_company(options.company, forgiving=True)
    path = write_report(company, Path(options.out) if options.out else None)
    print(f"wrote {path}")
    return 0


RUN = Command(
    "run",
    "run a whole night: pull, check, resolve, measure, publish, release",
    "shopkeeper run --company examples/corner_shop --today 2026-06-30",
    run,
    (
        COMPANY,
        TODAY,
        argument("--quiet", action="store_true", help="print the result without progress"),
        argument("--timings", metavar="FILE", help="write the seconds of each task of work there, as JSON"),
    ),
)
REPORT = Command(
    "report",
    "write one self-contained HTML page about the last night",
    "shopkeeper report --company examples/corner_shop --out night.html",
    report,
    (COMPANY, argument("--out", metavar="FILE", help="where to write it (else the state folder)")),
)
