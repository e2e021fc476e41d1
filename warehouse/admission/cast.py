"""A landed cell read as its declared type: SQL that gives the value, or NULL where the cell does not say one.

DuckDB casts generously ('0x10' is 16, '1.5' the integer 2, a TIMESTAMP drops its offset), so a text must first
have the shape of its type.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from expectations.contract.writing import FALSE_WORDS, TRUE_WORDS
from warehouse.ddl import text

SPACES = r"^[\s\p{Z}\x0B\x1C-\x1F\x{85}]+|[\s\p{Z}\x0B\x1C-\x1F\x{85}]+$"
SIGNED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
INTEGERS = (*SIGNED, *(f"U{integer}" for integer in SIGNED))
FLOATS = ("DOUBLE", "FLOAT")
DAY = r"\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}"
CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d{1,6}0*)?)?"
OFFSET = r" ?(Z|[+-]\d{2}(:?\d{2})?)"
FIRST_YEAR = 1000  # a year of two digits read by %Y would pass for the first century
NOISE = 1e-9  # what a binary fraction may differ from the decimal that was meant


@dataclass(frozen=True, slots=True)
class Writing:
    """How a source writes its cells: its zone, and words and formats (strptime) where it declares them."""

    time_zone: str
    null_words: tuple[str, ...] = ()
    true_words: tuple[str, ...] = TRUE_WORDS
    false_words: tuple[str, ...] = FALSE_WORDS
    date_formats: tuple[str, ...] = ()
    timestamp_formats: tuple[str, ...] = ()
    decimal_sign: str = "."
    thousands_sign: str = ""


def writing(options: Mapping[str, object], time_zone: str) -> Writing:
    """What the options of a contract say about cells; `time_zone` is the company's, for want of another."""
    dates = _words(options, "date_formats", ())
    clocks = tuple(f for f in dates if "%H" in f or "%I" in f)
    return Writing(
        str(options.get("time_zone") or time_zone),
        _words(options, "null_words", ()),
        _words(options, "true_words", TRUE_WORDS),
        _words(options, "false_words", FALSE_WORDS),
        dates,
        _words(options, "timestamp_formats", clocks),
        "," if options.get("decimal_comma") else ".",
        str(options.get("thousands") or ""),
    )


def filled(cell: str, physical: str, how: Writing) -> str:
    """The cell without spaces around it; NULL where it is empty or a word for nothing."""
    if physical == "VARCHAR":
        trimmed = f"regexp_replace({cell}, '{SPACES}', '', 'g')"
        return reduce(lambda said, word: f"nullif({said}, {text(word)})", ("", *how.null_words), trimmed)
    if physical in FLOATS and "nan" in map(str.lower, how.null_words):
        return f"case when not isnan({cell}) then {cell} end"
    return cell


def read(cell: str, physical: str, declared: str, how: Writing, exact: bool = True) -> str:
    """The value of a filled cell of type `physical` as the type `declared`; moments become UTC.

    With `exact` a number that has more decimals than declared is no value; otherwise it is rounded.
    """
    family = _family(declared)
    if family == "VARCHAR":
        return _as_text(cell, physical)
    if family == "BOOLEAN" and physical != "BOOLEAN":
        return _as_boolean(cell, how)
    if family in ("DATE", "TIMESTAMP"):
        as_text, as_native = (_date, _native_date) if family == "DATE" else (_moment, _native_moment)
        return as_text(cell, how) if physical == "VARCHAR" else as_native(cell, physical, how)
    if physical == declared and family not in FLOATS:
        return cell
    if family in (*INTEGERS, *FLOATS, "DECIMAL"):
        if physical == "VARCHAR":
            return _number(cell, declared, how)
        return _native_number(cell, physical, declared, exact)
    return f"try_cast({cell} as {declared})"


def mapped(cell: str, physical: str, declared: str, how: Writing) -> str:
    """The value of a cell that a mapping gives to the common shape, as the type `declared`.

    A TIMESTAMP was made UTC when its row was admitted and stays as it is; a DATE for a moment is the beginning of that
    day on the clock of `how`; a text still is a clock to read.
    """
    if _family(declared) == "TIMESTAMP" and _family(physical).startswith("TIMESTAMP") and "ZONE" not in physical:
        return cell if physical == declared else f"try_cast({cell} as timestamp)"
    return read(cell, physical, declared, how, exact=False)


def is_total(declared: str) -> bool:
    """Every cell can be read as this type."""
    return _family(declared) == "VARCHAR"


def says(declared: str) -> str:
    """What a cell of this type is, as the end of a sentence."""
    family = _family(declared)
    if family == "DECIMAL":
        precision, scale = _precision(declared)
        return f"a number of at most {precision - scale} digits and {scale} decimals"
    kinds = {"DATE": "a date", "TIMESTAMP": "a moment", "BOOLEAN": "a yes or a no"}
    kinds |= dict.fromkeys(INTEGERS, "a whole number") | dict.fromkeys(FLOATS, "a number")
    return kinds.get(family, f"a value of type {declared}")


def _as_text(cell: str, physical: str) -> str:
    if physical in FLOATS:  # a spreadsheet keeps the number 13800138000 as 13800138000.0
        whole = f"isfinite({cell}) and {cell} = trunc({cell}) and abs({cell}) < 9007199254740992"
        value = f"case when {whole} then cast(cast({cell} as bigint) as varchar)"
        return f"{value} else cast({cell} as varchar) end"
    return cell if physical == "VARCHAR" else f"cast({cell} as varchar)"


def _as_boolean(cell: str, how: Writing) -> str:
    said = f"lower(cast({cell} as varchar))"
    yes, no = (f"when {said} in ({_list(words)})" for words in (how.true_words, how.false_words))
    return f"case {yes} then true {no} then false end"


def _date(cell: str, how: Writing) -> str:
    if how.date_formats:
        read_as = f"try_strptime({cell}, [{', '.join(map(text, how.date_formats))}])"
        return _midnight(f"cast({read_as} as timestamp)")
    shape = rf"({DAY})([ T]00:00(:00(\.0+)?)?)?"
    return f"case when regexp_full_match({cell}, '{shape}') then try_cast({cell} as date) end"


def _moment(cell: str, how: Writing) -> str:
    if how.timestamp_formats:
        with_zone = [f for f in how.timestamp_formats if "%z" in f.lower()]
        without = [f for f in how.timestamp_formats if f not in with_zone]
        local = f"try_strptime({cell}, [{', '.join(map(text, without))}])"
        ways = [_utc(f"case when year({local}) >= {FIRST_YEAR} then {local} end", how)] if without else []
        ways += [f"try_strptime({cell}, {text(f)}) at time zone 'UTC'" for f in with_zone]
        return f"coalesce({', '.join(ways)})"
    naive_shape, zoned_shape = f"({DAY})([ T]{CLOCK})?", f"({DAY})[ T]{CLOCK}{OFFSET}"
    naive = _utc(f"try_cast({cell} as timestamp)", how)
    zoned = f"try_cast(regexp_replace({cell}, ' ([+-]|Z)', '\\1') as timestamptz) at time zone 'UTC'"
    return (
        f"case when regexp_full_match({cell}, '{naive_shape}') then {naive} "
        f"when regexp_full_match({cell}, '{zoned_shape}') then {zoned} end"
    )


def _native_date(cell: str, physical: str, how: Writing) -> str:
    if physical == "DATE":
        return cell
    if "ZONE" in physical:
        return _midnight(f"{cell} at time zone {text(how.time_zone)}")
    return _midnight(f"try_cast({cell} as timestamp)")


def _native_moment(cell: str, physical: str, how: Writing) -> str:
    if "ZONE" in physical:
        return f"cast({cell} as timestamptz) at time zone 'UTC'"
    return _utc(f"try_cast({cell} as timestamp)", how)


def _utc(local: str, how: Writing) -> str:
    return f"({local} at time zone {text(how.time_zone)}) at time zone 'UTC'"


def _midnight(moment: str) -> str:
    """The day of a moment that has no time of day: to cut a time off would lose it."""
    whole = f"{moment} = date_trunc('day', {moment}) and year({moment}) >= {FIRST_YEAR}"
    return f"case when {whole} then cast({moment} as date) end"


def _number(cell: str, declared: str, how: Writing) -> str:
    family = _family(declared)
    point, group = (f"[{sign}]" if sign else "" for sign in (how.decimal_sign, how.thousands_sign))
    whole = rf"(\d+|\d{{1,3}}({group}\d{{3}})+)" if group else r"\d+"
    if family in FLOATS:
        shape = rf"[+-]?({whole}({point}\d*)?|{point}\d+)([eE][+-]?\d+)?"
    elif family == "DECIMAL" and (digits := _precision(declared)[1]):
        shape = rf"[+-]?({whole}({point}\d{{0,{digits}}}0*)?|{point}\d{{1,{digits}}}0*)"
    else:
        shape = rf"[+-]?{whole}({point}0*)?"
    plain = f"replace({cell}, {text(how.thousands_sign)}, '')" if group else cell
    plain = f"replace({plain}, ',', '.')" if how.decimal_sign == "," else plain
    value = _finite(f"try_cast({plain} as {declared})", family)
    return f"case when regexp_full_match({cell}, {text(shape)}) then {value} end"


def _native_number(cell: str, physical: str, declared: str, exact: bool) -> str:
    family, cast = _family(declared), f"try_cast({cell} as {declared})"
    if family in FLOATS:
        return _finite(cast, family)
    if physical in INTEGERS or (family == "DECIMAL" and not exact):
        return cast
    meant = f"cast({cell} as double)"
    near = f"abs(cast({cast} as double) - {meant}) <= {NOISE} * greatest(1, abs({meant}))"
    return f"case when {near} then {cast} end"


def _finite(value: str, family: str) -> str:
    return f"case when isfinite({value}) then {value} end" if family in FLOATS else value


def _family(declared: str) -> str:
    return declared.upper().split("(")[0].strip()


def _precision(declared: str) -> tuple[int, int]:
    """Digits and decimals of a DECIMAL; DuckDB's own default where it names none."""
    said = [int(number) for number in declared.partition("(")[2].rstrip(") ").split(",") if number.strip()]
    precision, scale = (*said, 0)[:2] if said else (18, 3)
    return precision, scale


def _words(options: Mapping[str, object], key: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    said = options.get(key)
    return tuple(str(word) for word in said) if isinstance(said, (list, tuple)) else otherwise


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(text(word.lower()) for word in words)
