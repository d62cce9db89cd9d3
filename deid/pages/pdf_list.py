"""A list on paper for the notice board (公示栏): large type, header on every page, room for the seal."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import IO, Any

from deid.pages.fonts import Fonts
from deid.pages.heading import Heading
from deid.pages.layout import HEADER, Layout, Sheet
from deid.pages.page import LONG, Row, differs, glyph_outside, too_long, unfit
from deid.pages.setting import Setting, choose
from deid.terms import MAX_ROWS

_HAIR = 0.25  # mm
_BATCH = 2000
# A reader takes a hyphen at the end of a line for a soft one, and ligatures apart. No cell holds U+FFFE.
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl", "st", "st")
_AS_READ = {0xFFFE: "-", **{0xFB00 + at: text for at, text in enumerate(_LIGATURES)}}


class PdfPage:
    """Collects the rows, lays them out and draws them; page numbers need the last page first."""

    def __init__(
        self, file: IO[bytes], headers: list[str], heading: Heading, *, fonts: Fonts, paper: str
    ) -> None:
        self._file, self._headers, self._heading = file, headers, heading
        self._fonts, self._paper = fonts, paper
        self._rows: list[Row] = []
        self._sheets: list[Sheet] = []

    def write(self, rows: Sequence[Row]) -> None:
        """Take rows.

        Raises:
            RefusedError: the list is too long for a wall, or no font has one of its characters.
        """
        if len(self._rows) + len(rows) > LONG:
            raise too_long(LONG)
        self._check_glyphs(rows)
        self._rows += rows

    def _check_glyphs(self, rows: Sequence[Row]) -> None:
        missing: dict[int, list[int]] = {}
        for number, row in enumerate(rows, start=len(self._rows) + 1):
            for column, cell in enumerate(row):
                if not self._fonts.can_show(cell):
                    missing.setdefault(column, []).append(number)
        for column, numbers in missing.items():
            raise unfit(column, numbers[:MAX_ROWS], len(numbers), "page_glyph")

    def close(self) -> None:
        """Lay out, draw, write."""
        setting = choose(self._headers, self._rows, self._fonts, self._paper)
        layout = Layout(self._headers, self._rows, self._heading, self._fonts, setting)
        self._sheets = layout.sheets
        if not all(self._fonts.can_show(put.text) for sheet in self._sheets for put in sheet.puts):
            raise glyph_outside()
        self._file.write(_drawn(self._sheets, setting, self._fonts, self._heading))

    def read(self, path: Path) -> Iterator[list[list[str]]]:
        """The rows, once the text of every page proved to be the lines laid out, and these the cells."""
        import pypdfium2  # noqa: PLC0415  only who writes PDF needs it
        from pypdfium2.raw import FPDFPage_GetAnnotCount  # noqa: PLC0415

        with pypdfium2.PdfDocument(path) as reader:
            if len(reader) != len(self._sheets) or reader.count_attachments():
                raise differs()
            for number, sheet in enumerate(self._sheets):
                page = reader[number]
                text = page.get_textpage().get_text_range()
                if FPDFPage_GetAnnotCount(page) or _solid(text) != _solid(
                    "".join(p.text for p in sheet.puts)
                ):
                    raise differs()
                page.close()
        yield from self._cells()

    def _cells(self) -> Iterator[list[list[str]]]:
        """The cells put together from the lines that stand on the pages."""
        found: dict[tuple[int, int], list[str]] = {}
        for sheet in self._sheets:
            for row, column, text in sheet.cells:
                if row != HEADER:
                    found.setdefault((row, column), []).append(text)
        for start in range(0, len(self._rows), _BATCH):
            batch = self._rows[start : start + _BATCH]
            for number, cells in enumerate(batch, start=start):
                shown = ["".join(found.pop((number, column), [])) for column in range(len(cells))]
                if shown != [cell.replace("\n", "") for cell in cells]:
                    raise differs()
            yield [list(cells) for cells in batch]
        if found:
            raise differs()


def _solid(text: str) -> str:
    """A text without blanks, which readers of PDF put where they like."""
    return "".join(text.translate(_AS_READ).split())


def _drawn(sheets: Sequence[Sheet], setting: Setting, fonts: Fonts, heading: Heading) -> bytes:
    """The PDF: embedded parts of the fonts, nothing about who made it or when."""
    import fpdf  # noqa: PLC0415  only who writes PDF needs it

    pdf = fpdf.FPDF(unit="mm", format=(setting.wide, setting.high))
    pdf.set_creation_date(datetime.combine(heading.as_of, time(), UTC))
    pdf.set_lang("zh-CN")
    pdf.set_auto_page_break(False)
    for number, font in enumerate(fonts.loaded):
        pdf.add_font(f"f{number}", fname=font.path, collection_font_number=font.number)
    for sheet in sheets:
        pdf.add_page()
        pdf.set_line_width(_HAIR * setting.scale)
        for x, y, wide, high in sheet.boxes:
            pdf.rect(x, y, wide, high)
        for put in sheet.puts:
            x = put.x
            for number, run in fonts.runs(put.text):
                _use(pdf, f"f{number}", put.size)
                pdf.text(x, put.y, run)
                x += fonts.width(run) * put.size * 25.4 / 72
    return bytes(pdf.output())


def _use(pdf: Any, family: str, size: float) -> None:  # noqa: ANN401  fpdf2's document
    if (pdf.font_family, pdf.font_size_pt) != (family, size):
        pdf.set_font(family, size=size)
