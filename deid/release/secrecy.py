"""A list with a mark of secrecy (密级标志) is refused, wherever it stands; what it says is not told."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from deid.detect.secrecy import is_marked, marked
from deid.engine.columns import Column
from deid.engine.source import Source
from deid.engine.tally import RowNumbers
from deid.errors import RefusedError
from deid.messages import say
from deid.terms import MAX_ROWS, Finding, Severity, finding

CODE = "secrecy-mark"


class Marks:
    """The marks in the cells of one list, found as its batches go by."""

    def __init__(self) -> None:
        self._seen = 0
        self._rows: dict[int, RowNumbers] = {}

    def watched(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batches, each searched before it is handed on."""
        for batch in batches:
            for at, column in enumerate(batch.columns):
                hits = marked(column).nonzero()[0]
                if len(hits):
                    first = tuple(int(row) + 1 + self._seen for row in hits[:MAX_ROWS])
                    self._rows.setdefault(at, RowNumbers()).merge(RowNumbers(len(hits), first))
            self._seen += batch.num_rows
            yield batch

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
                marked_cells(column.label, self._rows[column.index])
                for column in columns
                if column.index in self._rows
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
