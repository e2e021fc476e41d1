"""Who there is: buyers, prospects and people in offices, with their homes, households and ways to be reached."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, naming, reach

HOUSEHOLD_SHARE = 0.12
NAMESAKE_SHARE = 0.006
PROSPECT_SHARE = 0.04
LEFT_TRUNCATED_SHARE = 0.15


def _households(rng: np.random.Generator, buyers: int, everybody: int) -> tuple[np.ndarray, np.ndarray]:
    """Household number (0: lives alone) and position of the household's head (oneself when alone)."""
    household, head = np.zeros(everybody, dtype=np.int64), np.arange(everybody)
    members = rng.permutation(buyers)[: int(buyers * HOUSEHOLD_SHARE)]
    sizes = draw.index(rng, len(members), (0.5, 0.3, 0.2)) + 2
    group = np.repeat(np.arange(len(sizes)), sizes)[: len(members)]
    first = np.searchsorted(group, group)
    shared = np.bincount(group)[group] > 1
    household[members[shared]] = group[shared] + 1
    head[members[shared]] = members[first[shared]]
    return household, head


def build(seed: int, customers: int, nights: clock.Nights, office_people: int) -> pl.DataFrame:
    """One row a true person (`customers` buyers, then prospects, then office people) with all that is true of them.

    `known_at` and `started_at` are seconds of `clock`; the rates (a day, a purchase, CNY) drive `buying`.
    """
    rng = draw.stream(seed, "people")
    prospects = int(customers * PROSPECT_SHARE)
    count = customers + prospects + office_people
    household, head = _households(rng, customers, count)
    is_namesake = (rng.random(count) < NAMESAKE_SHARE) & (household == 0)
    is_namesake[0] = False
    parts = naming.name_parts(rng, head, is_namesake)
    western, hong_kong = parts["is_western"].to_numpy(), parts["is_hong_kong"].to_numpy()
    birth = np.datetime64("1938-01-01") + (rng.beta(2.6, 2.0, count) * 24_800).astype(int)
    started = rng.integers(0, clock.WINDOW_DAYS - 2, count) * clock.DAY
    started += clock.time_of_day(rng, count, clock.TILL_HOURS)
    is_older = rng.random(count) < LEFT_TRUNCATED_SHARE
    known = started - (rng.exponential(0.6, count) * clock.DAY).astype(np.int64) * (rng.random(count) < 0.3) - 600
    known = np.where(is_older, -(rng.random(count) * 5 * 365 * clock.DAY).astype(np.int64) - clock.DAY, known)
    for night in range(1, len(nights)):
        newcomers = rng.integers(0, customers, max(4, customers // 700))
        started[newcomers] = nights.during(rng, night, len(newcomers))
        known[newcomers], is_older[newcomers] = started[newcomers] - 600, False
    started = np.where(is_older, 0, started)
    mobiles = reach.phones(rng, np.tile(western, 2), np.tile(hong_kong, 2))
    people = pl.DataFrame(
        {
            "person_id": np.arange(1, count + 1),
            "kind": draw.pick(
                ["buyer", "prospect", "office"], np.repeat([0, 1, 2], [customers, prospects, office_people])
            ),
            "household_id": pl.Series(household).replace(0, None),
            "head": head,
            **parts,
            "birth_on": birth.astype("datetime64[D]"),
            "mobile": mobiles[:count],
            "old_mobile": mobiles[count:],
            **reach.homes(rng, head, hong_kong),
            "known_at": known,
            "started_at": started,
            "is_left_truncated": is_older,
            "purchases_per_day": rng.gamma(0.9, 1 / 22.0, count),
            "dropout_probability": rng.beta(0.9, 4.5, count),
            "mean_basket": 4.0 / rng.gamma(3.5, 1 / 46.9, count),
            "attitude": rng.normal(0, 1, count),
        }
    )
    emails = reach.emails(rng, pl.concat([people, people.with_columns(mobile="old_mobile")]))
    return people.with_columns(
        email=emails[:count],
        old_email=emails[count:],
        home_mobile=people["mobile"].gather(head),
        name=pl.when("is_western")
        .then(pl.col("given") + " " + pl.col("family"))
        .otherwise(pl.col("family") + pl.col("given")),
    )
