"""CSV as offices export it, streamed by Arrow: memory stays flat, no error holds a cell."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pacsv

from deid.detect.secrecy import is_marked
from deid.errors import InputError
from deid.io.encoding import Utf8Stream, bad_line
from deid.io.filter import RowFilter
from deid.io.locate import locate
from deid.io.rows import Kind
from deid.io.shape import Shape, signed
from deid.io.source import Pass
from deid.io.totals import Total, total_of
from deid.io.wrapped import bare, unwrap
from deid.kernels import blank
from deid.kernels.flat import Bytes, Rows, any_with, sizes
from deid.messages import problem

BLOCK = 1 << 20
"""Bytes Arrow parses at a time; no cell may be larger, nor a row that does not end in the next block."""

_GATHERED = 8
"""Blocks that make one batch: Arrow reads several blocks ahead, so large blocks cost memory."""

_TOO_MANY = 1000
T = TypeVar("T")


class _Skipped:
    """Rows whose cell count is wrong: judged as they come, from any of Arrow's threads."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.kinds: list[Kind] = []
        self.doubtful: list[None] = []
        self.marked: list[None] = []
        self.totals: list[Total] = []

    def __call__(self, row: pacsv.InvalidRow) -> str:
        kind = self._kind(row.text)
        if kind in {Kind.DATA, Kind.TAIL, Kind.OTHER_HEADER}:
            self.doubtful.append(None)
            return "error" if len(self.doubtful) > _TOO_MANY else "skip"
        self.kinds.append(kind)
        return "skip"

    def _kind(self, text: str) -> Kind:
        try:
            found = csv.reader(io.StringIO(text, newline=""), delimiter=self._shape.delimiter)
            rows = [list(map(bare, row)) for row in found]
        except csv.Error:
            return Kind.DATA
        if any(is_marked(cell) for row in rows for cell in row):
            self.marked.append(None)
        kind = self._shape.judge(rows[0]) if len(rows) == 1 else Kind.DATA
        if kind is Kind.SUBTOTAL and (total := total_of(rows[0], None)):
            self.totals.append(total)
        return kind


def read(shape: Shape, seen: Pass) -> Iterator[pa.RecordBatch]:
    """The data rows of the file, batch by batch; ``seen`` is filled in at the end."""
    if signed(shape.path) != shape.signature:
        raise problem(InputError, "input.changed", file=shape.file)
    digest = hashlib.sha256()
    sieve = RowFilter(shape.judge, shape.file)
    skipped = _Skipped(shape)
    with (
        shape.path.open("rb") as raw,
        closing(Utf8Stream(raw, shape.reading, shape.before, digest)) as stream,
    ):
        for batch in gathered(_parsed(shape, stream, skipped)):
            odd = _check_cells(shape, batch, sieve)
            out = sieve.feed(unwrap(batch) if odd else batch)
            if _surplus(shape, out):
                locate(shape)
                raise problem(InputError, "input.damaged", file=shape.file, rows=sieve.kept)
            if out.num_rows:
                yield out.select(range(shape.layout.named))
    sieve.end()
    if skipped.doubtful:
        if shape.judge.odd_footers is None:
            shape.judge.odd_footers = locate(shape)
        sieve.left_out[Kind.FOOTER] += shape.judge.odd_footers
    if signed(shape.path) != shape.signature:
        raise problem(InputError, "input.changed", file=shape.file)
    seen.digest = digest.digest()
    sieve.report(seen)
    seen.left_out = sieve.left_out + Counter(skipped.kinds)
    seen.marked = sieve.marked + len(skipped.marked)
    seen.totals = [*sieve.totals, *skipped.totals]


def _parsed(shape: Shape, stream: Utf8Stream, skipped: _Skipped) -> Iterator[pa.RecordBatch]:
    """All rows of the right cell count, by Arrow."""
    reader, fault = _guarded(lambda: _open(shape, stream, skipped))
    if reader is None:
        if stream.given or stream.fault:
            _refuse(shape, stream, skipped, 1, fault)
        return
    near = 1
    with closing(reader):
        while True:
            batch, fault = _guarded(reader.read_next_batch)
            if fault or stream.fault:
                _refuse(shape, stream, skipped, near, fault)
            if batch is None:
                return
            near += batch.num_rows
            yield batch


def gathered(parts: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Several small batches as one."""
    while some := list(islice(parts, _GATHERED)):
        table = pa.Table.from_batches(some).combine_chunks()
        yield from table.to_batches()


def _guarded(call: Callable[[], T]) -> tuple[T | None, str]:
    """The result, or what went wrong: Arrow's own errors quote the row and must not travel."""
    try:
        return call(), ""
    except StopIteration:
        return None, ""
    except Exception as error:  # noqa: BLE001  whatever Arrow or a callback raises
        return None, "long" if "straddling" in str(error) else "damaged"


def _open(shape: Shape, stream: Utf8Stream, skipped: _Skipped) -> pacsv.CSVStreamingReader:
    names = [f"c{at}" for at in range(shape.width)]
    return pacsv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pacsv.ReadOptions(column_names=names, block_size=BLOCK, use_threads=True),
        parse_options=pacsv.ParseOptions(
            delimiter=shape.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=skipped,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[],
            strings_can_be_null=False,
        ),
    )


def _refuse(shape: Shape, stream: Utf8Stream, skipped: _Skipped, near: int, fault: str) -> None:
    """Raise what is really wrong with the file, without what Arrow said."""
    if fault == "long" and not stream.fault:
        raise problem(InputError, "input.too_long", file=shape.file, rows=near, limit=BLOCK >> 20)
    with shape.path.open("rb") as raw:
        line = bad_line(raw, shape.reading)
    if line is not None:
        raise problem(InputError, "input.encoding", file=shape.file, line=line, encoding=shape.reading.codec)
    if skipped.doubtful:
        locate(shape)
    raise problem(InputError, "input.damaged", file=shape.file, rows=near)


def _check_cells(shape: Shape, batch: pa.RecordBatch, sieve: RowFilter) -> bool:
    """Refuse cells beyond the limit, and cells that swallowed whole rows for want of a quote.

    Returns:
        Whether any cell may be a text written as a formula.
    """
    odd = False
    for column in batch.columns:
        data = column.buffers()[2]
        if data is None:
            continue
        if data.size > BLOCK and (long := np.flatnonzero(sizes(column) > BLOCK)).size:
            rows = sieve.kept + int(long[0]) + 1
            raise problem(InputError, "input.too_long", file=shape.file, rows=rows, limit=BLOCK >> 20)
        if not any_with(column, _odd):
            continue
        odd = True
        if not any_with(column, _breaks):
            continue
        broken = pc.match_substring_regex(column, r"[\r\n]")
        marks = pc.count_substring(column, shape.delimiter)
        swallowed = pc.and_(broken, pc.greater_equal(marks, max(1, shape.width - 1)))
        if pc.any(swallowed).as_py():
            rows = sieve.kept + pc.index(swallowed, True).as_py() + 1
            raise problem(InputError, "input.quotes", file=shape.file, rows=rows)
    return odd


def _odd(part: Bytes) -> Rows:
    return np.asarray((part < ord(" ")) | (part == ord("=")))


def _breaks(part: Bytes) -> Rows:
    return np.asarray((part == ord("\n")) | (part == ord("\r")))


def _surplus(shape: Shape, batch: pa.RecordBatch) -> bool:
    """Whether a cell beyond the last named column holds something."""
    return any(
        not pc.all(blank(column)).as_py() for column in batch.columns[shape.layout.named :] if len(column)
    )
