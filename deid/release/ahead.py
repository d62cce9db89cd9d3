"""A list of names in one pass: rows are posted while the list is still being looked at.

What a list's first rows make of its columns, the others nearly always confirm. So a plan is made of the first
batch, and the rows are masked by it while the profile of the whole list grows. If in the end the whole list
makes the same plan, and no row belongs to the household or person of a row kept back elsewhere, the list is as
it would have come of two passes. If not, it is made again from the beginning.
"""

from functools import partial
from itertools import chain, islice

import pyarrow as pa
from msgspec.structs import replace

from deid.engine.late import Laid, Part
from deid.engine.plan import Masked, Plan
from deid.engine.source import Source
from deid.errors import RefusedError
from deid.kernels.flow import in_order
from deid.release.names import Making, OpenSink, placed
from deid.release.prepare import Draft, Look, Looks, Prepared, look, settle
from deid.release.result import Result

Placed = tuple[pa.RecordBatch, int]
Step = tuple[pa.RecordBatch, Look | None, Masked, Part | None]


def release_ahead(
    source: Source, draft: Draft, open_sink: OpenSink
) -> tuple[Prepared, Result | None]:
    """Make the list of names of one channel while looking at it.

    Returns:
        What was decided, and the list made; without the list it must be made in a second pass.

    Raises:
        UsageError, RuleError, InputError: the run cannot be made.
        RefusedError: the list may not be posted like this.
    """
    batches = source.batches()
    first = list(islice(batches, 1))
    whole = Looks()
    for batch in first:
        whole.add(look(draft, batch))
    second = list(islice(batches, 1))
    assumed = _assume(source, draft, whole)
    if assumed is not None and second:
        assumed = _without_hits(assumed, first[0])
    rest = chain(second, batches)
    if assumed is None:
        for part in in_order(partial(look, draft), rest):
            whole.add(part)
        return settle(source, draft, whole), None
    making = Making(assumed, assumed.plan, open_sink)
    with Laid(assumed.plan.screen) as laid:
        work = partial(_step, draft, assumed.plan, laid if second else None)
        for batch, seen, masked, part in in_order(work, placed(chain(first, rest))):
            making.add(batch, masked)
            if seen is not None:
                whole.add(seen)
            if part is not None:
                laid.add(part)
        settled = settle(source, draft, whole)
        holds = not second or (_same(assumed, settled) and not laid.shared(settled.plan.screen))
    return settled, making.result(source, settled) if holds else None


def _assume(source: Source, draft: Draft, some: Looks) -> Prepared | None:
    """What the first batch would decide; None if it would refuse: the whole list may not."""
    try:
        return settle(source, draft, some)
    except RefusedError:
        return None


def _without_hits(assumed: Prepared, first: pa.RecordBatch) -> Prepared | None:
    """The plan that keeps back only rows with a reason of their own; None if that is not enough already."""
    plan = assumed.plan
    alone = replace(plan, screen=replace(plan.screen, hits={}))
    if plan.screen.hits and (plan.screen.codes(first) != alone.screen.codes(first)).any():
        return None
    return replace(assumed, plan=alone)


def _step(draft: Draft, plan: Plan, laid: Laid | None, one: Placed) -> Step:
    """Look at one batch (the first has been looked at), mask it, and say what to lay aside."""
    batch, before = one
    seen = look(draft, batch) if before else None
    masked = plan.mask(batch, before)
    return batch, seen, masked, laid.part(batch, masked.kept, masked.codes) if laid else None


def _same(assumed: Prepared, settled: Prepared) -> bool:
    """Whether the rows were masked as they should be, but for the households of rows kept back."""
    one, other = assumed.plan, settled.plan
    return (
        one.columns == other.columns
        and one.heads_only == other.heads_only
        and replace(one.screen, hits={}) == replace(other.screen, hits={})
        and assumed.place == settled.place
    )
