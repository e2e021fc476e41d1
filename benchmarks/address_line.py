"""Addresses that a file writes in one line, taken apart."""

import polars as pl

from transforms.method.matching.chinese import HAN

# British, Canadian, and of four to six digits, also with four more behind.
POSTAL_CODE = (
    r"\b([A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}|[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d|\d{5}(?:-\d{4})?|\d{6}|\d{4})"
)
CHINESE_CITY = r"^(?:.{2,6}?(?:省|自治区))?(.{2,5}?市)"
# The street with a house number or a flat behind its comma.
FIRST_PART = r"^([^|]*(?:\|(?:\d{1,4}\p{L}?|(?i:apt|apartment|unit|flat|suite|ste|#)\b[^|]*)(?:\||$))?)"


def line_parts(line: pl.Expr) -> list[pl.Expr]:
    """street, city, postal_code of addresses written in one line; what cannot be told apart stays with the street."""
    parts = line.str.replace_all(r"\s*[\n;,，、]+\s*", "|").str.strip_chars("| ")
    is_chinese = parts.str.contains(HAN)
    first = parts.str.extract(FIRST_PART)
    rest = parts.str.slice(first.str.len_chars())
    is_run = rest == ""
    at_end = pl.when(is_run).then(first).otherwise(rest).str.extract(POSTAL_CODE + r"(?:\||$)")
    code = pl.coalesce(at_end, rest.str.extract(POSTAL_CODE + r"\b"))
    city = rest.str.replace(POSTAL_CODE + r"\b", "").str.extract(r"^[| ]*([^|]+?)(?: [A-Z]{2})? *(?:\||$)")
    street = pl.when(is_run).then(first.str.replace(r"[ ,|]*" + POSTAL_CODE + "$", "")).otherwise(first)
    return [
        pl.when(is_chinese)
        .then(parts.str.replace(CHINESE_CITY, ""))
        .otherwise(street)
        .str.strip_chars("| ")
        .alias("street"),
        pl.when(is_chinese).then(parts.str.extract(CHINESE_CITY)).otherwise(city).alias("city"),
        pl.when(~is_chinese).then(code).alias("postal_code"),
    ]
