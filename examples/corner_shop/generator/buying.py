"""Every true purchase of two years: when, how much, and by which key the shop can tell whose it was."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw

FORGOTTEN_CARD = 0.12
ONLINE_BASKET = 1.6


def moments(rng: np.random.Generator, people: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Position of the buyer and day (a fraction) of each purchase.

    A buyer buys at random moments with a rate of one's own (gamma) and may leave for ever after any purchase, the
    first included (beta): the modified BG/NBD process of Batislam, Denizel & Filiztekin 2007. Those known before
    the window are alive at its start. One step of the loop is one more purchase of everybody who is left.
    """
    who = np.flatnonzero((people["kind"] == "buyer").to_numpy())
    rate, leaves = people["purchases_per_day"].to_numpy(), people["dropout_probability"].to_numpy()
    day = people["started_at"].to_numpy()[who] / clock.DAY
    older = people["is_left_truncated"].to_numpy()[who]
    day = day + np.where(older, rng.exponential(1.0, len(who)) / rate[who], 0.0)
    buyers, days = [], []
    while len(who):
        inside = day < clock.WINDOW_DAYS
        who, day = who[inside], day[inside]
        buyers.append(who)
        days.append(day)
        stays = rng.random(len(who)) >= leaves[who]
        who = who[stays]
        day = day[stays] + rng.exponential(1.0, len(who)) / rate[who]
    return np.concatenate(buyers), np.concatenate(days)


def build(seed: int, people: pl.DataFrame, records: pl.DataFrame, nights: clock.Nights) -> pl.DataFrame:
    """One row a purchase before the last night's cut, in order of time: person_id, moment, amount, account or card.

    Who has an account buys a share of one's own online. A card is forgotten now and then: the receipt is anonymous.
    """
    rng = draw.stream(seed, "buying")
    buyer, day = moments(rng, people)
    count = len(buyer)
    first = records.filter(~pl.col("is_second"))
    second = records.filter(pl.col("is_second"))
    number = {source: _lookup(first, source, people.height) for source in ("shop", "loyalty")}
    online_share = rng.beta(2, 2, people.height)
    online = (number["shop"][buyer] >= 0) & (rng.random(count) < online_share[buyer])
    hours = [clock.time_of_day(rng, count, hours) for hours in (clock.TILL_HOURS, clock.WEB_HOURS)]
    moment = np.floor(day).astype(np.int64) * clock.DAY + np.where(online, hours[1], hours[0])
    # A first purchase keeps its moment; a second one on that day comes after it, whatever hour was drawn.
    started = people["started_at"].to_numpy()[buyer]
    is_first = np.abs(day * clock.DAY - started) < 1
    moment = np.where(is_first, started, np.maximum(moment, started + 300))
    basket = (
        rng.gamma(4.0, 1.0, count)
        / 4.0
        * people["mean_basket"].to_numpy()[buyer]
        * np.where(online, ONLINE_BASKET, 1.0)
    )
    key = np.where(online, number["shop"][buyer], number["loyalty"][buyer])
    for source, is_here in (("shop", online), ("loyalty", ~online)):
        again = _lookup(second, source, people.height)[buyer]
        opened = _lookup(second, source, people.height, "opened_at")[buyer]
        key = np.where(is_here & (again >= 0) & (moment > opened) & (rng.random(count) < 0.6), again, key)
    forgotten = ~online & (rng.random(count) < FORGOTTEN_CARD)
    frame = pl.DataFrame(
        {
            "person_id": buyer + 1,
            "moment": moment,
            "amount": np.maximum(np.round(basket, 2), 1.5),
            "is_online": online,
            "key": draw.empty(draw.pick([*records["key"], None], key), forgotten | (key < 0)),
        }
    )
    return frame.filter(pl.col("moment") <= nights.end).sort("moment", "person_id", "amount")


def _lookup(records: pl.DataFrame, source: str, people: int, column: str = "row") -> np.ndarray:
    """For each person the row of their record in a source (or another column of it); -1 when there is none."""
    found = np.full(people, -1, dtype=np.int64)
    rows = records.filter(pl.col("source") == source)
    found[rows["position"].to_numpy()] = rows[column].to_numpy()
    return found
