"""A cell says a value of its declared type, or nothing is made of it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from warehouse.admission.cast import filled, read, writing

NO = "no value"
BERLIN = {"time_zone": "Europe/Berlin"}
GERMAN = {"timestamp_formats": ["%d.%m.%Y %H:%M %z"]}
AMERICAN = {"timestamp_formats": ["%m/%d/%Y %H:%M"]}
ZONED = {"physical": "TIMESTAMP WITH TIME ZONE"}
moment = datetime.fromisoformat


def value_of(text: str, declared: str, physical: str = "VARCHAR", zone: str = "Asia/Shanghai", **options: Any) -> Any:
    """What is made of a cell: the value, None for an empty cell, NO for one that cannot be read."""
    how = writing(options, zone)
    cell = f"cast($1 as {physical})"
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        query = f"""select cell, {read("cell", physical, declared, how)}
                    from (select {filled("written", physical, how)} as cell from (select {cell} as written))"""
        given, value = con.execute(query, [text]).fetchall()[0]
    return NO if given is not None and value is None else value


def case(word: str, declared: str, text: str, value: Any, **told: Any) -> Any:
    return pytest.param(declared, text, value, told, id=word)


@pytest.mark.parametrize(
    ("declared", "text", "value", "told"),
    [
        case("plain date", "DATE", "1984-02-29", date(1984, 2, 29)),
        case("date with slashes", "DATE", "2024/3/5", date(2024, 3, 5)),
        case("date at midnight", "DATE", "1996-07-04 00:00:00.000", date(1996, 7, 4)),
        case("date with a time of day", "DATE", "1996-07-04 10:30:00", NO),
        case("day that no month has", "DATE", "2023-02-29", NO),
        case("word that the cast knows", "DATE", "epoch", NO),
        case("day before month, undeclared", "DATE", "31/12/2024", NO),
        case("day before month, declared", "DATE", "31/12/2024", date(2024, 12, 31), date_formats=["%d/%m/%Y"]),
        case("second declared format", "DATE", "5.3.2024", date(2024, 3, 5), date_formats=["%d/%m/%Y", "%d.%m.%Y"]),
        case("Chinese date", "DATE", "2024年3月5日", date(2024, 3, 5), date_formats=["%Y年%m月%d日"]),
        case("year of two digits", "DATE", "5.3.24", NO, date_formats=["%d.%m.%Y"]),
        case("declared year of two digits", "DATE", "5.3.24", date(2024, 3, 5), date_formats=["%d.%m.%y"]),
        case("moment without zone", "TIMESTAMP", "2024-01-01 08:30", moment("2024-01-01 00:30")),
        case("moment in UTC", "TIMESTAMP", "2024-01-01T08:30:15Z", moment("2024-01-01 08:30:15")),
        case("moment with offset", "TIMESTAMP", "2024-01-01T08:30:00+02:00", moment("2024-01-01 06:30")),
        case("moment with short offset", "TIMESTAMP", "2024-01-01 08:30:00 +0200", moment("2024-01-01 06:30")),
        case("moment of the source's zone", "TIMESTAMP", "2024-07-01 08:30", moment("2024-07-01 06:30"), **BERLIN),
        case("day for a moment", "TIMESTAMP", "2024-01-01", moment("2023-12-31 16:00")),
        case("hour that no day has", "TIMESTAMP", "2024-01-01 25:00", NO),
        case("declared moment", "TIMESTAMP", "12/1/2010 8:26", moment("2010-12-01 00:26"), **AMERICAN),
        case("declared zoned moment", "TIMESTAMP", "1.12.2010 8:26 +0100", moment("2010-12-01 07:26"), **GERMAN),
        case("whole number", "INTEGER", "-12", -12),
        case("whole number written with a point", "INTEGER", "3.0", 3),
        case("fraction for a whole number", "INTEGER", "1.5", NO),
        case("hexadecimal", "INTEGER", "0x10", NO),
        case("exponent", "INTEGER", "1e3", NO),
        case("number beyond its type", "INTEGER", "3000000000", NO),
        case("full-width digits", "INTEGER", "１２", NO),
        case("money", "DECIMAL(10,2)", "1234.50", Decimal("1234.50")),
        case("money with idle zeros", "DECIMAL(10,2)", "0.5000", Decimal("0.50")),
        case("money with more decimals than declared", "DECIMAL(10,2)", "1.239", NO),
        case("money with thousands, undeclared", "DECIMAL(10,2)", "1,234.50", NO),
        case("money with thousands", "DECIMAL(10,2)", "1,234,567.50", Decimal("1234567.50"), thousands=","),
        case("thousands in the wrong place", "DECIMAL(10,2)", "12,34.50", NO, thousands=","),
        case("decimal comma", "DECIMAL(10,2)", "1.234,5", Decimal("1234.50"), decimal_comma=True, thousands="."),
        case("point where a comma is declared", "DECIMAL(10,2)", "1.234", NO, decimal_comma=True),
        case("money with a sign of currency", "DECIMAL(10,2)", "¥12", NO),
        case("number with exponent", "DOUBLE", "1.5e3", 1500.0),
        case("not a number", "DOUBLE", "NaN", NO),
        case("not a number, declared as nothing", "DOUBLE", "NaN", None, null_words=["NaN"]),
        case("infinity", "DOUBLE", "inf", NO),
        case("Chinese yes", "BOOLEAN", "是", True),
        case("Chinese no", "BOOLEAN", "否", False),
        case("shouted yes", "BOOLEAN", "YES", True),
        case("perhaps", "BOOLEAN", "maybe", NO),
        case("declared words", "BOOLEAN", "有效", True, true_words=["有效"], false_words=["无效"]),
        case("text with spaces around", "VARCHAR", "\u3000 欧阳 修\u00a0\n", "欧阳 修"),
        case("only spaces", "VARCHAR", " \t ", None),
        case("declared word for nothing", "VARCHAR", " 无 ", None, null_words=["无", "N/A"]),
        case("spreadsheet number as text", "VARCHAR", "13800138000", "13800138000", physical="DOUBLE"),
        case("native fraction as text", "VARCHAR", "1.5", "1.5", physical="DOUBLE"),
        case("binary fraction for money", "DECIMAL(10,2)", "19.99", Decimal("19.99"), physical="DOUBLE"),
        case("native number with more decimals", "DECIMAL(10,2)", "19.991", NO, physical="DOUBLE"),
        case("native not a number", "DOUBLE", "nan", NO, physical="DOUBLE"),
        case("native not a number, declared", "DOUBLE", "nan", None, physical="DOUBLE", null_words=["NaN"]),
        case("native fraction for a whole number", "INTEGER", "1.5", NO, physical="DOUBLE"),
        case("native number beyond its type", "SMALLINT", "40000", NO, physical="BIGINT"),
        case("native flag", "BOOLEAN", "1", True, physical="BIGINT"),
        case("native moment", "TIMESTAMP", "2024-01-01 08:00", moment("2024-01-01 00:00"), physical="TIMESTAMP"),
        case("native zoned moment", "TIMESTAMP", "2024-01-01 08:00+00", moment("2024-01-01 08:00"), **ZONED),
        case("native day for a moment", "TIMESTAMP", "2024-01-02", moment("2024-01-01 16:00"), physical="DATE"),
        case("native midnight for a day", "DATE", "2024-01-02 00:00", date(2024, 1, 2), physical="TIMESTAMP"),
        case("native noon for a day", "DATE", "2024-01-02 12:00", NO, physical="TIMESTAMP"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_its_declared_type_or_not_at_all(
    declared: str, text: str, value: Any, told: dict[str, Any]
) -> None:
    found = value_of(text, declared, **told)
    assert found == value
    assert type(found) is type(value)
