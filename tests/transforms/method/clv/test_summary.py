"""Statistics from purchases in arrays: a drawn world, blocks of any length, customers of any name."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.transforms.method.clv import cdnow
from transforms.method.clv import summary
from transforms.method.clv.summary import alike, summarise

PURCHASES = """
王芳  3:10 3:5 9:20 12:40 30:99
李娜  12:7
张伟  0:8 12:16
刘洋  13:1
"""


def drawn() -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    rows = [line.split() for line in PURCHASES.strip().splitlines()]
    told = [(name, *pair.split(":")) for name, *pairs in rows for pair in pairs]
    customer, day, amount = zip(*told, strict=True)
    return np.array(customer), np.array(day, dtype=int), np.array(amount, dtype=float)


def test_purchases_of_one_day_are_one_and_later_ones_are_not_known() -> None:
    told = summarise(*drawn(), today=12)
    rows = zip(told.customer, told.x.tolist(), told.tx_days.tolist(), told.t_days.tolist(), strict=True)
    assert {name: row for name, *row in rows} == {"王芳": [2, 9, 9], "李娜": [0, 0, 0], "张伟": [1, 12, 12]}
    spend = dict(zip(told.customer, told.mean_spend, strict=True))
    assert (spend["王芳"], spend["张伟"]) == (30, 16)
    assert np.isnan(spend["李娜"])


@pytest.mark.parametrize("block", [1, 2, 3, 1000])
def test_neither_the_order_of_purchases_nor_the_length_of_a_block_matters(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    customer, day, amount = drawn()
    whole = summarise(customer, day, amount, 30)
    monkeypatch.setattr(summary, "BLOCK", block)
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(day))
        again = summarise(customer[order], day[order], amount[order], 30)
        for name in summary.Summary.__slots__:
            np.testing.assert_array_equal(getattr(whole, name), getattr(again, name))


@pytest.mark.parametrize("named", [lambda who: who - 7, lambda who: who * 10**9, lambda who: who.astype(str)])
def test_cdnow_has_the_statistics_of_the_papers_whatever_its_customers_are_called(named: Callable[..., Any]) -> None:
    customer, day, amount = cdnow.purchases("CDNOW_sample.txt", 1)
    told = summarise(named(customer), day, amount, cdnow.CUTOFF)
    assert (len(told.x), told.x.sum(), (told.x > 0).sum()) == (2357, 2457, 946)
    assert sorted(named(np.unique(customer)).tolist()) == told.customer.tolist()
    count, mean = cdnow.mean_repeat_spend(customer, day, amount)
    repeat = told.x > 0
    assert np.sort(told.x[repeat]).tolist() == np.sort(count).tolist()
    assert np.sort(told.mean_spend[repeat]) == pytest.approx(np.sort(mean))


def test_customers_alike_are_counted_together_and_find_their_row() -> None:
    customer, day, amount = cdnow.purchases("CDNOW_sample.txt", 1)
    told = summarise(customer, day, amount, cdnow.CUTOFF)
    found = alike(told.x, told.tx_days, told.t_days)
    for column in ("x", "tx_days", "t_days"):
        np.testing.assert_array_equal(getattr(found, column)[found.place], getattr(told, column))
    rows = np.column_stack([found.x, found.tx_days, found.t_days])
    assert np.array_equal(np.unique(rows, axis=0), rows)
    assert np.array_equal(np.bincount(found.place), found.customers)


def test_nobody_has_no_statistics() -> None:
    told = summarise([], np.array([], dtype=int), [], 5)
    assert len(told.customer) == 0
    assert len(alike(told.x, told.tx_days, told.t_days).customers) == 0


def test_what_does_not_fit_one_number_is_refused() -> None:
    with pytest.raises(ValueError, match="in parts"):
        summarise([0, 1], np.array([0, 2**62]), [1.0, 1.0], 2**62)
