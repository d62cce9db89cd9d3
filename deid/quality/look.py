"""The look itself: every batch once, in file order; then what is worth saying."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.detect.cells import match
from deid.engine.columns import Column, Columns
from deid.engine.screen import Screen
from deid.io.totals import Total
from deid.kernels import as_text, bits, bools, by_shape, mod11_ok
from deid.kernels.flat import fixed
from deid.policy.fields import Fields
from deid.policy.withhold import Reason
from deid.quality import people
from deid.quality.figures import Figures
from deid.quality.marks import KEPT, Mark, Marks, Rows
from deid.quality.money import Products, Totals, needed, paid, read_figures
from deid.quality.people import Ids
from deid.quality.twice import Twice, person_numbers

Places = npt.NDArray[np.int64]

_CARD_FIELDS = frozenset({"bank_account", "phone"})
_ACROSS = ("sex", "birth_date", "age")
"""The columns beside the subject's own number."""
_TELL_DEATH = frozenset({"remark", "status", "cause", "health", "category", "exit_reason", "household_type"})
_MAYBE_DEAD = "故|死|亡|去世|逝世"
_COUNTY = 6


class View(msgspec.Struct, frozen=True):
    """What the look needs to know of a list.

    Attributes:
        columns: how the headers were read.
        fields: the vocabulary.
        screen: tells ages.
        as_of: the day that counts.
        ages: youngest and oldest by the notice type, if it says so.
        deceased: the reason whose words tell of a death.
        totals: the figures of the total rows left out.
    """

    columns: Columns
    fields: Fields
    screen: Screen
    as_of: date
    ages: tuple[int, int] | None = None
    deceased: Reason | None = None
    totals: Sequence[Total] = ()


class Seen(msgspec.Struct):
    """What one batch shows by itself.

    Attributes:
        rows: how many it has.
        figures: its columns read as numbers.
        marks: code, column and rows, from 0.
        numbers: the people's numbers, and the rows that hold one.
        counties: county code -> rows, from 0.
    """

    rows: int
    figures: dict[int, Figures]
    marks: list[tuple[str, str, Places]] = msgspec.field(default_factory=list)
    numbers: tuple[Places, Places] | None = None
    counties: dict[str, Places] = msgspec.field(default_factory=dict)

    def mark(self, code: str, column: Column, where: Rows) -> None:
        """Note where something was noticed."""
        rows = np.flatnonzero(where)
        if len(rows):
            self.marks.append((code, column.label, rows))


class Quality:
    """Takes the batches of one pass over a list."""

    def __init__(self, view: View) -> None:
        self._view, self._rows, self._marks = view, 0, Marks()
        columns = view.columns
        self._ids = [c for c in columns.items if _holds_id(c, view.fields)]
        self._own = columns.serving("subject.id")
        self._numbers = [c for c in columns.items if c.field and c.field.endswith(".phone")]
        self._numbers += columns.of(*_CARD_FIELDS)
        self._texts = [c for c in columns.items if c.field in _TELL_DEATH]
        self._amounts = columns.of("amount")
        self._products, self._totals = Products(columns), Totals(columns, view.totals)
        self._figures = needed(self._products, self._totals, self._amounts if self._texts else [])
        self._twice = Twice()
        self._counties: Counter[str] = Counter()
        self._county_rows: dict[str, list[int]] = {}

    def add(self, batch: pa.RecordBatch) -> None:
        """Look at the batch that follows."""
        self.take(self.see(batch))

    def see(self, batch: pa.RecordBatch) -> Seen:
        """Look at one batch by itself; any thread may."""
        seen = Seen(batch.num_rows, read_figures(batch, self._figures))
        for column in self._ids:
            self._numbers_of_people(batch, column, seen)
        for column in self._numbers:
            seen.mark("quality_damaged", column, people.damaged(batch.column(column.index)))
        self._deceased(batch, seen)
        self._ages(batch, seen)
        return seen

    def take(self, seen: Seen) -> None:
        """Take what the batch that follows shows."""
        for code, label, rows in seen.marks:
            self._marks.note(code, label, rows + (self._rows + 1), len(rows))
        if seen.numbers is not None:
            self._twice.add(*seen.numbers, self._rows)
        for code, rows in seen.counties.items():
            self._counties[code] += len(rows)
            known = self._county_rows.setdefault(code, [])
            known += (rows[: KEPT - len(known)] + self._rows + 1).tolist()
        self._products.add(seen.figures, self._rows)
        self._totals.add(seen.figures, self._rows, seen.rows)
        self._rows += seen.rows

    def _numbers_of_people(self, batch: pa.RecordBatch, column: Column, seen: Seen) -> None:
        cells = batch.column(column.index)
        ids = people.read_ids(cells)
        wrong = ~mod11_ok(ids.texts)
        zeros = people.zeros(ids, wrong)
        whole, spoilt = ids.but(zeros), ids.where(zeros)
        seen.mark("quality_check_digit", column, ids.where(wrong & ~zeros))
        if len(ids.rows) < len(cells):
            spoilt |= people.scientific(cells)
            if column.field == "subject.id" or column.serves == "subject.id":
                seen.mark("quality_id_shape", column, people.misshapen(cells))
        seen.mark("quality_damaged", column, spoilt)
        if column is self._own:
            seen.numbers = person_numbers(cells)
            seen.counties = _counties(whole)
            self._beside(batch, whole, seen)

    def _beside(self, batch: pa.RecordBatch, ids: Ids, seen: Seen) -> None:
        for name in _ACROSS:
            column = self._view.columns.serving(name)
            if column is None:
                continue
            cells = batch.column(column.index)
            if name == "sex":
                seen.mark("quality_sex", column, people.other_sex(ids, cells))
            elif name == "birth_date":
                seen.mark("quality_birth", column, people.other_birth(ids, cells))
            else:
                seen.mark("quality_age", column, people.other_age(ids, cells, self._view.as_of))

    def _deceased(self, batch: pa.RecordBatch, seen: Seen) -> None:
        reason = self._view.deceased
        for column in self._texts if reason is not None else []:
            cells = as_text(batch.column(column.index))
            rows = np.flatnonzero(bits(by_shape(cells, _maybe_dead, _MAYBE_DEAD)))
            if not len(rows):
                continue
            assert reason is not None
            coded = cells.take(pa.array(rows)).dictionary_encode()
            where = np.zeros(len(cells), dtype=np.bool_)
            where[rows] = bools(reason.hits(coded.dictionary).take(coded.indices))
            seen.mark("quality_deceased", column, where & paid(seen.figures, self._amounts, len(cells)))

    def _ages(self, batch: pa.RecordBatch, seen: Seen) -> None:
        if self._view.ages is None or self._own is None:
            return
        low, high = self._view.ages
        ages = self._view.screen.ages(batch)
        seen.mark("quality_age_limit", self._own, (ages >= 0) & ((ages < low) | (ages > high)))

    def marks(self, place: str | None) -> list[Mark]:
        """Everything noticed; ``place`` is the county code of the office, or the commonest one."""
        self._products.tell(self._marks)
        self._totals.tell(self._marks)
        if self._own is not None:
            for rows, count in self._twice.found():
                self._marks.note("quality_twice", self._own.label, rows, count)
            if self._twice.gave_up:
                self._marks.note("quality_twice_not_all", self._own.label, _NOBODY, self._twice.seen)
            self._elsewhere(self._own, place)
        found = list(self._marks)
        for mark in found:
            if mark.code == "quality_age_limit" and self._view.ages is not None:
                mark.facts.update(low=self._view.ages[0], high=self._view.ages[1])
        return found

    def _elsewhere(self, column: Column, place: str | None) -> None:
        if place is None:
            return
        count = self._counties.total() - self._counties[place]
        rows = sorted(row for code, known in self._county_rows.items() if code != place for row in known)
        if count:
            self._marks.note("quality_place", column.label, np.array(rows[:KEPT]), count, place=place)


_NOBODY = np.zeros(0, dtype=np.int64)


def _counties(ids: Ids) -> dict[str, Places]:
    codes = fixed(ids.cells[:, :_COUNTY], pa.string()).dictionary_encode()
    at = codes.indices.to_numpy()
    if len(codes.dictionary) == 1:
        return {codes.dictionary[0].as_py(): ids.rows}
    return {code: ids.rows[at == place] for place, code in enumerate(codes.dictionary.to_pylist())}


def _maybe_dead(shapes: pa.Array) -> pa.BooleanArray:
    return match(shapes, _MAYBE_DEAD)


def _holds_id(column: Column, fields: Fields) -> bool:
    known = fields.by_id.get(column.field or "")
    if known is None:
        return (column.field or "").startswith("content.")
    return known.kind == "resident_id" or known.contains == "resident_id"
