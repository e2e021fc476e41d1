"""Where a company's state lies: every path stays below its folder."""

from pathlib import Path

import pytest

from expectations.company.state import State


@pytest.mark.parametrize("recipient", ["mail", "邮局", "../../out", "mail/../house"])
def test_the_key_of_a_recipient_lies_in_the_folder_of_keys(recipient: str, tmp_path: Path) -> None:
    assert State(tmp_path).key(recipient).resolve().parent == (tmp_path / "keys").resolve()
