"""A list of names in one pass: rows are posted while the list is still being looked at.

What a list's first rows make of its columns, the others nearly always confirm. So a plan is made of the first
batch, and the rows are masked by it while the profile of the whole list grows. If in the end the whole list
makes the same plan, and no row belongs to the household or person of a row kept back elsewhere, the list is
as it would have come of two passes. If not, it is made again from the beginning.
"""

from collections.abc import Callable
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
from msgspec.structs import replace

from deid.engine.late import Laid, Part
from deid.engine.plan import Masked
from deid.engine.source import Source
from deid.errors import RefusedError
from deid.kernels.flow import in_order
from deid.release.names import Judged, Making, OpenSink, placed
from deid.release.prepare import Draft, Look, Looks, Prepared, look, settle
from deid.release.result import Result

if TYPE_CHECKING:
    from deid.quality.look import Seen
    from deid.release.quality import Looked

Watch = Callable[[Source, Prepared], "Looked | None"]
Made = tuple[Prepared, Result | None, "Looked | None"]
Placed = tuple[pa.RecordBatch, int]


def release_ahead(source: Source, draft: Draft, open_sink: OpenSink, watch: Watch) -> Made:
    """Make the list of names of one channel while looking at it.

    Args:
        source: the list.
        draft: what its headers decided.
        open_sink: makes the place rows are written to.
        watch: makes what looks at the list's quality, if anything does.

    Returns:
        What was decided, the list made, and what looked at it. Without the list, it must be made in a second
        pass.

    Raises:
        UsageError, RuleError, InputError: the run cannot be made.
        RefusedError: the list may not be posted like this.
    """
    batches = source.batches()
    first, second = list(islice(batches, 1)), list(islice(batches, 1))
    whole = Looks()
    for batch in first:
        whole.add(look(draft, batch))
    rest = chain(second, batches)
    assumed = _assume(source, draft, whole, first if second else [])
    if assumed is None:
        for one in in_order(partial(look, draft), rest):
            whole.add(one)
        return settle(source, draft, whole), None, None
    making, looked = Making(assumed, assumed.plan, open_sink), watch(source, assumed)
    with Laid(assumed.plan.screen) as laid:
        if looked is not None:
            looked.begin()
        work = partial(_step, draft, making, laid if second else None, looked)
        for step in in_order(work, placed(chain(first, rest))):
            making.add(step.batch, step.masked, step.judged)
            _take(step, whole, laid, looked)
        if looked is not None:
            looked.end()
        settled = settle(source, draft, whole)
        if second and (not _same(assumed, settled) or laid.shared(settled.plan.screen)):
            return settled, None, None
    return settled, making.result(source, settled), looked


def _assume(source: Source, draft: Draft, some: Looks, first: list[pa.RecordBatch]) -> Prepared | None:
    """What the first batch would decide; None if it would refuse, since the whole list may not.

    If more follows, the plan keeps back only rows with a reason of their own; None if that is not enough
    already for the rows of ``first``.
    """
    try:
        assumed = settle(source, draft, some)
    except RefusedError:
        return None
    plan = assumed.plan
    if not first or not plan.screen.hits:
        return assumed
    alone = replace(plan, screen=replace(plan.screen, hits={}))
    if (plan.screen.codes(first[0]) != alone.screen.codes(first[0])).any():
        return None
    return replace(assumed, plan=alone)


class _Step(NamedTuple):
    """One batch, and what came of it."""

    batch: pa.RecordBatch
    look: Look | None
    masked: Masked
    judged: Judged | None
    part: Part | None
    quality: "Seen | None"


def _step(draft: Draft, making: Making, laid: Laid | None, looked: "Looked | None", one: Placed) -> _Step:
    """Look at one batch (the first has been looked at), mask it, and say what to lay aside."""
    batch, before = one
    seen = look(draft, batch) if before else None
    masked = making.plan.mask(batch, before)
    part = laid.part(batch, masked.kept, masked.codes) if laid else None
    judged = making.judge(masked)
    return _Step(batch, seen, masked, judged, part, looked.see(batch) if looked else None)


def _take(step: _Step, whole: Looks, laid: Laid, looked: "Looked | None") -> None:
    """What the batch that follows adds to what is known of the list."""
    if step.look is not None:
        whole.add(step.look)
    if step.part is not None:
        laid.add(step.part)
    if looked is not None:
        looked.take(step.quality)


def _same(assumed: Prepared, settled: Prepared) -> bool:
    """Whether the rows were masked as they should be, but for the households of rows kept back."""
    one, other = assumed.plan, settled.plan
    return (
        one.columns == other.columns
        and assumed.columns.items == settled.columns.items
        and one.heads_only == other.heads_only
        and replace(one.screen, hits={}) == replace(other.screen, hits={})
        and assumed.place == settled.place
    )
