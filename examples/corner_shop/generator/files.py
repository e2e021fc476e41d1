"""Files byte for byte as each source writes them."""

import codecs
from pathlib import Path

import polars as pl

from examples.corner_shop.generator.fault import RAW_DELIMITER


def write_csv(rows: pl.DataFrame, path: Path, *, separator: str, encoding: str, with_bom: bool = False) -> None:
    """A text table with one header line; cells are quoted where they must be, raw delimiters are not."""
    text = rows.write_csv(separator=separator, quote_style="necessary").replace(RAW_DELIMITER, separator)
    encoded = text.encode(encoding)
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE}
    path.write_bytes(marks[encoding] + encoded if with_bom else encoded)
