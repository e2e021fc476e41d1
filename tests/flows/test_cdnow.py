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
}
# As in the tests of the models: errors are printed from a numeric Hessian.
DIGITS = {"gamma_gamma": 0.0051}


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


def test_fits_are_told_in_weeks_and_in_dollars(cdnow: Any) -> None:
    units = cdnow.rows("select distinct model = 'gamma_gamma', unit from value.clv_fit order by all")
    assert units == [(False, "week"), (True, "USD")]


def test_later_purchases_are_refused_and_reach_no_figure(cdnow: Any) -> None:
    assert cdnow.one("select cast(max(occurred_at) as date) from core.purchase").isoformat() == "1997-09-30"
    assert cdnow.one("select count(*) from core.purchase") + cdnow.one("select count(*) from ops.quarantine") == 6919


def test_every_customer_has_a_value_an_interval_and_a_grade(cdnow: Any) -> None:
    figures = """select count(*), count(clv_12m), count(clv_grade), count(*) filter (clv_low <= clv_12m),
        count(*) filter (clv_12m <= clv_residual) from value.clv"""
    assert cdnow.rows(figures) == [(2357, 2357, 2357, 2357, 2357)]


def test_equity_is_the_sum_of_the_values(cdnow: Any) -> None:
    assert cdnow.one("select equity = (select sum(clv_residual) from value.clv) from value.customer_equity")
