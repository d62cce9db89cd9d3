"""``deid explain``: one page for whoever insists on a weak mask."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from deid.cli.console import carefully, show_json
from deid.cli.options import json_flag, language
from deid.cli.tables import table, width
from deid.messages import say

if TYPE_CHECKING:
    from deid.rulebook.explain import Line, Page

_PAGE = 76
_WORD = re.compile(r"[!-~]+ ?|（?[^!-~]")
_NEVER_FIRST = "，。；：、）”"


@click.group("explain", help=say("help.explain"))
@language()
def command() -> None:
    """Hold the explanations together."""


@command.command("mask", help=say("help.explain.mask"))
@click.argument("mask", metavar="6+4")
@click.option("--with", "beside", multiple=True, help=say("opt.with"))
@click.option("--place", help=say("opt.place"))
@json_flag()
@language()
@carefully
def mask_page(mask: str, beside: tuple[str, ...], place: str | None, *, as_json: bool) -> None:
    """Print the page about one mask."""
    from deid.rulebook.explain import explain  # noqa: PLC0415  loads Arrow and the counting

    page = explain(mask, [word for given in beside for word in _words(given)], place)
    if as_json:
        show_json({"status": "clean", **page.as_json(), "findings": []})
        return
    click.echo("\n".join(_page(page)))


def _page(page: "Page") -> Iterator[str]:
    yield page.title
    yield ""
    yield say("explain.shown", shown=page.shown)
    if page.asked is not None:
        plain, local = (f"{count:,}" for count in (page.asked.plain, page.asked.local))
        yield from _wrapped(say("explain.together", columns=page.asked.label, plain=plain, local=local))
    yield ""
    names = ("columns", "plain", "local", "verdict")
    yield table(
        [say(f"explain.head.{name}", floor=f"{page.floor:,}") for name in names],
        [_row(line) for line in page.lines],
    )
    why = "explain.mind" if page.sound else "explain.why"
    for heading, texts in ((why, page.why), ("explain.instead", page.instead)):
        yield ""
        yield say(heading)
        for number, text in enumerate(texts, 1):
            yield from _wrapped(text, f"{number}. ")
    yield ""
    yield from _wrapped(page.foot)


def _row(line: "Line") -> list[str]:
    verdict = say("explain.enough" if line.enough else "explain.too_few")
    return [line.label, f"{line.plain:>12,}", f"{line.local:>12,}", verdict]


def _words(given: str) -> list[str]:
    return [word for word in given.replace("，", ",").replace("、", ",").split(",") if word.strip()]


def _wrapped(text: str, lead: str = "") -> list[str]:
    """A paragraph as lines of a printed page; Chinese characters count double and may be parted anywhere."""
    lines, line = [], lead
    for word in _WORD.findall(text):
        if width(line + word.rstrip()) > _PAGE and word not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line = " " * len(lead)
        line += word
    return [*lines, line.rstrip()]
