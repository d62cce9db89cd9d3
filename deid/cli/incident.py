"""``deid incident``: a list was posted wrongly; what showed, of how many, and what to do now."""

from pathlib import Path

import click
from msgspec.structs import replace

from deid.checking.asked import Asked, policy_of
from deid.cli.complete import channels, notices
from deid.cli.console import REFUSED, carefully, show_json, tell, tell_findings
from deid.cli.options import (
    FILE,
    day,
    json_flag,
    language,
    office_file,
    reading,
    rules_folders,
    some_day,
    where,
)
from deid.cli.raw_list import raw_of
from deid.cli.tables import table
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.incident.look import Exposure, Incident, look_into
from deid.incident.papers import Case, papers
from deid.incident.words import due, duty_in_words, kind_rows, line_in_words
from deid.incident.writing import KINDS, target_of, write_papers
from deid.io.where import Reading
from deid.messages import problem, say
from deid.policy.fields import load_fields
from deid.policy.model import Policy
from deid.policy.office import NOTHING, office_and_rules
from deid.policy.withhold import load_reasons
from deid.rulebook.paper import written_in


@click.command("incident", help=say("help.incident"))
@click.argument("source", metavar="FILE", type=FILE)
@click.option("--against", required=True, type=FILE, help=say("opt.incident_against"))
@reading("against-")
@click.option("--notice", shell_complete=notices, help=say("opt.notice"))
@click.option("--channel", shell_complete=channels, help=say("opt.channel"))
@click.option("--posted", metavar="YYYY-MM-DD", help=say("opt.incident_posted"))
@click.option("--removed", metavar="YYYY-MM-DD", help=say("opt.incident_removed"))
@click.option("--views", type=click.IntRange(min=0), metavar="N", help=say("opt.incident_views"))
@click.option("--found", metavar="YYYY-MM-DD", help=say("opt.incident_found"))
@click.option("--out", "output", type=FILE, metavar="DIR", help=say("opt.incident_out"))
@click.option("--format", "kind", type=click.Choice(KINDS), default="docx", help=say("opt.incident_format"))
@click.option("--force", is_flag=True, help=say("opt.incident_force"))
@office_file()
@rules_folders()
@reading()
@json_flag()
@language()
@carefully
def command(  # noqa: PLR0913  one parameter per option
    source: Path,
    against: Path,
    notice: str | None,
    channel: str | None,
    posted: str | None,
    removed: str | None,
    views: int | None,
    found: str | None,
    output: Path | None,
    kind: str,
    office: Path | None,
    rules: tuple[Path, ...],
    encoding: str | None,
    sheet: str | None,
    header_rows: str | None,
    data_rows: str | None,
    *,
    force: bool,
    as_json: bool,
    **raw: str | None,
) -> None:
    """Find out, tell, and draft."""
    exposure, found_on = Exposure(day(posted), day(removed), views), some_day(found)
    days = (exposure.posted_on, exposure.removed_on, some_day(None))
    told = [one for one in days if one is not None]
    if told != sorted(told) or found_on > some_day(None):
        raise problem(UsageError, "incident.order")
    folder = target_of(output, source) if output else None
    whose, rules = office_and_rules(office, rules)
    policy = policy_of(notice, channel, rules)
    known = whose.known if whose else NOTHING
    asked = Asked(exposure.posted_on or found_on, policy, channel, rules, known=known)
    asked = replace(asked, raw=raw_of(against, asked, raw))
    read = Reading(encoding, sheet, where(header_rows, data_rows))
    incident = look_into(source, asked, read, exposure, found_on)
    _tell(incident, rules)
    written: list[Path] = []
    if folder is not None and incident.leaked:
        with written_in("zh"):
            drafts = papers(Case(incident, policy, _channel(channel, policy), whose, rules))
        written = write_papers(drafts, folder, kind, force=force)
        names = ", ".join(path.name for path in written)
        tell(say("line.incident_drafts", folder=safe_name(folder), files=names), colour="green")
    if as_json:
        show_json({**incident.as_json(rules), "drafts": [str(path) for path in written]})
    if incident.leaked:
        raise SystemExit(REFUSED)


def _channel(channel: str | None, policy: Policy | None) -> str | None:
    """The channel, also where the rule has but one."""
    only = list(policy.channels) if policy else []
    return channel or (only[0] if len(only) == 1 else None)


def _tell(incident: Incident, rules: tuple[Path, ...]) -> None:
    tell_findings(incident.findings)
    if not incident.leaked:
        tell(say("line.incident_clean", file=incident.file), colour="green")
        return
    whole = {"rows": incident.rows, "listed": incident.listed, "people": incident.people}
    tell(say("line.incident", file=incident.file, **whole), colour="red")
    if not incident.complete:
        tell(say("line.incident_more"), colour="red")
    fields, reasons = load_fields(rules), load_reasons(rules)
    names, *kinds = kind_rows(incident, fields, reasons)
    if kinds:
        tell(table(names, kinds))
    tell(say("line.incident_lines"))
    for line in incident.lines:
        facts = {"line": line_in_words(line), "count": line.count, "passed": say(f"passed.{line.passed}")}
        tell(say("line.incident_line", **facts), colour=None if line.passed == "no" else "yellow")
    tell(say("line.incident_duties"))
    for number, duty in enumerate(incident.duties, start=1):
        tell(f"{number}. {duty_in_words(duty)} — {due(duty)}")
    tell(say("incident.at_once_note"))
    if incident.exposure.removed_on is None:
        tell(say("line.incident_still_up"), colour="red")
