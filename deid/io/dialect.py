"""Which delimiter a CSV has: the one under which most header cells are recognised."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deid.io import cells
from deid.io.layout import IsHeader, pick, recognised
from deid.io.where import ANYWHERE, Where
from deid.io.wrapped import bare

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 300


class HeadRow(NamedTuple):
    """A row of the file's head, and after how many characters it ends."""

    cells: list[str]
    end: int


class Guess(NamedTuple):
    """A delimiter, the rows it gives, the likeliest header row and how many of its cells are recognised."""

    delimiter: str
    rows: list[HeadRow]
    at: int
    known: int


def head_rows(text: str, delimiter: str, *, complete: bool) -> list[HeadRow]:
    """The first rows; a last one that the head cuts off is left out."""
    used = 0

    def lines() -> Iterator[str]:
        nonlocal used
        for line in io.StringIO(text, newline=""):
            used += len(line)
            yield line

    rows: list[HeadRow] = []
    reader = csv.reader(lines(), delimiter=delimiter)
    while len(rows) < _SAMPLE:
        try:
            row = next(reader)
        except (StopIteration, csv.Error):
            break
        if used == len(text) and not complete:
            break
        rows.append(HeadRow(list(map(bare, row)), used))
    return rows


def sniff(text: str, is_header: IsHeader, where: Where = ANYWHERE, *, complete: bool) -> Guess | None:
    """The delimiter under which most header cells are recognised; None if no header is.

    Of a header row that is told, cells nobody knows count too, after those that are recognised.
    """
    best: Guess | None = None
    for delimiter in DELIMITERS:
        rows = head_rows(text, delimiter, complete=complete)
        texts = [row.cells for row in rows]
        if where.header is None:
            at, count = pick(texts, is_header)
        else:
            at, full = where.named(texts)
            count = _SAMPLE * recognised(texts[at], is_header) + full if full else 0
        if count and (best is None or count > best.known):
            best = Guess(delimiter, rows, at, count)
    return best


def usual_width(rows: Sequence[Sequence[str]], named: int, given: int) -> int:
    """How many cells a row has: what most data rows have, but never fewer than the named columns.

    ``given`` is the header row's own width, which counts where there is no full data row.
    """
    widths = Counter(
        len(row) for row in rows if sum(not cells.is_blank(cell) for cell in row) > 1 or named == 1
    )
    if not widths:
        return max(named, given)
    return max(named, widths.most_common(1)[0][0])
