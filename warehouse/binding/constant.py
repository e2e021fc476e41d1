"""The constants that a SELECT gives as a column: in CASE, COALESCE and casts, in each part of a UNION, and in CTEs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from warehouse.binding.statement import Node, Statement, walk

DEPTH = 12  # a column that goes through more queries than that is not followed
PLAIN = {"CONSTANT", "FUNCTION", "CAST", "OPERATOR"}


@dataclass(frozen=True, slots=True)
class Constant:
    """A text that a column is given as a constant; None where it is NULL in a whole part of the SELECT."""

    column: str
    text: str | None
    line: int


def constants(con: duckdb.DuckDBPyConnection, statement: Statement, columns: list[str]) -> Iterator[Constant]:
    """Every constant text of each column of the SELECT; `columns` are the names that it gives, in their order."""
    given = _Given(con, statement)
    for part, inner in given.selects(statement.query, {}):
        for name, expression in zip(columns, part.get("select_list", []), strict=False):
            if _is_null(expression):
                yield Constant(name, None, statement.line(expression))
            for text, node in given.texts(expression, part, inner, DEPTH):
                yield Constant(name, text, statement.line(node))


Named = Mapping[str, tuple[Node, list[str]]]  # CTE -> its query and the names that its columns are given


class _Given:
    """Follows columns to the constants behind them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, statement: Statement) -> None:
        self.con, self.statement = con, statement

    def selects(self, query: Node, named: Named) -> Iterator[tuple[Node, Named]]:
        """Each part of a query, with the CTEs that it sees."""
        seen = dict(named)
        for entry in query.get("cte_map", {}).get("map", []):
            inner = entry["value"].get("query_node") or entry["value"]["query"]["node"]
            seen[entry["key"]] = (inner, entry["value"].get("aliases") or [])
        if query.get("type") == "SET_OPERATION_NODE":
            for part in query.get("children") or [query["left"], query["right"]]:
                yield from self.selects(part, seen)
        else:
            yield query, seen

    def texts(self, node: Node, part: Node, named: Named, depth: int) -> Iterator[tuple[str, Node]]:
        """Constant texts that the expression may give, each with its node."""
        kind = node.get("class")
        if kind == "CONSTANT":
            if node["literal"].get("kind") == "STRING":
                yield node["literal"]["text"], node
        elif kind == "CASE":
            for branch in [*(check["then_expr"] for check in node["case_checks"]), node.get("else_expr") or {}]:
                yield from self.texts(branch, part, named, depth)
        elif kind == "OPERATOR" and node["type"] == "OPERATOR_COALESCE":
            for branch in node["children"]:
                yield from self.texts(branch, part, named, depth)
        elif kind == "COLUMN_REF" and depth:
            yield from self._followed(node["column_names"], part, named, depth - 1)
        elif kind == "FUNCTION" and node["function_name"].lower() in ("if", "ifnull", "nullif", "min", "max"):
            branches = [argument["expression"] for argument in node["arguments"]]
            for branch in branches[1:] if node["function_name"].lower() == "if" else branches[:2]:
                if node["function_name"].lower() != "nullif" or branch is branches[0]:
                    yield from self.texts(branch, part, named, depth)
        elif kind in PLAIN and all(found["class"] in (*PLAIN, "TYPE") for found in walk(node) if "class" in found):
            yield from self._worked_out(node)

    def _worked_out(self, node: Node) -> Iterator[tuple[str, Node]]:
        """The text that an expression without columns gives, as `lower('A')`."""
        try:
            [(value,)] = self.con.execute(f"select {self.statement.source(node)}").fetchall()
        except duckdb.Error:
            return
        if isinstance(value, str):
            yield value, node

    def _followed(self, names: list[str], part: Node, named: Named, depth: int) -> Iterator[tuple[str, Node]]:
        """Constants behind a column of a CTE or of a query in FROM."""
        for alias, query, columns in _queries(part.get("from_table") or {}, named):
            if len(names) == 2 and names[0].lower() != alias.lower():
                continue
            told = columns
            for inner, seen in self.selects(query, named):
                told = told or [_name(expression) for expression in inner.get("select_list", [])]
                for name, expression in zip(told, inner.get("select_list", []), strict=False):
                    if expression.get("class") == "STAR":
                        yield from self._followed(names[-1:], inner, seen, depth) if depth else ()
                    elif name.lower() == names[-1].lower():
                        yield from self.texts(expression, inner, seen, depth)


def _queries(relation: Node, named: Named) -> Iterator[tuple[str, Node, list[str]]]:
    """(alias, query, names of its columns) of every CTE and query of a FROM."""
    if relation.get("type") == "JOIN":
        yield from _queries(relation["left"], named)
        yield from _queries(relation["right"], named)
    elif relation.get("type") == "SUBQUERY":
        yield relation.get("alias", ""), relation["subquery"]["node"], relation.get("column_name_alias") or []
    elif relation.get("type") == "BASE_TABLE" and not relation.get("schema_name") and relation["table_name"] in named:
        query, columns = named[relation["table_name"]]
        yield relation.get("alias") or relation["table_name"], query, columns


def _name(expression: Node) -> str:
    return str(expression.get("alias") or (expression.get("column_names") or [""])[-1])


def _is_null(node: Node) -> bool:
    while node.get("class") == "CAST":
        node = node["child"]
    return node.get("class") == "CONSTANT" and node["literal"].get("kind") == "NULL_LITERAL"
