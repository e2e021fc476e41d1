"""Profiles under pseudonyms: rows generalised and held back until nobody stands out."""

from typing import Any

import polars as pl

from flows.release.agreement import Agreement
from transforms.anonymity.meter import Measured, measure
from transforms.anonymity.recode import suppress
from transforms.anonymity.requirement import Requirement
from warehouse import gate


def hide(con: Any, agreement: Agreement) -> Measured:
    """Measures of the rows that may leave; rows of unsafe groups are held back. Raises gate.Refused when they differ.

    What is measured is what leaves: after the rows were taken out, all of it is measured again.
    """
    wanted = Requirement(agreement.k, agreement.l or 1, 1.0 if agreement.t is None else agreement.t)
    identifying, telling = list(agreement.quasi_identifiers), list(agreement.sensitive)
    rows = gate.open_rows(con).pl()
    safe = suppress(rows, identifying, Requirement(wanted.k))
    few = f"Fewer than {wanted.k} customers look like this one."
    gate.hold(con, _missing(rows, safe), "SMALL_GROUP", few)
    spread = suppress(safe, identifying, wanted, telling)
    gate.hold(con, _missing(safe, spread), "FEW_VALUES", "The group of this customer would give a secret away.")
    measured = measure(spread, identifying, telling)
    if not spread.is_empty() and measured.k < wanted.k:
        raise gate.Refused("SMALL_GROUP", f"a group of {measured.k} is left, and {wanted.k} are agreed")
    return measured


def _missing(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    return before.join(after, on="customer_id", how="anti")["customer_id"].to_list()
