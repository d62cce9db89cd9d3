"""Parquet files: columns of any plain type as the text they mean, nothing rounded."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.errors import InputError
from deid.io import cells
from deid.io.excel_book import text_of
from deid.io.filter import RowFilter
from deid.io.layout import IsHeader, Layout, remembering
from deid.io.rows import Judge
from deid.io.source import Pass, Source
from deid.messages import problem

MAGIC = b"PAR1"
ENCRYPTED = b"PARE"
_BATCH = 1 << 15
_STAMP = "%Y-%m-%d %H:%M:%S"


def open_parquet(path: Path, file: str, *, is_header: IsHeader) -> Source:
    """A list kept as Parquet, read in batches.

    Raises:
        InputError: the file is damaged, or a column holds what no cell can.
    """
    schema = _schema(path, file)
    for at, field in enumerate(schema):
        if _reader(field.type) is None:
            raise problem(InputError, "input.parquet_type", file=file, column=at + 1)
    headers = [cells.clean(name) for name in schema.names]
    if not headers:
        raise problem(InputError, "input.empty", file=file)
    layout = Layout(headers, 0, 0, header_rows=[headers], unnamed=len(headers))
    judge = Judge(layout, remembering(is_header))

    def read(seen: Pass) -> Iterator[pa.RecordBatch]:
        sieve = RowFilter(judge, file)
        for batch in _batches(path, file, len(headers)):
            out = sieve.feed(batch)
            if out.num_rows:
                yield out
        sieve.end()
        with path.open("rb") as raw:
            seen.digest = hashlib.file_digest(raw, "sha256").digest()
        seen.left_out, seen.marked = sieve.left_out, sieve.marked

    source = Source(headers, [], file, read)
    if next(source.batches(), None) is None:
        source.kept = []
    return source


def _schema(path: Path, file: str) -> pa.Schema:
    with path.open("rb") as raw:
        locked = raw.read(4) == ENCRYPTED
    if locked:
        raise problem(InputError, "input.password", file=file)
    schema = None
    try:
        with _opened(path) as book:
            schema = book.schema_arrow
    except (pa.ArrowException, OSError, ValueError):
        schema = None
    if schema is None:
        raise problem(InputError, "input.parquet", file=file)
    return schema


def _opened(path: Path) -> Any:  # noqa: ANN401  pyarrow has no types
    from pyarrow import parquet  # noqa: PLC0415  few lists come as Parquet

    return parquet.ParquetFile(path, memory_map=True, buffer_size=1 << 20)


def _batches(path: Path, file: str, width: int) -> Iterator[pa.RecordBatch]:
    """All rows as text columns c0, c1 …; a null cell is an empty one."""
    names = [f"c{at}" for at in range(width)]
    rows, fault = 0, False
    try:
        with _opened(path) as book:
            for batch in book.iter_batches(_BATCH, use_threads=False):
                columns = [text_column(column) for column in batch.columns]
                rows += batch.num_rows
                yield pa.RecordBatch.from_arrays(columns, names=names)
    except (pa.ArrowException, OSError, UnicodeError):  # its text may quote a cell
        fault = True
    if fault:
        raise problem(InputError, "input.damaged", file=file, rows=rows)


def text_column(column: pa.Array) -> pa.Array:
    """Cells of any plain type as text.

    Whole numbers are their digits, decimals keep theirs, dates are ISO. A float is what Excel makes of it:
    from sixteen digits on it is damaged and comes as 4.11224197403051E+17.

    >>> text_column(pa.array([411224197403051234, None])).to_pylist()
    ['411224197403051234', '']
    >>> text_column(pa.array([4.11224197403051e17, 92.5])).to_pylist()
    ['4.11224197403051E+17', '92.5']
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    read = _reader(column.type)
    assert read is not None
    return pc.fill_null(read(column).cast(pa.string()), "")


def _reader(kind: pa.DataType) -> Callable[[pa.Array], pa.Array] | None:
    """What reads a type; None for one that holds more than a cell."""
    types = pa.types
    if types.is_dictionary(kind):
        return _reader(kind.value_type)
    if types.is_timestamp(kind):
        return _stamps
    for holds, read in (
        (types.is_binary, _plain), (types.is_large_binary, _plain), (types.is_string, _plain),
        (types.is_large_string, _plain), (types.is_integer, _plain), (types.is_null, _plain),
        (types.is_date, _days), (types.is_time, _each), (types.is_boolean, _each),
        (types.is_floating, _floats), (types.is_decimal, _decimals),
    ):  # fmt: skip
        if holds(kind):
            return read
    return None


def _plain(column: pa.Array) -> pa.Array:
    text = pc.cast(column, pa.large_string())
    return pc.replace_substring(text, "\0", "")


def _days(column: pa.Array) -> pa.Array:
    return pc.cast(pc.cast(column, pa.date32()), pa.string())


def _stamps(column: pa.Array) -> pa.Array:
    """Dates alone where the clock stands at midnight; parts of seconds only where there are any."""
    if column.type.tz is not None:
        column = pc.local_timestamp(column)
    whole = pc.floor_temporal(column, unit="second")
    text = pc.strftime(pc.cast(whole, pa.timestamp("s")), format=_STAMP)
    text = pc.replace_substring_regex(text, " 00:00:00$", "")
    odd = pc.fill_null(pc.not_equal(whole, column), False)
    if pc.any(odd).as_py():
        text = pc.if_else(odd, pc.cast(column, pa.string()), text)
    return text


def _floats(column: pa.Array) -> pa.Array:
    if pa.types.is_float64(column.type):
        return _over_distinct(column, _float)
    values = column.to_numpy(zero_copy_only=False)  # the shortest text that means the same float32
    return pa.array([None if np.isnan(one) else _float(float(str(one))) for one in values], pa.string())


def _float(cell: float) -> str | None:
    return None if cell != cell else text_of(cell)  # noqa: PLR0124  NaN is an empty cell


def _decimals(column: pa.Array) -> pa.Array:
    return _over_distinct(column, lambda cell: format(cell, "f"))


def _each(column: pa.Array) -> pa.Array:
    return _over_distinct(column, text_of)


def _over_distinct(column: pa.Array, read: Callable[[Any], str | None]) -> pa.Array:
    coded = column.dictionary_encode()
    values = [None if cell is None else read(cell) for cell in coded.dictionary.to_pylist()]
    return pa.array(values, pa.string()).take(coded.indices)
