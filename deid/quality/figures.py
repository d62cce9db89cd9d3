"""Numbers of a column, exactly: whole ten-thousandths, never a float."""

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.cells import match
from deid.kernels import as_text, blank, bools, normalise
from deid.kernels.shape import distinct

SCALE = 10_000
_DECIMALS = 4
_TYPE = pa.decimal128(15, _DECIMALS)
_TRIMMED = r"[,，\s¥￥元亩户人块]"
_NUMBER = r"^[+-]?[0-9]{1,9}(?:\.[0-9]{1,4})?$"

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]


class Figures(msgspec.Struct, frozen=True):
    """A column read as numbers.

    Attributes:
        values: in ten-thousandths; 0 where ``known`` is false.
        known: which cells are a number.
        odd: which cells hold something else.
        places: digits shown behind the point.
    """

    values: Ints
    known: Rows
    odd: Rows
    places: Ints


def figures(col: pa.Array) -> Figures:
    """Read a column, each distinct cell once.

    >>> figures(pa.array(["1,030.50元", "-3", "", "x"])).values.tolist()
    [10305000, -30000, 0, 0]
    """
    coded = distinct(as_text(col))
    texts = coded.dictionary
    if len(texts) == 0:
        nothing = np.zeros(len(coded), dtype=np.int64)
        return Figures(nothing, nothing > 0, nothing > 0, nothing)
    plain = pc.replace_substring_regex(normalise(texts), _TRIMMED, "")
    good = bools(match(plain, _NUMBER))
    values = np.zeros(len(texts), dtype=np.int64)
    places = np.zeros(len(texts), dtype=np.int64)
    if good.any():
        part = plain.filter(pa.array(good))
        values[good] = _scaled(part)
        point = pc.find_substring(part, ".").to_numpy(zero_copy_only=False)
        size = pc.binary_length(part).to_numpy(zero_copy_only=False)
        places[good] = np.where(point < 0, 0, size - point - 1)
    odd = ~good & ~bools(blank(texts))
    at = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    there = at >= 0
    return Figures(np.where(there, values[at], 0), there & good[at], there & odd[at], places[at])


def _scaled(texts: pa.Array) -> Ints:
    """Decimal cells as whole numbers: the low eight bytes of each sixteen."""
    cells = texts.cast(_TYPE)
    return np.frombuffer(cells.buffers()[1], dtype=np.int64)[::2][cells.offset : cells.offset + len(cells)]


def shown(value: int) -> str:
    """Ten-thousandths as people write them.

    >>> shown(10305000), shown(-30000)
    ('1030.5', '-3')
    """
    sign, size = ("-", -value) if value < 0 else ("", value)
    whole, rest = divmod(size, SCALE)
    return f"{sign}{whole}.{rest:0{_DECIMALS}d}".rstrip("0").rstrip(".")
