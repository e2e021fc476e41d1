"""The page on the relationship names tables and columns that there are, and plays and segments that can be read."""

import re
from pathlib import Path

import pytest

from expectations.catalog import SCHEMAS, tables
from expectations.company.play import read_plays
from expectations.company.purpose import read_purposes
from expectations.company.segment import read_segments
from expectations.problem import Problem
from expectations.segment import PLAY_CANDIDATE
from expectations.setting import SETTINGS

PAGE = (Path(__file__).parents[2] / "docs" / "relationship.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(rf"`((?:{'|'.join(SCHEMAS)})\.[a-z0-9_]+)", PAGE)))


@pytest.mark.parametrize("name", NAMED)
def test_a_table_named_on_the_page_is_declared(name: str) -> None:
    assert name in tables()


@pytest.mark.parametrize("row", re.findall(r"(?m)^\|[^|]+\|(.+)\|[^|]*\|$", PAGE)[2:])
def test_tables_named_together_are_of_one_schema(row: str) -> None:
    words = re.findall(r"`([a-z0-9_.]+)`", row)
    schema = words[0].split(".")[0]
    assert {word if "." in word else f"{schema}.{word}" for word in words} <= set(tables())


def test_thresholds_and_obstacles_named_on_the_page_are_there() -> None:
    settings = {setting.name for setting in SETTINGS}
    assert {"play_rest_days", "contact_cap", "contact_cap_days"} <= settings & set(re.findall(r"`(\w+)`", PAGE))
    assert all(f"`{word}`" in PAGE for word in PLAY_CANDIDATE.column("obstacle").values)


def test_the_segment_and_the_play_of_the_page_can_be_read(tmp_path: Path) -> None:
    segments, plays = re.findall(r"```yaml\n(.+?)```", PAGE, re.DOTALL)
    (tmp_path / "segments.yaml").write_text(segments, "utf-8")
    (tmp_path / "plays.yaml").write_text(plays, "utf-8")
    problems: list[Problem] = []
    names = [segment.name for segment in read_segments(tmp_path, problems)]
    purposes = "- {purpose: marketing_email, sentence: News., lawful_basis: consent, needs_consent: true}\n"
    (tmp_path / "purposes.yaml").write_text(purposes, "utf-8")
    [play] = read_plays(tmp_path, names, read_purposes(tmp_path, problems), problems)
    assert (problems, play.segment, play.cap, play.holdout) == ([], "slipping_away", 50, 0.1)
