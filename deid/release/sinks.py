"""Where released rows go: a CSV file written aside, or memory. Both can be read back for the proof."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from deid.io.aside import Aside
from deid.io.csv_out import CsvWriter

_BLOCK = 8 << 20
_ESCAPED = r"^'([=+\-@\t\r＝＋－＠])"


class Sink(Protocol):
    """Takes released batches and gives back what it really holds."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Take one batch of text columns."""
        ...

    def close(self) -> None:
        """No more rows will come."""
        ...

    def read_back(self) -> Iterator[pa.RecordBatch]:
        """What was written, read anew."""
        ...

    def sha256(self) -> str:
        """Digest of what was written."""
        ...


class MemorySink:
    """Keeps batches for a caller that brought a frame."""

    def __init__(self, names: Sequence[str], headers: Sequence[str]) -> None:
        self._schema = pa.schema([(name, pa.large_string()) for name in names])
        self.headers = list(headers)
        self._batches: list[pa.RecordBatch] = []

    def write(self, batch: pa.RecordBatch) -> None:
        """Take one batch."""
        self._batches.append(batch.cast(self._schema))

    def close(self) -> None:
        """Nothing to do."""

    def table(self) -> pa.Table:
        """All rows, columns named as in the input."""
        return pa.Table.from_batches(self._batches, self._schema).rename_columns(self.headers)

    def read_back(self) -> Iterator[pa.RecordBatch]:
        """The batches as they are held."""
        yield from self._batches

    def sha256(self) -> str:
        """Digest over the rows as CSV, so that a frame and a file of the same rows agree."""
        sink = pa.BufferOutputStream()
        writer = CsvWriter(sink, self.headers)
        for batch in self._batches:
            writer.write(batch)
        return hashlib.sha256(sink.getvalue()).hexdigest()


class CsvSink:
    """Writes a CSV beside its destination; the bytes on disk are what is read back and hashed."""

    def __init__(self, aside: Aside, names: Sequence[str], headers: Sequence[str]) -> None:
        self._aside = aside
        self._names = list(names)
        self._writer = CsvWriter(aside.file, list(headers))

    def write(self, batch: pa.RecordBatch) -> None:
        """Write one batch."""
        self._writer.write(batch)

    def close(self) -> None:
        """Push everything to the file."""
        self._aside.file.flush()

    def read_back(self) -> Iterator[pa.RecordBatch]:
        """Parse the bytes on disk; formula escaping is taken off again for comparison."""
        if not self._names:
            return
        size = self._aside.path.stat().st_size
        reader = pacsv.open_csv(
            str(self._aside.path),
            read_options=pacsv.ReadOptions(
                column_names=self._names, skip_rows=1, block_size=min(_BLOCK, size + 1)
            ),
            parse_options=pacsv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=len(self._names) > 1
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(self._names, pa.string()), strings_can_be_null=False
            ),
        )
        for batch in reader:
            columns = [
                pc.replace_substring_regex(batch.column(name), _ESCAPED, r"\1") for name in self._names
            ]
            yield pa.RecordBatch.from_arrays(columns, names=self._names)

    def sha256(self) -> str:
        """Digest of the bytes on disk."""
        digest = hashlib.sha256()
        with self._aside.path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()
