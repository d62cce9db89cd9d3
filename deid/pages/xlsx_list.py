"""A list as a new workbook: one sheet of text cells, ready to print on A4."""

import shutil
import weakref
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import IO, Any

from deid.errors import UsageError
from deid.extras import need
from deid.messages import problem, say
from deid.pages import words
from deid.pages.heading import Heading
from deid.pages.page import Row, differs, header_width, is_number, too_long, width

_MOST = 1_048_576  # rows of a sheet
_NARROWEST, _WIDEST = 6, 48
_TURN = 90  # letters per line, above which the sheet is printed across
_A4 = 9
_BATCH = 10_000
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "num_format": "@"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 18, "align": "center", "text_wrap": True},
    "line": {"text_wrap": True},
    "head": {"font_name": "黑体", "align": "center", "text_wrap": True, "border": 1},
    "cell": {"text_wrap": True, "border": 1},
    "number": {"align": "right", "border": 1},
}


class XlsxPage:
    """Writes row by row in constant memory; every cell is text, so that none changes on the way."""

    def __init__(self, file: IO[bytes], headers: list[str], heading: Heading) -> None:
        self._headers, self._heading = headers, heading
        self._book, folder = _open(file)
        self._book.set_properties({"created": datetime.combine(heading.as_of, time())})
        self._sheet = self._book.add_worksheet(say("page.sheet"))
        weakref.finalize(self, _forget, self._sheet, folder)
        self._styles = {name: self._book.add_format({**_FONT, **how}) for name, how in _STYLES.items()}
        self._above = [heading.subject, *words.facts(heading)]
        self._below = [*words.remarks(heading), *words.signature(heading)]
        self._widths = [int(header_width(header, width)) for header in headers]
        self._at = 0
        for nth, line in enumerate(self._above):
            self._line(line, "line" if nth else "title", 36 if not nth else None)
        self._row(headers, "head")

    def write(self, rows: Sequence[Row]) -> None:
        """Append rows.

        Raises:
            RefusedError: the list is longer than a sheet, or a cell longer than Excel takes.
        """
        if self._at + len(rows) + len(self._below) > _MOST:
            raise too_long(_MOST - len(self._above) - len(self._below) - 1)
        for row in rows:
            self._row(row)

    def close(self) -> None:
        """Print set-up and widths, then the file."""
        for line in self._below:
            self._line(line, "line")
        sheet, first = self._sheet, len(self._above)
        for at, wide in enumerate(self._widths):
            sheet.set_column(at, at, min(max(wide, _NARROWEST), _WIDEST) + 2)
        sheet.freeze_panes(first + 1, 0)
        sheet.repeat_rows(first)
        sheet.set_paper(_A4)
        if sum(min(wide, _WIDEST) + 2 for wide in self._widths) > _TURN:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        sheet.set_footer("&C" + say("page.number", page="&P", pages="&N"))
        _close(self._book)

    def _line(self, text: str, style: str, high: float | None = None) -> None:
        """One line across all columns."""
        if high:
            self._sheet.set_row(self._at, high)
        if len(self._headers) > 1:
            self._sheet.merge_range(self._at, 0, self._at, len(self._headers) - 1, "", self._styles[style])
        self._sheet.write_string(self._at, 0, text, self._styles[style])
        self._at += 1

    def _row(self, row: Row, style: str | None = None) -> None:
        for at, cell in enumerate(row):
            kind = style or ("number" if is_number(cell) else "cell")
            if not cell:
                self._sheet.write_blank(self._at, at, None, self._styles[kind])
            elif self._sheet.write_string(self._at, at, cell, self._styles[kind]):
                raise differs()
            if len(cell) * 2 > self._widths[at]:
                self._widths[at] = max(self._widths[at], width(cell))
        self._at += 1

    def read(self, path: Path) -> Iterator[list[list[str]]]:
        """The cells between the lines above and below, which must be there word for word."""
        import python_calamine  # noqa: PLC0415  only who writes workbooks needs it

        book = python_calamine.CalamineWorkbook.from_path(str(path))
        if book.sheet_names != [say("page.sheet")]:
            raise differs()
        sheet = book.get_sheet_by_index(0)
        above, below = len(self._above), self._at - len(self._below)
        frame = [[line] for line in self._above] + [self._headers] + [[line] for line in self._below]
        seen, rows = [], []
        for at, cells in enumerate(sheet.iter_rows()):
            if above < at < below:
                rows.append(_texts(cells, len(self._headers)))
            else:
                seen.append(cells)
            if len(rows) == _BATCH:
                yield rows
                rows = []
        if rows:
            yield rows
        if [_trim(cells) for cells in seen] != [_trim(cells) for cells in frame]:
            raise differs()


def _texts(cells: list[Any], columns: int) -> list[str]:
    if len(cells) != columns or not all(isinstance(cell, str) for cell in cells):
        raise differs()
    return cells


def _trim(cells: list[Any]) -> list[Any]:
    """Cells without the empty ones at the end."""
    cells = list(cells)
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def need_libraries() -> None:
    """Make sure that workbooks can be written and read back.

    Raises:
        UsageError: a library of the extra is missing.
    """
    need("xlsx", "xlsxwriter", "python_calamine")


def _open(file: IO[bytes]) -> tuple[Any, str]:
    """XlsxWriter's book, and the private folder where it keeps rows until the end."""
    import tempfile  # noqa: PLC0415

    import xlsxwriter  # noqa: PLC0415

    folder = tempfile.mkdtemp(prefix="deid-")
    return xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder}), folder


def _forget(sheet: Any, folder: str) -> None:  # noqa: ANN401  XlsxWriter's sheet
    """Leave no rows of a refused list behind; after ``close`` there are none."""
    rows = getattr(sheet, "row_data_fh", None)
    if rows is not None:
        rows.close()
    shutil.rmtree(folder, ignore_errors=True)


def _close(book: Any) -> None:  # noqa: ANN401  XlsxWriter's book
    from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415

    try:
        book.close()
    except (XlsxWriterException, OSError):
        pass
    else:
        return
    raise problem(UsageError, "output.write")
