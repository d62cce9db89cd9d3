"""The first look at all rows: shapes, places, household keys. Mergeable, and free of decisions."""

from collections import Counter
from collections.abc import Iterable

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import accepts, resident_id, scan
from deid.engine.columns import Column, Columns
from deid.engine.screen import Screen
from deid.kernels import blank, compact

MAX_PLACES = 100_000


class Shapes(msgspec.Struct):
    """What the cells of one column look like: how many are filled, of each identifier kind, accepted."""

    filled: int = 0
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    accepted: int = 0

    def share(self, kind: str) -> float:
        """The share of filled cells that are wholly one identifier of this kind."""
        return self.kinds[kind] / self.filled if self.filled else 0.0

    @property
    def accepted_share(self) -> float:
        """The share of filled cells that have the shape the column's field accepts."""
        return self.accepted / self.filled if self.filled else 1.0


class Profile(msgspec.Struct):
    """All rows seen once. ``merge`` adds another part of the same list."""

    rows: int = 0
    shapes: dict[int, Shapes] = msgspec.field(default_factory=dict)
    counties: Counter[str] = msgspec.field(default_factory=Counter)
    villages: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    hits: dict[str, dict[int, set[str]]] = msgspec.field(default_factory=dict)
    households: set[str] = msgspec.field(default_factory=set)
    headed: set[str] = msgspec.field(default_factory=set)
    keyless: int = 0

    def merge(self, other: "Profile") -> "Profile":
        """Add what another part of the same list showed."""
        self.rows += other.rows
        self.counties.update(other.counties)
        self.villages.update(other.villages)
        self.households |= other.households
        self.headed |= other.headed
        self.keyless += other.keyless
        for index, theirs in other.shapes.items():
            mine = self.shapes.setdefault(index, Shapes())
            mine.filled += theirs.filled
            mine.accepted += theirs.accepted
            mine.kinds.update(theirs.kinds)
        for reason, columns in other.hits.items():
            for index, keys in columns.items():
                self.hits.setdefault(reason, {}).setdefault(index, set()).update(keys)
        return self


def profile(
    batches: Iterable[pa.RecordBatch],
    columns: tuple[Column, ...],
    accept: dict[int, str],
    screen: Screen,
) -> Profile:
    """Look at every row once.

    Args:
        batches: all data rows, text columns named c0, c1 …
        columns: how the headers were read.
        accept: column index -> the kind its field accepts.
        screen: finds the rows whose reason protects the whole household.
    """
    whole = Profile()
    for batch in batches:
        whole.merge(_one(batch, columns, accept, screen))
    return whole


def _one(
    batch: pa.RecordBatch,
    columns: tuple[Column, ...],
    accept: dict[int, str],
    screen: Screen,
) -> Profile:
    found = Profile(rows=batch.num_rows)
    judged = Columns(columns).judged
    for column in columns:
        cells = batch.column(column.index)
        empty = pc.or_(pc.is_null(cells), blank(cells))
        shapes = Shapes(filled=batch.num_rows - (pc.sum(empty).as_py() or 0))
        if column.index in judged:
            shapes.kinds.update(scan.kind_of(cells))
        if kind := accept.get(column.index):
            passed = pc.and_(pc.is_valid(accepts.accept(kind, cells)), pc.invert(empty))
            shapes.accepted = pc.sum(passed).as_py() or 0
        found.shapes[column.index] = shapes
        if column.field == "subject.id" or (shapes.share("resident_id") > 0.5 and not found.counties):  # noqa: PLR2004
            _count(found.counties, resident_id.county_codes(cells))
    _places(found, batch, columns)
    _household_hits(found, batch, screen)
    return found


def _count(counter: Counter[str], cells: pa.Array) -> None:
    for entry in pc.value_counts(cells.drop_null()).to_pylist():
        counter[entry["values"]] += entry["counts"]


def _places(found: Profile, batch: pa.RecordBatch, columns: tuple[Column, ...]) -> None:
    town = next((c for c in columns if c.serves == "town"), None)
    village = next((c for c in columns if c.serves == "village"), None)
    if village is None and town is None:
        return
    parts = []
    for column, kind in ((town, "town"), (village, "village")):
        if column is None:
            parts.append(pa.array([""] * batch.num_rows))
            continue
        cells = accepts.accept("group" if column.field == "group" else kind, batch.column(column.index))
        parts.append(pc.fill_null(compact(cells), "").cast(pa.string()))
    pairs = pc.binary_join_element_wise(*parts, "\x1f")
    for entry in pc.value_counts(pairs).to_pylist():
        place_town, _, place_village = entry["values"].partition("\x1f")
        if place_village or (village is None and place_town):
            found.villages[place_town, place_village] += entry["counts"]
    if len(found.villages) > MAX_PLACES:
        found.villages = Counter(dict(found.villages.most_common(MAX_PLACES)))


def _household_hits(found: Profile, batch: pa.RecordBatch, screen: Screen) -> None:
    keys, persons = screen.household_keys(), screen.person_columns()
    for name, hits in screen.own_hits(batch).items():
        of = screen.reasons[name].of
        for _, hit in hits:
            rows = batch.filter(pa.array(hit))
            by_column = found.hits.setdefault(name, {})
            for index in keys if of == "household" else []:
                values = screen.household_key(rows, index).drop_null().to_pylist()
                by_column.setdefault(index, set()).update(values)
            people = screen.people(rows, of)
            for index in persons:
                by_column.setdefault(index, set()).update(people)
    head, group = screen.is_head(batch), screen.group_column()
    if head is not None and group is not None:
        key = screen.household_key(batch, group)
        found.keyless = key.null_count
        found.households.update(key.drop_null().to_pylist())
        found.headed.update(key.filter(pa.array(head)).drop_null().to_pylist())
