"""Counts with differential privacy: a fixed set of cells, noise from OpenDP, a budget that is refused when spent."""

import itertools
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from expectations.release.agreement import Agreement
from warehouse.private_file import write_private
from warehouse.release.gate import Refused

COUNT, UNKNOWN = "customers", "unknown"
# A budget of 1 is ten times 0.1; in binary it is not.
ROUNDING = 1e-9
# A dry run on the published night finds tonight's own sending in the ledger.
SPENT = """
select coalesce(sum(epsilon), 0) from privacy.disclosure
where recipient = ? and released_on > ? and (release <> ? or released_on < ?)
"""
LAST = "select max(released_on) from privacy.disclosure where release = ? and epsilon is not null and released_on < ?"


def check_budget(con: Any, name: str, agreement: Agreement, today: date) -> None:
    """Raises Refused when the next sending is not due yet, or when the recipient's budget does not hold it.

    Epsilons add up over all counts that one recipient got: each tells a little more about the same people.
    """
    last = con.execute(LAST, [name, today]).fetchall()[0][0]
    due = last + timedelta(days=agreement.every_days) if last else today
    if today < due:
        raise Refused("NOT_DUE", f"it is sent every {agreement.every_days} days; the next is due on {due}")
    since = today - timedelta(days=agreement.budget_days)
    spent = float(con.execute(SPENT, [agreement.recipient, since, name, today]).fetchall()[0][0])
    asked, budget = agreement.epsilon or 0.0, agreement.budget or 0.0
    if spent + asked > budget + ROUNDING:
        raise Refused(
            "BUDGET",
            f"{spent:g} of {budget:g} is spent within {agreement.budget_days} days, and this asks for {asked:g}",
        )


def noisy_counts(rows: pl.DataFrame, agreement: Agreement, draws: Path) -> pl.DataFrame:
    """One row a cell of the agreed keys, in their order: the keys and `customers`, with noise, never below 0.

    Each customer stands in `rows` once, so that one more or less changes one count by one. Noise is drawn once a night
    and kept in `draws`: the night run again sends the same counts and tells nothing more. Raises Refused.
    """
    cells = pl.DataFrame(
        list(itertools.product(*agreement.keys.values())), schema=list(agreement.keys), orient="row"
    ).with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("cell"))
    said = {"keys": agreement.keys, "epsilon": agreement.epsilon, "version": agreement.version}
    if draws.exists():
        kept = json.loads(draws.read_text("utf-8"))
        if kept["said"] != json.loads(json.dumps(said)):
            raise Refused("BUDGET", "counts were drawn tonight under another agreement; change it for the next night")
        return cells.drop("cell").with_columns(pl.Series(COUNT, kept["counts"], dtype=pl.Int64))
    known = rows.select(pl.col(name).cast(pl.String).fill_null(UNKNOWN) for name in agreement.keys)
    placed = known.join(cells, on=list(agreement.keys), how="left")["cell"].fill_null(cells.height)
    counts = [max(0, count) for count in _drawn(placed.to_list(), cells.height, float(agreement.epsilon or 0.0))]
    write_private(draws, json.dumps({"said": said, "counts": counts}, ensure_ascii=False).encode())
    return cells.drop("cell").with_columns(pl.Series(COUNT, counts, dtype=pl.Int64))


def _drawn(cells: list[int], number: int, epsilon: float) -> list[int]:
    """Counts of the cells with discrete Laplace noise; OpenDP proves that they keep to epsilon."""
    try:
        import opendp.prelude as dp
    except ImportError:
        raise Refused("NO_LIBRARY", "counts need OpenDP: install the extra, `pip install shopkeeper[dp]`") from None
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i32")), dp.symmetric_distance()
    counted = dp.t.make_count_by_categories(
        *space, categories=list(range(number)), null_category=True, MO=dp.L1Distance["i64"], TOA="i64"
    )
    noisy = counted >> dp.m.then_laplace(scale=1 / epsilon)
    if noisy.map(1) > epsilon * (1 + ROUNDING):
        raise Refused("BUDGET", "the noise does not keep to epsilon")
    return list(noisy(cells))[:number]
