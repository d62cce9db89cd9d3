"""Marks of secrecy that a workbook carries beside its cells: properties, page headers, drawings, comments."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import IO

from deid.detect.secrecy import is_marked
from deid.errors import InputError, UsageError
from deid.extras import need
from deid.io.begins import OLE
from deid.io.source import secrecy_mark
from deid.messages import problem
from deid.terms import Finding

_PLACES = ("properties", "page", "drawing")
_PROPERTIES = re.compile(r"(?:docProps/.*|meta)\.xml$")
_DRAWING = re.compile(r"xl/(?:drawings|charts|comments|threadedComments)[^/]*(?:/.*)?\.(?:xml|vml)$")
_SHEET = re.compile(r"xl/(?:work|chart|dialog)sheets/[^/]*\.xml$")
_STYLES = "styles.xml"  # of an OpenDocument workbook: its page headers stand here
_NAME_OF_PAPER = r"(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b"
_PAPER = re.compile(rf"<{_NAME_OF_PAPER}[^<>]*>((?:[^<]|<(?!/|{_NAME_OF_PAPER}))*+)</")
_CODES = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-Fa-f+\-]+|[0-9]+|[A-Za-z])")
_TAG = re.compile(r"<[^<>]*>")
_PARAGRAPH = re.compile(r"</(?:\w+:)?(?:p|comment|div)>")
_BLOCK = 1 << 20
_TAIL = 1 << 18
"""Page headers stand behind the cells, in the last bytes of a sheet."""
_TOO_LARGE = 50 << 20


def marks_beside(path: Path, file: str) -> list[Finding]:
    """What of a workbook beside its cells carries a mark of secrecy.

    Raises:
        InputError: such a part cannot be read.
        UsageError: the workbook is an old one and olefile is not installed.
    """
    found: set[str] | None
    try:
        with path.open("rb") as raw:
            old = raw.read(len(OLE)) == OLE
        texts = of_old(path) if old else _of_zip(path)
        found = {place for place, text in texts if is_marked(text)}
    except UsageError:
        raise
    except Exception:  # noqa: BLE001  whatever a damaged file makes zip and OLE readers raise
        found = None
    if found is None:
        raise problem(InputError, "input.excel", file=file)
    return [secrecy_mark(place) for place in _PLACES if place in found]


def _of_zip(path: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(path) as book:
        for entry in book.infolist():
            name = entry.filename
            if _SHEET.fullmatch(name):
                with book.open(entry) as part:
                    yield from _of_paper(_tail(part).decode("utf-8", errors="replace"))
            elif name == _STYLES or _PROPERTIES.fullmatch(name) or _DRAWING.fullmatch(name):
                text = _part(book, entry).decode("utf-8", errors="replace")
                place = "properties" if _PROPERTIES.fullmatch(name) else "drawing"
                whole = _PARAGRAPH.split(text) if place == "drawing" else []
                for piece in [*whole, *(_TAG.split(text))]:
                    yield "page" if name == _STYLES else place, unescape(_TAG.sub("", piece))


def _part(book: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part as it is; none is as large as this one unless somebody means harm."""
    if entry.file_size > _TOO_LARGE:
        raise ValueError
    return book.read(entry)


def _tail(part: IO[bytes]) -> bytes:
    held = b""
    while block := part.read(_BLOCK):
        held = (held + block)[-_TAIL:]
    return held


def _of_paper(text: str) -> Iterator[tuple[str, str]]:
    for piece in _PAPER.findall(text):
        for part in _CODES.split(unescape(piece)):
            yield "page", part


def of_old(path: Path) -> Iterator[tuple[str, str]]:
    """The properties of an old workbook (xls), its page headers and footers, its comments and drawings.

    Raises:
        UsageError: olefile is not installed.
    """
    need("xlsx", "olefile")
    import olefile  # noqa: PLC0415  only old workbooks need it

    with olefile.OleFileIO(str(path)) as book:
        for stream in ("\x05SummaryInformation", "\x05DocumentSummaryInformation"):
            if book.exists(stream):
                for value in book.getproperties(stream, convert_time=False).values():
                    for one in value if isinstance(value, list) else [value]:
                        yield from (("properties", text) for text in _readings(one))
        for stream in ("Workbook", "Book"):
            if book.exists(stream):
                yield from _of_records(book.openstream(stream))


def _readings(value: object) -> list[str]:
    """A property as text, in every way an office computer may have written it."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, bytes):
        return []
    return [value.decode(codec, errors="replace").rstrip("\0") for codec in ("utf-8", "gb18030", "utf-16-le")]


_HEADER, _FOOTER = 0x14, 0x15
_DRAWN, _CONTINUED = 0x1B6, 0x3C
_NAME = 3


def _of_records(stream: IO[bytes]) -> Iterator[tuple[str, str]]:
    """BIFF: records of kind, length and content; a page header is its length, how wide it is, its text.

    The text of a comment or drawing stands in the record behind it, after how wide it is.
    """
    before = 0
    while len(begin := stream.read(4)) == 4:  # noqa: PLR2004
        kind, size = int.from_bytes(begin[:2], "little"), int.from_bytes(begin[2:], "little")
        content = stream.read(size)
        if kind in (_HEADER, _FOOTER) and size > _NAME:
            wide = content[2] & 1
            texts = (
                [content[_NAME:].decode("utf-16-le", errors="replace")] if wide else _readings(content[1:])
            )
            for text in texts:
                yield from (("page", part) for part in _CODES.split(text))
        elif kind == _CONTINUED and before == _DRAWN and size > 1:
            wide = content[0] & 1
            texts = [content[1:].decode("utf-16-le", errors="replace")] if wide else _readings(content[1:])
            yield from (("drawing", text) for text in texts)
        before = kind
