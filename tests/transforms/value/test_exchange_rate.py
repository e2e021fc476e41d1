"""Money of other currencies: converted at the last rate quoted by the day, or left out with its reason."""

from decimal import Decimal
from typing import Any

from tests.world import run, world

RATES = """
    source | currency | quoted_on  | rate
    bank   | USD      | 2026-01-01 | 7
    bank   | USD      | 2026-03-01 | 7.5
    other  | USD      | 2026-03-01 | 7.25
    bank   | EUR      | 2026-06-01 | 8"""
PURCHASES = """
    source | purchase_key | party_key | kind   | refund_of | occurred_at      | amount | currency | cost
    s      | home         | k         | sale   |           | 2026-02-01 10:00 | 10     | CNY      | 4
    s      | early        | k         | sale   |           | 2026-02-28 10:00 | 10     | USD      | 4
    s      | later        | k         | sale   |           | 2026-03-01 10:00 | 10     | USD      |
    s      | back         | k         | refund | later     | 2026-04-01 10:00 | 2      | USD      |
    s      | too early    | k         | sale   |           | 2026-05-31 10:00 | 10     | EUR      |
    s      | untold       | k         | sale   |           | 2026-05-31 10:00 | 10     | GBP      |"""
FACTS = {
    "core.exchange_rate": RATES,
    "core.purchase": PURCHASES,
    "identity.record": "source | party_key | customer_id\ns | k | C1",
}


def built(**more: str) -> Any:
    con = world(FACTS | {name.replace("__", "."): text for name, text in more.items()})
    run(con, "value.exchange_rate")
    return con


def test_a_sale_is_converted_at_the_last_rate_quoted_by_its_day() -> None:
    con = built()
    rows = {row["purchase_key"]: row for row in run(con, "value.transaction")}
    told = {key: (row["currency"], row["amount"], row["cost"]) for key, row in rows.items()}
    assert told == {
        "home": ("CNY", 10, 4),
        "early": ("CNY", 70, 28),
        "later": ("CNY", Decimal("72.5"), None),  # of two sources the last by name
        "back": ("CNY", Decimal("14.5"), None),
        "too early": ("EUR", 10, None),
        "untold": ("GBP", 10, None),
    }
    assert (rows["early"]["paid_currency"], rows["early"]["exchange_rate"]) == ("USD", 7)
    assert rows["home"]["exchange_rate"] is rows["untold"]["exchange_rate"] is None


def test_a_day_without_a_rate_is_refused_in_one_sentence() -> None:
    reasons = {(row["currency"], str(row["paid_on"])): row["reason"] for row in run(built(), "value.exchange_rate")}
    assert reasons["EUR", "2026-05-31"] == "no rate of EUR is quoted by that day: what was paid in it is not summed"
    assert reasons["USD", "2026-02-28"] is None
    assert ("CNY", "2026-02-01") not in reasons


def test_what_is_converted_is_summed_and_what_is_not_is_counted() -> None:
    con = built()
    for name in ("value.transaction", "value.refund", "value.purchase", "value.summary"):
        run(con, name)
    [row] = con.execute("select revenue, purchases, other_currency_purchases from value.summary").fetchall()
    assert row == (10 + 70 + Decimal("72.5") - Decimal("14.5"), 5, 2)


def test_costs_and_prices_of_contracts_are_converted_too() -> None:
    con = built(
        core__cost_to_serve="""
            source | party_key | occurred_on | amount | currency
            s | k | 2026-02-02 | 3 | USD
            s | k | 2026-02-02 | 5 |
            s | k | 2026-02-02 | 9 | GBP""",
        core__subscription="""
            source | subscription_key | party_key | status | monthly_amount | currency
            s | 1 | k | active | 2 | USD
            s | 2 | k | active | 2 | GBP
            s | 3 | k | active | 2 |""",
    )
    run(con, "value.exchange_rate")
    assert sorted((row["amount"] is None, row["amount"] or 0) for row in run(con, "value.cost")) == [
        (False, 5),
        (False, 21),
        (True, 0),
    ]
    prices = {row["subscription_key"]: row["monthly_amount"] for row in run(con, "value.contract")}
    assert prices == {"1": Decimal("14.5"), "2": None, "3": 2}
