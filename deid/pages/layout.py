"""A list laid out on sheets of paper: lines, boxes, page breaks. In millimetres from the top left."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from deid.messages import say
from deid.pages import words
from deid.pages.fonts import Fonts
from deid.pages.heading import Heading
from deid.pages.page import Row, is_number
from deid.pages.setting import POINT, Setting
from deid.pages.wrap import wrap

_LEADING = 1.4
_TITLE, _FACTS, _REMARKS, _SIGN, _FOOT = 24.0, 14.0, 11.0, 15.0, 9.0
_SEAL = 40.0
"""A round seal (公章) is 42 mm across at most and stands on the signature."""
HEADER = -1
"""The row number of the header."""


class Put(NamedTuple):
    """One line of text: left end, baseline, type size in points."""

    x: float
    y: float
    size: float
    text: str


class Sheet(msgspec.Struct):
    """One page: lines in reading order, boxes, and which lines belong to which cell."""

    puts: list[Put] = msgspec.field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = msgspec.field(default_factory=list)
    cells: list[tuple[int, int, str]] = msgspec.field(default_factory=list)


class Layout:
    """Lays out one list from top to bottom; ``sheets`` are the pages."""

    def __init__(
        self, headers: Sequence[str], rows: Sequence[Row], heading: Heading, fonts: Fonts, setting: Setting
    ) -> None:
        self._headers, self._heading, self._fonts, self._set = headers, heading, fonts, setting
        self._line = setting.size * POINT * _LEADING
        self.sheets = [Sheet()]
        self._y = setting.margin
        self._above()
        self._begin_table()
        for number, row in enumerate(rows):
            self._row(number, self._wrapped(row))
        self._below()
        self._feet()

    def _above(self) -> None:
        """Title and facts, on the first page."""
        self._text([self._heading.subject], _TITLE, align=0.5)
        self._y += self._line / 2
        self._text(self._packed(words.facts(self._heading), _FACTS * self._set.scale), _FACTS)
        self._y += self._line / 3

    def _below(self) -> None:
        """Remarks, and a signature with room for the seal; they stay together."""
        scale = self._set.scale
        remarks, signature = words.remarks(self._heading), words.signature(self._heading)
        small, large = (size * scale * POINT * _LEADING for size in (_REMARKS, _SIGN))
        lines = sum(len(self._broken(line, _REMARKS * scale)) for line in remarks)
        if self._y + small * (lines + 1) + max(_SEAL, large * (len(signature) + 1)) > self._bottom:
            self._turn_page()
        self._y += small / 2
        self._text(remarks, _REMARKS)
        self._y += max(_SEAL - large * (len(signature) + 1), large)
        self._text(signature, _SIGN, align=0.95)

    def _feet(self) -> None:
        """What each page is, and its number: sheets on a wall come apart."""
        at = self._set.high - self._set.margin * 0.6
        for number, sheet in enumerate(self.sheets, start=1):
            foot = say("page.number", page=number, pages=len(self.sheets))
            self._put(sheet, f"{self._heading.subject}　{foot}", _FOOT * self._set.scale, at, 0.5)

    @property
    def _bottom(self) -> float:
        return self._set.high - self._set.margin * 1.2

    def _turn_page(self) -> None:
        self.sheets.append(Sheet())
        self._y = self._set.margin

    def _begin_table(self) -> None:
        self._row(HEADER, self._wrapped(self._headers))

    def _row(self, number: int, row: list[list[str]]) -> None:
        """One row; where it is higher than a page, as many of its lines as find room, then the rest."""
        lines = max(map(len, row))
        if self._y + self._height(lines) > self._bottom and number != HEADER:
            self._turn_page()
            self._begin_table()
            fit = max(int((self._bottom - self._y - 2 * self._set.pad) / self._line), 1)
            if lines > fit:
                self._boxes(number, [cell[:fit] for cell in row], fit)
                self._row(number, [cell[fit:] for cell in row])
                return
        self._boxes(number, row, lines)

    def _height(self, lines: int) -> float:
        return lines * self._line + 2 * self._set.pad

    def _boxes(self, number: int, row: list[list[str]], lines: int) -> None:
        """Draw one row of cells, cell after cell."""
        sheet, x, high = self.sheets[-1], self._set.margin, self._height(lines)
        for column, (cell, wide) in enumerate(zip(row, self._set.columns, strict=True)):
            sheet.boxes.append((x, self._y, wide, high))
            align = 0.5 if number == HEADER else 1.0 if is_number("".join(cell)) else 0.0
            top = (
                self._y + self._set.pad + (lines - len(cell)) * self._line * (0.5 if number == HEADER else 0)
            )
            for nth, text in enumerate(cell):
                spare = max(wide - 2 * self._set.pad - self._wide(text, self._set.size), 0.0)
                baseline = top + nth * self._line + self._line * 0.72
                sheet.puts.append(Put(x + self._set.pad + spare * align, baseline, self._set.size, text))
                sheet.cells.append((number, column, text))
            x += wide
        self._y += high

    def _wrapped(self, row: Row) -> list[list[str]]:
        """The lines of each cell of a row."""
        size = self._set.size
        return [
            wrap(cell, wide - 2 * self._set.pad, lambda text: self._wide(text, size)) if cell else []
            for cell, wide in zip(row, self._set.columns, strict=True)
        ] or [[]]

    def _text(self, lines: Sequence[str], points: float, align: float = 0.0) -> None:
        """Lines across the page, from here on."""
        size = points * self._set.scale
        for line in lines:
            for part in self._broken(line, size):
                self._y += size * POINT * _LEADING
                self._put(self.sheets[-1], part, size, self._y - size * POINT * 0.3, align)

    def _put(self, sheet: Sheet, text: str, size: float, y: float, align: float) -> None:
        spare = max(self._set.room - self._wide(text, size), 0.0)
        sheet.puts.append(Put(self._set.margin + spare * align, y, size, text))

    def _packed(self, parts: Sequence[str], size: float) -> list[str]:
        """Short texts side by side, as many as find room on a line."""
        lines: list[str] = []
        for part in parts:
            longer = f"{lines[-1]}　{part}" if lines else part
            if lines and self._wide(longer, size) <= self._set.room:
                lines[-1] = longer
            else:
                lines.append(part)
        return lines

    def _broken(self, line: str, size: float) -> list[str]:
        return wrap(line, self._set.room, lambda text: self._wide(text, size))

    def _wide(self, text: str, size: float) -> float:
        return self._fonts.width(text) * size * POINT
