"""The night: pull, admit, map, forget, build, check, release, publish."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from prefect import State, Task, flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas import TaskRun

from expectations.company import load_company
from flows.night_run import night_run, open_night_run
from flows.progress import begin, expect
from flows.refusal import without_values
from flows.sources.refusal import SourceDown
from warehouse.published.outcome import Outcome, outcome


def _is_down(_: Task[Any, Any], __: TaskRun, state: State[Any]) -> bool:
    """A source that is down may be up in a moment; anything else stays as it is."""
    return isinstance(state.result(raise_on_failure=False), SourceDown)


RETRIES, RETRY_SECONDS = 2, [2.0, 10.0]


def _do(verb: str, name: str = "") -> Any:
    """One task of the night: announced, and its errors freed of values."""
    begin(f"{verb} {name}".strip())
    work = getattr(night_run(), verb)
    return without_values(work, name) if name else without_values(work)


@task(cache_policy=NO_CACHE)
def declare() -> None:
    """What was agreed with recipients stands in the night."""
    _do("declare")


@task(
    task_run_name="pull {table}",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
    retry_condition_fn=_is_down,
)
def pull(table: str) -> int:
    """Rows received from one object of a source."""
    return int(_do("pull", table))


@task(task_run_name="admit {table}", cache_policy=NO_CACHE)
def admit(table: str) -> int:
    """Rows of one object that stand after typing and checking."""
    return int(_do("admit", table))


@task(task_run_name="map {table}", cache_policy=NO_CACHE)
def bring_together(table: str) -> int:
    """Rows of one table of the common shape."""
    return int(_do("map", table))


@task(cache_policy=NO_CACHE)
def forget() -> int:
    """Rows of people who were erased and came again."""
    return int(_do("forget"))


@task(task_run_name="build {table}", cache_policy=NO_CACHE)
def build(table: str) -> bool:
    """Whether the table had to be built anew."""
    return bool(_do("build", table))


@task(cache_policy=NO_CACHE)
def check() -> int:
    """Promises that did not hold without being critical."""
    return int(_do("check"))


@task(task_run_name="release {name}", cache_policy=NO_CACHE)
def release(name: str) -> str:
    """Status of one release."""
    return str(_do("release", name))


@task(cache_policy=NO_CACHE)
def publish() -> None:
    """Swap the night in."""
    _do("record")
    _do("publish")


@flow(name="nightly", flow_run_name="{company} {today}", validate_parameters=False)
def nightly(company: str | None = None, today: str | None = None) -> Outcome:
    """One whole night of a company: from its sources to the published warehouse and the releases.

    `company` is the company's folder (else SHOPKEEPER_COMPANY); `today` its day, ISO (else the clock's, there).
    """
    folder = load_company(company, forgiving=True)
    with open_night_run(folder, day(today, folder.time_zone)) as night:
        expect(2 * len(night.objects) + len(night.fed) + len(night.steps) + len(night.company.release_names) + 5)
        declare()
        for table in night.objects:
            pull(table)
        for table in night.objects:
            admit(table)
        for table in night.fed:
            bring_together(table)
        forget()
        for step in night.steps:
            build(step.table)
        check()
        for name in night.company.release_names:
            release(name)
        publish()
    said = outcome(night.company)
    create_table_artifact(key="night", table=said.counts(), description="What the night did, in counts.")
    return said


def day(today: str | None, time_zone: str) -> date:
    """The day asked for, or the clock's day where the company is."""
    return date.fromisoformat(today) if today else datetime.now(ZoneInfo(time_zone)).date()
