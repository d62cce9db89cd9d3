"""The catalogue as a workbook as offices lay it out: two header rows, merged cells, ready to print."""

import io
from collections.abc import Iterable, Sequence
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Any

from deid.extras import need
from deid.messages import say
from deid.rulebook.catalogue import PLAIN, TICKED, Entry, Field
from deid.rulebook.catalogue_text import title, unsure

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = (5, 13, 15, 28, 44, 22, 22, 24, 7, 9, 9, 11, 6, 6, 6)
_TOP = 4  # the title, two header rows, and what follows
_LAST = len(_WIDTHS)
_LINE = 15.5
_PAPERS = {"A3": 8, "A4": 9}  # numbers of the file format
_BAD_IN_NAME = str.maketrans(dict.fromkeys(r"[]:*?/\\", "_"))
_LONGEST_NAME = 31


def xlsx(fields: Sequence[Field], office: str = "", paper: str = "A3") -> bytes:
    """The catalogue as the bytes of a workbook, one sheet per field.

    Raises:
        UsageError: openpyxl is not installed.
    """
    need("xlsx", "openpyxl")
    import openpyxl  # noqa: PLC0415  heavy, and only this format needs it

    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    for field in fields:
        sheet = book.create_sheet(field.name.translate(_BAD_IN_NAME)[:_LONGEST_NAME])
        _fill(sheet, field, title(field, office))
        _lay_out(sheet, paper)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: "Worksheet", field: Field, heading: str) -> None:
    _merged(sheet, (1, 1, 1, _LAST), heading)
    _heads(sheet)
    at, number = _TOP, 0
    for category, entries in field.groups:
        _merged(sheet, (at, 1, at, _LAST), category)
        at += 1
        for first, group in groupby(entries, key=lambda entry: entry.item[1]):
            rows = list(group)
            _merged(sheet, (at, 2, at + len(rows) - 1, 2), first)
            for entry in rows:
                number += 1
                _row(sheet, at, number, entry)
                at += 1
    if unsure([field]):
        _merged(sheet, (at, 1, at, _LAST), say("catalogue.note"))


def _heads(sheet: "Worksheet") -> None:
    _merged(sheet, (2, 1, 3, 1), say("catalogue.head.number"))
    _merged(sheet, (2, 2, 2, 3), say("catalogue.head.item"))
    for column, name in ((2, "first"), (3, "second")):
        sheet.cell(3, column, say(f"catalogue.head.{name}"))
    for column, name in enumerate(PLAIN, 4):
        _merged(sheet, (2, column, 3, column), say(f"catalogue.head.{name}"))
    column = 4 + len(PLAIN)
    for name, choices in TICKED:
        _merged(sheet, (2, column, 2, column + len(choices) - 1), say(f"catalogue.head.{name}"))
        for choice in choices:
            sheet.cell(3, column, choice)
            column += 1


def _merged(sheet: "Worksheet", area: tuple[int, int, int, int], text: str) -> None:
    top, left, bottom, right = area
    sheet.cell(top, left, text)
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _row(sheet: "Worksheet", at: int, number: int, entry: Entry) -> None:
    sheet.cell(at, 1, number)
    sheet.cell(at, 3, entry.name)
    for column, name in enumerate(PLAIN, 4):
        parts = getattr(entry, name)
        sheet.cell(
            at, column, "\n".join(f"■{part}" for part in parts) if name == "channels" else "\n".join(parts)
        )
    column = 4 + len(PLAIN)
    for name, choices in TICKED:
        for choice in choices:
            if choice in getattr(entry, name):
                sheet.cell(at, column, "√")
            column += 1


def _lay_out(sheet: "Worksheet", paper: str) -> None:
    """Borders, wrapping, heights, and how it comes out of a printer."""
    from openpyxl.styles import Alignment, Border, Font, Side  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    line = Side(style="thin")
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True)
    for at, row in enumerate(sheet.iter_rows(min_row=2, max_col=_LAST), 2):
        for column, cell in enumerate(row, 1):
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            text = at >= _TOP and 4 <= column < 4 + len(PLAIN)  # noqa: PLR2004
            cell.alignment = left if text else middle
            cell.font = Font(bold=at < _TOP)
        sheet.row_dimensions[at].height = _height(row)
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=18), middle
    sheet.row_dimensions[1].height = 36
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for merged in sheet.merged_cells.ranges:
        if merged.min_row >= _TOP and merged.size["columns"] == _LAST:  # a category, or the note
            cell = sheet.cell(merged.min_row, 1)
            cell.alignment, cell.font = left, Font(bold=True)
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", _PAPERS[paper], 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:3"
    sheet.freeze_panes = "A4"
    sheet.print_options.horizontalCentered = True
    foot: Any = sheet.oddFooter
    foot.center.text = "第 &P 页，共 &N 页"


def _height(row: Iterable[Any]) -> float:
    """Room for the fullest cell: a Chinese character is two columns wide."""
    lines = 1
    for cell in row:
        if isinstance(cell.value, str) and cell.row >= _TOP and cell.column != 2:  # noqa: PLR2004  merged down
            room = sum(_WIDTHS) if cell.column == 1 else _WIDTHS[cell.column - 1]
            parts = cell.value.split("\n")
            lines = max(lines, sum(max(1, ceil(2 * len(part) / (room - 1))) for part in parts))
    return _LINE * lines + 4
