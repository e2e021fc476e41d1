"""From which declared columns each column of a SELECT comes, and so how it is graded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

from expectations.catalog import tables
from expectations.table import GRADES, Column, Grade, Table
from warehouse.portable import SAME

Origin = tuple[str, Column]
Declared = Mapping[str, Table]

# What a release may call beside what both engines know: nothing here reads a file, a variable or a whole row.
CALLABLE = SAME | {"DATE_TRUNC", "TIMESTAMP_TRUNC", "QUARTER", "MONTHNAME", "TRIM", "INITCAP", "SPLIT_PART", "STRFTIME"}
# Shapes through which a column could pass unseen.
REFUSED = (exp.Pivot, exp.Lambda, exp.Command, exp.Lateral, exp.Unnest, exp.Values, exp.Parameter, exp.Placeholder)


@dataclass(frozen=True, slots=True)
class Lineage:
    """A column of a SELECT: the declared columns behind it, and the highest grade among them."""

    name: str
    origins: tuple[Origin, ...]

    @property
    def grade(self) -> Grade:
        """The highest grade of what it comes from; a constant is public."""
        return highest(self.origins)

    @property
    def has_free_text(self) -> bool:
        """Some of it was written freely."""
        return any(column.role == "free_text" for _, column in self.origins)

    @property
    def says_who(self) -> bool:
        """Some of it says directly who somebody is."""
        return any(column.role == "direct_id" for _, column in self.origins)

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of what it comes from, without columns that have none."""
        return tuple(sorted({column.category for _, column in self.origins if column.category}))


class Unclassified(Exception):
    """A column comes from something that nobody declared; the sentence names it."""


def highest(origins: tuple[Origin, ...]) -> Grade:
    """The highest grade among columns; public when there is none."""
    return max((column.classification for _, column in origins), key=GRADES.index, default="public")


def columns_of(query: str, declared: Declared | None = None) -> list[Lineage]:
    """Each column of the SELECT in its order, with everything that its value depends on.

    `declared` are the tables of the company (`Company.tables`), else those of the engine.

    Unclassified when something is not declared, or passes through a shape that cannot be traced.
    """
    tree, sources = _resolved(query, declared or tables())
    scope = traverse_scope(tree)[-1]
    return [Lineage(name, _of_output(scope, name, sources)) for name in tree.named_selects]


def conditions_of(query: str, declared: Declared | None = None) -> tuple[Origin, ...]:
    """The declared columns that decide which rows are selected: a file of those who ... tells what they are."""
    tree, sources = _resolved(query, declared or tables())
    deciding: dict[str, Origin] = {}
    for clause in tree.find_all(exp.Where, exp.Having, exp.Qualify, exp.Join):
        for origin in _of_expression(clause, sources):
            deciding[f"{origin[0]}.{origin[1].name}"] = origin
    return tuple(deciding[name] for name in sorted(deciding))


Sources = dict[int, Table | Scope]


def _schema(tree: exp.Query, declared: Declared) -> dict[str, object]:
    """The declared tables that the SELECT names, as the resolver wants them."""
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for name in sorted({_name(found) for found in tree.find_all(exp.Table) if found.db}):
        table = declared[name]
        schema.setdefault(table.schema, {})[table.name.split(".")[1]] = {c.name: c.type for c in table.columns}
    return dict(schema)


def _resolved(query: str, declared: Declared) -> tuple[exp.Query, Sources]:
    """The SELECT with every column bound to its source; Unclassified when one cannot be."""
    try:
        statements = sqlglot.parse(query, read="duckdb")
    except sqlglot.errors.SqlglotError:
        raise Unclassified("the release cannot be read as SQL") from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise Unclassified("a release is one SELECT")
    _refuse_shapes(statements[0], declared)
    try:
        tree = qualify(
            statements[0], schema=_schema(statements[0], declared), dialect="duckdb", quote_identifiers=False
        )
    except sqlglot.errors.SqlglotError:
        raise Unclassified("a column cannot be traced to declared columns; name tables and columns") from None
    if not isinstance(tree, exp.Query) or tree.find(exp.TableColumn):
        raise Unclassified("a whole row cannot be released; name its columns")
    sources: Sources = {}
    for scope in traverse_scope(tree):
        for column in scope.columns:
            if column.table in scope.sources:
                source = scope.sources[column.table]
                sources[id(column)] = source if isinstance(source, Scope) else declared[_name(source)]
    for column in tree.find_all(exp.Column):
        if id(column) not in sources:
            raise Unclassified(f"`{column.sql('duckdb')}` cannot be traced to declared columns")
        _declared(column, sources)
    return tree, sources


def _refuse_shapes(tree: exp.Query, declared: Declared) -> None:
    if tree.find(*REFUSED) or any(w.args.get("recursive") for w in tree.find_all(exp.With)):
        raise Unclassified("a release is made of SELECT, JOIN and set operations on declared tables alone")
    for function in tree.find_all(exp.Func):
        name = function.name.upper() if isinstance(function, exp.Anonymous) else function.sql_name().upper()
        if name not in CALLABLE:
            raise Unclassified(f"{name.lower()}() is not on the list of functions that a release may call")
    names = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if table.name in names and not table.db:
            continue
        if _name(table) not in declared or table.catalog:
            raise Unclassified(f"{_name(table)} is not a declared table")


def _name(table: exp.Table) -> str:
    return f"{table.db}.{table.name}"


def _declared(column: exp.Column, sources: Sources) -> Origin | None:
    """The declaration of a column of a stored table; None for a column of a query within."""
    table = sources[id(column)]
    if isinstance(table, Scope):
        return None
    if column.name not in {c.name for c in table.columns}:
        raise Unclassified(f"{table.name}.{column.name} is not declared")
    return table.name, table.column(column.name)


def _of_expression(expression: exp.Expr, sources: Sources) -> Iterator[Origin]:
    for column in expression.find_all(exp.Column):
        found = _declared(column, sources)
        if found:
            yield found
        else:
            yield from _of_output(sources[id(column)], column.name, sources)


def _of_output(scope: Scope | Table, name: str, sources: Sources) -> tuple[Origin, ...]:
    """Origins of one output column of a query; of a set operation, those of each side in the same place."""
    tree = scope.expression if isinstance(scope, Scope) else None
    if not isinstance(tree, exp.Query) or name not in tree.named_selects:
        raise Unclassified(f"the column {name} cannot be traced to declared columns")
    place = tree.named_selects.index(name)
    found: dict[str, Origin] = {}
    for select in _sides(tree):
        for table, column in _of_expression(select.selects[place], sources):
            found[f"{table}.{column.name}"] = (table, column)
    return tuple(found[key] for key in sorted(found))


def _sides(tree: exp.Query) -> Iterator[exp.Query]:
    while isinstance(tree, exp.Subquery):
        tree = tree.this
    if isinstance(tree, exp.SetOperation):
        yield from _sides(tree.left)
        yield from _sides(tree.right)
    else:
        yield tree
