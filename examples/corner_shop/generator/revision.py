"""What changes in a snapshot from one night to the next."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw
from examples.corner_shop.generator.world import World

Change = Callable[[np.random.Generator, pl.DataFrame, str], dict[str, pl.Series]]
SOUND = ~pl.col("is_broken")


@dataclass(frozen=True, slots=True)
class Revision:
    """A kind of change that meets some rows each night after the first.

    `change` makes new values of columns from the rows and the night's day; None deletes the rows.
    """

    kind: str
    share: float
    least: int
    change: Change | None
    where: pl.Expr = SOUND


@dataclass(frozen=True, slots=True)
class State:
    """A snapshot on one night: all rows there are, those new or changed since the night before, and those gone."""

    night: int
    rows: pl.DataFrame
    touched: pl.DataFrame
    gone: pl.DataFrame


def states(
    world: World,
    source: str,
    table: str,
    key: str,
    rows: pl.DataFrame,
    revisions: Sequence[Revision],
    stamp: Callable[[np.ndarray], pl.Series] | None = clock.local,
) -> Iterator[State]:
    """The snapshot of each night; a row changes at most once. `stamp` writes the moment of change into `updated_at`.

    `rows` has the columns `night` (of its first delivery) and `is_broken`. Every change is put into the truth.
    """
    rng = world.stream(f"changes of {source}.{table}")
    rows = rows.with_row_index("row")
    is_touched = np.zeros(rows.height, dtype=bool)
    for night in range(len(world.nights)):
        fresh = rows.filter(pl.col("night") == night)
        if night > 0:
            _tell(world, source, table, night, "new", fresh[key])
        touched, gone = [fresh["row"].to_numpy()], [np.array([], dtype=np.int64)]
        for revision in revisions if night else ():
            is_candidate = (pl.col("night") < night) & revision.where & ~pl.Series(is_touched)
            candidates = rows.filter(is_candidate)["row"].to_numpy()
            count = max(revision.least, round(len(candidates) * revision.share))
            chosen = np.sort(rng.permutation(candidates)[:count])
            is_touched[chosen] = True
            before = rows[chosen]
            values = revision.change(rng, before, world.nights.days[night].isoformat()) if revision.change else {}
            for column, after in values.items():
                _tell(world, source, table, night, revision.kind, before[key], column, before[column], after)
            if revision.change is None:
                _tell(world, source, table, night, revision.kind, before[key])
            (gone if revision.change is None else touched).append(chosen)
            if stamp is not None:
                values = values | {"updated_at": stamp(world.nights.during(rng, night, len(chosen)))}
            rows = rows.with_columns(rows[column].scatter(chosen, after) for column, after in values.items())
        left = np.concatenate(gone)
        has_left = pl.col("row").is_in(pl.Series(left).implode())
        here = rows.filter((pl.col("night") <= night) & ~has_left)
        yield State(night, here, rows[np.sort(np.concatenate(touched))], rows[np.sort(left)])
        rows = rows.with_columns(night=pl.when(has_left).then(len(world.nights)).otherwise("night"))


def _tell(
    world: World,
    source: str,
    table: str,
    night: int,
    kind: str,
    key: pl.Series,
    column: str | None = None,
    before: pl.Series | None = None,
    after: pl.Series | None = None,
) -> None:
    nothing = draw.same(None, len(key))
    change = {
        "key": key.cast(pl.String),
        "column_name": nothing if column is None else nothing.fill_null(column),
        "before": nothing if before is None else before.cast(pl.String),
        "after": nothing if after is None else after.cast(pl.String),
    }
    day = world.nights.days[night].isoformat()
    world.truth.add("change", pl.DataFrame(change), day=day, source=source, table=table, kind=kind)


def new_mobile(rng: np.random.Generator, rows: pl.DataFrame) -> pl.Series:
    """A number that nobody had before (prefix 191 is given out for nothing else)."""
    return draw.number(rng.integers(0, 10**8, rows.height), "191", 8)
