"""``deid report``: the inspection sheet of lists that were made, from their receipts."""

from pathlib import Path

import click

from deid.cli.console import carefully, show_json, tell
from deid.cli.options import FILE, json_flag, language, office_file, rules_folders
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.messages import problem, say
from deid.receipt import BESIDE


@click.command("report", help=say("help.report"))
@click.argument("receipts", metavar="RECEIPT", nargs=-1, required=True, type=FILE)
@click.option("--out", "output", required=True, type=FILE, help=say("opt.sheet8"))
@office_file()
@rules_folders()
@click.option("--force", is_flag=True, help=say("opt.force"))
@json_flag()
@language()
@carefully
def command(
    receipts: tuple[Path, ...],
    output: Path,
    office: Path | None,
    rules: tuple[Path, ...],
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Write the sheets, one page each."""
    from deid.policy.office import office_and_rules  # noqa: PLC0415  only this command draws pages
    from deid.report.evidence import read_evidence  # noqa: PLC0415
    from deid.report.sheet import inspection_sheet  # noqa: PLC0415

    need_html(output)
    _check_place(receipts, output, force=force)
    known, rules = office_and_rules(office, rules)
    evidence = read_evidence(receipts)
    write_page(output, inspection_sheet(evidence, rules, known))
    tell(say("line.report", file=safe_name(output)), colour="green")
    if as_json:
        show_json({"status": "clean", "output": str(output), "lists": len(evidence), "findings": []})


def _check_place(receipts: tuple[Path, ...], output: Path, *, force: bool) -> None:
    """The sheet tells more than the list, so it lies elsewhere than what is posted."""
    if output.exists() and not force:
        raise problem(UsageError, "usage.output_exists", file=safe_name(output))
    folders = {path.absolute().parent.resolve() for path in receipts if path.name.endswith(BESIDE)}
    here = output.absolute().parent.resolve()
    if folders & {here, *here.parents}:
        raise problem(UsageError, "usage.inside_output", option="--out")


def need_html(path: Path | None) -> None:
    """Make sure that a page is asked for under a name a browser opens.

    Raises:
        UsageError: it is not called .html.
    """
    if path is not None and path.suffix.lower() not in (".html", ".htm"):
        raise problem(UsageError, "usage.html_only", file=safe_name(path))


def write_page(path: Path, content: bytes) -> None:
    """Write a page for the office's own eyes, whole or not at all.

    Raises:
        UsageError: its folder cannot be written to.
    """
    from deid.io.aside import write_private  # noqa: PLC0415

    write_private(path, content)
