-- One row a customer's satisfaction at the end of the quarter, 1 to 5.
with standing as (select * from status.standing)
select customer_id as answer_key, customer_id as party_key, 'customer' as respondent, '2018-Q3' as wave,
  date '2018-09-30' as answered_on, 'csat' as instrument, 'overall' as item, 'satisfaction' as aspect,
  satisfaction as score, 1 as scale_low, 5 as scale_high
from standing
