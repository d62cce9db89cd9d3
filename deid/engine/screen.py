"""Who is kept off the list (不予公开的人员): reasons per row, from every input column."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import addresses, resident_id
from deid.detect.persons import keys_inside
from deid.engine.ages import OWN_NUMBERS, Ages
from deid.engine.columns import Column, may_be_own
from deid.engine.decisions import PROTECTED, WITHHOLD, Decision, Effect
from deid.engine.near import ADDRESS, NAMED, NUMBER, PERSON, Kind, Wanted
from deid.engine.words import Hit, Words, words_of
from deid.kernels import as_text, bools, compact
from deid.kernels.lazy import lazy
from deid.kernels.text import forgettable
from deid.policy.withhold import Reason

NONE = 0

# Whoever collects or posts the money is no family.
_NO_FAMILY = ("account_holder.", "official.", "recipient.", "representative.")
# GB/T 4761: 0 本人或户主, 01 本人, 02 户主; a single 1 is the spouse. In other code tables 02 is the spouse:
# where a list has 01 too, 02 heads no household.
_HEAD = "^(?:{codes}|[户戶]主(?:本人)?|本人(?:[户戶]主)?|申请人(?:本人)?)$"
_CODES = "0|0[0-2]"
_CODES_WITH_01 = "0|0[01]"
_ASKS, _YES = lazy("是否|标识|标志|标记|与否"), "是|有|0?1|[YyTt]|[Yy][Ee][Ss]|[√✓✔]"
_LEGEND = lazy("([0-9]{1,2})[.、:=-]?(?:本人或)?(?:户主|本人)|(?:户主|本人)[:=-]?([0-9]{1,2})")
_AND = r"[()\[\]/、,;或即是]"
_NOTE = r"(?s)^([^(\[【〔]+)[(\[【〔].*$"

T = TypeVar("T")
Codes = npt.NDArray[np.uint8]
Hits = Mapping[str, Mapping[int, frozenset[str]]]
"""Reason -> column index -> keys of the households and persons of rows with that reason."""
PEOPLE = -1
"""Where a profile keeps the keys of persons, until it is known which columns they are to be looked for in."""


class Told(NamedTuple):
    """One reason, the column that tells it (-1: none or several), and in which rows."""

    reason: str
    column: int
    rows: npt.NDArray[np.bool_]


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
        decisions: row number (1-based) -> what was decided about it.
        parties: the rule posts organisations too, and an organisation is no child.
        approvers: reason -> how many must sign before such a row is posted after all.
        numbers: columns of ID numbers whose headers do not say so; each may be the subject's own.
        as_households: one row is posted for all members of a household, so that whom the competent office
            asked to protect, all of them are.
        has_01: the code 01 stands in the column of relations.
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
    decisions: Mapping[int, Decision] = msgspec.field(default_factory=dict)
    parties: bool = False
    approvers: Mapping[str, int] = msgspec.field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    as_households: bool = False
    has_01: bool = False

    def codes(self, batch: pa.RecordBatch, first_row: int = 0) -> Codes:
        """The reason of each row, 0 for none. ``first_row`` rows came before this batch."""
        found = np.zeros(batch.num_rows, dtype=np.uint8)
        told = self.told(batch)
        for one in told:
            found[one.rows & (found == NONE)] = self.names.index(one.reason) + 1
        for effect in self.decided(told, batch.num_rows, first_row):
            at = effect.row - 1 - first_row
            if effect.decision.verdict == WITHHOLD:
                found[at] = found[at] or self.names.index("decision") + 1
            elif effect.stands:
                found[at] = NONE
        return found

    def told(self, batch: pa.RecordBatch) -> list[Told]:
        """Every reason of the rows, in the order they are counted; decisions aside."""
        words = words_of(batch, self.columns, self.reasons)
        shared = self._shared(batch)
        ages = self.ages(batch) if self.minor_under is not None else np.zeros(0, dtype=np.int32)
        return [
            Told(name, index, hit)
            for name in self.names
            for index, hit in self._one(name, batch, words, ages, shared)
        ]

    def decided(self, told: list[Told], rows: int, first_row: int) -> Iterator[Effect]:
        """What was decided about the rows of a batch, before which ``first_row`` rows came."""
        for row, decision in self.decisions.items():
            at = row - 1 - first_row
            if 0 <= at < rows:
                reasons = tuple(dict.fromkeys(one.reason for one in told if one.rows[at]))
                stands = decision.verdict == WITHHOLD or decision.clears(reasons, self.approvers)
                yield Effect(row, decision, reasons, stands)

    def _one(
        self,
        name: str,
        batch: pa.RecordBatch,
        words: Words,
        ages: npt.NDArray[np.int32],
        shared: Mapping[tuple[str, int], npt.NDArray[np.bool_]],
    ) -> list[Hit]:
        telling = self._age_column() if self.can_tell_age else next(iter(self.numbers), -1)
        if name == "minor":
            return [(telling, (ages >= 0) & (ages < (self.minor_under or 0)))]
        if name == "age_unknown":
            return [(telling, (ages < 0) & (not self.assume_adult or bool(self.numbers)))]
        own = self._protected(batch) if name == PROTECTED else self._own(name, words)
        return own + [
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
        if index not in self.household_keys():
            return PERSON
        return {"address": ADDRESS, "householder.name": NAMED}.get(self.columns[index].field or "", NUMBER)

    def own_hits(self, batch: pa.RecordBatch) -> dict[str, list[Hit]]:
        """Per reason: rows whose own cells carry it, per column."""
        words = words_of(batch, self.columns, self.reasons)
        return {name: self._own(name, words) for name in self.reasons}

    def _own(self, name: str, words: Words) -> list[Hit]:
        reason = self.reasons.get(name)
        return [] if reason is None else words.hits(reason, self.named.get(name, frozenset()))

    def ages(self, batch: pa.RecordBatch) -> npt.NDArray[np.int32]:
        """The subject's age in completed years, the youngest of all readings; -1 where nothing tells."""
        known = self.minor_under, self.assume_adult, self.parties
        return Ages(self.columns, self.numbers, self.as_of, *known).of(batch)

    @property
    def can_tell_age(self) -> bool:
        """Whether any column could tell the subject's own age."""
        return self._age_column() >= 0

    def _age_column(self) -> int:
        for name in (*OWN_NUMBERS, "birth_date", "age"):
            for column in self.columns:
                if column.field == name:
                    return column.index
        return -1

    def protected_members(self, batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
        """Rows with the number of somebody protected, whose households stay back with them."""
        found = np.zeros(batch.num_rows, dtype=np.bool_)
        for _, hit in self._protected(batch) if self.as_households and PROTECTED in self.names else ():
            found |= hit
        return found

    def _protected(self, batch: pa.RecordBatch) -> list[Hit]:
        return [(column.index, self._names_protected(batch.column(column.index))) for column in self.columns]

    def _names_protected(self, col: pa.Array) -> npt.NDArray[np.bool_]:
        """Which cells hold, anywhere, the number of somebody the competent office asked to protect."""
        inside = keys_inside(col)
        found = np.zeros(len(col), dtype=np.bool_)
        found[inside.rows[self._listed(inside.keys)]] = True
        return found

    def _listed(self, keys: pa.Array) -> npt.NDArray[np.bool_]:
        return _in(keys, self.protected)

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
        own = [column.index for column in self.columns if column.field in OWN_NUMBERS]
        return sorted({*own, *self.numbers} - {*self.household_keys()})

    def people(self, batch: pa.RecordBatch, of: str) -> set[str]:
        """Keys of the subjects of some rows; of everybody else named in them too if the reason is theirs."""
        found: set[str] = set()
        for column in self.columns:
            whose = column.field or ""
            if of == "household" and not whose.startswith(_NO_FAMILY):
                found.update(keys_inside(batch.column(column.index)).keys.to_pylist())
            elif whose in OWN_NUMBERS or may_be_own(column):
                found.update(resident_id.person_keys(batch.column(column.index)).drop_null().to_pylist())
        return found

    def household_key(self, batch: pa.RecordBatch, index: int) -> pa.Array:
        """The household key of one such column, null where it names no household."""
        field_id = self.columns[index].field
        cells = batch.column(index)
        if index not in self.household_keys():
            return resident_id.person_keys(cells)
        if field_id == "address":
            return addresses.full_address_keys(cells)
        if field_id == "householder.name":
            places = [batch.column(c.index) for c in self.columns if c.field in ("town", "village", "group")]
            name = pc.replace_substring_regex(compact(cells), _NOTE, r"\1")
            joined = pc.binary_join_element_wise(*map(compact, places), name, "\x1f", null_handling="replace")
            return pc.if_else(_told(cells, 1), joined, pa.nulls(len(joined), joined.type))
        text = compact(cells)
        shortest = 6 if field_id == "bank_account" else 1
        return pc.if_else(_told(cells, shortest), text, pa.nulls(len(text), text.type))

    def placed(self, hits: Mapping[str, Mapping[int, T]]) -> dict[str, dict[int, T]]:
        """The hits of a profile by the columns in which their keys are looked for."""
        found = {}
        for name, columns in hits.items():
            found[name] = {index: keys for index, keys in columns.items() if index != PEOPLE}
            if PEOPLE in columns:
                found[name].update(dict.fromkeys(self.person_columns(), columns[PEOPLE]))
        return found

    def is_head(self, batch: pa.RecordBatch) -> npt.NDArray[np.bool_] | None:
        """In a list with 与户主关系: which rows are the householder's own. None without that column."""
        for column in self.columns:
            if column.field == "relation":
                header = "".join(unicodedata.normalize("NFKC", column.header).split())
                text = compact(batch.column(column.index))
                if _ASKS.search(header):
                    return bools(pc.match_substring_regex(text, _HEAD.format(codes=_YES)))
                text = pc.replace_substring_regex(text, _AND, "")
                return bools(pc.match_substring_regex(text, _HEAD.format(codes=self._head_codes(header))))
        return None

    def _head_codes(self, header: str) -> str:
        """The codes of householders: those the header's legend gives (01户主02配偶), else the standard's."""
        codes = (code.lstrip("0") for pair in _LEGEND.findall(header) for code in pair if code)
        if told := "|".join(f"0?{code}" if code else "00?" for code in codes):
            return told
        return _CODES_WITH_01 if self.has_01 else _CODES


def head_codes(batch: pa.RecordBatch, columns: Sequence[Column]) -> set[str]:
    """Which of the codes 01 and 02, each somebody's householder, stand in a column of relations."""
    cells = [compact(batch.column(column.index)) for column in columns if column.field == "relation"]
    return {code for code in ("01", "02") for one in cells if pc.any(pc.equal(one, code)).as_py()}


def _told(cells: pa.Array, shortest: int) -> pa.BooleanArray:
    """Cells that hold a key: not blank, not 无, at least so many letters or digits."""
    return pc.match_substring_regex(
        compact(cells), rf"^[^无/]*[0-9A-Za-z\x{{80}}-\x{{10ffff}}]{{{shortest},}}[^无/]*$"
    )


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
