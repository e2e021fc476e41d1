"""A backtest told apart by frequency and day after day, against the tables of the papers."""

import numpy as np
import polars as pl
import pytest

from tests.transforms.method.clv import cdnow
from transforms.method.clv import bg_nbd
from transforms.method.clv.backtest import window
from transforms.method.clv.fit import Fit
from transforms.method.clv.held_out import added_up, by_frequency, of_new_customer


@pytest.fixture(scope="module")
def sample() -> pl.DataFrame:
    customer, day, _ = cdnow.purchases("CDNOW_sample.txt", 1)
    pairs = np.unique(np.column_stack([customer, day]), axis=0)
    return pl.DataFrame({"customer": pairs[:, 0], "day": pairs[:, 1]})


@pytest.fixture(scope="module")
def fit(sample: pl.DataFrame) -> Fit:
    known = window(sample["customer"], sample["day"], cdnow.CUTOFF, cdnow.HOLDOUT).alike
    return bg_nbd.fit(known.x, known.tx_days, known.t_days, known.customers, is_modified=False)


def test_purchases_by_frequency_are_the_published_ones(sample: pl.DataFrame, fit: Fit) -> None:
    seen = window(sample["customer"], sample["day"], cdnow.CUTOFF, cdnow.HOLDOUT)
    rows = by_frequency(seen, fit, cdnow.HOLDOUT)
    assert rows["customers"].to_list() == [1411, 439, 214, 100, 62, 38, 29, 64]
    came = [0.2367, 0.6970, 1.3925, 1.5600, 2.5323, 2.9474, 3.8621, 6.3594]
    assert (rows["actual"] / rows["customers"]).to_list() == pytest.approx(came, abs=5.1e-5)
    foretold = [0.2251, 0.5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570]
    assert (rows["expected"] / rows["customers"]).to_list() == pytest.approx(foretold, abs=1e-3)


def test_repeat_purchases_add_up_to_what_was_bought_and_stay_near_the_model(sample: pl.DataFrame, fit: Fit) -> None:
    rows = added_up(sample, fit, cdnow.CUTOFF, cdnow.HOLDOUT)
    at = cdnow.CUTOFF - int(rows["day"][0])
    assert rows["actual"][at] == 2457
    assert rows["actual"][-1] - rows["actual"][at] == 1882
    assert rows["expected"][at] == pytest.approx(rows["actual"][at], rel=0.02)
    assert rows["expected"].is_sorted()


def test_a_new_customer_who_never_leaves_buys_at_the_mean_rate() -> None:
    fit = Fit("nbd", "nbd", {"r": 2.0, "alpha": 40.0}, {}, 0.0, "day", "interior", "", 1.0, 1)
    np.testing.assert_allclose(of_new_customer(fit, 5), [0, 0.05, 0.1, 0.15, 0.2])


def test_a_new_customer_of_cdnow_buys_as_published() -> None:
    parameters = {"r": 0.243, "alpha": 4.414 * 7, "a": 0.793, "b": 2.426}
    fit = Fit("bg_nbd", "bg_nbd", parameters, {}, 0.0, "day", "interior", "", 1.0, 1)
    assert of_new_customer(fit, 52 * 7 + 1)[-1] == pytest.approx(1.444, abs=0.005)
