"""What an xlsx workbook carries beside its cells, part by part, and which part is which sheet."""

import posixpath
import re
import zipfile
from collections import Counter
from html import unescape

import msgspec

from deid.io.excel_sheet import BLOCK, scan
from deid.io.sheet import Sheet, place_of

_ATTR = re.compile(r"(?<![\w:])([\w:]++)\s*=\s*[\"']([^\"'<]*)[\"']")
_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^<>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^<>]*)>")
_NAME = re.compile(r"<(?:\w+:)?definedName\b([^<>]*)>")
_COMMENT = re.compile(r"<(?:\w+:)?(?:comment|threadedComment)\b([^<>]*)>")
_PROPERTY = re.compile(
    r"<(?:\w+:)?(?:creator|lastModifiedBy|title|subject|description|keywords|category|Company|Manager"
    r"|lpwstr|lpstr)\b[^<>]*>\s*+[^<\s]"
)
_TITLES = re.compile(
    r"<(?:\w+:)?(?:TitlesOfParts|HeadingPairs)\b[^<]*+(?:<(?!/?(?:\w+:)?(?:TitlesOfParts|HeadingPairs)\b)[^<]*+)*+"
    r"</(?:\w+:)?(?:TitlesOfParts|HeadingPairs)>"
)
_PARTS = (
    ("pivot_caches", re.compile(r"xl/pivotcache/pivotcachedefinition[^/]*\.xml")),
    ("external_links", re.compile(r"xl/externallinks/[^/]*\.xml")),
    ("images", re.compile(r"xl/(?:media/.+|charts/chart[0-9]*\.xml)")),
    ("embedded", re.compile(r"xl/(?:embeddings|activex)/[^/]+|customxml/item[0-9]+\.xml")),
    ("macros", re.compile(r"xl/(?:vbaproject[^/]*\.bin|(?:macrosheets|dialogsheets)/[^/]*\.xml)")),
    ("connections", re.compile(r"xl/(?:connections\.xml|querytables/[^/]*\.xml|model/.*)")),
    ("revisions", re.compile(r"xl/(?:revisions/revisionlog[^/]*\.xml)")),
)
_LARGEST = 50 << 20
"""No part but sheets and texts is as large as this unless somebody means harm."""


class Survey(msgspec.Struct):
    """What a workbook carries: by the number of the sheet, from 0, and how many parts of each kind."""

    sheets: dict[int, Sheet] = msgspec.field(default_factory=dict)
    carried: Counter[str] = msgspec.field(default_factory=Counter)
    epoch_1904: bool = False
    whole: bool = False  # calamine reads every sheet of such a file at once


def survey(book: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Survey:
    """Look through every part; that also proves the declared sizes and checksums.

    Raises:
        ValueError, zipfile.BadZipFile: the parts are not what they say.
    """
    parts = {entry.filename.lower(): entry for entry in entries}
    if len(parts) != len(entries):
        raise ValueError
    out = Survey()
    workbook = _text(book, parts, "xl/workbook.xml")
    out.epoch_1904 = bool(re.search(r"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true)", workbook))
    numbers = _numbers(workbook, _text(book, parts, "xl/_rels/workbook.xml.rels"))
    for name, entry in parts.items():
        at = numbers.get(name)
        with book.open(entry) as part:
            if at is not None and name.startswith("xl/worksheets/"):
                out.sheets[at] = scan(part)
            while part.read(BLOCK):
                pass
        out.carried.update(kind for kind, pattern in _PARTS if pattern.fullmatch(name))
    out.carried["defined_names"] = sum(not _own(name) for name in _NAME.findall(workbook))
    out.carried["properties"] = sum(_properties(book, parts, name) for name in parts)
    for at, sheet in out.sheets.items():
        path = next(name for name, number in numbers.items() if number == at)
        sheet.comments = _comments(book, parts, path)
    return out


def _text(book: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str) -> str:
    entry = parts.get(name)
    if entry is None:
        return ""
    if entry.file_size > _LARGEST:
        raise ValueError
    data = book.read(entry)
    codec = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return data.decode(codec, errors="replace")


def _attributes(text: str) -> dict[str, str]:
    return {name.rpartition(":")[2]: unescape(value) for name, value in _ATTR.findall(text)}


def _numbers(workbook: str, relations: str) -> dict[str, int]:
    """The number of each sheet by the name of its part."""
    targets = {}
    for text in _RELATION.findall(relations):
        given = _attributes(text)
        targets[given.get("Id", "")] = _absolute(given.get("Target", ""), "xl")
    listed = [_attributes(text).get("id", "") for text in _SHEET.findall(workbook)]
    return {targets[key]: at for at, key in enumerate(listed) if key in targets}


def _absolute(target: str, folder: str) -> str:
    path = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(path).lstrip("/").lower()


def _own(name: str) -> bool:
    """Print areas, titles and filters are every workbook's own."""
    return _attributes(name).get("name", "").lower().startswith(("_xlnm.", "_xlfn"))


def _properties(book: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str) -> int:
    if not name.startswith("docprops/") or not name.endswith(".xml"):
        return 0
    return len(_PROPERTY.findall(_TITLES.sub("", _text(book, parts, name))))


def _comments(book: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], path: str) -> list[tuple[int, int]]:
    """The cells of a sheet that carry a comment."""
    folder, _, file = path.rpartition("/")
    relations = _text(book, parts, f"{folder}/_rels/{file}.rels")
    found = set()
    for text in _RELATION.findall(relations):
        target = _absolute(_attributes(text).get("Target", ""), folder)
        if "comment" in target:
            for comment in _COMMENT.findall(_text(book, parts, target)):
                found.add(place_of(_attributes(comment).get("ref", "")) or (0, 0))
    return sorted(found)
