"""A release on its way through the gate: from its SELECT to the rows that may leave and what changed in them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from expectations.catalog import tables
from expectations.company import Release
from expectations.table import Table
from transforms.method.anonymity.meter import Measured
from transforms.method.disclosure.free_text import scan
from warehouse.release import gate
from warehouse.release.delta import Difference, compare
from warehouse.release.lineage import Lineage
from warehouse.release.noisy_count import check_budget, noisy_counts
from warehouse.release.pseudonymous import hide
from warehouse.release.relation import Relations
from warehouse.release.terms import terms_of

Connection = Any


@dataclass
class Passage:
    """How far a release came: its tables, rows selected and held back, and after `through` what changed.

    `declared` are the tables that it may read: those of the engine and of the company.
    """

    release: Release
    declared: Mapping[str, Table] = field(default_factory=tables)
    relations: Relations = field(default_factory=Relations)
    selected: int = 0
    suppressed: int = 0
    columns: tuple[Lineage, ...] = ()
    measured: Measured | None = None
    difference: Difference | None = None
    counts: pl.DataFrame | None = None

    def through(
        self,
        con: Connection,
        today: date,
        key: bytes,
        removal_share: float,
        plans: Path | None = None,
        is_kept: bool = True,
    ) -> Difference:
        """Take the release through every check on rows; gate.Refused says why it stops.

        `plans` is the folder of what is chosen or drawn once; it is kept there unless this is a dry run, for which
        no noise is drawn. Counts have no difference to the night before.
        """
        terms, names = terms_of(self.release), self.relations
        self.columns = tuple(gate.examine(self.release.query, terms, today, self.declared))
        self.selected = gate.select(con, names, self.release.query)
        gate.hold_back(con, names, terms, today)
        if terms.scanned:
            self._scan(con)
        if self.release.agreement.mode == "aggregate":
            return self._count(con, today, plans if is_kept else None)
        gate.hold_without_key(con, names, terms)
        if not terms.is_identified:
            self.measured = hide(con, names, self.release.name, self.release.agreement, plans, is_kept)
        self.suppressed = gate.clear(con, names, terms)
        self.difference = compare(con, names, terms, key, removal_share)
        return self.difference

    def _count(self, con: Connection, today: date, draws: Path | None) -> Difference:
        """Cells with noise, when the recipient's budget holds them."""
        name, agreement = self.release.name, self.release.agreement
        check_budget(con, name, agreement, today)
        self.suppressed = gate.clear(con, self.relations, terms_of(self.release))
        if draws:
            rows = con.sql(f"from {self.relations.cleared} order by customer_id").pl()
            self.counts = noisy_counts(rows, agreement, draws / f"{name}.{today}.json")
        self.difference = Difference(self.selected - self.suppressed, 0, 0, 0, 0)
        return self.difference

    def _scan(self, con: Connection) -> None:
        """Hold back whose free text holds personal data: it may be somebody else's."""
        rows = gate.open_rows(con, self.relations).pl()
        for column in self.release.agreement.scanned:
            found = scan(rows[column])["row"].unique()
            named = rows["customer_id"].gather(found).to_list()
            gate.hold(
                con, self.relations.held, named, "FREE_TEXT", f"Personal data were found in the text of {column}."
            )


def key_name(key: bytes) -> str:
    """A name of a key that does not give it away: the ledger tells by it when a key was changed."""
    return hashlib.sha256(b"name of key\0" + key).hexdigest()[:12]
