"""Where every reader puts its rows: two Parquet files, the rows that could be read and the lines that could not."""

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

LINE = "source_line"
REJECTED = pa.schema([(LINE, pa.int64()), ("reason", pa.string()), ("raw", pa.string())])


@dataclass(slots=True)
class Sink:
    """Where a reader puts its rows: batches of the declared columns with `source_line`, and rejected lines."""

    folder: Path
    day: str
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"": 0, ".rejected": 0})

    def rows(self, table: pa.Table) -> None:
        """Take rows; the first call settles their types."""
        self._write("", table)

    def reject(self, lines: list[int], reasons: list[str], raw: list[str]) -> None:
        """Take lines that are no rows, each with its reason in a sentence."""
        self._write(".rejected", pa.table([lines, reasons, raw], schema=REJECTED))

    def _write(self, kind: str, table: pa.Table) -> None:
        if kind not in self._writers:
            self._writers[kind] = pq.ParquetWriter(self.part(kind), table.schema, compression="zstd")
        if table.num_rows or not self.counts[kind]:
            self._writers[kind].write_table(table)
        self.counts[kind] += table.num_rows

    def part(self, kind: str) -> Path:
        """The file under its name while it is written."""
        return self.folder / f".{self.day}{kind}.parquet.part"

    def close(self) -> None:
        """Finish both files."""
        for writer in self._writers.values():
            writer.close()
