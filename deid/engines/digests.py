"""Households and persons of rows kept back, as digests: found in one part of a list, looked up in all."""

from collections.abc import Iterable, Mapping

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec.structs import replace

from deid import __version__
from deid.engine.near import PERSON, codes_of_cells, codes_of_keys
from deid.engine.screen import Screen
from deid.kernels import bools
from deid.risk.twins import row_digests

Numbers = npt.NDArray[np.uint64]
"""Sorted and distinct."""
Rows = npt.NDArray[np.bool_]


class Digests(msgspec.Struct, frozen=True):
    """The keys of one column for one reason.

    Attributes:
        keys: a digest of each key.
        near: the number that tells quickly which cells could have one of the keys.
        telling: whether ``near`` tells anything: no key is too short.
    """

    keys: Numbers
    near: Numbers
    telling: bool

    def union(self, other: "Digests") -> "Digests":
        """The keys of both."""
        return Digests(
            np.union1d(self.keys, other.keys),
            np.union1d(self.near, other.near),
            self.telling and other.telling,
        )


Hits = dict[str, dict[int, Digests]]
"""Reason -> column index -> keys of the households and persons of rows with that reason."""


def digest(keys: pa.Array) -> Numbers:
    """A digest per key; equal keys have equal digests. A chance equality keeps one more person back."""
    return row_digests([keys])


def digests_of(screen: Screen, hits: Mapping[str, Mapping[int, Iterable[str]]]) -> Hits:
    """The hits of a part of the list without a key in them."""
    return {
        reason: {index: _digests(screen, index, list(keys)) for index, keys in columns.items()}
        for reason, columns in hits.items()
    }


def _digests(screen: Screen, index: int, keys: list[str]) -> Digests:
    kind = screen.key_kind(index)
    telling = all(len(key.encode()) >= kind.least for key in keys)
    return Digests(
        np.unique(digest(pa.array(keys, pa.string()))), np.unique(codes_of_keys(kind, keys)), telling
    )


def join_hits(mine: Hits, theirs: Hits) -> None:
    """Add the hits of another part."""
    for reason, columns in theirs.items():
        known = mine.setdefault(reason, {})
        for index, found in columns.items():
            known[index] = known[index].union(found) if index in known else found


class DigestScreen(Screen, frozen=True, kw_only=True):
    """A screen that finds households and persons by digests, so that no key leaves the part it stands in.

    Attributes:
        digests: what ``hits`` is to a screen; ``hits`` itself names reasons and columns only.
        shielded: digests of the people the competent office asked to protect.
    """

    digests: Hits
    shielded: Numbers

    def _shared(self, batch: pa.RecordBatch) -> dict[tuple[str, int], Rows]:
        found = {}
        for index in sorted({index for columns in self.digests.values() for index in columns}):
            wanted = {
                name: columns[index]
                for name, columns in self.digests.items()
                if index in columns and len(columns[index].keys)
            }
            if not wanted:
                continue
            rows = np.flatnonzero(self._nearby(index, batch.column(index), wanted.values()))
            own = self.household_key(batch.take(pa.array(rows)), index)
            told, numbers = bools(own.is_valid()), digest(own)
            for name, one in wanted.items():
                hit = np.zeros(batch.num_rows, dtype=np.bool_)
                hit[rows] = told & _held(one.keys, numbers)
                found[name, index] = hit
        return found

    def _nearby(self, index: int, cells: pa.Array, wanted: Iterable[Digests]) -> Rows:
        """Which rows could have one of the keys of a column."""
        codes, usual = codes_of_cells(self.key_kind(index), cells)
        near = ~usual
        for one in wanted:
            near |= _held(one.near, codes) if one.telling else True
        return near

    def _listed(self, keys: pa.Array) -> Rows:
        return _held(self.shielded, digest(keys))


def _held(sorted_numbers: Numbers, numbers: Numbers) -> Rows:
    """Which numbers are among others."""
    if not len(sorted_numbers):
        return np.zeros(len(numbers), dtype=np.bool_)
    at = np.searchsorted(sorted_numbers, numbers)
    return np.asarray(sorted_numbers[np.minimum(at, len(sorted_numbers) - 1)] == numbers)


def remote(screen: Screen, hits: Hits) -> DigestScreen:
    """A screen that holds no key, to be sent to the parts of a list."""
    shielded = pa.array(sorted(screen.protected), pa.string())
    empty: dict[str, dict[int, frozenset[str]]] = {
        name: dict.fromkeys(columns, frozenset()) for name, columns in hits.items()
    }
    bare = replace(screen, protected=frozenset(), hits=empty)
    fields = {name: getattr(bare, name) for name in Screen.__struct_fields__}
    return DigestScreen(**fields, digests=hits, shielded=np.unique(digest(shielded)))


def classes_of(columns: Iterable[pa.Array]) -> Numbers:
    """A digest per released row; a null is a blank, as it is written."""
    return row_digests(list(columns))


def fingerprint() -> str:
    """What the digests of this machine look like: digests made by different versions find nothing."""
    probe = pa.array(["00990119990230001", "某县某镇某村一组一号", "", "x"])
    made = [*digest(probe).tolist(), *codes_of_keys(PERSON, probe.to_pylist()).tolist()]
    return " ".join(map(str, (__version__, *made)))
