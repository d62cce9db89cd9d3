"""The whole incident: the look at the posted file, counted by people, with lines and duties."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from deid.checking.asked import Asked
from deid.checking.report import judged
from deid.incident.duties import Duty, Facts, duties
from deid.incident.kinds import Kind
from deid.incident.lines import Line, lines
from deid.incident.showing import Showing, Shown
from deid.io.where import Reading
from deid.policy.fields import load_fields
from deid.policy.withhold import load_reasons
from deid.terms import Finding, Severity, finding

_NAMES = frozenset({"names_not_here", "form_none", "not_public", "on_request_only"})
"""Of such a list even the names may not stand there."""
_BESIDE = frozenset({"left_out_identifier", "title_identifier", "beside_cells"})
"""What stands outside the rows belongs to somebody, but nobody can say to whom."""


class Exposure(msgspec.Struct, frozen=True):
    """How long it was to be seen, and by how many."""

    posted_on: date | None = None
    removed_on: date | None = None
    views: int | None = None

    @property
    def days(self) -> int | None:
        """Days on which it could be seen, the first and the last counted."""
        if self.posted_on is None or self.removed_on is None:
            return None
        return (self.removed_on - self.posted_on).days + 1


class Incident(msgspec.Struct, frozen=True):
    """A list that was posted wrongly. No cell is in it.

    Attributes:
        file: its name, as it may be shown.
        kinds: what showed, that of most people first.
        people: of how many people something showed, each counted once.
        listed: how many people are on it.
        rows: its data rows.
        complete: everything in the file could be read and belongs to somebody; else there are more.
        lines: numbers at which the law changes its tone.
        duties: what has to be done.
        findings: what ``deid check`` says of it.
        exposure: how long it was to be seen.
        found_on: the day it was found out.
    """

    file: str
    kinds: tuple[tuple[Kind, Shown], ...]
    people: int
    listed: int
    rows: int
    complete: bool
    lines: tuple[Line, ...]
    duties: tuple[Duty, ...]
    findings: tuple[Finding, ...]
    exposure: Exposure
    found_on: date

    @property
    def leaked(self) -> bool:
        """Whether anything showed that may not."""
        return bool(self.kinds) or any(one.severity is Severity.ERROR for one in self.findings)

    def as_json(self, rules: tuple[Path, ...] = ()) -> dict[str, Any]:
        """Everything as plain data."""
        fields, reasons = load_fields(rules), load_reasons(rules)
        kinds = [
            {
                "kind": kind.code,
                "detail": kind.detail,
                "title": kind.title(fields, reasons),
                "weight": kind.weight,
                "people": len(shown.people),
                "cells": shown.cells,
                "candidates": shown.fits,
            }
            for kind, shown in self.kinds
        ]
        return {
            "status": "leaked" if self.leaked else "clean",
            "file": self.file,
            "rows": self.rows,
            "listed": self.listed,
            "people": self.people,
            "complete": self.complete,
            "kinds": kinds,
            "lines": [{**msgspec.to_builtins(line), "passed": line.passed} for line in self.lines],
            "duties": msgspec.to_builtins(self.duties),
            "exposure": {**msgspec.to_builtins(self.exposure), "days": self.exposure.days},
            "found_on": self.found_on.isoformat(),
            "findings": [one.as_json() for one in self.findings],
        }


def look_into(path: Path, asked: Asked, reading: Reading, exposure: Exposure, found_on: date) -> Incident:
    """Find out what a posted file showed.

    Args:
        path: the file as it was posted, of any kind ``deid check`` reads.
        asked: its rule and channel, and the exported list.
        reading: how it is opened.
        exposure: how long it was to be seen.
        found_on: the day it was found out.

    Raises:
        InputError: it cannot be read.
    """
    showing = Showing()
    posted = judged(path, replace(asked, seen=showing), reading)
    codes = frozenset(one.code for one in posted.findings)
    _of_everybody(showing, posted.findings, codes, asked.rules)
    beside = any(one.code in _BESIDE and one.severity is Severity.ERROR for one in posted.findings)
    only_text = bool(showing.lines) and not showing.rows  # a drawn page, whose columns nobody can tell
    complete = posted.checked and not beside and not only_text
    found = list(posted.findings)
    if not complete:
        found.append(finding("incident_more", Severity.WARNING))
    passed = lines(showing.by_weight(), showing.people)
    kinds = sorted(showing.kinds.items(), key=lambda item: (-len(item[1].people), item[0]))
    return Incident(
        file=posted.file,
        kinds=tuple(kinds),
        people=showing.people,
        listed=len(showing.listed),
        rows=showing.rows,
        complete=complete,
        lines=passed,
        duties=duties(Facts(tuple(showing.kinds), passed, codes, found_on, exposure.removed_on)),
        findings=tuple(found),
        exposure=exposure,
        found_on=found_on,
    )


def _of_everybody(
    showing: Showing, findings: tuple[Finding, ...], codes: frozenset[str], rules: tuple[Path, ...]
) -> None:
    """What the file tells of everybody on it: by its title, or by naming people at all."""
    by_title = {reason.title: name for name, reason in load_reasons(rules).items()}
    for one in findings:
        if one.code == "telling_title":
            reason = dict(one.facts).get("reason", "")
            showing.everybody(Kind("title", by_title.get(reason, reason)))
    if codes & _NAMES:
        showing.everybody(Kind("names"))
