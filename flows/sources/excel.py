"""Excel: one sheet, whose columns keep the types that all of their cells have, else text."""

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from expectations.contract import SourceObject
from expectations.problem import nearest
from flows.sources.header import physical_names, places_of_columns
from flows.sources.landing import LINE, Sink
from flows.sources.refusal import Refusal
from flows.sources.text import RATIO

UNCOMPRESSED_BYTES = 2 * 1024**3  # a full sheet of a million rows is about 1 GiB of XML
ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"')
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_excel(source_object: SourceObject, path: Path, sink: Sink) -> None:
    """Land a sheet; a blank row is nothing, a row with a cell such as #N/A in a declared column is rejected."""
    _check_size(path)
    options = source_object.options
    skipped = int(str(options.get("skip_lines", 0)))
    try:
        reader = fastexcel.read_excel(path)
        sheet = str(options.get("sheet", reader.sheet_names[0]))
        if sheet not in reader.sheet_names:
            raise Refusal(f"There is no sheet `{sheet}`. {nearest(sheet, reader.sheet_names)}")
        header = {"header_row": skipped} if options.get("header", True) else {"header_row": None, "skip_rows": skipped}
        table = pa.table(reader.load_sheet(sheet, schema_sample_rows=None, **header))
    except fastexcel.FastExcelError:
        raise Refusal("It is not an Excel file with the declared sheet; save it as .xlsx.") from None
    if options.get("header", True):
        places = places_of_columns(source_object, table.column_names)
    else:
        places = list(range(len(source_object.columns)))
        if table.num_columns != len(places):
            raise Refusal(f"It has {table.num_columns} columns where {len(places)} are declared.")
    first = skipped + (2 if options.get("header", True) else 1)
    names = [column.name for column in source_object.columns]
    lines = pa.array(range(first, first + table.num_rows), pa.int64())
    chosen = pa.table([*(table.column(place) for place in places), lines], names=[*names, LINE])
    _land(chosen, _error_lines(path, sheet, places), sink)


def _land(table: pa.Table, errors: set[int], sink: Sink) -> None:
    filled = pa.chunked_array([pa.repeat(False, table.num_rows)])
    for column in table.columns[:-1]:
        filled = pc.or_(filled, pc.is_valid(column))
    faulty = pc.is_in(table.column(LINE), pa.array(sorted(errors), pa.int64()))
    sink.rows(table.filter(pc.and_(filled, pc.invert(faulty))))
    refused = table.filter(faulty)
    if refused.num_rows:
        raw = [", ".join("" if value is None else str(value) for value in row.values()) for row in refused.to_pylist()]
        reason = "A cell holds an error of the spreadsheet, such as #N/A."
        sink.reject(refused.column(LINE).to_pylist(), [reason] * refused.num_rows, raw)


def _check_size(path: Path) -> None:
    """A workbook is a ZIP archive and may be a bomb."""
    if not zipfile.is_zipfile(path):
        return  # the old .xls is not compressed
    with zipfile.ZipFile(path) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > UNCOMPRESSED_BYTES or (size > 64 * 1024**2 and size > RATIO * path.stat().st_size):
        raise Refusal(f"The workbook unpacks to more than {RATIO} times its size, or to more than 2 GiB; it is not read.")


def _error_lines(path: Path, sheet: str, places: list[int]) -> set[int]:
    """Rows with an error in a declared column: the reader gives them as empty, which they are not."""
    if not zipfile.is_zipfile(path):
        return set()
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets: dict[Any, str] = {link.get("Id"): str(link.get("Target")) for link in links}
        named = {one.get("name"): one.get(RELATION) for one in book.iter() if one.get(RELATION)}
        target = targets[named[sheet]].lstrip("/")
        content = archive.read(target if target.startswith("xl/") else f"xl/{target}")
    found = ((column.decode(), int(row)) for column, row in ERROR_CELL.findall(content))
    return {row for column, row in found if _place(column) in places}


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
