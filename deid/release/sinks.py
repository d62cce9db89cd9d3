"""Where released rows go: a file written aside, or memory. All can be read back for the proof."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import IO, Protocol, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from deid.io.aside import Aside
from deid.io.csv_in import gathered
from deid.io.csv_out import CsvWriter, pieces
from deid.kernels.flat import sizes
from deid.kernels.flow import in_order
from deid.kernels.formulas import escape_formulas, unescape_formulas
from deid.pages.heading import Heading
from deid.pages.page import OpenPage, Page, check_characters, page_headers

_BLOCK = 1 << 20
_ROOM = 4  # a cell may double its quotes, and a row must end in the block it begins in or in the next


class Sink(Protocol):
    """Takes released batches and gives back what it really holds."""

    def head(self, heading: Heading) -> None:
        """What stands around the rows; said once, before the first of them."""
        ...

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

    def head(self, heading: Heading) -> None:
        """A frame has no heading."""

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
        CsvWriter(sink, self.headers)
        digest = hashlib.sha256(sink.getvalue())
        for lines in in_order(lambda batch: list(pieces(batch)), self._batches):
            for piece in lines:
                digest.update(piece)
        return digest.hexdigest()


class CsvSink:
    """Writes a CSV beside its destination; the bytes on disk are what is read back and hashed."""

    def __init__(
        self, aside: Aside, names: Sequence[str], headers: Sequence[str], *, encoding: str = "utf-8"
    ) -> None:
        self._aside = aside
        self._names = list(names)
        self._encoding, self._widest = encoding, 0
        out = aside.file if encoding == "utf-8" else cast("IO[bytes]", _Recoded(aside.file, encoding))
        self._writer = CsvWriter(out, list(headers))

    def head(self, heading: Heading) -> None:
        """A CSV has no heading."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write one batch."""
        self._widest = max(self._widest, sum(int(sizes(column).max(initial=0)) for column in batch.columns))
        self._writer.write(batch)

    def close(self) -> None:
        """Push everything to the file."""
        self._aside.file.flush()

    def read_back(self) -> Iterator[pa.RecordBatch]:
        """Parse the bytes on disk; formula escaping is taken off again for comparison."""
        size = self._aside.path.stat().st_size
        reader = pacsv.open_csv(
            str(self._aside.path),
            read_options=pacsv.ReadOptions(
                column_names=self._names,
                skip_rows=1,
                block_size=min(max(_BLOCK, _ROOM * self._widest), size + 1),
                encoding=self._encoding,
            ),
            parse_options=pacsv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=len(self._names) > 1
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(self._names, pa.string()), strings_can_be_null=False
            ),
        )
        for batch in gathered(reader):
            columns = [unescape_formulas(batch.column(name)) for name in self._names]
            yield pa.RecordBatch.from_arrays(columns, names=self._names)

    def sha256(self) -> str:
        """Digest of the bytes on disk."""
        return digest_of(self._aside)


class PageSink:
    """Writes a page of any kind beside its destination, and reads its cells back from there.

    Args:
        aside: the file.
        names: of the columns.
        headers: of the columns, as they are posted.
        open_page: what writes and reads this kind of page.
        formulas: whether a program that opens it might run a cell.
    """

    def __init__(
        self,
        aside: Aside,
        names: Sequence[str],
        headers: Sequence[str],
        *,
        open_page: OpenPage,
        formulas: bool = False,
    ) -> None:
        self._aside, self._names = aside, list(names)
        shown = pa.array(page_headers(headers), pa.string())
        self._headers = (escape_formulas(shown) if formulas else shown).to_pylist()
        self._open_page, self._formulas = open_page, formulas
        self._page: Page | None = None
        self._rows = 0

    def head(self, heading: Heading) -> None:
        """Open the page."""
        self._page = self._open_page(self._aside.file, self._headers, heading)

    def write(self, batch: pa.RecordBatch) -> None:
        """Write one batch.

        Raises:
            RefusedError: a cell holds what such a page cannot show.
        """
        assert self._page is not None
        check_characters(batch, self._rows)
        columns = [
            pc.fill_null(escape_formulas(column) if self._formulas else column, "").to_pylist()
            for column in batch.columns
        ]
        self._page.write(list(zip(*columns, strict=True)))
        self._rows += batch.num_rows

    def close(self) -> None:
        """Finish the page and push it to the file."""
        assert self._page is not None
        self._page.close()
        self._aside.file.flush()

    def read_back(self) -> Iterator[pa.RecordBatch]:
        """Read the bytes on disk.

        Raises:
            RefusedError: anything stands in the file that was not meant to.
        """
        assert self._page is not None
        for rows in self._page.read(self._aside.path):
            columns = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
            if self._formulas:
                columns = [unescape_formulas(column) for column in columns]
            yield pa.RecordBatch.from_arrays(columns, names=self._names)

    def sha256(self) -> str:
        """Digest of the bytes on disk."""
        return digest_of(self._aside)


class _Recoded:
    """A file in another encoding, which needs no BOM; each write holds whole rows."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file, self._encoding, self._first = file, encoding, True

    def write(self, data: bytes | memoryview) -> int:
        """Write UTF-8 in the file's own encoding."""
        text = bytes(data).decode()
        text, self._first = text.removeprefix("\ufeff") if self._first else text, False
        return self._file.write(text.encode(self._encoding))


def digest_of(aside: Aside) -> str:
    """SHA-256 of what was written so far, in hex."""
    with aside.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
