-- One row a term of contract as sources word it: months from one renewal to the next. "24 months", "two year", "1-Jahr"
-- and "两年" are read as a number and what follows it.
with
told as (select distinct term from core.subscription where term is not null),

spelt as (
    select
        *,
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    translate(replace(replace(lower(term), '二十四', '24'), '十二', '12'), '一二两三', '1223'),
                    '\bone\b', '1', 'g'
                ),
                '\btwo\b', '2', 'g'
            ),
            '\bthree\b', '3', 'g'
        ) as words
    from told
),

parted as (
    select
        *,
        try_cast(
            regexp_replace(regexp_replace(words, '^[^0-9]+', '', 'g'), '[^0-9].*$', '', 'g') as integer
        ) as units,
        regexp_replace(words, '^[^0-9]*[0-9]+[^0-9a-z年月季个]*', '', 'g') as unit
    from spelt
)

select
    term,
    case
        when units between 1 and 60 and regexp_matches(unit, '^(y|j|a|年)') then 12 * units
        when units between 1 and 60 and regexp_matches(unit, '^(q|t|季)') then 3 * units
        when units between 1 and 60 and regexp_matches(unit, '^(m|月|个)') then units
        when regexp_matches(words, 'month|monat|mois|mensu|week|月|周') then 1
        when regexp_matches(words, 'quarter|quartal|trimest|季') then 3
        when regexp_matches(words, 'half|semi|halb|半') then 6
        else 12
    end as period_months
from parted
