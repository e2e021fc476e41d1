"""Text folded so that two writings of one thing compare equal, byte for byte."""

import polars as pl

# Letters that Unicode does not decompose into a base letter and a mark.
LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}


def words(text: str) -> list[str]:
    """The words of a written list."""
    return text.split()


def folded(text: pl.Expr) -> pl.Expr:
    """Text in lower case, full-width forms and accents removed, blanks single; NULL when nothing is left."""
    lower = text.str.normalize("NFKC").str.to_lowercase().str.replace_many(LETTERS)
    plain = lower.str.normalize("NFKD").str.replace_all(r"\p{Mn}", "").str.normalize("NFC")
    return blank_to_null(plain.str.replace_all(r"[\s\p{Cc}\p{Cf}\p{Z}]+", " ").str.strip_chars(" "))


def blank_to_null(text: pl.Expr) -> pl.Expr:
    """Text, or NULL for the empty text."""
    return pl.when(text != "").then(text)


def letters_only(text: pl.Expr) -> pl.Expr:
    """Folded text without anything but letters and digits; NULL when nothing is left."""
    return blank_to_null(folded(text).str.replace_all(r"[^\p{L}\p{N}]+", ""))
