"""A table is read as text from whatever file it comes in."""

import datetime as dt
import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from benchmarks.table_file import read_rows

TABLE = [{"name": "王小明", "city": "上海"}, {"name": "李雷", "city": None}]
TEXT = "name,city\n王小明,上海\n李雷,\n"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("people.csv", TEXT.encode()),
        ("people.csv", TEXT.encode("utf-8-sig")),
        ("people.csv", TEXT.encode("gb18030")),
        ("people.csv", TEXT.encode("utf-16")),
        ("people.csv.gz", gzip.compress(TEXT.encode(), mtime=0)),
        ("people.tsv", TEXT.replace(",", "\t").encode()),
        ("people.txt", TEXT.replace(",", "|").replace("|\n", "|NULL\n").encode()),
        ("people.jsonl", "\n".join(json.dumps(row) for row in TABLE).encode()),
        ("people.json", json.dumps(TABLE).encode()),
    ],
)
def test_encodings_separators_and_compression_give_one_table(tmp_path: Path, file: str, content: bytes) -> None:
    (tmp_path / file).write_bytes(content)
    assert read_rows(tmp_path / file).to_dicts() == TABLE


def test_accents_of_windows_are_not_taken_for_chinese(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes("name;ort\nJürgen Groß;Köln\nZoé;Málaga\n".encode("cp1252"))
    assert read_rows(tmp_path / "people.csv").rows() == [("Jürgen Groß", "Köln"), ("Zoé", "Málaga")]


def test_quoted_fields_hold_separators_and_lines_and_stray_quotes_are_signs(tmp_path: Path) -> None:
    (tmp_path / "quoted.csv").write_text('"last, first";address\n"Meier, Anna";"7 Weg\nUlm"\n')
    assert read_rows(tmp_path / "quoted.csv").rows() == [("Meier, Anna", "7 Weg\nUlm")]
    (tmp_path / "stray.tsv").write_text('name\tcity\n"Bob" Dole\tRussell\n')
    assert read_rows(tmp_path / "stray.tsv").rows() == [('"Bob" Dole', "Russell")]


def test_typed_columns_become_the_text_that_was_meant(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "dob": [dt.date(1980, 5, 1), None],
            "postcode": [89073.0, None],
            "score": [0.5, 1.0],
            "city": pl.Series(["Ulm", "Bonn"], dtype=pl.Categorical),
            "emails": [["anna@post.de", "a@b.de"], []],
            "contact": [{"phone": "1", "home": {"zip": "2"}}, None],
        }
    )
    expected = [
        ("1980-05-01", "89073", "0.5", "Ulm", "anna@post.de", "1", "2"),
        (None, None, "1.0", "Bonn", *[None] * 3),
    ]
    rows.write_parquet(tmp_path / "people.parquet")
    found = read_rows(tmp_path / "people.parquet")
    assert found.columns == ["dob", "postcode", "score", "city", "emails", "contact.phone", "contact.home.zip"]
    assert found.rows() == expected
    rows.select("dob", "postcode", "city").write_excel(tmp_path / "people.xlsx")
    assert read_rows(tmp_path / "people.xlsx").rows() == [("1980-05-01", "89073", "Ulm"), (None, None, "Bonn")]
