"""A list as a Word document: the notice and one table, to be edited in WPS."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from deid.pages import docx, words
from deid.pages.heading import Heading
from deid.pages.page import LONG, Row, differs, header_width, is_number, too_long, width

_TABLE = (
    '<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
    '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
_ROW, _CELL = "<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>", "<w:tc>{width}{text}</w:tc>"
_REPEATS = "<w:tblHeader/>"
_NARROWEST, _WIDEST = 6, 40
_PORTRAIT, _LANDSCAPE = 9638, 14570  # usable twips of A4 within 20 mm
_LETTER = 120  # twips of a Latin letter in a cell
_BATCH = 2000


class DocxPage:
    """Collects the rows and writes them at the end; column widths follow the first ones."""

    def __init__(self, file: IO[bytes], headers: list[str], heading: Heading) -> None:
        self._file, self._headers, self._heading = file, headers, heading
        self._body: list[str] = []
        self._begin = self._end = ""
        self._widths: list[int] = []
        self._rows = 0

    def write(self, rows: Sequence[Row]) -> None:
        """Append table rows.

        Raises:
            RefusedError: the list is too long for a document.
        """
        if not self._begin:
            self._start(rows)
        self._rows += len(rows)
        if self._rows > LONG:
            raise too_long(LONG)
        self._body.append("".join(map(self._row, rows)))

    def close(self) -> None:
        """Write the document."""
        if not self._begin:
            self._start([])
        docx.write_package(self._file, [self._begin, *self._body, self._end])
        self._body = []

    def _start(self, rows: Sequence[Row]) -> None:
        """Everything up to the first row, once the first rows tell how wide the columns are."""
        asked = [
            int(max(header_width(header, width), *(width(row[at]) for row in rows), 4)) + 2
            for at, header in enumerate(self._headers)
        ]
        landscape = sum(min(letters, _WIDEST) for letters in asked) > _PORTRAIT // _LETTER
        room = _LANDSCAPE if landscape else _PORTRAIT
        shares = _fitted(asked, room // _LETTER)
        self._widths = [room * share // sum(shares) for share in shares]
        grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in self._widths)
        self._begin = (
            docx.BEGIN
            + docx.paragraph(self._heading.subject, "Title")
            + docx.paragraphs(words.notice(self._heading), "Body")
            + docx.paragraph("", "Facts")
            + f"<w:tbl>{_TABLE}<w:tblGrid>{grid}</w:tblGrid>"
            + self._row(self._headers, head=True)
        )
        self._end = "</w:tbl>" + docx.signed(words.signature(self._heading)) + docx.end(landscape=landscape)

    def _row(self, row: Row, *, head: bool = False) -> str:
        cells = (
            _CELL.format(
                width=f'<w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>',
                text=docx.paragraph(cell, "Head" if head else "Number" if is_number(cell) else "Cell"),
            )
            for cell, wide in zip(row, self._widths, strict=True)
        )
        return _ROW.format(head=_REPEATS if head else "", cells="".join(cells))

    def read(self, path: Path) -> Iterator[list[list[str]]]:
        """The cells of the one table; the frame must be there byte for byte, and no other part."""
        with zipfile.ZipFile(path) as archive:
            if not docx.only_ours(archive):
                raise differs()
            begin, end = self._begin.encode(), self._end.encode()
            with archive.open(docx.DOCUMENT) as part:
                size = archive.getinfo(docx.DOCUMENT).file_size
                if part.read(len(begin)) != begin:
                    raise differs()
                part.seek(size - len(end))
                if part.read() != end:
                    raise differs()
            with archive.open(docx.DOCUMENT) as part:
                yield from _rows(part, len(self._headers))


def _fitted(asked: list[int], room: int) -> list[int]:
    """The wide columns made narrower until all find room; their texts are wrapped."""
    for most in range(_WIDEST, _NARROWEST, -1):
        shares = [min(letters, most) for letters in asked]
        if sum(shares) <= room:
            break
    return shares


def _rows(part: IO[bytes], columns: int) -> Iterator[list[list[str]]]:
    """The rows after the header, as any reader of XML sees them."""
    rows: list[list[str]] = []
    first = True
    for _, element in ET.iterparse(part, ["end"]):  # noqa: S314  written here, its frame is compared first
        if element.tag != docx.tag("tr"):
            continue
        cells = [_text(cell) for cell in element.iterfind(docx.tag("tc"))]
        element.clear()
        if len(cells) != columns:
            raise differs()
        if not first:
            rows.append(cells)
        first = False
        if len(rows) == _BATCH:
            yield rows
            rows = []
    if rows:
        yield rows


def _text(cell: ET.Element) -> str:
    texts = []
    for element in cell.iter():
        if element.tag == docx.tag("t"):
            texts.append(element.text or "")
        elif element.tag == docx.tag("br"):
            texts.append("\n")
    return "".join(texts)
