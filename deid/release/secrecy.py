"""A list with a mark of secrecy (密级标志) is refused, wherever it stands; what it says is not told."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.detect.secrecy import is_marked, marked
from deid.engine.columns import Column
from deid.engine.source import Source
from deid.engine.tally import RowNumbers
from deid.errors import RefusedError
from deid.messages import say
from deid.terms import MAX_ROWS, Finding, Severity, finding

CODE = "secrecy-mark"


def marks_of(batch: pa.RecordBatch) -> dict[int, npt.NDArray[np.int64]]:
    """The rows of one batch that carry a mark, per column index, where there are any."""
    found = {at: np.flatnonzero(marked(column)) for at, column in enumerate(batch.columns)}
    return {at: rows for at, rows in found.items() if len(rows)}


class Marks:
    """The marks in the cells of one list, found as its batches go by."""

    def __init__(self) -> None:
        self.seen = 0
        self.rows: dict[int, RowNumbers] = {}

    def take(self, hits: Mapping[int, npt.NDArray[np.int64]], rows: int) -> None:
        """Take the marks of the next batch, which has so many rows: column index -> rows that carry one."""
        for at, found in hits.items():
            first = tuple(int(row) + 1 + self.seen for row in found[:MAX_ROWS])
            self.rows.setdefault(at, RowNumbers()).merge(RowNumbers(len(found), first))
        self.seen += rows

    def merge(self, later: "Marks") -> None:
        """Add the marks of the rows that follow."""
        for at, rows in later.rows.items():
            self.rows.setdefault(at, RowNumbers()).merge(rows.shifted(self.seen))
        self.seen += later.seen

    def refuse(self, source: Source, columns: Iterable[Column]) -> None:
        """Refuse the list if it carries any mark; to be asked after a whole pass.

        Raises:
            RefusedError: it does.
        """
        found = [
            *_texts("title", source.title),
            *_texts("header", source.headers),
            *(one for one in source.findings if one.code == CODE),
            *(
                marked_cells(column.label, self.rows[column.index])
                for column in columns
                if column.index in self.rows
            ),
        ]
        if found:
            raise RefusedError(say("refused.secrecy"), code=CODE, findings=tuple(found))


def _texts(where: str, texts: Iterable[str]) -> list[Finding]:
    count = sum(map(is_marked, texts))
    if not count:
        return []
    return [finding(CODE, Severity.ERROR, count=count, where=say(f"secrecy.{where}"))]


def marked_cells(label: str, rows: RowNumbers) -> Finding:
    """Cells of a column carry marks."""
    shown = ", ".join(map(str, rows.first)) + (" …" if rows.count > len(rows.first) else "")
    where = say("secrecy.cells", column=label, rows=shown)
    return finding(CODE, Severity.ERROR, column=label, rows=rows.first, count=rows.count, where=where)
