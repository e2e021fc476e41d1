-- One row a passenger, known by the place among all answers alone.
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
)

select
  cast(number as varchar) as party_key,
  'person' as party_type,
  'consumer' as customer_kind,
  true as is_distinct,
  gender as sex,
  case language when 'German' then 'de' when 'French' then 'fr' when 'English' then 'en' end as language
from passenger
