"""Whether a row shares a household or a person with a row that only later turned out to be kept back.

While rows are posted, one number per row and key column is laid aside, a few bytes that only rows with the
same key have in common; beyond some rows on disk, in a file without a name, blurred by numbers that only this
process can draw again. When all reasons are known their keys are looked up there. A number found there may be
chance: the list is then read a second time, which costs time only.
"""

import secrets
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.engine.near import Codes as Numbers
from deid.engine.near import before_of_cells, codes_of_cells, codes_of_keys, ends_with
from deid.engine.screen import NONE, Codes, Screen
from deid.kernels import bits
from deid.kernels.spill import spilling

_IN_MEMORY = 4 << 20
_ROWS = 1 << 17


class Part(NamedTuple):
    """What is laid aside of one batch: each row's reason, and its numbers in each key column.

    Numbers have the shape (n, 1 or 3). The first is that of the key; where a key is only the end of its cell,
    two more are what stands before the bytes the first is made of.
    """

    reasons: Codes
    numbers: dict[int, Numbers]


class Laid:
    """The numbers of the rows that are posted or kept back; members of a head's row are neither.

    Args:
        screen: what keeps rows back.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._columns = (*screen.household_keys(), *screen.person_columns())
        self._reasons = spilling(_IN_MEMORY)
        self._blurs = {index: _Blur() for index in self._columns}
        self._numbers = {index: spilling(_IN_MEMORY) for index in self._columns}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self._reasons, *self._numbers.values()):
            file.close()

    def part(self, batch: pa.RecordBatch, kept: npt.NDArray[np.bool_], reasons: Codes) -> Part:
        """What to lay aside of one batch; any thread may ask."""
        rows = kept | (reasons != NONE)
        return Part(reasons[rows], {index: self._part(batch, index, rows) for index in self._columns})

    def _part(self, batch: pa.RecordBatch, index: int, rows: npt.NDArray[np.bool_]) -> Numbers:
        kind = self._screen.key_kind(index)
        numbers, usual = codes_of_cells(kind, batch.column(index))
        odd = np.flatnonzero(rows & ~usual)
        if len(odd):
            part = batch if len(odd) == batch.num_rows else batch.take(pa.array(odd))
            keys = self._screen.household_key(part, index)
            there = bits(keys.is_valid())
            numbers[odd] = 0
            numbers[odd[there]] = codes_of_keys(kind, keys.drop_null().to_pylist())
        numbers = numbers[:, None]
        if kind.ends:
            before = before_of_cells(batch.column(index))
            if len(odd):
                before[odd[there]] = before_of_cells(keys.drop_null())
            numbers = np.concatenate([numbers, before], axis=1)
        return numbers if rows.all() else numbers[rows]

    def add(self, part: Part) -> None:
        """Lay one batch aside."""
        self._reasons.write(part.reasons.tobytes())
        for index, numbers in part.numbers.items():
            self._numbers[index].write(self._blurs[index](numbers).tobytes())

    def shared(self, screen: Screen) -> bool:
        """Whether ``screen``, which knows all reasons, may judge any of these rows otherwise."""
        wanted = {index: self._wanted(screen, index) for index in self._columns}
        if any(each is None for each in wanted.values()):
            return True
        for file in (self._reasons, *self._numbers.values()):
            file.seek(0)
        for blur in self._blurs.values():
            blur.again()
        while len(reasons := np.frombuffer(self._reasons.read(_ROWS), dtype=np.uint8)):
            for index, file in self._numbers.items():
                width = 3 if screen.key_kind(index).ends else 1
                numbers = np.frombuffer(file.read(len(reasons) * 8 * width), dtype=np.uint64)
                numbers = self._blurs[index](numbers.reshape(-1, width))
                if _changed(numbers, reasons, wanted[index] or {}):
                    return True
        return False

    def _wanted(self, screen: Screen, index: int) -> "dict[int, list[_Key]] | None":
        """The keys of one column by number, each with the place of its reason; None if one is too short."""
        kind = screen.key_kind(index)
        found: dict[int, list[_Key]] = {}
        for place, name in enumerate(screen.names, start=1):
            keys = sorted(screen.hits.get(name, {}).get(index, ()))
            if any(len(key.encode()) < kind.least for key in keys):
                return None
            for number, key in zip(codes_of_keys(kind, keys).tolist(), keys, strict=True):
                found.setdefault(number, []).append((place, key))
        return found


class _Blur:
    """Blurs numbers by others drawn from a secret: written they tell nothing, blurred again they do."""

    def __init__(self) -> None:
        self._secret = secrets.randbits(128)
        self.again()

    def again(self) -> None:
        """Draw from the beginning."""
        self._drawn: np.random.Philox | None = None

    def __call__(self, numbers: Numbers) -> Numbers:
        """The next numbers, blurred or clear again."""
        self._drawn = self._drawn or np.random.Philox(key=self._secret)
        drawn: Numbers = self._drawn.random_raw(numbers.size)
        return numbers ^ drawn.reshape(numbers.shape)


_Key = tuple[int, str]
_NEAR = 1 << 18
_REST = np.uint64(64 - 18)


def _changed(numbers: Numbers, reasons: Codes, wanted: dict[int, list[_Key]]) -> bool:
    """Whether a row has a key of a reason that comes before its own."""
    if not wanted:
        return False
    listed = np.array(list(wanted), dtype=np.uint64)
    near = np.zeros(_NEAR, dtype=np.bool_)  # most numbers are told by their first bits
    near[listed >> _REST] = True
    rows = np.flatnonzero(near[numbers[:, 0] >> _REST])
    rows = rows[bits(pc.is_in(pa.array(numbers[rows, 0]), value_set=pa.array(listed)))]
    for row, mine in zip(numbers[rows], reasons[rows].tolist(), strict=True):
        for place, key in wanted[int(row[0])]:
            if (mine == NONE or mine > place) and (len(row) == 1 or ends_with(row[1:], key)):
                return True
    return False
