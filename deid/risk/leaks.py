"""The search for what had to be hidden (needles) in what was written.

A released list holds almost no long runs of letters and digits. So the search turns round: it collects the
runs that are there, and asks for every needle of the input whether it stands in one of them. Memory stays
flat however long the list is.
"""

import unicodedata
from collections.abc import Iterable

import msgspec
import numpy as np
import pyarrow as pa

from deid.kernels import as_text, normalise_text, shaped_like
from deid.kernels.flat import any_with, not_han, own_data, rows_at, sizes
from deid.kernels.lazy import lazy

SHORTEST = 7
"""A needle has at least this many characters, and so has a run of hidden digits that may not show."""
LONGEST = 64

# Cells that could hold a run; everything else is passed over. A star ends a run, and so does Chinese text.
_HAN = r"\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}"
_MAYBE = rf"[^{_HAN}*]{{7}}|[{_HAN}][^{_HAN}*]{{6}}"
_GAPS = lazy(r"[\s\-‐-―−－_.·'’,，、/()（）+%]+")
_RUN = lazy(r"[\u4e00-\u9fff]?[0-9A-Z@]{6,}")

_COUNTS = np.zeros(256, dtype=np.uint8)  # bytes that begin a letter, digit or sign other than a common Han
_COUNTS[[*b"0123456789@", *range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]] = 1
_COUNTS[0xC0:0xE4] = _COUNTS[0xEA:] = 1
_BREAKS = np.zeros(256, dtype=np.bool_)  # bytes that begin a common Han, which ends a run
_BREAKS[0xE4:0xEA] = True


def shadow(text: str) -> str:
    """A text as the search sees it: width, case, look-alikes, digits of any script, gaps all gone.

    >>> shadow("１３８-0013 8000")
    '13800138000'
    """
    plain = _GAPS.sub("", normalise_text(text)).upper()
    if plain.isascii():
        return plain
    return "".join(_digit(char) for char in plain)


def _digit(char: str) -> str:
    value = unicodedata.digit(char, None)
    return char if value is None or char.isascii() else str(value)


def _could_hold_run(cells: pa.Array) -> bool:
    """Whether any cell is long enough, and any holds anything but Chinese characters."""
    if not len(cells) or int(sizes(cells).max()) < SHORTEST:
        return False
    return any_with(cells, not_han)


def could_hold_run(cells: pa.Array) -> pa.BooleanArray:
    """Which cells have so many letters, digits and signs between two Han that a run could be in them.

    >>> could_hold_run(pa.array(["新坪村3组12号", "联系其子１３８00138000", "豫M12345", None])).to_pylist()
    [False, True, True, False]
    """
    data, ends = own_data(as_text(cells))
    counts, breaks = _COUNTS[data], _BREAKS[data]
    breaks[ends[:-1][ends[:-1] < len(data)]] = True
    begin = np.flatnonzero(breaks)
    held = np.add.reduceat(counts, begin, dtype=np.int32) if len(begin) else begin
    return pa.array(rows_at(ends, [begin[held >= SHORTEST - 1]]))  # one character may be Han


def runs(cells: pa.Array) -> dict[str, tuple[str, ...]]:
    """Cell -> the runs of 7 or more letters and digits in it, for the distinct cells that have any."""
    if not _could_hold_run(cells):
        return {}
    suspects = cells.filter(shaped_like(cells, _MAYBE)).unique()
    found = {}
    for cell in suspects.to_pylist():
        inside = tuple(run for run in _RUN.findall(shadow(cell)) if len(run) >= SHORTEST)
        if inside:
            found[cell] = inside
    return found


class Search(msgspec.Struct):
    """All windows of the runs that were found, to be asked for needles."""

    windows: set[str] = msgspec.field(default_factory=set)

    def add(self, found: Iterable[str]) -> None:
        """Add runs of the output."""
        for run in found:
            size = min(len(run), LONGEST)
            for length in range(SHORTEST, size + 1):
                self.windows.update(run[at : at + length] for at in range(len(run) - length + 1))

    def __bool__(self) -> bool:
        return bool(self.windows)

    def hits(self, needles: Iterable[str]) -> int:
        """How many of these needles (as they stood in the input) occur in the output."""
        return sum(
            1
            for needle in needles
            if len(seen := shadow(needle)) >= SHORTEST and seen[:LONGEST] in self.windows
        )


def hidden_windows(number: str, first: int, last: int) -> set[str]:
    """Every run of 7 consecutive hidden digits of an identifier whose ends show.

    >>> sorted(hidden_windows("123456789", 1, 0))
    ['2345678', '3456789']
    """
    digits = shadow(number)
    hidden = digits[first : len(digits) - last] if first + last < len(digits) else digits
    return {hidden[at : at + SHORTEST] for at in range(len(hidden) - SHORTEST + 1)}


# One invented identifier of every kind, with digits no register ever issued (area 00, prefix 10 …).
PLANTED: dict[str, str] = {
    "resident_id": "009901199902300010",
    "resident_id_15": "009901990230001",
    "disability_card": "00990119990230001043",
    "student_number": "G009901199902300010",
    "phone": "10900000001",
    "landline": "0000-9999001",
    "bank_card": "6200 0099 9900 0000 017",
    "passport": "E00999017",
    "travel_permit": "H0099901701",
    "plate": "豫Z00Q9Z",
    "email": "planted@example.invalid",
    "long_number": "000099990001111",
}
