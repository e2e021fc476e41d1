"""The report on a night: one HTML page that needs nothing else, made from the analysts' file alone."""

import os
from pathlib import Path

from expectations.company import Company
from flows.report.analyst import open_analyst
from flows.report.page import page


def write_report(company: Company, out: Path | None = None) -> Path:
    """The file of the page about the last published night, readable by its owner only: `<state>/report/<day>.html`.

    The same night gives the same bytes. Raises QueryFailed when no night has been published.
    """
    with open_analyst(company.files.analyst) as analyst:
        target = out or company.state / "report" / f"{analyst.today}.html"
        content = page(company.name, analyst)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
    part.replace(target)
    return target
