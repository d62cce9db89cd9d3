"""What was read of a document: tables, lines of text, what stands beside them, what could not be read."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pyarrow as pa

from deid.errors import InputError
from deid.io.filter import RowFilter
from deid.io.layout import SEARCHED, IsHeader, describe, pick, remembering, with_unnamed
from deid.io.locate import count_rows
from deid.io.rows import Judge
from deid.io.source import Pass, Source
from deid.kernels import blank
from deid.messages import problem

LARGEST = 200 << 20
"""Bytes of a document's text parts, unpacked."""
MOST_TEXT = 40_000_000
"""Characters of a document that are searched; more would not be read by anybody."""
_TITLE = 60
_TITLES = 8
_BATCH = 1 << 15
_FEW = 3

Row = list[str]


class Table(msgspec.Struct):
    """One table: what stands above it, and its cells."""

    title: list[str]
    rows: list[Row] = msgspec.field(default_factory=list)

    @property
    def large(self) -> bool:
        """Whether it looks like a list, header or not."""
        return len(self.rows) >= _FEW and sum(len(row) >= _FEW for row in self.rows) * 2 > len(self.rows)


class Document(msgspec.Struct):
    """What was read.

    Attributes:
        tables: in the order they stand in.
        lines: text outside tables, what is crossed out or hidden too.
        pieces: parts of lines that stand apart, as the cells of a drawn table do.
        beside: properties, alternative texts, form fields, and links that call somebody.
        made: what a program wrote: other links, names and attributes.
        pictures: how many pictures there are, which nobody looked into.
        blind: numbers of pages without text.
        inside: names and contents of files within the file.
    """

    tables: list[Table] = msgspec.field(default_factory=list)
    lines: list[str] = msgspec.field(default_factory=list)
    pieces: list[str] = msgspec.field(default_factory=list)
    beside: list[str] = msgspec.field(default_factory=list)
    made: list[str] = msgspec.field(default_factory=list)
    pictures: int = 0
    blind: list[int] = msgspec.field(default_factory=list)
    inside: list[tuple[str, bytes]] = msgspec.field(default_factory=list)

    def titles(self) -> list[str]:
        """The short lines last read: what stands above a table."""
        short = [line.strip() for line in self.lines[-_TITLES:]]
        return [line for line in short if 0 < len(line) <= _TITLE]


class Room(msgspec.Struct):
    """How much more a document may hold."""

    file: str
    left: int = MOST_TEXT

    def take(self, size: int) -> None:
        """Count characters.

        Raises:
            InputError: there are too many.
        """
        self.left -= size
        if self.left < 0:
            raise problem(InputError, "check.too_much", file=self.file)


def table_source(table: Table, is_header: IsHeader, file: str) -> Source | None:
    """A table as a list; None where no header is recognised.

    Raises:
        InputError: its header or rows are in doubt.
    """
    is_header = remembering(is_header)
    head = table.rows[: SEARCHED + 1]
    at, count = pick(head, is_header)
    if not count:
        return None
    layout = describe(head, at, is_header, file)
    width = max(map(len, table.rows))
    layout.headers[:] = layout.headers + [""] * (width - len(layout.headers))
    layout = with_unnamed(layout, head[layout.last + 1 :], width)
    judge, body = Judge(layout, is_header), table.rows[layout.last + 1 :]
    named = layout.named

    def read(seen: Pass) -> Iterator[pa.RecordBatch]:
        sieve = RowFilter(judge, file)
        for part in (body[start : start + _BATCH] for start in range(0, len(body), _BATCH)):
            out = sieve.feed(_batch(part, width))
            if any(not all(blank(column).to_pylist()) for column in out.columns[named:]):
                count_rows(iter(body), judge, width, file)
                raise problem(InputError, "input.damaged", file=file, rows=sieve.kept)
            if out.num_rows:
                yield out.select(range(named))
        sieve.end()
        sieve.report(seen)

    source = Source(layout.headers[:named], [*table.title, *layout.title], file, read)
    source.keep()
    source.drop_blank_columns()
    return source


def _batch(rows: Sequence[Row], width: int) -> pa.RecordBatch:
    full = [(row + [""] * width)[:width] for row in rows]
    columns = [pa.array(column, pa.string()) for column in zip(*full, strict=True)]
    return pa.RecordBatch.from_arrays(columns, names=[f"c{at}" for at in range(width)])


def as_lines(table: Table) -> list[str]:
    """A table that is no list, one line per row."""
    return [line for row in table.rows if (line := "，".join(cell.strip() for cell in row if cell.strip()))]


def shown_kind(path: Path) -> str:
    """The kind of a file as messages name it."""
    return path.suffix.lower().lstrip(".")
