"""The subset of DuckDB SQL that means the same on Spark; what is known to differ is refused before it runs."""

import sqlglot
from sqlglot import exp

# Functions whose results were equal on both engines.
SAME = {
    "ABS", "AND", "ANY_VALUE", "ARG_MAX", "ARG_MIN", "AVG", "BOOL_AND", "BOOL_OR", "CASE", "CAST", "CEIL", "COALESCE",
    "CONCAT", "CONCAT_WS", "CORR", "COUNT", "COUNT_IF", "CUME_DIST", "CURRENT_DATE", "DATEDIFF", "DATE_DIFF",
    "DATE_FROM_PARTS", "DAY", "DENSE_RANK", "EXISTS", "EXP", "EXTRACT", "FIRST_VALUE", "FLOOR", "GREATEST", "IF",
    "LAG", "LAST_VALUE", "LEAD", "LEAST", "LEFT", "LENGTH", "LEVENSHTEIN", "LN", "LOG", "LOGICAL_AND", "LOGICAL_OR",
    "LOWER", "MAKE_DATE", "MAX", "MD5", "MIN", "MONTH", "NULLIF", "OR", "PERCENT_RANK", "POW", "POWER", "RANK",
    "REGEXP_LIKE", "REGEXP_REPLACE", "REPLACE", "RIGHT", "ROUND", "ROW_NUMBER", "SHA2", "SIGN", "SQRT", "STARTS_WITH",
    "STDDEV", "STDDEV_SAMP", "STRUCT", "SUBSTRING", "SUM", "TRANSLATE", "TRY_CAST", "TUPLE", "UPPER", "VARIANCE",
    "VAR_SAMP", "XOR", "YEAR",
}  # fmt: skip


def differences(query: str) -> list[str]:
    """What in this SELECT would mean something else on another engine, each as a sentence; empty when portable."""
    tree = sqlglot.parse_one(query, read="duckdb")
    found = [
        *_functions(tree),
        *_replacements(tree),
        *_dates(tree),
        *_casts(tree),
        *_divisions(tree),
        *_groups(tree),
        *_windows(tree),
    ]
    return list(dict.fromkeys(found))


def _functions(tree: exp.Expr) -> list[str]:
    names = {f.name.upper() if isinstance(f, exp.Anonymous) else f.sql_name().upper() for f in tree.find_all(exp.Func)}
    return [f"{name.lower()}() is not known to agree" for name in sorted(names - SAME)]


def _replacements(tree: exp.Expr) -> list[str]:
    said = []
    for found in tree.find_all(exp.RegexpReplace):
        modifiers = found.args.get("modifiers")
        if modifiers is None or "g" not in modifiers.name:
            said.append("regexp_replace needs 'g': one engine replaces the first match, the other all")
        replacement = found.args.get("replacement")
        if replacement is not None and any(sign in replacement.name for sign in "\\$"):
            said.append("regexp_replace with a back-reference: the engines write it differently")
    return said


def _dates(tree: exp.Expr) -> list[str]:
    said = []
    for found in tree.find_all(exp.DateDiff, exp.TsOrDsDiff):
        if (found.text("unit") or "day").upper() != "DAY":
            said.append("date_diff in another unit than days counts boundaries here and whole units there")
        if not all(isinstance(side, exp.Cast) and side.to.is_type("date") for side in (found.this, found.expression)):
            said.append("date_diff('day', ...) needs both sides cast to date")
    return said


def _casts(tree: exp.Expr) -> list[str]:
    whole = (
        exp.Floor,
        exp.Ceil,
        exp.Round,
        exp.Count,
        exp.Sum,
        exp.RowNumber,
        exp.Column,
        exp.Case,
        exp.DateDiff,
    )
    return [
        f"cast to integer rounds here and truncates there; floor or round first: {found.sql('duckdb')[:60]}"
        for found in tree.find_all(exp.Cast)
        if found.to.is_type("int", "bigint") and not found.this.find(*whole) and not isinstance(found.this, exp.Literal)
    ]


def _divisions(tree: exp.Expr) -> list[str]:
    return [
        f"'/' needs a double on its left: {found.sql('duckdb')[:60]}"
        for found in tree.find_all(exp.Div)
        if not any(cast.to.is_type("double") for cast in found.this.find_all(exp.Cast))
    ]


def _groups(tree: exp.Expr) -> list[str]:
    return ["group by all: name the columns" for found in tree.find_all(exp.Group) if found.args.get("all")]


def _windows(tree: exp.Expr) -> list[str]:
    ranking = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.Lag, exp.Lead)
    said = [
        "a ranking window needs an order"
        for w in tree.find_all(exp.Window)
        if isinstance(w.this, ranking) and not w.args.get("order")
    ]
    if tree.find(exp.Ntile):
        said.append("ntile splits ties at will: score by value counts instead")
    if any(found.args.get("limit") and not found.args.get("order") for found in tree.find_all(exp.Select)):
        said.append("limit without an order picks any rows")
    return said
