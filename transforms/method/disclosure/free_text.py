"""Personal data in free text: e-mail addresses, phones, cards, IBANs and Chinese resident ids.

Text is folded first: NFKC makes full-width forms plain, invisible characters and kinds of dash and space go, digits
of every script become 0-9. Patterns name their characters, because word boundaries and digit classes differ between
engines beside Chinese characters. What has a checksum must pass it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import phonenumbers
import polars as pl
from stdnum import iban, luhn, numdb
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

KINDS = ("card", "email", "iban", "phone", "resident_id")

# A text without one of these holds nothing that is looked for; most texts end here, inside Polars.
WORTH_READING = r"@|\p{Nd}(?:[ .()\-]{0,2}\p{Nd}){6}|[A-Za-z]{2}\p{Nd}{2}[ \-]?[A-Za-z0-9]{4}"

FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
EMAIL = re.compile(
    r"[A-Za-z0-9._%+\-]{1,64} ?@ ?(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62})\.){1,8}(?:[A-Za-z]{2,24}|中国|公司|网络)"
)
SEVEN_DIGITS = re.compile(r"[0-9](?:[ .()\-]{0,2}[0-9]){6}")
MOBILE = re.compile(r"(?<![0-9.])(?:(?:\+|00)?86[ \-]?)?1[3-9][0-9](?:[ \-]?[0-9]{4}){2}(?![0-9])")
LANDLINE = re.compile(
    r"(?<![0-9.])\(?0(?:10|2[0-9]|[3-9][0-9]{2})(?:\) ?|[ \-]?)[2-9][0-9]{2,3}[ \-]?[0-9]{4}(?![0-9])"
)
NORTH_AMERICAN = re.compile(r"(?<![0-9])(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[.\-])[2-9][0-9]{2}[.\-][0-9]{4}(?![0-9])")
INTERNATIONAL = re.compile(r"(?<![0-9])\+[1-9](?:[ .()\-]{0,2}[0-9]){6,14}(?![0-9])")
PHONES = ((LANDLINE, "CN"), (INTERNATIONAL, None), (NORTH_AMERICAN, "US"))
CARD = re.compile(
    r"(?<![0-9])(?:[2-69][0-9]{12,18}|[2-69][0-9]{3}(?:[ \-][0-9]{4}){3}(?:[ \-][0-9]{3})?"
    r"|3[47][0-9]{2}[ \-][0-9]{6}[ \-][0-9]{5})(?![0-9])"
)
# Visa, Mastercard, American Express, JCB, Diners, Discover, UnionPay, old ICBC: a number of another issuer that
# passes Luhn is an order number nine times in ten.
ISSUED = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|35[0-9]{14}|3(?:0[0-5]|[68][0-9])[0-9]{11}|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12,15}"
    r"|62[0-9]{14,17}|9558[0-9]{15}"
)
RESIDENT_ID = re.compile(r"(?<![0-9])[1-9][0-9]{5}[ \-]?[0-9]{8}[ \-]?[0-9]{3}[0-9Xx](?![0-9])")
PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?:[ \-]?[A-Za-z0-9]){11,30}")


def scan(texts: pl.Series) -> pl.DataFrame:
    """One row a text and a kind of personal data found in it: `row` (place in the series from 0) and `kind`.

    Sorted by both. The finding is named, never shown. Not found: numbers spelled out, addresses, names, old
    resident ids of 15 digits (they have no checksum).
    """
    folded = (
        texts.str.normalize("NFKC")
        .str.replace_all(r"\p{Cf}", "")
        .str.replace_all(r"\p{Pd}", "-")
        .str.replace_all(r"\s", " ")
    )
    candidates = folded.to_frame("text").with_row_index("row").filter(pl.col("text").str.contains(WORTH_READING))
    found = [(row, kind) for row, text in candidates.iter_rows() for kind in sorted(set(_kinds(text)))]
    return pl.DataFrame(found, schema={"row": pl.UInt32, "kind": pl.String}, orient="row")


def _kinds(text: str) -> Iterator[str]:
    if not text.isascii():
        text = FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    if "@" in text and EMAIL.search(text):
        yield "email"
    if any(_is_iban(match[0]) for match in IBAN.finditer(text)):
        yield "iban"
    if not SEVEN_DIGITS.search(text):
        return
    resident_ids = [match for match in RESIDENT_ID.finditer(text) if _is_resident_id(match[0])]
    if resident_ids:
        yield "resident_id"
    taken = {match.start() for match in resident_ids}
    if any(_is_card(match[0]) for match in CARD.finditer(text) if match.start() not in taken):
        yield "card"
    if MOBILE.search(text) or any(_is_phone(text, pattern, region) for pattern, region in PHONES):
        yield "phone"


def _is_phone(text: str, pattern: re.Pattern[str], region: str | None) -> bool:
    """Whether the pattern finds a number that the region's numbering plan knows.

    What follows a number after a space may have been read as part of it, so its last groups are tried away.
    """
    for match in pattern.finditer(text):
        written = match[0]
        while len(written) > 6:
            try:
                if phonenumbers.is_valid_number(phonenumbers.parse(written, region)):
                    return True
            except phonenumbers.NumberParseException:
                break
            written = written.rpartition(" ")[0]
    return False


def _is_resident_id(written: str) -> bool:
    """Whether province, birth date and check digit (GB 11643) are right.

    Not whether the county existed in the year of birth, as the library asks too: ids were first issued in 1984, with
    the counties of that time, to people born long before.
    """
    number = re.sub(r"[ \-]", "", written).upper()
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return bool(PROVINCE.match(number)) and number[-1] == ric.calc_check_digit(number)


def _is_card(written: str) -> bool:
    number = re.sub(r"[^0-9]", "", written)
    return bool(ISSUED.fullmatch(number)) and luhn.is_valid(number)


def _is_iban(written: str) -> bool:
    """Whether the start of what was found is an IBAN; text that follows may have been read with it."""
    number = re.sub(r"[ \-]", "", written).upper()
    length = _iban_length(number[:2])
    return 0 < length <= len(number) and 2 <= int(number[2:4]) <= 98 and iban.is_valid(number[:length])


@cache
def _iban_length(country: str) -> int:
    """Characters of a country's IBANs (ISO 13616 registry), 0 for a country without."""
    parts = numdb.get("iban").info(country)[0][1].get("bban", "")
    return sum(int(size) for size in re.findall(r"[0-9]+", parts)) + 4 if parts else 0
