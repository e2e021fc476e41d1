-- One row a side of an item that a survey may ask for: how sources may write it, what it is called here, and the scale
-- that its answers are brought to; NULL leaves them on their own.
with
word as (
    select *
    from (
        values
        ('servqual', 'expected', 'expected', false, null, null),
        ('servqual', 'perceived', 'perceived', false, null, null),
        ('servqual', 'adequate', 'adequate', false, null, null),
        ('servqual', 'desired', 'desired', false, null, null),
        ('servqual', 'importance', 'importance', false, null, null),
        ('nps', 'likelihood', 'likelihood', false, 0, 10),
        ('csat', 'satisfaction', 'satisfaction', false, 0, 100),
        ('ces', 'ease', 'ease', false, 0, 100),
        ('ces', 'effort', 'ease', true, 0, 100),
        ('closeness', 'current', 'current', false, 1, 7),
        ('closeness', 'now', 'current', false, 1, 7),
        ('closeness', 'wanted', 'wanted', false, 1, 7),
        ('value_form', 'importance', 'importance', false, 1, 9),
        ('value_form', 'performance', 'performance', false, 1, 9),
        ('driver', 'effect', 'effect', false, -3, 3),
        ('relationship_element', 'agreement', 'agreement', false, 1, 7),
        ('net_value', 'importance', 'importance', false, 1, 7),
        ('net_value', 'performance', 'performance', false, 1, 7),
        ('net_value', 'burden', 'performance', true, 1, 7),
        ('service_element', 'performance', 'performance', false, 1, 7),
        ('service_element', 'ours', 'performance', false, 1, 7),
        ('service_element', 'rival', 'rival', false, 1, 7),
        ('service_element', 'best_rival', 'rival', false, 1, 7),
        ('service_element', 'best', 'best', false, 0, 1),
        ('service_element', 'worst', 'worst', false, 0, 1),
        ('service_element', 'weight', 'weight', false, null, null)
    ) as listed (instrument, written, aspect, is_reversed, points_low, points_high)
)
select instrument, written, aspect, is_reversed, points_low, points_high
from word
