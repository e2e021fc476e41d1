-- One row a version of a customer. A version that still holds stays as it was; one that no longer does ends tonight,
-- also when the customer is gone; what is new or changed begins tonight.
with
setting as (select today from ops.setting),
before as (select * from last_night.identity.customer_history),
tonight as (
    select
        customer_id,
        party_type, customer_kind, is_prospect, market, full_name, given_name, surname, name_prefix,
        organisation_name,
        birth_on,
        sex,
        language,
        tax_id,
        national_id,
        marital_status,
        children,
        has_dependents,
        employer,
        position, income_band, industry, employees, founded_year, credit_grade, payment_terms, website,
        acquired_on, acquisition_channel, acquisition_cost, email, phone, street, city, region, postal_code,
        country
    from identity.customer
),
open_version as (
    select
        customer_id,
        party_type, customer_kind, is_prospect, market, full_name, given_name, surname, name_prefix,
        organisation_name,
        birth_on,
        sex,
        language,
        tax_id,
        national_id,
        marital_status,
        children,
        has_dependents,
        employer,
        position, income_band, industry, employees, founded_year, credit_grade, payment_terms, website,
        acquired_on, acquisition_channel, acquisition_cost, email, phone, street, city, region, postal_code,
        country
    from before
    where valid_to is null
),
kept as (
    select * from tonight
    intersect
    select * from open_version
)
select
    before.customer_id,
    before.valid_from,
    case when before.valid_to is null and kept.customer_id is null then setting.today else before.valid_to end
        as valid_to,
    before.party_type, before.customer_kind, before.is_prospect, before.market, before.full_name,
    before.given_name, before.surname, before.name_prefix, before.organisation_name, before.birth_on,
    before.sex,
    before.language,
    before.tax_id,
    before.national_id,
    before.marital_status,
    before.children,
    before.has_dependents,
    before.employer, before.position, before.income_band, before.industry, before.employees,
    before.founded_year, before.credit_grade, before.payment_terms, before.website, before.acquired_on,
    before.acquisition_channel, before.acquisition_cost, before.email, before.phone, before.street,
    before.city, before.region, before.postal_code, before.country
from before
cross join setting
left join kept on before.customer_id = kept.customer_id
union all
select
    tonight.customer_id,
    setting.today as valid_from,
    cast(null as date) as valid_to,
    tonight.party_type, tonight.customer_kind, tonight.is_prospect, tonight.market,
    tonight.full_name, tonight.given_name,
    tonight.surname, tonight.name_prefix, tonight.organisation_name, tonight.birth_on, tonight.sex,
    tonight.language,
    tonight.tax_id, tonight.national_id, tonight.marital_status, tonight.children, tonight.has_dependents,
    tonight.employer, tonight.position,
    tonight.income_band, tonight.industry, tonight.employees, tonight.founded_year, tonight.credit_grade,
    tonight.payment_terms, tonight.website, tonight.acquired_on, tonight.acquisition_channel,
    tonight.acquisition_cost,
    tonight.email, tonight.phone, tonight.street, tonight.city, tonight.region,
    tonight.postal_code, tonight.country
from tonight
cross join setting
where not exists (select 1 from kept where kept.customer_id = tonight.customer_id)
