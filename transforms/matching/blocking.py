"""Candidate pairs: records that share a blocking key, within a budget that is counted before anything is compared.

A key that too many records share says little. How many is too many is settled for each rule when the model is
trained, and the keys left out are frozen with the model: whether two records are compared then depends on these two
and the model alone, so that a night which looks at changed records only finds the pairs of a full night.
"""

from typing import Any

_INITIALS = "least(left(given, 1), left(surname, 1)) || greatest(left(given, 1), left(surname, 1))"
_EITHER_NAME = "unnest([given, surname])"

# Rule: key, NULL when the record has none. The order does not matter.
PERSON_RULES = {
    "number": "number",
    "email": "email",
    "phone": "phone",
    "name": "name",
    "birth": "birth",
    "birth and initials": f"birth || {_INITIALS}",
    "name and postal code": f"{_EITHER_NAME} || postcode",
    "name and city": f"{_EITHER_NAME} || city",
    "name and street": f"{_EITHER_NAME} || street",
    "address": "address",
    "address and initials": f"address || {_INITIALS}",
    "street and postal code": "street || postcode",
    "family name and beginning": "surname || left(given, 2)",
    "given name and beginning": "given || left(surname, 2)",
}
ORGANISATION_RULES = {
    "number": "number",
    "domain": "domain",
    "email": "email",
    "phone": "phone",
    "company": "company",
    "brand": "brand",
    "brand and city": "brand || city",
    "address": "address",
}

# Pairs per record that one rule may add when the model is trained, before its commonest keys are left out.
RULE_SHARE = 2.0
# The trained model uses this share of the budget, which leaves room for a base that grows.
SHARE_OF_BUDGET = 0.8


class PairBudgetError(Exception):
    """More candidate pairs a record than the company allows: a placeholder value is at large, or the model is old."""


def block(connection: Any, rules: dict[str, str]) -> None:
    """Makes the temporary table `blocking_key` (rule, key, record_id) of `match_record`; key is a hash."""
    keys = " union ".join(
        f"select '{rule}'::blocking_rule as rule, hash(key) as key, record_id "
        f"from (select {key} as key, record_id from match_record) where key is not null"
        for rule, key in rules.items()
    )
    names = ", ".join(f"'{rule}'" for rule in rules)
    connection.execute("drop table if exists blocking_key; drop type if exists blocking_rule")
    connection.execute(f"create temp type blocking_rule as enum ({names})")
    connection.execute(f"create temp table blocking_key as {keys}")


def leave_out(connection: Any) -> None:
    """Takes the keys of `common_key` (rule, key) out of `blocking_key`."""
    connection.execute(
        "delete from blocking_key using common_key where blocking_key.rule::varchar = common_key.rule "
        "and blocking_key.key = hash(common_key.key)"
    )


def common_keys(connection: Any, rules: dict[str, str], pairs_per_record: float, records: int) -> None:
    """Makes the temporary table `common_key` (rule, key, records): keys to leave out so that the budget holds.

    Rare keys come first: each rule keeps its smallest blocks up to its share of pairs, and blocks of one size stay or go
    together. The shares shrink until all rules together keep to the budget.
    """
    connection.execute(
        """create or replace temp table block_size as
        with block as (select rule, key, count(*) as records from blocking_key group by rule, key having count(*) > 1)
        select rule, key, records, sum(records * (records - 1) // 2) over (partition by rule order by records) as pairs_so_far
        from block"""
    )
    share = RULE_SHARE
    while True:
        connection.execute(
            "create or replace temp table left_out as select rule, key, records from block_size where pairs_so_far > ?",
            [share * records],
        )
        kept = "(from blocking_key anti join left_out using (rule, key))"
        if share < 0.01 or count_pairs(connection, kept) <= SHARE_OF_BUDGET * pairs_per_record * records:
            break
        share *= 0.75
    written = " union all ".join(
        f"select '{rule}'::blocking_rule as rule, key from (select {key} as key from match_record) where key is not null"
        for rule, key in rules.items()
    )
    connection.execute(
        f"""create or replace temp table common_key as
        select distinct written.rule::varchar as rule, written.key, left_out.records
        from ({written}) as written join left_out on left_out.rule = written.rule and left_out.key = hash(written.key)"""
    )


def candidates_query(keys: str = "blocking_key", touched: str | None = None) -> str:
    """SELECT of distinct candidate pairs (record_id_l < record_id_r); with `touched` only those of its record_ids."""
    if touched is None:
        return (
            f"select distinct a.record_id as record_id_l, b.record_id as record_id_r from {keys} a join {keys} b "
            "on a.rule = b.rule and a.key = b.key and a.record_id < b.record_id"
        )
    return (
        "select distinct least(a.record_id, b.record_id) as record_id_l, greatest(a.record_id, b.record_id) as record_id_r "
        f"from (from {keys} semi join {touched} using (record_id)) a join {keys} b "
        "on a.rule = b.rule and a.key = b.key and a.record_id <> b.record_id"
    )


def count_pairs(connection: Any, keys: str = "blocking_key") -> int:
    """Number of distinct candidate pairs."""
    return int(connection.sql(f"select count(*) from ({candidates_query(keys)})").fetchall()[0][0])


def candidates(connection: Any, records: int, pairs_per_record: float, touched: str | None = None) -> int:
    """Makes the temporary table `candidate_pair`; their number. PairBudgetError before anything is compared."""
    connection.execute(f"create or replace temp table candidate_pair as {candidates_query(touched=touched)}")
    count = int(connection.sql("select count(*) from candidate_pair").fetchall()[0][0])
    if count > pairs_per_record * max(records, 1):
        raise PairBudgetError(
            f"{count} candidate pairs of {records} records are more than {pairs_per_record:g} a record: "
            "a shared placeholder value, or a model trained on a much smaller base"
        )
    return count
