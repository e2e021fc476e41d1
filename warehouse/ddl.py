"""DuckDB DDL of a declared table."""

import re
from collections.abc import Iterable

from expectations.table import Column, Table
from transforms.sql_text import name, text

__all__ = ["comments", "create_table", "name", "text"]


def create_table(table: Table, catalog: str = "") -> str:
    """CREATE SCHEMA and CREATE TABLE with NOT NULL and CHECK for every promise that a row alone can keep."""
    target = name(f"{catalog}.{table.name}" if catalog else table.name)
    schema = name(f"{catalog}.{table.schema}" if catalog else table.schema)
    lines = [f"{name(c.name)} {c.type}{' not null' if c.required else ''}" for c in table.columns]
    lines += [f"check ({predicate})" for predicate in _checks(table)]
    body = ",\n  ".join(lines)
    return f"create schema if not exists {schema};\ncreate or replace table {target} (\n  {body}\n);"


def comments(table: Table, columns: Iterable[Column], catalog: str = "") -> str:
    """COMMENT statements for the table and the given columns."""
    target = name(f"{catalog}.{table.name}" if catalog else table.name)
    said = [f"comment on table {target} is {text(_with_chinese(table.grain, table.chinese))};"]
    said += [
        f"comment on column {target}.{name(c.name)} is {text(_with_chinese(c.meaning, c.chinese))};" for c in columns
    ]
    return "\n".join(said)


def _checks(table: Table) -> list[str]:
    """Predicates over the row alone; a rule about `today` needs the night and is checked where rows enter."""
    required = {f"{c.name} is not null" for c in table.columns if c.required}
    return [p for p in table.predicates().values() if p not in required and not re.search(r"\btoday(_ends_at)?\b", p)]


def _with_chinese(sentence: str, chinese: str) -> str:
    return f"{sentence} ({chinese})" if chinese else sentence
