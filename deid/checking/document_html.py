"""Web pages: tables, text, comments, scripts, styles, and every attribute."""

import codecs
import re
from html.parser import HTMLParser
from pathlib import Path

from deid.checking.certain import worth
from deid.checking.document import LARGEST, Document, Room, Table
from deid.detect.echo import safe_name
from deid.errors import InputError
from deid.messages import problem

_BLOCK = 1 << 18
_WIDEST, _TALLEST = 1000, 10_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_PICTURES = frozenset({"img", "svg", "canvas", "object", "embed", "iframe", "video", "image"})
_TOLD = frozenset(
    {"alt", "title", "content", "placeholder", "value", "aria-label", "summary", "label", "srcdoc"}
    | {"x:num", "x:str", "x:fmla", "sdval"}
)
"""What people read, and the cells as office programs keep them beside what they show."""
_CALLS = ("mailto:", "tel:", "sms:")
_BREAK_NAMES = """
p div br li ul ol h1 h2 h3 h4 h5 h6 title caption section article header footer table tr td th dt dd option
pre hr form nav main aside center
"""
_BREAKS = frozenset(_BREAK_NAMES.split())
_TAGS = re.compile(r"<[^<>]{0,2000}>")


def read_html(path: Path) -> Document:
    """Read a page.

    Raises:
        InputError: it is too large, or nobody can tell its encoding.
    """
    file = safe_name(path)
    if path.stat().st_size > LARGEST:
        raise problem(InputError, "check.too_much", file=file)
    with path.open("rb") as raw:
        encoding = _encoding(raw.read(1 << 16))
    reader = _Page(Room(file))
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    with path.open("rb") as raw:
        while block := raw.read(_BLOCK):
            reader.feed(decoder.decode(block))
            reader.check()
    reader.feed(decoder.decode(b"", final=True))
    reader.close()
    return reader.whole()


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if told := _CHARSET.search(head):
        name = told[1].decode("ascii").lower()
        if name in ("gb2312", "gbk", "gb18030", "x-gbk"):
            return "gb18030"
        try:
            return codecs.lookup(name).name
        except LookupError:
            pass
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.start >= len(head) - 4 else "gb18030"  # cut in two at the end
    return "utf-8"


class _Grid:
    """A table in the making; cells that reach over several rows are told on each."""

    def __init__(self, title: list[str]) -> None:
        self.table = Table(title)
        self._row: list[str] | None = None
        self._below: dict[int, tuple[int, str]] = {}
        self.cell: list[str] | None = None
        self._spans = (1, 1)

    def open_row(self) -> None:
        self.close_row()
        self._row = []

    def open_cell(self, columns: int, rows: int) -> None:
        self.close_cell()
        if self._row is None:
            self._row = []
        self._carry()
        self.cell, self._spans = [], (columns, rows)

    def close_cell(self) -> None:
        if self.cell is None or self._row is None:
            return
        text = re.sub(r"[ \t\r\f]+", " ", "".join(self.cell)).strip()
        text = re.sub(r"(?<!\s)\s*\n\s*", "\n", text)
        columns, rows = self._spans
        for nth in range(columns):
            if rows > 1:
                self._below[len(self._row)] = (rows - 1, "" if nth else text)
            self._row.append("" if nth else text)
        self.cell = None

    def close_row(self) -> None:
        self.close_cell()
        if self._row is not None:
            self._carry()
            self.table.rows.append(self._row)
        self._row = None

    def _carry(self) -> None:
        """The cells that reach down from a row above."""
        assert self._row is not None
        while (at := len(self._row)) in self._below:
            left, text = self._below.pop(at)
            self._row.append(text)
            if left > 1:
                self._below[at] = (left - 1, text)


class _Page(HTMLParser):
    """Collects a page; whatever stands anywhere in it is text."""

    def __init__(self, room: Room) -> None:
        super().__init__(convert_charrefs=True)
        self._room, self._found = room, Document()
        self._grids: list[_Grid] = []
        self._line: list[str] = []
        self._title: list[str] = []
        self._open_title = False
        self._style: list[str] | None = None

    def check(self) -> None:
        """A tag or comment that never ends would be read again and again.

        Raises:
            InputError: one is longer than any page needs.
        """
        if len(self.rawdata) > 1 << 22:
            raise problem(InputError, "check.too_much", file=self._room.file)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Something opens."""
        told = dict(attrs)
        self._attributes(told)
        self._found.pictures += tag in _PICTURES
        if tag == "table":
            self._flush()
            self._grids.append(_Grid([*self._title, *self._found.titles()]))
        elif self._grids and tag == "tr":
            self._grids[-1].open_row()
        elif self._grids and tag in ("td", "th"):
            columns = _number(told.get("colspan"), _WIDEST)
            self._room.take(columns)
            self._grids[-1].open_cell(columns, _number(told.get("rowspan"), _TALLEST))
        elif tag in _BREAKS:
            self._flush()
        self._style = [] if tag == "style" else None
        self._open_title |= tag == "title"

    def handle_endtag(self, tag: str) -> None:
        """Something closes."""
        if tag == "title":
            self._title += ["".join(self._line).strip()]
            self._open_title = False
        self._close_style()
        if self._grids and tag == "table":
            grid = self._grids.pop()
            grid.close_row()
            self._found.tables.append(grid.table)
        elif self._grids and tag in ("td", "th"):
            self._grids[-1].close_cell()
        elif self._grids and tag == "tr":
            self._grids[-1].close_row()
        elif tag in _BREAKS:
            self._flush()

    def handle_data(self, data: str) -> None:
        """Text, in a cell or outside."""
        self._room.take(len(data))
        if self._style is not None:
            self._style.append(data)
            return
        cell = self._grids[-1].cell if self._grids else None
        (self._line if cell is None else cell).append(data)

    def handle_comment(self, data: str) -> None:
        """What browsers do not show can be read all the same; Office hides whole tables so."""
        self._aside(data)

    def unknown_decl(self, data: str) -> None:
        """Marked sections."""
        self._aside(data)

    def handle_pi(self, data: str) -> None:
        """Instructions."""
        self._aside(data)

    def _aside(self, data: str) -> None:
        self._room.take(len(data))
        self._found.lines += [line for line in _TAGS.sub("\n", data).split("\n") if line.strip()]

    def _flush(self) -> None:
        """A line is whole, or a line within a cell."""
        if self._grids and self._grids[-1].cell is not None:
            self._grids[-1].cell.append("\n")
            return
        text = "".join(self._line)
        self._line = []
        self._found.lines += [line for line in text.splitlines() if line.strip()]

    def _close_style(self) -> None:
        """A style sheet is whole, or what was taken for one."""
        if self._style and worth(text := "".join(self._style)):
            self._found.made.append(text)
        self._style = None

    def _attributes(self, told: dict[str, str | None]) -> None:
        for name, value in told.items():
            if not value or not value.strip():
                continue
            called = name == "href" and value.lower().startswith(_CALLS)
            plain = name in _TOLD or name.startswith("data-") or called
            if plain or worth(value):
                self._room.take(len(value))
                (self._found.beside if plain else self._found.made).append(value)

    def whole(self) -> Document:
        """The page, what was never closed included."""
        if self.rawdata:  # of a script or style without an end
            self.handle_data(self.rawdata)
        while self._grids:
            grid = self._grids.pop()
            grid.close_row()
            self._found.tables.append(grid.table)
        self._close_style()
        self._flush()
        return self._found


def _number(told: str | None, most: int) -> int:
    text = (told or "").strip()
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 9 else 1  # noqa: PLR2004
