"""What the documents say of the house is so: paths exist, rooms are rooms, retired words are gone."""

import ast
import re
from pathlib import Path

import pytest

from expectations.catalog import SCHEMAS

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), *(ROOT / n for n in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))]
PAGES = [page for page in PAGES if page.name != "dictionary.md"]
FOLDERS = ("flows", "warehouse", "expectations", "transforms", "tests", "benchmarks", "docs")
PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
STYLE = (ROOT / "docs" / "style.md").read_text("utf-8")
RETIRED = re.findall(r"`(\w+)`", STYLE.split("Retired words")[1].split("\n\n")[0])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_and_link_of_a_page_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    named = [path for path in PATH.findall(text) if not path.endswith(".duckdb")]  # those stand in a state folder
    missing = [path for path in named if not (ROOT / path).exists()]
    missing += [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert not missing


def test_the_rooms_of_the_design_are_the_rooms_of_the_house() -> None:
    table = (ROOT / "docs" / "design.md").read_text("utf-8").split("## How a night flows")[0]
    for line in table.splitlines():
        if found := re.match(r"\| `(\w+)/` \|.*\| (.*) \|$", line):
            folder, rooms = ROOT / found[1], set(re.findall(r"`(\w+)/`", found[2]))
            if folder.name != "tests":
                there = {one.name for one in folder.iterdir() if (one / "__init__.py").is_file()}
                there -= set(SCHEMAS) if folder.name == "transforms" else set()
                assert rooms == there, folder.name


def test_no_module_class_or_function_bears_a_retired_word() -> None:
    assert len(RETIRED) > 10
    word = re.compile(rf"(?:^|_)({'|'.join(RETIRED)})(?:_|$)")
    borne = []
    for folder in FOLDERS[:4]:
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
            names = [path.stem, *(node.name for node in ast.walk(tree) if isinstance(node, kinds))]
            borne += [f"{path.relative_to(ROOT)}: {name}" for name in names if word.search(name.lower())]
    assert not borne


def test_the_readme_begins_in_the_words_of_the_field() -> None:
    first = (ROOT / "README.md").read_text("utf-8").split("\n\n")[1].split(", ")[0]
    assert "batch customer data platform" in first
