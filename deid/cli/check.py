"""``deid check``: a file about to be posted, made by anyone."""

from collections.abc import Iterator
from pathlib import Path

import click

from deid.check import check_source
from deid.cli.console import (
    CANNOT_RUN,
    REFUSED,
    carefully,
    safe_name,
    show_json,
    tell,
    tell_findings,
)
from deid.cli.options import FILE, day, json_flag, language, reading, rules_folders
from deid.errors import InputError, UsageError
from deid.messages import problem, say
from deid.policy.loader import load_policy
from deid.release.files import open_source
from deid.release.order import Order
from deid.terms import Finding, Severity, finding

_READABLE = (".csv", ".tsv", ".txt", ".xlsx", ".xls")


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and file.suffix.lower() in _READABLE and not file.name.startswith(".")
            )
        else:
            yield path


@click.command("check", help=say("help.check"))
@click.argument("paths", metavar="FILE|DIR...", nargs=-1, required=True, type=FILE)
@click.option("--notice", help=say("opt.notice"))
@click.option("--channel", help=say("opt.channel"))
@click.option("--against", type=FILE, help=say("opt.against"))
@click.option("--as-of", "as_of", metavar="YYYY-MM-DD", help=say("opt.as_of"))
@rules_folders()
@reading()
@json_flag()
@language()
@carefully
def command(  # noqa: PLR0913  one parameter per option
    paths: tuple[Path, ...],
    notice: str | None,
    channel: str | None,
    against: Path | None,
    as_of: str | None,
    rules: tuple[Path, ...],
    encoding: str | None,
    sheet: str | None,
    *,
    as_json: bool,
) -> None:
    """Check files one by one; each gets its own verdict."""
    order = Order(notice=notice or "", rules=rules)
    if notice:
        policy = load_policy(notice, rules)
        if channel and channel not in policy.channels:
            raise problem(
                UsageError,
                "usage.channel_unknown",
                channel=channel,
                notice=policy.notice,
                channels=", ".join(policy.channels),
            )
    raw = open_source(against, order) if against else None
    several = len(paths) > 1 or any(path.is_dir() for path in paths)
    verdicts: list[tuple[Path, list[Finding]]] = []
    for path in _files(paths):
        try:
            source = open_source(path, order, encoding=encoding, sheet=sheet, may_be_empty=True)
            found = check_source(source, raw=raw, as_of=day(as_of))
        except InputError as error:
            if not several:
                raise
            found = [finding("not_checked", Severity.ERROR, why=str(error))]
        verdicts.append((path, found))
    _report(verdicts, as_json=as_json)


def _report(verdicts: list[tuple[Path, list[Finding]]], *, as_json: bool) -> None:
    bad = False
    for path, found in verdicts:
        errors = [item for item in found if item.severity is Severity.ERROR]
        bad = bad or bool(errors)
        if found:
            tell(say("line.file", file=safe_name(path), count=len(found)))
            tell_findings(found)
        else:
            tell(say("line.clean", file=safe_name(path)), colour="green")
    if as_json:
        listed = [
            {"file": safe_name(path), "findings": [item.as_json() for item in found]}
            for path, found in verdicts
        ]
        every = [item for entry in listed for item in entry["findings"]]
        show_json({"status": "refused" if bad else "clean", "files": listed, "findings": every})
    if not verdicts:
        raise SystemExit(CANNOT_RUN)
    if bad:
        raise SystemExit(REFUSED)
