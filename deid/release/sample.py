"""The top of a released list, kept while it is written, for whoever signs it."""

from collections.abc import Iterator

import msgspec
import pyarrow as pa

from deid.pages.heading import Heading
from deid.release.sinks import Sink

ROWS = 10
"""How many released rows a sample holds."""


class Sample(msgspec.Struct, frozen=True):
    """Headers and first rows as they were written."""

    headers: list[str] = msgspec.field(default_factory=list)
    rows: list[tuple[str, ...]] = msgspec.field(default_factory=list)


class Sampled:
    """A sink that also fills a sample."""

    def __init__(self, sink: Sink, sample: Sample) -> None:
        self._sink, self._sample = sink, sample

    def head(self, heading: Heading) -> None:
        """Passed on."""
        self._sink.head(heading)

    def write(self, batch: pa.RecordBatch) -> None:
        """Passed on; the first rows are remembered."""
        rows = self._sample.rows
        if len(rows) < ROWS:
            top = batch.slice(0, ROWS - len(rows))
            cells = [[cell or "" for cell in column.to_pylist()] for column in top.columns]
            rows.extend(zip(*cells, strict=True))
        self._sink.write(batch)

    def close(self) -> None:
        """Passed on."""
        self._sink.close()

    def read_back(self) -> Iterator[pa.RecordBatch]:
        """Passed on."""
        return self._sink.read_back()

    def sha256(self) -> str:
        """Passed on."""
        return self._sink.sha256()
