"""Match weights of pairs under a frozen model: one SELECT that the engine runs, written from the model's levels.

Splink learns the parameters (`training`); what it would predict with them is summed here, because its own predict
spends longer on writing SQL than a night of few changes needs in all. A test holds both to the same weights.
"""

import math
import re
from typing import Any

from transforms.method.matching.comparison import Comparison
from transforms.method.matching.model import Model, term_columns, weight_of
from transforms.method.matching.relation import Frozen, Records

# The usual share of a value weighs as much as this many records.
USUAL_RECORDS = 500
# A column of the left or the right record in the condition of a level.
SIDED = re.compile(r"\b(\w+)_[lr]\b")


def save_terms(connection: Any, model: Model, records: Records, frozen: Frozen) -> None:
    """Makes the temporary tables of shares: how often another person's record has a value, by hash.

    The records that one person has on average do not count: a value that only they share is rare. A share is pulled
    towards the usual one, so that in a small base a name is not common for being written twice.
    """
    usual = {
        level.term_frequency: parameter["u"]
        for comparison in model.comparisons
        for level, parameter in zip(comparison.levels, model.parameters[comparison.name], strict=True)
        if level.term_frequency
    }
    own = 1 + model.probability * max(records.count - 1, 0)
    for column in term_columns(model.party_type):
        connection.execute(
            f"create or replace temp table {frozen.shares(column)} as select hash({column}) as key, "
            f"(greatest(count(*) - {own}, 0) + {USUAL_RECORDS * usual[column]}) "
            f"/ (sum(count(*)) over () + {USUAL_RECORDS}) as share "
            f"from {records.table} where {column} is not null group by {column}"
        )


def scored(model: Model, pairs: str, records: str, frozen: Frozen) -> str:
    """SELECT of one row a pair of `pairs` (record_id_l, record_id_r): both ids, match_weight, and of each comparison
    gamma_<name> (its level, -1 unknown, 0 the weakest) and evidence_<name> (log2).

    Evidence is log2(m / u) of the level (Fellegi and Sunter 1969); where the level counts how frequent a value is, u
    gives way to the value's share, as in Splink. A value without a share is as rare as the rarest. `records` is a table
    of `Records`.
    """
    names = [comparison.name for comparison in model.comparisons]
    conditions = " ".join(f"{c.unknown} {' '.join(level.condition for level in c.levels)}" for c in model.comparisons)
    columns = sorted(set(SIDED.findall(conditions)))
    terms = term_columns(model.party_type)
    sides = ", ".join(f"{side}.{column} as {column}_{side}" for column in columns for side in ("l", "r"))
    shares = ", ".join(
        f"coalesce(of_{term}.share, (select min(share) from {frozen.shares(term)})) as share_{term}" for term in terms
    )
    lookups = " ".join(f"left join {frozen.shares(term)} of_{term} on of_{term}.key = hash({term}_l)" for term in terms)
    levels = ", ".join(_gamma(comparison) for comparison in model.comparisons)
    evidence = ", ".join(_evidence(model, comparison) for comparison in model.comparisons)
    total = " + ".join(f"evidence_{name}" for name in names)
    return f"""with told as (
            select record_id_l, record_id_r, {sides} from {pairs}
            join {records} l on l.record_id = record_id_l join {records} r on r.record_id = record_id_r
        ),
        levelled as (
            select record_id_l, record_id_r, {", ".join(f"{term}_l" for term in terms)}, {levels} from told
        ),
        shared as (select levelled.*, {shares} from levelled {lookups}),
        evident as (select *, {evidence} from shared)
        select record_id_l, record_id_r, {", ".join(f"gamma_{name}, evidence_{name}" for name in names)},
            {weight_of(model.probability)!r}::double + {total} as match_weight
        from evident"""


def _gamma(comparison: Comparison) -> str:
    levels = " ".join(
        f"when {level.condition} then {gamma}" if level.condition != "else" else f"else {gamma}"
        for gamma, level in zip(reversed(range(len(comparison.levels))), comparison.levels, strict=True)
    )
    return f"case when {comparison.unknown} then -1 {levels} end as gamma_{comparison.name}"


def _evidence(model: Model, comparison: Comparison) -> str:
    parameters = model.parameters[comparison.name]
    levels = []
    for gamma, level, given in zip(reversed(range(len(parameters))), comparison.levels, parameters, strict=True):
        weight = f"{math.log2(given['m'] / given['u'])!r}::double"
        if level.term_frequency:
            weight += f" + coalesce({math.log2(given['u'])!r}::double - log2(share_{level.term_frequency}), 0)"
        levels.append(f"when {gamma} then {weight}")
    return f"case gamma_{comparison.name} {' '.join(levels)} else 0::double end as evidence_{comparison.name}"
