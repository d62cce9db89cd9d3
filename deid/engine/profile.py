"""The first look at all rows: shapes, places, household keys. Mergeable, and free of decisions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from deid.detect import accepts, resident_id, scan
from deid.engine.beside import told_by
from deid.engine.columns import Column, Columns
from deid.engine.decisions import PROTECTED
from deid.engine.relations import kin
from deid.engine.screen import PEOPLE, Screen, head_codes
from deid.kernels import as_text, blank, compact
from deid.kernels.flow import in_order
from deid.kernels.shape import distinct

MAX_PLACES = 100_000
MOST = 0.5
"""From this share of identifier-shaped cells on, a column holds identifiers whatever its header says."""
_BETWEEN = "\x1f"


class Shapes(msgspec.Struct):
    """What the cells of one column look like: how many are filled, of each identifier kind, accepted.

    ``counties`` counts the county codes of the ID numbers under a header that does not speak of any.
    """

    filled: int = 0
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    accepted: int = 0
    counties: Counter[str] = msgspec.field(default_factory=Counter)

    def share(self, kind: str) -> float:
        """The share of filled cells that are wholly one identifier of this kind."""
        return self.kinds[kind] / self.filled if self.filled else 0.0


class Profile(msgspec.Struct):
    """All rows seen once. ``merge`` adds another part of the same list."""

    rows: int = 0
    shapes: dict[int, Shapes] = msgspec.field(default_factory=dict)
    own_counties: Counter[str] = msgspec.field(default_factory=Counter)
    villages: set[str] = msgspec.field(default_factory=set)
    hits: dict[str, dict[int, set[str]]] = msgspec.field(default_factory=dict)
    households: set[str] = msgspec.field(default_factory=set)
    headed: set[str] = msgspec.field(default_factory=set)
    keyless: int = 0
    named: set[int] = msgspec.field(default_factory=set)
    headed_01: set[str] = msgspec.field(default_factory=set)
    codes: set[str] = msgspec.field(default_factory=set)

    @property
    def headless(self) -> int:
        """How many households have no head; where 01 is the head's code, 02 is another's."""
        return len(self.households - (self.headed_01 if self.codes >= {"01", "02"} else self.headed))

    @property
    def counties(self) -> Counter[str]:
        """County code -> the subjects' ID numbers that begin with it; else those of the first such column."""
        if self.own_counties:
            return self.own_counties
        mostly = (one for _, one in sorted(self.shapes.items()) if one.share("resident_id") > MOST)
        return next((one.counties for one in mostly), Counter())

    def merge(self, other: "Profile") -> "Profile":
        """Add what another part of the same list showed."""
        self.rows += other.rows
        self.own_counties.update(other.own_counties)
        if len(self.villages) < MAX_PLACES:
            self.villages |= other.villages
        self.households |= other.households
        self.headed |= other.headed
        self.keyless += other.keyless
        self.named |= other.named
        self.headed_01 |= other.headed_01
        self.codes |= other.codes
        for index, theirs in other.shapes.items():
            mine = self.shapes.setdefault(index, Shapes())
            mine.filled += theirs.filled
            mine.accepted += theirs.accepted
            mine.kinds.update(theirs.kinds)
            mine.counties.update(theirs.counties)
        for reason, columns in other.hits.items():
            for index, keys in columns.items():
                self.hits.setdefault(reason, {}).setdefault(index, set()).update(keys)
        return self


def profile(
    batches: Iterable[pa.RecordBatch],
    columns: tuple[Column, ...],
    accept: Mapping[int, str],
    screen: Screen,
) -> Profile:
    """Look at every row of a list once; the arguments are those of ``profile_batch``."""
    whole = Profile()
    one = partial(profile_batch, columns=columns, accept=accept, screen=screen)
    for part in in_order(one, batches):
        whole.merge(part)
    return whole


def profile_batch(
    batch: pa.RecordBatch, columns: tuple[Column, ...], accept: Mapping[int, str], screen: Screen
) -> Profile:
    """Look at every row of one batch; profiles of the parts of a list merge.

    Args:
        batch: data rows, text columns named c0, c1 …
        columns: how the headers were read.
        accept: column index -> the kind its field accepts.
        screen: finds the rows whose reason protects the whole household.
    """
    found = Profile(rows=batch.num_rows)
    judged = Columns(columns).judged
    for column in columns:
        cells = batch.column(column.index)
        empty = pc.or_(pc.is_null(cells), blank(cells)) if cells.null_count else blank(cells)
        shapes = Shapes(filled=batch.num_rows - (pc.sum(empty).as_py() or 0))
        if column.index in judged:
            shapes.kinds.update(scan.kind_of(cells))
        if kind := accept.get(column.index):
            shown = accepts.accept(kind, cells, allowed=column.known or None)
            passed = pc.and_(pc.is_valid(shown), pc.invert(empty))
            shapes.accepted = pc.sum(passed).as_py() or 0
        if column.field is None:
            shapes.kinds.update(kin(cells))
        found.shapes[column.index] = shapes
        if column.field == "subject.id":
            _count(found.own_counties, resident_id.county_codes(cells))
        elif shapes.kinds["resident_id"]:
            _count(shapes.counties, resident_id.county_codes(cells))
    found.named = _named(batch, columns)
    found.codes = head_codes(batch, columns)
    _places(found, batch, columns)
    _household_hits(found, batch, screen)
    return found


def _named(batch: pa.RecordBatch, columns: tuple[Column, ...]) -> set[int]:
    """The columns whose header, a spelling nobody lists, holds a name of these rows."""
    free = [one for one in columns if one.how != "exact" and one.field is not None]
    names = [batch.column(one.index) for one in columns if (one.field or "").endswith(".name")]
    if not free or not names:
        return set()
    held = told_by(names, [one.header for one in free])
    return {one.index for one, tells in zip(free, held, strict=True) if tells}


def _count(counter: Counter[str], cells: pa.Array) -> None:
    for entry in pc.value_counts(cells.drop_null()).to_pylist():
        counter[entry["values"]] += entry["counts"]


def _places(found: Profile, batch: pa.RecordBatch, columns: tuple[Column, ...]) -> None:
    town = next((c for c in columns if c.serves == "town"), None)
    village = next((c for c in columns if c.serves == "village"), None)
    if village is None and town is None:
        return
    towns, villages = _place(town, "town", batch), _place(village, "village", batch)
    pairs = _distinct(towns.codes.astype(np.int64) * len(villages.names) + villages.codes)
    first, second = np.divmod(pairs, len(villages.names))
    beside = villages.names.take(pa.array(second))
    above = towns.names.take(pa.array(first))
    told = pc.not_equal(above if village is None else beside, "")
    found.villages.update(pc.binary_join_element_wise(above, beside, _BETWEEN).filter(told).to_pylist())


def _distinct(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    if not len(numbers) or int(numbers.max()) > _FEW:
        return np.unique(numbers)
    return np.flatnonzero(np.bincount(numbers))


_FEW = 1 << 18
"""Pairs of places that are counted in a table; of more the numbers are sorted."""


class _Places(NamedTuple):
    """The distinct places of one column as they may be posted, the last of them none, and each row's."""

    names: pa.Array
    codes: npt.NDArray[np.int32]


def _place(column: Column | None, kind: str, batch: pa.RecordBatch) -> _Places:
    none = pa.array([""], pa.string())
    if column is None:
        return _Places(none, np.zeros(batch.num_rows, dtype=np.int32))
    coded = distinct(as_text(batch.column(column.index)))
    kind = "group" if column.field == "group" else kind
    cells = accepts.accept(kind, coded.dictionary, allowed=column.known or None)
    names = pc.fill_null(compact(cells), "").cast(pa.string())
    codes = coded.indices
    codes = pc.fill_null(codes, len(names)) if codes.null_count else codes
    return _Places(pa.concat_arrays([names, none]), codes.to_numpy(zero_copy_only=False))


def _household_hits(found: Profile, batch: pa.RecordBatch, screen: Screen) -> None:
    keys = screen.household_keys()
    for name, hits in screen.own_hits(batch).items():
        of = screen.reasons[name].of
        for _, hit in hits:
            rows = batch.filter(pa.array(hit))
            by_column = found.hits.setdefault(name, {})
            for index in keys if of == "household" else []:
                values = screen.household_key(rows, index).drop_null().to_pylist()
                by_column.setdefault(index, set()).update(values)
            by_column.setdefault(PEOPLE, set()).update(screen.people(rows, of))
    head, group = screen.is_head(batch), screen.group_column()
    if head is not None and group is not None:
        key = screen.household_key(batch, group)
        found.keyless = key.null_count
        found.households.update(key.drop_null().to_pylist())
        found.headed.update(key.filter(pa.array(head)).drop_null().to_pylist())
        strict = replace(screen, has_01=True).is_head(batch) if "02" in found.codes else head
        found.headed_01.update(key.filter(pa.array(strict)).drop_null().to_pylist())
        if (rows := screen.protected_members(batch)).any():
            found.hits[PROTECTED] = {group: set(key.filter(pa.array(rows)).drop_null().to_pylist())}
