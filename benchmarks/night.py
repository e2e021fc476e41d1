"""A whole night of the sample company as it grows: seconds, memory, seconds by step; beside it the least and the plain.

    python -m benchmarks.night --customers 2000 20000 200000

Each night is a process of its own (`shopkeeper run`), its start counted: the first night brings all history, the next
one what changed. In the same run, each in its own process too:

- the floor: DuckDB alone reads what was landed and writes what the warehouse and the analysts' file hold;
- plain Splink on the same standardised records, with the same comparisons, blocking rules, training and threshold.

Figures go to `benchmarks/results/night.json`, one run a size, and as a table into `benchmarks/README.md`.
"""

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.identity_scale import in_its_own_process, plain_splink

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "corner_shop"
RESULTS = Path(__file__).parent / "results" / "night.json"
README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- night -->", "<!-- end of night -->"
DAYS = ("2026-06-29", "2026-06-30")
LIBRARIES = ("shopkeeper", "prefect", "great-expectations", "duckdb", "polars", "splink")
SHOWN_STEPS = 12


def measure(customers: int, folder: Path) -> dict[str, Any]:
    """One run: the first and the next night of a sample of this size, the floor and plain Splink."""
    company, state = folder / "company", folder / "state"
    shutil.copytree(EXAMPLE, company, ignore=shutil.ignore_patterns("data", "var", "generat*"))
    sample = ["-m", "examples.corner_shop.generate", "--customers", str(customers), "--nights", str(len(DAYS))]
    subprocess.run([sys.executable, *sample, "--out", str(company / "data")], cwd=ROOT, check=True)
    load = os.getloadavg()[0]
    first = _night(company, state, DAYS[0], folder / "steps.json")
    floor = in_its_own_process(_floor, state)
    records = folder / "records.parquet"
    live = state / "warehouse" / "live.duckdb"
    with duckdb.connect(str(live), read_only=True) as con:
        con.execute(f"copy identity.standard_record to '{records}'")
        received, found = con.execute("select received, records from ops.night order by today desc limit 1").fetchall()[
            0
        ]
    size = live.stat().st_size
    following = _night(company, state, DAYS[1], folder / "next_steps.json")
    plain = in_its_own_process(plain_splink, records)
    return {
        "customers": customers,
        **first,
        "next_wall_s": following["wall_s"],
        "next_cpu_s": following["cpu_s"],
        "next_peak_mb": following["peak_mb"],
        "floor_s": floor["seconds"],
        "splink_s": plain["seconds"],
        "splink_peak_mb": plain["peak_mb"],
        "rows_received": received,
        "records": found,
        "warehouse_mb": round(size / 1e6, 1),
        "load_before": round(load, 1),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {_memory_gb()} GB, {platform.system()} {platform.machine()}",
        "versions": {name: version(name) for name in LIBRARIES} | {"python": platform.python_version()},
    }


def _night(company: Path, state: Path, day: str, timings: Path) -> dict[str, Any]:
    """Seconds on the clock and of the processors, the peak of the largest process, and seconds by task."""
    command = [str(Path(sys.executable).with_name("shopkeeper")), "run", "--company", str(company)]
    command += ["--today", day, "--timings", str(timings)]
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "SHOPKEEPER_STATE": str(state)}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the night ended with exit code {process.returncode}")
    steps: dict[str, float] = json.loads(timings.read_text())
    return {
        "wall_s": round(wall, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": used.ru_maxrss // 1024,
        "steps": {"import and leave": round(wall - sum(steps.values()), 3)} | steps,
    }


def _floor(state: Path) -> dict[str, Any]:
    """DuckDB reads each landed file whole and writes the warehouse and the analysts' file once more."""
    target = state / "floor.duckdb"
    with duckdb.connect(str(target)) as con:
        for landed in sorted((state / "landing").rglob("*.parquet")):
            con.execute(f"create or replace temp table landed as from read_parquet('{landed}')")
    for name in ("live", "analyst"):
        target.unlink()
        with duckdb.connect(str(target)) as con:
            con.execute(f"attach '{state / 'warehouse' / name}.duckdb' as written (read_only)")
            con.execute("copy from database written to floor")
            con.execute("checkpoint")
    target.unlink()
    return {}


def _memory_gb() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


def record(run: dict[str, Any]) -> list[dict[str, Any]]:
    """All runs by size after this one has taken the place of an earlier run of its size; written to the results."""
    runs = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    runs = sorted([r for r in runs if r["customers"] != run["customers"]] + [run], key=lambda r: r["customers"])
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(runs, indent=1) + "\n")
    return runs


def exponent(smaller: dict[str, Any], larger: dict[str, Any], figure: str) -> float:
    """Growth of a figure from one size to the next: 1 is linear, 2 is quadratic."""
    sizes = larger["customers"] / smaller["customers"]
    return math.log(larger[figure] / smaller[figure]) / math.log(sizes)


def section(runs: list[dict[str, Any]]) -> str:
    """The runs as Markdown: figures by size, growth from size to size, and the tasks that take longest."""
    columns = {
        "customers": "customers", "rows received": "rows_received", "night, s": "wall_s", "processors, s": "cpu_s",
        "peak, MB": "peak_mb", "next night, s": "next_wall_s", "floor, s": "floor_s", "plain Splink, s": "splink_s",
        "warehouse, MB": "warehouse_mb",
    }  # fmt: skip
    growth = [f"{exponent(a, b, 'wall_s'):.2f}" for a, b in zip(runs, runs[1:], strict=False)]
    spent = [f"{exponent(a, b, 'cpu_s'):.2f}" for a, b in zip(runs, runs[1:], strict=False)]
    last = runs[-1]
    longest = sorted(last["steps"], key=last["steps"].get, reverse=True)[:SHOWN_STEPS]
    tasks = {"task": longest} | {
        f"{r['customers']:,}": [f"{r['steps'].get(piece, 0.0):.1f}" for piece in longest] for r in runs
    }
    said = [
        _table({title: [f"{r[key]:,}" for r in runs] for title, key in columns.items()}),
        "",
        f"Growth from size to size (1 is linear): {', '.join(growth) or 'one size'} on the clock, "
        f"{', '.join(spent) or 'one size'} of the processors.",
        "",
        "Seconds of the first night by task, the longest at the largest size:",
        "",
        _table(tasks),
        "",
        f"Measured on {', '.join(sorted({r['date'] for r in runs}))}: {last['machine']}; load average of the "
        f"machine before each size: {', '.join(str(r['load_before']) for r in runs)}; "
        + ", ".join(f"{name} {number}" for name, number in last["versions"].items())
        + ".",
    ]
    return "\n".join(said)


def _table(columns: dict[str, list[str]]) -> str:
    """A Markdown table whose columns line up, numbers to the right."""
    widths = {title: max(len(title), *map(len, cells)) for title, cells in columns.items()}
    is_text = {title: not cells[0][:1].isdigit() for title, cells in columns.items()}

    def line(cells: dict[str, str]) -> str:
        return (
            "| " + " | ".join(c.ljust(widths[t]) if is_text[t] else c.rjust(widths[t]) for t, c in cells.items()) + " |"
        )

    rule = {title: "-" * width if is_text[title] else "-" * (width - 1) + ":" for title, width in widths.items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return "\n".join(line(cells) for cells in ({title: title for title in columns}, rule, *rows))


def publish(text: str) -> None:
    """Put the section between its marks in README.md."""
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


def main() -> None:
    """Measure the sizes of the command line, one after the other, and keep each as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, nargs="+", default=[2_000, 20_000, 200_000])
    for customers in parser.parse_args().customers:
        with tempfile.TemporaryDirectory() as folder:
            runs = record(measure(customers, Path(folder)))
        publish(section(runs))
    print(section(runs))


if __name__ == "__main__":
    main()
