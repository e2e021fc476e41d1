import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from transforms.method.disclosure.ledger import GENESIS, Break, chain, row_hash, verify

ROWS = [
    {"number": 1, "recipient": "分析师", "rows": 120, "released_on": dt.date(2026, 6, 28), "epsilon": None},
    {"number": 2, "recipient": "分析师", "rows": 121, "released_on": dt.date(2026, 6, 29), "epsilon": 0.5},
    {"number": 3, "recipient": "crm", "rows": 99, "released_on": dt.date(2026, 6, 30), "epsilon": None},
]


def test_an_untouched_ledger_holds() -> None:
    assert verify(chain(ROWS)) is None


def test_an_empty_ledger_holds() -> None:
    assert verify([]) is None


def test_each_row_carries_the_hash_of_the_one_before() -> None:
    ledger = chain(ROWS)
    assert [row["previous_hash"] for row in ledger] == [GENESIS, ledger[0]["hash"], ledger[1]["hash"]]


def test_a_ledger_goes_on_from_its_last_hash() -> None:
    first = chain(ROWS[:2])
    assert first + chain(ROWS[2:], first[-1]["hash"]) == chain(ROWS)


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (lambda rows: rows[1].update(rows=5), Break(1, "was changed after it was written")),
        (lambda rows: rows[2].update(epsilon=0.1), Break(2, "was changed after it was written")),
        (lambda rows: rows.pop(1), Break(1, "does not follow the row before it")),
        (lambda rows: rows.pop(0), Break(0, "does not follow the row before it")),
        (lambda rows: rows.insert(1, dict(rows[2])), Break(1, "does not follow the row before it")),
        (lambda rows: rows.reverse(), Break(0, "does not follow the row before it")),
        (lambda rows: rows[0].update(added="column"), Break(0, "was changed after it was written")),
    ],
    ids=["a figure", "a figure in the last row", "row out", "first row out", "row in", "order", "a column"],
)
def test_the_first_row_that_does_not_hold_is_named(tamper: Callable[..., Any], broken: Break) -> None:
    ledger = chain(ROWS)
    tamper(ledger)
    assert verify(ledger) == broken


def test_a_row_rewritten_with_a_fresh_hash_breaks_the_row_behind_it() -> None:
    ledger = chain(ROWS)
    ledger[1]["rows"] = 5
    ledger[1]["hash"] = row_hash(ledger[1], ledger[1]["previous_hash"])
    assert verify(ledger) == Break(2, "does not follow the row before it")


def test_rows_cut_off_the_end_show_against_the_last_hash_known_elsewhere() -> None:
    ledger = chain(ROWS)
    assert verify(ledger[:2]) is None
    assert verify(ledger[:2], last_hash=ledger[2]["hash"]) == Break(2, "rows are missing at the end, or were added")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (dt.datetime.fromisoformat("2026-06-30T12:00"), dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)),
        (
            dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC),
            dt.datetime(2026, 6, 30, 20, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        ),
        (Decimal("1.50"), Decimal("1.5")),
        ([1, 2], (1, 2)),
    ],
    ids=["naive moments are UTC", "time zones", "trailing zeros", "lists"],
)
def test_values_that_read_back_equal_hash_alike(one: Any, other: Any) -> None:
    assert row_hash({"value": one}, GENESIS) == row_hash({"value": other}, GENESIS)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1", 1), (None, "None"), (True, 1), (dt.date(2026, 6, 30), "2026-06-30"), (Decimal("1"), 1), (["a"], "a")],
    ids=["text", "NULL", "boolean", "day", "decimal", "list"],
)
def test_values_of_different_types_hash_apart(one: Any, other: str | int) -> None:
    assert row_hash({"value": one}, GENESIS) != row_hash({"value": other}, GENESIS)


def test_a_value_without_exact_text_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        row_hash({"value": {1, 2}}, GENESIS)
    with pytest.raises(ValueError, match="not JSON compliant"):
        row_hash({"value": float("nan")}, GENESIS)
