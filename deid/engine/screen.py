"""Who is kept off the list (不予公开的人员): reasons per row, from every input column."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import addresses, dates, resident_id
from deid.detect.accepts import accept
from deid.detect.credit_code import credit_codes
from deid.detect.names import one_name
from deid.engine.columns import Column
from deid.engine.near import ADDRESS, NAMED, NUMBER, PERSON, Kind, Wanted
from deid.engine.words import Hit, Words, words_of
from deid.kernels import as_text, blank, bools, compact
from deid.kernels.text import forgettable
from deid.policy.withhold import Reason

NONE = 0
ADULT = 18

# Numbers of the subject from which the subject's own age can be read.
_OWN_NUMBERS = ("subject.id", "disability_card", "student_number", "social_security_number", "travel_permit")
# Whoever collects or posts the money is no family.
_FAMILY_NUMBERS = ("householder.id", "guardian.id", "member.id")
# GB/T 4761: 0 本人或户主, 01 本人, 02 户主; a single 1 is the spouse.
_HEAD = r"^(?:0|0[0-2]|[户戶]主(?:本人)?|本人(?:[户戶]主)?)$"
_AND = r"[()\[\]/、,;或即是]"

Codes = npt.NDArray[np.uint8]
Hits = Mapping[str, Mapping[int, frozenset[str]]]
"""Reason -> column index -> keys of the households and persons of rows with that reason."""


class Screen(msgspec.Struct, frozen=True):
    """Finds the rows to keep back. Frozen and picklable; ``codes`` index ``names`` from 1.

    Attributes:
        names: the reasons a row may be kept back for, in the order they are counted.
        reasons: the word reasons among them.
        named: reason -> columns whose header names it: yes/no columns.
        columns: all input columns.
        as_of: the day ages are counted at.
        minor_under: subjects younger than this are minors; None if the rule does not withhold them.
        assume_adult: the list cannot tell an age and the rule says why that is no matter.
        protected: keys of people the competent office asked to protect.
        hits: reason -> column index -> keys of the households and persons of rows with that reason.
        decisions: row number (1-based) -> "publish" or "withhold".
        parties: the rule posts organisations too, and an organisation is no child.
    """

    names: tuple[str, ...]
    reasons: Mapping[str, Reason]
    named: Mapping[str, frozenset[int]]
    columns: tuple[Column, ...]
    as_of: date
    minor_under: int | None
    assume_adult: bool = False
    protected: frozenset[str] = frozenset()
    hits: Hits = msgspec.field(default_factory=dict)
    decisions: Mapping[int, str] = msgspec.field(default_factory=dict)
    parties: bool = False

    def codes(self, batch: pa.RecordBatch, first_row: int = 0) -> Codes:
        """The reason of each row, 0 for none. ``first_row`` rows came before this batch."""
        return self.explained(batch, first_row)[0]

    def explained(self, batch: pa.RecordBatch, first_row: int = 0) -> tuple[Codes, npt.NDArray[np.int32]]:
        """The reason of each row, and the index of the column that triggered it (-1: none or several)."""
        found = np.zeros(batch.num_rows, dtype=np.uint8)
        column = np.full(batch.num_rows, -1, dtype=np.int32)
        words = words_of(batch, self.columns, self.reasons)
        shared = self._shared(batch)
        ages = self.ages(batch) if self.minor_under is not None else np.zeros(0, dtype=np.int32)
        for code, name in enumerate(self.names, start=1):
            for index, hit in self._one(name, batch, words, ages, shared):
                fresh = hit & (found == NONE)
                found[fresh] = code
                column[fresh] = index
        self._decide(found, first_row)
        return found, column

    def _one(
        self,
        name: str,
        batch: pa.RecordBatch,
        words: Words,
        ages: npt.NDArray[np.int32],
        shared: Mapping[tuple[str, int], npt.NDArray[np.bool_]],
    ) -> list[Hit]:
        if name == "protected":
            return [(c.index, self._is_protected(batch.column(c.index))) for c in self._id_like()]
        if name == "minor":
            return [(self._age_column(), (ages >= 0) & (ages < (self.minor_under or 0)))]
        if name == "age_unknown":
            return [(self._age_column(), (ages < 0) & (not self.assume_adult))]
        return self._own(name, words) + [
            (index, shared[name, index]) for index in self.hits.get(name, {}) if (name, index) in shared
        ]

    def _shared(self, batch: pa.RecordBatch) -> dict[tuple[str, int], npt.NDArray[np.bool_]]:
        """Per reason and column: rows that share a household or a person with a row that carries it."""
        found = {}
        for index in sorted({index for columns in self.hits.values() for index in columns}):
            wanted = {name: keys for name, columns in self.hits.items() if (keys := columns.get(index))}
            if not wanted:
                continue
            near = self._near(index, as_text(batch.column(index)))
            rows = np.flatnonzero(near)
            own = self.household_key(batch if near.all() else batch.take(pa.array(rows)), index)
            for name, keys in wanted.items():
                hit = np.zeros(batch.num_rows, dtype=np.bool_)
                hit[rows] = _in(own, keys)
                found[name, index] = hit
        return found

    def _near(self, index: int, cells: pa.Array) -> npt.NDArray[np.bool_]:
        """Which rows could have one of the keys of a column, told quickly."""
        return _wanted(self.hits, index, self.key_kind(index)).near(cells)

    def key_kind(self, index: int) -> Kind:
        """How the keys of a column stand in its cells."""
        field_id = self.columns[index].field
        if field_id in _OWN_NUMBERS:
            return PERSON
        return {"address": ADDRESS, "householder.name": NAMED}.get(field_id or "", NUMBER)

    def _decide(self, found: Codes, first_row: int) -> None:
        withheld_by_hand = self.names.index("decision") + 1 if "decision" in self.names else NONE
        for row, verdict in self.decisions.items():
            at = row - 1 - first_row
            if 0 <= at < len(found):
                found[at] = NONE if verdict == "publish" else found[at] or withheld_by_hand

    def own_hits(self, batch: pa.RecordBatch) -> dict[str, list[Hit]]:
        """Per reason: rows whose own cells carry it, per column."""
        words = words_of(batch, self.columns, self.reasons)
        return {name: self._own(name, words) for name in self.reasons}

    def _own(self, name: str, words: Words) -> list[Hit]:
        reason = self.reasons.get(name)
        return [] if reason is None else words.hits(reason, self.named.get(name, frozenset()))

    def ages(self, batch: pa.RecordBatch) -> npt.NDArray[np.int32]:
        """The subject's age in completed years, the youngest of all readings; -1 where nothing tells."""
        youngest = np.full(batch.num_rows, np.iinfo(np.int32).max, dtype=np.int32)
        for column in self.columns:
            cells = batch.column(column.index)
            if column.field in _OWN_NUMBERS:
                ages = completed_years(resident_id.birth_dates(cells), self.as_of)
            elif column.field == "birth_date":
                ages = completed_years(dates.latest_birth(cells), self.as_of)
            elif column.field == "age":
                read = dates.ages(cells)
                ages = pc.fill_null(pc.cast(read, pa.int32()), -1).to_numpy(zero_copy_only=False)
            else:
                continue
            youngest = np.where(ages >= 0, np.minimum(youngest, ages), youngest).astype(np.int32)
        self._organisations(batch, youngest)
        return np.where(youngest == np.iinfo(np.int32).max, -1, youngest).astype(np.int32)

    def _organisations(self, batch: pa.RecordBatch, youngest: npt.NDArray[np.int32]) -> None:
        """Whoever has a 统一社会信用代码 where others have an ID number is no child."""
        untold = np.flatnonzero(youngest == np.iinfo(np.int32).max)
        if not len(untold):
            return
        for column in self.columns:
            if column.field == "subject.id":
                cells = as_text(batch.column(column.index).take(pa.array(untold)))
                found = pc.and_not(pc.is_valid(credit_codes(cells)), blank(cells))
                youngest[untold[bools(found)]] = ADULT
            elif self.parties and column.serves == "subject.name":
                cells = as_text(batch.column(column.index).take(pa.array(untold)))
                found = pc.and_not(pc.is_valid(accept("organisation", cells)), pc.is_valid(one_name(cells)))
                youngest[untold[bools(found)]] = ADULT

    @property
    def can_tell_age(self) -> bool:
        """Whether any column could tell the subject's own age."""
        return self._age_column() >= 0

    def _age_column(self) -> int:
        for name in (*_OWN_NUMBERS, "birth_date", "age"):
            for column in self.columns:
                if column.field == name:
                    return column.index
        return -1

    def _id_like(self) -> list[Column]:
        return [c for c in self.columns if c.field and (c.field.endswith(".id") or c.field in _OWN_NUMBERS)]

    def _is_protected(self, col: pa.Array) -> npt.NDArray[np.bool_]:
        return _in(resident_id.person_keys(col), self.protected)

    def group_column(self) -> int | None:
        """In a list with 与户主关系: the column that says which household a row belongs to."""
        if not any(column.field == "relation" for column in self.columns):
            return None
        for wanted in ("household_number", "householder.name"):
            for column in self.columns:
                if column.field == wanted:
                    return column.index
        return None

    def household_keys(self) -> list[int]:
        """The columns whose equal cells mean one household: 户号, full address, account, householder."""
        wanted = ("household_number", "address", "bank_account")
        found = {column.index for column in self.columns if column.field in wanted}
        group = self.group_column()
        return sorted(found if group is None else found | {group})

    def person_columns(self) -> list[int]:
        """The columns that hold a number of the subject's own: equal persons there are one person."""
        return [column.index for column in self.columns if column.field in _OWN_NUMBERS]

    def people(self, batch: pa.RecordBatch, of: str) -> set[str]:
        """Keys of the subjects of some rows, of the family named beside them too if the reason is theirs."""
        wanted = (*_OWN_NUMBERS, *_FAMILY_NUMBERS) if of == "household" else _OWN_NUMBERS
        found: set[str] = set()
        for column in self.columns:
            if column.field in wanted:
                found.update(resident_id.person_keys(batch.column(column.index)).drop_null().to_pylist())
        return found

    def household_key(self, batch: pa.RecordBatch, index: int) -> pa.Array:
        """The household key of one such column, null where it names no household."""
        field_id = self.columns[index].field
        cells = batch.column(index)
        if field_id in _OWN_NUMBERS:
            return resident_id.person_keys(cells)
        if field_id == "address":
            return addresses.full_address_keys(cells)
        if field_id == "householder.name":
            places = [batch.column(c.index) for c in self.columns if c.field in ("town", "village", "group")]
            joined = pc.binary_join_element_wise(
                *(compact(part) for part in (*places, cells)), "\x1f", null_handling="replace"
            )
            return pc.if_else(_told(cells, 1), joined, pa.nulls(len(joined), joined.type))
        text = compact(cells)
        shortest = 6 if field_id == "bank_account" else 1
        return pc.if_else(_told(cells, shortest), text, pa.nulls(len(text), text.type))

    def is_head(self, batch: pa.RecordBatch) -> npt.NDArray[np.bool_] | None:
        """In a list with 与户主关系: which rows are the householder's own. None without that column."""
        for column in self.columns:
            if column.field == "relation":
                text = pc.replace_substring_regex(compact(batch.column(column.index)), _AND, "")
                return bools(pc.match_substring_regex(text, _HEAD))
        return None


def _told(cells: pa.Array, shortest: int) -> pa.BooleanArray:
    """Cells that hold a key: not blank, not 无, at least so many letters or digits."""
    return pc.match_substring_regex(
        compact(cells), rf"^[^无/]*[0-9A-Za-z\x{{80}}-\x{{10ffff}}]{{{shortest},}}[^无/]*$"
    )


def completed_years(births: pa.Array, as_of: date) -> npt.NDArray[np.int32]:
    """Ages at ``as_of`` in completed years; -1 where the birth date is unknown or in the future."""
    stamps, first = _stamps()
    days = pc.fill_null(births.cast(pa.int32()), _NEVER).to_numpy(zero_copy_only=False)
    today = as_of.year * 10_000 + as_of.month * 100 + as_of.day
    age = (today - stamps[np.clip(days - first, 0, len(stamps) - 1)]) // 10_000
    return np.where((days != _NEVER) & (age >= 0), age, -1).astype(np.int32)


_NEVER = -(1 << 20)


@cache
def _stamps() -> tuple[npt.NDArray[np.int32], int]:
    """The days that can be a birth date as numbers 19740305, and which day since 1970 is the first."""
    days = np.arange(np.datetime64("1800-01-01"), np.datetime64("2200-01-01"))
    months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
    day = (days - months).astype(np.int32) + 1
    month = (months - years).astype(np.int32) + 1
    stamps = (years.astype(np.int32) + 1970) * 10_000 + month * 100 + day
    return stamps.astype(np.int32), int(days[0].astype(np.int32))


_ready: dict[int, tuple[Hits, dict[int, Wanted]]] = {}
forgettable(_ready.clear)


def _wanted(hits: Hits, index: int, kind: Kind) -> Wanted:
    """All keys of one column; those of the last plan are remembered, whatever thread asks."""
    known = _ready.get(id(hits))
    if known is None or known[0] is not hits:
        known = hits, {}
        _ready.clear()
        _ready[id(hits)] = known
    made = known[1].get(index)
    if made is None:
        keys = (columns.get(index, frozenset()) for columns in hits.values())
        made = known[1][index] = Wanted(kind, frozenset[str]().union(*keys))
    return made


def _in(keys: pa.Array, wanted: frozenset[str]) -> npt.NDArray[np.bool_]:
    if not wanted:
        return np.zeros(len(keys), dtype=np.bool_)
    return bools(pc.is_in(keys, pa.array(sorted(wanted), keys.type), skip_nulls=True))
