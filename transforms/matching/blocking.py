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


class PairBudgetError(Exception):
    """More candidate pairs a record than the company allows: a placeholder value is at large, or the model is old."""


def block(connection: Any, records: str, rules: dict[str, str], common: str | None = None) -> None:
    """Makes the temporary table `blocking_key` (rule, key_hash, record_id) without the keys in table `common`."""
    keys = " union all ".join(
        f"select {number}::utinyint as rule, hash({key}) as key_hash, record_id from {records} where ({key}) is not null"
        if "unnest" not in key
        else f"select {number}::utinyint as rule, hash(key) as key_hash, record_id from "
        f"(select {key} as key, record_id from {records}) where key is not null"
        for number, key in enumerate(rules.values())
    )
    left_out = f"anti join {common} using (rule, key_hash)" if common else ""
    connection.execute(f"create or replace temp table blocking_key as select distinct * from ({keys}) {left_out}")


def common_keys(connection: Any, rules: dict[str, str], pairs_per_record: float, records: int) -> None:
    """Makes the temporary table `common_key` (rule, key_hash): keys to leave out so that the budget holds.

    Rare keys come first: each rule keeps its smallest blocks up to its share of pairs. The shares shrink until all rules
    together stay at four fifths of the budget, which leaves room to grow.
    """
    connection.execute(
        """create or replace temp table block_size as
        with size as (select rule, key_hash, count(*) as records from blocking_key group by rule, key_hash having count(*) > 1)
        select rule, key_hash, records,
            sum(records * (records - 1) // 2) over (partition by rule order by records, key_hash) as pairs_so_far
        from size"""
    )
    share = RULE_SHARE
    while True:
        connection.execute(
            "create or replace temp table common_key as select rule, key_hash from block_size where pairs_so_far > ?",
            [share * records],
        )
        if count_pairs(connection, "common_key") <= 0.8 * pairs_per_record * records or share < 0.05:
            return
        share *= 0.75


def pairs_query(left_out: str | None = None, touched: str | None = None) -> str:
    """SELECT of distinct candidate pairs (record_id_l < record_id_r) of `blocking_key`."""
    keys = f"(from blocking_key anti join {left_out} using (rule, key_hash))" if left_out else "blocking_key"
    if touched is None:
        return (
            f"select distinct a.record_id as record_id_l, b.record_id as record_id_r from {keys} a join {keys} b "
            "on a.rule = b.rule and a.key_hash = b.key_hash and a.record_id < b.record_id"
        )
    return (
        "select distinct least(a.record_id, b.record_id) as record_id_l, greatest(a.record_id, b.record_id) as record_id_r "
        f"from (from {keys} semi join {touched} using (record_id)) a join {keys} b "
        "on a.rule = b.rule and a.key_hash = b.key_hash and a.record_id <> b.record_id"
    )


def count_pairs(connection: Any, left_out: str | None = None) -> int:
    """Number of distinct candidate pairs."""
    return int(connection.sql(f"select count(*) from ({pairs_query(left_out)})").fetchall()[0][0])
