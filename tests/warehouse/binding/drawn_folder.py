"""Company folders drawn at random: the template with sound and faulty SQL, options and rules in its files."""

import json
from pathlib import Path

from hypothesis import strategies as st

from flows.init import write_company

Edits = list[tuple[str, str, str]]  # file, what stands there, what is written in its place

Columns = dict[str, tuple[str, ...]]  # text, number, day, truth -> columns

CRM: Columns = {
    "text": ("customer_no", "name", "mobile", "email", "city"),
    "number": ("length(name)",),
    "day": ("birth_on", "registered_on"),
    "truth": ("may_mail",),
}
TILL: Columns = {
    "text": ("receipt_no", "customer_no"),
    "number": ("amount", "amount * 2"),
    "day": ("paid_at",),
    "truth": ("amount > 0",),
}
WIDE: Columns = {
    "text": ("stage", "party_type", "city", "value_tier"),
    "number": ("purchases", "recency_score", "sources"),
    "day": ("cast('2024-02-28' as date)",),
    "truth": ("purchases > 1",),
}
GOLDEN: Columns = {
    "text": ("full_name", "email", "city", "customer_id"),
    "number": ("records", "sources"),
    "day": ("birth_on", "acquired_on"),
    "truth": ("records > 1",),
}
# Kind of what comes out -> forms; {t}, {n}, {d} and {b} stand for an expression of a kind.
FORMS: dict[str, tuple[str, ...]] = {
    "text": (
        "lower({t})", "trim({t})", "coalesce({t}, 'x')", "nullif({t}, '')", "{t} || {t}", "substr({t}, 2)",
        "cast({n} as varchar)", "cast({d} as varchar)", "case when {b} then {t} else {t} end", "'person'", "''", "null",
        "regexp_replace({t}, '[0-9]', '', 'g')", "hash({t})", "any_value({t})", "max({t})", "{t}[1]", "current_user",
        "cast(uuid() as varchar)", "first_value({t}) over ()", "min({t}) over (partition by {d})", "{n} || ''",
    ),
    "number": (
        "length({t})", "abs({n})", "{n} + {n}", "{n} / {n}", "year({d})", "try_cast({t} as integer)", "1", "-1.5", "0",
        "cast({t} as integer)", "round({n}, 1)", "case when {b} then {n} end", "random()", "count(*)", "{n} / 0",
        "row_number() over (order by {t})", "row_number() over ()", "cast({n} as integer)", "sqrt({n})", "ln({n})",
    ),
    "day": (
        "{d}", "try_cast({t} as date)", "cast({t} as date)", "date '2024-02-28'", "coalesce({d}, date '2024-02-28')",
        "try_strptime({t}, '%Y-%m-%d')", "strptime({t}, '%Y')", "{d} + interval 1 day", "'2024-02-30'", "'2024-02-28'",
        "now()", "current_date", "make_date({n}, 1, 1)", "date_trunc('month', {d})", "today()",
        "case when {b} then {d} end",
    ),
    "truth": (
        "{t} = {t}", "{n} > {n}", "{d} < {d}", "{b} and {b}", "not ({b})", "{t} is null", "{t} in ('x', {t})", "true",
        "{t} > 5", "{n} = '1'", "{t} = true", "regexp_matches({t}, '^a')", "regexp_matches({t}, '(')", "{t} like 'a%'",
        "{d} is distinct from {d}", "exists (select 1)", "{n} between 1 and 3", "cast({t} as boolean)",
        "{d} > '2024-02-30'",
    ),
}  # fmt: skip
MARKS = {"{t}": "text", "{n}": "number", "{d}": "day", "{b}": "truth"}


@st.composite
def expressions(draw: st.DrawFn, columns: Columns, kind: str, depth: int = 2) -> str:
    """An SQL expression of a kind over the columns, mostly right; one in ten is of another kind than it should be."""
    if draw(st.integers(0, 9)) == 9:
        kind = draw(st.sampled_from(sorted(FORMS)))
    if depth == 0 or draw(st.integers(0, 2)) == 0:
        return draw(st.sampled_from((*columns[kind], "nosuch") if draw(st.integers(0, 19)) == 19 else columns[kind]))
    written = draw(st.sampled_from(FORMS[kind]))
    for mark, needed in MARKS.items():
        while mark in written:
            written = written.replace(mark, draw(expressions(columns, needed, depth - 1)), 1)
    return written


PARTY, TOLD, SAID = "sources/crm/party.sql", "sources/crm/contact_point.sql", "sources/crm/consent_event.sql"
PAID = "sources/till/purchase.sql"
# File, what stands there, what is written in its place, kind of the expression in it.
PLACES: tuple[tuple[str, str, str, str, Columns], ...] = (
    (PARTY, "name as full_name", "{} as full_name", "text", CRM),
    (PARTY, "'person' as party_type", "{} as party_type", "text", CRM),
    (PARTY, "birth_on,", "{} as birth_on,", "day", CRM),
    (PARTY, "birth_on,", "birth_on,\n  {} as children,", "number", CRM),
    (PARTY, "birth_on,", "birth_on,\n  {} as acquisition_cost,", "number", CRM),
    (PARTY, "birth_on,", "birth_on,\n  {} as is_prospect,", "truth", CRM),
    (PARTY, "birth_on,", "birth_on,\n  {} as updated_at,", "day", CRM),
    (PARTY, "from crm.customer", "from crm.customer\nwhere {}", "truth", CRM),
    (PARTY, "from crm.customer", "from crm.customer\norder by {} limit 3", "text", CRM),
    (TOLD, "mobile as value", "{} as value", "text", CRM),
    (TOLD, "email as value", "{} as value", "text", CRM),
    (SAID, "may_mail as is_granted", "{} as is_granted", "truth", CRM),
    (PAID, "receipt_no as purchase_key", "{} as purchase_key", "text", TILL),
    (PAID, "'crm' as party_source", "{} as party_source", "text", TILL),
    (PAID, "paid_at as occurred_at", "{} as occurred_at", "day", TILL),
    (PAID, "  amount\n", "  {} as amount\n", "number", TILL),
    (PAID, "from till.receipt", "from till.receipt\nwhere {}", "truth", TILL),
    ("segments.yaml", "predicate: purchases >= 3", "predicate: >-\n    {}", "truth", WIDE),
    ("releases/newsletter.sql", "  full_name,\n", "  {} as full_name,\n", "text", GOLDEN),
    ("releases/newsletter.sql", "where email is not null", "where {}", "truth", GOLDEN),
)
ROW_RULE = "- {{type: custom, engine: shopkeeper, severity: warning, description: it holds, implementation: {}}}"
FIGURE = "- {{type: sql, severity: warning, description: it holds, mustBeGreaterThan: 0, query: {}}}"
COUNTED = "      - {metric: rowCount, mustBeGreaterThan: 0, severity: critical}\n"
OPTIONS = st.sampled_from(
    [
        ("date_formats", '["%Y-%m-%d"]'), ("date_formats", '["%Q"]'), ("null_words", "[无]"), ("thousands", '","'),
        ("time_zone", "Asia/Shangai"), ("time_zone", "Asia/Shanghai"), ("true_words", "[是]"),
        ("encoding", "utf-8"), ("encoding", "utf-9"), ("quote", '"\\""'), ("decimal_comma", "true"),
        ("timestamp_formats", '["%Y-%m-%d %H:%M:%S"]'), ("escape", '"\\\\"'), ("delimiter", '","'),
        ("extra_columns", "ignore"), ("skip_lines", "0"), ("may_be_empty", "true"), ("comment", '"#"'),
    ]
)  # fmt: skip


def _in_rule(form: str, text: str) -> tuple[str, str, str]:
    return "sources/crm/contract.yaml", COUNTED, f"{COUNTED}      {form.format(json.dumps(text))}\n"


def _option(option: tuple[str, str]) -> tuple[str, str, str]:
    old = "      - {property: delivery, value: snapshot}\n"
    return "sources/crm/contract.yaml", old, f"{old}      - {{property: {option[0]}, value: {option[1]}}}\n"


@st.composite
def _placed(draw: st.DrawFn) -> tuple[str, str, str]:
    file, old, new, kind, columns = draw(st.sampled_from(PLACES))
    return file, old, new.replace("{}", draw(expressions(columns, kind)))


def edits() -> st.SearchStrategy[Edits]:
    """One to three changes of the template."""
    one = st.one_of(
        _placed(),
        _placed(),
        _placed(),
        expressions(CRM, "truth").map(lambda text: _in_rule(ROW_RULE, text)),
        expressions(CRM, "number").map(lambda text: _in_rule(FIGURE, f"select sum({text}) from crm.customer")),
        expressions(CRM, "number").map(lambda text: _in_rule(FIGURE, f"select {text} from crm.customer")),
        OPTIONS.map(_option),
    )
    return st.lists(one, min_size=1, max_size=3)


def written(folder: Path, drawn: Edits) -> Path:
    """The template with the changes, as far as they still find their place."""
    company = write_company("茶馆", folder)
    for file, old, new in drawn:
        path = company / file
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    return company
