"""The names of a row's hidden name columns, taken out of its free text.

A text can hold a name only if it has all its characters. That is asked first, of marks of 256 bits, so that
hardly a row is left to be read.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import han_names
from deid.detect.hide import forms, without_names
from deid.kernels import normalise
from deid.kernels.flat import sizes
from deid.kernels.shape import folded, shapes

Marks = npt.NDArray[np.uint64]
"""One row of words per text: the characters in it, each as one bit per word."""
_WORDS = 4
_MIX = np.uint32(0x9E3779B1)
_SIX_BITS = np.uint32(63)


def without_own_names(texts: pa.Array, columns: Sequence[pa.Array]) -> pa.Array:
    """Each text without the names that stand in its row of the columns; null stays null.

    >>> without_own_names(pa.array(["张三代领", "已核查"]), [pa.array(["张三", "张三"])]).to_pylist()
    ['***代领', '已核查']
    """
    names = [normalise(col) for col in columns]
    inside = _marks_of_texts(texts)
    rows = np.zeros(len(texts), dtype=np.bool_)
    for col in names:
        rows |= _may_hold(inside, col)
    rows &= texts.is_valid().to_numpy(zero_copy_only=False)
    if not rows.any():
        return texts
    where = pa.array(rows)
    own = [col.filter(where).to_pylist() for col in names]
    shown = [
        without_names(text, tuple(name for name in given if name))
        for text, *given in zip(texts.filter(where).to_pylist(), *own, strict=True)
    ]
    return pc.replace_with_mask(texts, where, pa.array(shown, texts.type))


def _bits(char: npt.NDArray[np.uint32]) -> list[Marks]:
    """The bit of each character in each word."""
    mixed = char * _MIX
    shifts = (np.uint32(26 - 6 * word) for word in range(_WORDS))
    return [np.left_shift(np.uint64(1), ((mixed >> shift) & _SIX_BITS).astype(np.uint64)) for shift in shifts]


def _marks_of_texts(texts: pa.Array) -> Marks:
    coded = shapes(texts)
    if len(coded.dictionary) == 0:
        return np.zeros((len(texts), _WORDS), dtype=np.uint64)
    codes = pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)
    made: Marks = _marks(coded.dictionary.to_pylist())[codes]
    return made


def _marks(texts: list[str]) -> Marks:
    plain = [text.casefold() for text in texts]
    lengths = np.fromiter(map(len, plain), dtype=np.int64, count=len(plain))
    made = np.zeros((len(texts), _WORDS), dtype=np.uint64)
    full = np.flatnonzero(lengths)
    if not len(full):
        return made
    starts = (np.cumsum(lengths) - lengths)[full]
    chars = np.frombuffer("".join(plain).encode("utf-32-le"), dtype=np.uint32)
    for word, bits in enumerate(_bits(chars)):
        made[full, word] = np.bitwise_or.reduceat(bits, starts)
    return made


def _may_hold(inside: Marks, names: pa.Array) -> npt.NDArray[np.bool_]:
    """Rows whose text has every character of the name beside it."""
    plain = han_names.sure(names)
    found = np.zeros(len(names), dtype=np.bool_)
    for cells in han_names.read(names):
        if len(cells.rows):
            chars = [char.astype(np.uint32) for char in cells.chars]
            found[cells.rows] = _all_in(inside[cells.rows], [_bits(char) for char in chars])
    found &= plain
    odd = np.flatnonzero(~plain & (sizes(names) > 0))
    if len(odd):
        found[odd] = _odd_may_hold(inside[odd], names.take(pa.array(odd)))
    return found


def _all_in(inside: Marks, chars: list[list[Marks]]) -> npt.NDArray[np.bool_]:
    held = np.ones(len(inside), dtype=np.bool_)
    for word in range(_WORDS):
        wanted = chars[0][word]
        for bits in chars[1:]:
            wanted = wanted | bits[word]
        held &= (inside[:, word] & wanted) == wanted
    return held


def _odd_may_hold(inside: Marks, names: pa.Array) -> npt.NDArray[np.bool_]:
    """The same for notes, several names in a cell, longer names: the characters all their forms share."""
    coded = names.dictionary_encode()
    spelt = [list(forms(name)) for name in folded(coded.dictionary).to_pylist()]
    shared = ["".join(set.intersection(*map(set, found))) if found else "" for found in spelt]
    wanted = _marks(shared)
    told = np.array([bool(found) for found in spelt])
    codes = pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False)
    valid = names.is_valid().to_numpy(zero_copy_only=False)
    held = ((inside & wanted[codes]) == wanted[codes]).all(axis=1)
    return np.asarray(held & told[codes] & valid)
