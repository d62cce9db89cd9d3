"""OpenDocument workbooks (ods): what they hide, lack and merge."""

import zipfile
from collections.abc import Sized
from xml.parsers import expat

from deid.io.excel_parts import Survey
from deid.io.excel_sheet import BLOCK
from deid.io.sheet import Sheet

_TABLE, _ROW, _CELL = "table:table", "table:table-row", "table:table-cell"
_COLUMN, _COVERED = "table:table-column", "table:covered-table-cell"
_LEFT_OUT = frozenset({"text:tab", "text:line-break"})
_MANY = 1 << 16
"""Equal rows that are no list any more, but the rest of a sheet."""
_MOST = 1 << 20
_HIDDEN = frozenset({"collapse", "filter"})
_TOLD = ("dc:creator", "meta:initial-creator", "dc:title", "dc:subject", "dc:description", "meta:keyword")
_KINDS = {
    "table:named-range": "defined_names",
    "table:named-expression": "defined_names",
    "table:cell-range-source": "external_links",
    "table:tracked-changes": "revisions",
    "table:data-pilot-table": "pivot_caches",
}


def survey_ods(book: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Survey:
    """Look through an OpenDocument workbook; that also proves the declared sizes and checksums.

    Raises:
        ValueError: a part is not what it says.
    """
    out = Survey(whole=True)
    for entry in entries:
        name = entry.filename.lower()
        with book.open(entry) as part:
            if name == "content.xml":
                reader = _Content(out)
                parser = reader.parser()
                failed = False
                try:
                    parser.ParseFile(part)
                except expat.ExpatError:
                    failed = True
                if failed:
                    raise ValueError
            while part.read(BLOCK):
                pass
        out.carried["images"] += name.startswith("pictures/")
        out.carried["embedded"] += name.startswith("object ") and name.endswith("/content.xml")
        out.carried["macros"] += name.startswith(("basic/", "scripts/")) and name.endswith((".xml", ".py"))
        if name == "meta.xml":
            text = book.read(entry).decode("utf-8", errors="replace")
            out.carried["properties"] += sum(f"<{tag}>" in text for tag in _TOLD)
    return out


class _Content:
    """Goes through content.xml tag by tag, counting repeated rows and cells."""

    def __init__(self, out: Survey) -> None:
        self._out = out
        self._depth = 0
        self._sheet = Sheet()
        self._row = self._column = self._columns = 0
        self._rows = self._cells = 1

    def parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._entity
        return parser

    def _entity(self, *_: object) -> None:
        raise ValueError  # no workbook declares entities, bombs do

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag == _TABLE:
            self._depth += 1
            if self._depth == 1:
                self._sheet = Sheet()
                self._out.sheets[len(self._out.sheets)] = self._sheet
                self._row = self._columns = 0
        elif self._depth == 1 and tag in _OF_TABLE:
            _OF_TABLE[tag](self, given)
        elif tag in _LEFT_OUT and self._depth == 1:
            self._sheet.lost = True  # calamine leaves it out and joins what stands around it
        elif tag == "office:annotation" and self._depth == 1:
            self._sheet.comments.append((self._row, self._column))
        elif tag == "table:null-date":
            self._out.epoch_1904 = given.get("table:date-value", "").startswith("1904")
        elif tag in _KINDS and not given.get("table:name", "").startswith("_xlnm."):
            self._out.carried[_KINDS[tag]] += 1

    def column(self, given: dict[str, str]) -> None:
        """One or more columns begin."""
        many = int(given.get("table:number-columns-repeated", "1"))
        if given.get("table:visibility") in _HIDDEN:
            self._sheet.hidden_columns.append((self._columns, self._columns + many - 1))
        self._columns += many

    def row(self, given: dict[str, str]) -> None:
        """One or more equal rows begin."""
        self._rows = int(given.get("table:number-rows-repeated", "1"))
        self._column = 0
        if given.get("table:visibility") in _HIDDEN and self._rows < _MANY:
            self._sheet.hidden_rows += range(self._row, self._row + self._rows)
            _bearable(self._sheet.hidden_rows)

    def cell(self, given: dict[str, str]) -> None:
        """One or more equal cells begin."""
        self._cells = int(given.get("table:number-columns-repeated", "1"))
        sheet, place = self._sheet, (self._row, self._column)
        value = given.get("office:value-type") or given.get("calcext:value-type")
        if value:
            sheet.reach(self._row + self._rows, self._column + self._cells)
        if given.get("calcext:value-type") == "error":
            sheet.errors += [(row, place[1]) for row in range(place[0], place[0] + min(self._rows, _MANY))]
            _bearable(sheet.errors)
        elif given.get("table:formula") and not value:
            sheet.uncached.append(place)
        down = int(given.get("table:number-rows-spanned", "1"))
        if down > 1:
            across = int(given.get("table:number-columns-spanned", "1"))
            sheet.merged.append((place, (place[0] + down - 1, place[1] + across - 1)))

    def _end(self, tag: str) -> None:
        if tag == _TABLE:
            self._depth -= 1
        elif self._depth == 1 and tag == _ROW:
            self._row += self._rows
        elif self._depth == 1 and tag in {_CELL, _COVERED}:
            self._column += self._cells


def _bearable(places: Sized) -> None:
    """No sheet has more rows than this: a few words that stand for millions are meant to fill the memory."""
    if len(places) > _MOST:
        raise ValueError


_OF_TABLE = {_COLUMN: _Content.column, _ROW: _Content.row, _CELL: _Content.cell, _COVERED: _Content.cell}
