"""The night: pull, admit, map, build, check, release, publish."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.company import find_company, load_company
from flows.outcome import Outcome, outcome
from flows.refusal import without_values
from flows.shift import open_shift, shift

OUTSIDE = {"retries": 2, "retry_delay_seconds": [2, 10]}


@task(task_run_name="pull {table}", cache_policy=NO_CACHE, **OUTSIDE)
def pull(table: str) -> int:
    """Rows received from one object of a source."""
    return without_values(shift().pull, table)


@task(task_run_name="admit {table}", cache_policy=NO_CACHE)
def admit(table: str) -> int:
    """Rows of one object that stand after typing and checking."""
    return without_values(shift().admit, table)


@task(task_run_name="map {table}", cache_policy=NO_CACHE)
def bring_together(table: str) -> int:
    """Rows of one table of the common shape."""
    return without_values(shift().map, table)


@task(task_run_name="build {table}", cache_policy=NO_CACHE)
def build(table: str) -> bool:
    """Whether the table had to be built anew."""
    return without_values(shift().build, table)


@task(cache_policy=NO_CACHE)
def check() -> int:
    """Promises that did not hold without being critical."""
    return without_values(shift().check)


@task(task_run_name="release {name}", cache_policy=NO_CACHE)
def release(name: str) -> str:
    """Status of one release."""
    return without_values(shift().release, name)


@task(cache_policy=NO_CACHE)
def publish() -> None:
    """Swap the night in."""
    without_values(shift().record)
    without_values(shift().publish)


@flow(name="nightly", flow_run_name="{company} {today}", validate_parameters=False)
def nightly(company: str | None = None, today: str | None = None) -> Outcome:
    """One whole night of a company: from its sources to the published warehouse and the releases.

    `company` is the company's folder (else SHOPKEEPER_COMPANY); `today` its day, ISO (else the clock's, there).
    """
    folder = load_company(find_company(company))
    with open_shift(folder, day(today, folder.time_zone)) as night:
        for table in night.objects:
            pull(table)
        for table in night.objects:
            admit(table)
        for table in night.fed:
            bring_together(table)
        for step in night.steps:
            build(step.table)
        check()
        for name in folder.releases:
            release(name)
        publish()
    said = outcome(folder)
    create_table_artifact(key="night", table=said.counts(), description="What the night did, in counts.")
    return said


def day(today: str | None, time_zone: str) -> date:
    """The day asked for, or the clock's day where the company is."""
    return date.fromisoformat(today) if today else datetime.now(ZoneInfo(time_zone)).date()


def company_folder(company: str | None) -> Path:
    """The company's folder; CompanyError when there is none."""
    return find_company(company)
