"""What showed of whom, gathered list by list while ``deid check`` looks at them."""

from collections.abc import Iterator

import msgspec
import numpy as np
import pyarrow as pa

from deid.checking.columns import telling_columns
from deid.checking.looking import SHOWS, Looking
from deid.checking.marks import Marks
from deid.detect.cells import match
from deid.incident.kinds import WEIGHTS, Kind, Weight, kind_of
from deid.incident.persons import TEXT, Persons, joined, people_in
from deid.kernels import as_text, bools
from deid.risk.days import Ints

_IDS = frozenset({"resident_id", "disability_card", "student_number"})
_BETTER_KNOWN = frozenset({"clear_identifier", "weak_mask", "weak_phone"})
"""What tells of a cell that it shows a number; that its column should go, too, is the same thing."""
_ASIDE = frozenset({"dropped_column", "not_as_ruled", "unnamed_column", "raw_value"})


class Shown(msgspec.Struct):
    """One kind: of how many it showed.

    Attributes:
        people: who, by keys that are never told.
        cells: in how many cells.
        left: of masks, how many numbers still fit each.
    """

    people: set[str] = msgspec.field(default_factory=set)
    cells: int = 0
    left: list[Ints] = msgspec.field(default_factory=list)

    @property
    def fits(self) -> dict[str, int] | None:
        """How many numbers fit the masks: the fewest, the median, and how many masks leave exactly one."""
        if not self.left:
            return None
        every = np.concatenate(self.left)
        return {"least": int(every.min()), "median": int(np.median(every)), "one": int((every <= 1).sum())}


class _Found(msgspec.Struct, frozen=True):
    """The rows of one kind: in one column, in the whole row (-1); ``rows`` None: wherever a cell shows."""

    kind: Kind
    index: int
    rows: Ints | None = None
    left: Ints | None = None

    def part(self, batch: pa.RecordBatch, before: int) -> tuple[Ints, Ints | None]:
        """Its rows in a batch, counted from the batch's first, and what is left there."""
        if self.rows is None:
            shows = bools(match(as_text(batch.column(self.index)), SHOWS))
            return np.flatnonzero(shows), None
        low, high = np.searchsorted(self.rows, (before, before + batch.num_rows))
        left = None if self.left is None else self.left[low:high]
        return self.rows[low:high] - before, left


class Showing:
    """Everything that showed, over all lists of a file; called with each of them."""

    def __init__(self) -> None:
        self.kinds: dict[Kind, Shown] = {}
        self.listed: set[str] = set()
        """Everybody on the lists."""
        self.rows = 0
        self.lines = 0
        """Lines of text that stand in no list."""
        self._parts = 0

    def __call__(self, looking: Looking, against: Marks) -> None:
        """Take one list."""
        self._parts += 1
        persons = Persons(looking, self._parts)
        found = list(_found(looking, against))
        before = 0
        for batch in looking.source.batches():
            subjects = persons.subjects(batch, before)
            if looking.asked.text:
                self.lines += batch.num_rows
            else:
                self.listed.update(subjects.filter(_named(looking, batch)).to_pylist())
                self.rows += batch.num_rows
            for one in found:
                rows, left = one.part(batch, before)
                if len(rows):
                    shown = self.kinds.setdefault(one.kind, Shown())
                    shown.cells += len(rows)
                    shown.people |= _people(one, rows, batch, looking, persons, subjects)
                    shown.left += [] if left is None else [left]
            before += batch.num_rows

    def everybody(self, kind: Kind) -> None:
        """Something that showed of everybody on the lists."""
        if self.listed:
            shown = self.kinds.setdefault(kind, Shown())
            shown.people |= self.listed
            shown.cells += self.rows

    @property
    def people(self) -> int:
        """Of how many something showed."""
        return len(set().union(*(shown.people for shown in self.kinds.values())))

    def by_weight(self) -> dict[Weight, int]:
        """How many people, each counted once, with the gravest of what showed."""
        counted: set[str] = set()
        found: dict[Weight, int] = {}
        for weight in WEIGHTS:
            mine = set().union(*(shown.people for kind, shown in self.kinds.items() if kind.weight == weight))
            found[weight] = len(mine - counted)
            counted |= mine
        return found


def _named(looking: Looking, batch: pa.RecordBatch) -> pa.Array:
    """Which rows name somebody; lines below a list name nobody. Without names every row is somebody."""
    columns = looking.columns.of("subject.name", "householder.name")
    named = np.zeros(batch.num_rows, dtype=np.bool_) if columns else np.ones(batch.num_rows, dtype=np.bool_)
    for column in columns:
        named |= bools(match(as_text(batch.column(column.index)), SHOWS))
    return pa.array(named)


def _people(
    found: _Found, rows: Ints, batch: pa.RecordBatch, looking: Looking, persons: Persons, subjects: pa.Array
) -> set[str]:
    where = pa.array(rows)
    if found.index < 0:
        return set(subjects.take(where).to_pylist())
    known = looking.fields.by_id.get(looking.columns.items[found.index].field or "")
    whose = known.whose if known else "subject"
    who = persons.others(batch, subjects, whose).take(where)
    if found.kind.code == "other_name" and whose == "subject":  # named in a remark, say
        return set(joined(who, pa.scalar("other", TEXT)).to_pylist())
    if found.kind.code == "clear" and found.kind.detail in _IDS:
        return people_in(as_text(batch.column(found.index)).take(where), who)
    return set(who.to_pylist())


def _found(looking: Looking, against: Marks) -> Iterator[_Found]:
    """Every kind of every column, with its rows in order."""
    numbers: dict[int, list[Ints]] = {}
    for (code, index, _), parts in (looking.marks.every or {}).items():
        if code in _BETTER_KNOWN:
            numbers.setdefault(index, []).extend(rows for rows, _ in parts)
    telling = list(_telling(looking, set(numbers)))
    whole = looking.marks.named("dropped_column") | {one.index for one in telling}
    plain: dict[tuple[Kind, int], list[Ints]] = {}
    for marks in (looking.marks, against):
        for key, parts in (marks.every or {}).items():
            code, index, _ = key
            kind = kind_of(key, looking.columns.items[index].field if index >= 0 else None)
            if kind is None or (code == "raw_name" and index in whole):
                continue
            rows = np.concatenate([part for part, _ in parts])
            left = [one for _, one in parts if one is not None]
            if left:
                yield _Found(kind, index, rows, np.concatenate(left))
                continue
            if code in _ASIDE and index in numbers:
                rows = np.setdiff1d(rows, np.concatenate(numbers[index]))
            plain.setdefault((kind, -1 if kind.code == "withheld" else index), []).append(rows)
    for (kind, index), several in plain.items():
        yield _Found(kind, index, np.unique(np.concatenate(several)))
    yield from telling


def _telling(looking: Looking, known: set[int]) -> Iterator[_Found]:
    """Columns that have no place in a posted list, where no rule is named to say so."""
    if looking.rule is not None:
        return
    for column, _ in telling_columns(looking.columns, looking.fields, looking.marks, looking.words):
        if column.index not in known:
            yield _Found(Kind("column", column.field or ""), column.index)
