"""Parquet, Excel and SQLite: values keep their types where all cells have one, and nothing is taken for empty."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from flows.sources.landing import SourceRefused, land
from tests.flows.sources.deliver import TODAY, Delivery, company, deliver, read, source_object


def land_from(tmp_path: Path, columns: list[str], form: str, **fields: Any) -> Delivery:
    return read(land(source_object(columns, form, **fields), company(tmp_path), TODAY, None))


def test_parquet_keeps_values_and_finds_columns_by_name(tmp_path: Path) -> None:
    table = pa.table({"金额": pa.array([Decimal("1.10"), None]), "no": pa.array([2, 1], pa.int32())})
    pq.write_table(table, company(tmp_path).data / "file")
    came = land_from(tmp_path, ["no", "amount"], "parquet", physical_names={"amount": "金额"})
    assert (came.rows, came.lines) == ([[2, Decimal("1.10")], [1, None]], [1, 2])


@pytest.mark.parametrize(
    ("columns", "options", "said"),
    [
        (["no", "x"], {}, "The column `x` is missing"),
        (["no"], {}, "does not declare `金额`"),
    ],
)
def test_parquet_with_other_columns_is_refused(
    tmp_path: Path, columns: list[str], options: dict[str, object], said: str
) -> None:
    pq.write_table(pa.table({"no": [1], "金额": [2]}), company(tmp_path).data / "file")
    with pytest.raises(SourceRefused, match=said):
        land_from(tmp_path, columns, "parquet", options=options)


@pytest.mark.parametrize("form", ["parquet", "excel", "sqlite"])
def test_a_damaged_file_is_refused(tmp_path: Path, form: str) -> None:
    with pytest.raises(SourceRefused, match=r"(?i)parquet file|excel file|cannot be read"):
        deliver(tmp_path, b"PK\x03\x04 not at all what it says " * 40, ["a"], form, options={"table": "t"})


def workbook(tmp_path: Path, rows: list[list[object]], top: int = 0) -> None:
    book = xlsxwriter.Workbook(company(tmp_path).data / "file", {"default_date_format": "yyyy-mm-dd"})
    book.add_worksheet("cover")
    sheet = book.add_worksheet("答案")
    for number, row in enumerate(rows, top):
        for place, cell in enumerate(row):
            if cell == "#N/A":
                sheet.write_formula(number, place, "=NA()", None, "#N/A")
            elif cell is not None:
                sheet.write(number, place, cell)
    book.close()


def test_a_sheet_keeps_types_and_its_own_line_numbers(tmp_path: Path) -> None:
    day = datetime(2026, 1, 2)  # noqa: DTZ001 - a spreadsheet knows no zone
    workbook(tmp_path, [["no", "phone", "on", "mixed"], ["1", 13800138000, day, 1.5], [], ["2", 2, day, "x"]], top=2)
    came = land_from(tmp_path, ["no", "mixed", "phone", "on"], "excel", options={"sheet": "答案"})
    assert (came.rows, came.lines) == ([["1", "1.5", 13800138000.0, day], ["2", "x", 2.0, day]], [4, 6])


def test_an_error_cell_is_rejected_and_never_empty(tmp_path: Path) -> None:
    workbook(tmp_path, [["no", "score", "other"], [1, "#N/A", 1], [2, 5, "#N/A"], [3, 4, 2]])
    options = {"sheet": "答案", "extra_columns": "ignore"}
    came = land_from(tmp_path, ["no", "score"], "excel", options=options)
    assert (came.rows, came.lines) == ([[2.0, 5.0], [3.0, 4.0]], [3, 4])
    assert came.rejected == [(2, "A cell holds an error of the spreadsheet, such as #N/A.", "1.0, ")]


def test_a_sheet_without_header_is_read_by_position(tmp_path: Path) -> None:
    workbook(tmp_path, [["title", None], ["a", 1], ["b", 2]])
    options = {"sheet": "答案", "header": False, "skip_lines": 1}
    came = land_from(tmp_path, ["word", "figure"], "excel", options=options)
    assert (came.rows, came.lines) == ([["a", 1.0], ["b", 2.0]], [2, 3])


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    workbook(tmp_path, [["a"], [1]])
    with pytest.raises(SourceRefused, match="There is no sheet `cove`. Did you mean `cover`"):
        land_from(tmp_path, ["a"], "excel", options={"sheet": "cove"})


def test_a_real_spreadsheet_is_landed_whole(shared_data: Callable[[str], Path], tmp_path: Path) -> None:
    book = (shared_data("call_list") / "Customer_Call_List.xlsx").read_bytes()
    came = deliver(tmp_path, book, ["CustomerID"], "excel", options={"extra_columns": "ignore"})
    assert len(came.rows) == 21
    assert len({row[0] for row in came.rows}) == 20


def database(tmp_path: Path, *statements: str) -> None:
    with sqlite3.connect(company(tmp_path).data / "file") as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_sqlite_keeps_numbers_only_where_every_cell_is_one(tmp_path: Path) -> None:
    database(
        tmp_path,
        "create table t (no, price, mixed, big, blob)",
        "insert into t values (2, 0.1, 0.1, 9007199254740993, x'00ff')",
        "insert into t values (1, 3, 'x', 0.5, null)",
        "insert into t values (3, null, 1e300, null, null)",
    )
    columns = ["no", "price", "mixed", "big", "blob"]
    came = land_from(tmp_path, columns, "sqlite", key=("no",), options={"table": "t"})
    assert came.rows == [
        [1, 3.0, "x", "0.5", None],
        [2, 0.1, "0.1", "9007199254740993", "00FF"],
        [3, None, "1.0e+300", None, None],
    ]
    assert came.lines == [1, 2, 3]


def test_sqlite_reads_a_query_and_never_writes(tmp_path: Path) -> None:
    database(tmp_path, "create table t (a)", "insert into t values (1), (2)")
    came = land_from(tmp_path, ["n"], "sqlite", options={"query": "select count(*) as n from t"})
    assert came.rows == [[2]]
    with pytest.raises(SourceRefused, match="cannot be read"):
        land_from(tmp_path, ["n"], "sqlite", options={"query": "delete from t returning 1 as n"})


def test_a_real_sqlite_is_landed_whole(shared_data: Callable[[str], Path], tmp_path: Path) -> None:
    invoice = source_object(
        ["InvoiceId", "Total"],
        "sqlite",
        "Chinook_Sqlite.sqlite",
        key=("InvoiceId",),
        options={"table": "Invoice", "extra_columns": "ignore"},
    )
    came = read(land(invoice, company(tmp_path, data=shared_data("chinook")), TODAY, None))
    assert len(came.rows) == 412
    assert sum(Decimal(str(row[1])) for row in came.rows) == Decimal("2328.60")


def test_a_sheet_with_a_header_alone_may_be_meant(tmp_path: Path) -> None:
    workbook(tmp_path, [["a", "b"]])
    came = land_from(tmp_path, ["a", "b"], "excel", options={"sheet": "答案"}, may_be_empty=True)
    assert (came.rows, came.rejected) == ([], [])
