"""A company's own steps: its measures as written, its attributes as contracts mark them, the wide row with both."""

from collections.abc import Mapping

from expectations.company import Company
from expectations.own import ATTRIBUTE, CUSTOMER_ATTRIBUTE, SCHEMA, Attribute, Told, is_of_customers, joined
from expectations.segment import CUSTOMER_360
from expectations.table import Table
from transforms.sql_text import company_day
from warehouse import ddl
from warehouse.graph import Step, engine_steps, sql_step

TOLD = """select
        {source} as source, {object} as object, cast({key} as varchar) as party_key, {attribute} as attribute,
        cast({column} as varchar) as value, {moment} as said_at, {day} as said_on,
        {type} as type, {grade} as grade
    from {table}
    cross join setting
    where {column} is not null and {key} is not null"""

# A value that stands as it stood keeps its day; of several rows of a party the newest speaks.
LONG = """
with
setting as (
    select today, time_zone, ',' || replace(trusted_sources, ' ', '') || ',' as trusted_sources
    from ops.setting
),
record as (select source, party_key, customer_id from identity.record),
before as (select source, object, party_key, attribute, value, since_on from last_night.own.attribute),
said as (
    {told}
),
placed as (
    select
        said.*,
        row_number() over (
            partition by source, object, party_key, attribute order by said_at desc nulls last, value
        ) as place
    from said
),
dated as (
    select
        placed.source, placed.object, placed.party_key, record.customer_id, placed.attribute, placed.value,
        coalesce(before.since_on, placed.said_on, setting.today) as since_on,
        placed.said_at, placed.type, placed.grade,
        -- How much of the list stands before the source; all of it when the source is not named.
        length(regexp_replace(setting.trusted_sources, ',' || placed.source || ',.*$', '', 'g')) as trust
    from placed
    cross join setting
    left join record on placed.source = record.source and placed.party_key = record.party_key
    left join before
        on
            placed.source = before.source
            and placed.object = before.object
            and placed.party_key = before.party_key
            and placed.attribute = before.attribute
            and placed.value = before.value
    where placed.place = 1
)
select
    source, object, party_key, customer_id, attribute, value, since_on, type, grade,
    customer_id is not null and row_number() over (
        partition by customer_id, attribute
        order by trust, since_on desc, said_at desc nulls last, source, object, party_key
    ) = 1 as is_winner
from dated
"""


def own_steps(company: Company, declared: Mapping[str, Table]) -> list[Step]:
    """The steps of a company's own tables and of segment.customer_360 with them; none when it has none.

    `declared` are the tables of the company. GraphError names the file of a measure that cannot be read.
    """
    own = [table for table in declared.values() if table.schema == SCHEMA]
    steps = [sql_step(m.table.name, m.query, f"measures/{m.file.name}") for m in company.measures]
    if company.attributes:
        steps += [_attribute_step(company.attributes), _customer_attribute_step(company.attributes)]
    return [*steps, _wide_step([table for table in own if is_of_customers(table)])] if own else []


def _attribute_step(attributes: tuple[Attribute, ...]) -> Step:
    told = [_told(attribute, one) for attribute in attributes for one in attribute.told]
    return sql_step(ATTRIBUTE, LONG.replace("{told}", "\n    union all\n    ".join(told)))


def _told(attribute: Attribute, one: Told) -> str:
    cursor = "null" if one.cursor is None else ddl.name(one.cursor)
    return TOLD.format(
        source=ddl.text(one.source),
        object=ddl.text(one.object),
        key=ddl.name(one.party_key),
        attribute=ddl.text(attribute.name),
        column=ddl.name(one.column),
        moment=f"cast({cursor} as timestamp)",
        day=company_day(cursor) if one.is_moment else f"cast({cursor} as date)",
        type=ddl.text(attribute.column.type),
        grade=ddl.text(attribute.column.classification),
        table=f"{ddl.name(one.source)}.{ddl.name(one.object)}",
    )


def _customer_attribute_step(attributes: tuple[Attribute, ...]) -> Step:
    """One row a customer. The cast stands outside the CASE: values of other attributes never reach it."""
    columns = ["customer_id"]
    for one in attributes:
        name = ddl.text(one.name)
        value, day = (f"max(case when attribute = {name} then {column} end)" for column in ("value", "since_on"))
        columns += [f"cast({value} as {one.column.type}) as {ddl.name(one.name)}", f"{day} as {ddl.name(one.day)}"]
    listed = ",\n    ".join(columns)
    return sql_step(
        CUSTOMER_ATTRIBUTE, f"select\n    {listed}\nfrom own.attribute\nwhere is_winner\ngroup by customer_id"
    )


def _wide_step(own: list[Table]) -> Step:
    """The engine's wide row, with the columns of each own table of customers; none says directly who somebody is."""
    columns, joins = ["wide.*"], []
    for table in own:
        short = ddl.name(f"own_{table.name.partition('.')[2]}")
        columns += [f"{short}.{ddl.name(column.name)}" for column in joined(table)]
        joins.append(f"left join {table.name} as {short} on wide.customer_id = {short}.customer_id")
    engine = engine_steps()[CUSTOMER_360.name].text.strip().rstrip(";")
    listed, joined_to = ", ".join(columns), "\n".join(joins)
    return sql_step(CUSTOMER_360.name, f"with wide as (\n{engine}\n)\nselect {listed}\nfrom wide\n{joined_to}")
