"""What is done to one part of a list, wherever it lies. All of it pickles; done twice, it says the same."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import numpy as np
import pyarrow as pa

from deid.engine.columns import Column
from deid.engine.plan import Plan
from deid.engines.batches import Sealed
from deid.engines.digests import Hits, classes_of, digests_of
from deid.engines.making import Made, Making, Suspects
from deid.engines.place import Place, scratch
from deid.io.aside import Aside
from deid.release.arrow_sinks import ParquetSink
from deid.release.counts import Counted, count_rows
from deid.release.prepare import Draft, Looks, Prepared, look
from deid.release.prove import Proof, ask
from deid.release.sinks import CsvSink, Sink
from deid.risk.leaks import Search


class Work(Protocol):
    """What an engine does to every part."""

    def __call__(self, part: int, batches: Iterable[Any]) -> Made:
        """Do it to the part of this number."""
        ...


class Surveyed(NamedTuple):
    """What a part shows: no cell of it, but what one file's profile holds (places, counties)."""

    seal: str
    rows: int
    looks: Looks
    hits: Hits


class Survey(msgspec.Struct, frozen=True):
    """The first pass: what the columns hold, and the households and persons of rows kept back."""

    draft: Draft

    def __call__(self, part: int, batches: Iterable[Any]) -> Made:
        """Look at every row of a part. Of households digests are told, and whether their head stands here."""
        del part
        looks, sealed = Looks(), Sealed(batches)
        for batch in sealed:
            looks.add(look(self.draft, batch))
        seen = looks.profile
        hits = digests_of(self.draft.screen, seen.hits)
        households = sorted(seen.households)
        heads = np.array([key in seen.headed for key in households], dtype=np.int64)
        keys = classes_of([pa.array(households, pa.string())])
        seen.hits, seen.households, seen.headed, seen.headed_01 = {}, set(), set(), set()
        return Made(Surveyed(sealed.seal, sealed.rows, looks, hits), keys, heads)


class Mask(msgspec.Struct, frozen=True):
    """The second pass: mask, write, read back, prove.

    Attributes:
        prepared: what was decided.
        before: part -> rows of the list before it.
        place: where the part's file goes.
        remember: whether the rows that were posted are to be told.
    """

    prepared: Prepared
    before: Mapping[int, int]
    place: Place
    remember: bool

    def __call__(self, part: int, batches: Iterable[Any]) -> Made:
        """Mask a part and leave its proven file in the folder aside."""
        with scratch() as room, Aside(Path(room) / "part") as aside:
            making = Making(self.prepared, self._sink(aside), self.before.get(part, 0))
            sealed = Sealed(batches)
            for batch in sealed:
                making.add(batch)
            proof, suspects = making.prove()
            written = None
            if proof.holds and (proof.rows or part == 0):
                written = self.place.put(part, aside.path)
        return making.made(sealed.seal, proof, suspects, written, remember=self.remember)

    def _sink(self, aside: Aside) -> Sink:
        released = self.prepared.plan.released
        names, headers = [one.name for one in released], [one.heading for one in released]
        kind = CsvSink if self.place.format == "csv" else ParquetSink
        return kind(aside, names, headers)


class Asked(NamedTuple):
    """What the search for hidden numbers found in a part."""

    seal: str
    proof: Proof


class Ask(msgspec.Struct, frozen=True):
    """The third pass, only where the output holds any long run or name: ask for everything hidden.

    Attributes:
        plan: what should have happened.
        search: the long runs of the whole output.
        suspects: part -> what could be hidden in its own rows.
    """

    plan: Plan
    search: Search
    suspects: Mapping[int, Suspects]

    def __call__(self, part: int, batches: Iterable[Any]) -> Made:
        """Search for the hidden numbers of a part in the whole output."""
        proof, sealed, before = Proof(), Sealed(batches), 0
        mine = self.suspects.get(part, {})
        for batch in sealed:
            here = {row - before: one for row, one in mine.items() if 0 <= row - before < batch.num_rows}
            one = Proof()
            every = np.ones(batch.num_rows, dtype=np.bool_)
            ask(self.plan, lambda: [batch], every, here, one, self.search)  # noqa: B023  called at once
            proof.hits += one.hits
            proof.row_hits.merge(one.row_hits.shifted(before))
            before += batch.num_rows
        return Made(Asked(sealed.seal, proof))


class Tallied(NamedTuple):
    """A part, counted."""

    seal: str
    counted: Counted


class Count(msgspec.Struct, frozen=True):
    """For channels that show counts only: the groups of a part."""

    prepared: Prepared
    by: list[Column]
    measures: list[Column]
    before: Mapping[int, int]

    def __call__(self, part: int, batches: Iterable[Any]) -> Made:
        """Count a part."""
        sealed = Sealed(batches)
        counted = count_rows(sealed, self.prepared, self.by, self.measures, self.before.get(part, 0))
        return Made(Tallied(sealed.seal, counted))
