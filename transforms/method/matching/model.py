"""The model of one party type: parameters of every level, made once and used night after night."""

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

from transforms.method.matching.blocking import ORGANISATION_RULES, PERSON_RULES, Rule
from transforms.method.matching.comparison import ORGANISATION_COMPARISONS, PERSON_COMPARISONS, Comparison

PartyType = Literal["person", "organisation"]
Parameters = dict[str, list[dict[str, float]]]

COMPARISONS = {"person": PERSON_COMPARISONS, "organisation": ORGANISATION_COMPARISONS}
RULES = {"person": PERSON_RULES, "organisation": ORGANISATION_RULES}

# Before any data are seen: of 100,000 pairs of records one is a match. Training replaces it.
PRIOR_PROBABILITY = 1e-5


@dataclass(frozen=True, slots=True)
class Model:
    """Parameters m and u of every level, the probability that two random records match, and what it was trained on."""

    party_type: PartyType
    parameters: Parameters
    probability: float
    trained_records: int

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The fixed comparisons of the party type."""
        return COMPARISONS[self.party_type]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The fixed blocking rules of the party type."""
        return RULES[self.party_type]

    def splink_settings(self, with_u: bool = True) -> dict[str, Any]:
        """Settings of Splink for the fixed comparisons with these parameters; without u before training."""
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "record_id",
            "probability_two_random_records_match": self.probability,
            "blocking_rules_to_generate_predictions": ["l.record_id = r.record_id"],
            "comparisons": [_splink_comparison(c, self.parameters[c.name], with_u) for c in self.comparisons],
            "em_convergence": 0.001,
            "max_iterations": 20,
        }


def prior_model(party_type: PartyType) -> Model:
    """The model before any training: the parameters written beside each level, made to sum to 1."""
    parameters = {}
    for comparison in COMPARISONS[party_type]:
        all_m, all_u = (sum(getattr(level, side) for level in comparison.levels) for side in ("m", "u"))
        parameters[comparison.name] = [{"m": level.m / all_m, "u": level.u / all_u} for level in comparison.levels]
    return Model(party_type, parameters, PRIOR_PROBABILITY, 0)


def rounded(model: Model) -> Model:
    """The model with eight significant digits: sums over threads differ in the sixteenth from run to run."""
    parameters = {
        name: [{side: float(f"{value:.8g}") for side, value in level.items()} for level in levels]
        for name, levels in model.parameters.items()
    }
    return replace(model, parameters=parameters, probability=float(f"{model.probability:.8g}"))


def _splink_comparison(comparison: Comparison, parameters: list[dict[str, float]], with_u: bool) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.unknown, "label_for_charts": "unknown", "is_null_level": True}
    ]
    for level, parameter in zip(comparison.levels, parameters, strict=True):
        splink_level: dict[str, Any] = {
            "sql_condition": "ELSE" if level.condition == "else" else level.condition,
            "label_for_charts": level.words,
            "m_probability": parameter["m"],
        }
        if with_u:
            splink_level["u_probability"] = parameter["u"]
        if level.term_frequency:
            splink_level |= {
                "tf_adjustment_column": level.term_frequency,
                "tf_adjustment_weight": 1.0,
                "disable_tf_exact_match_detection": True,
            }
        levels.append(splink_level)
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def term_columns(party_type: PartyType) -> list[str]:
    """Columns whose term frequencies are frozen with a model."""
    return sorted({level.term_frequency for c in COMPARISONS[party_type] for level in c.levels if level.term_frequency})


def weight_of(probability: float) -> float:
    """Match weight of a probability: its odds in log2."""
    return math.log2(probability / (1 - probability))
