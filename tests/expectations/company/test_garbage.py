"""Whatever stands in a file of the company, the reader says what is wrong with it and never falls over."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.company import CompanyError, load_company
from flows.init import TEMPLATE, write_company

FILES = sorted(str(path.relative_to(TEMPLATE)) for path in TEMPLATE.rglob("*") if path.suffix in (".yaml", ".sql"))
SIGNS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | SIGNS
    | st.sampled_from(["", "客户", "${X}", "{today}", "a" * 200, "../..", "\0", "postgresql", "2026-02-30", "NULL"])
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SIGNS | st.sampled_from(["name", "value"]), inner),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One company for all drawings; each file is put back after it was spoilt."""
    return write_company("茶馆", tmp_path_factory.mktemp("garbage") / "tea_house")


def loaded(folder: Path) -> None:
    """Load the company both ways; every problem must name its file and a cure."""
    for forgiving in (False, True):
        try:
            load_company(folder, {}, forgiving)
        except CompanyError as error:
            assert error.problems
            assert all(one.path and one.sentence and one.fix for one in error.problems)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(file=st.sampled_from([*FILES, "shopkeeper.toml"]), noise=st.binary(max_size=40) | SIGNS.map(str.encode))
@pytest.mark.parametrize("is_whole", [True, False], ids=["a file of noise", "noise within a file"])
def test_noise_is_told_and_nothing_is_raised(folder: Path, file: str, noise: bytes, is_whole: bool) -> None:
    path = folder / file
    kept = path.read_bytes()
    middle = sum(noise) % (len(kept) + 1)
    try:
        path.write_bytes(noise if is_whole else kept[:middle] + noise + kept[middle:])
        loaded(folder)
    finally:
        path.write_bytes(kept)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data(), file=st.sampled_from([file for file in FILES if file.endswith(".yaml")]), value=VALUES)
def test_any_value_in_any_place_is_told_and_nothing_is_raised(
    folder: Path, data: st.DataObject, file: str, value: object
) -> None:
    path = folder / file
    kept = path.read_bytes()
    said = yaml.safe_load(kept)
    place = data.draw(st.sampled_from(places(said)))
    try:
        path.write_text(yaml.safe_dump(planted(said, place, value), allow_unicode=True), "utf-8")
        loaded(folder)
    finally:
        path.write_bytes(kept)


def places(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The place of every value within a value."""
    found = [at]
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        found += places(one, (*at, key))
    return found


def planted(value: object, place: tuple[str | int, ...], other: object) -> object:
    """The value with another in one place."""
    if not place:
        return other
    key, *rest = place
    if isinstance(value, dict):
        return {name: planted(one, tuple(rest), other) if name == key else one for name, one in value.items()}
    assert isinstance(value, list)
    return [planted(one, tuple(rest), other) if index == key else one for index, one in enumerate(value)]
