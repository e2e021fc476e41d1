"""Postal addresses folded for comparison."""

import polars as pl

from transforms.method.matching.chinese import HAN, pinyin, simplified
from transforms.method.matching.text import blank_to_null, folded

# Whole words of an address and their short forms, English, German, French, Spanish, Italian.
SHORT = {
    "street": "st", "str": "st", "strasse": "st", "road": "rd", "avenue": "ave", "av": "ave", "avenida": "ave",
    "boulevard": "blvd", "drive": "dr", "court": "ct", "crt": "ct", "crescent": "cres", "cr": "cres", "cresent": "cres",
    "place": "pl", "platz": "pl", "lane": "ln", "terrace": "tce", "terr": "tce", "ter": "tce", "circuit": "cct",
    "circle": "cir", "close": "cl", "parade": "pde", "highway": "hwy", "square": "sq", "north": "n", "south": "s",
    "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    "apartment": "apt", "unit": "apt", "flat": "apt", "suite": "apt", "ste": "apt", "number": "no", "mount": "mt",
    "saint": "st", "calle": "c", "rue": "r", "via": "v", "piazza": "pza", "parkway": "pkwy", "trail": "trl",
}  # fmt: skip
ADMINISTRATIVE = r"(?:特别行政区|自治区|自治州|省|市|区|县)$"


def address_key(street: pl.Series) -> pl.Series:
    """House number first, then the words of the street in short form; Chinese in simplified characters' pinyin."""
    text = street.to_frame("text").select(
        folded(pl.col("text")).str.replace_all(r"(\p{L}{3,})(?:strasse|str\.?)\b", "${1} st")
        .str.replace_all(r"['’.]", "").str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(" ")
    ).to_series()  # fmt: skip
    # Chinese runs on without blanks; characters and numbers are parted so that a number is a word.
    latin = pinyin(simplified(text)).alias("text")
    is_chinese = text.str.contains(HAN)
    spaced = latin.str.replace_all(r"(\d+)", " ${1} ").str.replace_all(r"\s+", " ").str.strip_chars(" ")
    words = spaced.zip_with(is_chinese.fill_null(False), latin).to_frame("text")
    short = pl.col("text").str.split(" ").list.eval(pl.element().replace(SHORT)).list.join(" ")
    # "Hauptstr. 7" and "7 Hauptstr." are one address.
    moved = short.str.replace(r"^([^\d]*[^\d ]) (\d+\p{L}?)$", "${2} ${1}")
    return words.select(blank_to_null(moved)).to_series().alias("address_key")


def city_key(city: pl.Series) -> pl.Series:
    """City as letters; a Chinese city without 市, in pinyin."""
    text = city.to_frame("text").select(folded(pl.col("text")).str.replace(ADMINISTRATIVE, "")).to_series()
    letters = pinyin(simplified(text)).to_frame("text")
    return (
        letters.select(blank_to_null(pl.col("text").str.replace_all(r"[^\p{L}\p{N}]+", "")))
        .to_series()
        .alias("city_key")
    )


def postal_code_key(code: pl.Expr) -> pl.Expr:
    """Letters and digits of a postal code; of an American ZIP+4 the first five digits."""
    plain = folded(code).str.replace(r"^(\d{5})-\d{4}$", "${1}").str.replace_all(r"[^\p{L}\p{N}]+", "")
    return blank_to_null(plain.str.replace(r"\.0$", ""))


# First number of a folded address, with a letter behind it.
HOUSE_NUMBER = r"\b(\d+[a-z]?)\b"
