"""``deid withdraw``: take a posted list down."""

from pathlib import Path

import click

from deid.approval import book
from deid.approval.withdrawing import open_record, withdraw
from deid.cli.console import carefully, show_json, tell, tell_findings
from deid.cli.options import FILE, json_flag, language, ledger_file, ledger_of, some_day
from deid.detect.echo import safe_name
from deid.messages import say


@click.command("withdraw", help=say("help.withdraw"))
@click.argument("receipt", metavar="RECEIPT", type=FILE)
@click.option("--reason", required=True, help=say("opt.reason"))
@ledger_file()
@click.option("--on", metavar="YYYY-MM-DD", help=say("opt.on"))
@json_flag()
@language()
@carefully
def command(receipt: Path, reason: str, ledger: Path | str | None, on: str | None, *, as_json: bool) -> None:
    """Take one list down."""
    record, when = open_record(receipt), some_day(on)
    with book.opened(ledger_of(ledger)) as opened:
        findings = withdraw(record, reason, when, opened)
    tell_findings(findings)
    tell(say("line.withdrawn", file=safe_name(record.chain.of("posted")[-1].file), day=when), colour="green")
    if as_json:
        listing = [found.as_json() for found in findings]
        show_json(
            {
                "status": "withdrawn",
                "withdrawn_on": when.isoformat(),
                "output_sha256": record.chain.head.output_sha256,
                "findings": listing,
            }
        )
