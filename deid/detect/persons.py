"""Whose ID numbers stand in a column, wherever in its cells: bare, in a certificate, several, among words."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.detect import shapes
from deid.detect.resident_id import person_keys
from deid.detect.shadow import cast
from deid.detect.spans import spans
from deid.kernels import as_text, bits, by_outline
from deid.kernels.lazy import lazy
from deid.kernels.shape import HAN_DIGITS

_KINDS = frozenset({"resident_id", "disability_card", "student_number"})
_LONG = frozenset({"bank_card", "long_number"})
_OTHERS = lazy("[^0-9X]")
_KEY = 17
_OLD = 15
# Fifteen digits of any script with nothing between them but what may group them.
_DIGIT = rf"\d{HAN_DIGITS}²³¹⁰-₉①-⒛⓪❶-➓"
_POSSIBLE = lazy(rf"(?:[{_DIGIT}][^{_DIGIT}\u3400-\u9fffA-Za-z,，、;；/|]{{0,6}}){{{_OLD}}}")
_ACCOUNT = lazy(r"(?:[0-9]{16}|[0-9]{19}|[0-9]{21,25})")
"""Bare digits that hold no ID: most cells of a column of accounts."""


class Inside(NamedTuple):
    """The people of a column: rows, and beside each the key of one person; a row may stand there often."""

    rows: npt.NDArray[np.int64]
    keys: pa.Array


def keys_inside(col: pa.Array) -> Inside:
    """The people whose numbers stand anywhere in the cells of a column, as ``person_keys`` writes them.

    >>> keys_inside(pa.array(["411224740305123", "其妻411224196503051239、子无", None])).keys.to_pylist()
    ['41122419740305123', '41122419650305123']
    """
    col = as_text(col)
    rows = np.flatnonzero(bits(by_outline(col, _worth, _worth.__name__)))
    part = col.take(pa.array(rows))
    whole = person_keys(part)
    bare = bits(whole.is_valid())
    coded = part.filter(pa.array(~bare)).dictionary_encode()
    held = [sorted(keys_of(text, broken=True)) for text in coded.dictionary.to_pylist()]
    at, found = [rows[bare]], whole.drop_null().to_pylist()
    for row, code in zip(rows[~bare].tolist(), coded.indices.to_pylist(), strict=True):
        at.append(np.full(len(held[code]), row, dtype=np.int64))
        found += held[code]
    return Inside(np.concatenate(at), pa.array(found, pa.string()))


def _worth(outlines: pa.Array) -> pa.BooleanArray:
    """Which cells could hold a number, by their outlines."""
    texts = outlines.to_pylist()
    return pa.array(
        [bool(_POSSIBLE.search(text)) and not _ACCOUNT.fullmatch(text) for text in texts], pa.bool_()
    )


def keys_of(text: str, *, broken: bool = False) -> set[str]:
    """The people whose numbers stand in one text.

    Args:
        text: any text.
        broken: also the numbers in longer runs of digits, and those that lost their check character.

    >>> keys_of("赵某411224196503051239"), keys_of("41122419650305123")
    ({'41122419650305123'}, set())
    """
    found = set()
    for kind, digits in numbers_of(text):
        if kind in _KINDS:
            found.add(f"{digits[:6]}19{digits[6:]}" if len(digits) == _OLD else digits[:_KEY])
        elif broken and kind in _LONG:
            parts = (digits[at : at + _KEY] for at in range(len(digits) - _KEY + 1))
            found |= {part for part in parts if shapes.is_born(part + "0")}
    return found


def numbers_of(text: str) -> Iterator[tuple[str, str]]:
    """The kind and the bare digits of every identifier in a text."""
    for span in spans(text):
        yield span.kind, _OTHERS.sub("", cast(text[span.start : span.end]).text)
