"""CSV, TSV and other delimited text, read as declared: nothing is sniffed, no row is shifted, no line is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from expectations.contract.source_object import SourceObject
from expectations.contract.writing import SIGNS, sign_fault
from flows.sources.header import physical_names, places_of_columns
from flows.sources.record import CR, Dialect, Records, line_starts, records
from flows.sources.refusal import Refusal
from flows.sources.sink import LINE, Sink
from flows.sources.text import Block, blocks

STAND_IN = "\x1f"  # the unit separator of ASCII, in place of a delimiter that is not one byte


def read_delimited(source_object: SourceObject, path: Path, sink: Sink) -> None:
    """Land delimited text; a line that is not a record of the declared columns is rejected with its reason."""
    options = source_object.options
    delimiter = str(options.get("delimiter", ","))
    how = dialect(options, delimiter)
    came = None if options.get("header", True) else physical_names(source_object)
    text = blocks(path, str(options.get("encoding", "utf-8")))
    if chr(how.delimiter) != delimiter:
        text = _with_stand_in(text, delimiter.encode())
    names = [column.name for column in source_object.columns] + [LINE]
    for lump in _lumps(text, how, delimiter, int(str(options.get("skip_lines", 0)))):
        if came is None and lump.found.first.size:
            came = _take_header(lump)
        if came is not None:
            places = places_of_columns(source_object, came)
            _reject(lump, len(came), sink)
            table = _records_of(lump, len(came))
            sink.rows(pa.table([table.column(place) for place in (*places, len(came))], names=names))
    if came is None and not source_object.may_be_empty:
        raise Refusal("It is empty, without even a header; say `may_be_empty` if that is meant.")
    if not sink.counts[""]:
        sink.rows(pa.table([pa.array([], pa.int64() if name == LINE else pa.string()) for name in names], names=names))


def dialect(options: dict[str, object], delimiter: str) -> Dialect:
    """The dialect that a contract declares; Refusal for signs that cannot work."""
    if fault := sign_fault({**options, "delimiter": delimiter}):
        raise Refusal(f"{fault}; mend the contract.")
    signs = {name: str(options.get(name, default)) for name, default in SIGNS.items()}
    if signs["escape"] == signs["quote"]:
        signs["escape"] = ""
    single = delimiter if len(delimiter.encode()) == 1 else STAND_IN
    codes = {name: ord(sign) if sign else None for name, sign in signs.items()}
    return Dialect(ord(single), **codes)


def _with_stand_in(text: Iterator[Block], delimiter: bytes) -> Iterator[Block]:
    """The delimiter as one byte; a line that already has that byte is bad. Quoted delimiters are put back later."""
    for block in text:
        taken = np.flatnonzero(np.frombuffer(block.content, np.uint8) == ord(STAND_IN))
        if taken.size:
            block.bad[np.searchsorted(line_starts(block.content), taken, side="right") - 1] = True
        yield replace(block, content=block.content.replace(delimiter, STAND_IN.encode()))


def _lumps(text: Iterator[Block], how: Dialect, delimiter: str, skipped: int) -> Iterator["Lump"]:
    """Lumps of whole records; lines of a record that a block does not end come again at the head of the next."""
    number, content, bad = 1, b"", np.zeros(0, dtype=bool)
    following = next(text, None)
    while following is not None:
        content, bad = content + following.content, np.concatenate((bad, following.bad))
        following = next(text, None)
        if skipped:
            gone = min(skipped, bad.size)
            content, bad = content[line_starts(content)[gone] :], bad[gone:]
            number, skipped = number + gone, skipped - gone
        starts = line_starts(content)
        found = records(content, starts, bad, how, final=following is None)
        yield Lump(content, starts, bad, found, number, how, delimiter)
        content, bad, number = content[starts[found.rest] :], bad[found.rest :], number + found.rest


@dataclass(slots=True)
class Lump:
    """Some lines of the file with the records found in them; `number` is the first line's number in the file."""

    content: bytes
    starts: np.ndarray
    bad: np.ndarray
    found: Records
    number: int
    how: Dialect
    delimiter: str

    def restored(self, written: str) -> str:
        """The text with the delimiter as the source writes it."""
        return written.replace(STAND_IN, self.delimiter) if self.delimiter != chr(self.how.delimiter) else written


def _take_header(lump: Lump) -> list[str]:
    """The names in the first record, which leaves the lump."""
    found = lump.found
    if not found.fields[0]:
        raise Refusal("Its header is malformed or not in the declared encoding; mend the file or the contract.")
    raw = lump.content[lump.starts[found.first[0]] : lump.starts[found.last[0] + 1]]
    names = [lump.restored(column[0].as_py()) for column in _parsed(raw, int(found.fields[0]), lump.how).columns]
    lump.found = Records(found.first[1:], found.last[1:], found.fields[1:], found.rest)
    return names


def _good(lump: Lump, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Which records have the declared width, and which are blank lines, which in a wide file say nothing."""
    first = lump.found.first
    if width == 1:
        return lump.found.fields == 1, np.zeros(first.size, dtype=bool)
    size = lump.starts[first + 1] - lump.starts[first]
    head = np.frombuffer(lump.content, np.uint8)[lump.starts[first]]
    return lump.found.fields == width, (size == 1) | ((size == 2) & (head == CR))


def _records_of(lump: Lump, width: int) -> pa.Table:
    """The good records as a table of texts, with the line of each as last column."""
    found, (good, _) = lump.found, _good(lump, width)
    edge = np.zeros(lump.starts.size, dtype=np.int32)
    edge[found.first[good]] += 1
    edge[found.last[good] + 1] -= 1
    kept = np.cumsum(edge[:-1]).astype(bool)
    chosen = lump.content
    if not kept.all():
        chosen = np.frombuffer(chosen, np.uint8)[: lump.starts[-1]][np.repeat(kept, np.diff(lump.starts))].tobytes()
    table = _parsed(chosen, width, lump.how)
    if table.num_rows != int(good.sum()):
        raise Refusal("Two ways of counting its records differ; the file is not read.")
    if chr(lump.how.delimiter) != lump.delimiter:
        columns = [pc.replace_substring(column, STAND_IN, lump.delimiter) for column in table.columns]
        table = pa.table(columns, names=table.column_names)
    return table.append_column(LINE, pa.array(found.first[good] + lump.number))


def _parsed(chosen: bytes, width: int, how: Dialect) -> pa.Table:
    """Well-formed records as columns of text, exactly as written; an empty cell is an empty text."""
    names = [str(place) for place in range(width)]
    if not chosen:
        return pa.table([pa.array([], pa.string())] * width, names=names)
    return pyarrow.csv.read_csv(
        pa.BufferReader(chosen),
        pyarrow.csv.ReadOptions(use_threads=False, block_size=len(chosen) + 1, column_names=names),
        pyarrow.csv.ParseOptions(
            delimiter=chr(how.delimiter),
            quote_char=chr(how.quote) if how.quote is not None else False,
            double_quote=how.escape is None,
            escape_char=chr(how.escape) if how.escape is not None else False,
            newlines_in_values=True,
            ignore_empty_lines=False,
        ),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )


def _reject(lump: Lump, width: int, sink: Sink) -> None:
    """Every record that is neither good nor blank, with its reason."""
    good, blank = _good(lump, width)
    lines, reasons, raw = [], [], []
    for place in np.flatnonzero(~good & ~blank).tolist():
        first, last, fields = (int(part[place]) for part in (lump.found.first, lump.found.last, lump.found.fields))
        written = lump.content[lump.starts[first] : lump.starts[last + 1]].decode("utf-8", "replace")
        lines.append(lump.number + first)
        raw.append(lump.restored(written.rstrip("\r\n")))
        if lump.bad[first]:
            reasons.append("The line holds bytes that are no text in the declared encoding.")
        elif fields:
            reasons.append(f"The line has {fields} fields where {width} are declared.")
        else:
            reasons.append("A quote is not closed or stands where none may stand, or the line holds a control sign.")
    if lines:
        sink.reject(lines, reasons, raw)
