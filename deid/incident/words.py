"""An incident in words and rows of tables, for papers and for the terminal."""

from collections.abc import Mapping, Sequence

from deid.incident.duties import Duty
from deid.incident.lines import Line
from deid.incident.look import Incident
from deid.messages import language, say
from deid.pages.heading import day
from deid.policy.fields import Fields
from deid.policy.withhold import Reason
from deid.rulebook.wording import cited, mark

Row = tuple[str, ...]
Table = tuple[Row, ...]


def kind_rows(incident: Incident, fields: Fields, reasons: Mapping[str, Reason]) -> Table:
    """What showed, with a heading."""
    head = tuple(say(f"incident.head.{name}") for name in ("kind", "people", "cells", "left"))
    rows = [
        (kind.title(fields, reasons), str(len(shown.people)), str(shown.cells), fits_in_words(shown.fits))
        for kind, shown in incident.kinds
    ]
    return (head, *rows)


def fits_in_words(fits: Mapping[str, int] | None) -> str:
    """How many numbers fit masks, in words; nothing where nothing was masked."""
    return say("incident.fits", **fits) if fits else ""


def line_rows(lines: Sequence[Line]) -> Table:
    """The lines, with a heading."""
    head = tuple(say(f"incident.head.{name}") for name in ("line", "count", "passed"))
    return (head, *((line_in_words(line), str(line.count), say(f"passed.{line.passed}")) for line in lines))


def line_in_words(line: Line) -> str:
    """What a line is, and where it stands."""
    return say(f"line_of.{line.code}", line=f"{line.line:,}") + f"　{cited(line.basis)}"


def duty_rows(duties: Sequence[Duty]) -> Table:
    """What has to be done, with a heading and boxes to tick."""
    head = tuple(say(f"incident.head.{name}") for name in ("duty", "by", "basis", "done"))
    return (
        head,
        *((duty_in_words(one), due(one), "；".join(map(cited, one.basis)), _box(one)) for one in duties),
    )


def duty_in_words(duty: Duty) -> str:
    """What has to be done."""
    return say(f"duty.{duty.code}") + mark(confirm=duty.confirm)


def due(duty: Duty) -> str:
    """By when, in words."""
    if duty.done:
        return say("incident.done")
    if duty.by is None:
        return say("incident.before_posting")
    return say("incident.at_once", day=day(duty.by) if language() == "zh" else duty.by.isoformat())


def _box(duty: Duty) -> str:
    return "☑" if duty.done else "□"
