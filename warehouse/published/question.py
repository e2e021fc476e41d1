"""Answers to the questions that people ask most: the last nights, one customer, why."""

from datetime import date
from pathlib import Path

import polars as pl

from warehouse.published.query import QueryFailed, ask

NIGHTS = {
    "nights": """select today, verdict, received, kept, quarantined, records, customers
        from ops.night order by today desc limit 10""",
    "sources tonight": """select source, object, delivery, received, kept, quarantined, current_rows, deleted_rows,
        is_stale, stale_reason from ops.delivery order by source, object""",
    "refused rows by rule": """select source, object, rule, severity, count(*) as rows from ops.quarantine
        group by source, object, rule, severity order by rows desc, source, object, rule limit 20""",
    "promises that did not hold": """select table_name, rule, severity, rows_failed from ops.validation
        where not is_success order by table_name, rule limit 20""",
    "plays": """select play, running, treated_n, holdout_n, uplift, uplift_low, uplift_high, verdict, reason
        from segment.play_result order by play""",
    "releases": "select * from privacy.release_result order by release",
}

CARD = {
    "who": "select * from identity.customer where customer_id = $1",
    "worth": "select * from value.customer_value where customer_id = $1",
    "expected": "select * from value.clv where customer_id = $1",
    "stage": "select * from lifecycle.lifecycle where customer_id = $1",
    "segments": """select segment, entered_on, why from segment.segment_membership
        where customer_id = $1 and left_on is null order by segment""",
    "warnings": "select sign, evidence from lifecycle.early_warning where customer_id = $1 order by sign",
    "play": "select play, sentence, channel, assigned_on, days_left from segment.current_play where customer_id = $1",
    "consents": "select purpose, is_granted, reason from privacy.consent where customer_id = $1 order by purpose",
    "purchases": """select occurred_on, source, channel, amount, net_amount from value.purchase
        where customer_id = $1 order by occurred_at desc, purchase_key limit 10""",
}

WHY_FIELD = """
select field, value, is_winner, source, updated_at, rule from identity.golden_field
where customer_id = $1 and field = $2 order by is_winner desc, updated_at desc, source, party_key
"""
BELIEVED = """
with belief as (
  select field, value, valid_from, recorded_from,
    row_number() over (partition by field order by valid_from desc, recorded_from desc) as place
  from identity.fact_history
  where customer_id = $1 and valid_from <= $2 and recorded_from <= $3 and (recorded_to is null or recorded_to > $3)
)
select field, value, valid_from as holds_since, recorded_from as known_since from belief
where place = 1 and value is not null order by field
"""
CURRENT = "select coalesce((select customer_id from identity.identity_alias where alias_id = $1), $1) as customer_id"


def nights(file: Path) -> list[tuple[str, pl.DataFrame]]:
    """The last ten nights, tonight's deliveries, refusals, failed promises and releases."""
    return [(title, ask(file, query)) for title, query in NIGHTS.items()]


def card(file: Path, customer: str) -> list[tuple[str, pl.DataFrame]]:
    """What is known of one customer; an id that was merged away leads to the one that took it in."""
    current = _current(file, customer)
    found = [(title, ask(file, query, [current])) for title, query in CARD.items()]
    if found[0][1].is_empty():
        raise QueryFailed("no customer has this id; `shopkeeper query` on identity.customer lists them")
    return [(title, _upright(rows) if rows.height == 1 else rows) for title, rows in found if not rows.is_empty()]


def believed(file: Path, customer: str, on: date, known_on: date) -> pl.DataFrame:
    """One row a field: what held for a customer on one day, as the night of another day knew it."""
    rows = ask(file, BELIEVED, [_current(file, customer), on, known_on])
    if rows.is_empty():
        raise QueryFailed(f"the night of {known_on} knew nothing about this customer on {on}")
    return rows


def why_field(file: Path, customer: str, field: str) -> pl.DataFrame:
    """Every value that a record gave to a field of the golden record, the winner first, with the rule."""
    rows = ask(file, WHY_FIELD, [_current(file, customer), field])
    if rows.is_empty():
        known = ask(file, "select distinct field from identity.golden_field order by field")["field"].to_list()
        raise QueryFailed(f"nobody gave this customer a value for {field}; fields with values: {', '.join(known)}")
    return rows


def _current(file: Path, customer: str) -> str:
    return str(ask(file, CURRENT, [customer])["customer_id"][0])


def _upright(rows: pl.DataFrame) -> pl.DataFrame:
    """One wide row as lines of name and value, without the empty ones."""
    said = [(name, str(value)) for name, value in rows.row(0, named=True).items() if value is not None]
    return pl.DataFrame(said, schema=["field", "value"], orient="row")
