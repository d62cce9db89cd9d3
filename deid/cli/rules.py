"""``deid rules``: look at the rules and check them."""

import json
from pathlib import Path

import click

from deid.cli.complete import notices
from deid.cli.console import REFUSED, carefully, show_json, tell
from deid.cli.options import FILE, json_flag, language, rules_folders
from deid.cli.rules_papers import new, pia, tell_applicants
from deid.cli.rules_tables import catalogue, diff, listing
from deid.cli.tables import heads, table
from deid.messages import say
from deid.policy.fields import load_fields
from deid.policy.loader import list_policies, load_policy, rules_folder
from deid.terms import Finding, Severity


@click.group("rules", help=say("help.rules"))
@language()
def command() -> None:
    """Hold the rule commands together."""


@command.command("list", help=say("help.rules.list"))
@rules_folders()
@json_flag()
@language()
@carefully
def list_rules(rules: tuple[Path, ...], *, as_json: bool) -> None:
    """List the notice types."""
    policies = list_policies(rules)
    if as_json:
        listed = [
            {"notice": p.notice, "title": p.title, "domain": p.domain, "channels": list(p.channels)}
            for p in policies
        ]
        show_json({"status": "clean", "rules": listed, "findings": []})
        return
    click.echo(listing(policies))


@command.command("show", help=say("help.rules.show"))
@click.argument("notice", shell_complete=notices)
@click.option("--channel", help=say("opt.one_channel"))
@rules_folders()
@json_flag()
@language()
@carefully
def show(notice: str, channel: str | None, rules: tuple[Path, ...], *, as_json: bool) -> None:
    """Print one rule in plain words."""
    from deid.rulebook.show import as_plain, describe  # noqa: PLC0415

    policy, fields = load_policy(notice, rules), load_fields(rules)
    text = describe(policy, fields, channel=channel)
    if as_json:
        show_json({"status": "clean", **as_plain(policy, fields, channel), "text": text, "findings": []})
        return
    click.echo(text)


@command.command("lint", help=say("help.rules.lint"))
@click.argument("folder", required=False, type=FILE)
@json_flag()
@language()
@carefully
def lint_rules(folder: Path | None, *, as_json: bool) -> None:
    """Check rule files."""
    from deid.rulebook.lint import lint  # noqa: PLC0415

    problems = lint(folder or rules_folder())
    errors = sum(found.severity is Severity.ERROR for found in problems)
    for found in problems:
        colour = {"error": "red", "warning": "yellow"}.get(found.severity, "blue")
        place = f"{Path(found.file).name}:{found.line}"
        tell(f"{place}: {say(f'line.{found.severity}')}[{found.code}] {found.text}", colour=colour)
    if as_json:
        listed = [
            {
                **Finding(found.code, found.severity, text=found.text).as_json(),
                "file": Path(found.file).name,
                "line": found.line,
            }
            for found in problems
        ]
        show_json({"status": "refused" if errors else "clean", "findings": listed})
    else:
        tell(say("usage.lint", count=errors), colour="red" if errors else "green")
    if errors:
        raise SystemExit(REFUSED)


@command.command("schema", help=say("help.rules.schema"))
@json_flag()
@language()
@carefully
def schema(*, as_json: bool) -> None:
    """Print the JSON Schema of a rule file."""
    from deid.rulebook.schema import json_schema  # noqa: PLC0415

    if as_json:
        show_json({"status": "clean", "schema": json_schema(), "findings": []})
    else:
        click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@command.command("fields", help=say("help.rules.fields"))
@rules_folders()
@json_flag()
@language()
@carefully
def fields(rules: tuple[Path, ...], *, as_json: bool) -> None:
    """List the fields --map can name."""
    known = sorted(load_fields(rules).by_id.values(), key=lambda field: field.id)
    if as_json:
        listed = [{"field": f.id, "title": f.title, "role": f.role, "whose": f.whose} for f in known]
        show_json({"status": "clean", "fields": listed, "findings": []})
        return
    rows = [[field.id, field.title, field.role, " ".join(field.headers[:4])] for field in known]
    click.echo(table(heads("field", "title", "role", "headers"), rows))


command.add_command(new)
command.add_command(tell_applicants)
command.add_command(pia)


command.add_command(diff)
command.add_command(catalogue)
