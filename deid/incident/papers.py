"""Drafts of what has to be written: the office fills in what only it knows. No cell of a list is in them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from deid.incident.kinds import Kind
from deid.incident.look import Incident
from deid.incident.words import Table, duty_rows, kind_rows, line_rows
from deid.messages import say
from deid.pages.heading import day
from deid.policy.fields import Fields, load_fields
from deid.policy.model import Policy
from deid.policy.office import Office
from deid.policy.withhold import Reason, load_reasons
from deid.rulebook.wording import blank, channel_title

_PRIVATE = frozenset({"word", "withheld", "title"})
"""What a letter may not name, because whoever sees the envelope would know."""
_HARM = (
    ("ids", frozenset({"resident_id", "disability_card", "student_number", "subject.id"})),
    ("money", frozenset({"bank_card", "bank_account", "account_holder.id"})),
    ("calls", frozenset({"phone"})),
)


class Paper(msgspec.Struct, frozen=True):
    """One draft: a title, paragraphs and tables in order, who signs."""

    name: str
    title: str
    parts: tuple[str | Table, ...]
    signature: tuple[str, ...]


class Case(msgspec.Struct, frozen=True):
    """An incident, and what rule and office say of it."""

    incident: Incident
    policy: Policy | None
    channel: str | None
    office: Office | None
    rules: tuple[Path, ...] = ()

    @property
    def what(self) -> str:
        """The list, by its rule's title."""
        return self.policy.title if self.policy else blank("listed")

    @property
    def place(self) -> str:
        """Where it was posted."""
        return channel_title(self.channel) if self.channel else blank("channel")

    @property
    def by(self) -> str:
        """The office."""
        return (self.office and self.office.name) or blank("office")

    @property
    def phone(self) -> str:
        """Whom to call."""
        return (self.office and self.office.phone) or blank("phone")


def papers(case: Case) -> tuple[Paper, ...]:
    """All drafts, in Chinese: speak Chinese while calling it."""
    fields, reasons = load_fields(case.rules), load_reasons(case.rules)
    return (
        _sheet(case, fields, reasons),
        _report(case, fields, reasons),
        _letter(case, fields, reasons),
        _correction(case),
    )


def _day(when: date | None, what: str) -> str:
    return day(when) if when else blank(what)


def _sheet(case: Case, fields: Fields, reasons: Mapping[str, Reason]) -> Paper:
    """What the office works through (事件处置单), internal."""
    incident = case.incident
    parts: tuple[str | Table, ...] = (
        say("incident.internal"),
        _facts(case),
        say("incident.sheet.kinds"),
        kind_rows(incident, fields, reasons),
        *_more(incident),
        say("incident.sheet.lines"),
        line_rows(incident.lines),
        say("incident.sheet.lines_note"),
        say("incident.sheet.duties"),
        duty_rows(incident.duties),
        say("incident.at_once_note"),
    )
    return Paper("处置单", say("incident.sheet.title"), parts, _signed(case))


def _facts(case: Case) -> Table:
    exposure = case.incident.exposure
    views = str(exposure.views) if exposure.views is not None else blank("views")
    days = say("incident.days", count=exposure.days) if exposure.days is not None else blank("days")
    return (
        (say("incident.row.what"), case.what),
        (say("incident.row.place"), case.place),
        (say("incident.row.posted"), _day(exposure.posted_on, "posted_on")),
        (say("incident.row.removed"), _day(exposure.removed_on, "removed_on")),
        (say("incident.row.days"), days),
        (say("incident.row.views"), views),
        (say("incident.row.found"), day(case.incident.found_on)),
        (say("incident.row.listed"), str(case.incident.listed)),
        (say("incident.row.people"), _people(case.incident)),
    )


def _people(incident: Incident) -> str:
    return say("incident.people" if incident.complete else "incident.at_least", count=incident.people)


def _more(incident: Incident) -> tuple[str, ...]:
    return () if incident.complete else (say("incident.more"),)


def _report(case: Case, fields: Fields, reasons: Mapping[str, Reason]) -> Paper:
    """To the department that protects personal information, and to the superior one (情况报告)."""
    incident = case.incident
    exposure = incident.exposure
    removed = _day(exposure.removed_on, "removed_on")
    facts = {"office": case.by, "what": case.what, "place": case.place, "removed": removed}
    parts: tuple[str | Table, ...] = (
        say("incident.report.to", to=blank("regulator")),
        say(
            "incident.report.1",
            posted=_day(exposure.posted_on, "posted_on"),
            found=day(incident.found_on),
            **facts,
        ),
        _facts(case),
        say("incident.report.2", people=_people(incident)),
        kind_rows(incident, fields, reasons),
        *_more(incident),
        say("incident.report.3", cause=blank("cause"), harm=_harm(incident)),
        say("incident.report.4", removed=removed, measures=blank("measures")),
        say("incident.report.5", people=blank("told"), next=blank("next")),
        say("incident.contact", who=blank("contact"), phone=case.phone),
    )
    return Paper("情况报告", say("incident.report.title", what=case.what), parts, _signed(case))


def _letter(case: Case, fields: Fields, reasons: Mapping[str, Reason]) -> Paper:
    """To the people it is about (告知书). What a reader over their shoulder may not know is not named."""
    incident, exposure = case.incident, case.incident.exposure
    removed = _day(exposure.removed_on, "removed_on")
    posted = _day(exposure.posted_on, "posted_on")
    named = [kind.plain_title(fields, reasons) for kind, _ in incident.kinds if kind.code not in _PRIVATE]
    if len(named) < len(incident.kinds):
        named.append(say("incident.letter.private"))
    details = {kind.detail for kind, _ in incident.kinds}
    advice = [say(f"advice.{name}") for name, about in _HARM if details & about]
    parts = (
        say("incident.letter.to", name=blank("addressee")),
        say(
            "incident.letter.1",
            office=case.by,
            what=case.what,
            place=case.place,
            posted=posted,
            removed=removed,
        ),
        say("incident.letter.2"),
        *(f"□ {title}" for title in dict.fromkeys(named)),
        say("incident.letter.3", cause=blank("cause"), harm=_harm(incident)),
        say("incident.letter.4", removed=removed, measures=blank("measures")),
        say("incident.letter.5"),
        *advice,
        say("advice.always"),
        say("incident.contact", who=blank("contact"), phone=case.phone),
    )
    return Paper("告知书", say("incident.letter.title"), parts, _signed(case))


def _harm(incident: Incident) -> str:
    details = {kind.detail for kind, _ in incident.kinds}
    found = [say(f"harm.{name}") for name, about in _HARM if details & about]
    if any(_grave(kind) for kind, _ in incident.kinds):
        found.append(say("harm.dignity"))
    return "；".join([*found, blank("harm")])


def _grave(kind: Kind) -> bool:
    return kind.code in _PRIVATE or kind.weight == "safety"


def _correction(case: Case) -> Paper:
    """For the website and the board (更正公告): it says nothing that would lead anybody to the old list."""
    exposure = case.incident.exposure
    parts = (
        say(
            "incident.correction.1",
            office=case.by,
            what=case.what,
            posted=_day(exposure.posted_on, "posted_on"),
            removed=_day(exposure.removed_on, "removed_on"),
        ),
        say("incident.correction.2", where=blank("where")),
        say("incident.correction.3"),
        say("incident.correction.4", phone=case.phone),
    )
    return Paper("更正公告", say("incident.correction.title", what=case.what), parts, _signed(case))


def _signed(case: Case) -> tuple[str, ...]:
    return case.by + say("page.seal"), blank("date")
