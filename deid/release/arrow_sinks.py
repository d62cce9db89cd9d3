"""Released rows kept as Arrow: Parquet for other systems, and a whole list from which rows are taken."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.io.aside import Aside
from deid.io.parquet_out import ParquetWriter
from deid.kernels import as_text
from deid.pages.heading import Heading
from deid.release.sinks import digest_of

_ROWS = 1 << 15


class ParquetSink:
    """Writes Parquet beside its destination; the bytes on disk are what is read back and hashed."""

    def __init__(self, aside: Aside, names: Sequence[str], headers: Sequence[str]) -> None:
        self._aside, self._names = aside, list(names)
        self._writer = ParquetWriter(aside.file, headers)

    def head(self, heading: Heading) -> None:
        """A Parquet file has no heading."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write one batch."""
        self._writer.write(batch)

    def close(self) -> None:
        """Push everything to the file."""
        self._writer.close()
        self._aside.file.flush()

    def read_back(self) -> Iterator[pa.RecordBatch]:
        """The rows of the file on disk."""
        from pyarrow import parquet  # noqa: PLC0415  few runs write it

        with parquet.ParquetFile(self._aside.path) as book:
            for batch in book.iter_batches(_ROWS):
                yield pa.RecordBatch.from_arrays(batch.columns, names=self._names)

    def sha256(self) -> str:
        """Digest of the bytes on disk."""
        return digest_of(self._aside)


class WholeSink:
    """Keeps the whole released list in a private file, so that memory stays flat; it is never posted."""

    def __init__(self, aside: Aside, names: Sequence[str], headers: Sequence[str]) -> None:
        self._aside = aside
        self._schema = pa.schema([(name, pa.large_string()) for name in names])
        self._writer = pa.ipc.new_file(aside.file, self._schema)
        self.names, self.headers = list(names), list(headers)
        self.heading: Heading | None = None

    def head(self, heading: Heading) -> None:
        """What would stand around the whole list."""
        self.heading = heading

    def write(self, batch: pa.RecordBatch) -> None:
        """Keep one batch."""
        columns = [as_text(column).cast(pa.large_string()) for column in batch.columns]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def close(self) -> None:
        """Push everything to the file."""
        self._writer.close()
        self._aside.file.flush()

    def read_back(self) -> Iterator[pa.RecordBatch]:
        """The rows as they stand in the file, in order."""
        with pa.memory_map(str(self._aside.path)) as file:
            book = pa.ipc.open_file(file)
            for at in range(book.num_record_batches):
                yield book.get_batch(at)

    def take(self, rows: npt.NDArray[np.int64]) -> pa.Table:
        """Some of the rows, by their numbers from 0 in rising order."""
        parts, before = [], 0
        for batch in self.read_back():
            first, last = np.searchsorted(rows, (before, before + batch.num_rows))
            if last > first:
                parts.append(batch.take(pa.array(rows[first:last] - before)))
            before += batch.num_rows
        return pa.Table.from_batches(parts, self._schema)

    def sha256(self) -> str:
        """Digest of the file, which nobody is to see."""
        return digest_of(self._aside)
