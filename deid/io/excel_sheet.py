"""One sheet of an xlsx workbook, read as a stream: memory stays flat whatever stands in it."""

import re
from typing import IO

from deid.io.sheet import Sheet, column_of, place_of

BLOCK = 1 << 20
_LONGEST_ROW = 8 << 20
_P = rb"(?:[A-Za-z]\w*:)?"  # some writers put a prefix before every tag
# Every pattern takes linear time: none runs past the next tag, and a tag that never ends is skipped.
_ATTR = re.compile(rb"(?<![\w:])([\w:]++)\s*=\s*[\"']([^\"'<]*)[\"']")
_IN = rb"\b(?=[^<>]*>)[^<>]*?\s"
_YES = rb"\s*=\s*[\"'](?:1|true)[\"']"
_HIDDEN_ROW = re.compile(
    rb"<" + _P + rb"row" + _IN + rb"(?:hidden" + _YES + rb"|ht\s*=\s*[\"']0[\"'])[^<>]*>"
)
_HIDDEN_COLUMN = re.compile(
    rb"<" + _P + rb"col" + _IN + rb"(?:hidden" + _YES + rb"|width\s*=\s*[\"']0[\"'])[^<>]*>"
)
_ERROR = re.compile(rb"<" + _P + rb"c" + _IN + rb"t\s*=\s*[\"']e[\"'][^<>]*>")
_FORMULA = rb"<" + _P + rb"f\b(?:[^<>]*/>|[^<>]*>[^<]*</" + _P + rb"f>)\s*"
_NO_VALUE = rb"(?:</" + _P + rb"c>|<" + _P + rb"v\s*/>|<" + _P + rb"v\s*>\s*</)"
_UNCACHED = re.compile(rb"<" + _P + rb"c\b([^<>]*)>\s*" + _FORMULA + _NO_VALUE)
# Quick patterns: they begin with two plain bytes that can be searched for. None runs past the next place.
_REST = rb"[^<>r]*+(?:r(?!=)[^<>r]*+)*+(?<!/)>"
_ANY_COLUMN = re.compile(rb"r=[\"']([A-Z]{1,3})[0-9]{1,7}[\"']" + _REST)
_FAR_COLUMN = re.compile(rb"r=[\"']([A-Z]{2,3})[0-9]{1,7}[\"']" + _REST)
_ROW = re.compile(rb"r=[\"'][A-Z]{1,3}([0-9]{1,7})[\"']" + _REST)
_ROW_END = re.compile(rb"</" + _P + rb"row>")
# A place written in any other way: whatever calamine makes of it, nothing here has counted it.
_PLAIN_CELL = rb"[\"'][A-Z]{1,3}[0-9]{1,7}[\"']"
_PLAIN_ROW = rb"[\"'][0-9]{1,7}[\"']"
_ODD = rb"(?! r=%(plain)b)\s(?:[^<>]*?\s)?r(?!=%(plain)b)\s*="
_ODD_CELL = rb"c" + _ODD % {b"plain": _PLAIN_CELL}
_ODD_ROW = rb"row" + _ODD % {b"plain": _PLAIN_ROW}
_ODD_PLACES = tuple(re.compile(rb"<" + tag) for tag in (_ODD_CELL, _ODD_ROW))
_ODD_PREFIXED = re.compile(rb"<[A-Za-z]\w*:(?:" + _ODD_CELL + rb"|" + _ODD_ROW + rb")")
_EVERY_ROW = re.compile(rb"<row\b[^<>]*?\sr=[\"']([0-9]{1,7})[\"']")
_EVERY_PREFIXED = re.compile(rb"<[A-Za-z]\w*:row\b[^<>]*?\sr=[\"']([0-9]{1,7})[\"']")
_NARROW = 26
_UNSEEN = (b"hidden", b' ht="0"', b" ht='0'")


def scan(part: IO[bytes]) -> Sheet:
    """What one sheet hides and lacks."""
    found = Sheet()
    held, rows = b"", 0
    while block := part.read(BLOCK):
        text = held + block
        cut = _cut(text)
        done, held = text[:cut], text[cut:]
        rows = _look(found, done, rows)
    _look(found, held, rows)
    return found


def _cut(text: bytes) -> int:
    """Where a block may end: behind a row, or before a tag where a row is endless."""
    cut = text.rfind(b"row>")
    if cut >= 0:
        return cut + 4
    return text.rfind(b"<") if len(text) > _LONGEST_ROW else 0


def _look(found: Sheet, text: bytes, rows: int) -> int:
    """Take in some rows; returns how many there were so far."""
    if not text:
        return rows
    if any(sign in text for sign in _UNSEEN):
        for row in _HIDDEN_ROW.findall(text):
            found.hidden_rows.append(int(_attributes(row).get(b"r", b"1")) - 1)
    if b"col " in text:
        for column in _HIDDEN_COLUMN.findall(text):
            given = _attributes(column)
            first = int(given.get(b"min", b"1"))
            found.hidden_columns.append((first - 1, int(given.get(b"max", b"%d" % first)) - 1))
    _unread(found, text)
    return _reach(found, text, rows)


def _unread(found: Sheet, text: bytes) -> None:
    """Take in errors, and formulas without a result."""
    if b't="e"' in text or b"t='e'" in text or b"t = " in text:
        for cell in _ERROR.findall(text):
            _put(found, found.errors, cell)
    if b"<f" in text or b":f" in text:
        for cell in _UNCACHED.findall(text):
            if _attributes(cell).get(b"t") != b"str":  # a formula may give an empty text
                _put(found, found.uncached, cell)


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return dict(_ATTR.findall(tag))


def _put(found: Sheet, where: list[tuple[int, int]], cell: bytes) -> None:
    place = place_of(_attributes(cell).get(b"r", b"").decode("ascii", errors="replace"))
    if place is None:
        found.lost = True
    else:
        where.append(place)


def _reach(found: Sheet, text: bytes, rows: int) -> int:
    """How far the values reach: calamine keeps a place for every cell up to the last one."""
    value = max(text.rfind(b"v>"), text.rfind(b"is>"))
    rows += len(_ROW_END.findall(text))
    if value < 0:
        return rows
    prefixed = b":c " in text or b":row " in text
    found.lost |= any(odd.search(text) is not None for odd in _ODD_PLACES)
    found.lost |= prefixed and _ODD_PREFIXED.search(text) is not None
    named = [int(row) for row in (_EVERY_PREFIXED if prefixed else _EVERY_ROW).findall(text, 0, value)]
    if len(named) < text.count(b":row" if prefixed else b"<row", 0, value):
        named.append(rows)  # some are counted only
    pattern = _FAR_COLUMN if found.far[1] else _ANY_COLUMN  # whoever is narrow in its first megabyte stays so
    columns = [column_of(name.decode()) + 1 for name in set(pattern.findall(text))]
    wide = max([found.far[1], *columns]) > _NARROW
    far = map(int, _ROW.findall(text)) if wide else ()
    found.reach(max([*named, *far], default=rows), max(columns, default=1))
    return rows
