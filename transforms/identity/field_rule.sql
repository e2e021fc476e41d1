-- One row a field of the golden record: how its value is chosen, and after how many days it is to be confirmed.
-- A name is told by most records, since each source writes it its own way; an address is the newest, taken whole.
-- A company may choose another strategy for a group.
with
setting as (
    select ',' || replace(golden_strategies, ' ', '') || ',' as golden_strategies, trusted_sources
    from ops.setting
),
usual as (
    select *
    from (
        values
        ('customer_kind', 'customer_kind', true, 'most_recent', null, null),
        ('is_prospect', 'is_prospect', true, 'lowest', null, null),
        ('market', 'market', true, 'most_recent', null, null),
        ('full_name', 'name', true, 'most_frequent', null, null),
        ('given_name', 'name', false, 'most_frequent', null, null),
        ('surname', 'name', false, 'most_frequent', null, null),
        ('name_prefix', 'name', false, 'most_frequent', null, null),
        ('organisation_name', 'organisation_name', true, 'longest', null, null),
        ('birth_on', 'birth_on', true, 'most_frequent', 'birth_on', null),
        ('sex', 'sex', true, 'most_frequent', null, null),
        ('language', 'language', true, 'most_recent', null, null),
        ('tax_id', 'tax_id', true, 'most_frequent', 'number', null),
        ('national_id', 'national_id', true, 'most_frequent', 'number', null),
        ('marital_status', 'marital_status', true, 'most_recent', null, 730),
        ('children', 'children', true, 'most_recent', null, 730),
        ('has_dependents', 'has_dependents', true, 'most_recent', null, 730),
        ('employer', 'employer', true, 'most_recent', null, 730),
        ('position', 'position', true, 'most_recent', null, 730),
        ('income_band', 'income_band', true, 'most_recent', null, 730),
        ('industry', 'industry', true, 'most_recent', null, null),
        ('employees', 'employees', true, 'most_recent', null, 365),
        ('founded_year', 'founded_year', true, 'most_frequent', null, null),
        ('credit_grade', 'credit_grade', true, 'most_recent', null, 365),
        ('payment_terms', 'payment_terms', true, 'most_recent', null, 365),
        ('website', 'website', true, 'most_recent', null, 730),
        ('acquired_on', 'acquisition', true, 'lowest', null, null),
        ('acquisition_channel', 'acquisition', false, 'lowest', null, null),
        ('acquisition_cost', 'acquisition', false, 'lowest', null, null),
        ('email', 'email', true, 'most_recent', 'email', 365),
        ('phone', 'phone', true, 'most_recent', 'phone', 365),
        ('street', 'address', true, 'most_recent', 'address', 365),
        ('city', 'address', false, 'most_recent', null, 365),
        ('region', 'address', false, 'most_recent', null, 365),
        ('postal_code', 'address', false, 'most_recent', null, 365),
        ('country', 'address', false, 'most_recent', null, 365)
    ) as told (field, field_group, is_lead, strategy, suspect_kind, review_after_days)
),
known as (
    select *
    from (
        values ('most_recent'), ('most_frequent'), ('most_trusted'), ('longest'), ('lowest'), ('any_true')
    ) as told (strategy)
),
rule as (
    select
        usual.field,
        usual.field_group,
        usual.is_lead,
        coalesce(known.strategy, usual.strategy) as strategy,
        usual.suspect_kind,
        usual.review_after_days,
        setting.trusted_sources
    from usual
    cross join setting
    left join known
        on setting.golden_strategies like '%,' || usual.field_group || '=' || known.strategy || ',%'
)
select
    field,
    field_group,
    is_lead,
    strategy,
    suspect_kind,
    review_after_days,
    case strategy
        when 'most_recent' then 'the most recent first, then the most complete, then by source and key'
        when 'most_frequent' then 'what most records tell first, then the most recent, then by source and key'
        when 'most_trusted' then 'the most trusted source first (' || trusted_sources || '), then the most recent'
        when 'longest' then 'the longest first, then the most recent, then by source and key'
        when 'any_true' then 'true when any record says so'
        else 'the earliest or lowest first, then the most recent, then by source and key'
    end
    || case when field_group in ('name', 'acquisition', 'address') then '; the group is taken whole' else '' end
        as sentence
from rule
