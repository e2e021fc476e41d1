"""The record as the model sees it: comparison keys by short names, placeholders removed, one dense number each."""

from typing import Any

from transforms.method.matching.relation import Records

# Kind of placeholder: the columns of the standardised record that may hold it, or a part of it.
SUSPECT_KINDS = {
    "email": ("email_key",),
    "phone": ("phone_key",),
    "number": ("number_key",),
    "birth_on": ("birth_on",),
    "address": ("address_key", "street_key", "house_number_key"),
}
TRUSTED = ", ".join(
    f"case when {kind}.value is null then {column} end as {column}"
    for kind, columns in SUSPECT_KINDS.items()
    for column in columns
)
SUSPECTS = " ".join(
    f"left join identity.suspect_value {kind} "
    f"on {kind}.kind = '{kind}' and {kind}.value = cast(record.{columns[0]} as varchar)"
    for kind, columns in SUSPECT_KINDS.items()
)
DOUBTED = ", ".join(f"{kind}.value" for kind in SUSPECT_KINDS)
# One row a standardised record whose placeholders are NULL, with a hash that changes when anything changes that
# matching looks at.
TRUSTED_RECORD = f"""select record.* replace ({TRUSTED}), cast(hash(key_hash, {DOUBTED}) as varchar) as record_hash
    from identity.standard_record record {SUSPECTS}"""

# A record's number: the same on every night, so that a pair of last night is known without a look at its keys.
NUMBER = "hash({source}, {party_key})"
OWN = NUMBER.format(source="source", party_key="party_key")


def prepare(connection: Any, party_type: str) -> Records:
    """The night's records of one party type, in a temporary table.

    Raises ValueError when two records get one number (at a million records a chance of one in forty million).
    """
    connection.execute(
        f"""create or replace temp table match_record as
        select
            {OWN} as record_id, source, party_key, record_hash,
            replace(given_name_key, ' ', '') as given, given_formal_key as given_formal, given_hanzi,
            surname_key as surname, name_key as name,
            replace(cast(birth_on as varchar), '-', '') as birth,
            sex, email_key as email, phone_key as phone, number_key as number, address_key as address,
            house_number_key as house_number, street_key as street, city_key as city, postal_code_key as postcode,
            organisation_key as company, brand_key as brand, email_domain as domain
        from ({TRUSTED_RECORD}) where party_type = '{party_type}'"""
    )
    count, numbers = connection.sql("select count(*), count(distinct record_id) from match_record").fetchall()[0]
    if count != numbers:
        raise ValueError("two records have one number: a source sends one key twice, or two keys collide")
    return Records("match_record", int(count))
