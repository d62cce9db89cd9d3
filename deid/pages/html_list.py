"""A list as an HTML page for the site: one table, no scripts, nothing from elsewhere."""

import codecs
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import IO

from deid.pages import html, words
from deid.pages.heading import Heading
from deid.pages.markup import escaped
from deid.pages.page import Row, differs, is_number

_BLOCK = 1 << 20
_SHORT = 6
_ATTRIBUTES: list[list[tuple[str, str | None]]] = [[], [("class", "n")], [("class", "s")]]


class HtmlPage:
    """Writes rows as they come and reads them back from the bytes on disk."""

    def __init__(self, file: IO[bytes], headers: list[str], heading: Heading) -> None:
        self._file, self._width = file, len(headers)
        self._begin = _begin(headers, heading).encode()
        self._end = _end(heading).encode()
        file.write(self._begin)

    def write(self, rows: Sequence[Row]) -> None:
        """Append table rows."""
        self._file.write("".join(map(_row, rows)).encode())

    def close(self) -> None:
        """End the page."""
        self._file.write(self._end)

    def read(self, path: Path) -> Iterator[list[list[str]]]:
        """The cells that stand between the frame, which must be there byte for byte."""
        rows = path.stat().st_size - len(self._begin) - len(self._end)
        parser, decode = _Rows(), codecs.getincrementaldecoder("utf-8")()
        with path.open("rb") as file:
            if rows < 0 or file.read(len(self._begin)) != self._begin:
                raise differs()
            while rows:
                block = file.read(min(_BLOCK, rows))
                rows -= len(block)
                parser.feed(decode.decode(block, final=not rows))
                if parser.odd or any(len(row) != self._width for row in parser.done):
                    raise differs()
                if parser.done:
                    yield parser.done
                    parser.done = []
            parser.close()
            if parser.odd or parser.open or parser.done or file.read() != self._end:
                raise differs()


class _Rows(HTMLParser):
    """Rows of cells; anything else between them is odd."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[list[str]] = []
        self.open: list[str] = []
        self.odd = False
        self._row: list[str] = []
        self._cell: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row inside the table, a cell inside a row, no attribute but a class of ours."""
        self.odd |= [*self.open, tag] not in (["tr"], ["tr", "td"]) or attrs not in _ATTRIBUTES
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """A cell or row is complete."""
        self.odd |= not self.open or self.open.pop() != tag
        if tag == "td":
            self._row.append("".join(self._cell))
            self._cell = []
        elif tag == "tr":
            self.done.append(self._row)
            self._row = []

    def handle_data(self, data: str) -> None:
        """Text belongs into cells."""
        if self.open == ["tr", "td"]:
            self._cell.append(data)
        else:
            self.odd |= data.strip("\n") != ""

    def handle_comment(self, data: str) -> None:  # noqa: ARG002  the parser's signature
        """No page of ours has comments."""
        self.odd = True

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002  the parser's signature
        """Nor declarations among the rows."""
        self.odd = True

    def handle_pi(self, data: str) -> None:  # noqa: ARG002  the parser's signature
        """Nor instructions."""
        self.odd = True

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002  the parser's signature
        """Nor anything else."""
        self.odd = True


def _row(row: Row) -> str:
    cells = (f"<td{_kind(cell)}>{escaped(cell)}</td>" for cell in row)
    return f"<tr>{''.join(cells)}</tr>\n"


def _kind(cell: str) -> str:
    """Numbers stand to the right; what is short is not broken on a narrow screen."""
    return ' class="n"' if is_number(cell) else ' class="s"' if 0 < len(cell) <= _SHORT else ""


def _begin(headers: list[str], heading: Heading) -> str:
    columns = "".join(f'<th scope="col">{escaped(header)}</th>' for header in headers)
    return (
        html.begin(heading.subject)
        + html.items(words.facts(heading))
        + f'<div class="frame" role="region" aria-label="{escaped(heading.subject)}" tabindex="0">\n<table>\n'
        + f"<caption>{escaped(heading.subject)}</caption>\n"
        + f"<thead>\n<tr>{columns}</tr>\n</thead>\n<tbody>\n"
    )


def _end(heading: Heading) -> str:
    remarks = html.paragraphs(words.remarks(heading), "remarks")
    return "</tbody>\n</table>\n</div>\n" + remarks + html.end(words.signature(heading))
