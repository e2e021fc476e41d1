"""Rows of a release as the files that its destination takes."""

import io
from dataclasses import dataclass

import polars as pl

from expectations.release.agreement import Agreement
from expectations.release.destination import Destination
from transforms.method.disclosure.formula_guard import guard_cells
from warehouse.release.gate import Refused
from warehouse.release.normalise import hashed, normalised
from warehouse.release.request_body import calls

KEY, THEIRS = "_key", "_theirs"
ENDINGS = {"csv": "csv", "jsonl": "jsonl", "parquet": "parquet", "calls": "jsonl"}


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written: its name, content, rows and the columns in it."""

    name: str
    content: bytes
    rows: int
    columns: list[str]


def render(
    part: str, rows: pl.DataFrame, agreement: Agreement, destination: Destination, has_consent: bool
) -> list[File]:
    """The files of one part: several where a limit of the destination asks for it. Raises Refused when no file can be.

    `rows` hold the agreed columns (in create and update), the key in `_key` and the destination's own id in `_theirs`.
    """
    named = _named(part, _worded(rows, agreement, destination), agreement, destination)
    if destination.max_header_characters and sum(len(n) + 1 for n in named.columns) > destination.max_header_characters:
        raise Refused("FORMAT", f"the header is longer than {destination.max_header_characters} characters")
    whole = (
        [named.slice(at, destination.max_rows) for at in range(0, max(named.height, 1), destination.max_rows)]
        if (destination.max_rows)
        else [named]
    )
    pieces = [piece for one in whole for piece in _within(part, one, agreement, destination, has_consent)]
    ending = ENDINGS[destination.format]
    names = [f"{part}.{ending}"] if len(pieces) == 1 else [f"{part}_{n}.{ending}" for n in range(1, len(pieces) + 1)]
    return [File(name, content, height, named.columns) for name, (content, height) in zip(names, pieces, strict=True)]


def _worded(rows: pl.DataFrame, agreement: Agreement, destination: Destination) -> pl.DataFrame:
    """The destination's words for ours, texts no longer than it keeps; without types, no text is no value."""
    if destination.format in ("csv", "calls"):
        rows = rows.with_columns(pl.col(pl.String).replace("", None))
    for column, words in agreement.values.items():
        if column in rows.columns:
            rows = rows.with_columns(pl.col(column).replace(words))
    for column, longest in agreement.max_characters.items():
        if column in rows.columns:
            rows = rows.with_columns(_cut(column, longest, destination.max_in_bytes))
    return rows


def _cut(column: str, longest: int, is_in_bytes: bool) -> pl.Expr:
    text = pl.col(column).cast(pl.String).str.slice(0, longest)
    if not is_in_bytes:
        return text
    whole = text.map_elements(lambda t: t.encode()[:longest].decode(errors="ignore"), return_dtype=pl.String)
    return pl.when(text.str.len_bytes() > longest).then(whole).otherwise(text)


def _named(part: str, rows: pl.DataFrame, agreement: Agreement, destination: Destination) -> pl.DataFrame:
    """The destination's field names: its own id where updates ask for it, ours, then the others."""
    fields: list[pl.Expr] = []
    if destination.target_id_field and part != "create":
        fields.append(pl.col(THEIRS).alias(destination.target_id_field))
    is_ours_told = part == "create" or not destination.is_id_final
    if part == "remove":
        if is_ours_told:
            fields.append(pl.col(KEY).alias(destination.remove_field or destination.id_field or "key"))
        told = [pl.lit(value).alias(field) for field, value in destination.in_remove.items()]
        return _protected(rows.select(*fields, *told), destination, is_key=True)
    if destination.id_field and is_ours_told:
        fields.append(pl.col("customer_id").alias(destination.id_field))
    rest = [c for c in rows.columns if c in agreement.columns and c != "customer_id"]
    return _protected(rows.select(*fields, *(pl.col(c).alias(agreement.fields.get(c, c)) for c in rest)), destination)


def _protected(rows: pl.DataFrame, destination: Destination, is_key: bool = False) -> pl.DataFrame:
    """Fields normalised and hashed as the destination asks; an address that lacks a part lacks all."""
    hashes = {n: how for n, how in destination.hashes.items() if n in rows.columns and not (is_key and destination.key)}
    plain = {n: how for n, how in destination.plain.items() if n in rows.columns}
    rows = rows.with_columns(
        *(hashed(rows[name], how) for name, how in hashes.items()),
        *(normalised(rows[name], how) for name, how in plain.items()),
    )
    together = [name for name in destination.together if name in rows.columns]
    if together and len(together) == len(destination.together):
        is_whole = pl.all_horizontal(pl.col(together).is_not_null())
        return rows.with_columns(pl.when(is_whole).then(pl.col(together)))
    return rows.drop(together)


def _within(
    part: str, rows: pl.DataFrame, agreement: Agreement, destination: Destination, has_consent: bool
) -> list[tuple[bytes, int]]:
    """The content of the rows, cut in halves until each fits the destination's limit of bytes."""
    content = _content(part, rows, agreement, destination, has_consent)
    if not destination.max_bytes or len(content) <= destination.max_bytes:
        return [(content, rows.height)]
    if rows.height < 2:
        raise Refused("FORMAT", f"one row is larger than {destination.max_bytes} bytes")
    half = rows.height // 2
    parts = (rows.slice(0, half), rows.slice(half))
    return [piece for one in parts for piece in _within(part, one, agreement, destination, has_consent)]


def _content(part: str, rows: pl.DataFrame, agreement: Agreement, destination: Destination, has_consent: bool) -> bytes:
    if destination.format == "csv":
        null = destination.null_in_update if part == "update" else destination.null_in_create
        return _csv(rows, agreement, destination, null)
    if destination.format == "calls":
        return calls(part, rows, agreement, destination, has_consent)
    file = io.BytesIO()
    if destination.format == "jsonl":
        rows.write_ndjson(file)
    else:
        rows.write_parquet(file)
    return file.getvalue()


def _csv(rows: pl.DataFrame, agreement: Agreement, destination: Destination, null: str) -> bytes:
    """CSV in UTF-8; cells that a spreadsheet would run are quoted, typed columns are left alone."""
    typed = {**dict.fromkeys(agreement.phones, "phone"), **dict.fromkeys(agreement.numbers, "number")}
    there = {agreement.fields.get(name, name): kind for name, kind in typed.items()}
    kept = {name: kind for name, kind in there.items() if name in rows.columns}
    guarded = guard_cells(rows, kept)  # type: ignore[arg-type]
    text = _spread(guarded, destination).write_csv(
        null_value=null, line_terminator=destination.line_end, include_bom=destination.bom
    )
    return text.encode()


def _spread(rows: pl.DataFrame, destination: Destination) -> pl.DataFrame:
    """Fields that take a line each, under kind and value: the first on the row's own line, the others below it."""
    each = [name for name in destination.each_on_a_line if name in rows.columns]
    if not each:
        return rows
    kind, value = destination.each_into
    own = rows.drop(each).with_row_index("_row")
    lines = (
        rows.select(pl.col(each).cast(pl.String))
        .with_row_index("_row")
        .unpivot(index="_row", variable_name=kind, value_name=value)
        .filter(pl.col(value).is_not_null())
        .with_columns(pl.int_range(pl.len()).over("_row").alias("_line"))
    )
    whole = own.join(lines, on="_row", how="left").sort("_row", "_line")
    is_below = pl.col("_line").fill_null(0) > 0
    blank = [pl.when(~is_below).then(pl.col(name)).alias(name) for name in own.columns if name != "_row"]
    return whole.select(*blank, kind, value)
