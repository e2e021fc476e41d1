"""One night: a new file built beside the live one, on top of the night before, swapped in when all checks passed."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from expectations.catalog import tables
from expectations.company.state import Files
from expectations.setting import SETTINGS
from expectations.table import Table
from warehouse import ddl, engine
from warehouse.graph import Step
from warehouse.night_before import attach_before, day_of
from warehouse.private_file import close_to_others, make_private, open_private

# DuckDB 2.0.0 rewrites `left join x ... where x.key is null` to an anti join and loses an `is null` filter inside x.
ANTI_JOIN_CURE = "set disabled_optimizers = 'outer_join_simplification'"

LIBRARIES = ("duckdb", "polars", "splink", "scipy", "numpy")


class NightRefused(Exception):
    """The night cannot begin; the sentence says why and what to do."""


class Night:
    """The open night. `con` is the new file, with `last_night` attached as views."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        files: Files,
        today: date,
        reusable: list[str],
        declared: Mapping[str, Table] | None = None,
    ) -> None:
        self.con, self.files, self.today = con, files, today
        self.tables = declared or tables()
        self._reusable = reusable
        self._hashes: dict[str, str] = {}

    def make(self, step: Step) -> bool:
        """Build the table of a step, or copy it when neither code nor inputs changed; True when it was built."""
        table = self.tables[step.table]
        code = _code(step, table)
        fingerprint = self._fingerprint(step, code)
        kept_in = self._where_kept(step.table, fingerprint)
        if kept_in:
            self.create(table)
            names = ", ".join(ddl.name(c.name) for c in table.columns)
            target = ddl.name(table.name)
            self.con.execute(f"insert into {target} ({names}) select {names} from {kept_in}.{target}")
        else:
            code_stood = step.kind == "rows" and self._code_before(step.table) == code
            self.provide_last_night((*step.last_night, step.table, *step.inputs) if code_stood else step.last_night)
            engine.build(self.con, step, table, code_stood)
        self.note(step.table, fingerprint, code)
        return not kept_in

    def build_all(self) -> None:
        """Keep nothing of an earlier night: what it was made of is not what it was."""
        self._reusable.clear()

    def note(self, table: str, fingerprint: str = "given", code: str = "given") -> int:
        """Record a table that stands now: its fingerprint, code, content hash and rows; returns the rows."""
        content, rows = engine.content_hash(self.con, table)
        self._hashes[table] = content
        self.con.execute("delete from ops.step where table_name = ?", [table])
        self.con.execute("insert into ops.step values (?, ?, ?, ?, ?)", [table, fingerprint, code, content, rows])
        return rows

    def create(self, table: Table) -> None:
        """An empty table as declared, with its comments."""
        engine.create(self.con, table)

    def rows(self, table: str, rows: list[tuple[object, ...]]) -> None:
        """Add rows, in the order of the declared columns."""
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self.con.executemany(f"insert into {ddl.name(table)} values ({marks})", rows)

    def carry(self, table: str, condition: str, parameters: list[object]) -> None:
        """Bring last night's rows of a table over that satisfy the condition."""
        self.provide_last_night((table,))
        where = ddl.name(table)
        self.con.execute(f"insert into {where} by name select * from last_night.{where} where {condition}", parameters)

    def last_cursor(self, source: str, name: str) -> str | None:
        """The greatest cursor that a published night received from an object; None before the first."""
        self.provide_last_night(("ops.delivery",))
        query = "select cursor from last_night.ops.delivery where source = ? and object = ?"
        found = self.con.execute(query, [source, name]).fetchall()
        return found[0][0] if found else None

    def _fingerprint(self, step: Step, code: str) -> str:
        seen = {name: self._hash_of(name, step) for name in step.inputs}
        before = {name: self._hash_before(name) for name in step.last_night}
        return sha256(json.dumps([code, seen, before], sort_keys=True, default=str).encode()).hexdigest()

    def _hash_of(self, name: str, step: Step) -> str:
        """Content of an input; of the settings only what the step names, so that a new day rebuilds what needs it."""
        if name != "ops.setting":
            if name not in self._hashes:
                self._hashes[name] = engine.content_hash(self.con, name)[0]
            return self._hashes[name]
        declared = [c.name for c in tables()[name].columns]
        named = [c for c in declared if c in step.columns_read or (step.kind != "sql" and c in step.text)]
        return repr(self.con.execute(f"select {', '.join(named)} from ops.setting").fetchall()) if named else ""

    def _hash_before(self, name: str) -> str:
        if "base" not in _catalogs(self.con):
            return "none"
        found = self.con.execute("select content_hash from base.ops.step where table_name = ?", [name]).fetchall()
        return str(found[0][0]) if found else "none"

    def _code_before(self, table: str) -> str | None:
        """Code that made the table of the night before; None when nothing of that night may be kept."""
        if "base" not in self._reusable:
            return None
        self.provide_last_night(("ops.step",))
        found = self.con.execute("select code from last_night.ops.step where table_name = ?", [table]).fetchall()
        return found[0][0] if found else None

    def _where_kept(self, table: str, fingerprint: str) -> str | None:
        query = "select 1 from {}.ops.step where table_name = ? and fingerprint = ?"
        for catalog in self._reusable:
            if self.con.execute(query.format(catalog), [table, fingerprint]).fetchall():
                return catalog
        return None

    def provide_last_night(self, names: tuple[str, ...]) -> None:
        """Declare in `last_night` what the night before could not have, empty."""
        for name in names:
            schema, table = name.split(".")
            query = (
                "select 1 from duckdb_views() where database_name = 'last_night' and schema_name = ? and view_name = ?"
            )
            if not self.con.execute(query, [schema, table]).fetchall():
                self.con.execute(ddl.create_table(self.tables[name], catalog="last_night"))


@contextmanager
def open_night(
    folder: Path,
    today: date,
    currency: str,
    time_zone: str,
    thresholds: Mapping[str, object],
    declared: Mapping[str, Table] | None = None,
) -> Iterator[Night]:
    """The night of `today`; afterwards call `publish`, or leave, and the live file is untouched.

    `declared` are the tables of the company (`Company.tables`), else those of the engine.

    Raises NightRefused when another night is running, NightPassed when the warehouse stands at a later day.
    """
    make_private(folder)
    files = Files(folder)
    with one_writer(files):
        for leftover in folder.glob("*building*"):
            leftover.unlink()
        con = duckdb.connect(str(files.building))
        try:
            close_to_others(files.building)
            con.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
            con.execute(f"set timezone = 'UTC'; set temp_directory = {ddl.text(str(files.spill))}")
            con.execute("set preserve_insertion_order = false")
            con.execute(ANTI_JOIN_CURE)
            night = Night(con, files, today, attach_before(con, files.live, files.previous, today, declared), declared)
            _declare_settings(night, currency, time_zone, thresholds)
            yield night
        finally:
            con.close()


def told(today: date, currency: str, time_zone: str, thresholds: Mapping[str, object]) -> tuple[object, ...]:
    """The one row of `ops.setting`: the day, the moment it ends where the company is, and every threshold."""
    midnight = datetime.combine(today + timedelta(days=1), time(), ZoneInfo(time_zone))
    ends_at = midnight.astimezone(UTC).replace(tzinfo=None)
    return (today, ends_at, currency, time_zone, *(thresholds.get(s.name, s.default) for s in SETTINGS))


def close_and_swap(night: Night) -> None:
    """Make the built night the live one; at every moment a whole live file stands."""
    files = night.files
    was = day_of(files.live)
    for catalog in ("live", "base", "last_night"):
        if catalog in _catalogs(night.con):
            night.con.execute(f"detach {catalog}")
    night.con.execute("checkpoint")
    night.con.close()
    _sync(files.building)
    if was is not None and was < night.today:
        spare = files.previous.with_suffix(".building")
        os.link(files.live, spare)
        spare.replace(files.previous)
    files.building.replace(files.live)
    _sync(files.folder)


def _code(step: Step, table: Table) -> str:
    """Hash of what a step does, whatever it reads: code, contract, libraries; of a function of rows its input too."""
    contracts = [repr(table)] + [repr(tables()[name]) for name in step.inputs if step.kind == "rows"]
    libraries = [f"{name} {version(name)}" for name in LIBRARIES] if step.kind != "sql" else []
    return sha256(json.dumps([step.digest, contracts, libraries]).encode()).hexdigest()


def _declare_settings(night: Night, currency: str, time_zone: str, thresholds: Mapping[str, object]) -> None:
    for table in tables().values():
        if table.schema == "ops":
            night.create(table)
    night.rows("ops.setting", [told(night.today, currency, time_zone, thresholds)])


@contextmanager
def one_writer(files: Files) -> Iterator[None]:
    """Hold the writer's lock; it falls with the process, so a killed night never leaves it behind."""
    with os.fdopen(open_private(files.lock), "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NightRefused("another night of this company is running; wait until it has ended") from None
        yield


def _catalogs(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in con.execute("select database_name from duckdb_databases()").fetchall()}


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
