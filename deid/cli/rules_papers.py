"""``deid rules new | tell | pia``: a rule drafted from a list, and the papers that come of a rule."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deid.cli.complete import notices
from deid.cli.console import carefully, show_json, tell, tell_findings
from deid.cli.options import FILE, day, json_flag, language, office_file, reading, rules_folders, where
from deid.days import today
from deid.detect.echo import safe_name
from deid.errors import RefusedError, UsageError
from deid.messages import problem, say
from deid.policy.fields import load_fields
from deid.policy.folders import NOT_NOTICES, folders, notice_files
from deid.policy.loader import load_policy
from deid.policy.office import office_and_rules
from deid.policy.unfinished import BLANK

if TYPE_CHECKING:
    from deid.rulebook.draft import Draft

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_UNNAMED = "new_list"


@click.command("new", help=say("help.rules.new"))
@click.argument("source", metavar="INPUT", type=FILE)
@click.option("--out", "output", type=FILE, help=say("opt.draft_out"))
@click.option("--id", "notice", help=say("opt.draft_id"))
@rules_folders()
@reading()
@click.option("--force", is_flag=True, help=say("opt.force"))
@json_flag()
@language()
@carefully
def new(  # noqa: PLR0913  one parameter per option
    source: Path,
    output: Path | None,
    notice: str | None,
    rules: tuple[Path, ...],
    encoding: str | None,
    sheet: str | None,
    header_rows: str | None,
    data_rows: str | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Draft a rule for a list."""
    from deid.io.known import open_known  # noqa: PLC0415
    from deid.rulebook.draft import draft  # noqa: PLC0415
    from deid.rulebook.draft_look import look  # noqa: PLC0415
    from deid.rulebook.draft_text import as_yaml  # noqa: PLC0415
    from deid.rulebook.paper import paper_language, written_in  # noqa: PLC0415

    name = _free_id(notice, output, rules)
    if output is not None and output.exists() and not force:
        raise problem(UsageError, "usage.output_exists", file=safe_name(output))
    opened = open_known(source, rules, encoding=encoding, sheet=sheet, where=where(header_rows, data_rows))
    fields = load_fields(rules)
    with written_in(paper_language()):
        made = draft(name, look(opened.headers, opened.batches(), fields), fields)
        text = as_yaml(made, fields)
    if output is not None:
        _write(output, text, source)
    tell_findings(opened.findings)
    _summary(made, text, output)
    if as_json:
        listed = _listed(made)
        written = {"output": str(output)} if output else {"output": None, "text": text}
        findings = [found.as_json() for found in opened.findings]
        show_json({"status": "clean", "notice": name, **written, "columns": listed, "findings": findings})
    elif output is None:
        click.echo(text, nl=False)


def _free_id(notice: str | None, output: Path | None, rules: Sequence[Path]) -> str:
    """The id of the new rule: the file's name, and no other rule's."""
    name = notice or (output.stem if output else _UNNAMED)
    free = _ID.fullmatch(name) and name not in NOT_NOTICES
    fits = free and (output is None or output.name == f"{name}.yaml")
    if not fits:
        raise problem(UsageError, "usage.draft_id")
    own = output.resolve() if output else None
    taken = (path for folder in folders(rules) for path in notice_files(folder) if path.stem == name)
    if any(path.resolve() != own for path in taken):
        raise problem(UsageError, "usage.draft_taken", notice=name)
    return name


def _write(output: Path, text: str, source: Path | None = None) -> None:
    from deid.io.aside import Aside  # noqa: PLC0415

    with Aside(output, source=source) as aside:
        aside.write(text.encode())
        aside.commit()


def _summary(made: "Draft", text: str, output: Path | None) -> None:
    kept = sum(line.act != "drop" for line in made.lines)
    blanks = sum(BLANK in line.partition("#")[0] for line in text.splitlines())
    counted = {"kept": kept, "dropped": len(made.lines) - kept, "blanks": blanks}
    tell(say("line.draft", blank=BLANK, **counted), colour="green")
    if made.must_map:
        tell(say("line.draft_map", count=len(made.must_map)), colour="yellow")
    if output is not None:
        tell(say("line.draft_file", file=safe_name(output)))


def _listed(made: "Draft") -> list[dict[str, Any]]:
    """The columns as plain data; of their cells only the share that fits."""
    return [
        {
            "column": line.seen.index + 1,
            "header": line.seen.label,
            "field": line.field,
            "recognised": line.seen.how,
            "confidence": line.seen.confidence,
            "share": None if line.seen.share is None else round(line.seen.share, 2),
            "content": line.seen.content,
            "treatment": "drop" if line.act == "drop" else "publish",
            "needs": line.need,
            "map": line.must_map,
        }
        for line in made.lines
    ]


@click.command("tell", help=say("help.rules.tell"))
@click.argument("notice", shell_complete=notices)
@office_file()
@rules_folders()
@json_flag()
@language()
@carefully
def tell_applicants(notice: str, office: Path | None, rules: tuple[Path, ...], *, as_json: bool) -> None:
    """Print what the application form tells."""
    from deid.rulebook.paper import paper_language  # noqa: PLC0415
    from deid.rulebook.tell import notice as told  # noqa: PLC0415
    from deid.rulebook.wording import blanks  # noqa: PLC0415

    whose, where = office_and_rules(office, rules)
    policy = load_policy(notice, where)
    text = told(policy, load_fields(where), whose, paper_language())
    if blanks(text):
        tell(say("line.blanks", count=blanks(text)), colour="yellow")
    if as_json:
        show_json(
            {
                "status": "clean",
                "notice": policy.notice,
                "text": text,
                "blanks": blanks(text),
                "findings": [],
            }
        )
        return
    click.echo(text)


@click.command("pia", help=say("help.rules.pia"))
@click.argument("notice", shell_complete=notices)
@click.option("--out", "output", type=FILE, help=say("opt.pia_out"))
@click.option("--finished", type=FILE, help=say("opt.pia_finished"))
@office_file()
@rules_folders()
@click.option("--as-of", "as_of", metavar="YYYY-MM-DD", help=say("opt.as_of"))
@click.option("--force", is_flag=True, help=say("opt.force"))
@json_flag()
@language()
@carefully
def pia(  # noqa: PLR0913  one parameter per option
    notice: str,
    output: Path | None,
    finished: Path | None,
    office: Path | None,
    rules: tuple[Path, ...],
    as_of: str | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Draft an impact assessment, or give the digest of the finished one."""
    from deid.rulebook.paper import paper_language  # noqa: PLC0415
    from deid.rulebook.pia import assessment, digest  # noqa: PLC0415
    from deid.rulebook.wording import blanks  # noqa: PLC0415

    whose, where = office_and_rules(office, rules)
    policy = load_policy(notice, where)
    if finished is not None:
        _finish(policy.notice, finished, as_json=as_json)
        return
    if output is not None and output.suffix.lower() != ".md":
        raise problem(UsageError, "usage.pia_md")
    if output is not None and output.exists() and not force:
        raise problem(UsageError, "usage.output_exists", file=safe_name(output))
    at = day(as_of) or today()
    text = assessment(policy, load_fields(where), whose, at, paper_language())
    if output is not None:
        _write(output, text)
        tell(say("line.pia_written", file=safe_name(output), count=blanks(text)), colour="green")
    if as_json:
        written = {"output": str(output)} if output else {"output": None, "text": text}
        sha = {"sha256": digest(text.encode()), "blanks": blanks(text)}
        show_json({"status": "clean", "notice": policy.notice, **written, **sha, "findings": []})
    elif output is None:
        click.echo(text, nl=False)


def _finish(notice: str, finished: Path, *, as_json: bool) -> None:
    """The digest of a finished assessment, and the lines that put it into the office file."""
    from deid.rulebook.pia import digest  # noqa: PLC0415
    from deid.rulebook.wording import blanks  # noqa: PLC0415

    try:
        content = finished.read_bytes()
    except OSError:
        content = b""
    if not content:
        raise problem(UsageError, "usage.pia_finished", file=safe_name(finished))
    left = blanks(content.decode("utf-8", errors="replace"))
    if left:
        raise problem(RefusedError, "refused.pia_blanks", file=safe_name(finished), count=left)
    sha = digest(content)
    tell(say("line.pia_digest", digest=sha), colour="green")
    if as_json:
        show_json({"status": "clean", "notice": notice, "sha256": sha, "blanks": 0, "findings": []})
        return
    click.echo(f"pia:\n  {notice}: {sha}")
