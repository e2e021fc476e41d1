"""A table as text, from whatever file it comes in: separators, encodings, compression, JSON lines, Parquet, Excel."""

import gzip
import io
import re
from functools import partial
from pathlib import Path

import polars as pl
import polars.selectors as cs

NONE = ["", "NA", "N/A", "<NA>", "NULL", "null", "None", "NaN", "nan", "NaT", "\\N", "-", "--", "?", "无", "未知"]
SEPARATORS = ",;\t|"


def read_rows(path: Path) -> pl.DataFrame:
    """Rows of a file as text, one column a field also where fields are nested; what stands for no value is NULL.

    The last suffix before `.gz` tells Parquet, Excel and JSON; all else is text with separators.
    """
    content = path.read_bytes()
    if path.suffix == ".gz":
        content, path = gzip.decompress(content), path.with_suffix("")
    match path.suffix.lower():
        case ".parquet":
            rows = pl.read_parquet(content)
        case ".xlsx" | ".xls":
            rows = pl.read_excel(content, infer_schema_length=None)
        case ".jsonl" | ".ndjson":
            rows = pl.read_ndjson(content, infer_schema_length=None)
        case ".json":
            rows = pl.read_json(content, infer_schema_length=None)
        case _:
            rows = _read_separated(decoded(content))
    return _as_text(rows)


def decoded(content: bytes) -> str:
    """Text in UTF-8, UTF-16, GB 18030 or Windows-1252: Chinese characters come in runs of high bytes, accents alone."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", content)]
        is_chinese = sum(length > 1 for length in runs) > len(runs) / 2
        return content.decode("gb18030" if is_chinese else "cp1252", errors="replace")


def _read_separated(text: str) -> pl.DataFrame:
    header = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    separator = max(SEPARATORS, key=header.count)
    read = partial(pl.read_csv, infer_schema=False, separator=separator, truncate_ragged_lines=True)
    try:
        return read(io.StringIO(text))
    except pl.exceptions.ComputeError:  # quotes that neither open nor close a field are signs like any other
        return read(io.StringIO(text), quote_char=None)


def _as_text(rows: pl.DataFrame) -> pl.DataFrame:
    while nested := rows.select(cs.by_dtype(pl.Struct)).schema:
        for name, kind in nested.items():
            assert isinstance(kind, pl.Struct)
            rows = rows.with_columns(pl.col(name).struct.rename_fields(
                [f"{name}.{field.name}" for field in kind.fields]
            )).unnest(name)  # fmt: skip
    rows = rows.with_columns(cs.list().list.first(), cs.boolean().cast(pl.Int8))
    text = rows.cast(pl.String).rename({name: name.strip() for name in rows.columns})
    text = text.with_columns(pl.all().str.strip_chars()).with_columns(pl.when(~pl.all().is_in(NONE)).then(pl.all()))
    # A postcode or a phone that a spreadsheet took for a number.
    return text.with_columns(
        pl.when(pl.all().str.contains(r"^\d+\.0$").all()).then(pl.all().str.strip_suffix(".0")).otherwise(pl.all())
    )
