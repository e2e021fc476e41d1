"""A company's night worked piece by piece, without Prefect, so that a test can look in between."""

from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from expectations.company import load_company
from flows.night_run import NightRun, open_night_run


def night(company: Path, today: date) -> AbstractContextManager[NightRun]:
    """A night that has just begun."""
    return open_night_run(load_company(company, {}, forgiving=True), today)


def bring(night_run: NightRun) -> None:
    """Pull, admit and map: all that looks at what came from outside."""
    night_run.declare()
    for table in night_run.objects:
        night_run.pull(table)
    for table in night_run.objects:
        night_run.admit(table)
    for table in night_run.fed:
        night_run.map(table)


def finish(night_run: NightRun) -> None:
    """Build, check, release and publish."""
    for step in night_run.steps:
        night_run.build(step.table)
    night_run.check()
    for name in night_run.company.release_names:
        night_run.release(name)
    night_run.record()
    night_run.publish()
