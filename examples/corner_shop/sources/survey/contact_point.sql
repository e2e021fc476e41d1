-- One row the e-mail of a respondent.
with answer as (select * from survey.answer)
select lower(trim(email)) as party_key, 'email' as contact_type, lower(trim(email)) as value
from answer
where email is not null
group by lower(trim(email))
