"""The shape of a cell: its text with every digit written 0.

Columns of numbers, dates and remarks have few shapes however many distinct cells they have. A question whose
answer is the same for all digits is asked once per shape.
"""

from collections.abc import Callable, Hashable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels.flat import data_of, same_cells
from deid.kernels.known import known
from deid.kernels.text import once_per_column

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
    return folded(col).dictionary_encode()


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


def shaped_like(col: pa.Array, pattern: str) -> pa.BooleanArray:
    """Which cells match an RE2 pattern that does not tell one digit from another; null does not."""
    return by_shape(col, lambda shapes: pc.match_substring_regex(shapes, pattern), pattern)


def bits(answers: pa.BooleanArray) -> npt.NDArray[np.bool_]:
    """A boolean column without nulls as numpy."""
    return np.asarray(answers.to_numpy(zero_copy_only=False), dtype=np.bool_)


def answer(size: int, value: bool) -> pa.BooleanArray:  # noqa: FBT001  the value is what is asked for
    """A column of one answer."""
    return pa.array(np.full(size, value))
