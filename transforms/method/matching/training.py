"""Training: u by random pairs, m by expectation maximisation, both pulled towards what is known before any data."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from splink import DuckDBAPI, Linker

from transforms.method.matching.blocking import candidates, learn_common_keys
from transforms.method.matching.model import Model, Parameters, PartyType, prior_model, rounded
from transforms.method.matching.relation import Candidates, Frozen, Records
from transforms.method.matching.scoring import save_terms, scored

SEED = 20240229
U_PAIRS = 1_000_000
# Sessions of expectation maximisation: each estimates the comparisons that its block does not use.
SESSIONS = {
    "person": ("number", "email", "birth", "phone", "given, surname"),
    "organisation": ("number", "domain", "company"),
}
FEWEST_PAIRS = 30
MOST_PAIRS = 500_000
# What is known beforehand weighs as much as this many matches (m) and this many random pairs (u).
PRIOR_MATCHES = 50.0
PRIOR_PAIRS = 2_000.0
PROBABILITY_SAMPLE = 100_000


def train(connection: Any, party_type: PartyType, records: Records, pairs_per_record: float) -> tuple[Model, Frozen]:
    """A model trained on the records, and what is frozen with it in temporary tables; never fails on few data.

    With fewer than two records, or nothing that repeats, it is the prior model.
    """
    prior, frozen, count = prior_model(party_type), Frozen(), records.count
    save_terms(connection, prior, records, frozen)
    learn_common_keys(connection, prior.rules, pairs_per_record, records, frozen.common_key)
    found = candidates(connection, prior.rules, records, frozen.common_key, math.inf)
    if not found.count:
        return replace(prior, trained_records=count), frozen
    with _linker(connection, prior, records.table) as linker:
        linker.training.estimate_u_using_random_sampling(
            max_pairs=U_PAIRS, seed=SEED, min_count_per_level=None, num_chunks=1
        )
        u = _observed(linker.misc.save_model_to_json(None)["comparisons"])
        m, matches = _maximise(connection, linker, prior, records.table)
    pairs = min(U_PAIRS, count * (count - 1) / 2)
    model = Model(party_type, _blend(prior, m, u, matches, pairs, 0.0), prior.probability, count)
    probability = _probability(connection, model, records, frozen, found)
    model = Model(party_type, _blend(prior, m, u, matches, pairs, probability), probability, count)
    model = rounded(model)
    save_terms(connection, model, records, frozen)
    probability = _probability(connection, model, records, frozen, found)
    return rounded(replace(model, probability=probability)), frozen


@contextmanager
def _linker(connection: Any, prior: Model, records: str) -> Iterator[Linker]:
    """Splink over the table of records; what it makes is dropped after use."""
    api = DuckDBAPI(connection=connection)
    registered = api.register(records, table_name="record_to_link")
    try:
        yield Linker(registered, prior.splink_settings(with_u=False), validate_settings=False, log_level="ERROR")
    finally:
        api.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]


def _observed(comparisons: list[dict[str, Any]]) -> dict[str, list[float]]:
    """u of each level as Splink saw it, 0 for a level that it never saw."""
    return {
        c["output_column_name"]: [
            level.get("u_probability", 0.0) for level in c["comparison_levels"] if not level.get("is_null_level")
        ]
        for c in comparisons
    }


def _maximise(
    connection: Any, linker: Linker, prior: Model, records: str
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Runs the sessions that have data: m of each level times matches, and the matches, summed over sessions."""
    m = {c.name: [0.0] * len(c.levels) for c in prior.comparisons}
    matches = dict.fromkeys(m, 0.0)
    for columns in SESSIONS[prior.party_type]:
        names = columns.split(", ")
        known = " and ".join(f"{name} is not null" for name in names)
        pairs = connection.sql(
            "select coalesce(sum(n * (n - 1) / 2), 0) "
            f"from (select count(*) as n from {records} where {known} group by {columns})"
        ).fetchall()[0][0]
        if pairs < FEWEST_PAIRS:
            continue
        before = linker._settings_obj.core_model_settings.copy()  # type: ignore[no-untyped-call]
        try:
            session = linker.training.estimate_parameters_using_expectation_maximisation(
                " and ".join(f"l.{name} = r.{name}" for name in names),
                estimate_without_term_frequencies=True, max_pairs=MOST_PAIRS, record_sample_proportion=1.0,
            )  # fmt: skip
        except ValueError:
            # Splink refuses a level whose probability sinks to 0: these pairs teach nothing. By then it has taken the
            # comparison of the block out of the model, for all sessions to come.
            linker._settings_obj.core_model_settings = before
            continue
        learnt = session.core_model_settings
        found = min(pairs, MOST_PAIRS) * learnt.probability_two_random_records_match
        for comparison in learnt.comparisons:
            name = comparison.output_column_name
            levels = [level for level in comparison.comparison_levels if not level.is_null_level]
            if any(level.m_probability is None for level in levels) and all(
                not level.m_probability for level in levels
            ):
                continue
            matches[name] += found
            m[name] = [
                sum_m + found * (level.m_probability or 0.0) for sum_m, level in zip(m[name], levels, strict=True)
            ]
    return m, matches


def _blend(
    prior: Model,
    m: dict[str, list[float]],
    u: dict[str, list[float]],
    matches: dict[str, float],
    pairs: float,
    probability: float,
) -> Parameters:
    """Learnt parameters pulled towards the prior; u freed of the matches that are among random pairs."""
    blended: Parameters = {}
    for name, known in prior.parameters.items():
        total_m = matches[name] + PRIOR_MATCHES
        all_m = [(own + PRIOR_MATCHES * p["m"]) / total_m for own, p in zip(m[name], known, strict=True)]
        seen = pairs if sum(u[name]) > 0 else 0.0
        all_u = [
            (seen * own + PRIOR_PAIRS * p["u"]) / (seen + PRIOR_PAIRS) for own, p in zip(u[name], known, strict=True)
        ]
        # What is left of u without the matches is known no better than the error of counting them.
        error = [math.sqrt(own / (seen + PRIOR_PAIRS)) for own in all_u]
        pure = [
            max(own - probability * matched, min(own, off, prior_level["u"]))
            for own, matched, off, prior_level in zip(all_u, all_m, error, known, strict=True)
        ]
        blended[name] = [{"m": mm / sum(all_m), "u": uu / sum(pure)} for mm, uu in zip(all_m, pure, strict=True)]
    return blended


def _probability(connection: Any, model: Model, records: Records, frozen: Frozen, found: Candidates) -> float:
    """Probability that two random records match: the one under which candidate pairs hold that many matches."""
    sample = f"(from {found.table} order by hash(record_id_l, record_id_r) limit {PROBABILITY_SAMPLE})"
    weights = scored(model, sample, records.table, frozen)
    connection.execute(f"create or replace temp table training_score as select match_weight from ({weights})")
    prior_odds = model.probability / (1 - model.probability)
    all_pairs = records.count * (records.count - 1) / 2
    probability = model.probability
    for _ in range(30):
        odds = probability / (1 - probability) / prior_odds
        share = connection.sql(
            f"select avg(1 / (1 + 1 / ({odds!r} * pow(2, match_weight)))) from training_score"
        ).fetchall()[0][0]
        probability = max(share * found.count, 0.5) / all_pairs
        probability = min(probability, 0.5)
    return float(probability)
