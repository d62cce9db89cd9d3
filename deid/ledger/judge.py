"""Judge a release together with every release before it, and write it down in the same breath."""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from deid.ledger.entry import Entry, State
from deid.ledger.everybody import Worst, worst
from deid.ledger.facts import Shown
from deid.ledger.persons import Persons
from deid.ledger.store import Ledger
from deid.ledger.union import People, Union
from deid.terms import MAX_ROWS

_NAMED = 5
"""So many earlier releases are named at most."""
COUNTING = (State.PENDING, State.CONFIRMED, State.WITHDRAWN)


class Verdict(msgspec.Struct):
    """What judging a release came to.

    Attributes:
        entry: the release as written, None if it was refused.
        count: posted rows below the floor because of this release; 1 where no person is on record.
        rows: the first of them, numbered from 1; empty where no person is on record.
        least: the fewest numbers that fit one of them; the floor or more is not told.
        earlier: the releases that together with this one take the worst row below the floor.
        unlinked: posted rows without a readable ID number.
        birthdays: the least number if ages widened to bands are compared from list to list; None: no matter.
    """

    entry: Entry | None = None
    count: int = 0
    rows: tuple[int, ...] = ()
    least: int | None = None
    earlier: tuple[str, ...] = ()
    unlinked: int = 0
    birthdays: int | None = None

    @property
    def refused(self) -> bool:
        """Whether the release may not be made."""
        return self.count > 0


Told = tuple[Entry, Shown]
"""A release, and what it shows in the case at hand."""


class _Case(msgspec.Struct):
    """One release to judge, and all that count."""

    entry: Entry
    earlier: list[Entry] = msgspec.field(default_factory=list)
    verdict: Verdict = msgspec.field(default_factory=Verdict)
    loose: bool | None = None

    def count(self, union: Union) -> npt.NDArray[np.int64]:
        return union.count(place=self.entry.place, as_of=self.entry.as_of)

    def everybody(self, *, dated: bool = False) -> tuple[Worst, list[Told]] | None:
        """The worst anybody, and the releases that count; age bands as of today, or ``dated`` as posted."""
        day = self.entry.as_of
        for place in self._places():
            told = [
                (one, one.shown if dated else one.shown.at(day))
                for one in self.earlier
                if one.place is None or one.place == place
            ]
            releases = {(shown, one.floor) for one, shown in told}
            found = worst(
                sorted(releases, key=lambda one: (one[0].as_bytes(), one[1])),
                self.entry.shown,
                place=place,
                as_of=day,
                floor=self.entry.floor,
            )
            if found:
                return found, told
        return None

    def _places(self) -> list[str | None]:
        """The county of the release; every county there is, where it is not known."""
        if self.entry.place is not None:
            return [self.entry.place]
        return [None, *sorted({one.place for one in self.earlier if one.place is not None})]


def judge(ledger: Ledger, entry: Entry, *, persons: Iterable[pa.Array] | None = None) -> Verdict:
    """Judge one release and write it as pending, unless it is refused: then nothing is written.

    Args:
        ledger: the ledger.
        entry: the release, with the facts its rule shows.
        persons: person keys of the posted rows, batch by batch, null where a row has none; None if the list
            holds no ID numbers.
    """
    with ledger.writing():
        same = ledger.same(entry)
        kept = entry.shown
        if same is not None:  # made again: one release, posted on two days
            path = same.output_path if same.state is State.CONFIRMED else entry.output_path
            known = max(same, entry, key=lambda one: one.as_of).shown.known  # who can be on either
            kept = replace(same.shown | entry.shown, known=known)
            entry = replace(entry, id=same.id, state=same.state, output_path=path, unlinked=same.unlinked)
            if same.posted:  # where it hangs, and until when, stays as it is
                entry = replace(
                    entry,
                    output_path=same.output_path,
                    posted_until=same.posted_until,
                    provisional=same.provisional,
                    receipt=same.receipt,
                )
        case = _Case(entry)
        if entry.form != "names" or not entry.rows_out:
            case.verdict.entry = ledger.write(replace(entry, shown=kept))
            return case.verdict
        case.earlier = [one for one in ledger.entries(*COUNTING) if one.form == "names"]
        if ledger.persons is None or persons is None:
            case.verdict.unlinked = entry.rows_out
            _judge_everybody(case)
        else:
            ledger.need_key()
            case.entry = ledger.write(entry)
            _judge_persons(case, ledger.persons, persons)
        if case.verdict.refused:
            ledger.undo()
        else:
            unlinked = max(entry.unlinked, case.verdict.unlinked)
            case.verdict.entry = ledger.write(replace(case.entry, shown=kept, unlinked=unlinked))
    return case.verdict


def _judge_everybody(case: _Case) -> None:
    """As if the same people were in all: without persons on record nobody can say otherwise."""
    found = case.everybody()
    if found is not None:
        case.verdict.count = 1
        _least(case, found[0].least, found[0].person, found[1])
    elif any(one.shown.ages for one in (*case.earlier, case.entry)):
        turned = case.everybody(dated=True)
        case.verdict.birthdays = turned[0].least if turned else None


def _judge_persons(case: _Case, known: Persons, batches: Iterable[pa.Array]) -> None:
    rows: list[int] = []
    posted = 0
    for keys in batches:
        distinct = pc.unique(keys.drop_null()).cast(pa.string())
        where = pc.index_in(keys.cast(pa.string()), distinct).cast(pa.int64())
        fallen = _judge_batch(case, known, distinct) if len(distinct) else np.zeros(0, dtype=np.bool_)
        loose = keys.null_count
        case.verdict.unlinked += loose
        lacking = np.zeros(1, dtype=np.bool_) if not loose else np.array([_loose(case)])
        hit = np.append(fallen, lacking)[pc.fill_null(where, len(distinct)).to_numpy(zero_copy_only=False)]
        rows += (np.flatnonzero(hit)[:MAX_ROWS] + 1 + posted).tolist()
        case.verdict.count += int(hit.sum())
        posted += len(keys)
    case.verdict.rows = tuple(rows[:MAX_ROWS])


def _loose(case: _Case) -> bool:
    """Whether rows without an ID number fall: each could be anybody."""
    if case.loose is None:
        found = case.everybody()
        case.loose = found is not None
        if found is not None:
            _least(case, found[0].least, found[0].person, found[1])
    return case.loose


def _judge_batch(case: _Case, known: Persons, distinct: pa.Array) -> npt.NDArray[np.bool_]:
    """Which of some people fall below the floor because of the release; all are written down."""
    people = People.of(distinct)
    codes, histories = known.seen([key.encode("ascii") for key in distinct.to_pylist()])
    member = {
        one.id: np.array([one.id in history for history in histories], dtype=np.bool_)[codes]
        for one in case.earlier
    }
    before = Union(people)
    told: dict[Shown, npt.NDArray[np.bool_]] = {}
    for one in case.earlier:
        for shown, where in _counts_for(case, one, member[one.id], people):
            told[shown] = told[shown] | where if shown in told else where
    for shown, where in told.items():
        before.add(shown, np.flatnonzero(where))
    after = before.grown(case.entry.shown, np.arange(len(people)))
    counts = case.count(after)
    low = np.flatnonzero(counts < case.entry.floor)
    fallen = np.zeros(len(people), dtype=np.bool_)
    if len(low):
        alone = Union(people)
        alone.add(case.entry.shown, np.arange(len(people)))
        fallen[low] = (case.count(before)[low] > counts[low]) & (case.count(alone)[low] > counts[low])
    if fallen.any():
        at = int(np.flatnonzero(fallen)[counts[fallen].argmin()])
        mine = [
            (one, shown)
            for one in case.earlier
            for shown, where in _counts_for(case, one, member[one.id], people)
            if where[at]
        ]
        _least(case, int(counts[at]), people.take(np.array([at])), mine)
    known.record(codes, histories, case.entry.id)
    return fallen


def _counts_for(
    case: _Case, one: Entry, member: npt.NDArray[np.bool_], people: People
) -> Iterable[tuple[Shown, npt.NDArray[np.bool_]]]:
    """For whom a release counts: who is on record in it and, if some rows are not, the rest of the county."""
    yield one.shown, member
    if one.unlinked and (one.place == case.entry.place or None in (one.place, case.entry.place)):
        yield one.shown.at(case.entry.as_of), people.possible(one.shown) & ~member


def _least(case: _Case, least: int, person: People, told: Sequence[Told]) -> None:
    if case.verdict.least is None or least < case.verdict.least:
        case.verdict.least = least
        case.verdict.earlier = _responsible(case, person, told)


def _responsible(case: _Case, person: People, told: Sequence[Told]) -> tuple[str, ...]:
    """The earlier releases that take a person below the floor, the most telling first."""
    left = {shown: one for one, shown in told}  # of those that show the same, the latest
    named: list[str] = []
    base = case.entry.shown
    while left and len(named) < _NAMED:
        trials = list(left)
        people = person.take(np.zeros(len(trials), dtype=np.int64))
        union = Union(people)
        union.add(base, np.arange(len(trials)))
        for at, shown in enumerate(trials):
            union.add(shown, np.array([at]))
        counts = case.count(union)
        best = int(counts.argmin())
        base = base | trials[best]
        named.append(left.pop(trials[best]).label)
        if counts[best] < case.entry.floor:
            break
    return tuple(named)
