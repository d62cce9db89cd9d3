"""Tables of papers that are written as Markdown."""

from collections.abc import Iterable, Iterator


def table(head: str, rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table under a head that is written already; nothing without rows."""
    listed = [list(row) for row in rows]
    if listed:
        yield ""
        yield head
        yield "|" + " --- |" * len(listed[0])
        yield from map(table_line, listed)


def table_line(cells: Iterable[str]) -> str:
    """One line of a table."""
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
