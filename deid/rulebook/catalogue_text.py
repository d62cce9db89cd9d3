"""The catalogue as Markdown and as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence

from deid.messages import say
from deid.rulebook.catalogue import Entry, Field
from deid.rulebook.markdown import table_line

_HEADS = ("number", "first", "second", "content", "basis", "within", "publisher", "channels", "audience",
          "method", "level")  # fmt: skip


def title(field: Field, office: str) -> str:
    """The heading of one field."""
    return say("catalogue.title", office=office, field=field.name)


def cells(entry: Entry, number: int) -> list[str]:
    """A row as plain cells, lists joined."""
    inside = ("、".join(entry.content), "；".join(entry.basis), "；".join(entry.within))
    lists = (entry.publisher, entry.channels, entry.audience, entry.method, entry.level)
    return [str(number), entry.item[1], entry.name, *inside, *("、".join(one) for one in lists)]


def markdown(fields: Sequence[Field], office: str = "") -> str:
    """The catalogue as Markdown: a heading per field and category, a table each."""
    return "\n".join(_markdown(fields, office)) + "\n"


def _markdown(fields: Sequence[Field], office: str) -> Iterator[str]:
    heads = [say(f"catalogue.head.{head}") for head in _HEADS]
    for field in fields:
        yield f"# {title(field, office)}\n"
        number = 0
        for category, entries in field.groups:
            yield f"## {category}\n"
            yield table_line(heads)
            yield table_line(["---"] * len(heads))
            for entry in entries:
                number += 1
                yield table_line(cells(entry, number))
            yield ""
    if unsure(fields):
        yield say("catalogue.note")


def as_csv(fields: Sequence[Field]) -> str:
    """The catalogue as one CSV table, with field and category as columns of their own."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(["领域", "类别", *(say(f"catalogue.head.{head}") for head in _HEADS)])
    for field in fields:
        for number, entry in enumerate(field.entries, 1):
            lines.writerow([field.name, entry.category, *cells(entry, number)])
    return out.getvalue()


def unsure(fields: Sequence[Field]) -> list[Entry]:
    """The rows that hold facts to be confirmed."""
    return [entry for field in fields for entry in field.entries if entry.doubtful]
