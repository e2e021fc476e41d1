"""What would give another result for the same rows: the clock, chance, the session, and any row of several.

Refused are functions that DuckDB itself does not call consistent, samples, and whatever takes a first, last or n-th
row, or a list, without an order. `arg_max` and `arg_min` pass: what they are ordered by is said, and only the author
knows whether it can be equal. So do orders of a window that leave ties.
"""

from collections.abc import Collection, Iterator

from warehouse.binding.statement import Node, Statement, expressions, walk

# Words without brackets that SQL takes for functions of the clock and the session.
BARE = {
    "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_localtimestamp",
    "current_user", "session_user", "user", "current_catalog", "current_schema",
}  # fmt: skip
CLOCK = {"now", "today", "get_current_time", "get_current_timestamp", "transaction_timestamp", *BARE}
ANY_ROW = {"first", "last", "any_value", "arbitrary", "list", "array_agg", "string_agg", "group_concat", "listagg"}
NEEDS_ORDER = {"row_number", "ntile", "lag", "lead", "nth_value", "first_value", "last_value", *ANY_ROW}
SAY_ORDER = "Say an order that leaves no two rows equal, as `order by` the key."


def unstable(statement: Statement, inconsistent: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """(line, sentence, cure) of everything in the SELECT whose result is not decided by the rows that it reads.

    `inconsistent` are the functions whose result DuckDB does not promise to be the same for the same arguments.
    """
    for found in expressions(statement.query, "FUNCTION"):
        name = found["function_name"].lower()
        if name in inconsistent or name in CLOCK:
            yield _function(statement, found, name)
        elif name in ANY_ROW and not found["order_bys"].get("orders"):
            said = f"`{name}()` takes any of several rows, another one each night."
            yield statement.line(found), said, "Take `min` or `max`, or order it inside the brackets."
    for found in expressions(statement.query, "COLUMN_REF"):
        if len(found["column_names"]) == 1 and found["column_names"][0].lower() in BARE:
            yield _function(statement, found, found["column_names"][0].lower())
    for found in expressions(statement.query, "WINDOW"):
        if found["function_name"].lower() in NEEDS_ORDER and not _orders_by_a_column(found):
            said = f"`{found['function_name']}() over (...)` has no order, so that it numbers or takes any row."
            yield statement.line(found), said, SAY_ORDER
    for found in walk(statement.query):
        if found.get("sample"):
            yield statement.line(found), "A sample takes other rows each night.", "Take all rows, or choose by the key."
        kinds = {modifier.get("type") for modifier in found.get("modifiers") or []}
        picks = "LIMIT_MODIFIER" in kinds or any(m.get("distinct_on_targets") for m in found.get("modifiers") or [])
        if picks and "ORDER_MODIFIER" not in kinds:
            yield statement.line(found), "`limit` or `distinct on` without an order takes any rows.", SAY_ORDER


def _orders_by_a_column(window: Node) -> bool:
    """A constant, a place such as `order by 1` too, puts rows in no order."""
    return any(found.get("class") == "COLUMN_REF" for order in window.get("orders") or [] for found in walk(order))


def _function(statement: Statement, found: Node, name: str) -> tuple[int, str, str]:
    cure = "Read a day or moment of the row." if name in CLOCK else "Make the value from the columns of the row."
    return statement.line(found), f"`{name}` gives another result each night.", cure
