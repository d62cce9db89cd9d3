"""A list of names: mask batch by batch, number, write, read back, prove, judge."""

from collections.abc import Callable, Container, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.engine.column_plan import ColumnPlan
from deid.engine.columns import PLACES
from deid.engine.decisions import Effect
from deid.engine.odd import too_many
from deid.engine.plan import Masked, Plan
from deid.engine.source import Source
from deid.engine.tally import RowNumbers, Tally
from deid.kernels.flow import in_order
from deid.messages import say
from deid.release.figures import BatchFigures, Figures
from deid.release.prepare import Prepared
from deid.release.prove import Proof, prove
from deid.release.result import Result
from deid.release.sinks import Sink
from deid.risk.recognise import Tells
from deid.risk.twins import Digests
from deid.terms import Finding, Severity, finding

if TYPE_CHECKING:
    from deid.release.keyed_order import KeyedSink
    from deid.release.slips import Slips

OpenSink = Callable[[list[str], list[str]], Sink]
"""Makes the place rows are written to, from column names and headers; a second one begins it anew."""


class Judged(NamedTuple):
    """What a masked batch tells by itself: its figures, and digests of its rows where they are watched."""

    figures: BatchFigures
    digests: tuple[Digests, Digests] | None


class Making:
    """A list of names in the making: takes masked batches in file order, and is proven and judged at the end.

    Args:
        prepared: what was decided.
        plan: what happens to the columns.
        open_sink: makes the place rows are written to.
        slips: the look-up codes, if they are wanted.
    """

    def __init__(
        self, prepared: Prepared, plan: Plan, open_sink: OpenSink, slips: "Slips | None" = None
    ) -> None:
        self.plan, self._slips = plan, slips
        sink = open_sink([one.name for one in plan.released], [one.heading for one in plan.released])
        self._sink, self._keyed = _ordered(sink, prepared, plan)
        self._tally, self._kept = Tally(), list[npt.NDArray[np.bool_]]()
        self._given: list[npt.NDArray[np.bool_]] = []
        self._named: list[npt.NDArray[np.bool_]] = []
        self._figures = Figures(prepared)
        self._tells = Tells(plan.columns, prepared.fields.by_id)

    def judge(self, masked: Masked) -> Judged | None:
        """What ``add`` needs of a batch, told ahead by any thread; None where the codes are still missing."""
        if self._slips:
            return None
        return Judged(self._figures.see(masked.batch), self._tells.digests(masked.batch))

    def add(self, batch: pa.RecordBatch, masked: Masked, judged: Judged | None) -> None:
        """Take the next batch, as it came and as it will be posted."""
        released = _numbered(self.plan, masked.batch, self._tally.rows_out, self._slips)
        self._figures.take(released, judged.figures if judged else self._figures.see(released))
        self._tells.add(released, batch, masked.kept, judged and judged.digests)
        self._sink.write(released)
        self._kept.append(masked.kept)
        self._named.append(masked.named)
        if masked.given is not None:
            self._given.append(masked.given)
        self._tally.merge(masked.tally)

    def result(self, source: Source, prepared: Prepared) -> Result:
        """Close, read back, prove and judge."""
        self._sink.close()
        plan, tally, slips = self.plan, self._tally, self._slips
        rows = np.concatenate(self._kept) if self._kept else np.zeros(0, dtype=np.bool_)
        self._kept = [rows]
        named = np.concatenate([np.zeros(0, dtype=np.bool_), *self._named])
        proof = prove(plan, self._sink.read_back, source.batches, rows, tally.needles, named)
        if slips and (bad := slips.misfits(self._sink.read_back())).count:
            proof.misfits[slips.column.column.index] = bad
        if plan.consent is not None:
            proof.misfits |= self._overshown()
        candidates, classes, more = self._figures.judge()
        meant = slips or plan.consent is not None  # codes tell rows apart; surnames alone are not to
        cured = {"indistinguishable"} if meant else set()
        cured |= {"order-tells"} if self._keyed else set()
        told = [one for one in self._tells.findings() if one.code not in cured]
        return Result(
            rows_in=tally.rows_in,
            rows_out=tally.rows_out,
            members=tally.members,
            withheld={name: tally.withheld[name] for name in plan.screen.names if tally.withheld[name]},
            checked=checked(prepared),
            columns=columns_json(plan, tally),
            candidates=candidates,
            histogram=self._figures.histogram(),
            classes=classes,
            verification=proof.as_json(),
            findings=(
                *tally_findings(plan, tally, prepared.policy.required),
                *proof_findings(plan, proof),
                *more,
                *told,
            ),
            sha256=self._sink.sha256(),
            kept=rows,
            codes=slips.codes if slips else (),
            places=self._keyed.places if self._keyed else None,
            consent=dict(tally.consent),
            decided=tuple(tally.decided),
        )

    def _overshown(self) -> dict[int, RowNumbers]:
        from deid.release.request import overshown  # noqa: PLC0415  few runs are for an applicant

        given = np.concatenate([np.zeros(0, dtype=np.bool_), *self._given])
        return overshown(self.plan, self._sink.read_back(), given)


def release_names(source: Source, prepared: Prepared, open_sink: OpenSink) -> Result:
    """Make the list of names of one channel."""
    slips = _slips(source, prepared)
    plan = slips.plan if slips else prepared.plan
    making = Making(prepared, plan, open_sink, slips)
    for batch, masked, judged in in_order(partial(_masked, plan, making), placed(source.batches())):
        making.add(batch, masked, judged)
    return making.result(source, prepared)


def placed(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, int]]:
    """Each batch, and how many rows came before it."""
    before = 0
    for batch in batches:
        yield batch, before
        before += batch.num_rows


def _masked(
    plan: Plan, making: Making, one: tuple[pa.RecordBatch, int]
) -> tuple[pa.RecordBatch, Masked, Judged | None]:
    masked = plan.mask(*one)
    return one[0], masked, making.judge(masked)


def _ordered(sink: Sink, prepared: Prepared, plan: Plan) -> "tuple[Sink, KeyedSink | None]":
    if not prepared.order.keyed:
        return sink, None
    from deid.release.keyed_order import keyed  # noqa: PLC0415  few runs ask for it

    mixed = keyed(sink, prepared.order, plan)
    return mixed, mixed


def _slips(source: Source, prepared: Prepared) -> "Slips | None":
    if not prepared.order.slips:
        return None
    from deid.release.slips import make_slips  # noqa: PLC0415  few runs ask for it

    return make_slips(source, prepared)


def _numbered(plan: Plan, batch: pa.RecordBatch, before: int, slips: "Slips | None") -> pa.RecordBatch:
    """序号 counts the posted rows, so that a gap tells nothing."""
    numbers = pc.cast(pa.array(np.arange(before + 1, before + 1 + batch.num_rows)), pa.string())
    columns = [
        numbers if column.action == "number" else batch.column(column.name) for column in plan.released
    ]
    if slips:
        columns[-1] = slips.cells(before, batch.num_rows)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names) if columns else batch


def columns_json(plan: Plan, tally: Tally) -> tuple[dict[str, Any], ...]:
    """The columns part of a receipt."""
    none = RowNumbers()
    return tuple(
        {
            "header": column.column.label,
            "field": column.column.field,
            "treatment": "publish" if column.action == "number" else column.action,
            "masker": column.masker.name if column.masker else None,
            "invalid": tally.invalid.get(column.column.index, none).count
            + tally.hidden.get(column.column.index, none).count,
        }
        for column in plan.columns
    )


def checked(prepared: Prepared) -> dict[str, str]:
    """Per reason: how this file could be searched for it."""
    screen = prepared.plan.screen
    found = {}
    for item in prepared.policy.withhold:
        if item.reason == "minor":
            found["minor"] = "age" if screen.can_tell_age or screen.numbers else "not checkable in this file"
        else:
            told = any(column.field in _TELLING or column.field is None for column in screen.columns)
            found[item.reason] = "words" if told else "not checkable in this file"
    if prepared.order.protect:
        found["protected"] = "list of the competent office"
    return found


_NAME = "subject.name"
_TELLING = frozenset(
    {"remark", "cause", "health", "category", "disability_class", "disability_card", "status", "is_disabled"}
)


def tally_findings(plan: Plan, tally: Tally, required: Container[str] = (_NAME,)) -> list[Finding]:
    """What the counts of a list say; a column of a ``required`` field cannot be left out."""
    found = [one for column in plan.released for one in _column_findings(column, tally, required)]
    if plan.consent is not None:
        from deid.release.request import consent_findings  # noqa: PLC0415  few runs are for an applicant

        found += consent_findings(tally)
    if tally.vouched:
        found.append(finding("names_vouched", Severity.NOTE, count=tally.vouched))
    if unknown := tally.withheld.get("age_unknown"):
        found.append(finding("age_unknown", Severity.WARNING, count=unknown))
    if tally.rows_in and not tally.rows_out:
        found.append(finding("nothing_left", Severity.WARNING))
    return found + _decision_findings(tally.decided)


def _decision_findings(decided: list[Effect]) -> list[Finding]:
    """Which decisions about single rows stand, and which say nothing."""
    found = []
    for stands, code, severity in (
        (True, "decided", Severity.NOTE),
        (False, "decision_void", Severity.WARNING),
    ):
        rows = sorted(one.row for one in decided if one.stands is stands)
        if rows:
            found.append(finding(code, severity, rows=tuple(rows), count=len(rows)))
    return found


def _column_findings(column: ColumnPlan, tally: Tally, required: Container[str]) -> list[Finding]:
    """What one column's counts say, and what helps where cells were not recognised."""
    found = []
    index, label = column.column.index, column.column.label
    none = RowNumbers()
    hidden, cut, invalid, beside = (
        of.get(index, none) for of in (tally.hidden, tally.cut, tally.invalid, tally.beside)
    )
    much = hidden.count > 0 and too_many(hidden.count, tally.filled[index])
    if hidden.count:
        spare = label if column.field not in required else ""  # what may be left out
        instead = say("cure.leave_out", column=spare) if spare else ""
        instead += say("cure.vouch") if column.of_persons else ""
        code, severity = ("too_many_hidden", Severity.ERROR) if much else ("cells_hidden", Severity.WARNING)
        found.append(
            finding(
                code,
                severity,
                column=label,
                rows=hidden.first,
                count=hidden.count,
                spare=spare,
                instead=instead,
            )
        )
    if much and column.accept in PLACES:
        found.append(finding("bare_places", Severity.NOTE, column=label))
    if (invalid.count or hidden.count) and column.of_persons:
        found.append(finding("rare_names", Severity.NOTE, column=label))
    if other := tally.others[index]:
        found.append(finding("became_other", Severity.NOTE, column=label, count=other))
    if cut.count:
        found.append(finding("notes_cut", Severity.NOTE, column=label, rows=cut.first, count=cut.count))
    if beside.count:
        found.append(
            finding("name_beside", Severity.WARNING, column=label, rows=beside.first, count=beside.count)
        )
    if invalid.count:
        found.append(
            finding("cells_invalid", Severity.WARNING, column=label, rows=invalid.first, count=invalid.count)
        )
    return found


def proof_findings(plan: Plan, proof: Proof) -> list[Finding]:
    """What the proof of a list says."""
    if proof.holds:
        return []
    found = []
    labels = {column.column.index: column.column.label for column in plan.columns}
    for index, rows in proof.misfits.items():
        found.append(
            finding("shape", Severity.ERROR, column=labels.get(index), rows=rows.first, count=rows.count)
        )
    if proof.hits or proof.row_hits.count:
        found.append(
            finding(
                "leak",
                Severity.ERROR,
                rows=proof.row_hits.first,
                count=proof.hits + proof.row_hits.count,
            )
        )
    if proof.planted != proof.found or not proof.planted:
        found.append(finding("control", Severity.ERROR, count=proof.planted - proof.found))
    return found
