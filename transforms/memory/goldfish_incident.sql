-- One row a time that a customer had to say the same thing twice.
with
ask as (select * from memory.ask where is_goldfish)
select
    customer_id, preference, source, asked_at, asked_on, channel, employee, known_since_on,
    date_diff('day', cast(known_since_on as date), cast(asked_on as date)) as days_known
from ask
