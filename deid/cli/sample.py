"""``deid sample``: a synthetic list, so that anyone can try."""

from pathlib import Path

import click

from deid.cli.complete import notices
from deid.cli.console import carefully, show_json, tell
from deid.cli.options import FILE, json_flag, language, rules_folders
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.messages import problem, say


@click.command("sample", help=say("help.sample"))
@click.option("--notice", required=True, shell_complete=notices, help=say("opt.notice"))
@click.option("--rows", default=100, show_default=True, type=click.IntRange(1), help=say("opt.rows"))
@click.option("--seed", default=0, show_default=True, type=int, help=say("opt.seed"))
@click.option("--messy", is_flag=True, help=say("opt.messy"))
@click.option("--out", "output", required=True, type=FILE, help=say("opt.out"))
@click.option("--force", is_flag=True, help=say("opt.force"))
@rules_folders()
@json_flag()
@language()
@carefully
def command(  # noqa: PLR0913  one parameter per option
    notice: str,
    rows: int,
    seed: int,
    output: Path,
    rules: tuple[Path, ...],
    *,
    messy: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write a list of invented people in the shape offices export."""
    from deid.synthetic import write_sample  # noqa: PLC0415

    if output.exists() and not force:
        raise problem(UsageError, "usage.output_exists", file=safe_name(output))
    write_sample(output, notice, rows=rows, seed=seed, messy=messy, rules=rules)
    tell(say("line.sample", file=safe_name(output), rows=rows), colour="green")
    if as_json:
        show_json({"status": "released", "output": str(output), "rows": rows, "findings": []})
