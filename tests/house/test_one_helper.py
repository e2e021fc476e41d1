"""What must be done right is done in one place, and nobody does it by hand."""

import re

from tests.conftest import ROOT

PACKAGES = ("flows", "warehouse", "expectations", "transforms")
DOUBLED = re.compile(r"""\.replace\((["'])(["'])\1, (["'])\2\2\3\)""")
MODE = re.compile(r"\b0o[0-7]{3}\b")
BELOW_STATE = re.compile(r"""\bstate\)? / f?["']""")


def found(pattern: re.Pattern[str]) -> set[str]:
    """Modules whose text has the pattern."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    return {str(file.relative_to(ROOT)) for file in files if pattern.search(file.read_text("utf-8"))}


def test_sql_is_quoted_in_one_place() -> None:
    # The address of a record is no SQL, though OData doubles the same quote.
    assert found(DOUBLED) == {"transforms/sql_text.py", "warehouse/release/request_body.py"}


def test_files_are_made_private_in_one_place() -> None:
    # The command sets its umask; whatever else is written gets its mode from the one module.
    assert found(MODE) == {"warehouse/private_file.py", "flows/cli.py"}


def test_paths_below_the_state_folder_are_spelled_in_one_place() -> None:
    assert found(BELOW_STATE) == set()
