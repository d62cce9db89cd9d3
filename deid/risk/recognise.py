"""Can people find themselves on the list (可辨认)? And the three watches over a release as one.

Everything here goes into the internal receipt only: no cell is kept, and nothing of it changes a posted byte.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.messages import say
from deid.policy.model import Field
from deid.risk.order import Order
from deid.risk.proxy import Contingency
from deid.risk.twins import Digests, Twins, twin_digests
from deid.terms import Finding, Severity, finding

MOST_ROWS = 1 << 17
"""Posted rows that are watched: a list for people to read is shorter, and time and memory stay flat."""
_WHO = frozenset({"subject.name", "county", "town", "village", "group", "school", "grade", "class"})
_IDS = frozenset({"resident_id", "disability_card", "student_number", "social_security_number"})
_TELLING = frozenset({"birth_date", "age", "householder.birth_date", "householder.age"})
_BANDED = frozenset({"amount", "standard", "area", "member_count"})


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

    Only the first ``MOST_ROWS`` posted rows are watched, however they come in batches.

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
        self.order = Order(list(self._shown), ordering, MOST_ROWS)
        self.twins = Twins()
        self._who = [index for index, column in self._shown.items() if column.column.field in _WHO]
        self._sensitive = sensitive
        self._rows = 0

    def _role(self, column: PlanColumn) -> str:
        known = self._fields.get(column.column.field or "")
        return known.role if known else "other"

    def _kind(self, column: PlanColumn) -> str:
        known = self._fields.get(column.column.field or "")
        return known.kind if known else ""

    def digests(self, released: pa.RecordBatch) -> tuple[Digests, Digests] | None:
        """What ``add`` needs of a batch, told ahead by any thread; None when no more rows are watched."""
        shown = self._cells(released)
        return twin_digests(shown, self._who) if shown and self._rows < MOST_ROWS else None

    def _cells(self, released: pa.RecordBatch) -> dict[int, pa.Array]:
        return {index: released.column(column.name) for index, column in self._shown.items()}

    def add(
        self,
        released: pa.RecordBatch,
        source: pa.RecordBatch,
        kept: npt.NDArray[np.bool_],
        digests: tuple[Digests, Digests] | None = None,
    ) -> None:
        """Take one batch: the released rows, and the input batch with which of its rows were posted."""
        room = MOST_ROWS - self._rows
        if not released.num_rows or room <= 0:
            return
        released = released.slice(0, room)
        self._rows += released.num_rows
        rows = None if kept.all() else pa.array(kept)

        def posted(index: int) -> pa.Array:
            cells = source.column(index)
            return (cells if rows is None else cells.filter(rows)).slice(0, room)

        shown = self._cells(released)
        if self._sensitive:
            self.proxies.add(shown, {index: posted(index) for index in self._sensitive})
        if ordering := sorted(self.order.open):
            self.order.add(shown, {index: posted(index) for index in ordering})
        if digests is None:
            self.twins.add(shown, self._who)
        else:
            self.twins.take(*(each[:room] for each in digests))

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
