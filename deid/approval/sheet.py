"""The review sheet (政府信息公开保密审查单), signed in ink: what is posted, its digest, a line per step."""

import io
from pathlib import Path

from deid.approval.chain import Chain
from deid.approval.draft import Draft, short
from deid.errors import UsageError
from deid.messages import problem, say
from deid.pages import docx, html
from deid.pages.grid import docx_table, html_table
from deid.pages.heading import day
from deid.policy.model import Channel

Row = tuple[str, ...]


def sheet(draft: Draft, chain: Chain, channel: Channel | None, *, suffix: str) -> bytes:
    """The sheet as HTML for printing, or as a Word document.

    Raises:
        UsageError: no such kind of file.
    """
    facts, steps = _facts(draft, channel), _steps(chain)
    lines = [say("sheet.how"), say("sheet.proves")]
    if suffix in (".html", ".htm"):
        return _html(facts, steps, lines)
    if suffix == ".docx":
        return _docx(facts, steps, lines)
    raise problem(UsageError, "approval.sheet_suffix")


def sheet_file(draft: Draft) -> Path:
    """Where the sheet is written if nobody says where: beside the receipt."""
    return draft.receipt.with_name(f"{draft.stem}.sheet.html")


def _facts(draft: Draft, channel: Channel | None) -> list[Row]:
    facts = draft.facts
    rows: list[Row] = [
        (say("sheet.title"), facts.title),
        (say("sheet.notice"), facts.notice),
        (say("sheet.channel"), facts.channel),
        (say("sheet.form"), say("sheet.form.aggregate" if facts.form == "aggregate" else "sheet.form.names")),
        (say("sheet.rows"), str(facts.rows_out)),
        (say("sheet.made_for"), day(draft.made_for)),
        (say("sheet.digest"), short(draft.sha256)),
        (say("sheet.whole_digest"), draft.sha256),
    ]
    if channel is not None:
        rows.insert(3, (say("sheet.audience"), channel.audience))
    return rows


def _steps(chain: Chain) -> list[Row]:
    """One line per step; what is recorded already is filled in."""
    done = {entry.role: entry for entry in chain.of("approved")}
    rows: list[Row] = [(say("sheet.step"), say("sheet.opinion"), say("sheet.signature"), say("sheet.date"))]
    for role in chain.head.review:
        known = done.get(role)
        rows.append((role, say("sheet.choice"), known.by if known else "", known.on if known else ""))
    return rows


def _html(facts: list[Row], steps: list[Row], lines: list[str]) -> bytes:
    tables = html_table(facts) + "<p></p>\n" + html_table(steps, headed=True)
    page = html.begin(say("sheet.heading")) + tables + html.paragraphs(lines, "body")
    return (page + html.end([])).encode()


def _docx(facts: list[Row], steps: list[Row], lines: list[str]) -> bytes:
    out = io.BytesIO()
    body = docx.paragraph(say("sheet.heading"), "Title") + docx_table(facts) + docx.paragraph("", "Facts")
    body += docx_table(steps) + docx.paragraphs(lines, "Facts")
    docx.write_package(out, [docx.BEGIN, body, docx.end()])
    return out.getvalue()
