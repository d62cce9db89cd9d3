"""One list judged: every batch looked at once, then the findings, worst first."""

from collections import deque
from collections.abc import Iterator
from itertools import chain

import pyarrow as pa

from deid.checking.against import compare
from deid.checking.asked import Asked, Verdict
from deid.checking.looking import Looking
from deid.checking.marks import Marks
from deid.checking.verdict import findings_of, kinds_of, least_of
from deid.io.source import Source
from deid.terms import Severity

_ROWS = 1 << 16
_THREADS = 2
"""Batches looked at side by side; Arrow's kernels run outside Python's lock."""
_GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def examine(source: Source, asked: Asked) -> Verdict:
    """Judge one list (公示前检查).

    Raises:
        InputError: it cannot be read to its end.
    """
    looking = Looking(source, asked)
    for marks in _glances(looking, _gathered(source.batches())):
        looking.marks.merge(marks)
    found = [*source.findings, *findings_of(looking)]
    against = looking.marks.like()
    if asked.raw is not None:
        found += compare(source, asked.raw, asked, against)
    if asked.seen is not None:
        asked.seen(looking, against)
    found.sort(key=lambda item: _GRAVITY.index(item.severity))
    return Verdict(tuple(found), looking.marks.seen, kinds_of(looking), least_of(looking))


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Small batches put together: every search has to be prepared anew for each."""
    some: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        some.append(batch)
        rows += batch.num_rows
        if rows >= _ROWS:
            yield from pa.Table.from_batches(some).combine_chunks().to_batches()
            some, rows = [], 0
    if some:
        yield from pa.Table.from_batches(some).combine_chunks().to_batches()


def _glances(looking: Looking, batches: Iterator[pa.RecordBatch]) -> Iterator[Marks]:
    """What each batch shows, in file order: one is read while others are looked at."""
    first, second = next(batches, None), next(batches, None)
    if first is not None:
        yield looking.glance(first, full_name=looking.ready(first))
    if second is None:
        return
    from concurrent.futures import Future, ThreadPoolExecutor  # noqa: PLC0415  long lists only

    waiting: deque[Future[Marks]] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        for batch in chain([second], batches):
            waiting.append(pool.submit(looking.glance, batch, full_name=looking.ready(batch)))
            if len(waiting) > _THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
