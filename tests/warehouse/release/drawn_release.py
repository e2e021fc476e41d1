"""Releases drawn at random: agreement, purpose, customers full of awkward text, what each of them said."""

from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import strategies as st

from expectations.release.agreement import Purpose
from expectations.release.destination import destinations
from tests.warehouse.release.test_destination import AUDIENCE, ENTITIES, FIELDS

Row = dict[str, Any]
TEXTS = ("full_name", "given_name", "surname", "street", "city", "employer", "postal_code")
ADDRESSES = ("email", "phone")
RESTRICTED = ("national_id", "income_band")
NOISE = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0x1FFFF), max_size=4) | st.sampled_from(
    ["", "=1+1", "+", "-", "@", "\t", "\r\n", "\r", '"', "''", ",", ";", "#N/A", "＝", "\u200b", "null", "𠮷", " "]
)


@dataclass(frozen=True)
class Drawn:
    """A release, the customers of two nights by id, and the text that marks each customer."""

    agreement: str
    query: str
    purpose: Purpose
    columns: tuple[str, ...]
    nights: tuple[dict[str, Row], dict[str, Row]]
    said: dict[str, bool | None]


def mark(customer: str, column: str) -> str:
    """A text that stands nowhere but in this column of this customer."""
    return f"zq{customer.lower()}{column.replace('_', '')}kz"


@st.composite
def customers(draw: st.DrawFn, ids: list[str], shared: list[str]) -> dict[str, Row]:
    """Rows of identity.customer by id; `shared` columns take few values, so that groups form."""
    found: dict[str, Row] = {}
    for one in ids:
        row: Row = {"customer_id": one}
        for column in (*TEXTS, *RESTRICTED):
            is_known = draw(st.integers(0, 3))
            row[column] = (
                draw(NOISE) + mark(one, column) + draw(NOISE) if is_known else draw(st.sampled_from([None, ""]))
            )
            if column in shared:
                row[column] = draw(st.sampled_from([None, "", "上海", "=北京"]))
        number = int(one[1:])
        row["email"] = draw(
            st.sampled_from([None, "", f" {mark(one, 'email')}@Example.cn", f"{mark(one, 'email')}@x.cn"])
        )
        row["phone"] = draw(st.sampled_from([None, f"+861380000{number:04}"]))
        row["country"] = draw(st.sampled_from([None, "CN", "DE"]))
        row["is_prospect"] = draw(st.sampled_from([None, True, False]))
        found[one] = row
    return found


@st.composite
def releases(draw: st.DrawFn) -> Drawn:
    """Any release that a company may write down, good or bad."""
    target = draw(st.sampled_from(sorted(destinations())))
    mode = draw(st.sampled_from(["activation", "activation", "pseudonymous"]))
    offered: tuple[str, ...] = (*TEXTS, *ADDRESSES, "country", "is_prospect")
    if target in AUDIENCE:
        offered = tuple(FIELDS[target])
    listed = draw(st.lists(st.sampled_from(offered), unique=True, min_size=1, max_size=6))
    if mode == "pseudonymous":
        listed = draw(st.lists(st.sampled_from(["city", "country", "employer"]), unique=True, min_size=1))
    if draw(st.integers(0, 9)) == 0:
        listed = [*listed, draw(st.sampled_from([*RESTRICTED, "full_name"]))]
    columns = tuple(dict.fromkeys(["customer_id", *listed, *destinations()[target].key_columns]))
    agreement = {
        "sentence": "Drawn.", "recipient": "crm", "purpose": "marketing", "mode": mode, "version": "1",
        "columns": list(columns), "target": target, "entity": ENTITIES.get(target, ""), "k": draw(st.integers(1, 3)),
        "fields": {ours: there for ours, there in FIELDS.get(target, {}).items() if ours in columns},
    }  # fmt: skip
    if "phone" in columns:
        agreement["phones"] = ["phone"]
    if mode == "pseudonymous":
        agreement["quasi_identifiers"] = list(columns[1:])
        agreement["suppression_limit"] = 1.0
    selected = draw(st.sampled_from([columns, columns, columns, columns, (*columns, "national_id")]))
    where = draw(st.sampled_from(["", "", "", "", "", "", " where income_band is not null", " where country = 'CN'"]))
    ids = [f"C{n}" for n in range(draw(st.integers(0, 8)))]
    shared = list(columns[1:]) if mode == "pseudonymous" else []
    first = draw(customers(ids, shared))
    second = draw(customers([one for one in [*ids, "C9"] if draw(st.integers(0, 4))], shared))
    return Drawn(
        yaml.safe_dump(agreement, allow_unicode=True),
        f"select {', '.join(selected)} from identity.customer{where}",
        Purpose(
            "marketing", "", draw(st.sampled_from(["consent", "legitimate_interest", "contract"])),
            draw(st.booleans()), draw(st.sampled_from([*["confidential"] * 8, "internal", "restricted"])),
        ),
        columns,
        (first, second),
        {one: draw(st.sampled_from([True, True, True, False, None])) for one in [*ids, "C9"]},
    )  # fmt: skip
