"""``deid check``: files about to be posted, or long posted, made by anyone."""

import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from deid.checking import report as table
from deid.checking.asked import Asked, policy_of
from deid.checking.folder import Posted, check_files, draw, files_of
from deid.cli.complete import channels, notices
from deid.cli.console import CANNOT_RUN, REFUSED, carefully, show_json, tell, tell_findings
from deid.cli.options import FILE, day, json_flag, language, office_file, reading, rules_folders, where
from deid.cli.raw_list import raw_of
from deid.errors import UsageError
from deid.io.streams import STREAM, at_hand
from deid.io.where import Reading
from deid.messages import problem, say
from deid.policy.office import rules_and_known

_COLOURS = {"take_down": "red", "correct": "yellow", "keep": "green", "by_hand": "blue"}
_SEEDS = 1 << 31


@click.command("check", help=say("help.check"))
@click.argument("paths", metavar="FILE|DIR...", nargs=-1, required=True, type=FILE)
@click.option("--notice", shell_complete=notices, help=say("opt.notice"))
@click.option("--channel", shell_complete=channels, help=say("opt.channel"))
@click.option("--against", type=FILE, help=say("opt.against"))
@reading("against-")
@click.option("--as-of", "as_of", metavar="YYYY-MM-DD", help=say("opt.as_of"))
@click.option("--report", type=FILE, help=say("opt.report"))
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help=say("opt.sample"))
@click.option("--seed", type=int, metavar="S", help=say("opt.check_seed"))
@rules_folders()
@office_file()
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
    report: Path | None,
    sample: int | None,
    seed: int | None,
    rules: tuple[Path, ...],
    office: Path | None,
    encoding: str | None,
    sheet: str | None,
    header_rows: str | None,
    data_rows: str | None,
    *,
    as_json: bool,
    **raw: str | None,
) -> None:
    """Judge files one by one; each gets its own verdict."""
    if report is not None:
        table.check_kind(report)
    rules, known = rules_and_known(office, rules)
    policy = policy_of(notice, channel, rules)
    asked = Asked(as_of=day(as_of), policy=policy, channel=channel, rules=rules, known=known)
    if against is not None:
        asked = replace(asked, raw=raw_of(against, asked, raw))
    if STREAM in paths and len(paths) > 1:
        raise problem(UsageError, "usage.option_single", option="-")
    drawn = None
    several = len(paths) > 1 or any(path.is_dir() for path in paths)
    done: list[Posted] = []
    with at_hand(next(iter(paths)), sys.stdin.buffer) as first:
        files = files_of((first, *paths[1:]))
        if sample is not None:
            drawn = {"of": len(files), "seed": secrets.randbelow(_SEEDS) if seed is None else seed}
            files = draw(files, sample, drawn["seed"])
            tell(say("check.sampled", total=drawn["of"], count=len(files), seed=drawn["seed"]))
        for posted in check_files(files, asked, Reading(encoding, sheet, where(header_rows, data_rows))):
            _tell(posted, several=several)
            done.append(posted)
    _finish(done, report, drawn, several=several, as_json=as_json)


def _tell(posted: Posted, *, several: bool) -> None:
    if several:
        shown = table.line(posted)
        least = shown["least"] or "—"
        tell(
            say("check.line", **{**shown, "least": least}),
            colour=_COLOURS[table.action(posted)],
        )
        if posted.findings:
            tell_findings(posted.findings)
        return
    if posted.error is not None and table.action(posted) == table.BY_HAND:
        raise posted.error
    if posted.findings:
        tell(say("line.file", file=posted.file, count=len(posted.findings)))
        tell_findings(posted.findings)
    else:
        tell(say("line.clean", file=posted.file), colour="green")


def _finish(
    done: Sequence[Posted],
    report: Path | None,
    drawn: dict[str, Any] | None,
    *,
    several: bool,
    as_json: bool,
) -> None:
    if report is not None:
        table.write_report(report, done)
        tell(say("check.report", file=report.name))
    if several:
        counts = [table.action(posted) for posted in done]
        tell(
            say(
                "check.summary",
                count=len(done),
                down=counts.count("take_down"),
                correct=counts.count("correct"),
                keep=counts.count("keep"),
                hand=counts.count("by_hand"),
            )
        )
    bad = any(posted.bad for posted in done)
    if as_json:
        _show(done, drawn, bad=bad)
    if not done:
        raise SystemExit(CANNOT_RUN)
    if bad:
        raise SystemExit(REFUSED)


def _show(done: Sequence[Posted], drawn: dict[str, Any] | None, *, bad: bool) -> None:
    listed = [table.as_json(posted) for posted in done]
    every = [item for entry in listed for item in entry["findings"]]
    data: dict[str, Any] = {"status": "refused" if bad else "clean", "files": listed, "findings": every}
    show_json(data if drawn is None else {**data, "sample": drawn})
