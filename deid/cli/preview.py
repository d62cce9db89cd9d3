"""``deid preview``: before and after, on a terminal only."""

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from deid.cli.console import REFUSED, carefully, show_json, tell, tell_findings
from deid.cli.mask import make_order
from deid.cli.options import FILE, json_flag, language, ordering, reading, where
from deid.cli.tables import table, window
from deid.io.known import open_known
from deid.io.source import Source
from deid.io.streams import at_hand
from deid.messages import say
from deid.release.looking import Seen, first_rows
from deid.release.order import strictly
from deid.release.prepare import Prepared, prepare
from deid.terms import Severity


@click.command("preview", help=say("help.preview"))
@click.argument("source", metavar="INPUT", type=FILE)
@ordering()
@click.option("--rows", default=10, show_default=True, type=click.IntRange(1, 1000), help=say("opt.rows"))
@reading()
@json_flag()
@language()
@carefully
def command(
    source: Path,
    rows: int,
    encoding: str | None,
    sheet: str | None,
    *,
    as_json: bool,
    **asked: Any,  # noqa: ANN401  the ordering options
) -> None:
    """Show the first rows before and after."""
    order = make_order(asked)
    spot = where(asked["header_rows"], asked["data_rows"])
    with at_hand(source, sys.stdin.buffer) as file:
        opened = open_known(file, order.rules, encoding=encoding, sheet=sheet, where=spot)
        _show(opened, prepare(opened, order), rows, as_json=as_json)


def _show(opened: Source, prepared: Prepared, rows: int, *, as_json: bool) -> None:
    _layout(opened, prepared)
    names = prepared.channel.form == "names"
    seen = first_rows(opened, prepared, rows) if names else []
    headers, after = _released(prepared, seen) if names else ([], [])
    found = strictly(prepared.findings, prepared.order)
    refused = any(one.severity is Severity.ERROR for one in found)
    tell_findings(found)
    if not names:
        tell(say("line.aggregate", title=prepared.policy.title))
    if as_json:
        keys = _keys(headers)
        shown = [dict(zip(keys, row, strict=True)) for row in after]
        listed = [one.as_json() for one in found]
        show_json({"status": "refused" if refused else "preview", "rows": shown, "findings": listed})
    elif names and sys.stdout.isatty():  # raw cells go to a person's eyes, never into a file
        _before_and_after(prepared, seen)
    elif names:
        click.echo(say("line.after"))
        click.echo(table(headers, after))
    if refused:
        raise SystemExit(REFUSED)


def _keys(headers: list[str]) -> list[str]:
    """Headers as keys: of equal ones each is numbered, as ``--map`` numbers them (金额#2)."""
    times = Counter(headers)
    nths = [headers[:at].count(header) + 1 for at, header in enumerate(headers)]
    return [
        f"{header}#{nth}" if times[header] > 1 else header for header, nth in zip(headers, nths, strict=True)
    ]


def _layout(opened: Source, prepared: Prepared) -> None:
    """What was taken for title, header and data."""
    if opened.header_rows is not None:
        first, last = opened.header_rows
        header = str(first) if first == last else f"{first}-{last}"
        left = opened.left_out
        tell(say("line.layout", header=header, title=len(opened.title), rows=prepared.seen.rows, left=left))


def _released(prepared: Prepared, seen: list[Seen]) -> tuple[list[str], list[list[str]]]:
    """Headers and rows as they would be posted."""
    released = prepared.plan.released
    rows = [[row.after[column.column.index] for column in released] for row in seen if not row.reason]
    return [column.heading for column in released], rows


def _before_and_after(prepared: Prepared, seen: list[Seen]) -> None:
    from deid.cli.remedies import instead  # noqa: PLC0415  only for a person's eyes
    from deid.cli.side_by_side import legend, side_by_side  # noqa: PLC0415
    from deid.rulebook.treated import treated  # noqa: PLC0415

    colour = "NO_COLOR" not in os.environ
    columns = treated(prepared.policy, prepared.channel, prepared.plan, prepared.fields)
    click.echo(side_by_side(columns, seen, window(), colour=colour))
    click.echo("\n" + legend(colour=colour))
    out = say("preview.out")
    tell(
        say("preview.rest", rows=len(seen), command=instead("mask", without=("--rows",), more=("--out", out)))
    )
