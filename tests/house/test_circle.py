"""No module comes round to itself, through a name that is put together when it runs neither."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.conftest import ROOT

PACKAGES = ("flows", "warehouse", "expectations", "transforms")
# Who imports a module whose name is data, and the package in which that module stands.
HIDDEN = {
    "flows.sources.landing": "flows.sources",  # the reader of a format, with its library, only when a file has it
    "warehouse.engine": "transforms",  # the code of a step, which is found by its table's name
}


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """Module -> modules that it imports, whatever can stand behind a name that is data included."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    found = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    for module, package in HIDDEN.items():
        found[module] |= {one for one in found if one.startswith(f"{package}.") and one != module}
    return found


def circle(imports: dict[str, set[str]]) -> list[str]:
    """The modules of one circle, or none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def importing_by_name(folder: Path) -> Iterator[str]:
    """Modules that import what they call by a text."""
    for file in sorted(path for package in PACKAGES for path in (folder / package).rglob("*.py")):
        called = (one.func for one in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(one, ast.Call))
        names = {one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in called}
        if names & {"import_module", "__import__", "exec_module", "run_module", "run_path"}:
            yield ".".join(file.relative_to(folder).with_suffix("").parts)


def test_no_module_comes_round_to_itself(imports: dict[str, set[str]]) -> None:
    assert circle(imports) == []


def test_a_circle_through_a_name_that_is_data_is_found(imports: dict[str, set[str]]) -> None:
    back = {**imports, "flows.sources.parquet": {"flows.sources.landing"}}
    assert set(circle(back)) == {"flows.sources.parquet", "flows.sources.landing"}
    up = {**imports, "transforms.value.season": {"warehouse.engine"}}
    assert set(circle(up)) == {"transforms.value.season", "warehouse.engine"}


def test_nobody_else_imports_by_a_name_that_is_data() -> None:
    assert list(importing_by_name(ROOT)) == sorted(HIDDEN)


def test_an_import_by_a_name_is_seen_however_it_is_called(tmp_path: Path) -> None:
    for number, call in enumerate(("importlib.import_module(name)", "__import__(name)", "import_module('a')", "f()")):
        (tmp_path / "flows").mkdir(exist_ok=True)
        (tmp_path / "flows" / f"m{number}.py").write_text(call, "utf-8")
    assert list(importing_by_name(tmp_path)) == ["flows.m0", "flows.m1", "flows.m2"]
