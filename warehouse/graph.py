"""Which steps there are, what each reads, and the order that follows."""

import ast
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Literal

import sqlglot
from sqlglot import exp

from expectations.catalog import SCHEMAS
from warehouse.step_text import ROOT, step_text


class GraphError(Exception):
    """The steps cannot be ordered or read; the sentence names the files."""


@dataclass(frozen=True, slots=True)
class Step:
    """One table to build: its name, kind, what it reads tonight and of last night, and a digest of its code."""

    table: str
    kind: Literal["sql", "rows", "model"]
    inputs: tuple[str, ...]
    last_night: tuple[str, ...]
    text: str
    digest: str
    columns_read: frozenset[str] = frozenset()
    module: str = ""


@cache
def engine_steps() -> dict[str, Step]:
    """Every step of `transforms/`, table -> step."""
    found = {}
    for schema in SCHEMAS:
        for path in sorted((ROOT / schema).glob("*.*")):
            if path.suffix in (".sql", ".py") and path.stem != "__init__":
                table = f"{schema}.{path.stem}"
                found[table] = _read(table, path)
    return found


def sql_step(table: str, query: str, origin: str = "") -> Step:
    """The step that one SELECT makes; GraphError when it is anything else."""
    try:
        trees = sqlglot.parse(query, read="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise GraphError(f"{origin or table}: this SQL cannot be read ({type(error).__name__})") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise GraphError(f"{origin or table}: a step is one SELECT")
    tonight, before = set(), set()
    for found in trees[0].find_all(exp.Table):
        if found.catalog == "last_night":
            before.add(f"{found.db}.{found.name}")
        elif found.db:
            tonight.add(f"{found.db}.{found.name}")
    columns = frozenset(column.name for column in trees[0].find_all(exp.Column))
    digest = hashlib.sha256(query.encode()).hexdigest()
    return Step(table, "sql", tuple(sorted(tonight)), tuple(sorted(before)), query, digest, columns)


def ordered(steps: dict[str, Step], given: Iterable[str]) -> list[Step]:
    """Steps in an order in which each comes after what it reads; `given` tables stand already."""
    known = set(steps) | set(given)
    for step in steps.values():
        for needed in step.inputs:
            if needed not in known:
                raise GraphError(f"{step.table} reads {needed}, which no step makes and no source feeds")
    links = {s.table: [i for i in s.inputs if i in steps] for s in steps.values()}
    try:
        return [steps[table] for table in TopologicalSorter(dict(sorted(links.items()))).static_order()]
    except CycleError as error:
        raise GraphError(f"these tables read each other in a circle: {' -> '.join(error.args[1])}") from None


def _read(table: str, path: Path) -> Step:
    if path.suffix == ".sql":
        return sql_step(table, step_text(path), path.name)
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    said = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in ("INPUT", "INPUTS", "LAST_NIGHT")
    }
    rows = "INPUT" in said
    inputs = (said["INPUT"],) if rows else tuple(said.get("INPUTS", ()))
    if not inputs:
        raise GraphError(f"{path.name}: a step says what it reads in INPUT or INPUTS")
    digest = hashlib.sha256(source.encode())
    for package in sorted(_packages(tree)):
        for module in sorted((ROOT / "method" / package).rglob("*")):
            if module.is_file() and "__pycache__" not in module.parts:
                digest.update(module.read_bytes())
    return Step(
        table=table,
        kind="rows" if rows else "model",
        inputs=inputs,
        last_night=tuple(said.get("LAST_NIGHT", ())),
        text=source,
        digest=digest.hexdigest(),
        columns_read=frozenset(
            n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
        ),
        module=f"transforms.{table}",
    )


def _packages(tree: ast.Module) -> set[str]:
    """Folders of functions that a step imports: their code belongs to its fingerprint."""
    names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    return {parts[2] for parts in (name.split(".") for name in names) if parts[:2] == ["transforms", "method"]}
