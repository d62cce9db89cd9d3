"""A list of names: mask batch by batch, number, write, read back, prove, judge."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.engine.plan import Masked, Plan
from deid.engine.source import Source
from deid.engine.tally import RowNumbers, Tally
from deid.kernels.flow import in_order
from deid.release.figures import Figures
from deid.release.prepare import Prepared
from deid.release.prove import Proof, prove
from deid.release.result import Result
from deid.release.sinks import Sink
from deid.risk.recognise import Tells
from deid.terms import Finding, Severity, finding

if TYPE_CHECKING:
    from deid.release.slips import Slips

MOST_HIDDEN = 0.05
"""Above this share of hidden cells a published column is not what its header says: refused."""


def release_names(
    source: Source, prepared: Prepared, open_sink: Callable[[list[str], list[str]], Sink]
) -> Result:
    """Make the list of names of one channel."""
    slips = _slips(source, prepared)
    plan = slips.plan if slips else prepared.plan
    sink = open_sink([column.name for column in plan.released], [column.heading for column in plan.released])
    tally, kept, figures = Tally(), [], Figures(prepared)
    tells = Tells(plan.columns, prepared.fields.by_id)
    for batch, masked in in_order(partial(_masked, plan), _placed(source.batches())):
        released = _numbered(plan, masked.batch, tally.rows_out, slips)
        figures.add(released)
        tells.add(released, batch, masked.kept)
        sink.write(released)
        kept.append(masked.kept)
        tally.merge(masked.tally)
    sink.close()
    rows = np.concatenate(kept) if kept else np.zeros(0, dtype=np.bool_)
    proof = prove(plan, sink.read_back, source.batches, rows, tally.needles)
    if slips and (bad := slips.misfits(sink.read_back())).count:
        proof.misfits[slips.column.column.index] = bad
    candidates, classes, more = figures.judge()
    told = [found for found in tells.findings() if not (slips and found.code == "indistinguishable")]
    return Result(
        rows_in=tally.rows_in,
        rows_out=tally.rows_out,
        members=tally.members,
        withheld=dict(tally.withheld),
        checked=_checked(prepared),
        columns=columns_json(plan, tally),
        candidates=candidates,
        histogram=figures.histogram(),
        classes=classes,
        verification=proof.as_json(),
        findings=(*_tally_findings(plan, tally), *_proof_findings(plan, proof), *more, *told),
        sha256=sink.sha256(),
        kept=rows,
        codes=slips.codes if slips else (),
    )


def _placed(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, int]]:
    """Each batch, and how many rows came before it."""
    before = 0
    for batch in batches:
        yield batch, before
        before += batch.num_rows


def _masked(plan: Plan, placed: tuple[pa.RecordBatch, int]) -> tuple[pa.RecordBatch, Masked]:
    return placed[0], plan.mask(*placed)


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


def _checked(prepared: Prepared) -> dict[str, str]:
    """Per reason: how this file could be searched for it."""
    screen = prepared.plan.screen
    found = {}
    for item in prepared.policy.withhold:
        if item.reason == "minor":
            found["minor"] = "age" if screen.can_tell_age else "not checkable in this file"
        else:
            told = any(column.field in _TELLING or column.field is None for column in screen.columns)
            found[item.reason] = "words" if told else "not checkable in this file"
    if prepared.order.protect:
        found["protected"] = "list of the competent office"
    return found


_TELLING = frozenset(
    {"remark", "cause", "health", "category", "disability_class", "disability_card", "status", "is_disabled"}
)


def _tally_findings(plan: Plan, tally: Tally) -> list[Finding]:
    found = []
    for column in plan.released:
        index, label = column.column.index, column.column.label
        filled = tally.filled[index]
        if hidden := tally.hidden.get(index):
            much = hidden.count > filled * MOST_HIDDEN
            code, severity = (
                ("too_many_hidden", Severity.ERROR) if much else ("cells_hidden", Severity.WARNING)
            )
            found.append(finding(code, severity, column=label, rows=hidden.first, count=hidden.count))
        if cut := tally.cut.get(index):
            found.append(finding("notes_cut", Severity.NOTE, column=label, rows=cut.first, count=cut.count))
        if invalid := tally.invalid.get(index):
            found.append(
                finding(
                    "cells_invalid", Severity.WARNING, column=label, rows=invalid.first, count=invalid.count
                )
            )
    if unknown := tally.withheld.get("age_unknown"):
        found.append(finding("age_unknown", Severity.WARNING, count=unknown))
    if tally.rows_in and not tally.rows_out:
        found.append(finding("nothing_left", Severity.WARNING))
    return found


def _proof_findings(plan: Plan, proof: Proof) -> list[Finding]:
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
