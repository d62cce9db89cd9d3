"""The shapes of identifiers inside text (备注, remarks, anything written): over whole columns.

A cheap RE2 pass drops the cells that cannot hold one; the rest are searched cell by cell (``spans``), each
distinct cell once. Left alone: 统一社会信用代码, amounts, dates, document numbers, 400 and 800 numbers,
short hotlines.
"""

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import remarks, shapes
from deid.detect.cells import match
from deid.detect.certificates import PLATE
from deid.detect.hide import CUT, hide
from deid.detect.id_cells import STUDENT
from deid.detect.spans import Span, spans
from deid.kernels import as_text, by_outline, compact, maybe_digits, mod11_ok, over_distinct, shaped_like
from deid.kernels.flat import any_with, not_han, sizes
from deid.kernels.shape import HAN_DIGITS, PROVINCES

__all__ = [
    "CUT",
    "Span",
    "contains_identifier",
    "hidden",
    "hide",
    "identifiers",
    "kind_of",
    "spans",
    "suspects",
]

_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_MAYBE = (
    rf"{maybe_digits(7)}|[@\x{{ff20}}﹫]|[{HAN_DIGITS}]{{7}}"
    rf"|[{PROVINCES}][^\p{{N}}\p{{Han}}]*[A-Za-z\x{{ff21}}-\x{{ff3a}}\x{{ff41}}-\x{{ff5a}}]"
)
_HARMLESS = (
    r"^(?:[+-]?[\d,]{1,7}(?:\.\d{1,2})?\p{Han}{0,4}"
    r"|(?:19|20)\d\d(?:[-/.年](?:0?[1-9]|1[0-2])(?:[-/.月](?:0?[1-9]|[12]\d|3[01])日?)?)?"
    r"(?: \d\d:\d\d(?::\d\d)?)?"
    rf"|(?:19|20)\d\d{_DAY})$"
)
_CERTAIN = rf"^(?:\d{{6}}(?:19|20)\d\d{_DAY}\d{{3}}[\dXx]|1[3-9]\d{{9}}|\d{{15,17}}|\d{{19,}})$"
_BORN = rf"^(?:\d{{6}}(?:18|19|20)\d\d{_DAY}\d{{3}}[\dX]|[1-9]\d{{7}}{_DAY}\d{{3}}|\d{{6,18}}E\+?1[47])$"
_KINDS = (
    ("resident_id", _BORN),
    ("disability_card", rf"^\d{{6}}(?:18|19|20)\d\d{_DAY}\d{{3}}[\dX][1-7][1-4](?:[A-Z]?\d|[A-Z])?$"),
    ("student_number", STUDENT),
    ("phone", r"^(?:(?:\+|00)?86|0)?1[3-9]\d{9}$|^(?:(?:\+|00)?86)?\(?0(?:10|2\d|[3-9]\d\d)\)?[2-9]\d{6,7}$"),
    ("bank_card", r"^\d{15,32}$"),
    ("passport", f"^(?:{shapes.PASSPORT})$"),
    ("travel_permit", f"^(?:{shapes.PERMIT})$"),
    ("plate", PLATE.usual),
    ("email", r"^[A-Z0-9_%+]{1,64}@[A-Z0-9]{3,}$"),
)
_DATED = r"^(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?:[^\d]|$)"
_SHORT = r"^\d{1,9}$"  # nothing of digits alone is so short
_SHORTEST = 7  # bytes; no identifier is shorter
_WHOLE = 64  # a cell that is one identifier is no longer


def contains_identifier(col: pa.Array) -> pa.BooleanArray:
    """Which cells hold an identifier anywhere (no nulls in the answer).

    >>> contains_identifier(pa.array(["已核查", "联系其子19956472862", "2026-01-01", None])).to_pylist()
    [False, True, False, False]
    """
    col = as_text(col)
    maybe = _worth(col)
    if not pc.any(maybe).as_py():
        return maybe
    return pc.replace_with_mask(maybe, maybe, _holds(col.filter(maybe)))


def _worth(col: pa.Array) -> pa.BooleanArray:
    """Which cells could hold an identifier at all."""
    return by_outline(col, lambda shapes: match(shapes, _MAYBE), _MAYBE)


def _holds(col: pa.Array) -> pa.BooleanArray:
    """Which of the cells worth a look hold an identifier."""
    mobile = remarks.mobiles(col)
    if not pc.any(mobile.unread).as_py():
        return mobile.found
    part = col.filter(mobile.unread)
    certain = match(part, _CERTAIN)
    open_ = pc.invert(pc.or_(certain, match(part, _HARMLESS)))
    if pc.any(open_).as_py():
        certain = pc.replace_with_mask(certain, open_, _searched(part.filter(open_)))
    return pc.replace_with_mask(mobile.found, mobile.unread, certain)


def hidden(col: pa.Array) -> pa.Array:
    """``hide`` over a column: usual remarks at once, the others cell by cell; null stays null."""
    col = as_text(col)
    told = remarks.mobiles(col)
    out = col
    if pc.any(told.found).as_py():
        where = pc.fill_null(told.found, False)
        out = pc.replace_with_mask(out, where, remarks.hide_mobiles(col.filter(where), CUT))
    if pc.any(told.unread).as_py():
        where = pc.and_(told.unread, col.is_valid())
        out = pc.replace_with_mask(out, where, over_distinct(col.filter(where), hide))
    return out


def suspects(col: pa.Array) -> pa.BooleanArray:
    """Which cells are worth searching with ``spans``: no other holds an identifier (no nulls)."""
    col = as_text(col)
    maybe = _worth(col)
    if not pc.any(maybe).as_py():
        return maybe
    return pc.and_not(maybe, match(col, _HARMLESS))


def _searched(part: pa.Array) -> pa.BooleanArray:
    coded = part.dictionary_encode()
    answers = pa.array([bool(spans(cell)) for cell in coded.dictionary.to_pylist()], pa.bool_())
    return answers.take(coded.indices)


def identifiers(col: pa.Array) -> list[str]:
    """The distinct identifiers that stand in a column, as written: whole cells at the speed of Arrow."""
    texts = as_text(col).unique().drop_null()
    whole = match(texts, _CERTAIN)
    found = set(texts.filter(whole).to_pylist())
    rest = texts.filter(pc.and_(_worth(texts), pc.invert(whole)))
    rest = rest.filter(pc.invert(match(rest, _HARMLESS)))
    found.update(cell[span.start : span.end] for cell in rest.to_pylist() for span in spans(cell))
    return sorted(found)


def kind_of(col: pa.Array) -> dict[str, int]:
    """How many cells are wholly one identifier of each kind.

    >>> kind_of(pa.array(["411224197403051234", "138 0013 8000", "无", None]))
    {'resident_id': 1, 'phone': 1}
    """
    col = as_text(col)
    if not _could_be_one(col):
        return {}
    text = col.filter(pc.and_not(_worth(col), shaped_like(col, _SHORT)))
    if len(text) == 0:
        return {}
    text = text.filter(pc.invert(match(text, _DATED)))
    text = text.filter(pc.less_equal(pc.utf8_length(text), _WHOLE))
    text = pc.ascii_upper(compact(text))
    counts: dict[str, int] = {}
    for kind, pattern in _KINDS:
        if len(text) == 0:
            break
        text = _count(counts, kind, text, match(text, pattern))
        if kind == "resident_id":
            text = _count(counts, kind, text, _checked(text))
    return counts


def _could_be_one(col: pa.Array) -> bool:
    """Whether any cell is long enough for an identifier and holds anything but common Chinese characters."""
    if not len(col) or int(sizes(col).max()) < _SHORTEST:
        return False
    return any_with(col, not_han)


def _checked(text: pa.Array) -> pa.BooleanArray:
    """Which cells are 18 characters with the right check character, whatever the birth date."""
    shaped = match(text, r"^\d{17}[\dX]$")
    return pc.replace_with_mask(shaped, shaped, pa.array(mod11_ok(text.filter(shaped))))


def _count(counts: dict[str, int], kind: str, text: pa.Array, hit: pa.BooleanArray) -> pa.Array:
    count = pc.sum(hit).as_py() or 0
    if count:
        counts[kind] = counts.get(kind, 0) + count
        return text.filter(pc.invert(hit))
    return text
