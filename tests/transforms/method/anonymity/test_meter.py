import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.method.anonymity.meter import measure

WARD = pl.DataFrame(
    [
        ("上海", 30, "流感"),
        ("上海", 30, "流感"),
        ("上海", 30, "胃炎"),
        ("上海", 30, "胃炎"),
        ("北京", None, "流感"),
        ("北京", None, "流感"),
        ("北京", None, "流感"),
        ("北京", None, "骨折"),
        ("北京", 30, "骨折"),
        ("北京", 30, "胃炎"),
    ],
    schema=["city", "age", "illness"],
    orient="row",
)


def test_null_is_a_value_of_its_own() -> None:
    measured = measure(WARD, ["city", "age"])
    assert (measured.classes, measured.k) == (3, 2)


def test_the_prosecutor_picks_one_of_the_smallest_class() -> None:
    measured = measure(WARD, ["city", "age"], ["illness"])
    assert (measured.rows, measured.risk_max, measured.risk_average) == (10, 0.5, 0.3)


def test_each_measure_of_a_table_worked_out_by_hand() -> None:
    exposure = measure(WARD, ["city", "age"], ["illness"]).sensitive[0]
    # The whole: 流感 .5, 胃炎 .3, 骨折 .2. The worst class is the second, with 流感 .75 and 骨折 .25.
    assert exposure.alpha == 0.75
    assert exposure.l == 2
    assert exposure.entropy_l == pytest.approx(math.exp(-0.75 * math.log(0.75) - 0.25 * math.log(0.25)))
    assert exposure.recursive_c == pytest.approx(3.0)
    assert exposure.beta == pytest.approx(0.5 / 0.2 - 1)
    assert exposure.delta == pytest.approx(math.log(0.5 / 0.2))
    assert exposure.t_equal == pytest.approx((0.5 - 0.2) + (0.5 - 0.3))


def test_a_class_with_fewer_values_than_l_is_never_recursively_diverse() -> None:
    one_value = pl.DataFrame({"city": ["上海"] * 3 + ["北京"] * 3, "illness": ["流感"] * 3 + ["a", "b", "c"]})
    exposure = measure(one_value, ["city"], ["illness"]).sensitive[0]
    assert (exposure.l, exposure.alpha, exposure.entropy_l) == (1, 1.0, 1.0)


def test_without_quasi_identifiers_all_rows_are_one_class() -> None:
    measured = measure(WARD, [], ["illness"])
    assert measured.k == 10
    assert measured.sensitive[0].t_equal == pytest.approx(0, abs=1e-12)
    assert measured.sensitive[0].t_ordered == pytest.approx(0, abs=1e-12)


def test_an_empty_table_has_no_risk() -> None:
    measured = measure(WARD.clear(), ["city"], ["illness"])
    assert (measured.rows, measured.k, measured.risk_max, measured.sensitive) == (0, 0, 0.0, ())


def test_a_column_with_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="contains NaN"):
        measure(pl.DataFrame({"score": [1.0, math.nan]}), ["score"])


def brute_force(classes: list[int], values: list[int]) -> dict[str, float]:
    """The definitions written out class by class and value by value."""
    rows = list(zip(classes, values, strict=True))
    domain = sorted(set(values))
    whole = np.array([values.count(value) / len(values) for value in domain])
    found: dict[str, list[float]] = {}
    fewest = min(len({v for c, v in rows if c == one}) for one in set(classes))
    for one in set(classes):
        inside = [value for number, value in rows if number == one]
        share = np.array([inside.count(value) / len(inside) for value in domain])
        present = share > 0
        ranked = sorted((inside.count(value) for value in set(inside)), reverse=True)
        ratio = share[present] / whole[present]
        figures = {
            "alpha": share.max(),
            "l": len(set(inside)),
            "entropy_l": math.exp(-sum(q * math.log(q) for q in share[present])),
            "recursive_c": ranked[0] / sum(ranked[fewest - 1 :]),
            "beta": (ratio - 1).max(),
            "delta": abs(np.log(ratio)).max(),
            "t_equal": abs(share - whole).sum() / 2,
            "t_ordered": abs(np.cumsum(share - whole)).sum() / max(len(domain) - 1, 1),
        }
        for name, figure in figures.items():
            found.setdefault(name, []).append(float(figure))
    worst = {"l": min, "entropy_l": min}
    return {name: worst.get(name, max)(figures) for name, figures in found.items()}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), min_size=1, max_size=40))
def test_every_measure_equals_its_definition(rows: list[tuple[int, int]]) -> None:
    classes, values = (list(column) for column in zip(*rows, strict=True))
    exposure = measure(pl.DataFrame({"class": classes, "value": values}), ["class"], ["value"]).sensitive[0]
    for name, figure in brute_force(classes, values).items():
        assert getattr(exposure, name) == pytest.approx(figure, abs=1e-9), name
