"""The work of one night, a plain method a task: Prefect only decides when each is called."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.metadata import version

from expectations.catalog import tables
from expectations.company import Company
from expectations.company.state import State
from expectations.contract.source_object import SourceObject
from expectations.segment import CUSTOMER_360
from flows.sources.landing import Landed, land
from flows.sources.refusal import SourceDown
from warehouse.admission.admission import admit
from warehouse.admission.mapping import map_core
from warehouse.admission.quarantine import NightStopped
from warehouse.binding import runnable
from warehouse.graph import Step, engine_steps, ordered
from warehouse.night import Night, close_and_swap, open_night
from warehouse.own import own_steps
from warehouse.published.analyst import publish_analyst
from warehouse.release.send import declare, put_in_place, send
from warehouse.review.carried import carry_in
from warehouse.segment.play import play_step
from warehouse.segment.segment import definition_step, segment_step
from warehouse.subject.erased_again import forget_again, leave_no_bytes
from warehouse.subject.retention import blank_outlived, drop_old_landings

VERSIONED = ("shopkeeper", "prefect", "great-expectations", "duckdb", "polars", "splink")


@dataclass
class NightRun:
    """A company's night at work."""

    company: Company
    night: Night
    landed: dict[str, Landed] = field(default_factory=dict)
    stale: dict[str, str] = field(default_factory=dict)

    @cached_property
    def objects(self) -> dict[str, SourceObject]:
        """Objects of all sources by their table."""
        return {o.table: o for contract in self.company.contracts for o in contract.objects}

    @cached_property
    def fed(self) -> list[str]:
        """Tables of the common shape, those that others refer to first."""
        return [name for name in tables() if name.startswith("core.")]

    @cached_property
    def steps(self) -> list[Step]:
        """Every step of engine and company in the order that their references ask for."""
        return planned(self.company)

    def declare(self) -> None:
        """Create what no step makes: what was agreed, the ledger, what the releases will write."""
        made = {step.table for step in self.steps}
        for table in self.company.tables.values():
            if table.schema not in ("core", "ops") and table.name not in made:
                self.night.create(table)
        declare(self.company, self.night)
        carry_in(self.company.state, self.night)

    def release(self, name: str) -> str:
        """Take one release through the gate; returns its status."""
        return send(self.company, self.night, name)

    def pull(self, table: str) -> int:
        """Land one object of a source untouched; returns the rows received."""
        source_object = self.objects[table]
        try:
            self.landed[table] = land(source_object, self.company, self.night.today, self._cursor(source_object))
        except SourceDown as down:
            if not source_object.may_be_absent:
                raise
            self.stale[table] = str(down)
            return 0
        return self.landed[table].received

    def admit(self, table: str) -> int:
        """Type, check and keep the landed rows of one object; returns the rows that stand."""
        source_object, landed = self.objects[table], self.landed.get(table)
        figures = admit(
            self.night.con,
            source_object,
            landed.path if landed else None,
            landed.rejected_path if landed else None,
            self.night.today,
            self.company.time_zone,
            stale_reason=self.stale.get(table),
        )
        blank_outlived(self.night.con, source_object, self.night.today)
        return figures.current_rows

    def map(self, table: str) -> int:
        """Bring all sources into one table of the common shape; returns its rows."""
        feeds = [(source, sql) for (source, fed), (_, sql) in self.company.mappings.items() if fed == table]
        map_core(self.night.con, tables()[table], feeds, self.night.today)
        return self.night.note(table)

    def forget(self) -> int:
        """Take out whom a source still delivers though they were erased, and whom nobody has a use for any more."""
        drop_old_landings(
            State(self.company.state).landing, self.night.today, int(self.company.thresholds["landing_days"])
        )
        return forget_again(self.company, self.night)

    def build(self, table: str) -> bool:
        """Make one table by its step; True when it was built, False when last night's could be kept."""
        return self.night.make(next(step for step in self.steps if step.table == table))

    def check(self) -> int:
        """Run the suites on all that came from outside; built tables were made under their promises.

        Returns the checks that failed; NightStopped when one of them is critical.
        """
        from expectations.suite.suite import validate

        mapped = [table for name, table in tables().items() if name in self.fed]
        results = validate(self.night.files.building, mapped, list(self.objects.values()))
        rows = [(r.table, r.sentence, r.severity, r.success, r.rows, r.failed) for r in results]
        if rows:
            self.night.con.executemany("insert into ops.validation values (?, ?, ?, ?, ?, ?)", rows)
        broken = [r for r in results if r.severity == "critical" and not r.success]
        if broken:
            first = broken[0]
            raise NightStopped(
                f"{first.table}: '{first.sentence}' does not hold ({len(broken)} critical checks failed)"
            )
        return sum(not r.success for r in results)

    def record(self) -> None:
        """Write the night's row: inputs, versions, figures, verdict; received must be kept plus quarantined."""
        con = self.night.con
        received, kept, refused = con.execute(
            "select coalesce(sum(received), 0), coalesce(sum(kept), 0), coalesce(sum(quarantined), 0) from ops.delivery"
        ).fetchall()[0]
        if received != kept + refused:
            raise NightStopped(f"{received} rows came, but {kept} kept and {refused} refused do not add up")
        people = con.execute("select count(*), count(distinct customer_id) from identity.record").fetchall()[0]
        inputs = con.execute("select source, object, content_hash from ops.delivery order by source, object").fetchall()
        verdict = "published_with_stale_sources" if self.stale else "published"
        versions = json.dumps({name: version(name) for name in VERSIONED})
        self.night.carry("ops.night", "today <> ?", [self.night.today])
        con.execute(
            "insert into ops.night values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [self.night.today, verdict, received, kept, refused, *people, json.dumps(inputs), versions],
        )

    def publish(self) -> None:
        """Swap the night in, then the releases, then the analysts' file."""
        close_and_swap(self.night)
        put_in_place(self.company, self.night.today)
        leave_no_bytes(self.company, self.night.today)
        publish_analyst(self.night.files, self.company.tables)

    def _cursor(self, source_object: SourceObject) -> str | None:
        """The greatest cursor of the night before: it moves with the publication, so a failed night loses nothing."""
        return self.night.last_cursor(source_object.source, source_object.name)


_current: ContextVar[NightRun] = ContextVar("night_run")


def night_run() -> NightRun:
    """The night at work in this context."""
    return _current.get()


@contextmanager
def open_night_run(company: Company, today: date) -> Iterator[NightRun]:
    """Begin the night of `today`; without `publish` the last night stays as it is.

    Everything of the company that is SQL is bound first: CompanyError when that fails, and nothing was pulled.
    """
    company = runnable(company)
    told = (company.currency, company.time_zone, company.thresholds, company.tables)
    with open_night(company.files.folder, today, *told) as night:
        token = _current.set(NightRun(company, night))
        try:
            yield night_run()
        finally:
            _current.reset(token)


def planned(company: Company) -> list[Step]:
    """The steps of engine and company, ordered; GraphError names what does not fit."""
    steps, declared = dict(engine_steps()), company.tables
    segments = definition_step(company.segments), segment_step(company.segments, declared[CUSTOMER_360.name])
    plays = play_step(company.plays, is_faulty=bool(company.names_refused("play")))
    for step in (*own_steps(company, declared), *segments, plays):
        steps[step.table] = step
    objects = [found.table for contract in company.contracts for found in contract.objects]
    given = [name for name in (*declared, *objects) if name not in steps]
    return ordered(steps, given)
