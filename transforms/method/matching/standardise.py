"""The standardised record: every comparison key of a party, made row by row from what its source wrote."""

import polars as pl

from transforms.method.matching.address import HOUSE_NUMBER, address_key, city_key, postal_code_key
from transforms.method.matching.chinese import surname_length
from transforms.method.matching.company_name import company_keys
from transforms.method.matching.email import email_key, own_domain
from transforms.method.matching.nickname import formal
from transforms.method.matching.number import number_keys
from transforms.method.matching.person_name import name_keys
from transforms.method.matching.phone import country_code, e164
from transforms.method.matching.text import blank_to_null

KEYS = (
    "source", "party_key", "party_type", "given_name_key", "surname_key", "name_hanzi", "name_key", "organisation_key",
    "legal_form", "birth_on", "sex", "email_key", "email_domain", "phone_key", "address_key", "city_key",
    "postal_code_key", "number_key",
)  # fmt: skip
BRAND_LENGTH = 12
PARTS = {
    "given_formal_key": formal(pl.col("given_name_key")),
    "given_hanzi": blank_to_null(pl.col("name_hanzi").str.slice(surname_length(pl.col("name_hanzi")))),
    "brand_key": pl.col("organisation_key").str.split(" ").list.first().str.slice(0, BRAND_LENGTH),
    "street_key": blank_to_null(pl.col("address_key").str.replace(HOUSE_NUMBER, "").str.strip_chars(" ")),
    "house_number_key": pl.col("address_key").str.extract(HOUSE_NUMBER),
}


def standardise(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a row of `identity.record_input`, in order: its comparison keys, their parts and their hash."""
    return with_parts(standard_keys(rows))


def with_parts(keys: pl.DataFrame) -> pl.DataFrame:
    """The columns `KEYS` with those of `PARTS` and `key_hash`, which changes when a key or the way to part it does."""
    parted = keys.select(*KEYS, **PARTS)
    return parted.with_columns(key_hash=pl.struct(pl.all()).hash().reinterpret(signed=True))


def standard_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a row of `identity.record_input`, in order: its comparison keys, columns `KEYS`."""
    is_person = pl.col("party_type") == "person"
    names = name_keys(rows).select(pl.when(pl.lit(rows["party_type"] == "person")).then(pl.all()))
    organisation = rows.select(pl.when(~is_person).then(pl.coalesce("organisation_name", "full_name"))).to_series()
    country = rows.select(country_code(pl.col("country"))).to_series()
    email = rows.select(email_key(pl.col("email")).alias("email_key"))
    number = pl.when(is_person).then(pl.coalesce("national_id", "tax_id")).otherwise("tax_id").alias("number")
    return pl.concat(
        [
            rows.select("source", "party_key", "party_type", "birth_on", "sex"),
            names,
            company_keys(organisation),
            email,
            rows.with_columns(email["email_key"]).select(
                own_domain(pl.col("email_key"), pl.col("website")).alias("email_domain")
            ),
            e164(rows.select("phone", country.alias("country"))).alias("phone_key").to_frame(),
            address_key(rows["street"]).to_frame(),
            city_key(rows["city"]).to_frame(),
            rows.select(postal_code_key(pl.col("postal_code")).alias("postal_code_key")),
            number_keys(rows.select(number, country.alias("country"), "party_type")).to_frame(),
        ],
        how="horizontal",
    ).select(KEYS)
