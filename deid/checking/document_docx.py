"""Word documents: every part that holds text, crossed out, hidden and commented text too."""

import zipfile
from pathlib import Path
from typing import Any
from xml.parsers import expat

from deid.checking.certain import worth
from deid.checking.document import LARGEST, Document, Room, Table
from deid.detect.echo import safe_name
from deid.errors import InputError
from deid.io.excel_guard import DAMAGED
from deid.messages import problem

MAIN = "word/document.xml"
_TEXT_PARTS = (
    "word/document",
    "word/header",
    "word/footer",
    "word/footnotes",
    "word/endnotes",
    "word/comments",
)
_SMALL, _RATIO, _ENTRIES = 1 << 20, 200, 20_000
_BLOCK = 1 << 16
_WIDEST = 1000
_TEXT = frozenset({"t", "delText", "instrText"})
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TOLD = ("descr", "title", "tooltip", "alt")
_CALLS = ("mailto:", "tel:", "sms:")
_FAULTS = (*DAMAGED, expat.ExpatError)


class _DeclaredError(ValueError):
    """A document type was declared, which no office program writes: entities could be behind it."""


def read_docx(path: Path) -> Document:
    """Read a document.

    Raises:
        InputError: it is damaged, unpacks to too much, or declares entities.
    """
    file = safe_name(path)
    found, room = Document(), Room(file)
    fault = ""
    try:
        with zipfile.ZipFile(path) as archive:
            fault = _fault(archive.infolist())
            for entry in archive.infolist() if not fault else []:
                _part(archive, entry, found, room)
    except _FAULTS as error:
        fault = "check.entities" if isinstance(error, _DeclaredError) else "check.document"
        fault = error.code if isinstance(error, InputError) else fault
    if fault:
        raise problem(InputError, fault, file=file)
    return found


def _fault(entries: list[zipfile.ZipInfo]) -> str:
    """What forbids to unpack it: too much in it, or a lock."""
    if any(entry.flag_bits & 1 for entry in entries):
        return "input.password"
    total = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    packed = sum(entry.compress_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    wild = total > _SMALL and total > _RATIO * max(packed, 1)
    return "check.too_much" if total > LARGEST or wild or len(entries) > _ENTRIES else ""


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, found: Document, room: Room) -> None:
    name = entry.filename
    if name.startswith("word/embeddings/"):
        room.take(entry.file_size)
        found.inside.append((name.rpartition("/")[2], archive.read(entry)))
    elif name.startswith("word/media/") or name.lower().endswith(
        (".jpeg", ".jpg", ".png", ".emf", ".wmf", ".gif")
    ):
        found.pictures += 1
    elif name.endswith((".xml", ".rels")):
        reader = _Words(found, room) if name.startswith(_TEXT_PARTS) else _Rest(found, room)
        parser = expat.ParserCreate(namespace_separator="|")
        parser.buffer_text = True
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = _refuse
        with archive.open(entry) as part:
            while block := part.read(_BLOCK):
                parser.Parse(block, False)
        parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise _DeclaredError


def _local(name: str) -> str:
    return name.rpartition("|")[2]


class _Rest:
    """Properties, settings, links: every text, one after the other."""

    def __init__(self, found: Document, room: Room) -> None:
        self._found, self._room = found, room

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element; links that call or write to somebody."""
        _attributes(attributes, self._found)
        if _local(name) == "docVar":
            self._found.beside += [value for value in attributes.values() if value.strip()]

    def end(self, name: str) -> None:
        """Nothing hangs on it."""

    def text(self, data: str) -> None:
        """Any text."""
        self._room.take(len(data))
        if data.strip():
            self._found.beside.append(data)


class _Words:
    """Paragraphs and tables, one within the other."""

    def __init__(self, found: Document, room: Room) -> None:
        self._found, self._room = found, room
        self._paragraphs: list[list[str]] = []
        self._open: list[str] = []
        self._tables: list[_Grid] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Something opens."""
        local = _local(name)
        self._open.append(local)
        _attributes(attributes, self._found)
        if local == "p":
            self._paragraphs.append([])
        elif local in _BREAKS and self._paragraphs:
            self._paragraphs[-1].append(_BREAKS[local])
        elif local == "tbl":
            self._tables.append(_Grid(self._found.titles()))
        elif self._tables:
            self._tables[-1].start(local, {_local(key): value for key, value in attributes.items()})

    def text(self, data: str) -> None:
        """Text counts where it is a run's own."""
        self._room.take(len(data))
        if self._paragraphs and self._open and self._open[-1] in _TEXT:
            self._paragraphs[-1].append(data)
        elif data.strip():
            self._found.beside.append(data)

    def end(self, name: str) -> None:
        """Something closes."""
        local = _local(name)
        self._open.pop()
        if local == "p" and self._paragraphs:
            self._close_paragraph("".join(self._paragraphs.pop()))
        elif local == "tbl" and self._tables:
            grid = self._tables.pop()
            self._found.tables.append(Table(grid.title, grid.rows))
        elif local == "tc" and self._tables:
            self._tables[-1].close_cell(self._room)
        elif local == "tr" and self._tables:
            self._tables[-1].close_row()

    def _close_paragraph(self, text: str) -> None:
        if self._tables and self._tables[-1].in_cell:
            self._tables[-1].texts.append(text)
        elif text.strip():
            self._found.lines.append(text)


class _Grid:
    """A table in the making: what spans columns fills them blank, what spans rows is told on each."""

    def __init__(self, title: list[str]) -> None:
        self.title, self.rows = title, list[list[str]]()
        self.texts: list[str] = []
        self.in_cell = False
        self._row: list[str] = []
        self._span, self._goes_on = 1, False

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """A cell, or how far it reaches."""
        if local == "tc":
            self.in_cell, self.texts, self._span, self._goes_on = True, [], 1, False
        elif local == "gridSpan" and self.in_cell:
            told = attributes.get("val", "1")
            self._span = min(int(told), _WIDEST) if told.isascii() and told.isdigit() else 1
        elif local == "vMerge" and self.in_cell:
            self._goes_on = attributes.get("val", "continue") != "restart"

    def close_cell(self, room: Room) -> None:
        """A cell is whole."""
        text, at = "\n".join(part for part in self.texts if part.strip()), len(self._row)
        if self._goes_on and not text and self.rows and at < len(self.rows[-1]):
            text = self.rows[-1][at]
        room.take(len(text) + self._span)
        self._row += [text, *[""] * (self._span - 1)]
        self.in_cell, self.texts = False, []

    def close_row(self) -> None:
        """A row is whole."""
        self.rows.append(self._row)
        self._row = []


def _attributes(attributes: dict[str, Any], found: Document) -> None:
    """What attributes tell: some are for people, all others are the program's own."""
    for key, value in attributes.items():
        local = _local(key)
        if local in _TOLD or (local == "Target" and value.lower().startswith(_CALLS)):
            found.beside.append(value)
        elif worth(value):
            found.made.append(value)
