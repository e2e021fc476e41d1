"""Ids under churn, a night of changes against a full night, and a million records against plain Splink.

    python -m benchmarks.identity churn incremental million

A million records are run twice, each time in a process of its own that starts from the same Parquet file: once by
the steps of a night (learn, block, weigh, cluster, ids), once by Splink alone with the same comparisons, blocking
rules, training and thresholds (no cap on common keys, connected components, no ids).
"""

import multiprocessing
import re
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from splink import DuckDBAPI, Linker
from splink.internals.exceptions import EMTrainingException

from benchmarks.identity_run import PAIRS_PER_RECORD, STEPS, TODAY, database, matched
from benchmarks.large_base import generate
from benchmarks.memory import peak_mb
from expectations.catalog import tables
from transforms.method.matching.blocking import PERSON_RULES
from transforms.method.matching.match_record import prepare
from transforms.method.matching.model import prior_model
from transforms.method.matching.stable_id import KEY, assign
from transforms.method.matching.standardise import with_parts
from transforms.method.matching.training import MOST_PAIRS, SEED, SESSIONS, U_PAIRS
from transforms.method.matching.weighing import learn
from warehouse import engine
from warehouse.graph import engine_steps

BASE = 200_000
MATCHING = ("match_model", "identity_pair", "record")
MEMORY_LIMIT = "1100MB"
NOBODY = pl.DataFrame(schema={"source": pl.String, "party_key": pl.String, "customer_id": pl.String})
NO_ALIAS = pl.DataFrame(schema={"alias_id": pl.String})


def churn() -> dict[str, Any]:
    """Of 200,000 records 5 % are new, 1 % withdrawn, 1 % changed: the share that keep their customer's id."""
    everyone = generate(BASE).drop("entity")
    chance = pl.int_range(pl.len()) % 100
    before = everyone.filter(chance >= 5)
    changed = pl.when(chance == 7).then(pl.lit("changed") + pl.col("surname_key")).otherwise("surname_key")
    after = everyone.with_columns(changed.alias("surname_key")).filter(chance != 9)
    both_names = pl.concat_list("given_name_key", "surname_key").list.sort().list.join(" ")
    after = with_parts(after.with_columns(both_names.alias("name_key")))
    con = database(before)
    frozen = learn(con, "person", PAIRS_PER_RECORD)
    first = assign(matched(con, frozen), NOBODY, NO_ALIAS)
    second = assign(matched(database(after), frozen), first, NO_ALIAS)
    both = first.join(second, on=KEY, suffix="_after")
    kept = both.select((pl.col("customer_id") == pl.col("customer_id_after")).mean()).item()
    return {"records_before": before.height, "records_after": after.height, "kept_share": round(kept, 5)}


def incremental() -> dict[str, Any]:
    """A night that adds 5 % to 200,000 records against a full one, in seconds of the clock and of all processors.

    Both go by the steps of a night from records as their sources write them to customers, and store what they make.
    The share of a full run is that of learning, weighing and finding customers. The clusters of the night must be
    those of a full night under the same model.
    """
    everyone = generate(BASE).select(**WRITTEN)
    old = everyone.filter(pl.int_range(pl.len()) % 20 != 0)
    _night_of(_written(everyone.head(5_000)))  # the libraries are loaded before a clock runs
    con = _written(old)
    full = _night_of(con)
    for name in (*STEPS, "identity.record_input", "ops.setting"):
        con.execute(f"insert into last_night.{name} from {name}")
    con.execute(f"update ops.setting set today = '{TODAY + timedelta(days=1)}'")
    engine.create(con, tables()["identity.record_input"])
    _fill(con, everyone)
    changes = _night_of(con, code_stood=True)
    whole = matched(con, con.sql("from identity.match_model").pl())
    both = con.sql("from identity.record").pl().join(whole, on=KEY)
    return {
        "records": everyone.height,
        "full_run": _figures(full),
        "night_of_changes": _figures(changes),
        "share_of_full_run": _shares(*({name: night[name] for name in MATCHING} for night in (changes, full))),
        "share_with_standardising": _shares(changes, full),
        "clusters_are_equal": both.select("customer_id", "cluster").n_unique()
        == both["customer_id"].n_unique()
        == both["cluster"].n_unique(),
        "customers": both["customer_id"].n_unique(),
    }


# The standardised records of the generator as a source would have written them.
WRITTEN = {
    **{name: pl.col(name) for name in ("source", "party_key", "party_type", "birth_on")},
    **{name: pl.col(f"{name}_key") for name in ("given_name", "surname", "email", "phone", "city", "postal_code")},
    "street": pl.col("address_key"),
}


def _written(rows: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    con = database(generate(2).drop("entity").clear())
    _fill(con, rows)
    return con


def _fill(con: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> None:
    con.register("given_rows", engine.arrow(rows))
    con.execute("insert into identity.record_input by name from given_rows")
    con.unregister("given_rows")


def _night_of(con: duckdb.DuckDBPyConnection, code_stood: bool = False) -> dict[str, tuple[float, float]]:
    """Seconds of the clock and of all processors that each step takes; `code_stood` after a night of the same code."""
    seconds = {}
    for name in STEPS:
        clock, cpu = time.perf_counter(), time.process_time()
        engine.build(con, engine_steps()[name], tables()[name], code_stood)
        seconds[name.removeprefix("identity.")] = (time.perf_counter() - clock, time.process_time() - cpu)
    return seconds


def _figures(seconds: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """Seconds by the clock of each step, and by the clock and the processors of all."""
    clock, cpu = (round(sum(pair[place] for pair in seconds.values()), 2) for place in (0, 1))
    return {"seconds": clock, "cpu_seconds": cpu, "steps": {name: round(pair[0], 2) for name, pair in seconds.items()}}


def _shares(few: dict[str, tuple[float, float]], full: dict[str, tuple[float, float]]) -> dict[str, float]:
    """Of the full run, by the clock and by the processors."""
    return {
        unit: round(sum(pair[place] for pair in few.values()) / sum(pair[place] for pair in full.values()), 3)
        for place, unit in enumerate(("seconds", "cpu_seconds"))
    }


def million() -> dict[str, Any]:
    """Seconds and peak memory of a million records, by a night's steps and by plain Splink."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.parquet"
        generate(1_000_000).drop("entity").write_parquet(path)
        ours = in_its_own_process(_night, path)
        plain = in_its_own_process(plain_splink, path)
    return {"night": ours, "plain_splink": plain}


def in_its_own_process(work: Callable[[Path], dict[str, Any]], path: Path) -> dict[str, Any]:
    """What the work gives, beside its seconds on the clock and its peak of memory in megabytes."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measured, (work, path))


def _measured(work: Callable[[Path], dict[str, Any]], path: Path) -> dict[str, Any]:
    began = time.perf_counter()
    figures = work(path)
    return figures | {"seconds": round(time.perf_counter() - began, 1), "peak_mb": int(peak_mb())}


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    con = database(pl.read_parquet(path, n_rows=1))
    con.execute(f"set memory_limit = '{MEMORY_LIMIT}'; set temp_directory = '{path.parent}'")
    con.execute(f"create or replace table identity.standard_record as from read_parquet('{path}')")
    return con


def _night(path: Path) -> dict[str, Any]:
    con = _open(path)
    seconds = {}
    for name in MATCHING:
        began = time.perf_counter()
        engine.build(con, engine_steps()[f"identity.{name}"], tables()[f"identity.{name}"])
        seconds[name] = round(time.perf_counter() - began, 1)
    customers, candidates = (
        "select count(distinct customer_id) from identity.record",
        "select count(*) from candidate_pair",
    )
    return {
        "seconds_of_steps": seconds,
        "customers": con.sql(customers).fetchall()[0][0],
        "candidate_pairs": con.sql(candidates).fetchall()[0][0],
    }


def plain_splink(path: Path) -> dict[str, Any]:
    """Splink alone, trained and run on the persons among the records of a Parquet file."""
    con = _open(path)
    records = prepare(con, "person")
    settings = prior_model("person").splink_settings(with_u=False) | {
        "blocking_rules_to_generate_predictions": _plain_rules(),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }
    linker = Linker(DuckDBAPI(connection=con).register(records.table), settings, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=U_PAIRS, seed=SEED)
    for columns in SESSIONS["person"]:
        rule = " and ".join(f"l.{name} = r.{name}" for name in columns.split(", "))
        model: Any = linker._settings_obj.core_model_settings
        before = model.copy()
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=MOST_PAIRS)
        except (ValueError, EMTrainingException):  # too few pairs; by then the comparison of the block is dropped
            linker._settings_obj.core_model_settings = before
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.95)
    return {
        "pairs_at_half": con.sql(f"select count(*) from {pairs.physical_name}").fetchall()[0][0],
        "customers": con.sql(f"select count(distinct cluster_id) from {found.physical_name}").fetchall()[0][0],
    }


def _plain_rules() -> list[str]:
    """The blocking rules as Splink writes them: a rule on either name is two rules."""
    rules = []
    for rule in PERSON_RULES:
        for name in ("given", "surname") if "unnest" in rule.parts[0] else ("",):
            parts = [part.replace("unnest([given, surname])", name) for part in rule.parts]
            rules.append(" and ".join(f"{_sided(part, 'l')} = {_sided(part, 'r')}" for part in parts))
    return rules


def _sided(key: str, side: str) -> str:
    columns = "given|surname|postcode|birth|address|street|city|phone|email|number|name"
    return re.sub(rf"\b({columns})\b", rf"{side}.\1", key)


RUNS: dict[str, Callable[[], dict[str, Any]]] = {"churn": churn, "incremental": incremental, "million": million}
