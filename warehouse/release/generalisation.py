"""The generalisation of a release: chosen once for a version of its agreement, then kept as it is."""

from pathlib import Path

import polars as pl

from expectations.release.agreement import Agreement
from transforms.method.anonymity.boxes import Boxes
from transforms.method.anonymity.hierarchy import Hierarchy, Level
from transforms.method.anonymity.lattice import FullDomain, NoSafeGeneralisationError, choose_full_domain
from transforms.method.anonymity.mondrian import choose_boxes
from transforms.method.anonymity.plan_text import load, save
from transforms.method.anonymity.requirement import Requirement
from warehouse.private_file import write_private
from warehouse.release.gate import Refused

PLAIN = {"keep": Level("keep"), "hide": Level("top")}


def generalisation(
    rows: pl.DataFrame, name: str, agreement: Agreement, plans: Path | None, is_kept: bool
) -> FullDomain | Boxes | None:
    """The generalisation in force; None where none was agreed or there is no row to choose it on.

    A new choice each night would let two nights be told apart where one could not: it changes with the version alone.
    Raises Refused when nothing keeps the suppression within its limit.
    """
    if not agreement.generalise:
        return None
    file = plans / f"{name}.{agreement.version}.json" if plans else None
    if file and file.exists():
        return load(file.read_text("utf-8"))
    if rows.is_empty():
        return None
    plan = _chosen(rows, agreement)
    if file and is_kept:
        write_private(file, save(plan).encode())
    return plan


def requirement(agreement: Agreement) -> Requirement:
    """What every group must meet."""
    t = 1.0 if agreement.t is None else agreement.t
    return Requirement(agreement.k, agreement.l or 1, t, suppression_limit=agreement.suppression_limit)


def _chosen(rows: pl.DataFrame, agreement: Agreement) -> FullDomain | Boxes:
    sensitive = list(agreement.sensitive)
    if agreement.recoder == "mondrian":
        return choose_boxes(rows, list(agreement.quasi_identifiers), requirement(agreement), sensitive)
    hierarchies = [
        Hierarchy(column, tuple(_level(word) for word in agreement.generalise.get(column, ("keep",))))
        for column in agreement.quasi_identifiers
    ]
    try:
        return choose_full_domain(rows, hierarchies, requirement(agreement), sensitive)
    except NoSafeGeneralisationError:
        limit = f"{agreement.suppression_limit:.0%}"
        raise Refused(
            "NO_GENERALISATION", f"no labels keep the rows held back below {limit}; allow wider ones"
        ) from None


def _level(word: str) -> Level:
    kind, _, width = word.partition(" ")
    if kind == "band":
        return Level("band", width=int(width))
    if kind == "prefix":
        return Level("prefix", width=int(width))
    return PLAIN.get(word) or Level("calendar", part=word)  # type: ignore[arg-type]
