"""The shape of a cell: its text with every digit written 0.

Columns of numbers, dates and remarks have few shapes however many distinct cells they have. A question whose
answer is the same for all digits is asked once per shape.
"""

from collections.abc import Callable, Hashable
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels.flat import data_of, ends_of, same_cells, sizes
from deid.kernels.known import known
from deid.kernels.text import edges, once_per_column

_STEP = 1 << 16
_ZERO = ord("0")


def folded(col: pa.Array) -> pa.Array:
    """The cells with every ASCII digit written 0; shape (n,), same type, null stays null.

    >>> folded(pa.array(["2026年4月", None])).to_pylist()
    ['0000年0月', None]
    """
    source = data_of(col)
    made = pa.allocate_buffer(len(source))
    out = np.frombuffer(made, dtype=np.uint8)
    digits = np.empty(min(_STEP, len(source)), dtype=np.uint8)
    isdigit = np.empty(len(digits), dtype=np.bool_)
    for start in range(0, len(source), _STEP):
        part = source[start : start + _STEP]
        value, is_one = digits[: len(part)], isdigit[: len(part)]
        np.subtract(part, _ZERO, out=value)
        np.less(value, 10, out=is_one)
        np.multiply(value, is_one, out=value)
        np.subtract(part, value, out=out[start : start + _STEP])
    return same_cells(col, made)


@once_per_column
def distinct(col: pa.Array) -> pa.DictionaryArray:
    """The column's distinct cells and which cell is which; null is none."""
    return col.dictionary_encode()


@once_per_column
def shapes(col: pa.Array) -> pa.DictionaryArray:
    """The column's shapes and which cell has which; null has none."""
    low, high = edges(col)
    if low >= _ZERO and high <= ord("9") and not col.null_count:
        return _lengths(col)
    return folded(col).dictionary_encode()


def _lengths(col: pa.Array) -> pa.DictionaryArray:
    """The shapes of a column of digits: its lengths."""
    size = sizes(col)
    least = int(size.min())
    if least == int(size.max()):
        none = pa.array(np.zeros(len(col), dtype=np.int32))
        return pa.DictionaryArray.from_arrays(none, pa.array(["0" * least], col.type))
    seen = np.flatnonzero(np.bincount(size))
    place = np.zeros(int(seen[-1]) + 1, dtype=np.int32)
    place[seen] = np.arange(len(seen), dtype=np.int32)
    names = pa.array(["0" * length for length in seen.tolist()], col.type)
    return pa.DictionaryArray.from_arrays(pa.array(place[size]), names)


def by_shape(
    col: pa.Array, question: Callable[[pa.Array], pa.BooleanArray], name: Hashable = None
) -> pa.BooleanArray:
    """Which cells' shapes the question is true of, asked once per distinct shape; null: False.

    The question must not tell one digit from another. If it has a ``name``, its answers are remembered.
    """
    coded = shapes(col)
    if name is None:
        values = bits(pc.fill_null(question(coded.dictionary), False))
    else:
        values = known(name, coded.dictionary, question)
    if values.all():
        return answer(len(col), True) if col.null_count == 0 else col.is_valid()
    if not values.any():
        return answer(len(col), False)
    found = pa.array(values).take(coded.indices)
    return pc.fill_null(found, False) if found.null_count else found


def by_outline(
    col: pa.Array, question: Callable[[pa.Array], pa.BooleanArray], name: Hashable
) -> pa.BooleanArray:
    """``by_shape`` for a question that tells no Chinese character from another, save ``TOLD_APART``.

    The names of people in remarks make ever new shapes, but hardly a new outline.
    """

    def asked(shapes: pa.Array) -> pa.BooleanArray:
        coded = _outlines(shapes)
        return pa.array(known(name, coded.dictionary, question)).take(coded.indices)

    return by_shape(col, asked)


HAN_DIGITS = "〇零○一壹幺二贰三叁四肆五伍六陆七柒八捌九玖"
"""Digits written in Chinese."""
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
"""The short names of provinces, which stand on plates."""
TOLD_APART = HAN_DIGITS + PROVINCES


@cache
def _common() -> npt.NDArray[np.bool_]:
    """Which characters are Chinese in every version of Unicode, and not told apart."""
    found = np.zeros(1 << 16, dtype=np.bool_)
    found[0x4E00:0x9FA6] = True
    found[[ord(char) for char in TOLD_APART]] = False
    return found


@once_per_column
def _outlines(shapes: pa.Array) -> pa.DictionaryArray:
    """The distinct outlines of shapes: common Chinese characters are written 中, the same bytes long."""
    made, own = data_of(shapes).copy(), ends_of(shapes)
    lead = np.flatnonzero((made >= 0xE4) & (made <= 0xE9))  # noqa: PLR2004  where they begin in UTF-8
    lead = lead[(lead >= own[0]) & (lead < own[-1])]
    one, two, three = (made[lead + place].astype(np.uint16) for place in range(3))
    lead = lead[_common()[(one & 0x0F) << 12 | (two & 0x3F) << 6 | three & 0x3F]]
    for place, byte in enumerate("中".encode()):
        made[lead + place] = byte
    return same_cells(shapes, pa.py_buffer(made)).dictionary_encode()


def shaped_like(col: pa.Array, pattern: str) -> pa.BooleanArray:
    """Which cells match an RE2 pattern that does not tell one digit from another; null does not."""
    return by_shape(col, lambda shapes: pc.match_substring_regex(shapes, pattern), pattern)


def bits(answers: pa.BooleanArray) -> npt.NDArray[np.bool_]:
    """A boolean column without nulls as numpy."""
    return np.asarray(answers.to_numpy(zero_copy_only=False), dtype=np.bool_)


def answer(size: int, value: bool) -> pa.BooleanArray:  # noqa: FBT001  the value is what is asked for
    """A column of one answer."""
    return pa.array(np.full(size, value))
