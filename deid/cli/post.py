"""``deid post``: the approved list and its notice in the folder they are posted from."""

from datetime import date
from pathlib import Path

import click
from msgspec.structs import replace

from deid.approval.draft import Draft, open_draft, short
from deid.approval.posting import Wish, post
from deid.approval.withdrawing import open_record
from deid.cli.console import carefully, show_json, tell, tell_findings
from deid.cli.options import (
    FILE,
    json_flag,
    language,
    ledger_file,
    ledger_of,
    listed_file,
    office_file,
    rules_folders,
    some_day,
)
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.messages import problem, say
from deid.pages.heading import Heading
from deid.policy.loader import channel_of, load_policy
from deid.policy.method import REQUEST
from deid.policy.model import Policy
from deid.policy.office import office_and_rules
from deid.release.heading import heading_of


@click.command("post", help=say("help.post"))
@click.argument("receipt", metavar="RECEIPT", type=FILE)
@click.option("--to", required=True, type=FILE, help=say("opt.to"))
@ledger_file()
@click.option("--filing", type=FILE, help=say("opt.filing"))
@click.option("--replaces", metavar="RECEIPT", type=FILE, help=say("opt.replaces"))
@click.option("--objections-aside", "aside", is_flag=True, help=say("opt.objections_aside"))
@click.option("--on", metavar="YYYY-MM-DD", help=say("opt.on"))
@click.option("--force", is_flag=True, help=say("opt.force_post"))
@listed_file()
@office_file()
@rules_folders()
@json_flag()
@language()
@carefully
def command(  # noqa: PLR0913  one parameter per option
    receipt: Path,
    to: Path,
    ledger: Path | str | None,
    filing: Path | None,
    replaces: Path | None,
    on: str | None,
    listed: Path | None,
    office: Path | None,
    rules: tuple[Path, ...],
    *,
    aside: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Post one draft."""
    draft = open_draft(receipt, listed)
    older = open_record(replaces) if replaces else None
    wish = Wish(to, some_day(on), force, ledger_of(ledger, office), filing, older, aside)
    done = post(draft, *_headed(draft, office, rules, wish.on), wish)
    tell_findings(done.findings)
    tell(say("line.posted", file=safe_name(done.list), digest=short(draft.sha256)), colour="green")
    tell(say("line.notice", file=safe_name(done.notice)))
    if done.posting.until:
        note = say("line.provisional") if done.posting.provisional else ""
        tell(say("line.until", day=done.posting.until, note=note))
    if done.filed:
        tell(say("line.filed", folder=done.filed.name))
    if as_json:
        show_json(
            {
                "status": "posted",
                "output": str(done.list),
                "notice": str(done.notice),
                "filing": str(done.filed) if done.filed else None,
                "output_sha256": draft.sha256,
                "posted_on": done.posting.on,
                "posted_until": done.posting.until,
                "provisional": done.posting.provisional,
                "findings": [found.as_json() for found in done.findings],
            }
        )


def _headed(
    draft: Draft, office_file: Path | None, rules: tuple[Path, ...], on: date
) -> tuple[Policy, Heading]:
    """The rule as it is now, and what the notice says; ``post`` puts in the days."""
    office, rules = office_and_rules(office_file, rules)
    if draft.facts.channel == REQUEST:
        raise problem(UsageError, "usage.request_posted")
    policy = load_policy(draft.facts.notice, rules)
    channel = channel_of(policy, draft.facts.channel)
    heading = heading_of(
        policy, channel, office, as_of=on, until=None, provisional=False, rows=draft.facts.rows_out
    )
    return policy, replace(heading, title=draft.facts.title or heading.title)
