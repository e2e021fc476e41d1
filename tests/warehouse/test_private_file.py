"""What is written belongs to its owner alone, whatever the umask and whatever stood there before."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.private_file import close_to_others, make_private, open_private, write_private


@pytest.fixture(autouse=True)
def a_generous_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_whole_and_closed_to_others_with_its_folders(tmp_path: Path) -> None:
    write_private(tmp_path / "a" / "b" / "客户.csv", b"one")
    write_private(tmp_path / "a" / "b" / "客户.csv", b"two")
    assert (tmp_path / "a/b/客户.csv").read_bytes() == b"two"
    assert [mode(tmp_path / one) for one in ("a", "a/b", "a/b/客户.csv")] == [0o700, 0o700, 0o600]
    assert len(list((tmp_path / "a/b").iterdir())) == 1


def test_folders_that_stand_open_are_closed_from_the_given_one_down_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "var" / "landing").mkdir(mode=0o755, parents=True)
    tmp_path.chmod(0o755)
    make_private(tmp_path / "var" / "landing" / "shop", within=tmp_path / "var")
    assert [mode(tmp_path / one) for one in ("var", "var/landing", "var/landing/shop")] == [0o700] * 3
    assert mode(tmp_path) == 0o755


def test_what_a_library_made_is_closed_afterwards(tmp_path: Path) -> None:
    (tmp_path / "night.duckdb").touch()
    close_to_others(tmp_path / "night.duckdb")
    assert mode(tmp_path / "night.duckdb") == 0o600


def test_a_lock_is_made_once_and_keeps_its_content(tmp_path: Path) -> None:
    for _ in range(2):
        os.close(open_private(tmp_path / "writer.lock"))
    assert mode(tmp_path / "writer.lock") == 0o600
