"""The notice that hangs beside a list (公示), as a page for the site and as a document to edit."""

import io

from deid.pages import docx, html, words
from deid.pages.heading import Heading


def notice_html(heading: Heading) -> bytes:
    """The notice as an HTML page: basis, dates, how to object, phone, signature."""
    page = html.begin(heading.subject) + html.paragraphs(words.notice(heading), "body")
    return (page + html.end(words.signature(heading))).encode()


def notice_docx(heading: Heading) -> bytes:
    """The notice as a Word document that WPS can edit; no properties, no author."""
    return paper_docx(heading.subject, words.notice(heading), words.signature(heading))


def paper_docx(title: str, lines: list[str], signature: list[str]) -> bytes:
    """Any such paper: a title, paragraphs, room for a seal."""
    out = io.BytesIO()
    body = docx.paragraph(title, "Title") + docx.paragraphs(lines, "Body")
    docx.write_package(out, [docx.BEGIN, body, docx.signed(signature), docx.end()])
    return out.getvalue()
