"""The CSV that is posted: UTF-8 with BOM, comma, CRLF, and no cell a spreadsheet would run as a formula."""

from collections.abc import Sequence
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import as_text

# What Excel, WPS and LibreOffice take for the start of a formula, with its full-width forms (RE2).
_FORMULA = r"^[=+\-@\t\r＝＋－＠]"
# Numbers, and phones with a country code: nothing to run in them.
_HARMLESS = (
    r"^\s*(?:[+\-＋－]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?%?"
    r"|[+＋]\d[\d \-]{4,24})\s*$"
)
_SPECIAL = r'[,"\r\n]'
_SLICE = 1 << 16
_WIDE = 1 << 29


def escape_formulas(col: pa.Array) -> pa.Array:
    """Put an apostrophe before every cell a spreadsheet would run as a formula.

    Args:
        col: text, shape (n,).

    Returns:
        Text, shape (n,), same type; plain numbers and phones stay, null stays null.

    Examples:
        >>> escape_formulas(pa.array(["=1+1", "-12.5", "+86 13800138000", "@x", None])).to_pylist()
        ["'=1+1", '-12.5', '+86 13800138000', "'@x", None]
    """
    col = as_text(col)
    risky = pc.fill_null(pc.match_substring_regex(col, _FORMULA), False)
    if not pc.any(risky).as_py():
        return col
    risky = pc.and_(risky, pc.invert(pc.fill_null(pc.match_substring_regex(col, _HARMLESS), False)))
    escaped = pc.binary_join_element_wise(pa.scalar("'", col.type), col, pa.scalar("", col.type))
    return pc.if_else(risky, escaped, col)


def _quoted(col: pa.Array) -> pa.Array:
    """Cells with a comma, quote or line break in quotes; null as nothing."""
    col = pc.fill_null(escape_formulas(col), "")
    special = pc.match_substring_regex(col, _SPECIAL)
    if not pc.any(special).as_py():
        return col
    quote, nothing = pa.scalar('"', col.type), pa.scalar("", col.type)
    doubled = pc.replace_substring(col, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise(quote, doubled, quote, nothing), col)


def _lines(columns: Sequence[pa.Array]) -> memoryview | bytes:
    """The bytes of the rows; Arrow holds joined text in one stretch."""
    kind = pa.large_string() if sum(column.nbytes for column in columns) > _WIDE else pa.string()
    quoted = [_quoted(as_text(column)).cast(kind) for column in columns]
    row = quoted[0] if len(quoted) == 1 else pc.binary_join_element_wise(*quoted, pa.scalar(",", kind))
    ended = pc.binary_join_element_wise(row, pa.scalar("\r\n", kind), pa.scalar("", kind))
    data = ended.buffers()[2]
    if data is None:
        return b""
    width = np.int64 if pa.types.is_large_string(kind) else np.int32
    ends = np.frombuffer(ended.buffers()[1], width)[ended.offset : ended.offset + len(ended) + 1]
    return memoryview(data)[int(ends[0]) : int(ends[-1])]


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
        for start in range(0, batch.num_rows, _SLICE):
            self._out.write(_lines(batch.slice(start, _SLICE).columns))
