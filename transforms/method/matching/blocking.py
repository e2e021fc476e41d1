"""Candidate pairs: records that share a blocking key, within a budget that is counted before anything is compared.

A key that too many records share says little. How many is too many is settled for each rule when the model is
trained, and the keys left out are frozen with the model: whether two records are compared then depends on these two
and the model alone, so that a night which looks at changed records only finds the pairs of a full night.
"""

from dataclasses import dataclass
from typing import Any

from transforms.method.matching.relation import Candidates, Records

# First letters of both names, whichever comes first, as numbers.
_INITIALS = ("least(unicode(given), unicode(surname))", "greatest(unicode(given), unicode(surname))")
# Two keys: one for each name.
_EITHER_NAME = "unnest([given, surname])"


@dataclass(frozen=True, slots=True)
class Rule:
    """Parts of a blocking key in SQL (a record with a NULL part has none), and how many pairs per record it may add."""

    name: str
    parts: tuple[str, ...]
    share: float = 2.0


# A weak key, which namesakes and neighbours share, may add few pairs.
WEAK = 0.75

PERSON_RULES = (
    Rule("number", ("number",)),
    Rule("email", ("email",)),
    Rule("phone", ("phone",)),
    Rule("name", ("name",)),
    Rule("birth", ("birth",)),
    Rule("birth and initials", ("birth", *_INITIALS)),
    Rule("address and initials", ("address", *_INITIALS)),
    Rule("address", ("address",), WEAK),
    Rule("name and place", (_EITHER_NAME, "coalesce(city, postcode)"), WEAK),
    Rule("name and street", (_EITHER_NAME, "street"), WEAK),
    Rule("family name and beginning", ("surname", "left(given, 2)"), WEAK),
    Rule("given name and beginning", ("given", "left(surname, 2)"), WEAK),
)
ORGANISATION_RULES = (
    Rule("number", ("number",)),
    Rule("domain", ("domain",)),
    Rule("email", ("email",)),
    Rule("phone", ("phone",)),
    Rule("company", ("company",)),
    Rule("brand and city", ("brand", "city")),
    Rule("brand", ("brand",), WEAK),
    Rule("address", ("address",), WEAK),
)

# The trained model uses half of the budget: pairs a record double when the base does, and then it is trained again.
SHARE_OF_BUDGET = 0.5
SMALLEST_SHRINKING = 0.01
# Pairs are counted from about this many records when a model is trained.
COUNTED_RECORDS = 50_000
# Few records that have changed may have more partners than the average without anything being wrong.
FEW_PAIRS = 1_000


class PairBudgetError(Exception):
    """More candidate pairs a record than the company allows: a placeholder value is at large, or the model is old."""


def learn_common_keys(
    connection: Any, rules: tuple[Rule, ...], pairs_per_record: float, records: Records, common_key: str
) -> None:
    """Makes the temporary table `common_key` (rule, key, records): keys to leave out so that the budget holds.

    Rare keys come first: each rule keeps its smallest blocks up to its share of pairs, and blocks of one size stay or
    go together. The shares shrink until all rules together keep to the budget.
    """
    shares = ", ".join(str(rule.share) for rule in rules)
    connection.execute(f"create or replace temp table every_key as {keys(rules, records.table)}")
    connection.execute(
        """create or replace temp table block_size as
        with block as (select rule, key, count(*) as records from every_key group by rule, key having count(*) > 1)
        select *, sum(records * (records - 1) // 2) over (partition by rule order by records) as pairs_so_far
        from block"""
    )
    shrinking, limit = 1.0, SHARE_OF_BUDGET * pairs_per_record * records.count
    while True:
        connection.execute(
            f"create or replace temp table {common_key} as select rule, key, records from block_size "
            f"where pairs_so_far > [{shares}][rule + 1] * ?",
            [shrinking * records.count],
        )
        count = _estimated_pairs(connection, "every_key", common_key, records.count)
        if count <= limit or shrinking < SMALLEST_SHRINKING:
            break
        shrinking *= min(0.9, max(0.3, limit / count))
    connection.execute("drop table every_key; drop table block_size")


def candidates(
    connection: Any,
    rules: tuple[Rule, ...],
    records: Records,
    common_key: str,
    pairs_per_record: float,
    affected: str | None = None,
) -> Candidates:
    """The pairs that share a blocking key, in a temporary table.

    With `affected`, a table of record_ids, pairs of two others are left out. The keys of `common_key` (rule, key) lead
    to no pair. Raises PairBudgetError before anything is compared.
    """
    seekers = f"(from {records.table} semi join {affected} using (record_id))" if affected else records.table
    connection.execute(
        "create or replace temp table seeking_key as "
        f"from ({keys(rules, seekers)}) anti join {common_key} using (rule, key)"
    )
    found = f"({keys(rules, records.table)})" if affected else "seeking_key"
    order = "<>" if affected else "<"
    connection.execute(
        f"""create or replace temp table candidate_pair as
        select distinct
            least(a.record_id, b.record_id) as record_id_l, greatest(a.record_id, b.record_id) as record_id_r
        from seeking_key a join {found} b on a.rule = b.rule and a.key = b.key and a.record_id {order} b.record_id"""
    )
    count = _count(connection, "candidate_pair")
    limit = pairs_per_record * records.count
    if affected:
        # A pair of two affected records counts once for both, one with another record once for the affected one.
        limit = min(limit, max(FEW_PAIRS, 2 * pairs_per_record * _count(connection, affected)))
    connection.execute("drop table seeking_key")
    if count > limit:
        raise PairBudgetError(
            f"{count} candidate pairs of {records.count} records are more than {pairs_per_record:g} a record: "
            "a shared placeholder value, or a model trained on a much smaller base"
        )
    return Candidates("candidate_pair", count)


def keys(rules: tuple[Rule, ...], records: str) -> str:
    """SELECT of rule (its number), key (a hash) and record_id of `records`: a table of `Records`, or rows of it."""
    queries = []
    for number, rule in enumerate(rules):
        names = [f"part_{place}" for place in range(len(rule.parts))]
        parts = ", ".join(f"{part} as {name}" for part, name in zip(rule.parts, names, strict=True))
        queries.append(
            f"select {number}::utinyint as rule, hash({', '.join(names)}) as key, record_id "
            f"from (select {parts}, record_id from {records}) "
            f"where {' and '.join(f'{name} is not null' for name in names)}"
        )
    return " union all ".join(queries)


def _count(connection: Any, table: str) -> int:
    return int(connection.sql(f"select count(*) from {table}").fetchall()[0][0])


def _estimated_pairs(connection: Any, every_key: str, common_key: str, records: int) -> float:
    """Distinct pairs of the keys in `every_key` that are not in `common_key`, from the pairs of every n-th record."""
    step = 1 + records // COUNTED_RECORDS
    kept = f"(select rule, key, record_id from {every_key} anti join {common_key} using (rule, key))"
    sample = f"(from {kept} where record_id % {step} = 0)"
    found = connection.sql(
        f"select count(*) from (select distinct a.record_id, b.record_id from {sample} a join {kept} b "
        "on a.rule = b.rule and a.key = b.key and a.record_id < b.record_id)"
    ).fetchall()[0][0]
    return float(found) * step
