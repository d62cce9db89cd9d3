"""Tables in memory: what pandas, polars and pyarrow callers hand over, as a list."""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.errors import InputError
from deid.io.source import Pass, Source
from deid.kernels import as_text
from deid.messages import problem

_ROWS = 1 << 16


def from_table(
    table: pa.Table | pa.RecordBatch, *, headers: Sequence[str] | None = None, name: str = "data"
) -> Source:
    """A list from a table of text columns; nulls are kept.

    Every row is data: a caller who holds a table has no title or footer in it. The headers are
    ``headers``, else the column names.

    Raises:
        InputError: a column is not text.
    """
    if isinstance(table, pa.RecordBatch):
        table = pa.Table.from_batches([table])
    for at, column in enumerate(table.columns):
        if not _textual(column.type):
            raise problem(InputError, "input.table", name=name, column=at + 1)
    plain = table.rename_columns([f"c{at}" for at in range(table.num_columns)])
    return Source(
        headers=[str(header) for header in (table.column_names if headers is None else headers)],
        title=[],
        file_name=name,
        reader=lambda seen: _read(plain, seen),
    )


def _textual(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _textual(kind.value_type)
    return (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_null(kind)
        or str(kind) == "string_view"
    )


def _read(table: pa.Table, seen: Pass) -> Iterator[pa.RecordBatch]:
    digest = hashlib.sha256()
    for start in range(0, table.num_rows, _ROWS):
        part = table.slice(start, _ROWS)
        columns = [as_text(column).cast(pa.string()) for column in part.columns]
        batch = pa.RecordBatch.from_arrays(columns, names=table.column_names)
        for column in columns:
            hash_column(column, digest)
        yield batch
    seen.digest = digest.digest()


def hash_column(column: pa.Array, digest: "hashlib._Hash") -> None:
    """Take in lengths, nulls and text, whatever buffers they lie in."""
    lengths = pc.fill_null(pc.binary_length(column), -1)
    digest.update(lengths.to_numpy(zero_copy_only=False).astype(np.int32).tobytes())
    filled = pc.fill_null(column, "")
    if filled.buffers()[2] is not None:
        ends = np.frombuffer(filled.buffers()[1], np.int32)[filled.offset : filled.offset + len(filled) + 1]
        digest.update(memoryview(filled.buffers()[2])[int(ends[0]) : int(ends[-1])])
