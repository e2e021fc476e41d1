"""How well records are matched: precision, recall and F1 over pairs inside clusters; one fixed setting for every set.

    python -m benchmarks.identity                                          # febrl3 febrl4 chinese churn incremental
    python -m benchmarks.identity chinese_seed_12 rldata10000 fake_1000 pseudopeople_seed_31 million
    python -m benchmarks.identity --data FILE --truth COLUMN [--name NAME] # any file of persons

Public sets come from the folder of shared data; `pseudopeople_seed_N` and `pseudopeople_census_seed_N` are made by the
interpreter that `--households` names (see `households.py`). Figures go to `benchmarks/results/identity.json`, each
under the name of its set, with the precision and recall of pairs at several probabilities.
"""

import argparse
import json
import os
import platform
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from benchmarks import chinese_people
from benchmarks.identity_run import PAIRS_PER_RECORD, database, matched
from benchmarks.identity_scale import RUNS
from benchmarks.people_columns import recognised
from benchmarks.people_file import entities, standard_people
from benchmarks.table_file import read_rows
from transforms.method.matching.weighing import learn
from warehouse import engine

SHARED = Path(os.environ.get("SHOPKEEPER_SHARED_DATA", "../shared/data")) / "er"
RESULTS = Path(__file__).parent / "results" / "identity.json"
USUAL = ("febrl3", "febrl4", "chinese", "churn", "incremental")
CURVE = (0.01, 0.1, 0.5, 0.8, 0.95, 0.99, 0.999)


def evaluate(standard: pl.DataFrame, truth: pl.Series) -> dict[str, Any]:
    """Figures of one set: quality of clusters, curve of pairs, candidate pairs and seconds.

    Records of whom the truth says nothing are matched like any other and left out of the figures of quality.
    """
    con = database(standard)
    began = time.perf_counter()
    frozen = learn(con, "person", PAIRS_PER_RECORD)
    learnt = time.perf_counter()
    found = matched(con, frozen)
    ended = time.perf_counter()
    known = standard.select("source", "party_key", truth.cast(pl.String).alias("entity"))
    judged = found.join(known.drop_nulls("entity"), on=["source", "party_key"], maintain_order="left")
    con.register("judged", engine.arrow(judged))
    true_pairs = _pairs(judged, "entity")
    candidates = con.sql("select count(*) from candidate_pair").fetchall()[0][0]
    return {
        "records": standard.height,
        "true_pairs": true_pairs,
        **_quality(_pairs(judged, "cluster", "entity"), _pairs(judged, "cluster"), true_pairs),
        "candidate_pairs_per_record": round(candidates / standard.height, 2),
        "largest_cluster": judged.group_by("cluster").len()["len"].max(),
        "seconds_learning": round(learnt - began, 1),
        "seconds_matching": round(ended - learnt, 1),
        "curve_of_pairs": [_at(con, probability, true_pairs) for probability in CURVE],
    }


def _pairs(rows: pl.DataFrame, *keys: str) -> int:
    size = pl.col("len").cast(pl.Int64)
    return int(rows.group_by(keys).len().select((size * (size - 1) // 2).sum()).item())


def _quality(right: int, found: int, true_pairs: int) -> dict[str, float]:
    precision, recall = right / max(found, 1), right / max(true_pairs, 1)
    f1 = 2 * right / max(found + true_pairs, 1)
    return {"precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5)}


def _at(con: duckdb.DuckDBPyConnection, probability: float, true_pairs: int) -> dict[str, float]:
    right, found = con.execute(
        """select coalesce(sum((l.entity = r.entity)::integer), 0), count(*) from pair
        join judged l on l.source = source_l and l.party_key = party_key_l
        join judged r on r.source = source_r and r.party_key = party_key_r
        where rule = 'model' and match_weight >= log2(? / (1 - ?))""",
        [probability, probability],
    ).fetchall()[0]
    return {"probability": probability, **_quality(int(right), int(found), true_pairs)}


def shared_set(name: str) -> tuple[pl.DataFrame, pl.Series]:
    """Standardised records and truth of a set of the shared data."""
    if name.startswith("febrl"):
        files = [f"dataset{name[5:]}.csv"] if name != "febrl4" else ["dataset4a.csv", "dataset4b.csv"]
        rows = pl.concat([read_rows(SHARED / "febrl" / file).with_columns(source=pl.lit(file)) for file in files])
        return standard_people(rows), rows["rec_id"].str.extract(r"^rec-(\d+)")
    if name.startswith("rldata"):
        file = name.replace("rldata", "RLdata")
        truth = read_rows(SHARED / "rldata" / f"identity.{file}.tsv").to_series()
        return standard_people(read_rows(SHARED / "rldata" / f"{file}.tsv")), truth
    if name == "fake_1000":
        rows = read_rows(SHARED / "splink" / "fake_1000.csv")
        return standard_people(rows), rows["cluster"]
    if name.startswith("chinese"):
        seed = int(name.removeprefix("chinese_seed_")) if name != "chinese" else 11
        rows = chinese_people.generate(seed, 5000)
        return standard_people(rows, "CN"), rows["entity"]
    raise SystemExit(f"there is no set {name}")


def brought(path: Path, truth: str, country: str | None) -> tuple[pl.DataFrame, pl.Series]:
    """Standardised records and truth of any file of persons; prints how its columns are read and which are not."""
    rows = read_rows(path)
    if truth not in rows.columns:
        raise SystemExit(f"--truth names a column of the file: {', '.join(rows.columns)}")
    who = entities(rows[truth])
    if not who.drop_nulls().is_duplicated().any():
        raise SystemExit(f"{truth} tells records apart, not persons: no two rows share a value")
    people = rows.drop(truth)
    columns = recognised(people)
    used = {name for names in columns.values() for name in names}
    print("read:", "; ".join(f"{target} = {', '.join(names)}" for target, names in columns.items()) or "nothing")
    print("not used:", ", ".join(name for name in people.columns if name not in used) or "nothing")
    return standard_people(people, country), who


def households(name: str, python: Path) -> tuple[pl.DataFrame, pl.Series]:
    """Standardised records and truth of a set that pseudopeople makes in an environment of its own."""
    if not python.exists():
        raise SystemExit(f"{python} is not there: make that environment as benchmarks/households.py says")
    kind = "census" if "_census_" in name else "sources"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.parquet"
        made = [str(python), str(Path(__file__).with_name("households.py"))]
        subprocess.run([*made, "--seed", name.rpartition("_")[2], "--kind", kind, "--output", str(file)], check=True)
        rows = read_rows(file)
    return standard_people(rows.drop("entity")), rows["entity"]


def record_result(name: str, figures: dict[str, Any]) -> None:
    """Put the figures of one set into the results, beside those of the others."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    machine = {
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "duckdb": duckdb.__version__,
    }
    results[name] = figures | machine
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    shown = {key: value for key, value in figures.items() if key != "curve_of_pairs"}
    print(name, json.dumps(shown))


def main() -> None:
    """Run the sets named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--data", type=Path, help="a file of persons: text with separators, JSON, Parquet, Excel")
    parser.add_argument("--truth", help="its column that says who is who")
    parser.add_argument("--name", help="key in the results; the file's name when left out")
    parser.add_argument("--country", help="ISO code of phones and numbers in the file")
    parser.add_argument("--households", type=Path, default=Path("households/bin/python"), help="makes pseudopeople")
    arguments = parser.parse_args()
    if arguments.data:
        figures = evaluate(*brought(arguments.data, arguments.truth, arguments.country))
        record_result(arguments.name or arguments.data.stem, figures)
    for name in arguments.sets or (() if arguments.data else USUAL):
        if name in RUNS:
            record_result(name, RUNS[name]())
        elif name.startswith("pseudopeople"):
            record_result(name, evaluate(*households(name, arguments.households)))
        else:
            record_result(name, evaluate(*shared_set(name)))


if __name__ == "__main__":
    main()
