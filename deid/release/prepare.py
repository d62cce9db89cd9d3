"""Everything that is decided before a cell is masked: rule, channel, columns, profile, plan."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec.structs import replace

from deid.days import of_ages
from deid.engine.columns import Columns, assign, promote, with_known
from deid.engine.compile import Wish, accept_kinds, compile_plan, judge_content, make_screen
from deid.engine.plan import Plan
from deid.engine.profile import MAX_PLACES, Profile, profile_batch
from deid.engine.screen import Screen
from deid.engine.source import Source
from deid.errors import RefusedError, UsageError
from deid.io.cells import shown_rows
from deid.kernels.flow import in_order
from deid.messages import problem, say
from deid.policy.fields import Fields, load_fields
from deid.policy.headers import fingerprint, looks_like_header
from deid.policy.model import Channel, Policy
from deid.policy.office import NOTHING, Office, load_office, recall
from deid.policy.withhold import Reason, load_reasons
from deid.release.choosing import choose
from deid.release.fitting import nearest_told
from deid.release.order import Order
from deid.release.secrecy import Marks, marks_of
from deid.terms import Finding, Severity, finding


class _Decided(msgspec.Struct, frozen=True):
    order: Order
    policy: Policy
    channel: Channel
    fields: Fields
    office: Office | None
    as_of: date
    columns: Columns
    findings: tuple[Finding, ...]


class Draft(_Decided, frozen=True):
    """What is decided about a list before a row of it is looked at."""

    screen: Screen
    accept: Mapping[int, str]


class Prepared(_Decided, frozen=True):
    """A list and everything decided about it."""

    plan: Plan
    seen: Profile
    place: str | None
    protected: int = 0
    """How many people the competent office asked to keep off."""


CODE = 6
"""Digits of a county code (GB/T 2260)."""


def prepare(source: Source, order: Order) -> Prepared:
    """Read the list once and decide everything.

    Raises:
        UsageError, RuleError, InputError: the run cannot be made.
        RefusedError: the list may not be posted like this.
    """
    return decide(source, make_draft(source, order))


def decide(source: Source, draft: Draft) -> Prepared:
    """Read the list once and decide what its headers left open.

    Raises:
        UsageError, InputError: the run cannot be made.
        RefusedError: the list may not be posted like this.
    """
    whole = Looks()
    for part in in_order(partial(look, draft), source.batches()):
        whole.add(part)
    prepared = settle(source, draft, whole)
    if draft.order.request is None:
        return prepared
    from deid.release.request import with_consent  # noqa: PLC0415  few runs are for an applicant

    return with_consent(source, prepared)


def make_draft(source: Source, order: Order) -> Draft:
    """Decide what can be decided by the headers alone.

    Raises:
        UsageError, RuleError: the run cannot be made.
        RefusedError: no such list may be posted there.
    """
    office = load_office(order.office) if order.office else None
    if order.request is not None:
        from deid.release.request import check_request  # noqa: PLC0415  few runs are for an applicant

        check_request(order)
    with nearest_told(source, order):
        policy, channel = choose(order)
    fields, reasons = load_fields(order.rules), load_reasons(order.rules)
    maps = recall(order.office, fingerprint(source.headers)) if order.office else {}
    found: list[Finding] = []
    recalled = len(maps.keys() - order.maps.keys())
    if recalled:
        found.append(finding("map_remembered", Severity.NOTE, count=recalled))
    maps = {**maps, **order.maps}
    if channel.form == "names":
        _refuse_telling_names([*source.title, source.file_name, *order.names], reasons)
    columns = promote(assign(source.headers, fields, maps), policy)
    columns = with_known(columns, office.known if office else NOTHING)
    day = order.day
    wish, doubts = _wish(order, day, source, reasons, fields)
    found += doubts
    screen = make_screen(policy, reasons, columns, wish)
    accept = accept_kinds(policy, channel.name, columns, fields)
    return Draft(order, policy, channel, fields, office, day, columns, tuple(found), screen, accept)


class Look(NamedTuple):
    """What one batch shows."""

    profile: Profile
    marks: dict[int, npt.NDArray[np.int64]]


def look(draft: Draft, batch: pa.RecordBatch) -> Look:
    """Look at one batch; any thread may."""
    return Look(profile_batch(batch, draft.columns.items, draft.accept, draft.screen), marks_of(batch))


class Looks:
    """What the batches of a list show, in their order."""

    def __init__(self) -> None:
        self.profile, self.marks = Profile(), Marks()

    def add(self, part: Look) -> None:
        """Take the next batch."""
        self.marks.take(part.marks, part.profile.rows)
        self.profile.merge(part.profile)

    def merge(self, later: "Looks") -> None:
        """Add what the rows that follow show."""
        self.marks.merge(later.marks)
        self.profile.merge(later.profile)


def settle(source: Source, draft: Draft, whole: Looks) -> Prepared:
    """Decide everything else.

    Raises:
        UsageError: the run cannot be made.
        RefusedError: the list may not be posted like this.
    """
    order, policy, channel, fields, seen = (
        draft.order,
        draft.policy,
        draft.channel,
        draft.fields,
        whole.profile,
    )
    whole.marks.refuse(source, draft.columns.items)
    columns = judge_content(draft.columns, seen)
    found = [*source.findings, *draft.findings, *columns.findings]
    with nearest_told(source, order):
        plan, more = compile_plan(policy, channel.name, columns, fields, draft.screen, seen)
    found += more
    if order.request is not None:
        from deid.release.request import unasked  # noqa: PLC0415  few runs are for an applicant

        plan = unasked(plan)
    place, why = _place(order, draft.office, seen)
    found += why
    named = next((one.count for one in source.findings if one.code == "village_rows"), 0)
    found += _scope(order, channel, max(named, min(len(seen.villages), MAX_PLACES)), columns)
    found += _assessed(draft.office, policy, channel)
    asked = len(draft.screen.protected)
    return Prepared(
        *(order, policy, channel, fields, draft.office, draft.as_of, columns, tuple(found)),
        *(plan, seen, place, asked),
    )


def _wish(
    order: Order, day: date, source: Source, reasons: dict[str, Reason], fields: Fields
) -> tuple[Wish, list[Finding]]:
    """What the office itself knows about people, beside the list."""
    wish, doubts = Wish(as_of=of_ages(day)), list[Finding]()
    if wish.as_of < day:
        doubts.append(finding("far_ahead", Severity.WARNING, counted=wish.as_of.isoformat()))
    if order.protect is not None:
        from deid.release.people import read_protected  # noqa: PLC0415  few runs need it

        people = read_protected(order.protect, lambda text: looks_like_header(text, fields))
        wish = replace(wish, protected=people.keys, check_protected=True)
        if people.doubtful:
            count, lines = len(people.doubtful), shown_rows(list(people.doubtful), len(people.doubtful))
            doubts.append(finding("protect_doubtful", Severity.WARNING, count=count, lines=lines))
    if order.decide is not None:
        from deid.release.decided import mark_of, read_decisions  # noqa: PLC0415  few runs need it

        wish = replace(wish, decisions=read_decisions(order.decide, reasons, lambda: mark_of(source)))
    return wish, doubts


def _refuse_telling_names(seen: list[str], reasons: dict[str, Reason]) -> None:
    """A title that names an illness makes everybody on the list one who has it."""
    for reason in reasons.values():
        if reason.searchable and reason.titles_hit(seen):
            found = finding("membership-sensitive", Severity.ERROR, reason=reason.title)
            raise RefusedError(
                say("refused.membership", reason=reason.title), code="membership-sensitive", findings=(found,)
            )


def _assessed(office: Office | None, policy: Policy, channel: Channel) -> Iterable[Finding]:
    """Whoever publishes personal information has assessed it before (个人信息保护影响评估)."""
    if office is None or channel.form != "names" or policy.notice in office.pia:
        return []
    return [finding("pia_missing", Severity.WARNING, title=policy.title, notice=policy.notice)]


def _place(order: Order, office: Office | None, seen: Profile) -> tuple[str | None, list[Finding]]:
    told = order.place or (office.county if office else None)
    if told:
        if not (told.isascii() and told.isdigit() and len(told) == CODE):
            raise problem(UsageError, "usage.county")
        return told, []
    if not seen.counties:
        return None, []
    code = max(sorted(seen.counties), key=lambda key: seen.counties[key])
    return code, [finding("place_assumed", Severity.NOTE, place=code)]


def _scope(order: Order, channel: Channel, several: int, columns: Columns) -> Iterable[Finding]:
    if channel.scope != "village" or channel.form != "names" or order.split:
        return []
    if several <= 1:
        told = columns.of("village", "group", "town")
        return [] if told else [finding("no_village_column", Severity.WARNING)]
    if order.whole:
        return [finding("whole_list", Severity.WARNING, count=several)]
    found = finding("several_villages", Severity.ERROR, count=several)
    raise RefusedError(
        say("refused.several_villages", count=several), code="several_villages", findings=(found,)
    )
