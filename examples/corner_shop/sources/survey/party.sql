-- One row an e-mail that answered a survey.
with answer as (select * from survey.answer)
select lower(trim(email)) as party_key, 'person' as party_type
from answer
where email is not null
group by lower(trim(email))
