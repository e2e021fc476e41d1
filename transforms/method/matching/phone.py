"""Phone numbers in E.164."""

import phonenumbers
import polars as pl

COUNTRIES = {
    "china": "CN", "中国": "CN", "cn": "CN", "prc": "CN", "hong kong": "HK", "香港": "HK", "taiwan": "TW", "台湾": "TW",
    "macau": "MO", "澳门": "MO", "united states": "US", "usa": "US", "us": "US", "united states of america": "US",
    "united kingdom": "GB", "uk": "GB", "gb": "GB", "great britain": "GB", "england": "GB", "germany": "DE",
    "deutschland": "DE", "france": "FR", "italy": "IT", "italia": "IT", "spain": "ES", "españa": "ES", "canada": "CA",
    "australia": "AU", "austria": "AT", "switzerland": "CH", "netherlands": "NL", "belgium": "BE", "sweden": "SE",
    "norway": "NO", "denmark": "DK", "finland": "FI", "poland": "PL", "portugal": "PT", "brazil": "BR", "mexico": "MX",
    "argentina": "AR", "japan": "JP", "日本": "JP", "korea": "KR", "singapore": "SG", "新加坡": "SG", "india": "IN",
    "ireland": "IE", "czech republic": "CZ", "hungary": "HU", "chile": "CL", "venezuela": "VE",
}  # fmt: skip


def country_code(country: pl.Expr) -> pl.Expr:
    """ISO 3166 code of a country written as code or by its common name; NULL when it is neither."""
    word = country.str.strip_chars().str.to_lowercase()
    code = pl.when(word.str.contains(r"^[a-z]{2}$")).then(word.str.to_uppercase())
    return word.replace_strict(COUNTRIES, default=None, return_dtype=pl.String).fill_null(code)


def e164(phones: pl.DataFrame) -> pl.Series:
    """E.164 of each row of `phone` and `country` (ISO code or NULL); NULL when the number cannot be one.

    A number is kept when its length is possible in its country: plans of numbers change faster than any library.
    """
    distinct = phones.select("phone", "country").unique().drop_nulls("phone")
    numbers = [_e164(phone, country) for phone, country in distinct.iter_rows()]
    lookup = distinct.with_columns(pl.Series("phone_key", numbers, dtype=pl.String))
    return phones.join(lookup, on=["phone", "country"], how="left", nulls_equal=True, maintain_order="left")[
        "phone_key"
    ]


def _e164(phone: str, country: str | None) -> str | None:
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
