"""Before and after on a terminal: two lines per row, columns in panels that fit the window."""

from collections.abc import Iterator, Sequence

import click

from deid.cli.tables import fit, width
from deid.messages import say
from deid.release.looking import Seen
from deid.rulebook.treated import Treated

_MOST, _LEAST, _GAP = 28, 4, 2
_GONE = "—"
_COLOURS = {"publish": "green", "number": "green", "mask": "yellow", "drop": "red", "aggregate": "blue"}


def side_by_side(columns: Sequence[Treated], rows: Sequence[Seen], room: int, *, colour: bool) -> str:
    """Before and after of some rows.

    Args:
        columns: all columns of the list.
        rows: some of its rows.
        room: how many terminal columns there are.
        colour: whether treatments are coloured.
    """
    last = len(str(rows[-1].number)) if rows else 1
    lead = max(width(say("line.before")), width(say("line.after"))) + last + 2
    wide = [_wanted(column, rows) for column in columns]
    panels = _panels(wide, room - lead)
    return "\n\n".join(
        "\n".join(_panel([(columns[at], wide[at]) for at in panel], rows, lead, room - lead, colour=colour))
        for panel in panels
    )


def legend(*, colour: bool) -> str:
    """What the colours mean."""
    return "  ".join(
        _painted(say(f"preview.{action}"), action, colour=colour) for action in ("publish", "mask", "drop")
    )


def _wanted(column: Treated, rows: Sequence[Seen]) -> int:
    texts = [column.label, column.how, *(row.before[column.index] for row in rows)]
    texts += [row.after.get(column.index, "") for row in rows]
    return min(_MOST, max(_LEAST, *map(width, texts)))


def _panels(wide: Sequence[int], room: int) -> list[list[int]]:
    """Columns side by side as long as they fit; the rest stands below."""
    panels: list[list[int]] = [[]]
    used = 0
    for at, one in enumerate(wide):
        if panels[-1] and used + one + _GAP > room:
            panels.append([])
            used = 0
        panels[-1].append(at)
        used += one + _GAP
    return panels


def _panel(
    placed: Sequence[tuple[Treated, int]], rows: Sequence[Seen], lead: int, room: int, *, colour: bool
) -> Iterator[str]:
    columns, wide = [one for one, _ in placed], [space for _, space in placed]

    def line(start: str, cells: Sequence[str], *, plain: bool = False) -> str:
        fitted = [fit(cell, space) for cell, space in zip(cells, wide, strict=True)]
        if not plain:
            fitted = [_painted(c, one.action, colour=colour) for c, one in zip(fitted, columns, strict=True)]
        return (fit(start, lead) + (" " * _GAP).join(fitted)).rstrip()

    yield line("", [column.label for column in columns], plain=True)
    yield line("", [column.how for column in columns])
    yield " " * lead + (" " * _GAP).join("─" * space for space in wide)
    for row in rows:
        yield line(
            f"{row.number} {say('line.before')}", [row.before[one.index] for one in columns], plain=True
        )
        start = f"{' ' * len(str(row.number))} {say('line.after')}"
        if row.reason:
            words = say("preview.kept_back", reason=row.reason)
            yield fit(start, lead) + _painted(fit(words, room).rstrip(), "drop", colour=colour)
        else:
            yield line(start, [row.after.get(one.index, _GONE) for one in columns])


def _painted(text: str, action: str, *, colour: bool) -> str:
    return click.style(text, fg=_COLOURS[action]) if colour else text
