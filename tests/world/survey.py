"""Drawings of surveys: a line an answer, with identity made of the keys themselves."""

from collections.abc import Iterable
from itertools import count

from tests.world import drawn


def survey(text: str) -> dict[str, str]:
    """The common tables of answers drawn as `who | wave | instrument | item | aspect | score | low | high`.

    Every respondent is a customer whose id is the key; `on` (day) and other columns may be drawn too.
    """
    numbers = count(1)
    rows = drawn(text)
    header = [name for name in rows[0] if name not in RENAMED]
    lines = [" | ".join(["source", "answer_key", "party_key", "answered_on", "scale_low", "scale_high", *header])]
    for row in rows:
        said = [row["who"], row.get("on") or "2026-06-01", row["low"], row["high"], *(row[name] for name in header)]
        lines.append(" | ".join(["survey", f"a{next(numbers)}", *(cell or "" for cell in said)]))
    return {"core.survey_answer": "\n".join(lines), "identity.record": people({row["who"] for row in rows}, "survey")}


RENAMED = {"who", "on", "low", "high"}


def people(keys: Iterable[str | None], source: str) -> str:
    """Records of one source, each its own customer, its id the key."""
    known = sorted(key for key in keys if key)
    return "\n".join(["source | party_key | customer_id", *(f"{source} | {key} | {key}" for key in known)])
