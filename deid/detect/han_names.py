"""The usual Chinese name by table look-up: a surname and one or two characters, over whole columns at once.

What is found here, the patterns of ``name_cells`` would find too; what is not is left to them.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.kernels import bits, flat, once_per_column
from deid.tables import name_parts as parts
from deid.tables.surnames import COMPOUND, SINGLE

TWO, THREE = 6, 9
"""Bytes of names of two and three characters in UTF-8."""

Marks = npt.NDArray[np.uint8]
Chars = npt.NDArray[np.uint16]
_PLANE = 1 << 16
_SURNAME, _OPENS, _NEVER = np.uint8(1), np.uint8(2), np.uint8(4)


class Pairs(NamedTuple):
    """Pairs of characters, each as one number.

    Attributes:
        listed: sorted.
        near: a table in which all of them, and few others, are marked: most pairs need no search.
    """

    listed: npt.NDArray[np.uint32]
    near: npt.NDArray[np.bool_]


def pairs_of(words: Iterable[str]) -> Pairs:
    """The first two characters of each word, save of rare ones: no cell that is asked about has one."""
    pairs = {pair_of(word) for word in words if max(word[:2]) < chr(_PLANE)}
    return pairs_listed(np.array(sorted(pairs), dtype=np.uint32))


def pairs_listed(listed: npt.NDArray[np.uint32]) -> Pairs:
    """Pairs that are numbers already, sorted."""
    listed = listed if len(listed) else np.zeros(1, dtype=np.uint32)
    near = np.zeros(_PLANE, dtype=np.bool_)
    near[_mixed((listed >> np.uint32(16)).astype(np.uint16), listed.astype(np.uint16))] = True
    return Pairs(listed, near)


def _mixed(first: Chars, second: Chars) -> Chars:
    return first * np.uint16(40503) ^ second


class Tables(NamedTuple):
    """One entry per character.

    Attributes:
        marks: whether it is a surname, whether a word that is no name, or a compound surname, begins with it,
            and whether no name has it: it is such a word by itself, or no name ends in it.
        pairs: the first two characters of such words.
    """

    marks: Marks
    pairs: Pairs


@cache
def tables() -> Tables:
    """The tables, made from the word lists once."""
    words = (*parts.ILLNESS, *parts.STATUS, *parts.NOTES, *parts.WHOLE, *COMPOUND)
    long = [word for word in words if len(word) > 1]
    marks = _table(SINGLE, _SURNAME)
    marks |= _table([*parts.ENDINGS, *(word for word in words if len(word) == 1), "某"], _NEVER)
    marks |= _table((word[0] for word in long), _OPENS)
    return Tables(marks, pairs_of(long))


def _table(chars: Iterable[str], mark: np.uint8) -> Marks:
    found = np.zeros(_PLANE, dtype=np.uint8)
    found[[ord(char) for char in chars if ord(char) < _PLANE]] = mark
    return found


def pair_of(word: str) -> int:
    """The first two characters of a word as one number."""
    return ord(word[0]) << 16 | ord(word[1])


class Read(NamedTuple):
    """The cells of one width: which they are, and their characters by place; 0 for none of three bytes."""

    rows: npt.NDArray[np.int64]
    chars: list[Chars]


@once_per_column
def read(col: pa.Array) -> tuple[Read, Read]:
    """The cells that could be names of two and of three characters."""
    data, ends = flat.own_data(col)
    size = np.diff(ends)
    if col.null_count:  # bytes may stand behind a null
        size = np.where(bits(col.is_valid()), size, 0)
    found = []
    for width in (TWO, THREE):
        rows = np.flatnonzero(size == width)
        found.append(Read(rows, _characters(data, ends[:-1][rows], width)))
    return found[0], found[1]


def _characters(data: flat.Bytes, starts: flat.Ends, width: int) -> list[Chars]:
    """The characters of cells of one width, from the words of eight bytes they begin and end with."""
    words = flat.words_of(data)
    first = words[starts]
    parts = [first, first >> np.uint64(24)]
    if width == THREE:
        parts.append(words[starts + 1] >> np.uint64(40))
    made = []
    for part in parts:
        raw = part.astype(np.uint32)
        three = (raw & np.uint32(0xC0C0F0)) == 0x8080E0  # noqa: PLR2004  the marks of UTF-8, last byte first
        char = (raw & 0x0F) << 12 | (raw >> 2) & 0xFC0 | (raw >> 16) & 0x3F
        made.append(np.where(three, char, 0).astype(np.uint16))
    return made


def sure(col: pa.Array) -> npt.NDArray[np.bool_]:
    """Which cells surely are a surname and one or two characters, and no word, note or compound surname."""
    found = np.zeros(len(col), dtype=np.bool_)
    for cells in read(col):
        found[cells.rows] = _sure(cells.chars)
    return found


def without(col: pa.Array, phrases: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which cells are two or three Chinese characters and surely hold none of these phrases."""
    marks, pairs = _phrases(phrases)
    found = np.zeros(len(col), dtype=np.bool_)
    for cells in read(col):
        found[cells.rows] = _clean(marks, pairs, cells.chars)
    return found


@cache
def _phrases(phrases: tuple[str, ...]) -> tuple[Marks, Pairs]:
    long = [phrase for phrase in phrases if len(phrase) > 1]
    marks = _table((phrase for phrase in phrases if len(phrase) == 1), _NEVER)
    marks |= _table((phrase[0] for phrase in long), _OPENS)
    return marks, pairs_of(long)


def _sure(chars: list[Chars]) -> npt.NDArray[np.bool_]:
    known = tables()
    surname = known.marks[chars[0]] & _SURNAME != 0
    return np.asarray(surname & _clean(known.marks, known.pairs, chars))


def _clean(marks: Marks, pairs: Pairs, chars: list[Chars]) -> npt.NDArray[np.bool_]:
    """Whether all are common Chinese characters, none marked as never, and no two neighbours a pair."""
    each = [marks[char] for char in chars]
    good = np.ones(len(chars[0]), dtype=np.bool_)
    for char, mark in zip(chars, each, strict=True):
        good &= (char - np.uint16(0x4E00) < 0xA000 - 0x4E00) & (mark & _NEVER == 0)
    for mark, first, second in zip(each, chars, chars[1:], strict=False):
        rows = np.flatnonzero((mark & _OPENS != 0) & good)
        good[rows] = ~holds(pairs, first[rows], second[rows])
    return good


def holds(pairs: Pairs, first: Chars, second: Chars) -> npt.NDArray[np.bool_]:
    """Which neighbouring characters are one of the pairs."""
    found = pairs.near[_mixed(first, second)]
    rows = np.flatnonzero(found)
    seen = first[rows].astype(np.uint32) << np.uint32(16) | second[rows]
    at = np.minimum(np.searchsorted(pairs.listed, seen), len(pairs.listed) - 1)
    found[rows] = pairs.listed[at] == seen
    return found
