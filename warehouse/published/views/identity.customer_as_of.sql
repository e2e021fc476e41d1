-- What was known of each customer on a past day: select * from identity.customer_as_of(date '2026-06-28').
create macro identity.customer_as_of(day) as table
    select * exclude (valid_from, valid_to)
    from identity.customer_history
    where valid_from <= day and (valid_to is null or valid_to > day)
