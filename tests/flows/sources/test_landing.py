"""The landing: private, whole or not at all, the same on a second run, and inside the folder of the data."""

import stat
from pathlib import Path

import pytest

from flows.sources.landing import SourceRefused, land
from tests.flows.sources.deliver import TODAY, company, deliver, source_object


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    landed = deliver(tmp_path, b"a\n1\n", ["a"]).landed
    assert landed.path == tmp_path / "var/landing/shop/customer/2026-03-01.parquet"
    assert landed.rejected_path.name == "2026-03-01.rejected.parquet"
    for path in (landed.path, landed.rejected_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (landed.path.parent, tmp_path / "var"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_delivery_lands_byte_for_byte_the_same(tmp_path: Path) -> None:
    first = deliver(tmp_path, b"a,b\n1,2\n3\n", ["a", "b"]).landed
    content = first.path.read_bytes(), first.rejected_path.read_bytes()
    second = deliver(tmp_path, b"a,b\n1,2\n3\n", ["a", "b"]).landed
    assert (second.path.read_bytes(), second.rejected_path.read_bytes()) == content
    assert second.content_hash == first.content_hash
    assert deliver(tmp_path, b"a,b\n1,2\n4\n", ["a", "b"]).landed.content_hash != first.content_hash


def test_a_refused_delivery_leaves_the_landing_of_an_earlier_try(tmp_path: Path) -> None:
    first = deliver(tmp_path, b"a\n1\n", ["a"])
    with pytest.raises(SourceRefused):
        deliver(tmp_path, b"a\n1\n\xff\xff\n\xff\n", ["a"])
    assert sorted(path.name for path in first.landed.path.parent.iterdir()) == [
        "2026-03-01.parquet",
        "2026-03-01.rejected.parquet",
    ]


def test_the_day_stands_in_the_path_in_any_form(tmp_path: Path) -> None:
    shop = company(tmp_path)
    (shop.data / "20260301").mkdir()
    (shop.data / "20260301" / "people-2026-03-01.csv").write_text("a\n1\n", "utf-8")
    people = source_object(["a"], location="{today:%Y%m%d}/people-{today}.csv")
    assert land(people, shop, TODAY, None).landed == 1


def test_a_variable_of_the_environment_stands_in_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = company(tmp_path)
    (shop.data / "file").write_text("a\n1\n", "utf-8")
    monkeypatch.setenv("SHOP_FILE", "file")
    assert land(source_object(["a"], location="${SHOP_FILE}"), shop, TODAY, None).landed == 1
    assert land(source_object(["a"], location="${NO_SUCH_SHOP:-file}"), shop, TODAY, None).landed == 1
    with pytest.raises(SourceRefused, match="NO_SUCH_SHOP is not set"):
        land(source_object(["a"], location="${NO_SUCH_SHOP}"), shop, TODAY, None)


@pytest.mark.parametrize("location", ["../secret", "link", "a/../../secret"])
def test_a_file_outside_the_data_is_refused(tmp_path: Path, location: str) -> None:
    shop = company(tmp_path)
    (tmp_path / "secret").write_text("a\n1\n", "utf-8")
    (shop.data / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(SourceRefused, match="outside the data folder"):
        land(source_object(["a"], location=location), shop, TODAY, None)
