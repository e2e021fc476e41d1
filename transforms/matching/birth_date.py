"""Birth dates as eight digits, year first, so that a slip of one digit is a distance of one."""

import polars as pl


def birth_key(text: pl.Expr) -> pl.Expr:
    """YYYYMMDD of a date written year first, or day or month first when only one of them is possible; else NULL.

    A date that no calendar has (a slip of the pen) keeps its digits: it still resembles the right one.
    """
    plain = (
        text.str.normalize("NFKC")
        .str.strip_chars()
        .str.replace_all(r"[年月]", "-")
        .str.replace("日", "")
        .str.replace(r"[ T].*$", "")
    )
    digits = plain.str.extract(r"^(\d{8})$")
    year_first = _joined(plain, r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$", (1, 2, 3))
    month_first = _joined(plain, r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$", (3, 1, 2))
    day_first = _joined(plain, r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$", (3, 2, 1))
    # Day first unless that is impossible; a dot is never American.
    chosen = (
        pl.when(plain.str.extract(r"^\d{1,2}[-/.](\d{1,2})").cast(pl.Int32) > 12).then(month_first).otherwise(day_first)
    )
    return pl.coalesce(digits, year_first, chosen)


def _joined(text: pl.Expr, pattern: str, order: tuple[int, int, int]) -> pl.Expr:
    year, month, day = (text.str.extract(pattern, group) for group in order)
    return year + month.str.zfill(2) + day.str.zfill(2)
