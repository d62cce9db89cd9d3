"""The look at a list, batch by batch: identifiers, masks, words, doors, minors, and the rule's own view."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.checking.asked import Asked
from deid.checking.columns import Words, read_columns
from deid.checking.marks import Marks
from deid.checking.masked import FLOOR, Masked, Row, left_for_ids, left_for_phones, masked_in, place_of
from deid.checking.rule import Ages, RuleView, rule_view
from deid.checking.scan import OFFICE_HEADER, Look, clear_identifiers, look
from deid.checking.words import MILD, door_numbers, word_search
from deid.detect import addresses, names
from deid.detect.cells import match
from deid.engine.columns import Column
from deid.engine.screen import ADULT
from deid.engine.source import Source
from deid.kernels import bools
from deid.policy.fields import load_fields
from deid.policy.withhold import load_reasons
from deid.risk.days import Ints

_OWN_IDS = frozenset({"subject.id", "disability_card", "student_number", "social_security_number"})
_KIND_OF = {
    "disability_card": "disability_card",
    "student_number": "student_number",
    "subject.id": "resident_id",
}
_UNSURE = frozenset({"bank_card", "long_number"})
_NAMES = ("subject.name", "householder.name")
_SHOWS = r"[^\s*＊●×/—\-]"
"""A cell that shows something: not blank, not all stars, no dash."""


class Looking:
    """One list under the eyes; ``marks`` holds what was found so far."""

    def __init__(self, source: Source, asked: Asked) -> None:
        self.source, self.asked = source, asked
        self.fields = load_fields(asked.rules)
        self.reasons = load_reasons(asked.rules)
        self.columns = read_columns(source.headers, self.fields, asked.policy)
        self.marks = Marks()
        self.rule: RuleView | None = None
        under = ADULT
        if asked.policy is not None:
            self.rule = rule_view(asked.policy, asked.channel, self.columns, self.fields)
            under = self.rule.minor_under or 0
        self.words = Words(self.columns, self.fields)
        told = {name: reason for name, reason in self.reasons.items() if reason.searchable or reason.codes}
        self.search = word_search(told, self.columns)
        self._ages = Ages(self.columns, asked.day, under, by_number=self.rule is not None)
        self._city = _city(source.title)
        self._full_name = False

    @property
    def names_people(self) -> bool:
        """Whether a column of people's names shows any."""
        return any(self.marks.filled[column.index] for column in self.columns.of(*_NAMES))

    def add(self, batch: pa.RecordBatch) -> None:
        """Look at one batch."""
        masked: dict[int, Masked] = {}
        for column in self.columns.items:
            seen = look(batch.column(column.index))
            if seen.longest == 0:
                continue
            whole = self._cells(column, seen)
            if (found := masked_in(seen, column.field, but=whole)) is not None:
                masked[column.index] = found
        self._masked(batch, masked)
        self._minors(batch, masked)
        self.marks.seen += batch.num_rows

    def _cells(self, column: Column, seen: Look) -> npt.NDArray[np.bool_]:
        """What each cell tells by itself; the cells that are one identifier come back."""
        nothing = np.zeros(len(seen.cells), dtype=np.bool_)
        if not _shows_any(seen):
            return nothing
        self.marks.filled[column.index] += 1
        if column.field in _NAMES and not self._full_name:
            self._full_name = bool(pc.any(names.plain(seen.cells)).as_py())
        office = column.field == "official.phone" or OFFICE_HEADER.search(column.header) is not None
        clear = clear_identifiers(seen, phones=not office)
        for kind, where in clear.kinds.items():
            known = _KIND_OF.get(column.field or "") if kind in _UNSURE else None
            self.marks.add("clear_identifier", column.index, where, known or kind)
        for name, where in self.search.hits(column, seen, clear.whole).items():
            self.marks.add("mild_word" if self._mild(name) else "telling_word", column.index, where, name)
        if column.field != "seq":
            self.marks.add("door_number", column.index, door_numbers(seen))
        self.words.add(column.index, seen.cells)
        self._ruled(column, seen)
        return clear.whole

    def _ruled(self, column: Column, seen: Look) -> None:
        """What the rule says about the column."""
        if self.rule is None:
            return
        if column.field is None and self.rule.form == "names":
            self.marks.add("unnamed_column", column.index, bools(match(seen.cells, _SHOWS)))
        elif not self.rule.shows(column, self.fields):
            self.marks.add("dropped_column", column.index, bools(match(seen.cells, _SHOWS)))
        else:
            code = "not_as_ruled" if self.rule.form == "names" else "small_cells"
            self.marks.add(code, column.index, self.rule.unfit(column, seen.cells))

    def _mild(self, reason: str) -> bool:
        """Whether a reason is only worth a warning: the rule does not name it, or no rule is named."""
        if self.asked.text:
            return True
        return not self.rule.withholds(reason) if self.rule is not None else reason in MILD

    def _masked(self, batch: pa.RecordBatch, masked: Mapping[int, Masked]) -> None:
        """Count what fits: the subject's own numbers of a row together, anybody else's alone."""
        own = [index for index in masked if self._is_own(self.columns.items[index])]
        if own:
            row = Row(
                birth=self._part(batch, "birth_date"),
                age=self._part(batch, "age"),
                sex=self._part(batch, "sex"),
                full_name=self._full_name,
                town=bool(self.columns.of("town", "village")),
                adults_only=self.rule is not None and self.rule.minor_under is not None,
            )
            self._ids(own, masked, row)
        for index in sorted(masked.keys() - set(own)):
            self._ids([index], masked, Row())
        city = self._city or place_of([found.ids for found in masked.values()])
        for index, found in masked.items():
            shown = bools(pc.is_valid(found.phones))
            if shown.any():
                self._below("weak_phone", index, left_for_phones(found.phones, city), shown)
            if (found.others >= 0).any():
                self._below("weak_mask", index, found.others, found.others >= 0)

    def _ids(self, indices: Sequence[int], masked: Mapping[int, Masked], row: Row) -> None:
        ids = [masked[index].ids for index in indices]
        if all(col.null_count == len(col) for col in ids):
            return
        left = left_for_ids(ids, row, place_of(ids), self.asked.day)
        for index in indices:
            self._below("weak_mask", index, left, bools(pc.is_valid(masked[index].ids)))

    def _below(self, code: str, index: int, left: Ints, shown: npt.NDArray[np.bool_]) -> None:
        if shown.any():
            self.marks.lower(code, index, int(left[shown].min()))
            self.marks.add(code, index, shown & (left < FLOOR))

    def _is_own(self, column: Column) -> bool:
        known = self.fields.by_id.get(column.field or "")
        return column.field in _OWN_IDS or known is None or known.whose in ("subject", "none")

    def _part(self, batch: pa.RecordBatch, name: str) -> pa.Array | None:
        hits = self.columns.of(name)
        return batch.column(hits[0].index) if hits else None

    def _minors(self, batch: pa.RecordBatch, masked: Mapping[int, Masked]) -> None:
        if self.rule is not None and self.rule.minor_under is None:
            return
        code = "minor_listed" if self.rule is not None else "perhaps_minor"
        clear = self._ages.minors(batch)
        self.marks.add(code, self._ages.column, clear)
        for index, found in masked.items():
            if self._is_own(self.columns.items[index]):
                self.marks.add(code, index, self._ages.minors_by_mask(found.ids) & ~clear)


def _shows_any(seen: Look) -> bool:
    """Whether any cell of a column shows something; most often one of the first does."""
    few = seen.cells.slice(0, 32)
    return any(bool(pc.any(match(part, _SHOWS), min_count=0).as_py()) for part in (few, seen.cells))


def _city(title: Sequence[str]) -> str | None:
    """The city a title names, if it begins with its place: 河南省三门峡市卢氏县…."""
    for text in title:
        if city := addresses.split(text).get("city"):
            return city
    return None
