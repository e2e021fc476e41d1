"""What a customer gets less what it costs the customer."""

from functools import cache
from typing import Any

from tests.world.chain import rows_of
from tests.world.survey import survey

ITEMS = ("product", "service", "people", "image", "money", "time", "energy", "psychic")


def eight(
    who: str,
    scores: tuple[int, ...],
    importance: tuple[int | str, ...] = (),
    low: str | int = 1,
    high: str | int = 7,
    items: tuple[str, ...] = ITEMS,
    aspect: str = "performance",
) -> list[str]:
    sides = [(aspect, scores, low, high), ("importance", importance, 1, 7)]
    return [
        f"{who} | 夏 | net_value | {item} | {side} | {score} | {lowest} | {highest}"
        for side, given, lowest, highest in sides
        for item, score in zip(items, given, strict=False)
    ]


@cache
def values(table: str = "satisfaction.net_customer_value") -> list[dict[str, Any]]:
    lines = [
        "who | wave | instrument | item | aspect | score | low | high",
        *eight("plain", (6, 5, 7, 4, 5, 6, 4, 7)),
        *eight("weighed", (6, 5, 7, 4, 5, 6, 4, 7), (7, 1, 1, 1, 7, 1, 1, 1)),
        *eight("burdened", (6, 5, 7, 4), aspect="performance"),
        *eight("burdened", (3, 2, 4, 1), items=ITEMS[4:], aspect="burden"),
        *eight("seven", (6, 5, 7, 4, 5, 6, 4)),
        *eight("adrift", (6, 5, 7, 4, 5, 6, 4, 7), low="", high=""),
    ]
    return rows_of(table, survey("\n".join(lines)))


def row(who: str) -> dict[str, Any]:
    return next(r for r in values() if r["customer_id"] == who)


def test_benefits_less_costs_when_all_matter_alike() -> None:
    found = row("plain")
    assert (found["benefit"], found["cost"], found["net_value"], found["value_ratio"]) == (22.0, 10.0, 12.0, 2.2)


def test_a_cost_may_be_told_as_a_burden_instead_of_as_how_well_we_do() -> None:
    found = row("burdened")
    assert (found["benefit"], found["cost"], found["net_value"]) == (22.0, 10.0, 12.0)


def test_what_matters_weighs_more() -> None:
    # Mean importance 20 / 8 = 2.5: benefit (42 + 5 + 7 + 4) / 2.5 = 23.2, cost (21 + 2 + 4 + 1) / 2.5 = 11.2.
    found = row("weighed")
    assert (found["is_weighted"], found["benefit"], found["cost"], found["net_value"]) == (True, 23.2, 11.2, 12.0)


def test_without_all_eight_there_is_no_value() -> None:
    found = row("seven")
    assert (found["n"], found["net_value"], found["reason"]) == (7, None, "not all eight asked")


def test_on_an_undeclared_scale_there_is_no_value() -> None:
    assert row("adrift")["reason"] == "no scale declared"


def test_the_wave_has_its_mean_over_customers() -> None:
    found = next(r for r in values("satisfaction.satisfaction_summary") if r["measure"] == "net_customer_value")
    assert (found["n"], found["value"], found["low"]) == (3, 12.0, 12.0)
