"""PostgreSQL, read in one read-only statement as Arrow batches: little memory, whatever the size of the table."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import adbc_driver_manager
import pyarrow as pa
from adbc_driver_postgresql import dbapi

from expectations.company.location import VARIABLE, expand
from expectations.contract.source_object import SourceObject
from flows.sources.cursor import lower_bound
from flows.sources.header import physical_names, places_of_columns
from flows.sources.refusal import Absence, Refusal
from flows.sources.sink import LINE, Sink
from transforms import sql_text

CONNECT_SECONDS = 10
KEPT = ("int2", "int4", "int8", "float8", "bool")  # all else as text: exact, and 'infinity' is not silently a date
SESSION = "-c default_transaction_read_only=on -c DateStyle=ISO -c IntervalStyle=iso_8601 -c TimeZone=UTC"
CURED = {
    "42P01": "There is no such table; check the object's `physicalName` and the server's `schema`.",
    "42501": "This user may not read it; grant SELECT.",
    "25006": "The query wants to write; a source is only read.",
    "57014": "The query was cancelled by the server; try again.",
}


def read_postgresql(source_object: SourceObject, sink: Sink, since: str | None, time_zone: str) -> None:
    """Land a table or query in the order of its key; text for every type but whole numbers, doubles and booleans.

    Money and numerics are text in full precision; moments with a zone are written in UTC. `time_zone` is that of
    moments without one.
    """
    options = {key: str(value) for key, value in source_object.options.items()}
    address = _address(options, os.environ)
    try:
        with dbapi.connect(address) as connection, connection.cursor() as cursor:
            _land(cursor, source_object, options, sink, since, options.get("time_zone", time_zone))
    except (adbc_driver_manager.Error, pa.ArrowException, OSError) as error:  # the latter two while rows come
        raise _explained(error, options) from None


def _land(
    cursor: dbapi.Cursor,
    source_object: SourceObject,
    options: Mapping[str, str],
    sink: Sink,
    since: str | None,
    time_zone: str,
) -> None:
    origin = f"({options['query'].rstrip().rstrip(';')}) as asked" if "query" in options else _table(options)
    schema = cursor.adbc_execute_schema(f"select * from {origin}")
    places_of_columns(source_object, schema.names)
    kinds = {field.name: (field.metadata or {}).get(b"POSTGRESQL:type", b"").decode() for field in schema}
    wanted = physical_names(source_object)
    chosen = ", ".join(_chosen(name, kinds[name]) for name in wanted)
    keys = [source_object.physical_names.get(name, name) for name in source_object.key]
    order = ", ".join([sql_text.column(name) for name in keys] or [f"{sql_text.column(name)}::text" for name in wanted])
    bound = _since(source_object, since, kinds, time_zone)
    cursor.execute(f"select {chosen} from {origin}{bound} order by {order}")
    reader = cursor.fetch_record_batch()
    names = [column.name for column in source_object.columns] + [LINE]
    position = 1
    types = [pa.field(name, field.type) for name, field in zip(names, reader.schema, strict=False)]
    sink.rows(pa.schema([*types, pa.field(LINE, pa.int64())]).empty_table())
    for batch in reader:
        lines = pa.array(range(position, position + batch.num_rows), pa.int64())
        sink.rows(pa.table([*batch.columns, lines], names=names))
        position += batch.num_rows


def _chosen(name: str, kind: str) -> str:
    if kind in KEPT:
        return sql_text.column(name)
    return f"{sql_text.column(name)}::numeric::text" if kind == "money" else f"{sql_text.column(name)}::text"


def _table(options: Mapping[str, str]) -> str:
    parts = [options["schema"]] if "schema" in options else []
    return ".".join(map(sql_text.column, [*parts, options["table"]]))


def _since(source_object: SourceObject, since: str | None, kinds: Mapping[str, str], time_zone: str) -> str:
    """` where cursor >= bound or cursor is null`; nothing on the first night, or where the cursor is text."""
    name = source_object.cursor
    if since is None or name is None or source_object.delivery == "snapshot":
        return ""
    physical = source_object.physical_names.get(name, name)
    declared = next(column.type for column in source_object.columns if column.name == name)
    kind = kinds[physical]
    if kind in ("text", "varchar", "bpchar"):
        return ""  # the order of texts is not the order of what they mean
    bound = lower_bound(declared, since, source_object.overlap)
    if kind == "timestamp" and declared == "TIMESTAMP":
        local = datetime.fromisoformat(bound).replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(time_zone))
        bound = local.replace(tzinfo=None).isoformat(" ")
    column = sql_text.column(physical)
    return f" where {column} >= {sql_text.text(bound)}::{kind} or {column} is null"


def _address(options: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """The address with the password, which stands only in the environment or in a file that it names."""
    given = {key: expand(options[key], environment) for key in ("host", "port", "database")}
    asked = {"connect_timeout": str(CONNECT_SECONDS), "options": SESSION}
    for key in ("user", "sslmode"):
        if key in options:
            asked[key] = expand(options[key], environment)
    if (password := _password(options, environment)) is not None:
        asked["password"] = password
    place = f"{quote(given['host'])}:{quote(given['port'])}/{quote(given['database'], safe='')}"
    return f"postgresql://{place}?{urlencode(asked, quote_via=quote)}"


def _password(options: Mapping[str, str], environment: Mapping[str, str]) -> str | None:
    """`password: ${NAME}` is the variable NAME, or the content of the file that NAME_FILE or `password_file` names."""
    file = options.get("password_file")
    if "password" in options and file is None:
        name = VARIABLE.sub(r"\1", options["password"])
        if name in environment:
            return environment[name]
        if f"{name}_FILE" not in environment:
            raise Refusal(f"Neither {name} nor {name}_FILE is set in the environment; set one of them.")
        file = environment[f"{name}_FILE"]
    if file is None:
        return None
    try:
        return Path(expand(file, environment)).read_text("utf-8").rstrip("\r\n")
    except OSError:
        raise Refusal("The file of the password cannot be read; check its path and its permissions.") from None


def _explained(error: Exception, options: Mapping[str, str]) -> Refusal:
    """What may be said of an error: its kind and the cure; its own text can show data and names of users."""
    state, said = getattr(error, "sqlstate", None) or "", str(error)
    where = f"the database {options['database']} on {options['host']}"
    if "no password supplied" in said or "authentication failed" in said:
        return Refusal(f"PostgreSQL refuses the user of {where}; check user and password.")
    if "read-only transaction" in said:
        state = "25006"
    if state.startswith(("08", "57P", "53")) or (not state and "connection" in said):
        return Absence(f"PostgreSQL does not answer: {where}; see that it runs, or say `may_be_absent`.")
    cure = CURED.get(state, f"PostgreSQL refuses the query (SQLSTATE {state or 'unknown'}); mend it.")
    return Refusal(f"{cure} It is about {where}.")
