"""A company whose one source delivers what a test writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from expectations.company import Company
from expectations.contract.source_object import SourceObject
from expectations.setting import SETTINGS
from expectations.table import Column
from flows.sources.landing import Landed, land

TODAY = date(2026, 3, 1)


@dataclass(frozen=True)
class Delivery:
    """What was landed: rows as lists of cells without the line, lines, and rejected (line, reason, raw)."""

    landed: Landed
    rows: list[list[object]]
    lines: list[int]
    rejected: list[tuple[int, str, str]]


def company(folder: Path, **fields: Any) -> Company:
    """A company without sources, with its data in `folder`/data."""
    (folder / "data").mkdir(exist_ok=True)
    thresholds = {setting.name: setting.default for setting in SETTINGS}
    given = {"data": folder / "data", "state": folder / "var", "thresholds": thresholds} | fields
    return Company(folder, "街角商店", "Asia/Shanghai", "CNY", **given)  # type: ignore[arg-type]


def source_object(
    columns: Sequence[str | Column], form: str = "csv", location: str = "file", **fields: Any
) -> SourceObject:
    """An object of the source `shop` with text columns, or the columns given."""
    declared = tuple(one if isinstance(one, Column) else Column(one, "VARCHAR", "") for one in columns)
    given = {"key": (), "delivery": "snapshot", "options": {}} | fields
    return SourceObject("shop", "customer", form, location, declared, **given)  # type: ignore[arg-type]


def deliver(
    folder: Path, content: bytes | Path | None, columns: Sequence[str | Column], form: str = "csv", **fields: Any
) -> Delivery:
    """Land a file with the content, read as the options say."""
    shop = company(folder)
    if isinstance(content, Path):
        content = content.read_bytes()
    if content is not None:
        (shop.data / "file").write_bytes(content)
    return read(land(source_object(columns, form, **fields), shop, TODAY, None))


def read(landed: Landed) -> Delivery:
    """The rows and the rejected lines of a landing."""
    table = pq.read_table(landed.path)
    assert table.column_names[-1] == "source_line"
    rows = [list(row.values()) for row in table.to_pylist()]
    refused = pq.read_table(landed.rejected_path).to_pylist()
    assert landed.received == landed.landed + landed.rejected == len(rows) + len(refused)
    rejected = [(row["source_line"], row["reason"], row["raw"]) for row in refused]
    return Delivery(landed, [row[:-1] for row in rows], [int(str(row[-1])) for row in rows], rejected)
