"""Which columns of the sources name a person, read from the mappings: no second list to forget a column in."""

from collections import defaultdict
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.lineage import lineage

from expectations.company import Company
from warehouse import ddl

PARTY_KEYS = {
    "party_key": ("party_source", "about"),
    "related_key": ("related_source", "mention"),
    "referred_key": ("referred_source", "mention"),
}
SEPARATORS = (0, 1, 2)  # characters that a mapping may put between two parts of a key
PURCHASE_KEYS = ("purchase_key", "refund_of")


@dataclass(frozen=True, slots=True)
class SourceKey:
    """A column of a source's object, and what it holds.

    about: whose row it is · mention: another party, in a row about somebody else · purchase: a purchase.
    `source` is the source whose keys of parties it holds.
    """

    table: str
    column: str
    holds: str
    source: str = ""


def source_keys(company: Company) -> list[SourceKey]:
    """Every column of a source from which a mapping takes a party's or a purchase's key, or an attribute its party."""
    schema: dict[str, object] = {}
    for contract in company.contracts:
        schema[contract.source] = {o.name: {c.name: c.type for c in o.columns} for o in contract.objects}
    found: set[SourceKey] = set()
    parties = {
        source: _leaves("party_key", query, schema)
        for (source, fed), (_, query) in company.mappings.items()
        if fed == "core.party"
    }
    own = {place for places in parties.values() for place in places}
    of_parties = {table for table, _ in own}
    for (source, _), (_, query) in company.mappings.items():
        names = set(_outputs(query))
        for key, (said_source, holds) in PARTY_KEYS.items():
            if key in names:
                owner = _literal(query, said_source) or source
                for table, column in _leaves(key, query, schema):
                    # A row that stands for a party is about that party, whoever else it names: a referrer, an employer.
                    is_other = table in of_parties and (table, column) not in own
                    found.add(SourceKey(table, column, "mention" if is_other else holds, owner))
        for key in PURCHASE_KEYS:
            if key in names:
                found |= {SourceKey(table, column, "purchase") for table, column in _leaves(key, query, schema)}
    found |= {
        SourceKey(one.table, one.party_key, "about", contract.source)
        for contract in company.contracts
        for one in contract.objects
        if one.party_key
    }
    about = {(one.table, one.column) for one in found if one.holds == "about"}
    return sorted(
        (one for one in found if one.holds != "mention" or (one.table, one.column) not in about),
        key=lambda one: (one.table, one.column, one.holds, one.source),
    )


def rows_about(keys: list[SourceKey], record: str) -> dict[str, str]:
    """Source table -> SQL that is true for rows about the person whose records are in `record` (of `SubjectTables`).

    Lines and refunds are found through the purchase whose column of the same name holds the same value.
    """
    said: dict[str, list[str]] = defaultdict(list)
    for one in keys:
        if one.holds == "about":
            said[one.table].append(names_subject(one, record))
    for (table, source), columns in _several(keys).items():
        said[table].append(_together(columns, source, record))
    whole = {table: " or ".join(parts) for table, parts in said.items()}
    linked = {table: [text] for table, text in whole.items()}
    for line in keys:
        for purchase in keys:
            is_link = line.holds == purchase.holds == "purchase" and line.column == purchase.column
            is_near = line.table.split(".")[0] == purchase.table.split(".")[0] and line.table != purchase.table
            if is_link and is_near and purchase.table in whole:
                column = ddl.name(line.column)
                linked.setdefault(line.table, []).append(
                    f"{column} in (select {column} from {ddl.name(purchase.table)} where {whole[purchase.table]})"
                )
    return {table: " or ".join(parts) for table, parts in linked.items()}


def mentions(keys: list[SourceKey], record: str) -> dict[str, dict[str, str]]:
    """Source table -> column -> SQL that is true where a row about somebody else names the person of `record`."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for one in keys:
        if one.holds == "mention":
            found[one.table][one.column] = names_subject(one, record)
    return found


def physical_names(company: Company) -> dict[str, dict[str, str]]:
    """Source table -> name of a column as landed -> its name in the contract."""
    return {
        one.table: {one.physical_names.get(column.name, column.name): column.name for column in one.columns}
        for contract in company.contracts
        for one in contract.objects
    }


def names_subject(one: SourceKey, record: str) -> str:
    """SQL that compares a column with the person's keys, without case and outer space, as mappings often write them."""
    return (
        f"coalesce(lower(trim(cast({ddl.name(one.column)} as varchar))) in "
        f"(select lower(party_key) from {record} where source = {ddl.text(one.source)}), false)"
    )


def _several(keys: list[SourceKey]) -> dict[tuple[str, str], list[str]]:
    """Tables of which a mapping takes several columns for a party's key."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in keys:
        if one.holds == "about":
            found[one.table, one.source].append(one.column)
    return {place: columns for place, columns in found.items() if len(columns) > 1}


def _together(columns: list[str], source: str, record: str) -> str:
    """SQL that is true where a key is made of these columns: it holds them all, and separators between them."""
    texts = [f"coalesce(lower(trim(cast({ddl.name(column)} as varchar))), '')" for column in columns]
    held = " and ".join(f"contains(lower(record.party_key), {text})" for text in texts)
    length = " + ".join(f"length({text})" for text in texts)
    lengths = ", ".join(str(one * (len(columns) - 1)) for one in SEPARATORS)
    return (
        f"exists (select 1 from {record} as record where record.source = {ddl.text(source)} and {held} "
        f"and length(record.party_key) - ({length}) in ({lengths}))"
    )


def _outputs(query: str) -> list[str]:
    tree = sqlglot.parse_one(query, read="duckdb")
    return tree.named_selects if isinstance(tree, exp.Query) else []


def _literal(query: str, name: str) -> str | None:
    """The constant that a mapping gives to a column, such as the source of another system's keys."""
    tree = sqlglot.parse_one(query, read="duckdb")
    selects = tree.selects if isinstance(tree, exp.Query) else []
    for one in selects:
        if one.alias_or_name == name and isinstance(one.unalias(), exp.Literal):
            return str(one.unalias().this)
    return None


def _leaves(name: str, query: str, schema: dict[str, object]) -> set[tuple[str, str]]:
    root = lineage(name, query, schema=schema, dialect="duckdb")
    return {
        (f"{node.source.db}.{node.source.name}", node.name.split(".")[-1])
        for node in root.walk()
        if not node.downstream and isinstance(node.source, exp.Table)
    }
