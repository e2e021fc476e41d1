"""Searching the bytes: is a value still anywhere below a folder, as it is or in another writing?"""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import polars as pl

from warehouse.subject.rewrite import cells_with

SHORTEST = 4  # bytes; fewer stand anywhere by chance
PIECE_BYTES, OVERLAP_BYTES = 16 * 1024 * 1024, 64 * 1024


def writings(value: str) -> dict[str, bytes]:
    """The value as bytes in each writing that a log, a database or a file may give it."""
    plain = value.encode()
    return {
        "plain": plain,
        "utf-16": value.encode("utf-16-le"),
        "hex": plain.hex().encode(),
        "url": quote(value).encode(),
        "sha256": hashlib.sha256(plain).hexdigest().encode(),
        **{f"base64 {skip}": _inner_base64(plain, skip) for skip in range(3)},
    }


def places_with(folder: Path, values: list[str]) -> list[str]:
    """Files below the folder in which a value is found, each as `path (how)`, sorted; names of files are searched too.

    Parquet is read and warehouse files are asked column by column: in compressed bytes nothing would be found.
    """
    wanted: dict[str, set[str]] = {}
    for value in values:
        for how, written in writings(value).items():
            if len(written) >= SHORTEST:
                wanted.setdefault(written.decode("latin-1"), set()).add(how)
    found = set()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = str(file.relative_to(folder))
        for content in _contents(file):
            found |= {f"{place} ({how})" for written in _among(content, list(wanted)) for how in wanted[written]}
        found |= {f"{place} (name)" for value in values if value in place}
        if file.suffix == ".duckdb":
            found |= {f"{place} ({cell})" for cell in cells_with(file, values)}
    return sorted(found)


def _contents(file: Path) -> Iterator[bytes]:
    """The bytes in pieces that overlap, so that nothing is cut; a table as its text."""
    if file.suffix == ".parquet":
        yield pl.read_parquet(file).with_columns(pl.all().cast(pl.String)).write_csv(quote_style="never").encode()
        return
    with file.open("rb") as stream:
        tail = b""
        while piece := stream.read(PIECE_BYTES):
            yield tail + piece
            tail = piece[-OVERLAP_BYTES:]


def _among(content: bytes, wanted: list[str]) -> set[str]:
    """Which of the texts stand in the content, each byte taken for a character; all are looked for in one pass."""
    text = pl.Series([content.decode("latin-1")])
    return set(text.str.extract_many(wanted, overlapping=True).explode().drop_nulls()) if wanted else set()


def _inner_base64(plain: bytes, skip: int) -> bytes:
    """The part of the base64 text that is the same whatever stands before and after the value."""
    whole = base64.b64encode(b"\0" * skip + plain)
    first = (skip * 8 + 5) // 6
    last = len(plain) + skip
    return whole[first : last * 8 // 6]
