"""Which rows could share a household or a person with a row kept back: a quick look before keys are made.

Nearly all rows share nothing with anybody. So 16 bytes that the usual cells with one key have in common are
compared first, as one number; a key is made only of the rows that are left, and of unusual ones.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import addresses
from deid.kernels import as_text, bits, shaped_like
from deid.kernels.flat import Ends, data_of, ends_of, sizes

Rows = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint64]
_WORD = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)
_PERSON = 17


class Kind(NamedTuple):
    """How to see 16 bytes of a key in its cell.

    Attributes:
        usual: text column -> the cells in which the key's bytes stand as they are.
        words: where cells begin and end -> where words of eight bytes begin.
        parts: a key's bytes -> the same words.
        least: a shorter key says nothing of the cells it comes from.
        ends: the key is the end of its cell, which may begin with more.
    """

    usual: Callable[[pa.Array], Rows]
    words: Callable[[Ends, Ends], tuple[Ends, ...]]
    parts: Callable[[bytes], tuple[bytes, ...]]
    least: int = 0
    ends: bool = False


PERSON = Kind(
    lambda cells: bits(shaped_like(cells, r"^\d{17}[\dX]$")),
    lambda starts, _: (starts, starts + _WORD, starts + (_PERSON - _WORD)),
    lambda key: (key[:_WORD], key[_WORD : 2 * _WORD], key[_PERSON - _WORD : _PERSON]),
)
"""The first 17 characters of an ID."""
ADDRESS = Kind(
    lambda cells: addresses.usual(cells) & (sizes(cells) >= 2 * _WORD),
    lambda _, ends: (ends - 2 * _WORD, ends - _WORD),
    lambda key: (key[-2 * _WORD : -_WORD], key[-_WORD:]),
    least=2 * _WORD,
    ends=True,
)
"""An address ends as its key does."""
NUMBER = Kind(
    lambda cells: bits(shaped_like(cells, r"^\d{8,}$")),
    lambda starts, ends: (starts, np.minimum(starts + _WORD, ends - _WORD), ends - _WORD),
    lambda key: (key[:_WORD], key[min(_WORD, max(len(key) - _WORD, 0)) :][:_WORD], key[-_WORD:]),
)
"""An account or a household's number is its own key."""
NAMED = NUMBER._replace(usual=lambda cells: np.zeros(len(cells), dtype=np.bool_))
"""A householder's name is part of a key: every cell is unusual."""


def codes_of_cells(kind: Kind, cells: pa.Array) -> tuple[Codes, Rows]:
    """The number of each cell, and which cells are usual; the number of the others means nothing."""
    cells = as_text(cells)
    data = data_of(cells)
    if len(data) < _WORD:
        return np.zeros(len(cells), dtype=np.uint64), np.zeros(len(cells), dtype=np.bool_)
    ends = ends_of(cells)
    parts = [_words_at(data, at) for at in kind.words(ends[:-1], ends[1:])]
    return _mixed(parts), kind.usual(cells)


def codes_of_keys(kind: Kind, keys: Collection[str]) -> Codes:
    """The number of each key."""
    parts = [kind.parts(key.encode()) for key in keys]
    count = len(kind.parts(b""))
    return _mixed([np.array([_word(part[at]) for part in parts], dtype=np.uint64) for at in range(count)])


def before_of_cells(cells: pa.Array) -> Codes:
    """The two words before the last 16 bytes of each cell, shape (n, 2); 0 for bytes before its beginning."""
    cells = as_text(cells)
    data, ends = data_of(cells), ends_of(cells)
    if len(ends) > 1 and int(ends[1:].min()) < 4 * _WORD:  # a word would begin before the first byte
        data = np.concatenate([np.zeros(4 * _WORD, dtype=np.uint8), data])
        ends = ends + 4 * _WORD
    found = np.zeros((len(cells), 2), dtype=np.uint64)
    for word in (0, 1):
        begin = ends[1:] - (3 + word) * _WORD
        found[:, word] = _words_at(data, begin)
        short = np.flatnonzero(begin < ends[:-1])
        outside = np.minimum(ends[:-1][short] - begin[short], _WORD).astype(np.uint64)
        bits_out = np.minimum(outside * np.uint64(8), np.uint64(63))
        shown = found[short, word] >> bits_out << bits_out
        found[short, word] = np.where(outside == _WORD, np.uint64(0), shown)
    return found


def ends_with(before: Codes, key: str) -> bool:
    """Whether a cell whose last 16 bytes are those of the key has, before them, the rest of the key too."""
    raw = before.astype("<u8")[::-1].tobytes()
    rest = key.encode()[: -2 * _WORD][-2 * _WORD :]
    return raw.endswith(rest)


def _words_at(data: npt.NDArray[np.uint8], places: Ends) -> Codes:
    """The words of eight bytes at some places; a place outside says nothing."""
    if len(data) < _WORD:
        return np.zeros(len(places), dtype=np.uint64)
    words: Codes = np.ndarray((len(data) - _WORD + 1,), dtype="<u8", buffer=data, strides=(1,))
    at = places.astype(np.intp)
    return words[np.clip(at, 0, len(words) - 1, out=at)]


class Wanted:
    """The keys of the rows kept back for any reason, made ready once for all batches."""

    def __init__(self, kind: Kind, keys: Collection[str]) -> None:
        self._kind = kind
        self.codes = pa.array(codes_of_keys(kind, keys))
        self.telling = all(len(key.encode()) >= kind.least for key in keys)
        """Whether the codes say anything: no key is too short."""

    def near(self, cells: pa.Array) -> Rows:
        """The rows that could have one of the keys."""
        if not self.telling:
            return np.ones(len(cells), dtype=np.bool_)
        codes, usual = codes_of_cells(self._kind, cells)
        return bits(pc.is_in(pa.array(codes), value_set=self.codes)) | ~usual


def _word(raw: bytes) -> int:
    return int.from_bytes(raw.ljust(_WORD, b"\0"), "little")


def _mixed(parts: Sequence[Codes]) -> Codes:
    mixed = parts[0]
    with np.errstate(over="ignore"):
        for part in parts[1:]:
            mixed = (mixed * _MIX) ^ part
    return mixed
