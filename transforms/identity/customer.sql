-- One row a customer: the golden record, the winning value of each field.
with
won as (select customer_id, field, value from identity.golden_field where is_winner),
golden as (
    select
        customer_id,
        max(case when field = 'customer_kind' then value end) as customer_kind,
        max(case when field = 'is_prospect' then value end) as is_prospect,
        max(case when field = 'market' then value end) as market,
        max(case when field = 'full_name' then value end) as full_name,
        max(case when field = 'given_name' then value end) as given_name,
        max(case when field = 'surname' then value end) as surname,
        max(case when field = 'name_prefix' then value end) as name_prefix,
        max(case when field = 'organisation_name' then value end) as organisation_name,
        max(case when field = 'birth_on' then value end) as birth_on,
        max(case when field = 'sex' then value end) as sex,
        max(case when field = 'language' then value end) as language,
        max(case when field = 'tax_id' then value end) as tax_id,
        max(case when field = 'national_id' then value end) as national_id,
        max(case when field = 'marital_status' then value end) as marital_status,
        max(case when field = 'children' then value end) as children,
        max(case when field = 'has_dependents' then value end) as has_dependents,
        max(case when field = 'employer' then value end) as employer,
        max(case when field = 'position' then value end) as position,
        max(case when field = 'income_band' then value end) as income_band,
        max(case when field = 'industry' then value end) as industry,
        max(case when field = 'employees' then value end) as employees,
        max(case when field = 'founded_year' then value end) as founded_year,
        max(case when field = 'credit_grade' then value end) as credit_grade,
        max(case when field = 'payment_terms' then value end) as payment_terms,
        max(case when field = 'website' then value end) as website,
        max(case when field = 'acquired_on' then value end) as acquired_on,
        max(case when field = 'acquisition_channel' then value end) as acquisition_channel,
        max(case when field = 'acquisition_cost' then value end) as acquisition_cost,
        max(case when field = 'email' then value end) as email,
        max(case when field = 'phone' then value end) as phone,
        max(case when field = 'street' then value end) as street,
        max(case when field = 'city' then value end) as city,
        max(case when field = 'region' then value end) as region,
        max(case when field = 'postal_code' then value end) as postal_code,
        max(case when field = 'country' then value end) as country
    from won
    group by customer_id
),
record as (select source, customer_id, party_type from identity.record),
known_by as (
    select customer_id, source, max(party_type) as party_type, count(*) as records
    from record
    group by customer_id, source
),
known as (
    select customer_id, max(party_type) as party_type, sum(records) as records, count(*) as sources
    from known_by
    group by customer_id
)
select
    known.customer_id,
    known.party_type,
    golden.customer_kind,
    cast(golden.is_prospect as boolean) as is_prospect,
    golden.market,
    golden.full_name,
    golden.given_name,
    golden.surname,
    golden.name_prefix,
    golden.organisation_name,
    cast(golden.birth_on as date) as birth_on,
    golden.sex,
    golden.language,
    golden.tax_id,
    golden.national_id,
    golden.marital_status,
    cast(golden.children as integer) as children,
    cast(golden.has_dependents as boolean) as has_dependents,
    golden.employer,
    golden.position,
    golden.income_band,
    golden.industry,
    cast(golden.employees as integer) as employees,
    cast(golden.founded_year as integer) as founded_year,
    golden.credit_grade,
    golden.payment_terms,
    golden.website,
    cast(golden.acquired_on as date) as acquired_on,
    golden.acquisition_channel,
    cast(golden.acquisition_cost as decimal(18, 4)) as acquisition_cost,
    golden.email,
    golden.phone,
    golden.street,
    golden.city,
    golden.region,
    golden.postal_code,
    golden.country,
    known.records,
    known.sources
from known
left join golden on known.customer_id = golden.customer_id
