"""The CSV that is posted: UTF-8 with BOM, comma, CRLF, and no cell a spreadsheet would run as a formula."""

from collections.abc import Iterator, Sequence
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import as_text, edges
from deid.kernels.flat import Bytes, Rows, ends_of, rows_with
from deid.kernels.formulas import escape_formulas

_SLICE = 1 << 16
_WIDE = 1 << 29


def _special(part: Bytes) -> Rows:
    """Bytes that a cell may hold in quotes only."""
    breaks = (part == ord("\r")) | (part == ord("\n"))
    return np.asarray((part == ord(",")) | (part == ord('"')) | breaks)


def _quoted(col: pa.Array) -> pa.Array:
    """Cells with a comma, quote or line break in quotes; null as nothing."""
    col = escape_formulas(col)
    col = pc.fill_null(col, "") if col.null_count else col
    if edges(col)[0] > ord(","):  # the highest of them
        return col
    rows = rows_with(col, _special)
    if not rows.any():
        return col
    special = pa.array(rows)
    quote, nothing = pa.scalar('"', col.type), pa.scalar("", col.type)
    doubled = pc.replace_substring(col, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise(quote, doubled, quote, nothing), col)


def _lines(columns: Sequence[pa.Array]) -> memoryview | bytes:
    """The bytes of the rows; Arrow holds joined text in one stretch."""
    kind = pa.large_string() if sum(column.nbytes for column in columns) > _WIDE else pa.string()
    quoted = [_quoted(as_text(column)).cast(kind) for column in columns]
    quoted[-1] = pc.binary_join_element_wise(quoted[-1], pa.scalar("\r\n", kind), pa.scalar("", kind))
    rows = quoted[0] if len(quoted) == 1 else pc.binary_join_element_wise(*quoted, pa.scalar(",", kind))
    data = rows.buffers()[2]
    if data is None:
        return b""
    ends = ends_of(rows)
    return memoryview(data)[int(ends[0]) : int(ends[-1])]


def pieces(batch: pa.RecordBatch) -> Iterator[memoryview | bytes]:
    """The bytes of the rows of a batch; null and "" are both written as nothing."""
    for start in range(0, batch.num_rows, _SLICE):
        yield _lines(batch.slice(start, _SLICE).columns)


class CsvWriter:
    """Writes batches of text as the CSV that may be posted; the header row is written at once.

    Args:
        out: a binary file.
        headers: one text per column.
    """

    def __init__(self, out: IO[bytes], headers: Sequence[str]) -> None:
        if not headers:
            text = "a list needs at least one column"
            raise ValueError(text)
        self._out, self._width = out, len(headers)
        out.write("\ufeff".encode())
        out.write(_lines([pa.array([header], pa.string()) for header in headers]))

    def write(self, batch: pa.RecordBatch) -> None:
        """Append the rows of a batch; null and "" are both written as nothing."""
        if batch.num_columns != self._width:
            text = f"{self._width} columns are needed, not {batch.num_columns}"
            raise ValueError(text)
        for piece in pieces(batch):
            self._out.write(piece)
