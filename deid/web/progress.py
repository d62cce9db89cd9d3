"""How far a list is, for a bar that moves, and the way to stop it."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from deid.engine.source import Source


class Stopped(Exception):  # noqa: N818  nobody waits for the result any more
    """The page was closed while its list was being made."""


class Progress:
    """Counts rows; read by another thread than the one that writes it."""

    def __init__(self, lists: int = 1) -> None:
        self.lists, self.number = lists, 0
        self.passes, self.rows, self.total = 0, 0, 0
        self._stopped = False

    def next_list(self) -> None:
        """Another kind of file is being made of the same rows."""
        self.number, self.passes, self.rows = self.number + 1, 0, 0

    def stop(self) -> None:
        """Let the work end at the next batch."""
        self._stopped = True

    def begin(self) -> None:
        """Another pass."""
        self.passes, self.rows = self.passes + 1, 0

    def count(self, rows: int) -> None:
        """Some more rows.

        Raises:
            Stopped: nobody waits any more.
        """
        if self._stopped:
            raise Stopped
        self.rows += rows
        self.total = max(self.total, self.rows)

    @property
    def share(self) -> float | None:
        """From 0 to 1; None while the length is not known.

        How often a list has to be read is not known beforehand, so each pass fills half of what is left.
        """
        if not self.total or (self.number <= 1 and self.passes <= 1):
            return None
        within = 1 - 0.5 ** (self.passes - 1 + self.rows / self.total)
        return float(min((max(self.number, 1) - 1 + within) / self.lists, 0.99))


class Watched:
    """A source that tells how far it has been read."""

    def __init__(self, source: Source, progress: Progress) -> None:
        self._source, self._progress = source, progress

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  everything else is the source's
        return getattr(self._source, name)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The source's batches, counted on the way."""
        self._progress.begin()
        for batch in self._source.batches():
            yield batch
            self._progress.count(batch.num_rows)
