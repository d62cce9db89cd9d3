"""The figures of a release: numbers that still fit each row (candidates), and classes of equal rows."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.engine.plan import ColumnPlan
from deid.release.prepare import Prepared
from deid.risk.classes import classes
from deid.risk.judge import ReleaseView, judge, summary
from deid.terms import Finding, Severity, finding

_HOLD_ID = frozenset({"subject.id", "disability_card", "student_number", "social_security_number"})

# GB/T 42460-2023, annex D: the smallest class for full public release, and for a closed group.
_PUBLIC, _CONTROLLED = 20, 5


class Figures:
    """Collects what a reader of each posted row sees, and judges it by the stronger reader."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._plans = prepared.plan.released
        self._counts: list[npt.NDArray[np.int64]] = []
        self._contradicted = 0
        self._rows: list[pa.RecordBatch] = []
        self._names_masked = any(
            column.field == "subject.name" and column.action == "mask" for column in self._plans
        )

    def add(self, batch: pa.RecordBatch) -> None:
        """Take one released batch."""
        counts, contradicted = judge(
            self._view(batch),
            place=self._prepared.place,
            as_of=self._prepared.as_of,
            implies_age=self._implied(),
        )
        self._counts.append(counts)
        self._contradicted += int(contradicted.sum())
        if self._names_masked:
            self._rows.append(batch)

    def _implied(self) -> tuple[int, int] | None:
        age = self._prepared.policy.implies.get("age")
        return (int(age[0]), int(age[1])) if age else None

    def _view(self, batch: pa.RecordBatch) -> ReleaseView:
        def first(*fields: str) -> pa.Array | None:
            for column in self._plans:
                if column.field in fields:
                    return batch.column(column.name)
            return None

        return ReleaseView(
            n=batch.num_rows,
            identifiers=[batch.column(c.name) for c in self._plans if c.field in _HOLD_ID],
            birth=first("birth_date"),
            age=first("age"),
            sex=first("sex"),
            full_name=any(c.field == "subject.name" and c.action == "publish" for c in self._plans),
            town_shown=any(c.field in ("town", "village") for c in self._plans),
            adults_only=self._prepared.plan.screen.minor_under is not None,
        )

    def judge(self) -> tuple[dict[str, int] | None, dict[str, Any] | None, list[Finding]]:
        """Candidates and classes for the receipt, and what they refuse."""
        floor = self._prepared.policy.floor
        found: list[Finding] = []
        counts = np.concatenate(self._counts) if self._counts else np.zeros(0, dtype=np.int64)
        figures: dict[str, int] | None = None
        if len(counts):
            figures = {"floor": floor.candidates, **summary(counts)}
            below = np.flatnonzero(counts < floor.candidates)
            if len(below):
                rows = tuple(int(row) + 1 for row in below[:20])
                found.append(
                    finding(
                        "candidates",
                        Severity.ERROR,
                        rows=rows,
                        count=len(below),
                        floor=floor.candidates,
                        least=int(counts.min()),
                        columns=self._responsible(),
                    )
                )
        if self._contradicted:
            found.append(finding("implied_age_contradicted", Severity.WARNING, count=self._contradicted))
        grouped = self._classes(found)
        return figures, grouped, found

    def _responsible(self) -> str:
        telling = _HOLD_ID | {"birth_date", "age", "sex"}
        return ", ".join(column.column.label for column in self._plans if column.field in telling)

    def _classes(self, found: list[Finding]) -> dict[str, Any] | None:
        if not self._names_masked or not self._rows:
            return None
        shown: list[ColumnPlan] = [column for column in self._plans if column.action != "number"]
        table = pa.Table.from_batches(self._rows)
        measured = classes(
            [table.column(column.name).combine_chunks() for column in shown],
            threshold=_PUBLIC if self._prepared.channel.audience == "全社会" else _CONTROLLED,
        )
        least = self._prepared.policy.floor.k
        if least is not None and measured.k_min < least:
            found.append(finding("classes", Severity.ERROR, count=measured.k_min, floor=least))
        return {
            "k_min": measured.k_min,
            "unique_share": measured.unique_share,
            "level": measured.level,
        }
