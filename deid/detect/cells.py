"""Reading whole cells: the usual ones in one pass of RE2, Python only over distinct odd ones."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import as_text, compact, finish, normalise_text, over_distinct, shaped_like
from deid.kernels.checks import as_bytes
from deid.kernels.flat import fixed, width_of
from deid.kernels.lazy import lazy

_GAPS = lazy(r"[\s\-.·‐-―−﹣－_]+")  # the blanks, hyphens and dots that group digits
_FLOAT_TAIL = lazy(r"\.0+$")
_OPENING, _CLOSING = "\"“'‘([【", "\"”'’)]】;,，、。"
_NOTE = lazy(r"\([^()0-9*]{0,24}\)$")
_STAR = ord("*")
_LONGEST = 200  # no identifier cell is longer; anything longer is hidden unread


def match(col: pa.Array, pattern: str) -> pa.BooleanArray:
    """Which cells match; null does not."""
    return pc.fill_null(pc.match_substring_regex(col, pattern), False)


def shaped(pattern: str) -> Callable[[pa.Array], pa.BooleanArray]:
    """Which cells match an RE2 pattern that tells no digit from another."""
    return lambda col: shaped_like(col, pattern)


def ladder(
    col: pa.Array,
    usual: Callable[[pa.Array], pa.BooleanArray],
    possible: str,
    slow: Callable[[pa.Array], pa.Array],
) -> pa.Array:
    """The ``usual`` cells as they are; what ``slow`` reads of the others; null elsewhere.

    Args:
        col: text, shape (n,).
        usual: text column -> which cells need no reading (no nulls in the answer).
        possible: RE2 that an odd cell must match to be worth reading; it tells no digit from another.
        slow: text column without nulls -> text column of the same length, null where unread.
    """
    quick = usual(col)
    if col.null_count == 0 and pc.all(quick).as_py():
        return col
    read = pc.if_else(quick, col, pa.nulls(len(col), col.type))
    rest = pc.and_(pc.invert(quick), pc.is_valid(col))
    if not pc.any(rest).as_py():
        return read
    part = col.filter(rest)
    worth = shaped_like(part, possible)
    known = pc.replace_with_mask(pa.nulls(len(part), part.type), worth, slow(part.filter(worth)))
    return pc.replace_with_mask(read, rest, known)


def reading(one: Callable[[str], str | None]) -> Callable[[pa.Array], pa.Array]:
    """A slow reader from a function on one cell, run once per distinct cell; overlong cells are not read."""

    def bounded(cell: str) -> str | None:
        return one(cell) if len(cell) <= _LONGEST else None

    return lambda col: over_distinct(col, bounded)


def compacted(usual: str, one: Callable[[str], str | None]) -> Callable[[pa.Array], pa.Array]:
    """A slow reader: compacted upper-case cells that match ``usual``; the others by ``one``, as written."""
    slow = reading(one)

    def read(part: pa.Array) -> pa.Array:
        text = pc.ascii_upper(compact(part))
        plain = match(text, usual)
        known = pc.if_else(plain, text, pa.nulls(len(text), text.type))
        odd = pc.invert(plain)
        return pc.replace_with_mask(known, odd, slow(part.filter(odd))) if pc.any(odd).as_py() else known

    return read


def ends(col: pa.Array, first: int, last: int) -> pa.Array:
    """Each cell with its first and last characters and a star for every other; too short: all stars.

    Shown positions that already are stars stay stars, so a masked cell never shows more than before.

    >>> ends(pa.array(["411224197403051234", "41****197403051234", "123", None]), 6, 0).to_pylist()
    ['411224************', '41****************', '***', None]
    """
    if (width := _uniform_width(col)) is not None:
        return _fixed_ends(col, width, first, last)
    size = pc.utf8_length(col)
    hidden = pc.subtract(size, first + last)
    fits = pc.greater(hidden, 0)
    stars = pc.binary_repeat(pa.scalar("*", col.type), pc.if_else(fits, hidden, size))
    empty = pa.scalar("", col.type)
    head = pc.if_else(fits, pc.utf8_slice_codeunits(col, 0, first), empty) if first else empty
    tail = pc.if_else(fits, pc.utf8_slice_codeunits(col, -last), empty) if last else empty
    return pc.binary_join_element_wise(head, stars, tail, empty)


def ends_text(text: str, first: int, last: int) -> str:
    """One cell as ``ends`` leaves it.

    >>> ends_text("13800138000", 3, 4)
    '138****8000'
    """
    hidden = len(text) - first - last
    if hidden <= 0:
        return "*" * len(text)
    return text[:first] + "*" * hidden + (text[-last:] if last else "")


def letter(col: pa.Array) -> pa.Array:
    """Each cell as stars, but for the letter it begins with, if it does.

    >>> letter(pa.array(["E12345678", "12345678"])).to_pylist()
    ['E********', '********']
    """
    return pc.if_else(match(col, "^[A-Z]"), ends(col, 1, 0), ends(col, 0, 0))


def letter_text(text: str) -> str:
    """One cell as ``letter`` leaves it."""
    return ends_text(text, int(text[0].isalpha()), 0)


def _uniform_width(col: pa.Array) -> int | None:
    width = width_of(col)
    return width if width and pc.all(pc.string_is_ascii(col)).as_py() else None


def _fixed_ends(col: pa.Array, width: int, first: int, last: int) -> pa.Array:
    shown = np.full((len(col), width), _STAR, dtype=np.uint8)
    if first + last < width:
        cells = as_bytes(col, width)
        shown[:, :first] = cells[:, :first]
        if last:
            shown[:, -last:] = cells[:, -last:]
    return fixed(shown, col.type)


def mask(
    source: pa.Array,
    read: Callable[[pa.Array], pa.Array],
    show: Callable[[pa.Array], pa.Array],
    odd: Callable[[str], str | None],
    possible: str = "[0-9*]",
) -> pa.Array:
    """The frame of every identifier masker.

    Args:
        source: any Arrow text.
        read: column -> normalised values, null where a cell is not one value.
        show: normalised values -> masked values.
        odd: one cell that is not one value -> its mask (starred, several values …) or None to hide it.
        possible: RE2 of normalised cells worth giving to ``odd``.
    """
    col = as_text(source)
    values = read(col)
    if values.null_count == 0:
        return show(values)
    seen = pc.is_valid(values)
    shown = show(values)
    rest = pc.and_(pc.invert(seen), match(col, rf"{possible}|[^\x00-\x7f]"))
    if pc.any(rest).as_py():
        extra = reading(odd)(col.filter(rest))
        shown = pc.replace_with_mask(shown, rest, extra)
        seen = pc.is_valid(shown)
    return finish(col, seen, shown)


def tidy(cell: str) -> str:
    """One cell normalised, quotes, ``="…"``, a note in brackets at its end and a float's ``.0`` taken off.

    >>> tidy('="411224197403051234"'), tidy("13800138000.0"), tidy("13800138000（女儿）")
    ('411224197403051234', '13800138000', '13800138000')
    """
    text = _NOTE.sub("", normalise_text(cell)).strip()
    bare = text.removeprefix("=").lstrip(_OPENING)
    text = bare if bare != text.removeprefix("=") else text  # a sign of equality alone is no wrapping
    return _FLOAT_TAIL.sub("", text.rstrip(_CLOSING).strip())


def squeeze(text: str) -> str:
    """Blanks, hyphens and dots out, letters upper."""
    return _GAPS.sub("", text).upper()


def one_or_more(
    read: Callable[[str], str | None],
    show: Callable[[str], str],
    split: Callable[[str], list[str]],
    joiner: str,
) -> Callable[[str], str | None]:
    """A mask for odd cells: of the one value ``read`` finds, else of several, if each part can be read."""

    def odd(cell: str) -> str | None:
        if (whole := read(cell)) is not None:
            return show(whole)
        parts = [read(part) for part in split(cell)]
        if len(parts) < 2 or None in parts:  # noqa: PLR2004  several
            return None
        return joiner.join(show(part) for part in parts if part is not None)

    return odd


_SPLIT = lazy(r"[,;/|\\、，；\n\r]+|和")


def several(cell: str) -> list[str]:
    """The parts of a cell that could be one value each."""
    return [part for part in _SPLIT.split(normalise_text(cell)) if part.strip()]
