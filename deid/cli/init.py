"""``deid init``: write office.yaml by asking."""

from pathlib import Path

import click

from deid.cli.console import carefully, show_json, tell
from deid.cli.options import FILE, json_flag, language
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.io.aside import Aside, write_public
from deid.messages import problem, say

_QUESTIONS = ("name", "county", "phone", "publisher")


@click.command("init", help=say("help.init"))
@click.option("--out", "output", default="office.yaml", show_default=True, type=FILE, help=say("opt.out"))
@click.option("--force", is_flag=True, help=say("opt.force"))
@json_flag()
@language()
@carefully
def command(output: Path, *, force: bool, as_json: bool) -> None:
    """Ask what belongs to the office and write it down."""
    import yaml  # noqa: PLC0415  only this command writes YAML

    if output.exists() and not force:
        raise problem(UsageError, "usage.output_exists", file=safe_name(output))
    with Aside(output):
        pass  # before anything is asked: it can be written there
    answers = {
        name: click.prompt(say(f"ask.{name}"), default="", show_default=False, err=True)
        for name in _QUESTIONS
    }
    county = answers["county"]
    if county and not (county.isascii() and county.isdigit() and len(county) == 6):  # noqa: PLR2004
        raise problem(UsageError, "usage.county")
    kept = {name: answer.strip() for name, answer in answers.items() if answer.strip()}
    text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, default_flow_style=False)
    write_public(output, text.encode())
    tell(say("line.office", file=safe_name(output)), colour="green")
    if as_json:
        show_json({"status": "clean", "output": str(output), "findings": []})
