-- One row a value that the data themselves show to be a placeholder: more people share it than can, or it is written
-- the way nobody's is. An address may house many names, so its limit is ten times that of an e-mail or a phone.
with
record as (select * from identity.standard_record),
setting as (select shared_value_names from ops.setting),
keyed as (
    select 'email' as kind, email_key as value, coalesce(given_name_key, organisation_key) as name
    from record where email_key is not null
    union all
    select 'phone' as kind, phone_key as value, coalesce(given_name_key, organisation_key) as name
    from record where phone_key is not null
    union all
    select 'number' as kind, number_key as value, coalesce(given_name_key, organisation_key) as name
    from record where number_key is not null
    union all
    select 'birth_on' as kind, cast(birth_on as varchar) as value, name_key as name
    from record where birth_on is not null
    union all
    select 'address' as kind, address_key as value, coalesce(name_key, organisation_key) as name
    from record where address_key is not null
),
named as (select kind, value, name, count(*) as records from keyed group by kind, value, name),
shared as (select kind, value, sum(records) as records, count(name) as names from named group by kind, value),
usual as (select kind, cast(sum(names) as double) / count(*) as names from shared group by kind),
judged as (
    select
        shared.kind,
        shared.value,
        shared.records,
        shared.names,
        case
            when shared.kind = 'birth_on' then greatest(20, 10 * usual.names)
            when shared.kind = 'address' then 10 * setting.shared_value_names
            else setting.shared_value_names
        end as names_limit,
        case shared.kind
            when 'email' then regexp_matches(shared.value, '^(test|none|null|na|no-?e?mail|unknown|x{3,}|asdf|nobody)@')
            when
                'phone'
                then regexp_matches(shared.value, '(0{7}|1{7}|2{7}|3{7}|4{7}|5{7}|6{7}|7{7}|8{7}|9{7}|1234567)8?9?0?$')
            when 'number' then regexp_matches(shared.value, '^(0+|1+|9+|X+|123456789?)$')
            else false
        end as is_written_as_none
    from shared
    inner join usual on shared.kind = usual.kind
    cross join setting
)
select
    kind,
    value,
    cast(records as bigint) as records,
    names,
    case
        when is_written_as_none then 'written as a value that stands for none'
        else
            'shared by ' || cast(names as varchar) || ' different names, more than '
            || cast(cast(floor(names_limit) as integer) as varchar)
    end as evidence
from judged
where is_written_as_none or names > names_limit
