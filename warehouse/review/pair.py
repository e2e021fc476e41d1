"""The pairs that wait for a person, and two records side by side."""

from pathlib import Path

import polars as pl

from expectations.company import CompanyError
from expectations.identity import CUSTOMER
from expectations.problem import Problem
from warehouse.published.query import QueryFailed, ask
from warehouse.review.judgements import Judgement, Record, record

WAITING = """
select source_l || ':' || party_key_l as "left", source_r || ':' || party_key_r as "right",
  round(match_probability, 3) as probability, is_same_customer as is_one_customer_tonight, sentence
from identity.identity_review order by match_probability desc, source_l, party_key_l, source_r, party_key_r
"""
CUSTOMER_OF = "select customer_id from identity.record where source = $1 and party_key = $2"
TOLD = "select field, value from identity.record_field where source = $1 and party_key = $2"
GOLDEN = "select field, value from identity.golden_field where customer_id = $1 and is_winner"
KNOWN = """
select source || ':' || party_key as record from identity.record
where source || ':' || party_key in (select unnest($1::varchar[]))
"""


def two_records(left: str, right: str | None) -> tuple[Record, Record]:
    """Both records of a pair, each written SOURCE:KEY; QueryFailed when they are not."""
    try:
        return record(left), record(right or "")
    except ValueError:
        raise QueryFailed("two records are written SOURCE:KEY SOURCE:KEY") from None


def waiting(file: Path, judged: set[tuple[Record, Record]]) -> pl.DataFrame:
    """One row a pair to look at, the likeliest first, without those that somebody has judged since the night."""
    pairs = ask(file, WAITING)
    sides = [tuple(tuple(side.split(":", 1)) for side in row) for row in pairs.select("left", "right").rows()]
    return pairs.filter(pl.Series([side not in judged for side in sides], dtype=pl.Boolean))


def side_by_side(file: Path, left: Record, right: Record) -> tuple[str, str, pl.DataFrame]:
    """Customers of both records, and one row a field: what each record tells and what stands for its customer."""
    customers = [customer_of(file, one) for one in (left, right)]
    columns = {
        ":".join(left): ask(file, TOLD, left),
        ":".join(right): ask(file, TOLD, right),
        **{customer: ask(file, GOLDEN, [customer]) for customer in customers},
    }
    order = {column.name: place for place, column in enumerate(CUSTOMER.columns)}
    fields = sorted({field for told in columns.values() for field in told["field"]}, key=order.__getitem__)
    rows = pl.DataFrame({"field": fields}, schema={"field": pl.String})
    for name, told in columns.items():
        rows = rows.join(told.rename({"value": name}), on="field", how="left", maintain_order="left")
    return customers[0], customers[1], rows


def customer_of(file: Path, record: Record) -> str:
    """The customer of a record; QueryFailed when the published night has no such record."""
    found = ask(file, CUSTOMER_OF, record)
    if found.is_empty():
        raise QueryFailed("the published night has no such record; a record is written SOURCE:KEY")
    return str(found["customer_id"][0])


def refuse_unknown(file: Path, written: Path, judged: list[Judgement]) -> None:
    """CompanyError with the lines of a judgements' file that name a record which the published night does not have."""
    named = [side for one in judged for side in (one.left, one.right)]
    known = set(ask(file, KNOWN, [named])["record"])
    fix = "`shopkeeper review --format csv` writes records as they are named."
    problems = [
        Problem(written.name, one.line, "The published night has no such record.", fix)
        for one in judged
        if not {one.left, one.right} <= known
    ]
    if problems:
        raise CompanyError(problems)
