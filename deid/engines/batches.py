"""The rows of a part as deid reads them: text columns, batches of one size, and a digest of them all."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from deid.frames.table import text_table
from deid.io.arrow_in import hash_column

_ROWS = 1 << 16


def even(batches: Iterable[Any]) -> Iterator[pa.RecordBatch]:
    """Batches of any kind of frame as text, columns named c0, c1 … and always so many rows.

    What is digested and counted then does not depend on how an engine cuts its batches.
    """
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        table = text_table(batch)
        plain = [column.cast(pa.string()) for column in table.columns]
        names = [f"c{at}" for at in range(len(plain))]
        waiting += pa.Table.from_arrays(plain, names=names).to_batches()
        rows += table.num_rows
        while rows >= _ROWS:
            joined = pa.Table.from_batches(waiting)
            yield _whole(joined.slice(0, _ROWS))
            waiting, rows = joined.slice(_ROWS).to_batches(), rows - _ROWS
    if rows:
        yield _whole(pa.Table.from_batches(waiting))


def _whole(table: pa.Table) -> pa.RecordBatch:
    batch: pa.RecordBatch = table.combine_chunks().to_batches()[0]
    return batch


def picked(batch: pa.RecordBatch, columns: frozenset[int]) -> pa.RecordBatch:
    """A batch with these columns filled only."""
    kept = [
        column if at in columns else pa.nulls(batch.num_rows, column.type)
        for at, column in enumerate(batch.columns)
    ]
    return pa.RecordBatch.from_arrays(kept, names=batch.schema.names)


class Sealed:
    """The batches of a part, digested as they go by."""

    def __init__(self, batches: Iterable[Any]) -> None:
        self._batches, self._digest = batches, hashlib.sha256()
        self.rows = 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for batch in even(self._batches):
            for column in batch.columns:
                hash_column(column, self._digest)
            self.rows += batch.num_rows
            yield batch

    @property
    def seal(self) -> str:
        """The digest of what has gone by, in hex."""
        return self._digest.hexdigest()
