"""What each village's page tells beyond its cells: one village may be sorted where the whole list is not."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.engine.source import Source
from deid.release.order import strictly
from deid.release.pack import Pack
from deid.release.prepare import Prepared
from deid.release.run import Outcome
from deid.risk.recognise import MOST_ROWS, Tells
from deid.terms import Finding

_TOLD_ALREADY = frozenset({"indistinguishable"})


def village_findings(source: Source, prepared: Prepared, pack: Pack, outcome: Outcome) -> list[Finding]:
    """The findings of single villages that the whole list does not have; each said once."""
    assert outcome.kept is not None
    known = {(one.code, one.column) for one in outcome.receipt.findings}
    plan = prepared.plan
    watched = int(min(outcome.kept.sum(), MOST_ROWS))
    if len(pack.parts) < 2 or not watched:  # noqa: PLR2004  one village is the whole list
        return []
    rows = pa.Table.from_batches(list(_posted(source, outcome.kept, watched)))
    new: list[Finding] = []
    for part in pack.parts:
        mine = part.rows[part.rows < watched]
        if not len(mine):
            continue
        tells = Tells(plan.columns, prepared.fields.by_id)
        shown = _one_batch(pack.take(mine))
        tells.add(shown, _one_batch(rows.take(pa.array(mine))), np.ones(len(mine), dtype=np.bool_))
        for one in tells.findings():
            if one.code not in _TOLD_ALREADY and (one.code, one.column) not in known:
                known.add((one.code, one.column))
                new.append(one)
    return list(strictly(new, prepared.order))


def _posted(source: Source, kept: npt.NDArray[np.bool_], most: int) -> Iterator[pa.RecordBatch]:
    """The input's rows that are posted, the first ``most`` of them."""
    before = 0
    for batch in source.batches():
        if most <= 0:
            continue  # a source is read to its end, which proves that nobody changed it
        rows = batch.filter(pa.array(kept[before : before + batch.num_rows])).slice(0, most)
        before, most = before + batch.num_rows, most - rows.num_rows
        yield rows


def _one_batch(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]
