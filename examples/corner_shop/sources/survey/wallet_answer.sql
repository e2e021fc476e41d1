-- One row what a respondent told about the shops they use in one wave.
with answer as (select * from survey.answer where instrument = 'wallet' and email is not null)
select
  lower(trim(email)) as party_key,
  wave,
  max(answered_on) as answered_on,
  cast(max(case when aspect = 'our_rank' then score end) as integer) as our_rank,
  cast(max(case when aspect = 'brands' then score end) as integer) as brands
from answer
group by lower(trim(email)), wave
