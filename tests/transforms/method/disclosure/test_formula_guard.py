from typing import Any

import polars as pl
import pytest

from tests.transforms.method.anonymity.published import SHARED_DATA
from transforms.method.disclosure.formula_guard import guard_cells

PAYLOADS = SHARED_DATA / "csv_torture" / "csv_injection" / "csv-payload.txt"


def guarded(text: str | None, **typed: Any) -> str | None:
    found: str | None = guard_cells(pl.DataFrame({"cell": [text]}, schema={"cell": pl.String}), typed)["cell"].item()
    return found


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "|calc", "\t=1", "\r=1", "\ttext", "\rtext", "\ntext",
        "＝1+1", "＋1", "－1", "＠SUM(A1)", "｜calc", "﹦1", "⁼1", " =1", "\u3000＝1", "\u200b=1", "\ufeff@a", "\x00=1",
    ],
)  # fmt: skip
def test_a_cell_that_starts_like_a_formula_gets_a_quote_and_keeps_its_text(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["张伟", "a=b", "12.5", "", "1-2", "李娜@qq", "'=1", "（=1）", None])
def test_other_cells_are_left_as_they_are(cell: str | None) -> None:
    assert guarded(cell) == cell


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("phone", "+8613812345678"), ("number", "-12.5"), ("number", "+3"), ("number", "-1.5E-3"), ("number", "-.5")],
)
def test_a_typed_cell_survives(kind: str, cell: str) -> None:
    assert guarded(cell, cell=kind) == cell


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("phone", "=cmd|'/C calc'!A0"),
        ("phone", "+86138+cmd"),
        ("phone", "+8613812345678\n=1"),
        ("number", "-2+3"),
        ("number", "-1\n"),
        ("number", "+86 138"),
        ("number", "@1"),
    ],
)
def test_a_formula_in_a_typed_column_is_caught_all_the_same(kind: str, cell: str) -> None:
    assert guarded(cell, cell=kind) == "'" + cell


def test_only_the_named_column_is_typed_and_columns_without_text_are_untouched() -> None:
    frame = pl.DataFrame({"phone": ["+8613812345678"], "note": ["+8613812345678"], "owed": [-12.5]})
    assert guard_cells(frame, {"phone": "phone"}).rows() == [("+8613812345678", "'+8613812345678", -12.5)]


def test_a_category_is_text_too() -> None:
    frame = pl.DataFrame({"stage": pl.Series(["=1", "new"], dtype=pl.Categorical)})
    assert guard_cells(frame)["stage"].to_list() == ["'=1", "new"]


@pytest.mark.skipif(not PAYLOADS.is_file(), reason="the collected formula payloads are not on this machine")
def test_no_collected_payload_still_starts_a_formula() -> None:
    payloads = PAYLOADS.read_text().splitlines()
    cells = guard_cells(pl.DataFrame({"cell": payloads}))["cell"].to_list()
    # The first payload runs only behind one of the signs, so as a cell it is text already.
    assert cells == [payloads[0], *("'" + payload for payload in payloads[1:])]
    assert len(cells) == 6
