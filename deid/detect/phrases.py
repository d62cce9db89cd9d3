"""Texts that surely hold none of some phrases, told by two characters at a time over whole columns.

Only for plain text: common Chinese characters, digits and a few marks, which stand in a phrase as they stand
in the text. Every other text is left to the patterns.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.detect.han_names import holds, pairs_of

Rows = npt.NDArray[np.bool_]
_HAN = 0x4E00, 0x9FA5
_MARKS = "0123456789!\"#$%&'()*+,-./:;<=>?[]_，。、：；（）"
_BREAK = "\n"


def without(texts: pa.Array, phrases: tuple[str, ...]) -> Rows:
    """Which texts are plain and hold none of the phrases. Null is not.

    >>> without(pa.array(["月药费50元", "患精神分裂症", "精 神"]), ("精神分裂",)).tolist()
    [True, False, False]
    """
    cells = texts.to_pylist()
    table = _table(phrases)
    if table is None or not cells:
        return np.zeros(len(cells), dtype=np.bool_)
    raw = _BREAK.join(_BREAK if cell is None else cell for cell in cells).encode("utf-16-le")
    chars = np.frombuffer(raw, dtype="<u2")
    kinds = table.kinds[chars]
    begins = np.flatnonzero(kinds[:-1] & _OPENS)
    bad = begins[holds(table.pairs, chars[begins], chars[begins + 1])]
    bad = np.concatenate([bad, np.flatnonzero(kinds & _OTHER)])
    breaks = np.flatnonzero(chars == ord(_BREAK))
    found = np.ones(len(cells), dtype=np.bool_)
    if len(breaks) != len(cells) - 1:  # a text of several lines, or null
        return ~found
    found[np.searchsorted(breaks, bad)] = False
    return found


class _Table:
    """What is asked of each character, and the pairs phrases begin with."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self.kinds = np.full(1 << 16, _OTHER, dtype=np.uint8)
        self.kinds[_HAN[0] : _HAN[1] + 1] = 0
        self.kinds[[ord(char) for char in _MARKS + _BREAK]] = 0
        self.kinds[[ord(phrase[0]) for phrase in phrases]] |= _OPENS
        self.pairs = pairs_of(phrases)


_OPENS, _OTHER = np.uint8(1), np.uint8(2)


@lru_cache(maxsize=8)
def _table(phrases: tuple[str, ...]) -> _Table | None:
    """None if a phrase does not begin with two common Chinese characters."""
    plain = all(len(one) > 1 and all(_HAN[0] <= ord(char) <= _HAN[1] for char in one[:2]) for one in phrases)
    return _Table(phrases) if plain else None
