"""Work on batches in several threads at once, answers in the order of the batches.

Arrow and numpy let go of the interpreter while they work, so threads use all cores. Few batches are under way
at a time, so that memory stays flat.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from deid.kernels.text import forget

if TYPE_CHECKING:
    from concurrent.futures import Future

Item = TypeVar("Item")
Made = TypeVar("Made")
_MOST = 8
"""More threads would hold more batches than memory is meant to."""


def threads() -> int:
    """How many threads work on batches: as many as Arrow uses (``pyarrow.set_cpu_count``), at most 8."""
    return min(int(pa.cpu_count()), _MOST)


def in_order(work: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """``work`` of every item, in the order of the items; errors come out where the answer would have.

    ``items`` are taken in the caller's thread, at most two more than there are threads ahead of the answers.

    >>> list(in_order(abs, [-1, -2, 3]))
    [1, 2, 3]
    """
    coming = iter(items)
    first = next(coming, None)
    second = next(coming, None)
    count = threads()
    if second is None or first is None or count == 1:
        for one in (first, second):
            if one is not None:
                yield work(one)
        yield from map(work, coming)
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  small lists need no threads

    with ThreadPoolExecutor(count) as pool:
        waiting: deque[Future[Made]] = deque(pool.submit(_once, work, one) for one in (first, second))
        try:
            for item in coming:
                waiting.append(pool.submit(_once, work, item))
                if len(waiting) > count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for late in waiting:
                late.cancel()


def _once(work: Callable[[Item], Made], item: Item) -> Made:
    """Do the work; what was remembered of the batch's columns is of no use to the next."""
    try:
        return work(item)
    finally:
        forget()
