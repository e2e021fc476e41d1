"""What the generator of the sample company writes: the same bytes, the promised formats, every promised oddity."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from stdnum.cn import uscc
from stdnum.de import vat

from tests.examples.conftest import NIGHTS, Company

ROOT = Path(__file__).resolve().parents[2]
Reader = Callable[[str, str], pl.DataFrame]
APPENDED = (
    ("receipt_id", "till", "receipt"),
    ("contact_id", "helpdesk", "contact"),
    ("answer_id", "survey", "answer"),
    ("cost_no", "business", "service_cost"),
)


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _run(how: list[str], folder: Path, hash_seed: str, seed: str = "3") -> dict[str, str]:
    command = [sys.executable, *how, "--customers", "250", "--seed", seed, "--nights", "2", "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, env=os.environ | {"PYTHONHASHSEED": hash_seed})
    return _digests(folder)


def test_the_same_arguments_give_the_same_bytes_as_a_module_or_by_path_under_any_hash_seed(tmp_path: Path) -> None:
    as_module = _run(["-m", "examples.corner_shop.generate"], tmp_path / "a", "1")
    by_path = _run([str(ROOT / "examples" / "corner_shop" / "generate.py")], tmp_path / "b", "2")
    assert as_module == by_path
    assert len(as_module) > 2 * 14


def test_another_seed_gives_another_company(tmp_path: Path) -> None:
    one, other = (_run(["-m", "examples.corner_shop.generate"], tmp_path / seed, "0", seed) for seed in ("3", "4"))
    assert one.keys() == other.keys()
    assert not [name for name in one if one[name] == other[name] and "survey" not in name]


def test_one_night_holds_the_whole_history(company: Company, tmp_path: Path) -> None:
    command = ["-m", "examples.corner_shop.generate", "--customers", "250", "--nights", "1", "--out", str(tmp_path)]
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True)
    receipts = pl.read_parquet(tmp_path / NIGHTS[-1] / "till" / "receipt.parquet")
    assert receipts.select(pl.col("paid_at").min().dt.year() == 2024).item()
    assert sorted(path.name for path in tmp_path.iterdir()) == [NIGHTS[-1], "truth"]


@pytest.mark.parametrize(
    ("path", "encoding", "begins"),
    [
        ("crm/customer.csv", "gb18030", b"customer_no;name"),
        ("loyalty/member.csv", "utf-8", b"\xef\xbb\xbfcard_no,"),
        ("business/organisation.csv", "utf-16", b"\xff\xfeo\x00r\x00g\x00"),
        ("helpdesk/contact.ndjson", "utf-8", b'{"contact_id":'),
        ("consent/consent.json", "utf-8", b'[{"email":'),
        ("till/receipt.parquet", None, b"PAR1"),
        ("shop/shop.sqlite", None, b"SQLite format 3\x00"),
        ("survey/wave.xlsx", None, b"PK\x03\x04"),
    ],
)
def test_a_file_is_written_as_promised(company: Company, path: str, encoding: str | None, begins: bytes) -> None:
    for night in NIGHTS:
        content = (company.folder / night / path).read_bytes()
        assert content.startswith(begins)
        if encoding:
            assert re.search("[\u4e00-\u9fff]|@", content.decode(encoding))


def test_the_crm_is_not_utf8_and_has_umlauts_and_hanzi(company: Company) -> None:
    content = (company.folder / NIGHTS[0] / "crm" / "customer.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    text = content.decode("gb18030")
    assert "Müller" in text
    assert "张" in text
    assert '"请放""门卫"""' in text or '""门卫""' in text


def test_a_row_with_a_delimiter_too_many_has_a_cell_too_many(company: Company) -> None:
    broken = company.truth("broken_row").filter(pl.col("kind") == "extra_delimiter")
    for path, encoding, mark, source in (
        ("crm/customer.csv", "gb18030", ";", "crm"),
        ("loyalty/member.csv", "utf-8-sig", ",", "loyalty"),
        ("business/organisation.csv", "utf-16", "\t", "business"),
    ):
        lines = company.csv_lines(NIGHTS[0], path, encoding)
        longer = [line for line in lines if '"' not in line and line.count(mark) == lines[0].count(mark) + 1]
        due = broken.filter((pl.col("source") == source) & (pl.col("first_night") == NIGHTS[0]))
        assert sorted(line.split(mark)[0] for line in longer) == sorted(due["key"])
        assert longer


def test_every_broken_row_of_the_truth_stands_in_its_file(company: Company, rows: Reader) -> None:
    broken = company.truth("broken_row").filter(~pl.col("kind").is_in(["extra_delimiter", "cut_line"]))
    for (source, table, column), part in broken.group_by("source", "table", "column_name"):
        found = rows(str(source), str(table)).filter(pl.col("night").is_in(part["first_night"].unique().implode()))
        for kind, value in part.select("kind", "value").unique().rows():
            if value is None:
                assert found[str(column)].null_count() >= 1, (source, table, kind)
            else:
                number = found[str(column)].str.strip_suffix(".0") if kind == "out_of_range" else found[str(column)]
                shown = value.removesuffix(".000000")
                assert number.str.starts_with(shown).any(), (source, table, kind)


def test_about_one_row_in_two_hundred_is_broken(company: Company, rows: Reader) -> None:
    broken = company.truth("broken_row")
    for source, table in (("crm", "customer"), ("till", "receipt"), ("survey", "answer"), ("shop", "purchase")):
        count = broken.filter((pl.col("source") == source) & (pl.col("table") == table)).height
        night = NIGHTS[-1:] if source in ("crm", "shop") else NIGHTS
        total = sum(rows(source, table)["night"].is_in(night))
        assert 0.002 < count / total < 0.01, (source, count, total)


def test_a_duplicate_key_stands_twice_and_differs(company: Company) -> None:
    broken = company.truth("broken_row").filter((pl.col("kind") == "duplicate_key") & (pl.col("table") == "customer"))
    customers = company.rows(NIGHTS[0], "crm", "customer").filter(pl.col("customer_no").is_in(broken["key"].implode()))
    assert customers["customer_no"].value_counts()["count"].unique().to_list() == [2]
    assert customers.n_unique() == customers.height


def test_one_line_of_the_help_desk_is_cut_off(company: Company) -> None:
    cut = company.truth("broken_row").filter(pl.col("kind") == "cut_line")["key"].item()
    lines = company.csv_lines(NIGHTS[0], "helpdesk/contact.ndjson", "utf-8")
    assert [line[15:24] for line in lines if not line.endswith("}")] == [cut]


@pytest.mark.parametrize(("key", "source", "table"), APPENDED)
def test_rows_sent_twice_are_the_same_and_named_in_the_truth(
    company: Company, rows: Reader, key: str, source: str, table: str
) -> None:
    again = company.truth("redelivered_row").filter((pl.col("source") == source) & (pl.col("table") == table))
    found = rows(source, table).filter(pl.col(key).is_in(again["key"].implode()))
    assert again.height == 2 * (len(NIGHTS) - 1)
    assert found.drop("night").n_unique() == again["key"].n_unique()
    assert found.height == again.height + again["key"].n_unique()


def test_late_rows_come_after_their_own_night(company: Company, rows: Reader) -> None:
    late = company.truth("late_row")
    assert set(late["source"]) == {"shop", "till", "helpdesk"}
    assert (late["delivered"] > late["due"]).all()
    for source, table, key in (("till", "receipt", "receipt_id"), ("shop", "purchase", "purchase_id")):
        arrived = rows(source, table).group_by(key).agg(pl.col("night").min())
        due = late.filter(pl.col("source") == source).join(arrived, left_on="key", right_on=key)
        assert due.height
        assert (due["night"] == due["delivered"]).all()


def test_tax_numbers_have_right_check_digits(rows: Reader) -> None:
    numbers = rows("business", "organisation")["tax_id"].drop_nulls().unique()
    german = [number for number in numbers if number.startswith("DE")]
    wrong = [number for number in numbers if not (vat if number in german else uscc).is_valid(number)]
    assert german
    assert wrong == ["91310115MA1000000X"]


def test_the_web_shop_keeps_its_history_and_gains_rows_each_night(company: Company) -> None:
    for table in ("purchase", "purchase_line", "refund"):
        nights = [company.query(night, f"select * from {table}") for night in NIGHTS]
        for before, after in zip(nights, nights[1:], strict=False):
            assert after.head(before.height).equals(before)
            assert after.height > before.height


def test_a_folder_and_its_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    _run(["-m", "examples.corner_shop.generate"], tmp_path / "private", "0")
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "private").rglob("*")}
    assert modes == {0o600, 0o700}


def test_the_counts_in_the_description_are_those_of_the_files(company: Company) -> None:
    text = (ROOT / "examples" / "corner_shop" / "SOURCES.md").read_text("utf-8")
    told = re.findall(r"^\| (\w+)\.(\w+) \| (\d+) \| (\d+) \| (\d+) \|", text, re.MULTILINE)
    assert len(told) == 17
    for source, table, *counts in told:
        lengths = [company.rows(night, source, table).height for night in NIGHTS]
        assert lengths == [int(count) for count in counts], (source, table)
    kinds = company.truth("broken_row").group_by("source", "table", "kind").len()
    told_kinds = re.findall(r"^\| (\w+)\.(\w+) \| ([a-z_]+) \| (\d+) \|", text, re.MULTILINE)
    assert {(s, t, k): int(n) for s, t, k, n in told_kinds} == {(s, t, k): n for s, t, k, n in kinds.rows()}
