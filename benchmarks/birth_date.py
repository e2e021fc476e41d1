"""Birth dates as eight digits, year first, so that a slip of one digit is a distance of one."""

import polars as pl

from transforms.method.matching.text import folded

# First letters of the months in English, German, French, Spanish, Italian, Portuguese and Dutch.
MONTHS = (
    "jan ene gen", "feb fev", "mar maa mrt", "apr avr abr", "may mai mag mei", "jun juin giu", "jul juil lug",
    "aug aou ago", "sep set", "oct okt ott out", "nov", "dec dez dic",
)  # fmt: skip
MONTH = {letters: str(number) for number, names in enumerate(MONTHS, 1) for letters in names.split()}
YEAR_FIRST = r"^(\d{4})[-/. ]+(\d{1,2})(?:[-/. ]+(\d{1,2}))?$"
YEAR_LAST = r"^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})$"
# Eight digits on end, or seven when a spreadsheet took a leading zero away.
RUN_YEAR_FIRST = r"^(?:1[6-9]|20)\d\d(?:0\d|1[0-2])[0-3]\d$"
RUN_YEAR_LAST = r"^([0-3]?\d)([0-3]\d)((?:1[6-9]|20)\d\d)$"
# A year of two digits from here on belongs to the twentieth century, one below to the twenty-first.
TWENTIETH_CENTURY = "30"
SPREADSHEET_DAY_ZERO = pl.date(1899, 12, 30)


def birth_key(text: pl.Expr) -> pl.Expr:
    """YYYYMMDD of a written date, zeros for a month or day that is not told; NULL when it is none.

    Year first, or day or month first as most rows of the column have it (`.over(source)` asks each source); months as
    words; the day number of a spreadsheet. A date that no calendar has (a slip of the pen) keeps its digits: it still
    resembles the right one.
    """
    plain = _plain(text)
    starts, ends = plain.str.contains(RUN_YEAR_FIRST), plain.str.contains(RUN_YEAR_LAST)
    runs_end_with_year = (ends & ~starts).sum() > starts.sum()
    one, other, year = (
        pl.coalesce(
            plain.str.extract(YEAR_LAST, at), pl.when(runs_end_with_year).then(plain.str.extract(RUN_YEAR_LAST, at))
        )
        for at in (1, 2, 3)
    )
    one_is_day, other_is_day = one.cast(pl.Int32) > 12, other.cast(pl.Int32) > 12
    is_american = (other_is_day & ~one_is_day).sum() > (one_is_day & ~other_is_day).sum()
    is_month_first = (other_is_day | is_american) & ~one_is_day
    month, day = pl.when(is_month_first).then(one).otherwise(other), pl.when(is_month_first).then(other).otherwise(one)
    serial = pl.duration(days=plain.str.extract(r"^([1-4]\d{4})$").cast(pl.Int32))
    return pl.coalesce(
        _written(year, month, day),
        plain.str.extract(r"^(\d{8})$"),
        _written(*(plain.str.extract(YEAR_FIRST, at) for at in (1, 2, 3))),
        plain.str.extract(r"^(\d{4}|\d{6})$").str.pad_end(8, "0"),
        (SPREADSHEET_DAY_ZERO + serial).dt.strftime("%Y%m%d"),
    )


def _plain(text: pl.Expr) -> pl.Expr:
    """Digits with signs between them: no time of day; a month told as a word stands as a number behind its year."""
    said = (
        folded(text)
        .str.replace(r"[t ]+\d{1,2}:.*$", "")
        .str.replace_all(r"[年月]\s*", "-")
        .str.replace_all(r"日|(\d)(?:st|nd|rd|th)\b", "${1}")
        .str.strip_chars(" -./,")
    )
    word = said.str.extract(r"([a-z]{3,})")
    month = pl.coalesce(
        word.str.slice(0, length).replace_strict(MONTH, default=None, return_dtype=pl.String) for length in (4, 3)
    )
    year = pl.coalesce(said.str.extract(r"(\d{4})"), said.str.extract(r"\D(\d{2})$"))
    return pl.coalesce(_written(year, month, said.str.extract(r"(?:^|\D)(\d{1,2})(?:\D|$)")), said)


def _written(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """YYYYMMDD of digits; NULL without a year or a month."""
    century = pl.when(year.str.len_chars() == 4).then(pl.lit("")).when(year < TWENTIETH_CENTURY).then(pl.lit("20"))
    return century.otherwise(pl.lit("19")) + year + month.str.zfill(2) + day.fill_null("0").str.zfill(2)
