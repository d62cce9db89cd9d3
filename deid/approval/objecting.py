"""Objections (异议) received while a list hangs: which release, due when, and what waits for them."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from deid.approval.draft import open_draft, refusal
from deid.detect import scan
from deid.errors import UsageError
from deid.ledger.entry import Entry, State
from deid.ledger.objections import Objection
from deid.ledger.store import Ledger
from deid.messages import problem
from deid.policy.loader import load_policy
from deid.policy.model import Period, Policy, Span
from deid.policy.periods import take_down
from deid.receipt import BESIDE
from deid.terms import Finding, Severity, finding

USUAL = Span(15, "working days")
"""How soon an objection is settled where the rule does not say."""
# A name or a sentence cannot be written with these; nor can an ID or a phone, see ``_file_no``.
_FILE_NO = re.compile(r"[A-Za-z0-9〔〕\[\]()（）\-/._第年号字异议信访案卷档]{1,32}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{9}", re.ASCII)
_HUNG = (State.CONFIRMED, State.WITHDRAWN)


class Received(msgspec.Struct, frozen=True):
    """An objection as it came in."""

    on: date
    via: str
    kind: str
    file_no: str


def release_of(book: Ledger, named: str) -> Entry:
    """The release a clerk means: its number in the ledger, or a receipt of it.

    Raises:
        UsageError: there is none, it never hung, or the receipt cannot be read.
    """
    if named.isascii() and named.isdigit() and len(named) < 10:  # noqa: PLR2004  no digest, no file
        entry = book.entry(int(named))
        if entry.state not in _HUNG:
            raise problem(UsageError, "objection.never_hung", number=entry.id)
        return entry
    path = Path(named)
    draft = open_draft(path, None if path.name.endswith(BESIDE) else path)
    wanted = (draft.sha256, draft.facts.notice, draft.facts.channel)
    found = [one for one in book.entries(*_HUNG) if (one.output_sha256, one.notice, one.channel) == wanted]
    if not found:
        raise problem(UsageError, "objection.no_release")
    return found[-1]


def object_to(
    book: Ledger, release: Entry, received: Received, rules: Sequence[Path] = ()
) -> tuple[Objection, list[Finding]]:
    """Write down an objection, with the day by which it has to be settled.

    Args:
        book: the ledger.
        release: what it is about.
        received: when and how it came in.
        rules: folders that add to or tighten the shipped rules.

    Raises:
        UsageError: the number of the paper file could hold a name or an identifier.
        RuleError: the rule of the release is wrong, so nobody knows when the answer is due.
    """
    _file_no(received.file_no)
    policy = _policy(release.notice, rules)
    answer = policy.objections.answer if policy else None
    due, provisional = take_down(Period(min=answer or USUAL), received.on)
    found = []
    if answer is None:
        found.append(finding("objection_due_unconfirmed", Severity.NOTE, count=USUAL.count))
    if provisional:
        found.append(finding("holiday_calendar_incomplete", Severity.NOTE))
    if release.posted_until and received.on > release.posted_until:
        found.append(finding("objection_late", Severity.NOTE, day=release.posted_until))
    objection = msgspec.convert(
        {
            "release": release.id,
            "received_on": received.on,
            "via": received.via,
            "kind": received.kind,
            "file_no": received.file_no,
            "due_on": due,
            "provisional": provisional,
        },
        Objection,
    )
    with book.writing():
        book.entry(release.id)
        return book.objections.add(objection), found


def _file_no(text: str) -> None:
    """Only the number of a file: no name, no telephone, no sentence."""
    number = any(char.isdigit() for char in text) and _FILE_NO.fullmatch(text) and not _DIGITS.search(text)
    if not number or scan.spans(text):
        raise problem(UsageError, "objection.file_no")


def _policy(notice: str, rules: Sequence[Path]) -> Policy | None:
    """The rule of a release, if it still is there.

    Raises:
        RuleError: it is wrong.
    """
    try:
        return load_policy(notice, rules)
    except UsageError:
        return None


def open_against(book: Ledger, release: Entry | None) -> list[Finding]:
    """A warning that a list is objected to: this release of it or an earlier one, in the same county."""
    if release is None:
        return []
    waiting = _waiting(book, (release.notice,), release.place)
    if not waiting:
        return []
    due = min(one.due_on for one in waiting)
    return [finding("objections_open", Severity.WARNING, count=len(waiting), day=due)]


def to_settle(book: Ledger, policy: Policy, place: str | None) -> list[Objection]:
    """Open objections to the lists that come before this one, in the same county."""
    first = policy.objections.settle_first
    return _waiting(book, first, place) if first else []


def _waiting(book: Ledger, notices: Sequence[str], place: str | None) -> list[Objection]:
    """Open objections to lists of some types; where a county is not known, it may be this one."""
    about = {
        one.id
        for one in book.entries(*_HUNG)
        if one.notice in notices and (one.place == place or None in (one.place, place))
    }
    return [one for one in book.objections.all(open_only=True) if one.release in about]


def need_settled(
    book: Ledger | None, policy: Policy, place: str | None, *, aside: bool
) -> tuple[int, list[Finding]]:
    """Make sure that no list is posted over an open objection to what it rests on (公示 → 公布).

    Args:
        book: the ledger.
        policy: the rule of the list that is to be posted.
        place: the county it is about.
        aside: the office says that nobody objected to is on the list.

    Returns:
        How many objections were set aside, and what there is to say about it.

    Raises:
        RefusedError: an objection is open and was not set aside.
    """
    if book is None:
        asked = policy.objections.settle_first and not aside
        return 0, [finding("objections_not_checked", Severity.NOTE)] if asked else []
    waiting = to_settle(book, policy, place)
    if not waiting:
        return 0, []
    due = min(one.due_on for one in waiting)
    if not aside:
        raise refusal(code="objections_first", count=len(waiting), day=due)
    return len(waiting), [finding("objections_aside", Severity.WARNING, count=len(waiting), day=due)]
