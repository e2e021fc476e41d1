"""Lifetime value of a million customers on one thread, beside lifetimes 0.11.3: summary, fits and scores.

    python -m benchmarks.value --lifetimes PYTHON [--customers 1000000] [--full]

PYTHON is the interpreter of an environment that holds lifetimes 0.11.3 and pyarrow (pandas 1.5.3, numpy 1.24).
Customers are drawn from a BG/NBD with gamma-gamma spend and the calendar of CDNOW: won within 84 days, seen for 272.
Both sides start from the same loaded transactions and end with P(alive), expected purchases and spend of the next year
and discounted value of each customer; each runs in a process of its own. `--full` runs the steps of a night as well,
which fit five models, test them on their past, and give every value an interval. Figures go to
`benchmarks/results/value.json`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.memory import forget_peak, peak_mb

RESULTS = Path(__file__).parent / "results" / "value.json"
LIFETIMES = Path(__file__).parent / "value_lifetimes.py"
FIRST, WON_DAYS, SEEN_DAYS = date(2025, 1, 1), 84, 272
MEMORY = os.environ.get("BENCH_MEMORY", "128MB")  # of DuckDB, which takes what it is given
TODAY = FIRST + timedelta(days=SEEN_DAYS)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1")


def drawn(customers: int, seed: int = 1) -> pa.Table:
    """One row a purchase: customer, day and amount, in no order."""
    chance = np.random.default_rng(seed)
    rate, leaves = chance.gamma(0.243, 1 / (4.414 * 7), customers), chance.beta(0.793, 2.426, customers)
    scale = chance.gamma(3.74, 1 / 15.44, customers)
    won = chance.integers(0, WON_DAYS, customers)
    moment, who = won.astype(float), np.arange(customers)
    bought = [(who, won)]
    while len(who):
        with np.errstate(divide="ignore"):
            moment = moment + chance.exponential(1 / np.maximum(rate[who], 1e-12))
        is_in = moment < SEEN_DAYS + 1
        who, moment = who[is_in], moment[is_in]
        bought.append((who, moment.astype(int)))
        stays = chance.random(len(who)) >= leaves[who]
        who, moment = who[stays], moment[stays]
    customer, day = (np.concatenate(part) for part in zip(*bought, strict=True))
    amount = np.round(chance.gamma(6.25, 1 / scale[customer]), 2) + 0.01
    order = chance.permutation(len(customer))
    days = pa.array(np.datetime64(FIRST, "D") + day[order])
    return pa.table({"customer": customer[order], "occurred_on": days, "amount": amount[order]})


def measured(stages: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    """CPU seconds of each stage in turn, and the memory that they add to what stood before."""
    forget_peak()
    before = peak_mb()
    spent = {}
    for name, stage in stages.items():
        began = time.process_time()
        stage()
        spent[name] = round(time.process_time() - began, 3)
    return {"cpu_s": round(sum(spent.values()), 3), "stages": spent, "added_mb": round(peak_mb() - before, 1)}


def ours(sales: Path) -> dict[str, Any]:
    """Summary by packed sort, BG/NBD and Gamma-Gamma on grouped statistics, scores by distinct statistics."""
    from transforms.method.clv import bg_nbd, gamma_gamma
    from transforms.method.clv.score import expected_if_alive, p_alive, residual_if_alive
    from transforms.method.clv.smooth import over_time
    from transforms.method.clv.summary import alike, summarise

    loaded = pq.read_table(sales)
    sale = [loaded[name].combine_chunks() for name in ("customer", "occurred_on", "amount")]
    customer, day, amount = (column.to_numpy() for column in (sale[0], sale[1].cast(pa.int32()), sale[2]))
    del loaded
    held: dict[str, Any] = {}

    def rfm() -> None:
        told = summarise(customer, day, amount, (TODAY - date(1970, 1, 1)).days)
        held["customer"], held["spend"] = told.customer, told.mean_spend
        held["alike"] = alike(told.x, told.tx_days, told.t_days)

    def fit() -> None:
        found = held["alike"]
        held["bg"] = bg_nbd.fit(found.x, found.tx_days, found.t_days, found.customers, is_modified=False)
        repeat = np.flatnonzero(held["spend"] > 0)
        held["gamma"] = gamma_gamma.fit(found.x[found.place[repeat]], held["spend"][repeat])

    def score() -> None:
        found, bg, gamma = held["alike"], held["bg"], held["gamma"].parameters
        x, tx, t = (column.astype(float) for column in (found.x, found.tx_days, found.t_days))
        alpha, place = bg.parameters["alpha"], found.place
        alive = p_alive(bg, x, tx, t)
        expected = over_time(lambda n, days: expected_if_alive(bg, n, days, 365.0), x, t, alpha)
        discounted = over_time(lambda n, days: residual_if_alive(bg, n, days, 0.1, 365.0), x, t, alpha)
        by_row = (alive, alive * expected, 0.3 * alive * discounted)
        told = [np.empty(len(place)) for _ in by_row]
        for start in range(0, len(place), 1 << 16):  # by blocks: what stands between them is not needed twice
            part = slice(start, start + (1 << 16))
            for column, values in zip(told, by_row, strict=True):
                column[part] = values[place[part]]
            held["spend"][part] = gamma_gamma.expected_spend(gamma, x[place[part]], held["spend"][part])
            told[-1][part] *= held["spend"][part]
        named = ("customer", "spend", "p_alive", "expected_purchases", "value")
        columns = (held["customer"], held["spend"], *told)
        held["scored"] = pa.table(dict(zip(named, columns, strict=True)))

    made = measured({"rfm": rfm, "fit": fit, "score": score})
    scored = held["scored"]
    return made | {
        "distinct_statistics": len(held["alike"].x),
        "parameters": {**held["bg"].parameters, **held["gamma"].parameters},
        "expected_purchases": round(scored["expected_purchases"].to_numpy().sum()),
        "value": round(scored["value"].to_numpy().sum()),
    }


def night(sales: Path) -> dict[str, Any]:
    """The steps of a night from stored purchases on, as they are."""
    import duckdb

    from expectations.catalog import tables
    from warehouse import ddl, engine
    from warehouse.graph import engine_steps
    from warehouse.night import told

    con = _database(duckdb, None, sales)
    con.execute("attach ':memory:' as last_night")
    for table in tables().values():
        con.execute(ddl.create_table(table))
    for name in ("value.clv_fit", "value.clv_grade", "value.season"):
        con.execute(ddl.create_table(tables()[name], catalog="last_night"))
    values = list(told(TODAY, "CNY", "UTC", {}))
    con.execute(f"insert into ops.setting values ({', '.join('?' * len(values))})", values)
    con.execute(
        """insert into value.purchase by name select lpad(customer::varchar, 16, '0') as customer_id, 's' as source,
             file_row_number::varchar as purchase_key, occurred_on as occurred_at, occurred_on, 'CNY' as currency,
             true as is_home_currency, amount, 0 as refunded_amount, amount as net_amount, false as is_zero_value,
             0.3 * amount as margin from read_parquet(?, file_row_number = true)""",
        [str(sales)],
    )
    later = ("season", "occasion", "clv_fit", "clv_grade", "clv_score", "occasion_score", "purchase_gain", "clv")
    names = ("value.loose_refund", "value.data_begin", "value.summary", *(f"value.{name}" for name in later))

    def build(name: str) -> Callable[[], None]:
        return lambda: engine.build(con, engine_steps()[name], tables()[name])

    return measured({name: build(name) for name in names})


def theirs(python: str, sales: Path) -> dict[str, Any]:
    """The same by lifetimes, in its own environment."""
    command = [python, str(LIFETIMES), str(sales), TODAY.isoformat()]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=_one()).stdout))


def main() -> None:
    """Draw the customers, run each side in its own process, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lifetimes", help="interpreter of the environment that holds lifetimes 0.11.3")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--full", action="store_true", help="the steps of a night as well")
    parser.add_argument("--side", choices=("ours", "night"), help=argparse.SUPPRESS)
    parser.add_argument("--sales", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.side:
        print(json.dumps((ours if said.side == "ours" else night)(said.sales)))
        return
    with tempfile.TemporaryDirectory() as folder:
        sales = Path(folder) / "sales.parquet"
        table = drawn(said.customers)
        pq.write_table(table, sales)
        shape = {"customers": said.customers, "transactions": table.num_rows}
        results: dict[str, Any] = {"shopkeeper": _side("ours", sales)}
        if said.full:
            results["night"] = _side("night", sales)
        if said.lifetimes:
            results["lifetimes"] = theirs(said.lifetimes, sales)
    one, other = results["shopkeeper"], results.get("lifetimes")
    figures: dict[str, Any] = {"rows": said.customers, **shape, "shopkeeper_cpu_s": one["cpu_s"]}
    figures["shopkeeper_added_mb"] = one["added_mb"]
    if other:
        figures |= {"lifetimes_cpu_s": other["cpu_s"], "ratio": round(other["cpu_s"] / one["cpu_s"], 1)}
        figures |= {"lifetimes_added_mb": other["added_mb"]}
        figures["memory_ratio"] = round(one["added_mb"] / other["added_mb"], 3)
    figures |= {"machine": platform.processor() or platform.machine(), "threads": 1, "sides": results}
    whole = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    whole |= figures if said.lifetimes else {f"customers_{said.customers}": figures}
    RESULTS.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n")
    print(json.dumps(figures, indent=1))


def _side(side: str, sales: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.value", "--side", side, "--sales", str(sales)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=_one()).stdout))


def _one() -> dict[str, str]:
    return {**os.environ, **ONE_THREAD}


def _database(duckdb: Any, query: str | None, sales: Path) -> Any:
    """A warehouse in a file beside the sales, on one thread, holding the sales."""
    file = sales.with_name(f"{os.getpid()}.duckdb")
    told = {"threads": 1, "preserve_insertion_order": "false", "memory_limit": MEMORY}
    con = duckdb.connect(str(file), config=told)
    if query:
        con.execute(query, [str(sales)])
    con.execute("checkpoint")
    return con


if __name__ == "__main__":
    main()
