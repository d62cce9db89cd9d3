"""``deid mask``: the list that may be posted."""

from pathlib import Path
from typing import Any

import click

from deid.cli.console import REFUSED, carefully, safe_name, show_json, tell, tell_findings, watch
from deid.cli.options import FILE, day, json_flag, language, ledger_file, looking, mappings, ordering, reading
from deid.cli.report import write_page
from deid.messages import say
from deid.release.files import RECEIPT, SUPERSEDED, Files, mask_file
from deid.release.order import Order
from deid.release.outputs import Look
from deid.release.run import Outcome


def make_order(asked: dict[str, Any]) -> Order:
    """The order the common options describe."""
    key = None
    if asked["key_file"]:
        from deid.keys import read_key  # noqa: PLC0415

        key = read_key(asked["key_file"])
    return Order(
        notice=asked["notice"],
        channel=asked["channel"],
        as_of=day(asked["as_of"]),
        place=asked["place"],
        maps=mappings(asked["maps"]),
        rules=asked["rules"],
        office=asked["office"],
        protect=asked["protect"],
        decide=asked["decide"],
        whole=asked["whole"],
        strict=asked["strict"],
        key=key,
    )


@click.command("mask", help=say("help.mask"))
@click.argument("source", metavar="INPUT", type=FILE)
@click.option("--out", "output", required=True, type=FILE, help=say("opt.out"))
@ordering()
@click.option("--worklist", type=FILE, help=say("opt.worklist"))
@click.option("--internal", type=FILE, help=say("opt.internal"))
@click.option("--slips", type=FILE, help=say("opt.slips"))
@click.option("--report", type=FILE, help=say("opt.review_page"))
@ledger_file()
@reading()
@looking()
@click.option("--force", is_flag=True, help=say("opt.force"))
@json_flag()
@language()
@carefully
def command(  # noqa: PLR0913  one parameter per option
    source: Path,
    output: Path,
    worklist: Path | None,
    internal: Path | None,
    slips: Path | None,
    report: Path | None,
    ledger: Path | None,
    encoding: str | None,
    sheet: str | None,
    *,
    force: bool,
    as_json: bool,
    **asked: Any,  # noqa: ANN401  the ordering options
) -> None:
    """Mask one file into another."""
    files = Files(
        source,
        output,
        worklist,
        internal,
        encoding,
        sheet,
        force,
        ledger=ledger,
        key_file=asked["key_file"],
        slips=slips,
        report=report,
        look=Look(encoding=asked["out_encoding"], paper=asked["paper"], fonts=asked["fonts"]),
    )
    older = output.exists()
    outcome = mask_file(files, make_order(asked), watch(source))
    receipt = outcome.receipt
    if report is not None:
        from deid.report.review import review_page  # noqa: PLC0415  only who signs wants a page

        write_page(report, review_page(outcome, file=safe_name(output)))
    tell_findings(receipt.findings)
    _summary(outcome, output, older=older)
    if report is not None:
        tell(say("line.report", file=safe_name(report)))
    if slips is not None and outcome.released:
        tell(say("line.slips", file=safe_name(slips)))
    if as_json:
        show_json(
            {
                "status": "released" if outcome.released else "refused",
                "output": str(output) if outcome.released else None,
                "receipt": receipt.internal(),
                "findings": [found.as_json() for found in receipt.findings],
            }
        )
    if not outcome.released:
        raise SystemExit(REFUSED)


def _summary(outcome: Outcome, output: Path, *, older: bool) -> None:
    receipt = outcome.receipt
    if not outcome.released:
        tell(say("line.refused", file=safe_name(output)), colour="red")
        if older:
            tell(say("line.superseded", file=safe_name(output) + SUPERSEDED))
        return
    withheld = sum(receipt.withheld.values())
    tell(
        say(
            "line.released",
            file=safe_name(output),
            rows_in=receipt.rows_in,
            rows_out=receipt.rows_out,
            withheld=withheld,
        ),
        colour="green",
    )
    tell(say("line.proof", **receipt.verification))
    if receipt.posted_until:
        note = say("line.provisional") if receipt.provisional else ""
        tell(say("line.until", day=receipt.posted_until, note=note))
    tell(say("line.receipt", file=safe_name(output) + RECEIPT))
