"""The figures of a release: numbers that still fit each row (candidates), and classes of equal rows."""

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.engine.ages import ADULT
from deid.engine.tally import RowNumbers
from deid.messages import say
from deid.release.prepare import Prepared
from deid.risk.classes import CONTROLLED, FULLY_PUBLIC, level_of
from deid.risk.equal_rows import EqualRows
from deid.risk.judge import Judgement, ReleaseView, judge, summary_of
from deid.risk.twins import Digests, row_digests
from deid.terms import MAX_ROWS, Finding, Severity, finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deid.release.cure import Change

_HOLD_ID = frozenset({"subject.id", "disability_card", "student_number", "social_security_number"})

_TELLING = _HOLD_ID | {"birth_date", "age", "sex"}
# Batches of rows below the floor that a cure is tried on.
_KEPT = 8
# Powers of ten a histogram may reach; a number hidden whole leaves far fewer.
_POWERS = 18
EDGES = np.concatenate([np.zeros(1, dtype=np.int64), 10 ** np.arange(_POWERS, dtype=np.int64)])
"""Where the steps of a histogram begin."""


def names_masked(prepared: Prepared) -> bool:
    """Whether the list shows masked names: then classes of equal rows are counted."""
    return any(one.field == "subject.name" and one.action == "mask" for one in prepared.plan.released)


class BatchFigures(NamedTuple):
    """The figures of one batch by itself.

    Attributes:
        found: how many numbers fit, and how many rows have so many.
        contradicted: rows that were counted without the implied age.
        below: the rows below the floor.
        digests: of the rows, where classes are counted.
    """

    found: dict[int, int]
    contradicted: int
    below: npt.NDArray[np.int64]
    digests: Digests | None


class Figures:
    """Collects what a reader of each posted row sees, and judges it by the stronger reader."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._plans = prepared.plan.released
        self._found: Counter[int] = Counter()
        self._rows = 0
        self.few = RowNumbers()
        self.contradicted = 0
        self._equal = EqualRows()
        self._below: list[pa.RecordBatch] = []
        self._names_masked = names_masked(prepared)

    def add(self, batch: pa.RecordBatch) -> None:
        """Take one released batch."""
        self.take(batch, self.see(batch))

    def see(self, batch: pa.RecordBatch) -> BatchFigures:
        """Count one released batch by itself; any thread may, in any order."""
        counts, contradicted = self._judge(batch, ())
        values, sizes = np.unique(counts, return_counts=True)
        shown = [batch.column(column.name) for column in self._plans if column.action != "number"]
        return BatchFigures(
            found=dict(zip(values.tolist(), sizes.tolist(), strict=True)),
            contradicted=int(contradicted.sum()),
            below=np.flatnonzero(counts < self._prepared.policy.floor.candidates),
            digests=row_digests(shown) if self._names_masked else None,
        )

    def take(self, batch: pa.RecordBatch, seen: BatchFigures) -> None:
        """Add the figures of the batch that follows."""
        self._found.update(seen.found)
        self.contradicted += seen.contradicted
        if len(seen.below):
            first = tuple(int(row) + 1 + self._rows for row in seen.below[:MAX_ROWS])
            self.few.merge(RowNumbers(len(seen.below), first))
            if len(self._below) < _KEPT:
                self._below.append(batch.take(pa.array(seen.below)))
        if seen.digests is not None:
            self._equal.take(seen.digests)
        self._rows += batch.num_rows

    def _judge(self, batch: pa.RecordBatch, changes: "Sequence[Change]") -> Judgement:
        age = self._prepared.policy.implies.get("age")
        return judge(
            self._view(batch, {change.column: change for change in changes}),
            place=self._prepared.place,
            as_of=self._prepared.as_of,
            implies_age=(int(age[0]), int(age[1])) if age else None,
        )

    def _view(self, batch: pa.RecordBatch, changes: "dict[int, Change]") -> ReleaseView:
        shown: dict[str, pa.Array] = {}
        held: list[pa.Array] = []
        for column in self._plans:
            if column.action == "number" or column.field is None:
                continue
            cells = batch.column(column.name)
            if change := changes.get(column.column.index):
                cells = change.apply(cells)
            if cells is None:
                continue
            shown.setdefault(column.field, cells)
            if column.field in _HOLD_ID:
                held.append(cells)
        return ReleaseView(
            n=batch.num_rows,
            identifiers=held,
            birth=shown.get("birth_date"),
            age=shown.get("age"),
            sex=shown.get("sex"),
            full_name=any(c.field == "subject.name" and c.action == "publish" for c in self._plans),
            town_shown="town" in shown or "village" in shown,
            adults_only=(self._prepared.plan.screen.minor_under or 0) >= ADULT,
        )

    def judge(self) -> tuple[dict[str, int] | None, dict[str, Any] | None, list[Finding]]:
        """Candidates and classes for the receipt, and what they refuse."""
        floor = self._prepared.policy.floor
        found: list[Finding] = []
        figures: dict[str, int] | None = None
        if self._found:
            figures = {"floor": floor.candidates, **summary_of(self._found)}
            if self.few.count:
                found.append(self._too_few())
        if self.contradicted:
            found.append(finding("implied_age_contradicted", Severity.WARNING, count=self.contradicted))
        return figures, self._classes(found), found

    def candidates(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The numbers of numbers that fit a posted row, sorted, and how many rows each has."""
        found = np.array(sorted(self._found.items()), dtype=np.int64).reshape(-1, 2)
        return found[:, 0], found[:, 1]

    def histogram(self) -> tuple[tuple[int, int], ...]:
        """Per power of ten, from the fewest on: how many numbers at least, and how many rows have so many."""
        return histogram_of(*self.candidates())

    def _too_few(self) -> Finding:
        return finding(
            "candidates",
            Severity.ERROR,
            rows=self.few.first,
            count=self.few.count,
            floor=self._prepared.policy.floor.candidates,
            least=min(self._found),
            columns=self.responsible(),
            cure=self.cure(),
        )

    def cure(self) -> str:
        """The smallest change to the rule with which the rows below the floor would pass."""
        telling = [column for column in self._plans if column.field in _TELLING]

        from deid.release.cure import smallest  # noqa: PLC0415  only a refusal needs it

        def passes(changes: "Sequence[Change]") -> bool:
            floor = self._prepared.policy.floor.candidates
            return all((self._judge(batch, changes).counts >= floor).all() for batch in self._below)

        found = smallest(telling, passes)
        return "; ".join(map(str, found)) if found else say("cure.none")

    def responsible(self) -> str:
        """The columns that tell something about the number."""
        return ", ".join(column.column.label for column in self._plans if column.field in _TELLING)

    def _classes(self, found: list[Finding]) -> dict[str, Any] | None:
        if not self._names_masked or not self._rows:
            return None
        least = self._equal.least()
        found += judge_classes(self._prepared, least)
        return {
            "k_min": least,
            "unique_share": self._equal.alone / self._rows,
            "level": level_of(least, threshold_of(self._prepared)),
        }


def histogram_of(counts: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Steps of counts, each with how many rows are on it."""
    held = np.bincount(np.searchsorted(EDGES, counts, side="right") - 1, rows, minlength=len(EDGES))
    filled = np.flatnonzero(held)
    whole = range(filled[0], filled[-1] + 1) if len(filled) else range(0)
    return tuple((int(EDGES[at]), int(held[at])) for at in whole)


def threshold_of(prepared: Prepared) -> int:
    """The smallest class that is large enough for those who can read the list."""
    return FULLY_PUBLIC if prepared.channel.audience == "全社会" else CONTROLLED


def judge_classes(prepared: Prepared, k_min: int) -> list[Finding]:
    """What the smallest class refuses."""
    least = prepared.policy.floor.k
    if least is None or k_min >= least:
        return []
    return [finding("classes", Severity.ERROR, count=k_min, floor=least)]
