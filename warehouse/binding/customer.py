"""Segments and plays bound: conditions over the wide customer row, and the rows that a play file becomes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from expectations.company import Company
from expectations.lined_yaml import read_yaml
from expectations.problem import Findings, Problem
from expectations.segment import CUSTOMER_360
from warehouse.binding.empty import EmptyWarehouse
from warehouse.binding.fault import Fault, Kind
from warehouse.binding.statement import parse
from warehouse.binding.vocabulary import unknown_words
from warehouse.graph import GraphError
from warehouse.segment.play import play_step
from warehouse.segment.segment import condition


def segment_faults(company: Company, empty: EmptyWarehouse) -> Iterator[Fault]:
    """Every condition that cannot be used, or compares with a word that its column never holds."""
    customer = empty.declared[CUSTOMER_360.name]
    for segment in company.segments:
        try:
            text = condition(segment.name, segment.predicate, customer.columns)
        except GraphError as refused:
            sentence, _, fix = str(refused).partition(": ")[2].partition("; ")
            yield _fault("segment", company.root, "segments.yaml", segment.name, sentence, fix or "Take it out.")
            continue
        for _, said, fix in unknown_words(parse(empty.con, f"select 1 where {text}"), customer.columns):
            yield _fault("segment", company.root, "segments.yaml", segment.name, said, fix)
        empty.provide(customer.name)
        try:
            empty.run(f"select customer_id from {customer.name} where {text}")
        except duckdb.Error:
            said = f"The condition of `{segment.name}` cannot be worked out for every customer."
            fix = "Look at casts: `try_cast` gives NULL where a value does not fit."
            yield _fault("segment", company.root, "segments.yaml", segment.name, said, fix)


def play_faults(company: Company, empty: EmptyWarehouse) -> Iterator[Fault]:
    """Every play that the table of plays does not take."""
    for play in company.plays:
        try:
            empty.con.execute(play_step([play]).text).fetchall()
        except (GraphError, duckdb.Error):
            said, fix = f"The play `{play.name}` cannot be written down.", "Look at its numbers and words."
            yield _fault("play", company.root, "plays.yaml", play.name, said, fix)


def _fault(kind: Kind, root: Path, file: str, name: str, sentence: str, fix: str) -> Fault:
    """A fault of an entry, at the line of its condition or of the entry."""
    given, findings = read_yaml((root / file).read_text("utf-8", errors="replace"), file)
    entries: list[Any] = given if isinstance(given, list) else []
    place = next((i for i, one in enumerate(entries) if isinstance(one, dict) and one.get("name") == name), 0)
    line = _line(findings, place, "predicate" if kind == "segment" else "name")
    return Fault(kind, name, Problem(file, line, _sentence(sentence), _sentence(fix)))


def _line(findings: Findings, index: int, key: str) -> int | None:
    return findings.line((index, key))


def _sentence(said: str) -> str:
    """With a capital letter and a full stop."""
    said = said.strip()
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "?")) else ".")
