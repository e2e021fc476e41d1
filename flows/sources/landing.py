"""Landing: what a source delivered, untouched, as Parquet by source, object and day, before anything else."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

from expectations.company import Company
from expectations.company.location import Unset, dated, expand, folder_of, inside
from expectations.company.state import State
from expectations.contract.source_object import SourceObject
from flows.sources.refusal import Absence, Refusal, SourceDown, SourceRefused
from flows.sources.sink import Sink
from warehouse.private_file import close_to_others, make_private

__all__ = ["Landed", "SourceDown", "SourceRefused", "land"]


@dataclass(frozen=True, slots=True)
class Landed:
    """One delivery in the landing: its rows, the rows that could not be read, and how many came.

    received = landed + rejected. `content_hash` is the SHA-256 of both files.
    """

    path: Path
    rejected_path: Path
    received: int
    landed: int
    rejected: int
    content_hash: str


Reader = Callable[[SourceObject, Path, Sink], None]


def land(source_object: SourceObject, company: Company, today: date, since: str | None) -> Landed:
    """Land one object as `<state>/landing/<source>/<object>/<today>.parquet` and `<today>.rejected.parquet`.

    Every declared column stands under its declared name, with `source_line` (line of the file, or position, 1 first).
    Text, JSON and what a database has no plain type for land as text, as written; numbers and truth values of typed
    sources keep their types. `since` is the greatest cursor published so far: PostgreSQL gives rows from
    there less the overlap, and rows without a cursor; a file is read whole.
    Raises SourceDown when nothing came, SourceRefused when it is unusable.
    """
    with _refusals(source_object):
        folder = State(company.state).landing / source_object.source / source_object.name
        make_private(folder, within=company.state)
        sink = Sink(folder, today.isoformat())
        try:
            _read(source_object, company, today, sink, since)
            sink.reject([], [], [])
            sink.close()
            if not sink.counts[""] + sink.counts[".rejected"] and not source_object.may_be_empty:
                raise Refusal("It holds no rows; say `may_be_empty` if that is meant.")
            return _settled(sink)
        finally:
            for kind in sink.counts:
                sink.part(kind).unlink(missing_ok=True)


def _read(source_object: SourceObject, company: Company, today: date, sink: Sink, since: str | None) -> None:
    if source_object.format == "postgresql":
        from flows.sources.postgresql import read_postgresql

        read_postgresql(source_object, sink, since, company.time_zone)
        return
    location = dated(expand(source_object.location), today)
    path = inside(folder_of(location, company.root, company.data), location)
    if path is None:
        raise Refusal("Its file lies outside the data folder; give a path below it.")
    if not path.is_file():
        raise Absence(f"There is no file {location}; check `path`, or say `may_be_absent`.")
    try:
        _reader(source_object.format)(source_object, path, sink)
    except Refusal as refusal:
        raise type(refusal)(f"{location}: {refusal}") from None
    except PermissionError:
        raise Refusal(f"{location} may not be read by this user; ask for permission.") from None


def _reader(form: str) -> Reader:
    """The reader of a format; its libraries are loaded only when it is used."""
    module = {"csv": "delimited", "ndjson": "json"}.get(form, form)
    reader: Reader = getattr(import_module(f"flows.sources.{module}"), f"read_{module}")
    return reader


@contextmanager
def _refusals(source_object: SourceObject) -> Iterator[None]:
    """Every refusal under the name of its object."""
    try:
        yield
    except Absence as absence:
        raise SourceDown(source_object.source, source_object.name, str(absence)) from None
    except (Refusal, Unset) as refusal:
        raise SourceRefused(source_object.source, source_object.name, str(refusal)) from None


def _settled(sink: Sink) -> Landed:
    """Both files under their final names, readable by their owner alone."""
    digest, paths = hashlib.sha256(), {}
    for kind in sink.counts:
        part = sink.part(kind)
        close_to_others(part)
        with part.open("rb") as stream:
            while piece := stream.read(1024 * 1024):
                digest.update(piece)
            os.fsync(stream.fileno())
        paths[kind] = part.with_name(f"{sink.day}{kind}.parquet")
    for kind, path in paths.items():
        sink.part(kind).replace(path)
    landed, rejected = sink.counts[""], sink.counts[".rejected"]
    return Landed(paths[""], paths[".rejected"], landed + rejected, landed, rejected, digest.hexdigest())
