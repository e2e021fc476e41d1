"""The report on a night: one HTML page that needs nothing else, made from the analysts' file alone."""

from pathlib import Path

from expectations.company import Company
from expectations.company.state import State
from flows.report.analyst import open_analyst
from flows.report.page import page
from warehouse.private_file import write_private


def write_report(company: Company, out: Path | None = None) -> Path:
    """The file of the page about the last published night, readable by its owner only: `<state>/report/<day>.html`.

    The same night gives the same bytes. Raises QueryFailed when no night has been published.
    """
    with open_analyst(company.files.analyst) as analyst:
        target = out or State(company.state).report(analyst.today)
        content = page(company.name, analyst)
    write_private(target, content.encode())
    return target
