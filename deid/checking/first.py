"""A first look at a column: what a pass over its bytes says about all of its cells at once."""

from enum import IntFlag

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.kernels import as_text

SHORTEST = 7
_SAMPLE = 1024
_WORTH_CODING = 4 * _SAMPLE
_HAN_RUN = 21  # bytes of seven Chinese digits


class Bytes(IntFlag):
    """Kinds of bytes in a column."""

    DIGIT = 1
    LETTER = 2
    STAR = 4
    ODD = 8  # beyond ASCII, and no Chinese character
    HAN = 16


def _table() -> npt.NDArray[np.uint8]:
    table = np.zeros(256, dtype=np.uint8)
    table[ord("0") : ord("9") + 1] = Bytes.DIGIT
    for first, last in (("A", "Z"), ("a", "z"), ("@", "@")):
        table[ord(first) : ord(last) + 1] = Bytes.LETTER
    table[[ord(char) for char in "*#?_"]] = Bytes.STAR
    table[[ord("x"), ord("X")]] = Bytes.STAR  # the end of an ID, or a mask
    table[0xC2:] = Bytes.ODD
    table[0xE4:0xEA] = Bytes.HAN
    return table


_KIND_OF_BYTE = _table().tobytes()


class Look(msgspec.Struct, frozen=True):
    """A first look at one column of one batch: its text, byte lengths and kinds of bytes."""

    cells: pa.Array
    sizes: npt.NDArray[np.int64]
    kinds: Bytes

    @property
    def longest(self) -> int:
        """Bytes of the longest cell."""
        return int(self.sizes.max()) if len(self.sizes) else 0

    @property
    def text(self) -> bool:
        """Whether any cell holds letters or Chinese characters."""
        return bool(self.kinds & (Bytes.HAN | Bytes.LETTER | Bytes.ODD))


def look(col: pa.Array) -> Look:
    """Lengths and kinds of bytes of a column."""
    cells = as_text(col)
    if len(cells) == 0 or cells.buffers()[2] is None:
        return Look(cells, np.zeros(len(cells), dtype=np.int64), Bytes(0))
    width = np.int64 if pa.types.is_large_string(cells.type) else np.int32
    ends = np.frombuffer(cells.buffers()[1], dtype=width)[cells.offset : cells.offset + len(cells) + 1]
    data = memoryview(cells.buffers()[2])[int(ends[0]) : int(ends[-1])].tobytes()
    kinds = np.frombuffer(data.translate(_KIND_OF_BYTE), dtype=np.uint8)
    return Look(cells, np.diff(ends).astype(np.int64), Bytes(int(np.bitwise_or.reduce(kinds, initial=0))))


class Once(msgspec.Struct, frozen=True):
    """One column of one batch; where few cells differ, each distinct cell is looked at once.

    Attributes:
        seen: the cells, or the distinct ones.
        codes: row -> distinct cell; None where every cell is in ``seen``.
    """

    seen: Look
    codes: npt.NDArray[np.int32] | None = None

    def rows(self, where: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """What was found of the cells looked at, row by row."""
        return where if self.codes is None else where[self.codes]


def look_once(col: pa.Array) -> Once:
    """A first look at a column: towns, classes and amounts repeat, so their distinct cells say all."""
    cells = as_text(col)
    if len(cells) >= _WORTH_CODING and cells.null_count == 0:
        sample = cells.slice(0, _SAMPLE)
        if len(sample.unique()) * 2 <= _SAMPLE:
            coded = cells.dictionary_encode()
            if len(coded.dictionary) * 4 <= len(cells):
                return Once(look(coded.dictionary), coded.indices.to_numpy())
    return Once(look(cells))


def possible(seen: Look) -> npt.NDArray[np.bool_]:
    """Which cells are long enough, and of such bytes, that an identifier could stand in them."""
    nobody = np.zeros(len(seen.cells), dtype=np.bool_)
    if seen.longest < SHORTEST:
        return nobody
    if seen.kinds & (Bytes.DIGIT | Bytes.LETTER | Bytes.ODD):
        return seen.sizes >= SHORTEST
    return seen.sizes >= _HAN_RUN if seen.kinds & Bytes.HAN else nobody
