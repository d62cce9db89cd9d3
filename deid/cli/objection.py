"""``deid objection``: objections to posted lists: what came in, what is due, what came of it."""

from pathlib import Path

import click

from deid.approval.objecting import Received, object_to, release_of
from deid.cli.console import carefully, show_json, tell, tell_findings
from deid.cli.objection_table import print_objections
from deid.cli.options import (
    json_flag,
    language,
    ledger_file,
    need_ledger,
    office_file,
    rules_folders,
    some_day,
)
from deid.errors import UsageError
from deid.ledger.objections import KINDS, OUTCOMES, UPHELD, VIAS, Outcome
from deid.ledger.store import Ledger
from deid.messages import problem, say
from deid.policy.office import rules_in_force


@click.group("objection", help=say("help.objection"))
@language()
def command() -> None:
    """Hold the commands on objections together."""


def _open(ledger: Path | str | None) -> Ledger:
    return Ledger(need_ledger(ledger))


@command.command("add", help=say("help.objection.add"))
@click.argument("release", metavar="ID|RECEIPT")
@ledger_file()
@click.option("--kind", required=True, type=click.Choice(KINDS), help=say("opt.objection_kind"))
@click.option("--via", required=True, type=click.Choice(VIAS), help=say("opt.objection_via"))
@click.option("--file-no", required=True, metavar="NO", help=say("opt.objection_file"))
@click.option("--on", metavar="YYYY-MM-DD", help=say("opt.objection_on"))
@office_file()
@rules_folders()
@json_flag()
@language()
@carefully
def add(  # noqa: PLR0913  one parameter per option
    release: str,
    ledger: Path | str | None,
    kind: str,
    via: str,
    file_no: str,
    on: str | None,
    office: Path | None,
    rules: tuple[Path, ...],
    *,
    as_json: bool,
) -> None:
    """Write down an objection."""
    rules = rules_in_force(office, rules)
    received = some_day(on)
    if received > some_day(None):
        raise problem(UsageError, "objection.future")
    with _open(ledger) as book:
        about = release_of(book, release)
        if received < about.as_of:
            raise problem(UsageError, "objection.before_posting", day=about.as_of)
        made, findings = object_to(book, about, Received(received, via, kind, file_no), rules)
    tell_findings(findings)
    facts = {"number": made.id, "label": about.label, "day": made.due_on}
    tell(say("line.objection_added", **facts), colour="green")
    if as_json:
        listing = [found.as_json() for found in findings]
        show_json({"status": "recorded", "objection": made.as_json(), "findings": listing})


@command.command("list", help=say("help.objection.list"))
@click.argument("release", metavar="[ID|RECEIPT]", required=False)
@ledger_file()
@click.option("--open", "open_only", is_flag=True, help=say("opt.objection_open"))
@json_flag()
@language()
@carefully
def list_objections(
    release: str | None, ledger: Path | str | None, *, open_only: bool, as_json: bool
) -> None:
    """List objections by the day they are due."""
    with _open(ledger) as book:
        about = release_of(book, release).id if release else None
        found = book.objections.all(release=about, open_only=open_only)
        releases = {one.id: book.entry(one.release) for one in found}
    if as_json:
        told = [{**one.as_json(), "notice": releases[one.id].notice} for one in found]
        show_json({"status": "clean", "objections": told, "findings": []})
        return
    if found:
        print_objections(found, releases)
    else:
        tell(say("line.ledger_empty"))


@command.command("close", help=say("help.objection.close"))
@click.argument("number", metavar="NUMBER", type=int)
@ledger_file()
@click.option("--outcome", required=True, type=click.Choice(OUTCOMES), help=say("opt.objection_outcome"))
@click.option("--on", metavar="YYYY-MM-DD", help=say("opt.objection_closed_on"))
@json_flag()
@language()
@carefully
def close(number: int, ledger: Path | str | None, outcome: Outcome, on: str | None, *, as_json: bool) -> None:
    """Write down what came of an objection."""
    when = some_day(on)
    if when > some_day(None):
        raise problem(UsageError, "objection.future")
    with _open(ledger) as book, book.writing():
        done = book.objections.close(number, outcome, when)
    tell(say("line.objection_closed", number=number, outcome=outcome, day=when), colour="green")
    if done.overdue(when):
        tell(say("line.objection_overdue", day=done.due_on), colour="yellow")
    if outcome in UPHELD:
        tell(say("line.objection_upheld"), colour="yellow")
    if as_json:
        show_json({"status": "closed", "objection": done.as_json(), "findings": []})
