"""The country whose phones a file holds, where it does not say."""

import phonenumbers
import polars as pl

from transforms.method.matching.phone import COUNTRIES


def likely_country(phones: pl.Series) -> str | None:
    """ISO code of the country whose numbers most of these are, written with its code or as they are dialled there.

    NULL when fewer than half of the first five hundred are any one country's.
    """
    some = phones.drop_nulls().unique(maintain_order=True).head(500)
    own = {country: sum(_is_of(country, phone) for phone in some) for country in COUNTRIES.values()}
    likely = max(own, key=own.__getitem__)
    return likely if own[likely] * 2 > some.len() else None


def _is_of(country: str, phone: str) -> bool:
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return False
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits, dialled = (phonenumbers.normalize_digits_only(text) for text in (phone, national))
    with_code = f"{phonenumbers.country_code_for_region(country)}{number.national_number}"
    return phonenumbers.is_valid_number(number) and digits in (dialled, with_code, f"00{with_code}")
