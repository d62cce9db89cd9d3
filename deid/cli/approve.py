"""``deid approve``: record the steps of the review, or print the sheet they are signed on."""

from pathlib import Path

import click

from deid.approval.chain import Chain, load_chain, new_chain
from deid.approval.draft import Draft, open_draft, short
from deid.approval.sheet import sheet as sheet_of
from deid.approval.sheet import sheet_file
from deid.approval.steps import approve, same_hand
from deid.cli.console import carefully, show_json, tell, tell_findings
from deid.cli.options import FILE, json_flag, language, listed_file, office_file, rules_folders, some_day
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.io.aside import write_private
from deid.messages import problem, say
from deid.policy.loader import load_policy
from deid.policy.office import rules_in_force


def record_json(chain: Chain) -> dict[str, object]:
    """A record as ``--json`` prints it."""
    steps = [
        {"role": entry.role, "by": entry.by, "on": entry.on, "paper": entry.paper, "digest": entry.digest}
        for entry in chain.of("approved")
    ]
    return {"output_sha256": chain.head.output_sha256, "steps": steps, "missing": list(chain.missing)}


@click.command("approve", help=say("help.approve"))
@click.argument("receipt", metavar="RECEIPT", type=FILE)
@click.option("--role", help=say("opt.role"))
@click.option("--by", metavar="NAME", help=say("opt.by"))
@click.option("--paper", is_flag=True, help=say("opt.in_ink"))
@click.option("--date", "signed", metavar="YYYY-MM-DD", help=say("opt.signed"))
@click.option("--sheet", is_flag=True, help=say("opt.sheet_paper"))
@click.option("--out", "output", type=FILE, help=say("opt.sheet_out"))
@listed_file()
@office_file()
@rules_folders()
@json_flag()
@language()
@carefully
def command(  # noqa: PLR0913  one parameter per option
    receipt: Path,
    role: str | None,
    by: str | None,
    signed: str | None,
    output: Path | None,
    listed: Path | None,
    office: Path | None,
    rules: tuple[Path, ...],
    *,
    paper: bool,
    sheet: bool,
    as_json: bool,
) -> None:
    """Record one step, or print the sheet."""
    draft = open_draft(receipt, listed)
    if sheet:
        if role or by or paper or signed:
            raise problem(UsageError, "approval.sheet_alone")
        _print_sheet(draft, output, rules_in_force(office, rules), as_json=as_json)
        return
    if not role or not by:
        raise problem(UsageError, "approval.who")
    if paper != (signed is not None) or output is not None:
        raise problem(UsageError, "approval.paper")
    chain = approve(draft, role, by, signed_on=some_day(signed) if signed else None)
    findings = same_hand(chain)
    tell_findings(findings)
    tell(say("line.approved", role=role, digest=short(draft.sha256)), colour="green")
    left = "、".join(chain.missing)
    tell(say("line.steps_left", left=left) if left else say("line.steps_done"))
    if as_json:
        listing = [found.as_json() for found in findings]
        show_json({"status": "approved", **record_json(chain), "findings": listing})


def _print_sheet(draft: Draft, output: Path | None, rules: tuple[Path, ...], *, as_json: bool) -> None:
    draft.need_unchanged()
    channel = load_policy(draft.facts.notice, rules).channels.get(draft.facts.channel)
    path = output or sheet_file(draft)
    chain = load_chain(draft) or new_chain(draft)
    write_private(path, sheet_of(draft, chain, channel, suffix=path.suffix.lower()))
    tell(say("line.sheet", file=safe_name(path), digest=short(draft.sha256)), colour="green")
    if as_json:
        show_json({"status": "printed", "sheet": str(path), **record_json(chain), "findings": []})
