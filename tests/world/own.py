"""A company whose contracts tell attributes and which has measures of its own, drawn without a folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expectations.company import Company
from expectations.company.attribute import read_attributes
from expectations.company.measure import read_measures
from expectations.contract.source_object import Contract, SourceObject
from expectations.problem import Problem
from expectations.table import Column, Table
from tests.world import world
from warehouse import engine
from warehouse.own import own_steps

PARTY = "select customer_no as party_key, 'person' as party_type from {source}.customer"


def told_by(source: str, *attributes: Column, cursor: Column | None = None) -> Contract:
    """A source with one object `customer` that tells attributes; `cursor` is the day or moment of a row."""
    key = Column("customer_no", "VARCHAR", "Number of the customer.", "direct_id", required=True)
    columns = (key, *attributes, *([cursor] if cursor else []))
    found = SourceObject(
        source, "customer", "csv", "customer.csv", columns, ("customer_no",), "snapshot",
        cursor=cursor.name if cursor else None,
        attributes={column.name: 1 for column in attributes}, party_key="customer_no",
    )  # fmt: skip
    return Contract(source, "1.0.0", "", (found,))


def a_company(root: Path, *contracts: Contract, measures: Mapping[str, tuple[str, str]] | None = None) -> Company:
    """The company with these sources; `measures` is name -> (declaration, SELECT), written below the root."""
    (root / "measures").mkdir(exist_ok=True)
    for name, (declaration, query) in (measures or {}).items():
        (root / "measures" / f"{name}.yaml").write_text(declaration, "utf-8")
        (root / "measures" / f"{name}.sql").write_text(query, "utf-8")
    problems: list[Problem] = []
    mappings = {(c.source, "core.party"): (root, PARTY.format(source=c.source)) for c in contracts}
    attributes = read_attributes(contracts, mappings, problems)
    told = read_measures(root, attributes, problems)
    assert problems == []
    return Company(
        root, "茶馆", "Asia/Shanghai", "CNY", root, root / "var", {},
        contracts=contracts, mappings=mappings, attributes=attributes, measures=told,
    )  # fmt: skip


def rows_of(company: Company, name: str, facts: dict[str, str], **given: Any) -> list[dict[str, Any]]:
    """Rows of one own table, or of the wide row, made of drawn facts by the company's own steps before it."""
    objects = {o.table: Table(o.table, "", o.columns) for contract in company.contracts for o in contract.objects}
    declared = company.tables
    con = world(facts, declared={**declared, **objects}, **given)
    for step in own_steps(company, declared):
        engine.build(con, step, declared[step.table])
        if step.table == name:
            break
    found = con.execute(f"select * from {name} order by all")
    columns = [column[0] for column in found.description or []]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
