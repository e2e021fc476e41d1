"""A connection to work at: tables of a published night to read, and memory of its own to write in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from expectations.company.state import Files
from warehouse import ddl
from warehouse.night import ANTI_JOIN_CURE
from warehouse.published.query import QueryFailed, published


@contextmanager
def scratch_connection(file: Path, tables: Mapping[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory on which `tables` (name -> condition on its rows) of a published file can be read.

    Nothing that is done there reaches the file. Raises QueryFailed when no night was published, or an older engine
    published one without these tables.
    """
    con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    try:
        con.execute("attach ':memory:' as bench; use bench; detach memory")
        con.execute(f"set timezone = 'UTC'; set temp_directory = {ddl.text(str(Files(file.parent).spill))}")
        con.execute(ANTI_JOIN_CURE)
        con.execute(f"attach {ddl.text(str(published(file)))} as published (read_only)")
        for name, condition in tables.items():
            con.execute(f"create schema if not exists {ddl.name(name.split('.')[0])}")
            where = ddl.name(name)
            con.execute(f"create view {where} as select * from published.{where} where {condition}")
        yield con
    except duckdb.CatalogException as error:
        raise QueryFailed(f"this night lacks a table: {str(error).splitlines()[0]}; run a night first") from None
    finally:
        con.close()
