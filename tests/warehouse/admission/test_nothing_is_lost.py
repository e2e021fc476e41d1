"""Whatever a source writes: received = kept + quarantined, and what is kept is what was written."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.contract.source_object import Rule
from tests.warehouse.admission.landing import promised
from tests.world import TODAY, world
from warehouse.admission.admission import DeliveryFigures, admit

Rows = list[tuple[str | None, ...]]

keys = st.sampled_from(["1", "2", "三", "", " 4"])
names = st.one_of(st.none(), st.text(max_size=6), st.sampled_from(["欧阳修", "O'Neil", "无", " 李 娜 "]))
days = st.one_of(st.dates(date(1000, 1, 1)).map(str), st.sampled_from(["", "2023-02-29", "31/12/2024", "soon", "1e3"]))
money = st.one_of(
    st.decimals(-10_000, 10_000, places=2).map(str),
    st.text("0123456789.,-+eE ", max_size=8),
    st.sampled_from(["", "NaN", "inf", "一百"]),
)
counts = st.one_of(st.integers().map(str), st.text("0123456789.-x", max_size=4))
messy_rows = st.lists(st.tuples(keys, names, days, money, counts), max_size=12)


@pytest.fixture(scope="module")
def night() -> Iterator[duckdb.DuckDBPyConnection]:
    """One night for all examples: an object admitted again replaces what was said before."""
    opened = world({})
    yield opened
    opened.close()


@settings(max_examples=60, deadline=None)
@given(rows=messy_rows, unparsed=st.sets(st.integers(100, 110)))
def test_every_received_row_is_kept_or_quarantined_and_a_kept_row_is_as_written(
    night: duckdb.DuckDBPyConnection, rows: Rows, unparsed: set[int]
) -> None:
    figures, kept, refused = _admitted(night, rows, unparsed)

    assert figures.received == len(rows) + len(unparsed) == figures.kept + figures.quarantined
    assert (figures.kept, figures.quarantined) == (len(kept), refused)
    assert len({no for no, *_ in kept}) == len(kept)
    for no, name, born_on, spent, visits in kept:
        assert any(
            (no, name) == (_bare(key), _bare(said))
            and (born_on is None) == (_bare(day) is None)
            and (born_on is None or str(born_on) == _bare(day))
            and (spent is None) == (_bare(amount) is None)
            and (spent is None or spent == Decimal(_bare(amount) or ""))
            and (visits is None) == (_bare(count) is None)
            and (visits is None or visits == float(_bare(count) or ""))
            for key, said, day, amount, count in rows
        )


def _admitted(
    con: duckdb.DuckDBPyConnection, rows: Rows, unparsed: set[int]
) -> tuple[DeliveryFigures, list[tuple[Any, ...]], int]:
    """Figures of the delivery, the rows that stand, and how many lines are in quarantine."""
    contract = promised(rules=(Rule("nobody pays us to come", "critical", "spent >= 0"),), may_be_empty=True)
    with TemporaryDirectory() as name:
        kept, lines = _landed(Path(name), rows, unparsed)
        figures = admit(con, contract, kept, lines, TODAY, "UTC")
        stand = con.execute("select no, name, born_on, spent, visits from crm.member").fetchall()
        refused = con.execute("select count(distinct row_number) from ops.quarantine").fetchall()[0][0]
    return figures, stand, refused


def _landed(folder: Path, rows: Rows, unparsed: set[int]) -> tuple[Path, Path]:
    names = ["no", "name", "born_on", "spent", "visits"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("joined_at", "is_vip", "level")
    )
    kept, lines = folder / "member.parquet", folder / "member.rejected.parquet"
    frame.with_columns(source_line=pl.int_range(2, 2 + pl.len(), dtype=pl.Int64)).write_parquet(kept)
    pl.DataFrame({"source_line": sorted(unparsed)}, schema={"source_line": pl.Int64}).with_columns(
        reason=pl.lit("a column too many"), text=pl.lit("")
    ).write_parquet(lines)
    return kept, lines


def _bare(text: str | None) -> str | None:
    """The cell without the spaces around it; None when nothing is left."""
    return (text or "").strip() or None
