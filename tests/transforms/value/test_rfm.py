"""RFM scores follow values alone, and are those published for 995 customers."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.world import run, step_rows, world

PUBLISHED = Path(__file__).parents[4] / "shared" / "data" / "rfm"
SEGMENTS = {
    "Potential Loyalist": 342, "Loyal Customers": 170, "Lost": 148, "New Customers": 104, "About To Sleep": 102,
    "Can't Lose Them": 47, "Champions": 35, "At Risk": 28, "Need Attention": 10, "Promising": 9,
}  # fmt: skip


def scores(revenues: list[int]) -> list[int]:
    """Monetary scores of customers with these revenues, in their order."""
    rows = "\n".join(f"C{i:02} | {revenue} | 1" for i, revenue in enumerate(revenues))
    summary = "customer_id | revenue | purchases\n" + rows
    return [row["monetary_score"] for row in step_rows("value.rfm", {"value.summary": summary})]


@pytest.mark.parametrize(
    ("revenues", "expected"),
    [
        pytest.param(
            [10, 20, 30, 40, 50, 60], [1, 1, 2, 3, 4, 5], id="six values: a value on a quintile stays below it"
        ),
        pytest.param([7, 7, 7, 7], [1, 1, 1, 1], id="all alike"),
        pytest.param([5], [1], id="one customer"),
        pytest.param([1, 9, 9, 9, 9, 9], [1, 1, 1, 1, 1, 1], id="ties are never split"),
        pytest.param([1, 1, 1, 1, 1, 9], [1, 1, 1, 1, 1, 5], id="one above many equal ones"),
    ],
)
def test_a_score_is_the_fifth_that_the_value_lies_in(revenues: list[int], expected: list[int]) -> None:
    assert scores(revenues) == expected


def test_recency_counts_from_the_other_end() -> None:
    summary = """
        customer_id | observed_days | recency_days | repeat_purchases
        C1          | 100    | 100     | 1
        C2          | 100    | 10      | 1
    """
    rows = step_rows("value.rfm", {"value.summary": summary})
    assert [(r["recency_days"], r["recency_score"]) for r in rows] == [(0, 5), (90, 5)]


def test_the_published_scores_and_segments_come_out_for_all_995_customers() -> None:
    if not PUBLISHED.exists():
        pytest.skip("the published RFM orders are not on this machine")
    orders = pl.read_csv(PUBLISHED / "rfm_data_orders.csv", try_parse_dates=True)
    con = world({}, today=date(2006, 12, 31))
    con.register("order_file", orders.with_row_index("number"))
    con.execute("""
        insert into value.purchase by name
        select customer_id, 's' as source, number::varchar as purchase_key, order_date as occurred_at,
               order_date as occurred_on, 'CNY' as currency, true as is_home_currency, revenue as amount,
               0 as refunded_amount, revenue as net_amount, false as is_zero_value, 0 as margin
        from order_file""")
    run(con, "value.summary")
    ours = run(con, "value.rfm")
    truth = pl.read_csv(PUBLISHED / "truth_orders_rfm_segments.csv")
    columns = ["orders", "recency_days", "amount", "recency_score", "frequency_score", "monetary_score", "segment"]
    found = Counter(
        (r["frequency"], r["recency_days"], int(r["monetary"]), r["recency_score"], r["frequency_score"],
         r["monetary_score"], r["rfm_segment"])
        for r in ours
    )  # fmt: skip
    assert found == Counter(truth.select(columns).iter_rows())
    assert Counter(r["rfm_segment"] for r in ours) == SEGMENTS
