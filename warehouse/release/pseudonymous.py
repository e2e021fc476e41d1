"""Profiles under pseudonyms: rows generalised and held back until nobody stands out, here and beside other releases."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from expectations.release.agreement import Agreement
from transforms.method.anonymity.hierarchy import generalise
from transforms.method.anonymity.lattice import FullDomain
from transforms.method.anonymity.linkage import attack, measure_jointly
from transforms.method.anonymity.meter import Measured, measure
from transforms.method.anonymity.recode import recode, suppress
from transforms.method.anonymity.requirement import TOLERANCE, Requirement
from transforms.method.disclosure.free_text import scan
from warehouse.release.delta import told_elsewhere
from warehouse.release.gate import Refused, hold, open_rows, replace_rows
from warehouse.release.generalisation import generalisation, requirement
from warehouse.release.relation import Relations


def hide(con: Any, names: Relations, name: str, agreement: Agreement, plans: Path | None, is_kept: bool) -> Measured:
    """Measures of the rows that may leave; rows of unsafe groups are held back. Raises Refused when one check fails.

    What is measured and attacked is what leaves: after rows were taken out, all of it is looked at again.
    """
    wanted, rows = requirement(agreement), open_rows(con, names).pl()
    _hold_no_personal_data(rows)
    identifying, telling = list(agreement.quasi_identifiers), list(agreement.sensitive)
    plan = generalisation(rows, name, agreement, plans, is_kept)
    large = (
        recode(rows, plan, Requirement(wanted.k)).rows if plan else suppress(rows, identifying, Requirement(wanted.k))
    )
    hold(con, names.held, _missing(rows, large), "SMALL_GROUP", f"Fewer than {wanted.k} customers look like this one.")
    safe = suppress(large, identifying, wanted, telling)
    hold(con, names.held, _missing(large, safe), "FEW_VALUES", "The group of this customer would give a secret away.")
    replace_rows(con, names.selected, safe)
    measured = measure(safe, identifying, telling)
    known = generalise(rows, plan.levels) if isinstance(plan, FullDomain) else safe
    _withstands(safe, known, agreement, wanted)
    _is_safe_beside_others(con, name, safe, agreement)
    return measured


def _withstands(safe: pl.DataFrame, known: pl.DataFrame, agreement: Agreement, wanted: Requirement) -> None:
    """The attack of somebody who knows everybody's labels, written apart from what made the rows safe."""
    found = attack(safe, known, agreement.quasi_identifiers, agreement.sensitive)
    if found.risk_max > 1 / wanted.k + TOLERANCE:
        raise Refused("LINKAGE", f"somebody can be picked out with a chance of {found.risk_max:.2f}")
    if wanted.l > 1 and found.given_away:
        raise Refused("LINKAGE", f"the secret of {found.given_away} customers can be read off")
    if agreement.t is not None and found.gain > agreement.t + TOLERANCE:
        raise Refused("LINKAGE", f"a secret becomes {found.gain:.2f} more likely for somebody")


def _is_safe_beside_others(con: Any, name: str, safe: pl.DataFrame, agreement: Agreement) -> None:
    """Two releases to one recipient share pseudonyms, so they must be safe when joined."""
    for other, told in told_elsewhere(con, name).items():
        rows = told.pl()
        if rows.is_empty():
            continue
        labels = [json.loads(one) for one in rows["labels"]]
        second = pl.DataFrame(labels, infer_schema_length=None).with_columns(rows["customer_id"])
        first = safe.with_columns(pl.col(agreement.quasi_identifiers).cast(pl.String))
        told_columns = [column for column in second.columns if column != "customer_id"]
        joined = measure_jointly(first, second, "customer_id", (agreement.quasi_identifiers, told_columns))
        if joined.rows and joined.k < agreement.k:
            raise Refused("JOINT_K", f"joined with {other}, which the recipient holds, a group of {joined.k} is left")


def _hold_no_personal_data(rows: pl.DataFrame) -> None:
    """A city that is a phone number would undo the pseudonym."""
    for column in rows.columns[1:]:
        if rows[column].dtype == pl.String and not scan(rows[column].drop_nulls().unique()).is_empty():
            raise Refused("FREE_TEXT", f"{column} holds values that are personal data")


def _missing(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    return before.join(after, on="customer_id", how="anti")["customer_id"].to_list()
