"""Which rows do not fit the header: read slowly and exactly, once Arrow has met one."""

import csv
import io
from collections.abc import Iterator

from deid.errors import InputError
from deid.io import cells
from deid.io.rows import Judge, Kind
from deid.io.shape import Shape
from deid.io.wrapped import bare
from deid.messages import problem

_MOST = 1000


class _Count:
    """Counts data rows in file order and remembers those that do not fit."""

    def __init__(self, judge: Judge, width: int, file: str) -> None:
        self._judge, self._width, self._file = judge, width, file
        self._named = judge.layout.named
        self._waiting: list[tuple[bool, int]] = []
        self.data = 0
        self.footers = 0
        self.ragged: list[tuple[int, int]] = []

    def take(self, line: int, row: list[str]) -> None:
        """Count one row that stands in ``line`` of the file."""
        bad = len(row) != self._width or not all(map(cells.is_blank, row[self._named :]))
        if not bad and row[0].isdecimal() and not all(map(cells.is_blank, row[1:])):
            self._data(bad, line)
            return
        kind = self._judge(row)
        if kind is Kind.OTHER_HEADER:
            raise problem(InputError, "input.second_header", file=self._file, rows=self.data)
        if kind is Kind.TAIL:
            self._waiting.append((bad, line))
        elif kind is Kind.DATA:
            self._data(bad, line)
        elif kind in {Kind.HEADER, Kind.TITLE}:
            self.end()

    def _data(self, bad: bool, line: int) -> None:  # noqa: FBT001  a row's own flag
        waiting, self._waiting = [*self._waiting, (bad, line)], []
        for odd, at in waiting:
            self.data += 1
            if odd:
                self.ragged.append((self.data, at))

    def end(self) -> None:
        """What waits is the tail of a page or of the list."""
        self.footers += sum(bad for bad, _ in self._waiting)
        self._waiting = []


def locate(shape: Shape) -> int:
    """The same for a CSV file, read anew."""
    return count_rows(_rows(shape), shape.judge, shape.width, shape.file)


def count_rows(rows: Iterator[list[str] | None], judge: Judge, width: int, file: str) -> int:
    """Raise InputError naming the rows that do not fit; else how many odd rows are footers in the tail.

    None stands for a row that could not be read, with all that comes behind it.
    """
    count = _Count(judge, width, file)
    for line, row in enumerate(rows, judge.layout.last + 2):
        if row is None:
            if not count.ragged:
                raise problem(InputError, "input.damaged", file=file, rows=count.data + 1)
            break
        count.take(line, row)
        if len(count.ragged) >= _MOST:
            break
    else:
        count.end()
    if count.ragged:
        total = len(count.ragged)
        raise problem(
            InputError,
            "input.ragged",
            file=file,
            count=f"{total}+" if total >= _MOST else total,
            columns=judge.layout.named,
            rows=cells.shown_rows([row for row, _ in count.ragged], total),
            line=count.ragged[0][1],
        )
    return count.footers


def _rows(shape: Shape) -> Iterator[list[str] | None]:
    """The rows below the header as Python's csv module reads them; None where it cannot, and then no more."""
    errors = "deid-euro" if shape.reading.codec == "gb18030" else "strict"
    with shape.path.open("rb") as raw:
        raw.seek(shape.reading.bom)
        text = io.TextIOWrapper(raw, encoding=shape.reading.codec, errors=errors, newline="")
        text.read(len(shape.before))
        reader = csv.reader(text, delimiter=shape.delimiter)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except (csv.Error, UnicodeError):  # a cell too long for it, say
                yield None
                return
            yield list(map(bare, row))
