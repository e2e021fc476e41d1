"""Lifetime value from summary to money: which fit stands, what it expects, and what that is worth."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.transforms.method.clv.shop import geometric_shop
from tests.world import TODAY, run, world

SUMMARY = (
    "customer_id | repeat_purchases | recency_days | observed_days | spend_purchases | mean_repeat_spend | purchases"
    " | revenue | margin\n"
)
STEPS = ("value.clv_fit", "value.clv_grade", "value.clv_score", "value.clv", "value.customer_equity")


def cohort(customers: int = 300, seed: int = 1) -> str:
    """Customers of an invented shop: a purchase every 50 days or so, one in four gone after each."""
    chance = np.random.default_rng(seed)
    t = chance.integers(300, 500, customers) / 100
    shop = geometric_shop(chance.gamma(2, 1, customers), chance.beta(2, 6, customers), t, 0, seed)
    rows = zip(shop.x.tolist(), shop.tx.tolist(), shop.t.tolist(), chance.gamma(5, 10, customers).tolist(), strict=True)
    return SUMMARY + "\n".join(
        f"C{i:04} | {x} | {tx} | {observed_days} | {x} | {round(spend, 2) if x else ''} | {x + 1} | {50 * (x + 1)} | 20"
        for i, (x, tx, observed_days, spend) in enumerate(rows)
    )


def night(summary: str, last_fit: str = "", today: date = TODAY, **thresholds: Any) -> Any:
    """A world with this summary, and last night's fits where they are drawn."""
    before = {"value.clv_fit": last_fit} if last_fit else {}
    return paid(world({"value.summary": summary}, today, before, **thresholds))


def paid(con: Any) -> Any:
    """The world, in which every sale is paid but the repeat purchases that do not feed spend."""
    con.execute("update value.summary set paid_purchases = purchases - (repeat_purchases - spend_purchases)")
    return con


def fits(con: Any) -> dict[str, dict[str, Any]]:
    """Model -> its first row, with all estimates."""
    found: dict[str, dict[str, Any]] = {}
    for row in run(con, "value.clv_fit"):
        found.setdefault(row["model"], row | {"estimates": {}})["estimates"][row["parameter"]] = row["estimate"]
    return found


def drawn_fit(fitted_on: str, r: str = "1.9", alpha: str = "14.6", unit: str = "week") -> str:
    return f"""
        model   | parameter | estimate | standard_error | unit   | verdict  | fit_id | fitted_on   | basis  | reason
        mbg_nbd | r         | {r}      |                | {unit} | interior | old    | {fitted_on} | fitted | a maximum
        mbg_nbd | alpha     | {alpha}  | 2.5            | {unit} | interior | old    | {fitted_on} | fitted | a maximum
        mbg_nbd | a         | 1.5      | 0.5            | {unit} | interior | old    | {fitted_on} | fitted | a maximum
        mbg_nbd | b         | 5.0      | 0.5            | {unit} | interior | old    | {fitted_on} | fitted | a maximum
    """


def standing(summary: str, fitted_on: str) -> str:
    """Tonight's fits of a cohort drawn as those of an earlier night."""
    con = night(summary)
    columns = ["model", "parameter", "estimate", "standard_error", "log_likelihood", "unit", "verdict", "fit_id"]
    rows = [
        " | ".join("" if row[c] is None else str(row[c]) for c in columns) + f" | {fitted_on} | 300 | fitted | because"
        for row in run(con, "value.clv_fit")
    ]
    return " | ".join(columns) + " | fitted_on | customers | basis | reason\n" + "\n".join(rows)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        pytest.param("C1 | 0 | 0 | 100 | 0 | | 1 | 10 | 3", "nobody has bought twice", id="one customer"),
        pytest.param("C1 | 0 | 0 | 0 | 0 | | 1 | 10 | 3", "nobody has bought twice", id="one day of data"),
        pytest.param(
            "\n".join(f"C{i} | 0 | 0 | {i} | 0 | | 1 | 10 | 3" for i in range(40)),
            "nobody has bought twice",
            id="all bought once",
        ),
    ],
)
def test_where_nothing_can_be_fitted_figures_are_missing_with_their_reason(rows: str, reason: str) -> None:
    con = night(SUMMARY + rows)
    made = {table: run(con, table) for table in STEPS}
    assert {row["verdict"] for row in made["value.clv_fit"]} == {"failed"}
    assert {row["basis"] for row in made["value.clv_fit"]} == {"failed"}
    assert len(made["value.clv"]) == len(rows.splitlines())
    assert all(row["clv_12m"] is None and row["reason"].startswith(reason) for row in made["value.clv"])


def test_nobody_at_all_is_no_failure_of_the_night() -> None:
    con = world({})
    made = {table: run(con, table) for table in STEPS}
    assert {row["reason"] for row in made["value.clv_fit"] if row["model"] != "gamma_gamma"} == {
        "there are no customers"
    }
    assert (made["value.clv_grade"], made["value.clv_score"], made["value.clv"]) == ([], [], [])


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("C1 | 3 | 50 | 100 | 3 | 10 | 4 | 40 | 12", id="one customer who came back"),
        pytest.param(
            "\n".join(f"C{i} | 2 | {20 + i} | 100 | 2 | 10 | 3 | 30 | 9" for i in range(40)), id="constant spend"
        ),
        pytest.param("\n".join(f"C{i} | 60 | 60 | 60 | 60 | 5 | 61 | 305 | 90" for i in range(40)), id="every day"),
        pytest.param("\n".join(f"C{i} | 2 | {20 + i} | 100 | 0 | | 3 | 0 | 0" for i in range(40)), id="no amounts"),
        pytest.param(
            "\n".join(f"C{i} | 2 | {20 + i} | 100 | 2 | 10 | 3 | -30 | -9" for i in range(40)),
            id="more refunds than sales",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("model", ["nbd", "bg_nbd", "mbg_nbd", "pareto_nbd", "best"])
def test_any_cohort_is_scored_or_says_why_not(rows: str, model: str) -> None:
    con = night(SUMMARY + rows, clv_model=model)
    made = {table: run(con, table) for table in STEPS}["value.clv"]
    assert len(made) == len(rows.splitlines())
    for row in made:
        assert (row["clv_12m"] is None) == (row["reason"] is not None)
        assert 0 <= row["p_alive"] <= 1
        assert row["clv_low"] is None or row["clv_low"] <= row["clv_high"]


def test_every_model_has_a_row_a_parameter() -> None:
    found = {model: sorted(row["estimates"]) for model, row in fits(night(cohort())).items()}
    assert found == {
        "nbd": ["alpha", "r"],
        "bg_nbd": ["a", "alpha", "b", "r"],
        "mbg_nbd": ["a", "alpha", "b", "r"],
        "pareto_nbd": ["alpha", "beta", "r", "s"],
        "gamma_gamma": ["p", "q", "v"],
    }


def test_a_young_fit_that_still_foretells_the_same_stays() -> None:
    summary = cohort()
    found = fits(night(summary, standing(summary, "2026-06-20")))
    assert {row["basis"] for row in found.values()} == {"kept"}
    assert {row["fitted_on"] for row in found.values()} == {date(2026, 6, 20)}
    assert found["mbg_nbd"]["drift"] < 1e-3


def test_a_fit_four_weeks_old_is_made_anew() -> None:
    summary = cohort()
    found = fits(night(summary, standing(summary, "2026-06-02")))
    assert {row["basis"] for row in found.values()} == {"fitted"}
    assert found["nbd"]["basis_reason"] == "that of 2026-06-02 was due"


def test_a_fit_that_no_longer_foretells_the_same_is_made_anew() -> None:
    found = fits(night(cohort(), drawn_fit("2026-06-29", r="9.5")))["mbg_nbd"]
    assert (found["basis"], found["fitted_on"]) == ("fitted", TODAY)
    assert found["drift"] > 0.05
    assert found["basis_reason"] == "that of 2026-06-29 no longer foretold the same"


def test_a_fit_in_another_unit_is_made_anew() -> None:
    found = fits(night(cohort(), drawn_fit("2026-06-29", unit="day")))["mbg_nbd"]
    assert (found["unit"], found["basis_reason"]) == ("week", "the unit of time was changed")


def test_the_last_accepted_fit_stays_when_a_new_one_fails() -> None:
    con = night(SUMMARY + "C1 | 0 | 0 | 100 | 0 | | 1 | 10 | 3", drawn_fit("2026-01-01"))
    found = fits(con)["mbg_nbd"]
    assert (found["basis"], found["verdict"], found["fit_id"]) == ("kept_after_failure", "interior", "old")
    assert found["basis_reason"] == "tonight: nobody has bought twice: no rate can be estimated"
    for table in STEPS[1:3]:
        run(con, table)
    [row] = run(con, "value.clv")
    assert (row["fit_id"], row["reason"]) == ("old", None)
    assert row["clv_12m"] > 0


def test_days_and_weeks_foretell_the_same() -> None:
    expected = []
    for unit in ("day", "week"):
        con = night(cohort(), clv_unit=unit)
        made = {table: run(con, table) for table in STEPS}
        expected.append([row["expected_purchases_12m"] for row in made["value.clv"]])
    by_day, by_week = expected
    np.testing.assert_allclose(by_day, by_week, rtol=1e-6)


def test_customers_won_before_the_data_begin_are_left_out_of_the_fit_and_marked() -> None:
    lines = cohort().splitlines()
    marked = [lines[0] + " | is_left_truncated"] + [f"{line} | {i < 50}" for i, line in enumerate(lines[1:])]
    con = night("\n".join(marked))
    found = fits(con)["mbg_nbd"]
    assert (found["customers"], found["reason"].split("; ")[-1]) == (
        250,
        "50 customers won before the data begin were left out",
    )
    for table in STEPS[1:3]:
        run(con, table)
    rows = run(con, "value.clv")
    assert [row["reason"] for row in rows if row["clv_12m"] is None] == []
    assert sum(row["reason"] is not None for row in rows) == 50


SCORE = (
    "repeat_purchases | recency_days | observed_days | spend_purchases | model | discounted_purchases_12m"
    """ | discounted_purchases | low  | high
0 | 0  | 100 | 0 | mbg_nbd | 1 | 4 | 0    | 3
2 | 50 | 100 | 2 | mbg_nbd | 2 | 8 | 0.25 | 2
3 | 50 | 100 | 2 | mbg_nbd | 2 | 8 | 0    | 2
"""
)
GAMMA = """
model       | parameter | estimate | verdict
gamma_gamma | p         | 6        | interior
gamma_gamma | q         | 4        | interior
gamma_gamma | v         | 15       | interior
"""


def worth(customer: str, facts: dict[str, str] | None = None) -> dict[str, Any]:
    """The row of C1, in a company whose other customer C0 has brought sales of 100 of which 30 is margin."""
    told = {
        "value.summary": SUMMARY + "C0 | 0 | 0 | 100 | 0 | | 1 | 100 | 30\n" + customer,
        "value.clv_score": SCORE,
        "value.clv_fit": GAMMA,
    }
    rows = run(paid(world(told | (facts or {}))), "value.clv")
    return next(row for row in rows if row["customer_id"] == "C1")


def test_value_is_discounted_purchases_times_margin_of_expected_spend() -> None:
    """Spend 6 (15 + 2 x 50) / (12 + 3) = 46, of which (80 + .44 x 62.5) / (150 + 62.5) is margin; each one is paid."""
    row = worth("C1 | 2 | 50 | 100 | 2 | 50 | 3 | 150 | 80")
    company = 110 / 250
    share = (80 + company * 62.5) / (150 + 62.5)
    assert row["expected_spend"] == pytest.approx(46)
    assert row["margin_share"] == pytest.approx(share)
    assert float(row["clv_12m"]) == pytest.approx(2 * 46 * share, abs=1e-4)
    assert float(row["clv_residual"]) == pytest.approx(8 * 46 * share, abs=1e-4)
    assert float(row["clv_low"]) == pytest.approx(0.25 * 2 * 46 * share, abs=1e-4)
    assert float(row["clv_high"]) == pytest.approx(2 * 2 * 46 * share, abs=1e-4)


def test_a_customer_without_repeat_purchases_is_expected_to_spend_like_the_cohort() -> None:
    """6 x 15 / (4 - 1) = 30."""
    assert worth("C1 | 0 | 0 | 100 | 0 | | 1 | 10 | 3")["expected_spend"] == pytest.approx(30)


def test_without_a_fit_of_spend_the_mean_of_the_company_stands_in() -> None:
    row = worth("C1 | 2 | 50 | 100 | 2 | 50 | 3 | 150 | 80", {"value.clv_fit": GAMMA.replace("interior", "failed")})
    assert row["expected_spend"] == pytest.approx(250 / 4)


def test_a_purchase_that_nothing_is_paid_for_brings_nothing() -> None:
    """Two of three repeat purchases are paid, of all sales of the company four of five: (2 + .8) / (3 + 1)."""
    row = worth("C1 | 3 | 50 | 100 | 2 | 50 | 4 | 150 | 45")
    assert float(row["clv_12m"]) == pytest.approx(2 * 0.7 * row["expected_spend"] * row["margin_share"], abs=1e-4)


def test_serving_costs_as_much_a_purchase_as_so_far() -> None:
    customer = "C1 | 2 | 50 | 100 | 2 | 50 | 3 | 150 | 80"
    cost = "customer_id | cost_to_serve | cost_to_serve_12m\nC1 | 60 | 60"
    dear, plain = worth(customer, {"value.customer_cost": cost}), worth(customer)
    assert dear["purchase_cost"] == 20
    assert dear["clv_12m"] == plain["clv_12m"] - 2 * 20


def test_a_customer_who_costs_more_than_he_brings_is_worth_less_than_nothing_and_the_interval_turns() -> None:
    cost = {"value.customer_cost": "customer_id | cost_to_serve | cost_to_serve_12m\nC1 | 600 | 600"}
    row = worth("C1 | 2 | 50 | 100 | 2 | 50 | 3 | 150 | 80", cost)
    assert row["clv_low"] < row["clv_12m"] < row["clv_high"] < 0


def test_a_refund_laid_against_no_sale_lessens_what_is_kept() -> None:
    """Sales 200, of which 50 came back: 80 of margin are 80 / 200 of what is sold."""
    refund = {
        "value.refund": """
            source | refund_key | customer_id | occurred_on | currency | amount | basis
            s      | r1         | C1          | 2026-06-01  | CNY      | 50     | none
        """
    }
    row = worth("C1 | 2 | 50 | 100 | 2 | 50 | 3 | 150 | 80", refund)
    assert row["margin_share"] == pytest.approx((80 + 110 / 300 * 75) / (200 + 75))


def test_the_grade_is_the_worse_of_the_backtests() -> None:
    grades = {
        "value.clv_grade": """
            model   | cutoff_on  | grade
            mbg_nbd | 2026-01-01 | B
            mbg_nbd | 2025-07-01 | A
            nbd     | 2025-07-01 | C
        """
    }
    assert worth("C1 | 2 | 50 | 100 | 2 | 50 | 3 | 150 | 80", grades)["clv_grade"] == "B"


def test_the_best_model_is_the_one_of_least_error() -> None:
    con = night(cohort(), clv_model="best")
    run(con, "value.clv_fit")
    con.execute("""insert into value.clv_grade by name select * from (values
        ('nbd', date '2026-01-01', 180, 9, 9, 0.5, 'B'), ('bg_nbd', date '2026-01-01', 180, 9, 9, 0.4, 'B'),
        ('nbd', date '2025-07-01', 180, 9, 9, 0.2, 'B'), ('bg_nbd', date '2025-07-01', 180, 9, 9, 0.4, 'B')
    ) as t(model, cutoff_on, horizon_days, customers, actual_purchases, mean_absolute_error, grade)""")
    assert {row["model"] for row in run(con, "value.clv_score")} == {"nbd"}


PURCHASE = "customer_id | source | purchase_key | occurred_on | is_home_currency\n"


def test_grades_stand_at_two_cutoffs_whose_horizons_are_over() -> None:
    sales = [f"C{i % 7} | s | {i} | 2025-{1 + i % 12:02}-{1 + i * 5 % 28:02} | true" for i in range(90)]
    con = world({"value.purchase": PURCHASE + "\n".join(sales)}, date(2025, 12, 31), clv_holdout_days=90)
    run(con, "value.clv_fit")
    con.execute("update value.clv_fit set basis = 'fitted'")
    rows = run(con, "value.clv_grade", "cutoff_on, model")
    assert sorted({row["cutoff_on"] for row in rows}) == [date(2025, 7, 4), date(2025, 10, 2)]
    assert len(rows) == 8
    assert all(row["horizon_days"] == 90 and row["customers"] == 7 for row in rows)


def test_too_short_a_past_is_not_graded() -> None:
    sales = [f"C{i} | s | {i} | 2026-06-{1 + i:02} | true" for i in range(20)]
    con = world({"value.purchase": PURCHASE + "\n".join(sales)})
    run(con, "value.clv_fit")
    assert run(con, "value.clv_grade") == []


def test_a_second_run_gives_the_same_bytes() -> None:
    tables = []
    for _ in range(2):
        con = night(cohort())
        tables.append({table: run(con, table) for table in STEPS})
    assert tables[0] == tables[1]
    assert tables[0]["value.clv"][0]["clv_12m"] > Decimal(0)


def bought() -> Any:
    """Purchases of sixty customers over three years."""
    sales = [
        f"C{who:02} | s | C{who}-{step} | {date.fromordinal(TODAY.toordinal() - 1095 + who + step)} | true | 10"
        for who in range(60)
        for step in range(0, 1000 if who % 3 else 400, 20 + who)
    ]
    header = "customer_id | source | purchase_key | occurred_on | is_home_currency | net_amount\n"
    return world({"value.purchase": header + "\n".join(sales)})


def backtested() -> Any:
    """The same, graded and scored."""
    con = bought()
    for name in ("value.summary", "value.clv_fit", "value.clv_grade", "value.clv_score"):
        run(con, name)
    return con


def test_the_newest_backtest_is_told_by_frequency_and_day_after_day() -> None:
    con = backtested()
    [graded] = con.execute("""
        select customers, actual_purchases, expected_purchases, cutoff_on, horizon_days from value.clv_grade
        where model = 'mbg_nbd' order by cutoff_on desc limit 1
    """).fetchall()
    frequency, tracking = run(con, "value.calibration"), run(con, "value.tracking")
    assert sum(row["customers"] for row in frequency) == graded[0]
    assert sum(row["actual_purchases"] for row in frequency) == graded[1]
    assert sum(row["expected_purchases"] for row in frequency) == pytest.approx(graded[2])
    assert {row["cutoff_on"] for row in frequency + tracking} == {graded[3]}
    shown = [row for row in tracking if not row["is_foretold"]][-1]
    assert shown["tracked_on"] == graded[3]
    assert (tracking[-1]["tracked_on"] - graded[3]).days == graded[4]
    assert tracking[-1]["actual_purchases"] - shown["actual_purchases"] == graded[1]


def test_they_stand_as_long_as_the_backtest_does() -> None:
    con = backtested()
    before = run(con, "value.calibration"), run(con, "value.tracking")
    for name in ("calibration", "tracking"):
        con.execute(f"insert into last_night.value.{name} from value.{name}")
    con.execute("delete from value.purchase")
    assert (run(con, "value.calibration"), run(con, "value.tracking")) == before


def test_without_a_backtest_there_is_nothing_to_tell() -> None:
    con = world({})
    assert run(con, "value.calibration") == run(con, "value.tracking") == []


def test_a_merge_of_customers_changes_the_value_of_nobody_else() -> None:
    con = bought()
    con.execute("update value.purchase set amount = 10, margin = 3, is_zero_value = purchase_key like '%0'")
    steps = ("value.summary", "value.clv_fit", "value.clv_grade", "value.clv_score", "value.clv")
    before = {row["customer_id"]: row for row in [run(con, name) for name in steps][-1]}
    for name in ("clv_fit", "clv_grade"):
        con.execute(f"insert into last_night.value.{name} from value.{name}")
    con.execute("update value.purchase set customer_id = 'C07' where customer_id = 'C09'")
    after = {row["customer_id"]: row for row in [run(con, name) for name in steps][-1]}
    assert set(before) - set(after) == {"C09"}
    assert {customer for customer in after if after[customer] != before[customer]} == {"C07"}
    assert con.execute("select distinct basis from value.clv_fit").fetchall() == [("kept",)]
