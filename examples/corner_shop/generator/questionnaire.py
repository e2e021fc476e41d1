"""The questionnaire of the customers: instruments, items, aspects and scales."""

import polars as pl

from examples.corner_shop.generator import draw

CORE = ("nps", "csat", "ces", "closeness", "wallet")
FORMS = draw.listed(
    "price convenience choice employees information association function relationship individual_customer surprise "
    "community memory experience"
)
ELEMENTS = draw.listed(
    "trust commitment investment dependence two_way_communication attachment reciprocity shared_benefits mutuality"
)
# instrument: items, aspects with the mean answer as a share of the scale and the weight of the person's attitude, scale
INSTRUMENTS = {
    "nps": (("recommend",), {"likelihood": (0.74, 0.14)}, (0, 10)),
    "csat": (("overall",), {"satisfaction": (0.70, 0.16)}, (1, 5)),
    "ces": (("effort",), {"ease": (0.66, 0.10)}, (1, 7)),
    "closeness": (("closeness",), {"now": (0.52, 0.14), "wanted": (0.58, 0.05)}, (1, 7)),
    "wallet": (("wallet",), {"our_rank": (0.09, -0.05), "brands": (0.24, 0.0)}, (1, 10)),
    "servqual": (
        ("tangibles", "reliability", "responsiveness", "assurance", "empathy"),
        {"expected": (0.78, 0.02), "perceived": (0.68, 0.13), "adequate": (0.52, 0.01), "desired": (0.84, 0.01),
         "importance": (0.72, 0.0)},
        (1, 7),
    ),
    "value_form": (FORMS, {"importance": (0.64, 0.0), "performance": (0.60, 0.12)}, (1, 7)),
    "driver": (
        ("core_product", "process_support", "performance", "interaction", "emotion"),
        {"effect": (0.62, 0.13)},
        (-3, 3),
    ),
    "relationship_element": (ELEMENTS, {"agreement": (0.58, 0.13)}, (1, 7)),
    "net_value": (
        ("product", "service", "people", "image", "money", "time", "energy", "psychic"),
        {"importance": (0.62, 0.0), "performance": (0.60, 0.09)},
        (1, 7),
    ),
    "service_element": (
        ("delivery", "advice", "opening_hours", "returns", "checkout"),
        {"ours": (0.64, 0.12), "best_rival": (0.60, -0.04), "best": (0.0, 0.0), "worst": (0.0, 0.0)},
        (1, 7),
    ),
}  # fmt: skip


def sheet() -> pl.DataFrame:
    """One row a question of the whole questionnaire."""
    rows = [
        (number, name, item, aspect, mean, weight, *((0, 1) if aspect in ("best", "worst") else scale), position)
        for number, (name, (items, aspects, scale)) in enumerate(INSTRUMENTS.items())
        for position, item in enumerate(items)
        for aspect, (mean, weight) in aspects.items()
    ]
    names = ["number", "instrument", "item", "aspect", "mean", "weight", "scale_low", "scale_high", "position"]
    return pl.DataFrame(rows, schema=names, orient="row")
