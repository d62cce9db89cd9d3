"""Tables of papers that are written as Markdown."""

from collections.abc import Iterable, Iterator


def table(head: str, rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table under a head that is written already; nothing without rows."""
    listed = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    if listed:
        yield ""
        yield head
        yield "|" + " --- |" * len(listed[0])
        yield from (f"| {' | '.join(row)} |" for row in listed)
