"""The look at a list's quality on its way through a release; a fault in it stops nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from deid.engine.columns import Columns, assign, maps_here, promote
from deid.engine.compile import Wish, judge_content, make_screen, settled
from deid.engine.profile import profile
from deid.engine.screen import NONE
from deid.engine.source import Source
from deid.io.known import open_known
from deid.policy.withhold import load_reasons
from deid.quality import Earlier, Mark, Quality, compare
from deid.quality.look import Seen, View
from deid.release.prepare import Prepared

_FAULTS = (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError, pa.ArrowException)


class Looked:
    """A list whose first whole pass from now on is looked at, where that is asked for."""

    def __init__(self, source: Source, prepared: Prepared) -> None:
        self._source, self._prepared = source, prepared
        self._now: Quality | None = None
        self._done: Quality | None = None
        self._totals: list[object] = []
        self._fault = ""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  everything else is the list's
        return getattr(self._source, name)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The list's batches."""
        if self._done is not None or self._fault or not self._prepared.order.quality:
            yield from self._source.batches()
            return
        self.begin()
        for batch in self._source.batches():
            self.look(batch)
            yield batch
        self.end()

    def begin(self) -> None:
        """A whole pass begins."""
        self._totals = list(getattr(self._source, "totals", ()))
        self._now = self._guarded(lambda: Quality(_view(self._source, self._prepared)))

    def look(self, batch: pa.RecordBatch) -> None:
        """Look at the batch that follows."""
        self.take(self.see(batch))

    def see(self, batch: pa.RecordBatch) -> Seen | None:
        """Look at one batch by itself; any thread may."""
        now = self._now
        if now is None or self._fault:
            return None
        found: Seen | None = self._guarded(lambda: now.see(batch))
        return found

    def take(self, seen: Seen | None) -> None:
        """Take what the batch that follows shows."""
        now = self._now
        if now is not None and seen is not None and not self._fault:
            self._guarded(lambda: now.take(seen))

    def end(self) -> None:
        """The pass is over. Where only now totals are known to compare with, another pass looks at them."""
        if list(getattr(self._source, "totals", ())) == self._totals:
            self._done = self._now
            return
        for _ in self.batches():
            pass

    def marks(self) -> tuple[Mark, ...]:
        """What the pass came to, and what changed since last time.

        Raises:
            InputError: last time's list cannot be read.
        """
        return (*self._noticed(), *_since_last(self._source, self._prepared))

    def _noticed(self) -> list[Mark]:
        done = self._done
        found = self._guarded(lambda: done.marks(self._prepared.place)) if done and not self._fault else None
        if self._fault:
            return [Mark("quality_failed", facts={"kind": self._fault})]
        return found or []

    def _guarded(self, work: Callable[[], Any]) -> Any:  # noqa: ANN401  whatever the work gives
        try:
            return work()
        except _FAULTS as fault:
            self._fault = type(fault).__name__  # its text may quote a cell
        return None


def _view(source: Source, prepared: Prepared) -> View:
    ages = prepared.policy.implies.get("age")
    return View(
        columns=prepared.columns,
        fields=prepared.fields,
        screen=prepared.plan.screen,
        as_of=prepared.as_of,
        ages=(int(ages[0]), int(ages[1])) if ages else None,
        deceased=load_reasons(prepared.order.rules).get("deceased"),
        totals=getattr(source, "totals", ()),
    )


def _since_last(source: Source, prepared: Prepared) -> list[Mark]:
    """What changed since the list of ``order.last``.

    Raises:
        InputError: it cannot be read.
    """
    path = prepared.order.last
    if path is None or prepared.channel.form != "names":
        return []
    earlier = _earlier(open_known(path, prepared.order.rules), prepared)
    plan, screen, before = prepared.plan, prepared.plan.screen, 0
    codes = []
    for batch in source.batches():
        codes.append(plan.keep(batch, before)[1])
        before += batch.num_rows
    decided = np.zeros(before, dtype=np.bool_)
    rows = np.array([row for row in screen.decisions if 0 < row <= before], dtype=np.int64)
    decided[rows - 1] = True
    every = np.concatenate(codes) if codes else np.zeros(0, dtype=np.uint8)
    return compare(source, prepared.columns, every, decided, earlier)


def _earlier(source: Source, prepared: Prepared) -> Earlier:
    """Last time's list read by the same rule: whom it keeps back was not shown then either."""
    order, policy = prepared.order, prepared.policy
    maps = maps_here(source.headers, order.maps)
    columns = promote(assign(source.headers, prepared.fields, maps), policy)
    reasons = load_reasons(order.rules)
    screen = make_screen(policy, reasons, columns, Wish(as_of=prepared.as_of))
    shapes = profile(source.batches(), columns.items, {}, screen)
    judged: Columns = judge_content(columns, shapes)
    screen = replace(settled(screen, judged, shapes), assume_adult=not screen.can_tell_age)
    shown, before = [], 0
    for batch in source.batches():
        shown.append(screen.codes(batch, before) == NONE)
        before += batch.num_rows
    return Earlier(source, judged, np.concatenate(shown) if shown else np.zeros(0, dtype=np.bool_))
