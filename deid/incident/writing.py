"""Drafts as files: Word documents to edit, or pages."""

import io
from collections.abc import Iterable
from pathlib import Path

from deid.errors import UsageError
from deid.incident.papers import Paper
from deid.io.aside import write_private
from deid.messages import problem
from deid.pages import docx, html
from deid.pages.grid import docx_table, html_table

KINDS = ("docx", "html")


def target_of(folder: Path, posted: Path) -> Path:
    """The folder of the drafts, made if it is not there.

    Raises:
        UsageError: it cannot be made, or lies where the list was posted from.
    """
    whole, public = folder.absolute().resolve(), posted.absolute().resolve().parent
    if whole == public or public in whole.parents:
        raise problem(UsageError, "incident.out_public")
    made = True
    try:
        whole.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        made = False
    if not made:
        raise problem(UsageError, "output.folder")
    return whole


def write_papers(papers: Iterable[Paper], folder: Path, kind: str, *, force: bool) -> list[Path]:
    """Write the drafts, each readable by its owner only.

    Raises:
        UsageError: one stands there already, perhaps filled in, or the folder cannot be written.
    """
    made = {folder / f"{paper.name}.{kind}": paper for paper in papers}
    if not force and any(path.exists() for path in made):
        raise problem(UsageError, "incident.drafts_there")
    for path, paper in made.items():
        write_private(path, as_docx(paper) if kind == "docx" else as_html(paper))
    return list(made)


def as_docx(paper: Paper) -> bytes:
    """A draft as a Word document that WPS can edit; no properties, no author."""
    out = io.BytesIO()
    body = [
        docx.paragraph(part, "Body") if isinstance(part, str) else docx_table(part, fitted=True)
        for part in paper.parts
    ]
    begin = docx.BEGIN + docx.paragraph(paper.title, "Title")
    docx.write_package(out, [begin, *body, docx.signed(list(paper.signature)), docx.end()])
    return out.getvalue()


def as_html(paper: Paper) -> bytes:
    """A draft as a page."""
    body = [
        html.paragraphs([part], "body")
        if isinstance(part, str)
        else html_table(part, headed=len(part[0]) > 2)  # noqa: PLR2004  two columns: names and facts
        for part in paper.parts
    ]
    return (html.begin(paper.title) + "".join(body) + html.end(list(paper.signature))).encode()
