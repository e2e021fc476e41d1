"""Which person stands in which source, under which key."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw

SHARES = {"crm": 0.74, "shop": 0.60, "loyalty": 0.58}
TWICE = {"crm": 0.03, "shop": 0.03, "loyalty": 0.02}
FIRST_NUMBER = {"crm": 1, "shop": 10_001, "loyalty": 20_000_001}
KEY = {"crm": ("C", 7), "shop": ("", 0), "loyalty": ("L", 8)}


def build(seed: int, people: pl.DataFrame, nights: clock.Nights) -> pl.DataFrame:
    """One row a record of a person in crm, shop or loyalty, with its key and the night that first delivers it.

    Keys are numbered by the moment the record was opened. Every buyer stands in at least one of the three, prospects
    only in the CRM, people met in offices in none.
    """
    rng = draw.stream(seed, "membership")
    count = people.height
    buyer = (people["kind"] == "buyer").to_numpy()
    present = {source: (rng.random(count) < share) & buyer for source, share in SHARES.items()}
    nowhere = buyer & ~np.logical_or.reduce(list(present.values()))
    present["loyalty"] |= nowhere
    present["crm"] |= (people["kind"] == "prospect").to_numpy()
    known = people["known_at"].to_numpy()
    parts = []
    for source, mask in present.items():
        once = np.flatnonzero(mask)
        twice = once[rng.random(len(once)) < TWICE[source]]
        later = known[twice] + (rng.random(len(twice)) * (nights.end - known[twice])).astype(np.int64)
        rows = pl.DataFrame(
            {
                "position": np.concatenate([once, twice]),
                "opened_at": np.concatenate([known[once], later]),
                "is_second": np.repeat([False, True], [len(once), len(twice)]),
            }
        ).sort("opened_at", "position", "is_second")
        prefix, digits = KEY[source]
        key = draw.number(np.arange(rows.height) + FIRST_NUMBER[source], prefix, digits)
        parts.append(rows.select(pl.lit(source).alias("source"), key.alias("key"), pl.all()))
    records = pl.concat(parts)
    night = nights.of(records["opened_at"].to_numpy())
    records = records.with_columns(person_id=pl.col("position") + 1, night=night)
    return records.filter(pl.col("night") < len(nights)).with_row_index("row")
