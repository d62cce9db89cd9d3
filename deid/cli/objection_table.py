"""Objections as a table on the terminal."""

from collections.abc import Mapping, Sequence

import click

from deid.cli.tables import heads, table
from deid.ledger.entry import Entry
from deid.ledger.objections import Objection

_HEAD = ("id", "release", "notice", "received", "via", "kind", "paper", "due", "closed", "outcome")


def print_objections(objections: Sequence[Objection], releases: Mapping[int, Entry]) -> None:
    """Print objections, one a line.

    Args:
        objections: in the order they are shown.
        releases: objection number -> what it is about.
    """
    rows = [
        [
            str(one.id),
            str(one.release),
            releases[one.id].notice,
            one.received_on.isoformat(),
            one.via,
            one.kind,
            one.file_no,
            one.due_on.isoformat() + ("?" if one.provisional else ""),
            one.closed_on.isoformat() if one.closed_on else "",
            one.outcome or "",
        ]
        for one in objections
    ]
    click.echo(table(heads(*_HEAD), rows))


def counted(entry: Entry, objections: Sequence[Objection]) -> dict[str, int]:
    """How many objections to a release came in, and how many are open."""
    mine = [one for one in objections if one.release == entry.id]
    return {"open": sum(one.open for one in mine), "received": len(mine)}


def told(entry: Entry, objections: Sequence[Objection]) -> str:
    """The same in one word: open/received."""
    return "{open}/{received}".format(**counted(entry, objections))
