"""The record as the model sees it: comparison keys by short names, placeholders removed, one dense number each."""

from typing import Any

from transforms.matching.address import HOUSE_NUMBER
from transforms.matching.chinese import COMPOUND_SURNAME
from transforms.matching.nickname import FORMAL

_COMPOUND = ", ".join(f"'{surname}'" for surname in COMPOUND_SURNAME)

_FAMILIAR = ", ".join(f"('{form}', '{formal}')" for form, formal in sorted(FORMAL.items()))

# Column of the standardised record: kind of placeholder that it may hold.
SUSPECT_KINDS = {
    "email_key": "email",
    "phone_key": "phone",
    "number_key": "number",
    "birth_on": "birth_on",
    "address_key": "address",
}
TRUSTED = ", ".join(
    f"case when {kind}.value is null then {column} end as {column}" for column, kind in SUSPECT_KINDS.items()
)
SUSPECTS = " ".join(
    f"left join identity.suspect_value {kind} "
    f"on {kind}.kind = '{kind}' and {kind}.value = cast(record.{column} as varchar)"
    for column, kind in SUSPECT_KINDS.items()
)
# One row a standardised record whose placeholders are NULL.
TRUSTED_RECORD = f"select record.* replace ({TRUSTED}) from identity.standard_record record {SUSPECTS}"
# One row a record: its key, type, and a hash that changes when anything changes that matching looks at.
RECORD_HASH = f"""with trusted as ({TRUSTED_RECORD})
select source, party_key, party_type, cast(hash(trusted) as varchar) as record_hash from trusted"""


# A record's number: the same on every night, so that a pair of last night is known without a look at its keys.
NUMBER = "hash({source}, {party_key})"


def prepare(connection: Any, party_type: str) -> int:
    """Makes the temporary table `match_record` of the night's records of one party type; their number.

    Raises ValueError when two records get one number (at a million records a chance of one in forty million).
    """
    connection.execute(
        f"""create or replace temp table match_record as
        with record as (from ({TRUSTED_RECORD}) where party_type = '{party_type}'),
        familiar_name(form, formal) as (values {_FAMILIAR})
        select
            {NUMBER.format(source="source", party_key="party_key")} as record_id, source, party_key,
            cast(hash(record) as varchar) as record_hash,
            replace(given_name_key, ' ', '') as given,
            coalesce(formal, split_part(given_name_key, ' ', 1)) as given_formal,
            case when left(name_hanzi, 2) in ({_COMPOUND}) and length(name_hanzi) > 2 then substr(name_hanzi, 3)
                else nullif(substr(name_hanzi, 2), '') end as given_hanzi,
            surname_key as surname, name_key as name,
            replace(cast(birth_on as varchar), '-', '') as birth,
            sex, email_key as email, phone_key as phone, number_key as number, address_key as address,
            nullif(regexp_extract(address_key, '{HOUSE_NUMBER}', 1), '') as house_number,
            nullif(trim(regexp_replace(address_key, '{HOUSE_NUMBER}', '')), '') as street,
            city_key as city, postal_code_key as postcode,
            organisation_key as company, left(split_part(organisation_key, ' ', 1), 12) as brand, email_domain as domain
        from record
        left join familiar_name on form = split_part(given_name_key, ' ', 1)"""
    )
    count, numbers = connection.sql("select count(*), count(distinct record_id) from match_record").fetchall()[0]
    if count != numbers:
        raise ValueError("two records have one number: a source sends one key twice, or two keys collide")
    return int(count)
