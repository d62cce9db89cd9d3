"""A list of names: mask batch by batch, number, write, read back, prove, judge."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.engine.plan import Masked, Plan
from deid.engine.source import Source
from deid.engine.tally import RowNumbers, Tally
from deid.kernels.flow import in_order
from deid.release.figures import BatchFigures, Figures
from deid.release.prepare import Prepared
from deid.release.prove import prove
from deid.release.result import Result
from deid.release.sinks import Sink
from deid.release.told import checked, columns_json, proof_findings, tally_findings
from deid.risk.recognise import Tells
from deid.risk.twins import Digests

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
