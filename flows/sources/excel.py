"""Excel: one sheet, whose columns keep the types that all of their cells have, else text."""

import zipfile
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from expectations.contract.source_object import SourceObject
from expectations.problem import nearest
from flows.sources.header import places_of_columns
from flows.sources.refusal import Refusal
from flows.sources.sink import LINE, Sink
from flows.sources.text import RATIO, RATIO_FREE_BYTES

UNCOMPRESSED_BYTES = 2 * 1024**3  # a full sheet of a million rows is about 1 GiB of XML


def read_excel(source_object: SourceObject, path: Path, sink: Sink) -> None:
    """Land a sheet; a blank row is nothing, a row with an error such as #N/A in a declared column is rejected."""
    _check_size(path)
    options, columns = source_object.options, source_object.columns
    skipped, has_header = int(str(options.get("skip_lines", 0))), bool(options.get("header", True))
    try:
        reader = fastexcel.read_excel(path)
        name = str(options.get("sheet", reader.sheet_names[0]))
        if name not in reader.sheet_names:
            raise Refusal(f"There is no sheet `{name}`. {nearest(name, reader.sheet_names)}")
        edge = {"header_row": skipped} if has_header else {"header_row": None, "skip_rows": skipped}
        sheet = reader.load_sheet(name, schema_sample_rows=None, **edge)
        batch, errors = sheet.to_arrow_with_errors()
        whole = reader.load_sheet(name, header_row=None, skip_rows=0, n_rows=1, dtypes="string")
    except fastexcel.FastExcelError:
        raise Refusal("It is not an Excel file that can be read; save it as .xlsx.") from None
    places = places_of_columns(source_object, batch.schema.names) if has_header else list(range(len(columns)))
    if not has_header and batch.num_columns != len(columns):
        raise Refusal(f"It has {batch.num_columns} columns where {len(columns)} are declared.")
    first = whole.total_height - batch.num_rows + 1  # rows left blank at the head of the sheet count as rows
    lines = pa.array(range(first, first + batch.num_rows), pa.int64())
    faulty = {
        error.offset_position[0] for error in (errors.errors if errors else []) if error.offset_position[1] in places
    }
    table = pa.table([*(batch.column(place) for place in places), lines], names=[*(c.name for c in columns), LINE])
    _land(table, [row in faulty for row in range(batch.num_rows)], sink)


def _land(table: pa.Table, faulty: list[bool], sink: Sink) -> None:
    filled = pa.array([False] * table.num_rows, pa.bool_())
    for column in table.columns[:-1]:
        filled = pc.or_(filled, pc.is_valid(column))
    bad = pa.array(faulty, pa.bool_())
    sink.rows(table.filter(pc.and_(filled, pc.invert(bad))))
    refused = table.filter(bad)
    if refused.num_rows:
        shown = [list(row.values())[:-1] for row in refused.to_pylist()]
        raw = [", ".join("" if value is None else str(value) for value in row) for row in shown]
        reason = "A cell holds an error of the spreadsheet, such as #N/A."
        sink.reject(refused.column(LINE).to_pylist(), [reason] * refused.num_rows, raw)


def _check_size(path: Path) -> None:
    """A workbook is a ZIP archive and may be a bomb; the old .xls is not compressed."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > UNCOMPRESSED_BYTES or size > max(RATIO_FREE_BYTES, RATIO * path.stat().st_size):
        raise Refusal(
            f"The workbook unpacks to more than {RATIO} times its size, or to more than 2 GiB; it is not read."
        )
