-- One row an answer of a customer or of a member of staff; instruments are named as the common shape names them.
with answer as (select * from survey.answer),

staff as (select * from survey.staff_answer)

select
  answer_id as answer_key,
  lower(trim(email)) as party_key,
  'customer' as respondent,
  null as employee,
  null as team,
  wave,
  answered_on,
  case instrument when 'relationship' then 'relationship_element' else instrument end as instrument,
  item,
  case aspect when 'now' then 'current' else aspect end as aspect,
  score,
  scale_low,
  scale_high
from answer
where instrument <> 'wallet'
union all
select
  answer_id,
  null,
  'employee',
  employee,
  team,
  wave,
  answered_on,
  'internal',
  item,
  'perceived',
  score,
  scale_low,
  scale_high
from staff
