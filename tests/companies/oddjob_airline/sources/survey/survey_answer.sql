-- One row an answer: 23 items on 1-100, expected and got, and the recommendation, stored as 1-11 for 0-10.
with passenger as (
  select
    *,
    row_number() over (order by
      gender, language, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10,
      e11, e12, e13, e14, e15, e16, e17, e18, e19, e20, e21, e22,
      e23, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11,
      s12, s13, s14, s15, s16, s17, s18, s19, s20, s21, s22, s23,
      nps
    ) as number
  from survey.passenger
),

question as (
  select *
  from (values
    ('e1'), ('e2'), ('e3'), ('e4'), ('e5'), ('e6'), ('e7'), ('e8'),
    ('e9'), ('e10'), ('e11'), ('e12'), ('e13'), ('e14'), ('e15'), ('e16'),
    ('e17'), ('e18'), ('e19'), ('e20'), ('e21'), ('e22'), ('e23'), ('s1'),
    ('s2'), ('s3'), ('s4'), ('s5'), ('s6'), ('s7'), ('s8'), ('s9'),
    ('s10'), ('s11'), ('s12'), ('s13'), ('s14'), ('s15'), ('s16'), ('s17'),
    ('s18'), ('s19'), ('s20'), ('s21'), ('s22'), ('s23')
  ) as asked (name)
),

answer as (
  select
    number,
    name,
    case name
      when 'e1' then e1 when 'e2' then e2 when 'e3' then e3 when 'e4' then e4
      when 'e5' then e5 when 'e6' then e6 when 'e7' then e7 when 'e8' then e8
      when 'e9' then e9 when 'e10' then e10 when 'e11' then e11 when 'e12' then e12
      when 'e13' then e13 when 'e14' then e14 when 'e15' then e15 when 'e16' then e16
      when 'e17' then e17 when 'e18' then e18 when 'e19' then e19 when 'e20' then e20
      when 'e21' then e21 when 'e22' then e22 when 'e23' then e23 when 's1' then s1
      when 's2' then s2 when 's3' then s3 when 's4' then s4 when 's5' then s5
      when 's6' then s6 when 's7' then s7 when 's8' then s8 when 's9' then s9
      when 's10' then s10 when 's11' then s11 when 's12' then s12 when 's13' then s13
      when 's14' then s14 when 's15' then s15 when 's16' then s16 when 's17' then s17
      when 's18' then s18 when 's19' then s19 when 's20' then s20 when 's21' then s21
      when 's22' then s22 when 's23' then s23
    end as score
  from passenger
  cross join question
)

select
  cast(number as varchar) || ' ' || name as answer_key,
  cast(number as varchar) as party_key,
  'customer' as respondent,
  'survey' as wave,
  date '2017-06-30' as answered_on,
  'servqual' as instrument,
  substr(name, 2) as item,
  case when starts_with(name, 'e') then 'expected' else 'perceived' end as aspect,
  score,
  1 as scale_low,
  100 as scale_high
from answer
union all
select
  cast(number as varchar) || ' nps',
  cast(number as varchar),
  'customer',
  'survey',
  date '2017-06-30',
  'nps',
  'recommendation',
  'likelihood',
  nps,
  1,
  11
from passenger
