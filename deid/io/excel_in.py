"""Excel workbooks (xlsx, xls, ods) through calamine: cells as the text they mean."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from deid.detect.secrecy import is_marked
from deid.errors import InputError
from deid.io.carried import findings_of
from deid.io.excel_book import Book, is_named
from deid.io.excel_marks import marks_beside
from deid.io.filter import RowFilter
from deid.io.layout import SEARCHED, IsHeader, describe, pick, remembering, with_unnamed
from deid.io.locate import count_rows
from deid.io.rows import Judge
from deid.io.source import Pass, Source, layout_notes, secrecy_mark
from deid.io.where import ANYWHERE, Where
from deid.kernels import blank
from deid.messages import problem
from deid.terms import Finding

_BATCH = 1 << 15


class _Sheet(NamedTuple):
    number: int
    name: str
    header: int
    head: list[list[str]]


def open_workbook(
    path: Path, file: str, *, is_header: IsHeader, sheet: str | None, where: Where = ANYWHERE
) -> Source:
    """The one sheet of a workbook that holds the list, read whole.

    Raises:
        InputError: the workbook is damaged, locked or too large, or the sheet is in doubt.
    """
    is_header = remembering(is_header)
    book = Book(path, file)
    notes = [*findings_of(book.seen, book.hidden), *marks_beside(path, file)]
    chosen = _choose(book, is_header, sheet, where)
    if any(is_marked(str(each.name)) for at, each in enumerate(book.metadata) if at != chosen.number):
        notes.append(secrecy_mark("sheet"))
    layout = describe(chosen.head, chosen.header, is_header, file, where.header)
    width = max(len(layout.headers), *map(len, chosen.head))
    layout.headers[:] = layout.headers + [""] * (width - len(layout.headers))
    layout = with_unnamed(layout, chosen.head[layout.last + 1 :], width)
    judge = Judge(layout, is_header)
    dressing = book.dressing(chosen.number)
    first, stop = where.span(layout.last + 1)

    def rows() -> Iterator[list[str]]:
        below = islice(book.rows(chosen.number), first, stop)
        return dressing.below(below, first, layout.headers)

    def read(seen: Pass) -> Iterator[pa.RecordBatch]:
        sieve = RowFilter(judge, file)
        yield from _batches(rows, width, judge, sieve, file)
        with path.open("rb") as raw:
            seen.digest = hashlib.file_digest(raw, "sha256").digest()
        sieve.report(seen)

    source = Source(
        layout.headers[: layout.named],
        [chosen.name, *layout.title],
        file,
        read,
        notes + layout_notes(layout),
        header_rows=(layout.first + 1, layout.last + 1),
    )
    source.keep()
    source.notes += dressing.findings(layout.headers, is_header)
    source.drop_blank_columns()
    return source


def carried(path: Path, file: str) -> list[Finding]:
    """What a workbook carries beside its cells.

    Raises:
        InputError: the workbook is damaged, locked or too large.
    """
    book = Book(path, file)
    return findings_of(book.seen, book.hidden)


def _choose(book: Book, is_header: IsHeader, wanted: str | None, where: Where) -> _Sheet:
    """The sheet asked for, or the only visible one with a header."""
    names = [str(each.name) for each in book.metadata]
    if wanted is not None:
        at = _index(names, wanted)
        if at is None:
            raise problem(InputError, "input.sheet_missing", file=book.file, count=len(names))
        tried = [at]
    else:
        tried = [at for at in range(len(names)) if at not in book.hidden]
    found = []
    searched = max(SEARCHED, where.header[1] if where.header else 0) + 1
    for at in tried:
        sheet = is_named(book.metadata[at].typ, "WorkSheet")
        head = list(islice(book.rows(at), searched)) if sheet else []
        header, count = pick(head, is_header) if where.header is None else where.named(head)
        if count:
            found.append(_Sheet(at, names[at], header, head))
    if not found and where.header is not None:
        raise problem(InputError, "input.header_rows", file=book.file)
    if not found:
        raise problem(InputError, "input.no_header", file=book.file, searched=SEARCHED)
    if len(found) > 1:
        sheets = ", ".join(str(each.number + 1) for each in found)
        raise problem(InputError, "input.sheets", file=book.file, sheets=sheets)
    return found[0]


def _index(names: list[str], wanted: str) -> int | None:
    if wanted in names:
        return names.index(wanted)
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    return None


def _batches(
    rows: Callable[[], Iterator[list[str]]],
    width: int,
    judge: Judge,
    sieve: RowFilter,
    file: str,
) -> Iterator[pa.RecordBatch]:
    names = [f"c{at}" for at in range(width)]
    named = judge.layout.named
    source = rows()
    while part := list(islice(source, _BATCH)):
        full = [(row + [""] * width)[:width] for row in part]
        columns = [pa.array(column, pa.string()) for column in zip(*full, strict=True)]
        out = sieve.feed(pa.RecordBatch.from_arrays(columns, names=names))
        if any(not all(blank(column).to_pylist()) for column in out.columns[named:]):
            count_rows(rows(), judge, width, file)
            raise problem(InputError, "input.damaged", file=file, rows=sieve.kept)
        if out.num_rows:
            yield out.select(range(named))
    sieve.end()
