"""``deid preview``: before and after, on a terminal only."""

import sys
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from deid.cli.console import REFUSED, carefully, show_json, tell, tell_findings
from deid.cli.mask import make_order
from deid.cli.options import FILE, json_flag, language, ordering, reading
from deid.cli.tables import table
from deid.engine.source import Source
from deid.io.known import open_known
from deid.messages import say
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
    opened = open_known(source, order.rules, encoding=encoding, sheet=sheet)
    prepared = prepare(opened, order)
    if prepared.channel.form != "names":
        tell_findings(prepared.findings)
        tell(say("line.aggregate", title=prepared.policy.title))
        return
    before, after = _rows(opened, prepared, rows)
    tell_findings(prepared.findings)
    if as_json:
        shown = [dict(zip(after[0], row, strict=True)) for row in after[1]]
        listed = [found.as_json() for found in prepared.findings]
        show_json({"status": "preview", "rows": shown, "findings": listed})
        return
    if sys.stdout.isatty():  # raw cells go to a person's eyes, never into a file
        click.echo(say("line.before"))
        click.echo(table(*before) + "\n")
    click.echo(say("line.after"))
    click.echo(table(*after))
    if any(found.severity is Severity.ERROR for found in prepared.findings):
        raise SystemExit(REFUSED)


Table = tuple[list[str], list[list[str]]]


def _rows(source: Source, prepared: Prepared, wanted: int) -> tuple[Table, Table]:
    plan = prepared.plan
    before: list[list[str]] = []
    after: list[list[str]] = []
    for batch in source.batches():
        head = batch.slice(0, wanted - len(before))
        after += _lines(plan.mask(head, len(before)).batch)
        before += _lines(head)
        if len(before) >= wanted:
            break
    for at, column in enumerate(plan.released):
        if column.action == "number":
            for number, row in enumerate(after, start=1):
                row[at] = str(number)
    return (list(source.headers), before), ([column.heading for column in plan.released], after)


def _lines(batch: pa.RecordBatch) -> list[list[str]]:
    columns = [column.to_pylist() for column in batch.columns]
    return [[cell or "" for cell in row] for row in zip(*columns, strict=True)]
