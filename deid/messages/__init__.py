"""Every sentence a user can meet, in Chinese and English, from one catalogue.

A message is named by a code and filled with facts (file, column, row numbers, counts): never a cell.
"""

import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, TypeVar

from deid.errors import DeidError
from deid.messages import (
    approval,
    catalogue,
    check,
    cli,
    clicked,
    documents,
    drafts,
    engines,
    explain,
    findings,
    fixes,
    incident,
    inputs,
    ledger,
    ledger_server,
    maskers,
    members,
    objections,
    packs,
    pages,
    papers,
    pia,
    pictures,
    quality,
    report,
    request,
    rulebook,
    rules,
    serve,
    slips,
    usage,
    web,
    web_findings,
    workbook,
)

Language = Literal["zh", "en"]
E = TypeVar("E", bound=DeidError)

CATALOGUE: dict[str, tuple[str, str]] = {
    **approval.TEXTS,
    **catalogue.TEXTS,
    **check.TEXTS,
    **cli.TEXTS,
    **clicked.TEXTS,
    **documents.TEXTS,
    **drafts.TEXTS,
    **engines.TEXTS,
    **explain.TEXTS,
    **findings.TEXTS,
    **fixes.TEXTS,
    **incident.TEXTS,
    **inputs.TEXTS,
    **ledger.TEXTS,
    **ledger_server.TEXTS,
    **maskers.TEXTS,
    **members.TEXTS,
    **objections.TEXTS,
    **packs.TEXTS,
    **pages.TEXTS,
    **papers.TEXTS,
    **pia.TEXTS,
    **pictures.TEXTS,
    **quality.TEXTS,
    **report.TEXTS,
    **request.TEXTS,
    **rulebook.TEXTS,
    **rules.TEXTS,
    **serve.TEXTS,
    **slips.TEXTS,
    **usage.TEXTS,
    **workbook.TEXTS,
    **web.TEXTS,
    **web_findings.TEXTS,
}

_chosen: Language | None = None
_spoken: ContextVar[Language | None] = ContextVar("language", default=None)


def language() -> Language:
    """The language in use: the one chosen by ``use``, else the locale's (zh* → zh, anything else → en)."""
    if (spoken := _spoken.get()) is not None:
        return spoken
    if _chosen is not None:
        return _chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith(("zh", "chinese")) else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def chosen() -> Language | None:
    """The language chosen by ``use``; None where it is left to the locale."""
    return _chosen


def use(chosen: Language | None) -> None:
    """Choose the language of all later messages; None returns to the locale's."""
    global _chosen  # noqa: PLW0603  one process speaks one language
    _chosen = chosen


@contextmanager
def speaking(spoken: Language) -> Iterator[None]:
    """Speak a language for as long as the block lasts, in this thread or task only."""
    before = _spoken.set(spoken)
    try:
        yield
    finally:
        _spoken.reset(before)


def say(code: str, /, **facts: object) -> str:
    """The message ``code`` in the language in use, with its facts filled in.

    >>> use("en"); say("input.empty", file="list.csv"); use(None)
    'list.csv is empty. Export the list again and check that it has a header row and data.'
    """
    zh, en = CATALOGUE[code]
    return (zh if language() == "zh" else en).format(**facts)


def problem(kind: type[E], code: str, /, **facts: object) -> E:
    """An error of ``kind`` whose text is the message ``code``."""
    made = kind(say(code, **facts), code=code)
    made.facts = {name: str(fact) for name, fact in facts.items()}
    return made
