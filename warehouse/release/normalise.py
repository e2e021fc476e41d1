"""Values as audience systems compare them: normalised, then hashed; what normalises to nothing is left out."""

import hashlib

import polars as pl

from expectations.release.destination import Normaliser

NOT_A_LETTER = r"[^\p{L}\p{M}]"


def normalised(values: pl.Series, how: Normaliser) -> pl.Series:
    """Each value as the destination compares it; NULL where nothing is left."""
    text = pl.col(values.name).cast(pl.String).str.normalize("NFKC").str.strip_chars()
    match how:
        case "email":
            text = text.str.to_lowercase().str.replace_all(r"\s", "")
        case "phone":
            text = pl.concat_str(pl.lit("+"), text.str.replace_all(r"\D", "").replace("", None))
        case "digits":
            text = text.str.replace_all(r"\D", "").str.strip_chars_start("0")
        case "name":
            text = text.str.to_lowercase().str.replace_all(NOT_A_LETTER, "")
        case "lower":
            text = text.str.to_lowercase().str.replace_all(r"[\s-]", "")
        case "upper":
            text = text.str.to_uppercase()
        case "initial":
            text = text.str.to_lowercase().str.slice(0, 1)
        case "trim":
            pass
    return values.to_frame().select(text.replace("", None).alias(values.name)).to_series()


def hashed(values: pl.Series, how: Normaliser) -> pl.Series:
    """SHA-256, 64 hexadecimal digits, of each normalised value; NULL where nothing is left to hash."""
    plain = normalised(values, how)
    return plain.map_elements(lambda text: hashlib.sha256(text.encode()).hexdigest(), return_dtype=pl.String)
