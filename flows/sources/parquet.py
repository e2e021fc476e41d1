"""Parquet: columns of the source's own types, taken as they are."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.contract.source_object import SourceObject
from flows.sources.header import physical_names, places_of_columns
from flows.sources.refusal import Refusal
from flows.sources.sink import LINE, Sink
from flows.sources.text import UNCOMPRESSED_BYTES

ROWS = 100_000


def read_parquet(source_object: SourceObject, path: Path, sink: Sink) -> None:
    """Land the declared columns in the order of the file; `source_line` is the position of the row."""
    try:
        file = pq.ParquetFile(path)
        groups = range(file.metadata.num_row_groups)
        if sum(file.metadata.row_group(group).total_byte_size for group in groups) > UNCOMPRESSED_BYTES:
            raise Refusal("The file unpacks to more than 50 GiB; it is not read.")
        places_of_columns(source_object, file.schema_arrow.names)
        wanted = physical_names(source_object)
        names = [column.name for column in source_object.columns] + [LINE]
        position = 1
        schema = pa.schema([*(file.schema_arrow.field(name) for name in wanted), pa.field(LINE, pa.int64())])
        sink.rows(pa.table([pa.array([], field.type) for field in schema], names=names))
        for batch in file.iter_batches(ROWS, columns=wanted):
            lines = pa.array(range(position, position + batch.num_rows), pa.int64())
            sink.rows(pa.table([*(batch.column(name) for name in wanted), lines], names=names))
            position += batch.num_rows
    except (pa.ArrowInvalid, OSError):
        raise Refusal("It is not a Parquet file, or it is cut off; ask for it again.") from None
