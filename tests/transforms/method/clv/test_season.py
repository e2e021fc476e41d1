"""A shop that is three times as busy in December: its season is found, and forecasts allow for it."""

from datetime import date

import numpy as np
import pytest

from tests.world import run, world
from transforms.method.clv import nbd
from transforms.method.clv.backtest import holdout, in_season, window
from transforms.method.clv.history import Integers
from transforms.method.clv.season import Season, day_number, season_of, seen

BUSY = np.array([0.8] * 11 + [3.2])
Bought = tuple[Integers, Integers]
TRUE = Season(tuple((BUSY / BUSY.mean()).tolist()))
FIRST, LAST = day_number(date(2022, 1, 1)), day_number(date(2025, 6, 30))


SOLD = """
insert into value.purchase by name select 'C' || customer as customer_id, 's' as source,
  'P' || row_number() over (order by customer, day) as purchase_key, date '1970-01-01' + day::int as occurred_on,
  (date '1970-01-01' + day::int)::timestamp as occurred_at, 'CNY' as currency, true as is_home_currency,
  10 as amount, 0 as refunded_amount, 10 as net_amount, 3 as margin, false as is_zero_value
from bought
"""


@pytest.fixture(scope="module")
def shop() -> Bought:
    """Customer and day of purchase: 2,000 customers won over a year, none of whom leaves."""
    chance = np.random.default_rng(7)
    days = np.arange(FIRST, LAST + 1)
    month = (np.datetime64("1970-01-01") + days).astype("datetime64[M]").astype(int) % 12
    won = chance.integers(0, 365, 2000)
    rate = chance.gamma(2, 1 / 60, 2000)
    buys = chance.random((2000, len(days))) < rate[:, None] * np.array(TRUE.index)[month]
    buys &= np.arange(len(days)) > won[:, None]
    buys[np.arange(2000), won] = True
    customer, place = np.nonzero(buys)
    return customer, days[place]


def repeats(customer: Integers, day: Integers) -> tuple[Integers, Integers]:
    first = np.full(customer.max() + 1, LAST + 1)
    np.minimum.at(first, customer, day)
    return first, day[day > first[customer]]


def test_the_season_is_found_to_a_tenth(shop: Bought) -> None:
    found = seen(*repeats(*shop), LAST)
    assert (found.months, found.reason) == (41, "")
    assert found.season is not None
    np.testing.assert_allclose(found.season.index, TRUE.index, rtol=0.1)
    assert np.mean(found.season.index) == pytest.approx(1)


def test_years_in_which_nobody_bought_again_say_nothing(shop: Bought) -> None:
    first, repeat = repeats(*shop)
    alone = np.append(first, FIRST - 3 * 365)
    found = seen(alone, repeat, LAST)
    assert found.months == 41 + 36
    assert found.season is not None
    assert np.isfinite(found.season.index).all()
    assert found.season.index[11] > 2


def test_a_forecast_over_the_busy_month_needs_the_season(shop: Bought) -> None:
    cutoff, horizon = day_number(date(2024, 11, 30)), 31
    made = window(*shop, cutoff, horizon)
    even = holdout(made, nbd.fit, cutoff, horizon)
    is_known = shop[1] <= cutoff
    season = seen(*repeats(shop[0][is_known], shop[1][is_known]), cutoff).season
    assert season is not None
    told = holdout(in_season(made, season, cutoff), nbd.fit, cutoff, horizon, season.horizon(cutoff, horizon))
    assert even.bias < -0.5
    assert abs(told.bias) < 0.1
    assert told.naive_rate_error == even.naive_rate_error


def test_a_year_has_as_many_operational_days_as_days_and_december_more() -> None:
    first, last = np.array([day_number(date(2025, 1, 1))]), np.array([day_number(date(2026, 1, 1))])
    assert TRUE.elapsed(first, last)[0] == pytest.approx(365, rel=0.01)
    assert TRUE.horizon(day_number(date(2025, 12, 1)), 31) == pytest.approx(31 * TRUE.index[11])
    assert Season().horizon(0, 31) == 31


def test_statistics_stay_possible_in_the_quietest_month() -> None:
    x, tx, t = np.array([0, 30, 2]), np.array([0, 30, 10]), np.array([5, 30, 30])
    today = day_number(date(2025, 10, 31))
    quiet_tx, quiet_t = TRUE.statistics(x, tx, t, today)
    assert np.all((x <= quiet_tx) & (quiet_tx <= quiet_t))
    assert (quiet_tx[0], quiet_tx[2]) == (0, 8)
    assert Season().statistics(x, tx, t, today) == (tx, t)


@pytest.mark.parametrize(
    ("first", "repeat", "today", "reason"),
    [
        ([], [], LAST, "nobody has bought"),
        ([FIRST], [FIRST + 5], FIRST + 729, "the data do not hold two whole years"),
        ([FIRST], [FIRST + 5], FIRST + 800, "a month has fewer than 100 repeat purchases"),
    ],
)
def test_where_the_data_do_not_tell_there_is_no_season(
    first: list[int], repeat: list[int], today: int, reason: str
) -> None:
    found = seen(np.array(first, dtype=int), np.array(repeat, dtype=int), today)
    assert (found.season, found.reason) == (None, reason)


def test_the_table_has_twelve_rows_and_stands_until_a_further_month_is_over(shop: Bought) -> None:
    con = world({}, date(2025, 6, 30))
    con.register("bought", {"customer": shop[0], "day": shop[1]})
    con.execute(SOLD)
    run(con, "value.summary")
    rows = run(con, "value.season")
    assert [row["month"] for row in rows] == list(range(1, 13))
    told = season_of([(row["month"], row["season_index"]) for row in rows])
    np.testing.assert_allclose(told.index, TRUE.index, rtol=0.1)
    con.execute("insert into last_night.value.season from value.season")
    con.execute("delete from value.purchase where occurred_on between '2023-01-01' and '2023-06-30'")
    assert run(con, "value.season") == rows
    con.execute("update ops.setting set today = date '2025-07-31'")
    assert run(con, "value.season") != rows


def test_scores_of_a_year_hardly_depend_on_the_season_and_fits_are_told_it(shop: Bought) -> None:
    """A year holds every month once; what changes is how long customers were silent in busy and in quiet months."""
    rows = "\n".join(f"{month} | 40 | {index}" for month, index in enumerate(TRUE.index, start=1))
    con = world({"value.season": "month | months_seen | season_index\n" + rows}, date(2025, 6, 30))
    con.register("bought", {"customer": shop[0], "day": shop[1]})
    con.execute(SOLD)
    steps = ("value.summary", "value.clv_fit", "value.clv_grade", "value.clv_score", "value.clv")
    with_season = {name: run(con, name) for name in steps}
    con.execute("delete from value.season")
    without = {name: run(con, name) for name in steps}
    one, other = (sum(row["expected_purchases_12m"] for row in rows["value.clv"]) for rows in (with_season, without))
    assert one == pytest.approx(other, rel=0.1)
    told, plain = (
        {row["model"]: row["log_likelihood"] for row in rows["value.clv_fit"]} for rows in (with_season, without)
    )
    assert all(told[model] != plain[model] for model in ("nbd", "mbg_nbd"))
    assert {row["reason"] for row in with_season["value.clv"]} == {None}
