"""The notice that hangs beside a list (公示), as a page for the site; other papers as Word documents."""

import io

from deid.pages import docx, html, words
from deid.pages.heading import Heading


def notice_html(heading: Heading) -> bytes:
    """The notice as an HTML page: basis, dates, how to object, phone, signature."""
    page = html.begin(heading.subject) + html.paragraphs(words.notice(heading), "body")
    return (page + html.end(words.signature(heading))).encode()


def paper_docx(title: str, lines: list[str], signature: list[str]) -> bytes:
    """A paper as a Word document that WPS can edit: a title, paragraphs, room for a seal; no author."""
    out = io.BytesIO()
    body = docx.paragraph(title, "Title") + docx.paragraphs(lines, "Body")
    docx.write_package(out, [docx.BEGIN, body, docx.signed(signature), docx.end()])
    return out.getvalue()
