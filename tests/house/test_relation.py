"""A temporary relation that one function makes for another is named in a signature, never assumed to stand.

A name is assumed when one function makes the relation and the SQL of another writes the name out. What is handed on, as
a text or as a field of a frozen dataclass, is formatted into the SQL of both, and its name stands in one place.
"""

import pytest

from tests.conftest import ROOT
from tests.house.relation import Places, made_and_named

PACKAGES = ("transforms", "expectations", "warehouse", "flows")
# Name of a relation -> why it may be written out in two functions, or made by two.
EXCEPTIONS: dict[str, str] = {}


def assumed(made: Places, named: Places) -> set[str]:
    """What is made in one place and written out in another, each with both places."""
    return {
        f"{name}: made in {', '.join(sorted(makers))}, assumed in {reader}"
        for name, makers in made.items()
        for reader in named.get(name, set()) - makers
        if name not in EXCEPTIONS
    }


def made_twice(made: Places) -> set[str]:
    """What two functions make by one name: on one connection each would find the other's."""
    return {
        f"{name}: made in {', '.join(sorted(makers))}"
        for name, makers in made.items()
        if len(makers) > 1 and name not in EXCEPTIONS
    }


@pytest.fixture(scope="module")
def house() -> tuple[Places, Places]:
    """Where every relation of the house is made, and where its name is written out."""
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    names = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files)
    return made_and_named({name: file.read_text("utf-8") for name, file in zip(names, files, strict=True)})


def test_no_function_assumes_a_relation_of_another(house: tuple[Places, Places]) -> None:
    assert assumed(*house) == set()


def test_no_two_functions_make_a_relation_of_one_name(house: tuple[Places, Places]) -> None:
    assert made_twice(house[0]) == set()


NAMES = """
@dataclass(frozen=True)
class Names:
    sold: str = "sold_goods"
"""
MAKER = """
SOLD = "create or replace temp table sold_goods as from till"
def make(con):
    con.execute(SOLD)
    return "sold_goods"
"""
ASSUMED = [
    pytest.param(MAKER, 'def count(con):\n    con.sql("select 1 from sold_goods")', id="by a query"),
    pytest.param(MAKER, 'GONE = "drop table sold_goods"\ndef drop(con):\n    con.sql(GONE)', id="by a constant"),
    pytest.param(MAKER, 'def hash(con):\n    content_hash(con, "sold_goods")', id="by a name handed on"),
    pytest.param(NAMES, 'def count(con, names):\n    con.sql("select 1 from sold_goods")', id="beside a dataclass"),
    pytest.param(
        'def make(con, rows):\n    con.register("sold_goods", rows)',
        'def count(con, day):\n    con.sql(f"from till join sold_goods on {day}")',
        id="of a registered frame",
    ),
    pytest.param(
        'def make(con, kind):\n    con.sql(f"create temp table sold_{kind} as from till")',
        'def count(con, one):\n    con.sql(f"select 1 from sold_{one}")',
        id="by a name put together",
    ),
]
NAMED = [
    pytest.param(MAKER, 'def count(con, sold):\n    con.sql(f"select 1 from {sold}")', id="a name in the signature"),
    pytest.param(
        MAKER, 'def count(con):\n    con.sql("with sold_goods as (from till) from sold_goods")', id="a part of a query"
    ),
    pytest.param(MAKER, 'def count(con):\n    con.sql("from core.sold_goods, sold_goods.line")', id="a stored table"),
    pytest.param(NAMES, 'def count(con, names):\n    con.sql(f"select 1 from {names.sold}")', id="a field"),
]


@pytest.mark.parametrize(("maker", "reader"), ASSUMED)
def test_a_relation_that_is_assumed_is_found_with_both_places(maker: str, reader: str) -> None:
    (found,) = assumed(*made_and_named({"shop.till": maker, "shop.report": reader}))
    assert "made in shop.till." in found
    assert "assumed in shop.report." in found


@pytest.mark.parametrize(("maker", "reader"), NAMED)
def test_a_relation_that_is_named_is_not(maker: str, reader: str) -> None:
    assert assumed(*made_and_named({"shop.till": maker, "shop.report": reader})) == set()


def test_a_constant_of_another_module_is_followed() -> None:
    reader = "from shop.words import SOLD\ndef count(con):\n    con.sql(SOLD)"
    words = 'ALL = "from sold_goods"\nSOLD = f"select 1 {ALL}"'
    made, named = made_and_named({"shop.till": MAKER, "shop.words": words, "shop.report": reader})
    assert assumed(made, named) == {"sold_goods: made in shop.till.make, assumed in shop.report.count"}


def test_one_name_for_two_relations_is_found() -> None:
    other = 'def load(con, rows):\n    con.register("sold_goods", rows)'
    made, _ = made_and_named({"shop.till": MAKER, "shop.store": other})
    assert made_twice(made) == {"sold_goods: made in shop.store.load, shop.till.make"}
