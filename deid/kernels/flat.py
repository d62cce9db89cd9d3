"""A text column as the numpy arrays it is made of: one stretch of bytes, and where each cell begins."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_STEP = 1 << 16
"""Bytes looked at in one go: what numpy makes of them stays in the processor's cache."""

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]
Ends = npt.NDArray[np.integer[Any]]


def ends_of(col: pa.Array) -> Ends:
    """Where cells begin and the last one ends, shape (n + 1,), in the column's own buffer."""
    kind: type[np.integer[Any]] = np.int64 if pa.types.is_large_string(col.type) else np.int32
    if len(col) == 0:
        return np.zeros(1, dtype=kind)
    ends: Ends = np.frombuffer(col.buffers()[1], dtype=kind)
    return ends[col.offset : col.offset + len(col) + 1]


def data_of(col: pa.Array) -> Bytes:
    """The whole byte buffer of a column, other cells than its own included."""
    data = col.buffers()[2] if len(col) else None
    return np.empty(0, dtype=np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8)


def own_data(col: pa.Array) -> tuple[Bytes, Ends]:
    """The bytes of the column's own cells, and where the cells begin in them, shape (n + 1,)."""
    ends = ends_of(col)
    return data_of(col)[ends[0] : ends[-1]], ends - ends[0] if ends[0] else ends


def same_cells(col: pa.Array, data: pa.Buffer) -> pa.Array:
    """A column with the cells of ``col`` at the same places of other bytes."""
    valid, ends, _ = col.buffers()
    return pa.Array.from_buffers(col.type, len(col), [valid, ends, data], offset=col.offset)


def rows_at(ends: Ends, places: Iterable[Ints]) -> Rows:
    """Which rows hold one of these places of the column's own bytes."""
    found = np.zeros(len(ends) - 1, dtype=np.bool_)
    for some in places:
        found[np.searchsorted(ends, some, side="right") - 1] = True
    return found


def rows_with(col: pa.Array, test: Callable[[Bytes], Rows]) -> Rows:
    """Which rows hold a byte the test is true of. Nulls may come out either way."""
    data, ends = own_data(col)
    starts = range(0, len(data), _STEP)
    return rows_at(ends, (np.flatnonzero(test(data[at : at + _STEP])) + at for at in starts))


def any_with(col: pa.Array, test: Callable[[Bytes], Rows]) -> bool:
    """Whether any cell holds a byte the test is true of."""
    data, _ = own_data(col)
    return any(bool(test(data[start : start + _STEP]).any()) for start in range(0, len(data), _STEP))


def rows_with_text(col: pa.Array, chars: Sequence[str]) -> Rows:
    """Which rows hold one of these characters, each of three bytes in UTF-8. Nulls may come out either way.

    >>> rows_with_text(pa.array(["秘密", "公开", "x"]), ["密"]).tolist()
    [True, False, False]
    """
    data, ends = own_data(col)
    found = []
    for start in range(0, len(data), _STEP):
        part = data[start : start + _STEP + 2]
        for first, second, third in (char.encode() for char in chars):
            near = (part[1:-1] == second) & (part[2:] == third)
            if near.any():
                at = np.flatnonzero(near)
                found.append(at[part[at] == first] + start)
    return rows_at(ends, found)


def not_han(part: Bytes) -> Rows:
    """Bytes that stand in no character from U+4000 to U+9FFF, or begin another one."""
    return np.asarray((part < 0x80) | strange(part))  # noqa: PLR2004  ASCII


def strange(part: Bytes) -> Rows:
    """Bytes that begin a character other than ASCII and U+4000 to U+9FFF: lead bytes of UTF-8."""
    return np.asarray(((part - np.uint8(0xC0)) < 0xE4 - 0xC0) | (part > 0xE9))  # noqa: PLR2004


def edges(col: pa.Array) -> tuple[int, int]:
    """The lowest and the highest byte of a column; 0 and 255 where it has none."""
    data, _ = own_data(col)
    return (int(data.min()), int(data.max())) if len(data) else (0, 255)


def sizes(col: pa.Array) -> Ends:
    """How many bytes each cell has."""
    return np.diff(ends_of(col))


def byte_at(col: pa.Array, place: int) -> Bytes:
    """The byte at one place of each cell; whatever stands there where the cell is shorter."""
    data = data_of(col)
    if len(data) == 0:
        return np.zeros(len(col), dtype=np.uint8)
    found: Bytes = data[np.minimum(ends_of(col)[:-1] + place, len(data) - 1)]
    return found


def words_of(data: Bytes) -> npt.NDArray[np.uint64]:
    """The word of eight bytes that begins at each byte; behind the end stand zeros."""
    padded = np.concatenate([data, np.zeros(8, dtype=np.uint8)])
    return np.ndarray((len(data) + 1,), dtype="<u8", buffer=padded, strides=(1,))


def fixed(cells: Bytes, kind: pa.DataType) -> pa.Array:
    """A text column of cells of one width, from a matrix of their bytes."""
    size, width = cells.shape
    ends = np.arange(0, (size + 1) * width, width, dtype=np.int64 if kind == pa.large_string() else np.int32)
    return pa.Array.from_buffers(
        kind, size, [None, pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(cells))]
    )


def width_of(col: pa.Array) -> int | None:
    """How many bytes every cell has, if it is the same for all and none is null."""
    if len(col) == 0 or col.null_count:
        return None
    ends = ends_of(col)
    width = int(ends[1] - ends[0])
    return width if bool((np.diff(ends) == width).all()) else None


def first_bytes(col: pa.Array) -> Bytes:
    """The first byte of each cell; 0 for an empty one."""
    ends = ends_of(col)
    data = data_of(col)
    if len(data) == 0:
        return np.zeros(len(col), dtype=np.uint8)
    first: Bytes = data[np.minimum(ends[:-1], len(data) - 1)]
    first[ends[:-1] == ends[1:]] = 0
    return first
