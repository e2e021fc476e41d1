"""A shop of drawn customers whose nights are real: the night's file, the gate, the files, the swap."""

import csv
import json
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from expectations.catalog import tables
from expectations.company import Company, Problem
from expectations.company.purpose import read_purposes
from expectations.company.release import read_releases
from expectations.company.state import Files
from expectations.setting import SETTINGS
from tests.world import _fill, drawn
from warehouse import ddl, engine
from warehouse.graph import engine_steps
from warehouse.night import Night, close_and_swap, open_night
from warehouse.published.query import ask
from warehouse.release.send import declare, put_in_place, send

FIRST, SECOND, THIRD = date(2026, 6, 28), date(2026, 6, 29), date(2026, 6, 30)

PURPOSES = """
- purpose: marketing
  sentence: We write to you.
  lawful_basis: consent
  needs_consent: true
  retention_days: 730
- purpose: profiling
  sentence: Groups are studied.
  lawful_basis: legitimate_interest
  needs_consent: false
- purpose: service
  sentence: We answer you.
  lawful_basis: contract
  needs_consent: false
"""
CRM = """
sentence: For the CRM.
recipient: crm
purpose: marketing
mode: activation
version: "1"
columns: [customer_id, full_name, email, city]
"""
CRM_QUERY = "select customer_id, full_name, email, city from identity.customer"
CUSTOMERS = """
customer_id | full_name | email           | city | sex
C1          | 王芳      | fang@example.cn | 上海 | female
C2          | 李雷      | lei@example.cn  | 北京 | male
C3          | 韩梅梅    | mei@example.cn  | 上海 | female
"""


@dataclass
class Shop:
    """A company folder in a temporary place, and what its customers look like tonight."""

    root: Path
    agreements: dict[str, str] = field(default_factory=lambda: {"crm": CRM})
    queries: dict[str, str] = field(default_factory=lambda: {"crm": CRM_QUERY})
    purposes: str = PURPOSES
    thresholds: dict[str, float] = field(default_factory=lambda: {"removal_share": 0.5})

    @property
    def company(self) -> Company:
        """The company as the releases see it: without sources, for its facts are drawn."""
        folder = self.root / "releases"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, agreement in self.agreements.items():
            (folder / f"{name}.yaml").write_text(agreement, "utf-8")
            (folder / f"{name}.sql").write_text(self.queries[name], "utf-8")
        (self.root / "purposes.yaml").write_text(self.purposes, "utf-8")
        problems: list[Problem] = []
        purposes = read_purposes(self.root, problems)
        releases = read_releases(self.root, purposes, problems)
        told = {s.name: self.thresholds.get(s.name, s.default) for s in SETTINGS}
        return Company(
            self.root, "Shop", "Asia/Shanghai", "CNY", self.root, self.root / "var", told,
            releases=releases, purposes=dict(purposes),
        ).without(problems)  # fmt: skip

    def night(self, today: date, facts: dict[str, str], publish: bool = True) -> dict[str, str]:
        """Run the releases of a night on drawn facts; returns name -> status.

        Who is drawn in identity.customer has bought today and is known by one record; consents are drawn as events.
        """
        company = self.company
        with open_night(company.state / "warehouse", today, "CNY", "Asia/Shanghai", company.thresholds) as night:
            _build(night, facts)
            declare(company, night)
            status = {name: send(company, night, name) for name in company.release_names}
            if publish:
                night.create(tables()["ops.night"])
                close_and_swap(night)
        if publish:
            put_in_place(company, today)
        return status

    def files(self, today: date, release: str = "crm") -> Path:
        """The folder of a night's files."""
        return self.root / "var" / "exports" / release / str(today)

    def rows(self, today: date, part: str, release: str = "crm") -> list[dict[str, str]]:
        """The rows of one CSV file of a night."""
        return read_csv(self.files(today, release) / f"{part}.csv")

    def ids_of(self, today: date, part: str, field: str) -> list[str]:
        """One field of a file of a night."""
        return [row[field] for row in self.rows(today, part)]

    def ids(self, today: date, part: str, release: str = "crm") -> list[str]:
        """The ids in one file of a night."""
        return [row["customer_id"] for row in self.rows(today, part, release)]

    def manifest(self, today: date, release: str = "crm") -> dict[str, Any]:
        """The manifest of a night's files."""
        found: dict[str, Any] = json.loads((self.files(today, release) / "manifest.json").read_text("utf-8"))
        return found

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the published night."""
        return ask(Files(self.root / "var" / "warehouse").live, query).rows()


def agreeing(*customers: str, purpose: str = "marketing") -> str:
    """Consent events of customers who agreed long ago."""
    rows = "\n".join(f"shop | {c} | {purpose} | true | consent | 2025-01-01 | 2025-01-01" for c in customers)
    return f"source | party_key | purpose | is_granted | basis | valid_from | recorded_at\n{rows}"


def refusing(*customers: str, purpose: str = "marketing", basis: str = "consent") -> str:
    """Lines for consent events of customers who withdrew lately."""
    return "".join(f"\nshop | {c} | {purpose} | false | {basis} | 2026-06-01 | 2026-06-01" for c in customers)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _build(night: Night, facts: dict[str, str]) -> None:
    for table in tables().values():
        if table.schema != "ops":
            night.con.execute(ddl.create_table(table))
    ids = [row["customer_id"] for row in drawn(facts.get("identity.customer", "customer_id"))]
    given = {
        "identity.record": "source | party_key | customer_id\n" + "\n".join(f"shop | {c} | {c}" for c in ids),
        "value.purchase": "customer_id | occurred_on\n" + "\n".join(f"{c} | {night.today}" for c in ids),
        **facts,
    }
    for name, text in given.items():
        _fill(night.con, "", name, drawn(text))
    for name in ("privacy.consent_member", "privacy.consent"):
        engine.build(night.con, engine_steps()[name], tables()[name])
