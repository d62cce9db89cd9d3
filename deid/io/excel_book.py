"""A workbook as calamine reads it, sheet by sheet, within bounds; its cells as the text they mean."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deid.errors import InputError
from deid.io.dressing import Dressing
from deid.io.excel_guard import check_size, check_whole, inspect
from deid.messages import problem

_EXACT = 10**15
"""Excel keeps 15 digits: a whole number from here on is not what was typed."""


class Book:
    """A workbook: calamine's view of it, what stands beside its cells, and how messages call it."""

    def __init__(self, path: Path, file: str) -> None:
        self.seen, self.file = inspect(path, file), file
        check_whole(self.seen, file)
        self._calamine, self.metadata = _load(path, file)
        self._last: tuple[int, Any] | None = None

    @property
    def hidden(self) -> list[int]:
        """The numbers of hidden sheets, from 0."""
        return [at for at, each in enumerate(self.metadata) if not is_named(each.visible, "Visible")]

    def sheet(self, number: int) -> Any:  # noqa: ANN401  calamine has no types
        """One sheet; refused before where it would cost too much memory. The last one is kept."""
        if self._last is not None and self._last[0] == number:
            return self._last[1]
        self._last = None
        check_size(self.seen.sheets.get(number), number, self.file)
        sheet = None
        try:
            sheet = self._calamine.get_sheet_by_index(number)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: BLE001  a Rust panic is no Exception
            sheet = None
        if sheet is None:
            raise problem(InputError, "input.excel", file=self.file)
        self._last = number, sheet
        return sheet

    def dressing(self, number: int) -> Dressing:
        """What is to be done to the rows of a sheet."""
        read, seen = self.sheet(number), self.seen.sheets[number]
        merged = seen.merged or read.merged_cell_ranges or []
        left = read.start[1] if read.start else 0
        dressing = Dressing(seen, left, merged, epoch_1904=self.seen.epoch_1904)
        if dressing.last_unread > (read.end[0] if read.end else -1):  # whole rows that hold no value
            raise problem(InputError, "input.formulas", file=self.file, sheet=number + 1)
        return dressing

    def rows(self, number: int) -> Iterator[list[str]]:
        """The rows of a sheet as text, from its first one on."""
        dressing = self.dressing(number)
        for at, row in enumerate(self.sheet(number).iter_rows()):
            yield dressing.tell(at, [text_of(cell) for cell in row])


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


def is_named(member: object, name: str) -> bool:
    """Whether an enum member of calamine has this name."""
    return str(member).rpartition(".")[2] == name
