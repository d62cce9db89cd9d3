"""What a workbook carries beside its cells: texts, attributes, formulas, strings left over.

A number is told only by its kind. What stands in a cell too is the cell's, and told there.
"""

import codecs
import mmap
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import chain
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

from deid.checking.certain import Pair, bare, certain, kinds, told
from deid.detect import scan
from deid.io.begins import OLE
from deid.io.excel_marks import of_old

_BLOCK, _LONGEST = 1 << 20, 1 << 20
_OVERLAP = 1 << 17
"""No text of a workbook is longer."""
_PARTS = (".xml", ".rels", ".vml")
_ROOT = re.compile(r"<(\w+:)?(\w[\w\-]*)")
_OF_CELLS = frozenset({"sst", "document-content"})
"""The parts that hold what the cells show."""
_NAMES = "v|descr|title|tooltip|display|alt|prompt|promptTitle|error|errorTitle"
_TOLD = re.compile(rf"\b(?:{_NAMES})=(?:\"([^\"<]{{7,}})\"|'([^'<]{{7,}})')")
_TEXT = re.compile(r"(?:^|>)([^<>]{7,})")
_TAG = re.compile(r"<[^<>\d]*+(?:\d{1,10}+[^<>\d]++)*+\d{11}[^<>]*+>")
"""A tag with eleven digits in a row; nothing is tried twice, so that it takes time in proportion."""
_EDGE = re.compile(r"(</?(?:\w+:)?sheetData\b[^<>]*>)")
_FORMULA = re.compile(r"<(?:\w+:)?f\b[^<>]*>([^<>]{11,})")
_DIGIT = re.compile(r"&#(?:x3[0-9]|4[89]|5[0-7]);")
_RAW = re.compile(rb"[0-9]{17,}[0-9Xx]|(?:[0-9]\0){17,}[0-9Xx]\0")
_NOT_PLAIN = re.compile(r"\W+")
_TEXTS = pa.large_string()


class _Found:
    """What was found beside the cells, and what is still to be held against them."""

    def __init__(self) -> None:
        self.pairs: set[Pair] = set()
        self.doubtful: set[Pair] = set()
        self.texts: list[pa.Array] = []

    def take(self, text: str, *, of_cells: bool) -> None:
        """Take in a stretch of a part: its texts, and whatever its tags hold."""
        if "&#" in text:
            text = _DIGIT.sub(lambda code: unescape(code[0]), text)
        tags = set().union(*map(certain, map(unescape, _TAG.findall(text))))
        if of_cells:
            self.texts.append(_suspects(_TEXT.findall(text)))
            self.doubtful |= tags
            return
        texts = _suspects([*_TEXT.findall(text), *chain.from_iterable(_TOLD.findall(text))])
        self.pairs |= tags.union(*map(told, texts.to_pylist()))

    def settle(self, cells: Iterable[pa.Array]) -> None:
        """Keep of what is in doubt what no cell shows."""
        texts, shown = _joined(self.texts), []
        for column in cells:
            texts = texts.filter(pc.invert(pc.is_in(texts, value_set=column)))
            shown.append(column)
        self.doubtful = self.doubtful.union(*map(told, texts.to_pylist()))
        if self.doubtful:
            own = {_plain(number) for number in scan.identifiers(_joined(shown))}
            self.pairs |= {pair for pair in self.doubtful if _plain(pair[1]) not in own}


def kinds_beside_cells(path: Path) -> set[str]:
    """The kinds of identifiers anywhere in a workbook but in its cells; it was looked through before."""
    found = _Found()
    with path.open("rb") as raw:
        old = raw.read(len(OLE)) == OLE
    (_of_old if old else _of_zip)(path, found)
    if found.doubtful or any(map(len, found.texts)):
        found.settle(_cells(path))
    return kinds(found.pairs)


def _of_old(path: Path, found: _Found) -> None:
    """Properties, page headers and comments; and ID numbers wherever they lie, erased ones too."""
    found.pairs = found.pairs.union(*(told(text) for _, text in of_old(path)))
    with path.open("rb") as raw, mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        runs = {hit[0].replace(b"\0", b"").decode("ascii") for hit in _RAW.finditer(whole)}
    found.doubtful = {("resident_id", number) for run in runs for number in bare(run)}


def _of_zip(path: Path, found: _Found) -> None:
    with zipfile.ZipFile(path) as book:
        for entry in book.infolist():
            if entry.filename.lower().endswith(_PARTS):
                with book.open(entry) as part:
                    _of_part(part, found)


def _of_part(part: IO[bytes], found: _Found) -> None:
    root, sign, inside = "", "<f", False
    for text in _stretches(part):
        if not root and (first := _ROOT.search(text)):
            root, sign = first[2], ":f" if first[1] else "<f"
        for piece in _EDGE.split(text) if root == "worksheet" and "sheetData" in text else [text]:
            if root == "worksheet" and _EDGE.fullmatch(piece):
                inside = not piece.startswith("</") and not piece.endswith("/>")
            elif not inside:
                found.take(piece, of_cells=root in _OF_CELLS)
            elif sign in piece:
                found.pairs.update(*map(certain, _FORMULA.findall(piece)))


def _stretches(part: IO[bytes]) -> Iterator[str]:
    """A part of any size as text, block by block; none ends within a tag, or in a text of usual length."""
    block = part.read(_BLOCK)
    wide = block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8")(errors="replace")
    held = ""
    while block:
        text = held + decoder.decode(block)
        cut = max(text.rfind("<"), 0)
        if len(text) - cut > _LONGEST:
            yield text
            held = text[-_OVERLAP:]
        else:
            yield text[:cut]
            held = text[cut:]
        block = part.read(_BLOCK)
    yield held


def _suspects(texts: list[str]) -> pa.Array:
    found = pa.array([unescape(text) if "&" in text else text for text in texts if text], _TEXTS)
    return found.filter(scan.suspects(found)).unique() if len(found) else found


def _cells(path: Path) -> Iterator[pa.Array]:
    """What the cells of each sheet hold, as far as an identifier may be in it."""
    import python_calamine as calamine  # noqa: PLC0415  an extra

    from deid.io.excel_book import text_of  # noqa: PLC0415  only for workbooks

    book = calamine.load_workbook(str(path))
    for at in range(len(book.sheet_names)):
        rows = book.get_sheet_by_index(at).iter_rows()
        yield _suspects([text_of(cell) for row in rows for cell in row])


def _joined(parts: list[pa.Array]) -> pa.Array:
    return pa.concat_arrays([pa.array([], _TEXTS), *parts])


def _plain(number: str) -> str:
    return _NOT_PLAIN.sub("", number).upper()
