"""``deid verify``: is this file the approved one, and which steps are recorded for it."""

from pathlib import Path

import click

from deid.approval import book
from deid.approval.draft import open_draft, short
from deid.approval.verifying import verify
from deid.cli.approve import record_json
from deid.cli.console import REFUSED, carefully, show_json, tell, tell_findings
from deid.cli.options import FILE, json_flag, language, ledger_file, ledger_of
from deid.detect.echo import safe_name
from deid.messages import say


@click.command("verify", help=say("help.verify"))
@click.argument("file", metavar="FILE", type=FILE)
@click.argument("receipt", metavar="RECEIPT", type=FILE)
@ledger_file()
@json_flag()
@language()
@carefully
def command(file: Path, receipt: Path, ledger: Path | str | None, *, as_json: bool) -> None:
    """Compare a file with its receipt and record."""
    draft = open_draft(receipt, file)
    with book.opened(ledger_of(ledger)) as opened:
        seen = verify(file, draft, opened)
    tell_findings(seen.findings)
    for entry in seen.chain.of("approved"):
        paper = say("word.paper") if entry.paper else ""
        tell(say("line.step", role=entry.role, by=entry.by, on=entry.on, paper=paper))
    posting = seen.chain.posting
    if posting:
        tell(say("line.hangs", on=posting.on))
    verdict = "line.verified" if seen.good else "line.not_verified"
    tell(
        say(verdict, file=safe_name(file), digest=short(draft.sha256)), colour="green" if seen.good else "red"
    )
    if as_json:
        show_json(
            {
                "status": "verified" if seen.good else "refused",
                **record_json(seen.chain),
                "posted_on": posting.on if posting else None,
                "posted_until": posting.until if posting else None,
                "findings": [found.as_json() for found in seen.findings],
            }
        )
    if not seen.good:
        raise SystemExit(REFUSED)
