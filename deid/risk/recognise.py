"""Can people find themselves on the list (可辨认)? And the three watches over a release as one.

Everything here goes into the internal receipt only: no cell is kept, and nothing of it changes a posted byte.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import as_text
from deid.messages import say
from deid.policy.model import Field
from deid.risk.order import Order
from deid.risk.proxy import Contingency
from deid.terms import Finding, Severity, finding

MOST_ROWS = 1 << 21
"""Rows beyond this are not compared: memory stays flat."""
_WIDEST = 256
_MIX = np.uint64(0x9E3779B97F4A7C15)
_WHO = frozenset({"subject.name", "county", "town", "village", "group", "school", "grade", "class"})
_IDS = frozenset({"resident_id", "disability_card", "student_number", "social_security_number"})
_TELLING = frozenset({"birth_date", "age", "householder.birth_date", "householder.age"})
_BANDED = frozenset({"amount", "standard", "area", "member_count"})

Digests = npt.NDArray[np.uint64]


def _weights() -> Digests:
    """Odd numbers without a pattern, one per byte of a cell."""
    with np.errstate(over="ignore"):
        mixed = np.arange(1, _WIDEST + 1, dtype=np.uint64) * _MIX
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed | np.uint64(1)


_WEIGHTS: Digests = _weights()


def row_digests(columns: Sequence[pa.Array]) -> Digests:
    """One number of 64 bits per row; equal rows have equal numbers.

    >>> found = row_digests([pa.array(["a", "b", "a"]), pa.array(["1", "1", "1"])])
    >>> bool(found[0] == found[2]), bool(found[0] == found[1])
    (True, False)
    """
    total = np.zeros(len(columns[0]) if columns else 0, dtype=np.uint64)
    for place, col in enumerate(columns):
        with np.errstate(over="ignore"):
            total = (total ^ (_cell_digests(col) + np.uint64(place + 1))) * _MIX
            total ^= total >> np.uint64(29)
    return total


def _cell_digests(col: pa.Array) -> Digests:
    """A digest per cell, from its bytes and where they stand; a null is a blank."""
    filled = pc.fill_null(as_text(col), "").cast(pa.large_string())
    ends = np.frombuffer(filled.buffers()[1], np.int64)[filled.offset : filled.offset + len(filled) + 1]
    sizes = np.diff(ends)
    out = sizes.astype(np.uint64)
    raw = filled.buffers()[2]
    if raw is None or not len(sizes) or ends[-1] == ends[0]:
        return out * _MIX
    data = np.frombuffer(raw, np.uint8)[int(ends[0]) : int(ends[-1])]
    starts = ends[:-1] - ends[0]
    at = np.arange(len(data), dtype=np.int64) - np.repeat(starts, sizes)
    with np.errstate(over="ignore"):
        weighed = _WEIGHTS[np.minimum(at, _WIDEST - 1)] * (data.astype(np.uint64) + np.uint64(1))
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(weighed, dtype=np.uint64)])
        out = (out + sums[starts + sizes] - sums[starts]) * _MIX
        return np.asarray(out ^ (out >> np.uint64(31)), dtype=np.uint64)


class Twins:
    """Counts posted rows that cannot be told apart, batch by batch. Mergeable; holds digests, no cell."""

    def __init__(self) -> None:
        self.whole: list[Digests] = []
        self.who: list[Digests] = []
        self.rows = 0

    def add(self, columns: Mapping[int, pa.Array], who: Sequence[int]) -> None:
        """Take released cells by column; ``who`` are the columns of name and place."""
        if not columns or self.rows >= MOST_ROWS:
            return
        self.whole.append(row_digests(list(columns.values())))
        self.who.append(
            row_digests([columns[key] for key in who if key in columns] or list(columns.values()))
        )
        self.rows += len(self.whole[-1])

    def merge(self, other: "Twins") -> "Twins":
        """Add the rows another part of the same list showed."""
        self.whole += other.whole
        self.who += other.who
        self.rows += other.rows
        return self

    def counts(self) -> tuple[int, int]:
        """Rows equal to another in every cell; and further rows whose name and place another row has too."""
        if not self.rows:
            return 0, 0
        whole, who = np.concatenate(self.whole), np.concatenate(self.who)
        _, kind, sizes = np.unique(whole, return_inverse=True, return_counts=True)
        equal = sizes[kind] > 1
        _, person, same = np.unique(who, return_inverse=True, return_counts=True)
        others = same[person] > sizes[kind]  # somebody of the same name and place has a different row
        return int(equal.sum()), int((others & ~equal).sum())


class PlanColumn(Protocol):
    """What is asked of a column of a plan."""

    @property
    def name(self) -> str:
        """Its name in record batches."""
        ...

    @property
    def action(self) -> str:
        """publish, mask, drop or number."""
        ...

    @property
    def title(self) -> str:
        """The Chinese name of its field."""
        ...

    @property
    def column(self) -> "InputColumn":
        """The input column."""
        ...


class InputColumn(Protocol):
    """What is asked of an input column."""

    @property
    def index(self) -> int:
        """Its place in the input."""
        ...

    @property
    def label(self) -> str:
        """How messages may call it."""
        ...

    @property
    def field(self) -> str | None:
        """The field it holds."""
        ...


class Tells:
    """What a release tells beyond its cells: proxies, order, rows nobody can tell apart.

    Args:
        columns: the columns of the plan.
        fields: the fields by id.
    """

    def __init__(self, columns: Sequence[PlanColumn], fields: Mapping[str, Field]) -> None:
        self._fields = fields
        shown = [column for column in columns if column.action in ("publish", "mask")]
        self._shown = {column.column.index: column for column in shown}
        hidden = [column for column in columns if column.action in ("drop", "mask") and column.column.field]
        self._hidden = {column.column.index: column for column in hidden}
        sensitive = [
            column.column.index
            for column in hidden
            if column.action == "drop" and self._role(column) == "sensitive"
        ]
        ordering = {
            column.column.index: self._kind(column)
            for column in hidden
            if self._role(column) == "sensitive"
            or self._kind(column) in _IDS
            or column.column.field in _TELLING
        }
        self.proxies = Contingency(list(self._shown), sensitive)
        self.order = Order(list(self._shown), ordering)
        self.twins = Twins()
        self._who = [index for index, column in self._shown.items() if column.column.field in _WHO]
        self._sensitive, self._ordering = sensitive, list(ordering)

    def _role(self, column: PlanColumn) -> str:
        known = self._fields.get(column.column.field or "")
        return known.role if known else "other"

    def _kind(self, column: PlanColumn) -> str:
        known = self._fields.get(column.column.field or "")
        return known.kind if known else ""

    def add(self, released: pa.RecordBatch, source: pa.RecordBatch, kept: npt.NDArray[np.bool_]) -> None:
        """Take one batch: the released rows, and the input batch with which of its rows were posted."""
        if not released.num_rows:
            return
        rows = source if kept.all() else source.filter(pa.array(kept))
        shown = {index: released.column(column.name) for index, column in self._shown.items()}
        if self._sensitive:
            self.proxies.add(shown, {index: rows.column(index) for index in self._sensitive})
        if self._ordering:
            self.order.add(shown, {index: rows.column(index) for index in self._ordering})
        self.twins.add(shown, self._who)

    def merge(self, later: "Tells") -> "Tells":
        """Add the rows that follow these."""
        self.proxies.merge(later.proxies)
        self.order.merge(later.order)
        self.twins.merge(later.twins)
        return self

    def findings(self) -> list[Finding]:
        """What is worth knowing, for the internal receipt; no cell is in it."""
        return [*self._proxies(), *self._orders(), *self._twins()]

    def _proxies(self) -> list[Finding]:
        found = []
        for proxy in self.proxies.proxies():
            column, hidden = self._shown[proxy.posted], self._hidden[proxy.hidden]
            cure = "cure.band_or_drop" if column.column.field in _BANDED else "cure.drop_this"
            found.append(
                finding(
                    "proxy",
                    Severity.WARNING,
                    column=column.column.label,
                    hidden=hidden.column.label,
                    share=f"{proxy.share:.0%}",
                    base=f"{proxy.base:.0%}",
                    cure=say(cure),
                )
            )
        return found

    def _orders(self) -> list[Finding]:
        return [
            finding(
                "order-tells",
                Severity.WARNING,
                column=self._hidden[told.hidden].column.label,
                share=f"{told.share:.0%}",
            )
            for told in self.order.told()
        ]

    def _twins(self) -> list[Finding]:
        equal, alike = self.twins.counts()
        if not equal and not alike:
            return []
        return [finding("indistinguishable", Severity.NOTE, count=equal, alike=alike)]
