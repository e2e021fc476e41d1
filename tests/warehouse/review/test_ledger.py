"""The ledger of judgements: what is noted stands, and a file that is wrong is refused by line."""

import stat
from datetime import datetime
from pathlib import Path

import pytest

from expectations.company import CompanyError
from expectations.company.state import State
from warehouse.review.judgements import Judgement, forget, ledger, note, read_judgements, rows, standing

NOON = datetime(2026, 6, 30, 12)  # noqa: DTZ001 (the warehouse keeps UTC without a zone)
LATER = NOON.replace(hour=13)


def said(left: str, right: str, word: str, at: datetime = NOON, reason: str = "") -> Judgement:
    return Judgement(left, right, word, "梅", at, reason)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "decided.csv"
    file.write_text(text, encoding)
    return file


def faults(file: Path) -> list[str]:
    with pytest.raises(CompanyError) as refused:
        read_judgements(file, "梅", NOON)
    return str(refused.value).splitlines()


def test_what_is_noted_is_read_back_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    first, second = said("crm:17", "shop:2:04", "same", reason='"he" told us,\nin person'), said("a:1", "b:2", "unsure")
    note(tmp_path, [first])
    note(tmp_path, [second])
    assert ledger(tmp_path) == [first, second]
    assert stat.S_IMODE(State(tmp_path).judgements.stat().st_mode) == 0o600


def test_before_anybody_judged_nothing_stands(tmp_path: Path) -> None:
    assert rows(tmp_path) == []


def test_the_later_judgement_of_a_pair_stands_whichever_record_is_named_first() -> None:
    noted = [said("b:2", "a:1", "different", LATER), said("a:1", "b:2", "same")]
    assert [one.judgement for one in standing(noted).values()] == ["different"]


def test_of_one_moment_the_judgement_noted_last_stands() -> None:
    found = standing([said("a:1", "b:2", "same"), said("a:1", "b:2", "unsure")])
    assert [one.judgement for one in found.values()] == ["unsure"]


def test_the_night_reads_each_pair_once_with_the_record_first_that_sorts_first(tmp_path: Path) -> None:
    note(tmp_path, [said("shop:9", "crm:17", "same"), said("crm:17", "shop:9", "different", LATER, "two brothers")])
    assert rows(tmp_path) == [("crm", "17", "shop", "9", "different", "梅", LATER, "two brothers")]


def test_whoever_is_forgotten_leaves_the_ledger(tmp_path: Path) -> None:
    note(tmp_path, [said("crm:17", "shop:9", "same"), said("crm:18", "shop:9", "same"), said("crm:1", "crm:2", "same")])
    assert forget(tmp_path, [("shop", "9")])
    assert [one.left for one in ledger(tmp_path)] == ["crm:1"]
    assert not forget(tmp_path, [("shop", "9")])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("left,right,judgement\ncrm:1,shop:2,Same\n", "utf-8", id="the least"),
        pytest.param("\ufeffleft;right;judgement\r\ncrm:1;shop:2;same\r\n;;\r\n", "utf-8", id="from a spreadsheet"),
        pytest.param(
            "judgement,right,left,judged_by,judged_at\nsame,shop:2,crm:1,梅,2026-06-30T14:00:00+02:00",
            "utf-8",
            id="in another order",
        ),
    ],
)
def test_a_file_of_judgements_is_read(tmp_path: Path, text: str, encoding: str) -> None:
    assert read_judgements(written(tmp_path, text, encoding), "梅", NOON) == [said("crm:1", "shop:2", "same")]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        pytest.param("crm:1,shop:2,yes", "The judgement is unknown. Write same, different or unsure.", id="word"),
        pytest.param("crm,shop:2,same", "`left` is not a record. Write SOURCE:KEY, as crm:17.", id="no key"),
        pytest.param("crm:1", "`right` is not a record. Write SOURCE:KEY, as crm:17.", id="short"),
        pytest.param("crm:1,crm:1,same", "Both records are the same record. Name two.", id="itself"),
        pytest.param(
            "crm:1,crm:2,same,,yesterday",
            "`judged_at` is not a moment. Write it as 2026-06-30T09:15:00, in UTC.",
            id="moment",
        ),
        pytest.param('crm:1,"crm"2,same', "This is not a row of CSV. Look at its quotes.", id="quotes"),
    ],
)
def test_a_row_that_is_wrong_is_named_by_line_with_its_cure(tmp_path: Path, row: str, sentence: str) -> None:
    text = f"left,right,judgement,judged_by,judged_at\ncrm:1,shop:2,same\n{row}\n"
    assert faults(written(tmp_path, text))[0] == f"decided.csv:3: {sentence}"


def test_a_header_that_is_wrong_is_named_with_its_cure(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "left,right,judgment\n")) == [
        "decided.csv:1: There is no column `judgment` here. Did you mean `judgement`?",
        "decided.csv:1: The column `judgement` is missing. "
        "The first line reads left,right,judgement,judged_by,judged_at,reason.",
    ]


def test_what_is_no_text_or_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "decided.csv").write_bytes("left,right,judgement\n王".encode("gbk"))
    assert faults(tmp_path / "decided.csv") == ["decided.csv:1: The file is not UTF-8 text. Save it as CSV in UTF-8."]
    assert faults(tmp_path / "no.csv")[0].startswith("no.csv: There is no such file")


def test_nothing_is_noted_of_a_file_with_one_wrong_row(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "left,right,judgement\ncrm:1,shop:2,same\ncrm:1,shop:2,perhaps\n"))
    assert ledger(tmp_path) == []
