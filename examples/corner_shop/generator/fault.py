"""What goes wrong between a source and its reader: broken rows, late rows, rows sent twice, made-up contacts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from examples.corner_shop.generator import draw, writing
from examples.corner_shop.generator.world import World

SHARE = 0.0008
LEAST = 2
LATE_SHARE = 0.05
RAW_DELIMITER = "\ue000"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of broken row: the column and what stands there instead.

    The kinds `duplicate_key` and `null_key` add a copy of a row; the others break the row itself.
    """

    kind: str
    column: str
    value: pl.Expr

    @property
    def adds_a_row(self) -> bool:
        return self.kind in ("duplicate_key", "null_key")


def break_rows(
    world: World, source: str, table: str, key: str, rows: pl.DataFrame, faults: Sequence[Fault], least: int = LEAST
) -> pl.DataFrame:
    """The rows with a few broken of each kind, one of them in a later night if it can be, and a column `is_broken`.

    `rows` has the column `night`. The twin of a duplicate key counts as broken too.
    """
    rng = world.stream(f"faults of {source}.{table}")
    each = max(least, round(rows.height * SHARE))
    order = rng.permutation(rows.height)
    recent = order[rows["night"].to_numpy()[order] > 0]
    ahead = recent[: len(faults)] if len(recent) > 3 * len(faults) else recent[:0]
    order = np.concatenate([ahead, order[~np.isin(order, ahead)]])
    broken = rows.with_columns(is_broken=pl.lit(False))
    index = pl.int_range(pl.len())
    for number, fault in enumerate(faults):
        chosen = np.sort(order[number : each * len(faults) : len(faults)])
        is_chosen = index.is_in(pl.lit(pl.Series(chosen)).implode())
        dtype = rows.schema[fault.column]
        after = rows[chosen].with_columns(fault.value.cast(dtype).alias(fault.column), is_broken=pl.lit(True))
        broken = broken.with_columns(is_broken=pl.col("is_broken") | is_chosen)
        if fault.adds_a_row:
            broken = pl.concat([broken, after])
        else:
            broken = broken.with_columns(
                pl.when(is_chosen).then(fault.value.cast(dtype)).otherwise(fault.column).alias(fault.column)
            )
        world.truth.add(
            "broken_row",
            pl.DataFrame(
                {
                    "kind": draw.same(fault.kind, len(chosen)),
                    "first_night": world.day(after["night"]),
                    "key": after[key].cast(pl.String),
                    "column_name": draw.same(fault.column, len(chosen)),
                    "value": after[fault.column].cast(pl.String).str.replace_all(RAW_DELIMITER, ";"),
                }
            ),
            source=source,
            table=table,
        )
    return broken


def delay(world: World, source: str, table: str, key: pl.Series, moment: np.ndarray, night: np.ndarray) -> np.ndarray:
    """The night that delivers each row when a few of the last days' rows come one or two nights late.

    Rows whose late night is after the last one have the number `len(nights)`: they have not come yet.
    """
    rng = world.stream(f"late rows of {source}.{table}")
    nights = len(world.nights)
    delayed = night.copy()
    for number in range(nights - 1):
        fresh = np.flatnonzero((night == number) & (moment > world.nights.cutoffs[number] - 24 * 3600))
        chosen = rng.permutation(fresh)[: max(LEAST, round(len(fresh) * LATE_SHARE))]
        delayed[chosen] = np.minimum(number + rng.integers(1, 3, len(chosen)), nights)
    late = np.flatnonzero((delayed > night) & (delayed < nights))
    rows = {
        "key": key.cast(pl.String).gather(late),
        "due": world.day(night[late]),
        "delivered": world.day(delayed[late]),
    }
    world.truth.add("late_row", pl.DataFrame(rows), source=source, table=table)
    return delayed


def deliveries(world: World, source: str, table: str, key: str, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Night by night the rows to append: the new ones, and after the first night a few of the night before again."""
    rng = world.stream(f"rows sent twice of {source}.{table}")
    before = rows.clear()
    for night in range(len(world.nights)):
        fresh = rows.filter(pl.col("night") == night)
        sound = before.filter(~pl.col("is_broken")).tail(50)
        again = sound[np.sort(rng.permutation(sound.height)[:LEAST])]
        world.truth.add(
            "redelivered_row",
            again.select(key=pl.col(key).cast(pl.String)),
            source=source,
            table=table,
            day=world.nights.days[night].isoformat(),
        )
        yield pl.concat([again, fresh])
        before = fresh


def tell_contacts(world: World, source: str, key: pl.Series, contact: writing.Contact) -> None:
    """Put the made-up and the shared phones and e-mails of a source's rows into the truth."""
    for column, value, kind in (
        ("phone", contact.phone, contact.phone_kind),
        ("email", contact.email, contact.email_kind),
    ):
        frame = pl.DataFrame({"key": key.cast(pl.String), "value": value, "kind": kind})
        junk = frame.filter(pl.col("kind") == "junk").select("key", pl.lit(column).alias("column_name"), "value")
        world.truth.add("junk_identifier", junk, source=source)
        shared = frame.filter(pl.col("kind").is_in(["household", "shop"])).select("key", "kind", "value")
        world.truth.add("shared_phone", shared, source=source)
