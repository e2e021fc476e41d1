"""A company's night worked piece by piece, without Prefect, so that a test can look in between."""

from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from expectations.company import load_company
from flows.night_run import Shift, open_shift


def night(company: Path, today: date) -> AbstractContextManager[Shift]:
    """A night that has just begun."""
    return open_shift(load_company(company, {}), today)


def bring(shift: Shift) -> None:
    """Pull, admit and map: all that looks at what came from outside."""
    shift.declare()
    for table in shift.objects:
        shift.pull(table)
    for table in shift.objects:
        shift.admit(table)
    for table in shift.fed:
        shift.map(table)


def finish(shift: Shift) -> None:
    """Build, check, release and publish."""
    for step in shift.steps:
        shift.build(step.table)
    shift.check()
    for name in shift.company.releases:
        shift.release(name)
    shift.record()
    shift.publish()
