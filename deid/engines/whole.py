"""One release of a list that lies in parts: two passes over them, and everything else once, in between."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec
import pyarrow as pa
from msgspec.structs import replace

from deid.engine.columns import Column
from deid.engine.plan import Plan
from deid.engine.profile import Profile
from deid.engines.digests import Hits, join_hits, remote
from deid.engines.joining import Joined, join
from deid.engines.parts import Ask, Count, Mask, Survey, Surveyed, Work
from deid.engines.place import Place, Written, scratch
from deid.errors import DeidError, InputError, RefusedError
from deid.io.aside import Aside
from deid.messages import problem
from deid.release.arrow_sinks import ParquetSink
from deid.release.counts import Counted, release_counts
from deid.release.figures import names_masked
from deid.release.order import Order
from deid.release.prepare import Draft, Looks, Prepared, make_draft, settle
from deid.release.prove import search_for
from deid.release.run import Outcome, conclude, refused
from deid.release.sample import Sample
from deid.release.sinks import CsvSink, Sink

if TYPE_CHECKING:
    from deid.terms import Finding


class Sums(NamedTuple):
    """The counts of all digests after adding them up: the fewest, and how many came to 1 and to 0."""

    least: int = 0
    ones: int = 0
    zeros: int = 0


class Engine(Protocol):
    """What Spark, Dask, or a plain loop has to offer."""

    def run(self, work: Work, *, sums: bool = False) -> tuple[list[Any], Sums]:
        """Do the work to every part: what each told, in their order, and the sums if they are wanted."""
        ...

    def stream(self, columns: frozenset[int]) -> Iterator[pa.RecordBatch]:
        """The rows of all parts in their order, with these columns filled only."""
        ...


class Parts:
    """A list that lies elsewhere, as far as a release asks for it here."""

    def __init__(self, engine: Engine, headers: Sequence[str]) -> None:
        self._engine = engine
        self.headers = list(headers)
        self.title: list[str] = []
        self.file_name = "data"
        self.findings: list[Finding] = []
        self.seal = ""
        self.wanted: frozenset[int] = frozenset()

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, read through this machine, with the wanted columns only."""
        yield from self._engine.stream(self.wanted)

    def sha256(self) -> str:
        """Digest of the digests of all parts, in their order."""
        return self.seal


class Stood(msgspec.Struct):
    """What is known after the first pass, besides what was decided."""

    seals: list[str]
    before: dict[int, int]
    rows: int


class Release(NamedTuple):
    """A release, its files in the folder aside, and the list as the ledger may ask for it."""

    outcome: Outcome
    files: list[Written]
    source: Parts


def release_parts(
    engine: Engine, headers: Sequence[str], order: Order, place: Place, *, remember: bool
) -> Release:
    """Make one release of a list in parts; its files stay aside.

    Args:
        engine: reaches the parts.
        headers: the list's headers.
        order: what is asked.
        place: where the files go.
        remember: whether the ledger will ask who was posted.

    Raises:
        UsageError, RuleError, InputError: the run could not be made.
    """
    source = Parts(engine, headers)
    files: list[Written] = []
    try:
        draft = make_draft(source, order)
        prepared, stood = _survey(engine, source, draft)
        if prepared.channel.form == "names":
            joined = _mask(engine, prepared, stood, place, remember=remember)
            files, result = joined.files, joined.result
        else:

            def count(prepared: Prepared, by: list[Column], measures: list[Column]) -> Counted:
                return _count(engine, prepared, stood, by, measures)

            table = _Table(place)
            result = release_counts(source, prepared, table.open, count)
            files = table.put()
            result = replace(result, sha256=_digest(place, files))
    except RefusedError as refusal:
        return Release(refused(source, order, refusal), [], source)
    return Release(conclude(source, prepared, result, Sample()), files, source)


def _run(engine: Engine, work: Work, *, sums: bool = False) -> tuple[list[Any], Sums]:
    """Do the work to every part; an error of ours that no second try would mend comes back as an answer."""
    told, added = engine.run(work, sums=sums)
    for one in told:
        if isinstance(one, DeidError):
            raise one
    return told, added


def _survey(engine: Engine, source: Parts, draft: Draft) -> tuple[Prepared, Stood]:
    """The first pass, and what it decides."""
    grouped = draft.screen.group_column() is not None
    bare = replace(draft, order=Order(draft.order.notice), office=None, screen=remote(draft.screen, {}))
    parts, sums = _run(engine, Survey(bare), sums=grouped)
    looks, hits, stood = Looks(), Hits(), Stood([], {}, 0)
    for number, part in enumerate(parts):
        assert isinstance(part, Surveyed)
        stood.before[number] = stood.rows
        stood.rows += part.rows
        stood.seals.append(part.seal)
        looks.merge(part.looks)
        join_hits(hits, part.hits)
    source.seal = _joint(stood.seals)
    if grouped and looks.profile.codes >= {"01", "02"}:  # then 02 heads nobody, which no part could know
        bare = replace(bare, screen=replace(bare.screen, has_01=True))
        _, sums = _run(engine, Survey(bare), sums=True)
    # Households without a head are only counted, so their places are taken by numbers.
    looks.profile.households = set(map(str, range(sums.zeros))) if grouped else set()
    prepared = settle(source, draft, looks)
    screen = remote(prepared.plan.screen, prepared.plan.screen.placed(hits))
    plan = replace(_unnumbered(prepared.plan), screen=screen)
    return replace(prepared, plan=plan), stood


def _unnumbered(plan: Plan) -> Plan:
    """A plan that drops 序号: no part knows how many rows are posted before it."""
    return replace(
        plan,
        columns=tuple(
            replace(column, action="drop") if column.action == "number" else column for column in plan.columns
        ),
    )


def _sent(prepared: Prepared) -> Prepared:
    """What the parts are told: no key, no path, and nothing of the profile."""
    return replace(prepared, order=Order(prepared.order.notice), office=None, seen=Profile(), findings=())


def _mask(engine: Engine, prepared: Prepared, stood: Stood, place: Place, *, remember: bool) -> Joined:
    """The second pass, the third where it is needed, and the sum of them."""
    sent = _sent(prepared)
    made, sums = _run(engine, Mask(sent, stood.before, place, remember), sums=names_masked(prepared))
    _same(stood, made)
    suspects = {number: part.suspects for number, part in enumerate(made) if part.suspects}
    asked: list[Any] = []
    search = search_for(sent.plan, (one for found in suspects.values() for one in found.values()))
    if suspects or search:
        asked, _ = _run(engine, Ask(sent.plan, search, suspects))
        _same(stood, asked)
    joined = join(prepared, made, [one.proof for one in asked], sums)
    return joined._replace(result=replace(joined.result, sha256=_digest(place, joined.files)))


def _count(
    engine: Engine, prepared: Prepared, stood: Stood, by: list[Column], measures: list[Column]
) -> Counted:
    """The second pass of a channel that shows counts only."""
    made, _ = _run(engine, Count(_sent(prepared), by, measures, stood.before))
    _same(stood, made)
    whole = Counted({}, 0, 0)
    for part in made:
        for key, group in part.counted.groups.items():
            if key in whole.groups:
                whole.groups[key].add(group)
            else:
                whole.groups[key] = group
        whole = Counted(whole.groups, whole.rows + part.counted.rows, whole.members + part.counted.members)
    return whole


def _same(stood: Stood, parts: Sequence[Any]) -> None:
    """Refuse a list that reads differently from pass to pass.

    Raises:
        InputError: it does.
    """
    seals = [part.seal for part in parts]
    for number in range(max(len(seals), len(stood.seals))):
        if seals[number : number + 1] != stood.seals[number : number + 1]:
            raise problem(InputError, "engine.changed", part=number)


def _joint(digests: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _digest(place: Place, files: list[Written]) -> str:
    """The digest of a release: of its manifest, which holds the digest of every file."""
    return hashlib.sha256(place.manifest(files)).hexdigest()


class _Table:
    """The one file of a release that shows counts."""

    def __init__(self, place: Place) -> None:
        self._place, self._room = place, scratch()
        self._aside: Aside | None = None

    def open(self, names: list[str], headers: list[str]) -> Sink:
        self._aside = Aside(Path(self._room.name) / "part")
        kind = CsvSink if self._place.format == "csv" else ParquetSink
        return kind(self._aside, names, headers)

    def put(self) -> list[Written]:
        assert self._aside is not None
        with self._room, self._aside:
            return [self._place.put(0, self._aside.path)]
