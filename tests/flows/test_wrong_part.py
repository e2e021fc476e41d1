"""A wrong release and a wrong play are left out by name, and the night is published."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from expectations.company import load_company
from flows.cli import command
from flows.init import write_company
from tests.night_by_hand import bring, finish, night
from warehouse.published.outcome import outcome
from warehouse.published.query import ask

FIRST, SECOND = date(2026, 6, 29), date(2026, 6, 30)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small company after a night without a fault and a night with a slip in a release and one in a play."""
    folder = write_company("茶馆", tmp_path_factory.mktemp("wrong") / "tea_house")
    worked(folder, FIRST)
    for file, old, new in (
        ("releases/newsletter.yaml", "recipient:", "recipent:"),
        ("plays.yaml", "channel: email", "channel: e-mail"),
    ):
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")
    worked(folder, SECOND)
    yield folder


def worked(folder: Path, today: date) -> None:
    with night(folder, today) as run:
        bring(run)
        finish(run)


def said(folder: Path, query: str) -> list[tuple[Any, ...]]:
    return ask(load_company(folder, {}, forgiving=True).files.live, query).rows()


def test_the_night_is_published_and_names_what_it_left_out(company: Path) -> None:
    assert said(company, "select verdict from ops.night order by today") == [("published",), ("published",)]
    assert said(company, "select kind, name, file, line from ops.omission order by all") == [
        ("play", "thank_you", "plays.yaml", 8),
        ("release", "newsletter", "releases/newsletter.yaml", 2),
        ("release", "newsletter", "releases/newsletter.yaml", 3),
    ]
    told = outcome(load_company(company, {}, forgiving=True)).refused
    assert told[0] == {
        "part": "play thank_you",
        "why": "plays.yaml:8: There is no channel `e-mail` here. Did you mean `email`?",
    }


def test_the_recipient_keeps_what_it_holds(company: Path) -> None:
    assert said(company, "select release, status, code from privacy.release_result") == [
        ("newsletter", "refused", "FOLDER")
    ]
    [(held, last_sent_on)] = said(company, "select count(*), max(last_sent_on) from privacy.disclosure_subject")
    assert held > 0
    assert last_sent_on == FIRST


def test_whoever_has_the_play_keeps_it_and_nobody_new_gets_it(company: Path) -> None:
    assert said(company, "select play, is_refused from segment.play_definition") == [("thank_you", True)]
    begun = said(company, "select distinct assigned_on, stopped_on from segment.play_assignment")
    assert begun == [(FIRST, None)]
    assert said(company, "select count(*) > 0 from segment.current_play") == [(True,)]
    assert said(company, "select distinct obstacle from segment.play_candidate") == [("refused play",)]


def test_the_commands_that_read_a_night_do_not_stop_at_a_wrong_release(
    company: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        ("query", "select count(*) from identity.customer"),
        ("show",),
        ("plan",),
        ("report", "--out", str(company / "night.html")),
    ):
        assert command([*words, "--company", str(company)]) == 0, words
    assert "release newsletter" in capsys.readouterr().out
    assert command(["validate", "--company", str(company)]) == 2
    assert command(["push", "newsletter", "--company", str(company)]) == 2
    assert "releases/newsletter.yaml:3: There is no key `recipent` here." in capsys.readouterr().err
