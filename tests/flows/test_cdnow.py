"""CDNOW as a company: one night gives the parameters that the papers print, and a value to every customer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COMPANY = Path(__file__).parents[1] / "companies" / "cdnow"
pytestmark = pytest.mark.slow
# Model: log-likelihood, then each parameter as printed and its printed standard error.
PRINTED: dict[str, tuple[float, dict[str, tuple[float, float | None]]]] = {
    "bg_nbd": (
        -9582.429,
        {"r": (0.243, 0.01256), "alpha": (4.414, 0.37822), "a": (0.793, 0.18572), "b": (2.426, 0.70535)},
    ),
    "pareto_nbd": (
        -9594.976,
        {"r": (0.553, 0.0476), "alpha": (10.578, 0.8427), "s": (0.606, 0.1873), "beta": (11.669, 6.2105)},
    ),
    "mbg_nbd": (-9582.13, {"r": (0.525, None), "alpha": (6.183, None), "a": (0.891, None), "b": (1.614, None)}),
    "gamma_gamma": (-4055.918, {"p": (6.25, None), "q": (3.74, None), "v": (15.44, None)}),
    "bg_bb": (
        -33225.58,
        {"alpha": (1.204, None), "beta": (0.75, None), "gamma": (0.657, None), "delta": (2.784, None)},
    ),
    "sbg": (-1611.16, {"alpha": (0.668, None), "beta": (3.806, None)}),
}
# As in the tests of the models: errors are printed from a numeric Hessian, and delta of BG/BB is 2.7834 at the maximum.
DIGITS = {"gamma_gamma": 0.0051, "bg_bb": 6.01e-4}


@pytest.fixture(scope="module")
def cdnow(shared_data: Callable[[str], Path], published: Callable[..., Any]) -> Any:
    shared_data("clv/cdnow")
    return published(COMPANY, "1997-09-30")


@pytest.mark.parametrize("model", PRINTED)
def test_parameters_and_log_likelihood_are_the_published_ones(cdnow: Any, model: str) -> None:
    log_likelihood, parameters = PRINTED[model]
    columns = "parameter, estimate, standard_error, log_likelihood, verdict"
    rows = cdnow.rows(f"select {columns} from value.clv_fit where model = '{model}'")
    assert {name for name, *_ in rows} == set(parameters)
    for name, estimate, error, likelihood, verdict in rows:
        printed, printed_error = parameters[name]
        assert estimate == pytest.approx(printed, abs=DIGITS.get(model, 5.01e-4))
        assert printed_error is None or error == pytest.approx(printed_error, rel=2e-4, abs=5e-5)
        assert likelihood == pytest.approx(log_likelihood, abs=0.01)
        assert verdict == "interior"


def test_a_fit_tells_its_unit_and_whom_it_rests_on(cdnow: Any) -> None:
    units = cdnow.rows(
        "select unit, list(distinct model order by model), max(customers) from value.clv_fit group by unit"
    )
    assert sorted(units) == [
        ("USD", ["gamma_gamma"], 946),
        ("occasion", ["bg_bb"], 11_104),
        ("period", ["sbg"], 1_000),
        ("week", ["bg_nbd", "mbg_nbd", "nbd", "pareto_nbd"], 2_357),
    ]


def test_later_purchases_are_refused_and_reach_no_figure(cdnow: Any) -> None:
    shop = "from core.purchase where source = 'shop'"
    assert cdnow.one(f"select cast(max(occurred_at) as date) {shop}").isoformat() == "1997-09-30"
    assert cdnow.one(f"select count(*) {shop}") + cdnow.one("select count(*) from ops.quarantine") == 6919


def test_every_customer_has_a_value_an_interval_and_a_grade(cdnow: Any) -> None:
    figures = """select count(*), count(clv_12m), count(clv_grade), count(*) filter (clv_low <= clv_12m),
        count(*) filter (clv_12m <= clv_residual) from value.clv where model = 'bg_nbd'"""
    assert cdnow.rows(figures) == [(2357, 2357, 2357, 2357, 2357)]


def test_equity_is_the_sum_of_the_values(cdnow: Any) -> None:
    assert cdnow.one("select equity = (select sum(clv_residual) from value.clv) from value.customer_equity")
