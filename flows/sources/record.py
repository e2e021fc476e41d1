"""Where the records of delimited text begin and end, by RFC 4180, found with whole-array work on bytes.

A line can be read in two ways: from outside a quoted field, or from inside one that an earlier line left open. Both
are judged for every line at once; only where a field is left open is it then looked up which line closes it. So one
stray quote costs its own line, never the rest of the file.
"""

from dataclasses import dataclass

import numpy as np

from flows.sources.text import LF, LINE_BYTES

CR, NUL = 13, 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """How delimited text is written: one byte each; no quote where nothing is quoted."""

    delimiter: int
    quote: int | None = ord('"')
    escape: int | None = None  # before a quote inside a quoted field; None: a quote is written twice
    comment: int | None = None


@dataclass(slots=True)
class Reading:
    """Every line read one way: whether it is malformed, ends inside a quoted field, and its delimiters."""

    malformed: np.ndarray
    stays_inside: np.ndarray
    delimiters: np.ndarray


@dataclass(slots=True)
class Records:
    """Records as first and last line (0 first), with the number of fields; 0 fields is a malformed line.

    `rest` is the first line that belongs to a record which the block does not end.
    """

    first: np.ndarray
    last: np.ndarray
    fields: np.ndarray
    rest: int


def line_starts(content: bytes) -> np.ndarray:
    """Offset of every line, and the length of the content at the end."""
    return np.concatenate(([0], np.flatnonzero(np.frombuffer(content, np.uint8) == LF) + 1))


def records(content: bytes, starts: np.ndarray, bad: np.ndarray, how: Dialect, final: bool) -> Records:
    """The records of whole lines; `bad` lines belong to no good record. `final`: nothing follows this block."""
    outside, inside = _readings(np.frombuffer(content, np.uint8), starts, how)
    outside.malformed |= bad
    inside.malformed |= bad
    lines = starts.size - 1
    last = np.arange(lines)
    is_first, rest = np.ones(lines, dtype=bool), lines
    if how.comment is not None:
        is_first = np.frombuffer(content, np.uint8)[starts[:-1]] != how.comment
        outside.stays_inside &= is_first
    if how.quote is not None and outside.stays_inside.any():
        rest = _join(outside, inside, starts, last, is_first, final)
    first = np.flatnonzero(is_first[:rest])
    last = last[first]
    counted = np.concatenate(([0], np.cumsum(inside.delimiters)))
    fields = 1 + outside.delimiters[first] + counted[last + 1] - counted[first + 1]
    whole = ~outside.malformed[first] & ((last > first) | ~outside.stays_inside[first])
    return Records(first, last, np.where(whole, fields, 0), rest)


def _join(
    outside: Reading, inside: Reading, starts: np.ndarray, last: np.ndarray, is_first: np.ndarray, final: bool
) -> int:
    """Join each line that leaves a field open to the line that closes it; returns where an unended record begins."""
    opens = np.flatnonzero(outside.stays_inside & ~outside.malformed)
    ends = np.flatnonzero(~inside.stays_inside | inside.malformed)  # where reading on from inside stops
    places = np.searchsorted(ends, opens + 1)
    free = 0
    for line, place in zip(opens.tolist(), places.tolist(), strict=True):
        if line < free:
            continue
        if place == ends.size:
            if not final and starts[-1] - starts[line] <= LINE_BYTES:
                return line
            continue
        end = int(ends[place])
        if not inside.malformed[end] and starts[end + 1] - starts[line] <= LINE_BYTES:
            last[line] = end
            is_first[line + 1 : end + 1] = False
            free = end + 1
    return last.size


def _readings(data: np.ndarray, starts: np.ndarray, how: Dialect) -> tuple[Reading, Reading]:
    lines = starts.size - 1
    comma = np.flatnonzero(data == how.delimiter)
    broken = _line_of(np.flatnonzero(data == NUL), starts)
    returns = np.flatnonzero(data[:-1] == CR)
    returns = returns[data[returns + 1] != LF]
    quotes = np.flatnonzero(data == how.quote) if how.quote is not None else np.empty(0, np.int64)
    escaped = idle = np.empty(0, np.int64)
    if how.escape is not None:
        quotes, escaped, idle = _unescaped(data, quotes, how)
    before = np.searchsorted(quotes, starts)  # quotes before each line
    ways = []
    for inside in (False, True):
        malformed = np.zeros(lines, dtype=bool)
        malformed[broken] = True
        malformed[_line_of(idle, starts)] = True
        for places, wanted in ((returns, True), (escaped, True)):
            line = _line_of(places, starts)
            held = ((np.searchsorted(quotes, places) - before[line]) % 2 == 1) ^ inside
            malformed[line[held != wanted]] = True
        malformed[_misplaced(data, quotes, starts, before, how, inside)] = True
        line = _line_of(comma, starts)
        if quotes.size:
            line = line[((np.searchsorted(quotes, comma) - before[line]) % 2 == 1) == inside]
        elif inside:
            line = line[:0]
        stays = (np.diff(before) % 2 == 1) ^ inside
        ways.append(Reading(malformed, stays, np.bincount(line, minlength=lines)))
    return ways[0], ways[1]


def _misplaced(
    data: np.ndarray, quotes: np.ndarray, starts: np.ndarray, before: np.ndarray, how: Dialect, inside: bool
) -> np.ndarray:
    """Lines with a quote that neither opens a field at its start, nor closes one at its end, nor stands twice."""
    line = _line_of(quotes, starts)
    opening = ((np.arange(quotes.size) - before[line]) % 2 == 0) ^ inside
    previous, following = data[quotes - 1], data[np.minimum(quotes + 1, data.size - 1)]
    second = data[np.minimum(quotes + 2, data.size - 1)]
    at_start = (quotes == starts[line]) | (previous == how.delimiter)
    at_end = (following == how.delimiter) | (following == LF) | ((following == CR) & (second == LF))
    if how.escape is None:
        at_start |= (previous == how.quote) & (quotes != starts[line])
        at_end |= following == how.quote
    wrong: np.ndarray = line[np.where(opening, ~at_start, ~at_end)]
    return wrong


def _unescaped(data: np.ndarray, quotes: np.ndarray, how: Dialect) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Quotes that count, escapes that work (they must stand inside a field), and escapes that escape nothing."""
    marks = np.flatnonzero(data == how.escape)
    run_starts = np.flatnonzero(np.diff(marks, prepend=-2) != 1)
    run = np.repeat(np.arange(run_starts.size), np.diff(np.append(run_starts, marks.size)))
    working = marks[(np.arange(marks.size) - run_starts[run]) % 2 == 0]  # the first of each pair
    target = data[np.minimum(working + 1, data.size - 1)]
    idle = working[(target != how.quote) & (target != how.escape)]
    return np.setdiff1d(quotes, working + 1, assume_unique=True), working, idle


def _line_of(places: np.ndarray, starts: np.ndarray) -> np.ndarray:
    return np.searchsorted(starts, places, side="right") - 1
