"""Korean names as comparison keys: Hangul in Latin letters, as Koreans abroad spell it."""

import polars as pl

from transforms.method.matching.text import words

# Unicode decomposes a syllable into initial, vowel and final: Revised Romanization (2000), in their order there.
INITIALS = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
VOWELS = words("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
FINALS = words("k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
LETTERS = {
    chr(first + number): letters
    for first, row in ((0x1100, INITIALS), (0x1161, VOWELS), (0x11A8, FINALS))
    for number, letters in enumerate(row)
}
# Family names that passports spell otherwise.
SURNAME_SPELLING = {
    "gim": "kim", "i": "lee", "bak": "park", "choe": "choi", "jeong": "jung", "gang": "kang", "jo": "cho",
    "yun": "yoon", "im": "lim", "o": "oh", "sin": "shin", "an": "ahn", "gwon": "kwon", "yu": "yoo", "no": "noh",
    "u": "woo", "gu": "koo", "mun": "moon", "baek": "paik", "heo": "hur", "sim": "shim", "ju": "joo", "gwak": "kwak",
}  # fmt: skip


def romanised(name: pl.Expr) -> pl.Expr:
    """The same text with Hangul in Latin letters."""
    latin = name.str.normalize("NFD").str.replace_many(LETTERS).str.normalize("NFC")
    return pl.when(name.str.contains(r"\p{Hangul}")).then(latin).otherwise(name)


def romanised_surname(name: pl.Expr) -> pl.Expr:
    """A family name in Hangul in the Latin letters that most of its bearers write; any other is kept."""
    return pl.when(name.str.contains(r"\p{Hangul}")).then(romanised(name).replace(SURNAME_SPELLING)).otherwise(name)
