"""``deid rules diff`` and ``deid rules catalogue``: rules side by side, and as the public catalogue."""

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deid.cli.console import REFUSED, carefully, show_json, tell
from deid.cli.options import FILE, json_flag, language, rules_folders
from deid.cli.tables import table
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.io.aside import write_public
from deid.messages import problem, say
from deid.policy.model import CHANNELS, Policy

if TYPE_CHECKING:
    from deid.rulebook.catalogue import Field
    from deid.rulebook.diff import Book, Difference

_COLOURS = {"wider": "red", "tighter": "green", "neutral": None}
_FORMATS = ("md", "csv", "xlsx", "html")
_SOME = 3
_ENDINGS = {".md": "md", ".csv": "csv", ".xlsx": "xlsx", ".html": "html", ".htm": "html"}


def listing(policies: Sequence[Policy]) -> str:
    """The notice types by field of work, with a narrow column per channel that any of them uses."""
    used = [name for name in CHANNELS if any(name in policy.channels for policy in policies)]
    rows = []
    for domain in sorted({policy.domain for policy in policies}):
        rows.append(["", say("rules.list.domain", domain=domain), *([""] * len(used))])
        for policy in (one for one in policies if one.domain == domain):
            forms = [policy.channels[name].form if name in policy.channels else "" for name in used]
            rows.append(
                [policy.notice, policy.title, *(form and say(f"rules.list.{form}") for form in forms)]
            )
    short = {name: say(f"rules.short.{name}") for name in used}
    heads = [say("rules.list.notice"), say("rules.list.title"), *short.values()]
    legend = "  ".join(f"{letter}={name}" for name, letter in short.items())
    return "\n".join([table(heads, rows), "", legend, say("rules.list.cells")])


@click.command("diff", help=say("help.rules.diff"))
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@rules_folders()
@json_flag()
@language()
@carefully
def diff(old: str, new: str, rules: tuple[Path, ...], *, as_json: bool) -> None:
    """Tell what is published now that was not."""
    from deid.rulebook.diff import compare, read_book  # noqa: PLC0415
    from deid.rulebook.diff_words import as_json as as_data  # noqa: PLC0415

    book = read_book(new, rules)
    found = compare(read_book(old, rules), book)
    wider = sum(one.change.effect == "wider" for one in found)
    if as_json:
        listed = [as_data(one, book.fields, book.reasons) for one in found]
        show_json(
            {"status": "wider" if wider else "clean", "wider": wider, "changes": listed, "findings": []}
        )
    else:
        for line in _told(found, book):
            click.echo(line)
        last = say("diff.wider", count=wider) if wider else say("diff.not_wider")
        tell(last if found else say("diff.none"), colour="red" if wider else "green")
    if wider:
        raise SystemExit(REFUSED)


def _told(found: "Sequence[Difference]", book: "Book") -> Iterator[str]:
    from deid.rulebook.diff_words import SECTIONS, section, words  # noqa: PLC0415

    for (notice, title), group in groupby(found, key=lambda one: (one.notice, one.title)):
        changes = [one.change for one in group]
        yield say("diff.head", title=title, notice=notice) if notice else say("diff.shared")
        for name in SECTIONS:
            own = [change for change in changes if section(change) == name]
            if own:
                yield f"  {say(f'diff.section.{name}')}"
            for change in own:
                text = f"{say(f'diff.mark.{change.effect}')} {words(change, book.fields, book.reasons)}"
                yield f"    {_coloured(text, _COLOURS[change.effect])}"
        yield ""
    if found:
        yield say("diff.legend")


def _coloured(text: str, colour: str | None) -> str:
    return text if colour is None or "NO_COLOR" in os.environ else click.style(text, fg=colour)


@click.command("catalogue", help=say("help.rules.catalogue"))
@click.option("--format", "form", type=click.Choice(_FORMATS), help=say("opt.catalogue.format"))
@click.option("--field", "only", multiple=True, help=say("opt.catalogue.field"))
@click.option("--out", "output", type=FILE, help=say("opt.catalogue.out"))
@click.option("--for", "office", default="", help=say("opt.catalogue.office"))
@click.option("--paper", type=click.Choice(["A3", "A4"]), default="A3", help=say("opt.catalogue.paper"))
@click.option("--force", is_flag=True, help=say("opt.force"))
@rules_folders()
@json_flag()
@language()
@carefully
def catalogue(  # noqa: PLR0913  one parameter per option
    form: str | None,
    only: tuple[str, ...],
    output: Path | None,
    office: str,
    paper: str,
    rules: tuple[Path, ...],
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Generate the public catalogue from the rules."""
    from deid.rulebook.catalogue import collect  # noqa: PLC0415
    from deid.rulebook.catalogue_text import unsure  # noqa: PLC0415

    form = form or (_ENDINGS.get(output.suffix.lower()) if output else None) or "md"
    if output is None and form == "xlsx":
        raise problem(UsageError, "usage.xlsx_needs_out")
    if output is not None and output.exists() and not force:
        raise problem(UsageError, "usage.output_exists", file=safe_name(output))
    fields = collect(rules, only)
    rows = sum(len(field.entries) for field in fields)
    if output is not None:
        write_public(output, _made(fields, form, office, paper))
        tell(say("catalogue.written", file=safe_name(output), fields=len(fields), rows=rows), colour="green")
    elif not as_json:
        click.echo(_made(fields, form, office, paper).decode("utf-8-sig"), nl=False)
    doubtful = ["/".join(entry.item) for entry in unsure(fields)]
    if doubtful:
        some = "、".join(doubtful[:_SOME]) + (" …" if len(doubtful) > _SOME else "")
        tell(say("catalogue.to_confirm", count=len(doubtful), items=some), colour="yellow")
    if as_json:
        show_json(_data(fields, output, doubtful))


def _made(fields: "Sequence[Field]", form: str, office: str, paper: str) -> bytes:
    """The catalogue as a file's bytes; Excel reads CSV as UTF-8 only with a mark in front."""
    from deid.rulebook import catalogue_html, catalogue_text, catalogue_xlsx  # noqa: PLC0415

    if form == "xlsx":
        return catalogue_xlsx.xlsx(fields, office, paper)
    if form == "csv":
        return catalogue_text.as_csv(fields).encode("utf-8-sig")
    make = catalogue_html.html if form == "html" else catalogue_text.markdown
    return make(fields, office).encode()


def _data(fields: "Sequence[Field]", output: Path | None, doubtful: Sequence[str]) -> dict[str, object]:
    import msgspec  # noqa: PLC0415

    rows = [msgspec.to_builtins(entry) for field in fields for entry in field.entries]
    return {
        "status": "released" if output else "clean",
        "output": str(output) if output else None,
        "rows": rows,
        "to_confirm": list(doubtful),
        "findings": [],
    }
