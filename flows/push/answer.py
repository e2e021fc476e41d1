"""What a system answers to rows; a batch that it refuses whole is cut in halves until the bad rows are alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Answer:
    """One row: our key, the system's id where it told one, and the code of its refusal, None when it took the row."""

    ours: str
    theirs: str | None = None
    code: str | None = None


class BatchRefused(Exception):
    """The system took none of a batch, and said why in a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PushStopped(Exception):
    """The system takes nothing now; the sentence says why, and holds no value and no secret."""


def split_and_retry(
    rows: Sequence[Row], key: Callable[[Row], str], attempt: Callable[[Sequence[Row]], list[Answer]]
) -> list[Answer]:
    """An answer for every row: n bad ones among m cost about 2 n log2(m) attempts instead of m."""
    try:
        return attempt(rows)
    except BatchRefused as refused:
        if len(rows) == 1:
            return [Answer(key(rows[0]), code=refused.code)]
        half = len(rows) // 2
        return [one for part in (rows[:half], rows[half:]) for one in split_and_retry(part, key, attempt)]
