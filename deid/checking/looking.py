"""The look at a list, batch by batch: identifiers, masks, words, doors, minors, and the rule's own view."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.checking.asked import Asked
from deid.checking.columns import Words, read_columns
from deid.checking.first import Bytes, Look, Once, look_once
from deid.checking.marks import Marks
from deid.checking.masked import FLOOR, TAIL, Masked, Row, left_for_ids, left_for_phones, masked_in, place_of
from deid.checking.rule import Ages, RuleView, rule_view
from deid.checking.scan import OFFICE_HEADER, clear_identifiers
from deid.checking.strangers import written_by
from deid.checking.words import MILD, door_numbers, word_search
from deid.days import of_ages
from deid.detect import addresses, lookup_code, names
from deid.detect.cells import match
from deid.detect.secrecy import marked
from deid.engine.ages import ADULT
from deid.engine.columns import Column, with_known
from deid.io.source import Source
from deid.kernels import as_text, blank, bools
from deid.policy.fields import load_fields
from deid.policy.withhold import load_reasons
from deid.risk.days import Ints

_OWN_IDS = frozenset({"subject.id", TAIL, "disability_card", "student_number", "social_security_number"})
_KIND_OF = {
    "disability_card": "disability_card",
    "student_number": "student_number",
    "subject.id": "resident_id",
}
_UNSURE = frozenset({"bank_card", "long_number"})
_CODES = frozenset({"passport", "travel_permit"})
"""What a code of letters and digits may look like by chance."""
_NAMES = ("subject.name", "householder.name")
_SIDE = frozenset({"seq", "county", "town", "village", "group"})
Note = Callable[[str, npt.NDArray[np.bool_]], None]
SHOWS = r"[^\s*＊●×/—\-]"
"""A cell that shows something: not blank, not all stars, no dash."""


class Looking:
    """One list under the eyes; ``marks`` holds what was found so far."""

    def __init__(self, source: Source, asked: Asked) -> None:
        self.source, self.asked = source, asked
        self.fields = load_fields(asked.rules)
        self.reasons = load_reasons(asked.rules)
        self.columns = with_known(read_columns(source.headers, self.fields, asked.policy), asked.known)
        self.marks = Marks(every=None if asked.seen is None else {})
        self.rule: RuleView | None = None
        under = ADULT
        if asked.policy is not None:
            self.rule = rule_view(asked.policy, asked.channel, self.columns, self.fields)
            under = self.rule.minor_under or 0
        self.words = Words(self.columns, self.fields)
        told = {name: reason for name, reason in self.reasons.items() if reason.searchable or reason.codes}
        self.search = word_search(told, self.columns)
        self._ages = Ages(self.columns, of_ages(asked.day), under, by_number=self.rule is not None)
        self._city = _city(source.title)
        self._full_name = False

    @property
    def names_people(self) -> bool:
        """Whether a column of people's names shows any."""
        return any(self.marks.filled[column.index] for column in self.columns.of(*_NAMES))

    def ready(self, batch: pa.RecordBatch) -> bool:
        """Note what later batches are judged by; call it in file order, before ``glance``.

        Returns:
            Whether a full name has been seen so far.
        """
        for column in self.columns.of(*_NAMES):
            if not self._full_name:
                self._full_name = bool(pc.any(names.plain(as_text(batch.column(column.index)))).as_py())
        return self._full_name

    def glance(self, batch: pa.RecordBatch, *, full_name: bool) -> Marks:
        """What one batch shows by itself; batches may be looked at side by side."""
        marks = self.marks.like()
        masked: dict[int, Masked] = {}
        prose = self._prose(batch)
        for column in self.columns.items:
            once = look_once(batch.column(column.index))
            if once.seen.longest == 0:
                continue
            whole = self._cells(column, once, marks, prose) | self._of_plugin(column, once.seen)
            if (found := masked_in(once.seen, column.field, but=whole)) is not None:
                masked[column.index] = found if once.codes is None else found.take(once.codes)
        self._masked(batch, masked, marks, full_name=full_name)
        self._minors(batch, masked, marks)
        marks.seen = batch.num_rows
        return marks

    def _of_plugin(self, column: Column, seen: Look) -> npt.NDArray[np.bool_]:
        """Cells as the masker of a plug-in writes them, which hide no ID number."""
        known = self.fields.by_id.get(column.field or "")
        return written_by(known.masker if known else None, seen.cells)

    def _prose(self, batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
        """Rows with text in their first cell only: lines below a list, which no rule of a column judges."""
        if self.rule is None or batch.num_columns < 2 or self.columns.items[0].field not in _SIDE:  # noqa: PLR2004
            return np.zeros(batch.num_rows, dtype=np.bool_)
        lone = np.ones(batch.num_rows, dtype=np.bool_)
        for cells in map(as_text, batch.columns[1:]):
            lone &= bools(pc.or_(pc.is_null(cells), blank(cells)))
            if not lone.any():
                break
        return lone

    def _cells(
        self, column: Column, once: Once, marks: Marks, prose: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.bool_]:
        """What each cell tells by itself; the cells that are one identifier come back."""
        seen = once.seen
        if not _shows_any(seen):
            return np.zeros(len(seen.cells), dtype=np.bool_)

        def note(code: str, where: npt.NDArray[np.bool_], detail: str = "") -> None:
            if where.any():
                rows = once.rows(where)
                rows = rows & ~prose if code == "not_as_ruled" and column.index == 0 else rows
                marks.add(code, column.index, rows, detail)

        marks.filled[column.index] += 1
        office = column.field == "official.phone" or OFFICE_HEADER.search(column.header) is not None
        clear = clear_identifiers(seen, phones=not office)
        codes = _CODES if self._posts_codes(column) else frozenset()
        for kind, where in clear.kinds.items():
            if kind in codes:
                continue
            known = _KIND_OF.get(column.field or "") if kind in _UNSURE else None
            note("clear_identifier", where, known or kind)
        for name, where in self.search.hits(column, seen, clear.whole).items():
            note("mild_word" if self._mild(name) else "telling_word", where, name)
        if seen.kinds & Bytes.HAN:
            note("secrecy-mark", marked(seen.cells))
        if column.field != "seq":
            note("door_number", door_numbers(seen))
        self.words.add(column.index, seen.cells)
        self._ruled(column, seen, note)
        return clear.whole

    def _posts_codes(self, column: Column) -> bool:
        """Whether the rule posts a column of codes (登记号), which look like more by chance."""
        known = self.fields.by_id.get(column.field or "")
        shown = self.rule is not None and self.rule.shows(column, self.fields)
        return shown and known is not None and known.accepts == "code"

    def _ruled(self, column: Column, seen: Look, note: Note) -> None:
        """What the rule says about the column."""
        if self.rule is None:
            return
        if column.header.strip() == lookup_code.HEADER and self.rule.form == "names":
            note(
                "not_as_ruled",
                bools(match(seen.cells, SHOWS)) & ~bools(match(seen.cells, lookup_code.SHAPE)),
            )
        elif column.field is None and self.rule.form == "names":
            note("unnamed_column", bools(match(seen.cells, SHOWS)))
        elif not self.rule.shows(column, self.fields):
            note("dropped_column", bools(match(seen.cells, SHOWS)))
        else:
            code = "not_as_ruled" if self.rule.form == "names" else "small_cells"
            note(code, self.rule.unfit(column, seen.cells))

    def _mild(self, reason: str) -> bool:
        """Whether a reason is only worth a warning: the rule does not name it, or no rule is named."""
        if self.asked.text:
            return True
        return not self.rule.withholds(reason) if self.rule is not None else reason in MILD

    def _masked(
        self, batch: pa.RecordBatch, masked: Mapping[int, Masked], marks: Marks, *, full_name: bool
    ) -> None:
        """Count what fits: the subject's own numbers of a row together, anybody else's alone."""
        own = [index for index in masked if self._is_own(self.columns.items[index])]
        if own:
            row = Row(
                birth=self._part(batch, "birth_date"),
                age=self._part(batch, "age"),
                sex=self._part(batch, "sex"),
                full_name=full_name,
                town=bool(self.columns.of("town", "village")),
                adults_only=self.rule is not None and self.rule.minor_under is not None,
            )
            self._ids(own, masked, row, marks)
        for index in sorted(masked.keys() - set(own)):
            self._ids([index], masked, Row(), marks)
        city = self._city or place_of([found.ids for found in masked.values()])
        for index, found in masked.items():
            shown = bools(pc.is_valid(found.phones))
            if shown.any():
                _below(marks, ("weak_phone", index), left_for_phones(found.phones, city), shown)
            if (found.others >= 0).any():
                _below(marks, ("weak_mask", index), found.others, found.others >= 0)

    def _ids(self, indices: Sequence[int], masked: Mapping[int, Masked], row: Row, marks: Marks) -> None:
        ids = [masked[index].ids for index in indices]
        if all(col.null_count == len(col) for col in ids):
            return
        left = left_for_ids(ids, row, place_of(ids), self.asked.day)
        for index in indices:
            _below(marks, ("weak_mask", index), left, bools(pc.is_valid(masked[index].ids)))

    def _is_own(self, column: Column) -> bool:
        known = self.fields.by_id.get(column.field or "")
        return column.field in _OWN_IDS or known is None or known.whose in ("subject", "none")

    def _part(self, batch: pa.RecordBatch, name: str) -> pa.Array | None:
        hits = self.columns.of(name)
        return batch.column(hits[0].index) if hits else None

    def _minors(self, batch: pa.RecordBatch, masked: Mapping[int, Masked], marks: Marks) -> None:
        if self.rule is not None and self.rule.minor_under is None:
            return
        code = "minor_listed" if self.rule is not None else "perhaps_minor"
        clear = self._ages.minors(batch)
        marks.add(code, self._ages.column, clear)
        for index, found in masked.items():
            if self._is_own(self.columns.items[index]):
                marks.add(code, index, self._ages.minors_by_mask(found.ids) & ~clear)


def _below(marks: Marks, key: tuple[str, int], left: Ints, shown: npt.NDArray[np.bool_]) -> None:
    if shown.any():
        marks.lower(*key, int(left[shown].min()))
        marks.add(*key, shown & (left < FLOOR), left=left)


def _shows_any(seen: Look) -> bool:
    """Whether any cell of a column shows something; most often one of the first does."""
    few = seen.cells.slice(0, 32)
    return any(bool(pc.any(match(part, SHOWS), min_count=0).as_py()) for part in (few, seen.cells))


def _city(title: Sequence[str]) -> str | None:
    """The city a title names, if it begins with its place: 河南省三门峡市卢氏县…."""
    for text in title:
        if city := addresses.split(text).get("city"):
            return city
    return None
