"""The record as the model sees it: comparison keys by short names, placeholders removed, one dense number each."""

from typing import Any

from transforms.matching.address import HOUSE_NUMBER
from transforms.matching.chinese import COMPOUND_SURNAME
from transforms.matching.nickname import FORMAL

_COMPOUND = ", ".join(f"'{surname}'" for surname in COMPOUND_SURNAME)


def prepare(connection: Any, standard: str, suspect: str | None, party_type: str) -> int:
    """Makes the temporary table `match_record` of one party type from a table of standardised records; their number.

    `record_id` counts from 1 in the order of (source, party_key). A value in table `suspect` (kind, value) is NULL.
    """
    connection.execute("create or replace temp table familiar_name (form varchar, formal varchar)")
    connection.executemany("insert into familiar_name values (?, ?)", sorted(FORMAL.items()))
    suspects = suspect or "(select null::varchar as kind, null::varchar as value where false)"
    connection.execute(
        f"""create or replace temp table match_record as
        with record as (
            select row_number() over (order by source, party_key) as record_id, *
            from {standard} where party_type = '{party_type}'
        ),
        hanzi as (
            select record_id, case when left(name_hanzi, 2) in ({_COMPOUND}) and length(name_hanzi) > 2 then substr(name_hanzi, 3)
                else nullif(substr(name_hanzi, 2), '') end as given_hanzi
            from record
        ),
        trusted as (
            select record.* replace (
                case when email.value is null then email_key end as email_key,
                case when phone.value is null then phone_key end as phone_key,
                case when number.value is null then number_key end as number_key,
                case when birth.value is null then birth_on end as birth_on,
                case when address.value is null then address_key end as address_key)
            from record
            left join {suspects} email on email.kind = 'email' and email.value = record.email_key
            left join {suspects} phone on phone.kind = 'phone' and phone.value = record.phone_key
            left join {suspects} number on number.kind = 'number' and number.value = record.number_key
            left join {suspects} birth on birth.kind = 'birth_on' and birth.value = cast(record.birth_on as varchar)
            left join {suspects} address on address.kind = 'address' and address.value = record.address_key
        )
        select
            record_id, source, party_key,
            replace(given_name_key, ' ', '') as given,
            coalesce(formal, split_part(given_name_key, ' ', 1)) as given_formal,
            given_hanzi, surname_key as surname, name_key as name,
            replace(cast(birth_on as varchar), '-', '') as birth,
            sex, email_key as email, phone_key as phone, number_key as number,
            address_key as address,
            nullif(regexp_extract(address_key, '{HOUSE_NUMBER}', 1), '') as house_number,
            nullif(trim(regexp_replace(address_key, '{HOUSE_NUMBER}', '')), '') as street,
            city_key as city, postal_code_key as postcode,
            organisation_key as company, left(split_part(organisation_key, ' ', 1), 12) as brand, email_domain as domain
        from trusted
        join hanzi using (record_id)
        left join familiar_name on form = split_part(given_name_key, ' ', 1)
        order by record_id"""
    )
    return int(connection.sql("select count(*) from match_record").fetchall()[0][0])
