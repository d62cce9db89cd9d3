"""What a ledger answers: what is due, what is handed over, the year's figures, what may be removed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import msgspec

from deid.ledger.entry import Entry, State
from deid.ledger.objections import KINDS, OUTCOMES, Objection
from deid.ledger.store import Ledger
from deid.policy.periods import working_day

HANDOVER_DAYS = (5, 20)
COPIES = 2
KEPT_YEARS = 3
_PUBLIC = "全社会"
_ONE = timedelta(days=1)
_UP = (State.PENDING, State.CONFIRMED)


class Due(msgspec.Struct, frozen=True):
    """What an office has to do: post, refresh, take down, account for pending releases, settle objections."""

    post_by: tuple[Entry, ...]
    refresh: tuple[Entry, ...]
    take_down: tuple[Entry, ...]
    pending: tuple[Entry, ...]
    objections: tuple[Objection, ...]


def due(ledger: Ledger, as_of: date) -> Due:
    """What is due on a day.

    A list whose file stands is taken to be posted, so only coming days of ``post_by`` are told of it; of a
    list that is still pending, past ones too. Of a list posted anew only the latest is to be refreshed.
    """
    up = ledger.entries(*_UP)
    latest = {(e.notice, e.channel, e.place): e.as_of for e in up}  # entries come in the order of their days
    return Due(
        post_by=tuple(e for e in up if e.publish_by and (e.publish_by >= as_of or e.state is State.PENDING)),
        refresh=tuple(
            e
            for e in up
            if e.refresh_by and e.refresh_by <= as_of and e.as_of == latest[e.notice, e.channel, e.place]
        ),
        take_down=tuple(
            e for e in up if e.state is State.CONFIRMED and e.posted_until and e.posted_until <= as_of
        ),
        pending=tuple(e for e in up if e.state is State.PENDING),
        objections=tuple(one for one in ledger.objections.all(open_only=True) if one.received_on <= as_of),
    )


class Handover(msgspec.Struct, frozen=True):
    """A handover to archive and library.

    Attributes:
        day: the working day it takes place.
        provisional: the holiday calendar does not reach that day.
        since: releases after this day belong to it.
        whole: releases handed over themselves.
        others: of the rest, title and channel with their number.
    """

    day: date
    provisional: bool
    since: date
    whole: tuple[Entry, ...]
    others: tuple[tuple[str, str, int], ...]


def handover(ledger: Ledger, as_of: date) -> Handover:
    """The next handover on or after a day: the 5th and the 20th, or the first working day behind them.

    Handed over whole is what everybody may see and what is still posted on that day; lists for a village
    and lists whose period is over leave the office as title and number only. What was given to an applicant
    stays with the office.
    """
    planned = _planned(as_of - timedelta(days=31), as_of + timedelta(days=31))
    moved = [_moved(day) for day in planned]
    at = next(i for i, (day, _) in enumerate(moved) if day >= as_of)
    (day, provisional), since = moved[at], moved[at - 1][0]
    made = ledger.entries(State.CONFIRMED, State.WITHDRAWN)
    fresh = [e for e in made if since < e.as_of <= day and e.request is None]
    whole = [e for e in fresh if _stands(e, day)]
    rest = Counter((e.title, e.channel) for e in fresh if not _stands(e, day))
    others = tuple((title, channel, count) for (title, channel), count in sorted(rest.items()))
    return Handover(day, provisional, since, tuple(whole), others)


def _stands(entry: Entry, day: date) -> bool:
    running = entry.posted_until is None or entry.posted_until >= day
    return entry.audience == _PUBLIC and entry.state is State.CONFIRMED and running


def _planned(first: date, last: date) -> list[date]:
    days = (first + number * _ONE for number in range((last - first).days + 1))
    return [day for day in days if day.day in HANDOVER_DAYS]


def _moved(day: date) -> tuple[date, bool]:
    """The first working day from a day on, and whether the calendar is known that far."""
    provisional = False
    while True:
        works, known = working_day(day)
        provisional = provisional or not known
        if works:
            return day, provisional
        day += _ONE


def stats(ledger: Ledger, as_of: date) -> dict[str, Any]:
    """The figures of the year of a day, up to that day, for the annual report."""
    made = [
        e
        for e in ledger.entries(State.CONFIRMED, State.WITHDRAWN)
        if e.as_of.year == as_of.year and e.as_of <= as_of
    ]
    ended = [e for e in ledger.entries(State.WITHDRAWN) if e.ended_on and e.ended_on.year == as_of.year]
    return {
        "year": as_of.year,
        "releases": len(made),
        "names": sum(e.form == "names" for e in made),
        "aggregate": sum(e.form == "aggregate" for e in made),
        "rows": sum(e.rows_out for e in made if e.form == "names"),
        "by_notice": [
            {"notice": notice, "title": title, "channel": channel, "audience": audience, **_sums(entries)}
            for (notice, title, channel, audience), entries in _grouped(made)
        ],
        "withdrawn": len(ended),
        "on_time": sum(not e.posted_until or _day(e.ended_on) <= e.posted_until + _ONE for e in ended),
        "overdue": sum(
            bool(e.posted_until and e.posted_until < as_of) for e in ledger.entries(State.CONFIRMED)
        ),
        "objections": _objected(ledger.objections.all(), as_of),
    }


def _objected(objections: Iterable[Objection], as_of: date) -> dict[str, Any]:
    """The year's objections: by kind and outcome, settled in time, still open, overdue."""
    mine = [one for one in objections if one.received_on.year == as_of.year and one.received_on <= as_of]
    settled = [one for one in mine if one.closed_on and one.closed_on <= as_of]
    return {
        "received": len(mine),
        "kinds": {kind: sum(one.kind == kind for one in mine) for kind in KINDS},
        "outcomes": {outcome: sum(one.outcome == outcome for one in settled) for outcome in OUTCOMES},
        "in_time": sum(not one.overdue(as_of) for one in settled),
        "open": len(mine) - len(settled),
        "overdue": sum(one not in settled and one.due_on < as_of for one in mine),
    }


def _day(day: date | None) -> date:
    return day or date.max


def _sums(entries: list[Entry]) -> dict[str, int]:
    return {"releases": len(entries), "rows": sum(e.rows_out for e in entries if e.form == "names")}


def _grouped(entries: Iterable[Entry]) -> list[tuple[tuple[str, str, str, str], list[Entry]]]:
    groups: dict[tuple[str, str, str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.notice, entry.title, entry.channel, entry.audience), []).append(entry)
    return sorted(groups.items())


def old(ledger: Ledger, as_of: date) -> list[Entry]:
    """Releases that were taken down or discarded three years before a day, or earlier.

    A list nobody said was taken down may still hang somewhere: it stays. So does one that is objected to.
    """
    limit = _years_before(as_of)
    open_ = {one.release for one in ledger.objections.all(open_only=True)}
    ended = ledger.entries(State.DISCARDED, State.WITHDRAWN)
    return [e for e in ended if e.ended_on and e.ended_on <= limit and e.id not in open_]


def _years_before(day: date) -> date:
    try:
        return day.replace(year=day.year - KEPT_YEARS)
    except ValueError:  # 29 February
        return day.replace(year=day.year - KEPT_YEARS, day=28)


def purge(ledger: Ledger, as_of: date) -> int:
    """Remove what ``old`` tells; how many."""
    with ledger.writing():
        gone = [entry.id for entry in old(ledger, as_of)]
        ledger.remove(gone)
    return len(gone)
