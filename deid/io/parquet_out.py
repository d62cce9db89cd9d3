"""A Parquet file of released rows: text columns, no metadata, the same bytes however the rows come."""

from collections.abc import Sequence
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import as_text

_GROUP = 1 << 16
"""Rows of a row group; batches of any size are put together to it."""


class ParquetWriter:
    """Writes batches of text as Parquet; null and "" are both written as "", as in every other output.

    Args:
        out: a binary file.
        headers: one text per column.
    """

    def __init__(self, out: IO[bytes], headers: Sequence[str]) -> None:
        from pyarrow import parquet  # noqa: PLC0415  few runs write it

        self._schema = pa.schema([pa.field(header, pa.string(), nullable=False) for header in headers])
        self._writer = parquet.ParquetWriter(out, self._schema, compression="zstd", store_schema=False)
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Take one batch."""
        columns = [pc.fill_null(as_text(column).cast(pa.string()), "") for column in batch.columns]
        self._waiting.append(pa.RecordBatch.from_arrays(columns, schema=self._schema))
        self._rows += batch.num_rows
        while self._rows >= _GROUP:
            self._flush(_GROUP)

    def close(self) -> None:
        """Write the rest and the end of the file."""
        if self._rows:
            self._flush(self._rows)
        self._writer.close()

    def __del__(self) -> None:
        """Leave a file that was given up as it is; Arrow would finish it, and complain that it is closed."""
        if writer := getattr(self, "_writer", None):
            writer.is_open = False

    def _flush(self, rows: int) -> None:
        waiting = pa.Table.from_batches(self._waiting, self._schema)
        self._writer.write_table(waiting.slice(0, rows).combine_chunks(), row_group_size=rows)
        self._waiting = waiting.slice(rows).to_batches()
        self._rows -= rows
