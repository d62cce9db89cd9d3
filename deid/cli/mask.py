"""``deid mask``: the list that may be posted."""

from pathlib import Path
from typing import Any

import click

from deid.cli.console import REFUSED, carefully, show_json, tell, watch
from deid.cli.mask_ways import choose_way, output_name, split_options, tell_papers
from deid.cli.options import (
    FILE,
    checking_up,
    day,
    json_flag,
    language,
    ledger_file,
    ledger_of,
    looking,
    mappings,
    ordering,
    reading,
    where,
)
from deid.cli.report import need_html
from deid.detect.echo import safe_name
from deid.io.stage import superseded
from deid.kernels.memory import reuse_pages
from deid.messages import say
from deid.policy.office import rules_in_force
from deid.release.files import RECEIPT, Files, mask_file
from deid.release.order import Order
from deid.release.outputs import Look
from deid.release.run import Outcome


def make_order(asked: dict[str, Any]) -> Order:
    """The order the common options describe."""
    key = None
    if asked["key_file"]:
        from deid.keys import read_key  # noqa: PLC0415

        key = read_key(asked["key_file"])
    request = asked.get("request")
    if request is not None:
        from deid.release.request import request_number  # noqa: PLC0415  few runs are for an applicant

        request = request_number(request)
    return Order(
        notice=asked["notice"],
        channel=asked["channel"],
        as_of=day(asked["as_of"]),
        place=asked["place"],
        maps=mappings(asked["maps"]),
        rules=rules_in_force(asked["office"], asked["rules"]),
        office=asked["office"],
        protect=asked["protect"],
        decide=asked["decide"],
        whole=asked["whole"],
        strict=asked["strict"],
        key=key,
        quality=not asked.get("no_quality", True),
        last=asked.get("last"),
        request=request,
        keyed=asked.get("order") == "keyed",
    )


@click.command("mask", help=say("help.mask"))
@click.argument("sources", metavar="INPUT...", type=FILE, nargs=-1, required=True)
@click.option("--out", "output", type=FILE, help=say("opt.out"))
@split_options()
@ordering()
@click.option("--worklist", type=FILE, help=say("opt.worklist"))
@click.option("--internal", type=FILE, help=say("opt.internal"))
@click.option("--slips", type=FILE, help=say("opt.slips"))
@click.option("--order", type=click.Choice(("input", "keyed")), default="input", help=say("opt.order"))
@click.option("--report", type=FILE, help=say("opt.review_page"))
@click.option("--request", metavar="NO", help=say("opt.request"))
@checking_up()
@ledger_file()
@reading()
@looking()
@click.option("--force", is_flag=True, help=say("opt.force"))
@json_flag()
@language()
@carefully
def command(  # noqa: PLR0913  one parameter per option
    sources: tuple[Path, ...],
    output: Path | None,
    worklist: Path | None,
    internal: Path | None,
    slips: Path | None,
    report: Path | None,
    ledger: Path | str | None,
    encoding: str | None,
    sheet: str | None,
    *,
    force: bool,
    as_json: bool,
    **asked: Any,  # noqa: ANN401  the ordering options
) -> None:
    """Mask a list, or each of several, into what may be posted."""
    way = choose_way(sources, output, asked, as_json=as_json)
    if not way.many:
        need_html(report)
    files = Files(
        sources[0],
        way.output,
        worklist,
        internal,
        encoding,
        sheet,
        force,
        ledger=ledger_of(ledger, asked["office"]),
        key_file=asked["key_file"],
        slips=slips,
        where=where(asked["header_rows"], asked["data_rows"]),
        report=report,
        look=Look(encoding=asked["out_encoding"], paper=asked["paper"], fonts=asked["fonts"]),
        receipt=asked["receipt"],
    )
    order = make_order(asked)
    if way.many:
        from deid.cli.mask_many import mask_many  # noqa: PLC0415  most runs mask one list

        status = mask_many(sources, files, order, way.suffix, _mask_one, as_json=as_json)
        raise SystemExit(status)
    outcome = way.run(files, order, _mask_one)
    if as_json:
        show_json(
            {
                "status": "released" if outcome.released else "refused",
                "output": str(files.output) if outcome.released else None,
                "receipt": outcome.receipt.internal(),
                "findings": [found.as_json() for found in outcome.receipt.findings],
            }
        )
    if not outcome.released:
        raise SystemExit(REFUSED)


def _mask_one(files: Files, order: Order) -> Outcome:
    """Mask one file and tell about it."""
    reuse_pages()
    older = superseded(files.output) if files.output.exists() else None
    outcome = mask_file(files, order, watch(files.input))
    tell_papers(files, outcome)
    _summary(outcome, files.output, older)
    return outcome


def _summary(outcome: Outcome, output: Path, older: Path | None) -> None:
    receipt = outcome.receipt
    if not outcome.released:
        tell(say("line.refused", file=output_name(outcome, output)), colour="red")
        if older:
            tell(say("line.superseded", file=output_name(outcome, older)))
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
