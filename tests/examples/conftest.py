"""The sample company of the default arguments, generated once, and readers of its files."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from examples.corner_shop.generate import generate

NIGHTS = ("2026-06-28", "2026-06-29", "2026-06-30")


class Company:
    """The generated folder; every cell is read as text, so that broken rows are seen as they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def truth(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "truth" / f"{name}.parquet")

    def csv_lines(self, night: str, path: str, encoding: str) -> list[str]:
        return (self.folder / night / path).read_bytes().decode(encoding).splitlines()

    def rows(self, night: str, source: str, table: str) -> pl.DataFrame:
        """One night's delivery of an object; a line with a cell too many keeps the first, a cut one is left out."""
        file = {
            "customer": "crm/customer.csv",
            "receipt": "till/receipt.parquet",
            "contact": "helpdesk/contact.ndjson",
            "answer": "survey/wave.xlsx",
            "staff_answer": "survey/wave.xlsx",
            "consent": "consent/consent.json",
        }.get(table, f"{source}/{table}.csv")
        path = self.folder / night / file
        if source == "shop":
            return self.query(night, f"select * from {table}")
        if path.suffix == ".parquet":
            return pl.read_parquet(path).cast(pl.String)
        if path.suffix == ".xlsx":
            return pl.read_excel(path, sheet_name=table, infer_schema_length=0, raise_if_empty=False)
        if path.suffix == ".json":
            return _texts(json.loads(path.read_text("utf-8")))
        if path.suffix == ".ndjson":
            return _texts([row for line in path.read_text("utf-8").splitlines() if (row := _parsed(line))])
        encoding, separator = {"crm": ("gb18030", ";"), "loyalty": ("utf-8-sig", ","), "business": ("utf-16", "\t")}[
            source
        ]
        return pl.read_csv(
            path.read_bytes().decode(encoding).encode(),
            separator=separator,
            infer_schema=False,
            truncate_ragged_lines=True,
        )

    def query(self, night: str, sql: str) -> pl.DataFrame:
        database = sqlite3.connect(self.folder / night / "shop" / "shop.sqlite")
        cursor = database.execute(sql)
        names = [column[0] for column in cursor.description]
        found = [[None if cell is None else str(cell) for cell in row] for row in cursor.fetchall()]
        database.close()
        return pl.DataFrame(found, schema=dict.fromkeys(names, pl.String), orient="row")


def _texts(rows: list[dict[str, object]]) -> pl.DataFrame:
    texts = [{name: None if cell is None else str(cell) for name, cell in row.items()} for row in rows]
    return pl.DataFrame(texts, schema=dict.fromkeys(rows[0], pl.String))


def _parsed(line: str) -> dict[str, object] | None:
    try:
        row: dict[str, object] = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("corner_shop")
    generate(customers=2000, seed=7, nights=3, folder=folder)
    return Company(folder)


@pytest.fixture(scope="session")
def rows(company: Company) -> Callable[[str, str], pl.DataFrame]:
    """All deliveries of one object, a column `night` first."""

    def read(source: str, table: str) -> pl.DataFrame:
        parts = [company.rows(night, source, table).select(pl.lit(night).alias("night"), pl.all()) for night in NIGHTS]
        return pl.concat(parts)

    return read
