"""Text as it comes, compressed or not and in any encoding, as blocks of whole lines in UTF-8."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np

from expectations.contract.writing import codec
from flows.sources.refusal import Refusal

BLOCK_BYTES = 8 * 1024 * 1024  # large enough for whole-array work, small enough for a night in little memory
WINDOW_BYTES = 64 * 1024
LINE_BYTES = 1024 * 1024  # no record of a customer is longer; beyond it a quote was left open
UNCOMPRESSED_BYTES = 50 * 1024**3  # what one delivery may unpack to
RATIO = 200  # text shrinks by 5 to 20; a bomb by a thousand
RATIO_FREE_BYTES = 64 * 1024 * 1024  # below this a ratio proves nothing: a small file of one repeated row
UNREADABLE_SHARE = 0.1  # more bad lines than this: it is the encoding that is wrong, not the lines
LF = 10
GZIP_MAGIC = b"\x1f\x8b"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


@dataclass(slots=True)
class Block:
    """Whole lines in UTF-8, the last ending like the others; `bad` says of each line whether its bytes were no text."""

    content: bytes
    bad: np.ndarray = field(repr=False)


def _codec(encoding: str) -> str:
    """The usual name of an encoding; Refusal when there is none of that name, or one that carries no text."""
    found = codec(encoding)
    if found is None:
        raise Refusal(f"There is no encoding `{encoding}` of files; write its name as Python knows it, as gb18030.")
    return found


def blocks(path: Path, encoding: str, line_bytes: int = LINE_BYTES) -> Iterator[Block]:
    """The text of a file as blocks of about 8 MiB. Lines end in LF (also after CR), or in CR alone.

    A line whose bytes do not decode has U+FFFD in their place and is marked bad. Refusal when a compressed file is a
    bomb or damaged, when the encoding is plainly another, or when a line is longer than `line_bytes`.
    """
    name = _codec(encoding)
    with _opened(path) as stream:
        pieces = _checked(stream, path)
        first = next(pieces, b"")
        _check_mark(first, name)
        raw = _chain(first, pieces)
        if name in WIDE:
            raw, name = _narrowed(raw, name), "utf-8"
        lines = bad = 0
        for number, lump in enumerate(_whole_lines(raw, line_bytes)):
            block = _decoded(lump, name, first=number == 0)
            lines, bad = lines + block.bad.size, bad + int(block.bad.sum())
            if bad > max(1, UNREADABLE_SHARE * lines):
                raise Refusal(f"{bad} of its first {lines} lines are not {encoding}; declare the right `encoding`.")
            yield block


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as stream:
        packed = stream.read(2) == GZIP_MAGIC
    return gzip.open(path) if packed else path.open("rb")  # type: ignore[return-value]


def _checked(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    """Pieces of the stream, within the caps on what a delivery may unpack to."""
    packed, unpacked = max(path.stat().st_size, 1), 0
    while True:
        try:
            piece = stream.read(BLOCK_BYTES)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise Refusal("The compressed file is damaged or cut off; ask for it again.") from None
        if not piece:
            return
        unpacked += len(piece)
        if unpacked > min(UNCOMPRESSED_BYTES, max(RATIO_FREE_BYTES, RATIO * packed)):
            raise Refusal(
                f"The file unpacks to more than {RATIO} times its size, or to more than 50 GiB; it is not read."
            )
        yield piece


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _check_mark(first: bytes, name: str) -> None:
    """A byte order mark of another encoding is a clear sign."""
    for mark, meant in BYTE_ORDER_MARKS.items():
        if first.startswith(mark):
            if name != meant and not name.startswith(f"{meant}-"):
                raise Refusal(f"The file begins with the mark of {meant}; declare `encoding: {meant}`.")
            return


def _narrowed(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Wide encodings as UTF-8; a half of a character that stands alone stays undecodable, so its line is found."""
    decoder = codecs.getincrementaldecoder(name)("surrogatepass")
    try:
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    except UnicodeError:
        raise Refusal(f"The file is not {name}: it holds half a character; declare the right `encoding`.") from None


def _whole_lines(pieces: Iterator[bytes], line_bytes: int) -> Iterator[bytes]:
    """The same bytes cut at line ends, each lump ending in LF. Lines end in CR where that comes before any LF."""
    rest, newline = b"", b""
    for piece in pieces:
        rest += _from_carriage_returns(piece) if newline == b"\r" else piece
        if not newline and (b"\n" in rest or b"\r" in rest[:-1]):
            newline = b"\n" if b"\n" in rest else b"\r"
            rest = _from_carriage_returns(rest) if newline == b"\r" else rest
        cut = rest.rfind(b"\n") + 1
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > line_bytes:
            said = f"A line is longer than {line_bytes // 1024**2} MiB"
            raise Refusal(f"{said}; the file is not lines of text, or its line ends are lost.")
    if rest:
        yield rest + b"\n"


def _from_carriage_returns(piece: bytes) -> bytes:
    if b"\n" in piece:
        raise Refusal("Its lines end now in CR, now in LF; save it with one line end.")
    return piece.replace(b"\r", b"\n")


def _decoded(lump: bytes, name: str, first: bool) -> Block:
    """A lump of lines as UTF-8; only where it does not decode are single lines looked at."""
    bad = np.zeros(lump.count(b"\n"), dtype=bool)
    try:
        content = lump.decode(name)
    except UnicodeDecodeError:
        content = _mended(lump, name, bad)
    if name != "utf-8" or bad.any():
        lump = content.encode()
    return Block(lump.removeprefix(codecs.BOM_UTF8) if first else lump, bad)


def _mended(lump: bytes, name: str, bad: np.ndarray) -> str:
    """The text with the bytes of bad lines replaced, in short windows since a fault costs a copy of its window."""
    ends = np.flatnonzero(np.frombuffer(lump, np.uint8) == LF) + 1
    parts, start = [], 0
    while start < len(lump):
        stop = int(ends[min(int(np.searchsorted(ends, start + WINDOW_BYTES)), ends.size - 1)])
        try:
            parts.append(lump[start:stop].decode(name))
            start = stop
        except UnicodeDecodeError as fault:
            line = int(np.searchsorted(ends, start + fault.start, side="right"))
            begin, end = int(ends[line - 1]) if line else 0, int(ends[line])
            bad[line] = True
            parts += [lump[start:begin].decode(name), lump[begin : end - 1].decode(name, "replace"), "\n"]
            start = end
    return "".join(parts)
