"""Excel workbooks (xlsx, xls, xlsb, ods) through calamine: cells as the text they mean."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from deid.errors import InputError
from deid.io.excel_guard import inspect
from deid.io.filter import RowFilter
from deid.io.layout import SEARCHED, IsHeader, describe, pick, remembering, with_unnamed
from deid.io.locate import count_rows
from deid.io.rows import Judge
from deid.io.source import Pass, Source, layout_notes
from deid.kernels import blank
from deid.messages import problem
from deid.terms import Severity, finding

_BATCH = 1 << 15
_EXACT = 10**15
"""Excel keeps 15 digits: a whole number from here on is not what was typed."""


class _Sheet(NamedTuple):
    number: int
    name: str
    header: int
    head: list[list[str]]


def open_workbook(path: Path, file: str, *, is_header: IsHeader, sheet: str | None) -> Source:
    """The one sheet of a workbook that holds the list, read whole.

    Raises:
        InputError: the workbook is damaged, locked or too large, or the sheet is in doubt.
    """
    is_header = remembering(is_header)
    notes = inspect(path, file)
    book, metadata = _load(path, file)
    chosen = _choose(book, metadata, file, is_header, sheet)
    hidden = sum(not _is(each.visible, "Visible") for each in metadata)
    if hidden:
        notes.append(finding("hidden_sheets", Severity.NOTE, count=hidden))
    layout = describe(chosen.head, chosen.header, is_header, file)
    width = max(len(layout.headers), *map(len, chosen.head))
    layout.headers[:] = layout.headers + [""] * (width - len(layout.headers))
    layout = with_unnamed(layout, chosen.head[layout.last + 1 :], width)
    judge = Judge(layout, is_header)

    def rows() -> Iterator[list[str]]:
        return islice(_rows(book, chosen.number, file), layout.last + 1, None)

    def read(seen: Pass) -> Iterator[pa.RecordBatch]:
        sieve = RowFilter(judge, file)
        yield from _batches(rows, width, judge, sieve, file)
        with path.open("rb") as raw:
            seen.digest = hashlib.file_digest(raw, "sha256").digest()
        seen.left_out = sieve.left_out

    title = [chosen.name, *layout.title]
    source = Source(layout.headers[: layout.named], title, file, read, notes + layout_notes(layout))
    source.keep()
    source.drop_blank_columns()
    return source


def _load(path: Path, file: str) -> tuple[Any, list[Any]]:
    """The workbook and its sheets that are no charts."""
    fault = ""
    try:
        import python_calamine as calamine  # noqa: PLC0415  an extra
    except ImportError:
        fault = "input.excel_extra"
    else:
        try:
            book = calamine.load_workbook(str(path))
            return book, list(book.sheets_metadata)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  a Rust panic is no Exception
            fault = "input.password" if "Password" in type(error).__name__ else "input.excel"
    raise problem(InputError, fault, file=file)


def _rows(book: Any, number: int, file: str) -> Iterator[list[str]]:  # noqa: ANN401  calamine has no types
    """The rows of a sheet as text."""
    fault = False
    try:
        rows = book.get_sheet_by_index(number).iter_rows()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  a Rust panic is no Exception
        fault = True
    if fault:
        raise problem(InputError, "input.excel", file=file)
    for row in rows:
        yield [text_of(cell) for cell in row]


def text_of(cell: object) -> str:
    """One cell as text: digits of a whole number, ISO dates, 是 and 否.

    A number with more than 15 digits is not what was typed: it comes as such (4.11224197403051E+17),
    never as digits nobody wrote.

    >>> text_of(13800138000.0), text_of(411224197403051234.0), text_of(92.5)
    ('13800138000', '4.11224197403051E+17', '92.5')
    """
    if isinstance(cell, str):
        return "".join(cell.split("\0"))
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        if abs(cell) >= _EXACT:
            return f"{cell:.14E}"
        return str(int(cell)) if cell == int(cell) else format(cell, ".15g")
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _choose(
    book: Any,  # noqa: ANN401  calamine has no types
    metadata: list[Any],
    file: str,
    is_header: IsHeader,
    wanted: str | None,
) -> _Sheet:
    """The sheet asked for, or the only visible one with a header."""
    names = [str(each.name) for each in metadata]
    if wanted is not None:
        at = _index(names, wanted)
        if at is None:
            raise problem(InputError, "input.sheet_missing", file=file, count=len(names))
        tried = [at]
    else:
        tried = [at for at, each in enumerate(metadata) if _is(each.visible, "Visible")]
    found = []
    for at in tried:
        head = list(islice(_rows(book, at, file), SEARCHED + 1)) if _is(metadata[at].typ, "WorkSheet") else []
        header, count = pick(head, is_header)
        if count:
            found.append(_Sheet(at, names[at], header, head))
    if not found:
        raise problem(InputError, "input.no_header", file=file, searched=SEARCHED)
    if len(found) > 1:
        sheets = ", ".join(str(each.number + 1) for each in found)
        raise problem(InputError, "input.sheets", file=file, sheets=sheets)
    return found[0]


def _is(member: object, name: str) -> bool:
    """Whether an enum member of calamine has this name."""
    return str(member).rpartition(".")[2] == name


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
