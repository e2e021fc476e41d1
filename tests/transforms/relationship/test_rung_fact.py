"""The facts from which a rung is read: purchases, referrals, wallet."""

from functools import cache
from typing import Any

import pytest

from tests.world.chain import rows_of
from tests.world.people import customers

REFERRALS = """
source | party_key | referred_key | referrals | referred_on | is_converted
s      | 王伟      | 李娜         | 1         | 2026-01-01  |
s      | 赵磊      | 李娜         | 1         | 2026-02-01  |
s      | 李娜      | 王伟         | 1         | 2026-03-01  |
s      | 王伟      | 孙丽         | 1         | 2026-04-01  |
s      | 张敏      |              | 5         |             |
s      | 张敏      |              | 2         |             | true
"""
BOUGHT = """
customer_id | purchases | observed_days | first_on   | recency_days | repeat_purchases
李娜        | 1         | 100    | 2026-03-22 | 0       | 0
孙丽        | 3         | 800    | 2024-04-21 | 10      | 2
"""
WALLET = """
source | party_key | wave | answered_on | category | our_rank | brands | our_spend | category_spend
s      | 王伟      | 夏   | 2026-06-01  | 茶       | 1        | 2      | 700       |
s      | 李娜      | 夏   | 2026-06-01  | 茶       | 3        | 3      | 100       | 500
s      | 张敏      | 春   | 2026-03-01  | 茶       | 1        | 1      |           |
s      | 张敏      | 夏   | 2026-06-01  | 茶       | 2        | 2      |           |
s      | 张敏      | 夏   | 2026-06-01  | 酒       | 1        | 1      |           |
s      | 赵磊      | 夏   | 2026-06-01  | 茶       |          | 2      | 100       |
"""


@cache
def rows(table: str) -> list[dict[str, Any]]:
    names = ("王伟", "李娜", "张敏", "赵磊", "孙丽")
    facts = {
        "core.referral": REFERRALS,
        "core.wallet_answer": WALLET,
        "value.summary": BOUGHT,
        "value.trend": "customer_id | purchases_12m\n孙丽 | 2",
        "value.contract_summary": CONTRACT,
    }
    return rows_of(table, customers(*names) | facts)


CONTRACT = """
customer_id | contracts | live_contracts | tenure_months
张敏        | 2         | 1              | 30
"""


def referral(who: str, referred: str) -> dict[str, Any]:
    found = {(row["customer_id"], row["referred_customer_id"]): row for row in rows("relationship.referral")}
    return found[(who, referred)]


def fact(who: str) -> dict[str, Any]:
    return next(r for r in rows("relationship.rung_fact") if r["customer_id"] == who)


def test_a_purchase_after_the_referral_converts_it() -> None:
    assert (referral("王伟", "李娜")["is_converted"], referral("王伟", "李娜")["refusal"]) == (True, None)


def test_who_had_bought_before_was_not_won_by_the_referral() -> None:
    assert referral("王伟", "孙丽")["is_converted"] is False


def test_a_customer_is_referred_once() -> None:
    assert referral("赵磊", "李娜")["refusal"] == "already referred"


def test_nobody_refers_his_own_referrer() -> None:
    assert referral("李娜", "王伟")["refusal"] == "refers his own referrer"


def test_two_records_of_one_customer_do_not_refer_each_other() -> None:
    facts = customers("王伟") | {
        "identity.record": "source | party_key | customer_id\ns | a | 王伟\ns | b | 王伟",
        "core.referral": "source | party_key | referred_key | referrals\ns | a | b | 1",
    }
    (row,) = rows_of("relationship.referral", facts)
    assert row["refusal"] == "refers himself"


def test_counts_of_referrals_add_up_and_refused_ones_do_not_count() -> None:
    assert (fact("王伟")["referrals"], fact("王伟")["converted_referrals"]) == (2, 1)
    assert (fact("张敏")["referrals"], fact("张敏")["converted_referrals"]) == (7, 2)
    assert fact("李娜")["referrals"] == 0


def test_the_wallet_is_shared_by_rank_where_spend_in_all_is_not_told() -> None:
    # Rank 1 of 2: (1 - 1/3) x 2/2; the mean of rank 2 of 2, which is 1/3, and 1 of 1, which is 1.
    assert fact("王伟")["wallet_share"] == 0.666667
    assert fact("张敏")["wallet_share"] == 0.666667


def test_spend_with_us_against_spend_in_all_outranks_the_rule() -> None:
    row = next(r for r in rows("relationship.wallet_share") if r["customer_id"] == "李娜")
    assert (row["wallet_share"], row["basis"], row["n"]) == (0.2, "observed", 1)


def test_half_an_answer_about_the_wallet_is_none() -> None:
    assert fact("赵磊")["wallet_share"] is None


def test_purchases_and_contracts_are_added_and_the_longer_tenure_counts() -> None:
    assert (fact("孙丽")["purchases"], fact("孙丽")["purchases_12m"], fact("孙丽")["tenure_months"]) == (3, 2, 26)
    assert (fact("张敏")["purchases"], fact("张敏")["live_contracts"], fact("张敏")["tenure_months"]) == (2, 1, 30)


def test_the_share_of_wallet_over_customers_has_students_interval() -> None:
    told = """
        customer_id | wallet_share | basis
        王伟        | 0.2          | observed
        李娜        | 0.6          | observed
        张敏        | 0.25         | allocation_rule
    """
    rows = {row["basis"]: row for row in rows_of("relationship.wallet_summary", {"relationship.wallet_share": told})}
    # Mean 0.4, standard deviation 0.282843, t with one degree 12.706205.
    assert (rows["observed"]["n"], rows["observed"]["wallet_share"]) == (2, 0.4)
    assert rows["observed"]["high"] == pytest.approx(0.4 + 12.706205 * 0.282843 / 2**0.5, abs=1e-5)
    assert (rows["allocation_rule"]["wallet_share"], rows["allocation_rule"]["low"]) == (0.25, None)
