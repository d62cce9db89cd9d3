"""A list as read: its header, its data rows in batches, and what the layout step left out."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from deid.errors import InputError
from deid.io.layout import Layout
from deid.io.rows import Kind
from deid.kernels import blank
from deid.messages import problem
from deid.terms import Finding, Severity, finding

_NOTED = (Kind.HEADER, Kind.TITLE, Kind.SUBTOTAL, Kind.FOOTER)
Batches = Iterator[pa.RecordBatch]


class Pass(msgspec.Struct):
    """What one pass over the input found out; filled in when the pass has ended."""

    digest: bytes = b""
    left_out: Counter[Kind] = msgspec.field(default_factory=Counter)


class Source(msgspec.Struct):
    """A list to be read as often as needed.

    ``headers`` are texts as written, ``title`` what stands above them. ``batches()`` yields only data
    rows, columns ``c0``, ``c1`` … of text, in file order; data row numbers count them from 1. For files
    too large to keep, ``findings`` and ``footer_count`` are whole after the first full pass.
    """

    headers: list[str]
    title: list[str]
    file_name: str
    reader: Callable[[Pass], Batches]
    notes: list[Finding] = msgspec.field(default_factory=list)
    kept: list[pa.RecordBatch] | None = None
    done: Pass | None = None

    @property
    def columns(self) -> int:
        """How many columns the list has."""
        return len(self.headers)

    @property
    def footer_count(self) -> int:
        """Rows of totals and footers left out."""
        left_out = self.done.left_out if self.done else Counter[Kind]()
        return left_out[Kind.SUBTOTAL] + left_out[Kind.FOOTER]

    @property
    def findings(self) -> list[Finding]:
        """What the layout step has to say; never a cell."""
        left_out = self.done.left_out if self.done else Counter[Kind]()
        counted = [(kind.value, left_out[kind]) for kind in _NOTED if left_out[kind]]
        return [*self.notes, *(finding(code, Severity.NOTE, count=count) for code, count in counted)]

    def batches(self) -> Batches:
        """The data rows; a file that changed since the first pass is an InputError."""
        if self.kept is not None:
            yield from self.kept
            return
        now = Pass()
        yield from self.reader(now)
        if self.done is None:
            self.done = now
        elif now.digest != self.done.digest:
            raise problem(InputError, "input.changed", file=self.file_name)

    def keep(self) -> None:
        """Read everything now and hold it in memory."""
        self.kept = list(self.batches())

    def drop_blank_columns(self) -> None:
        """Leave out columns without a header in which every cell is blank; only for what is kept."""
        kept = self.kept or []
        keep = [
            at
            for at, header in enumerate(self.headers)
            if header or not all(pc.all(blank(batch.column(at))).as_py() for batch in kept)
        ]
        if len(keep) == len(self.headers):
            return
        self.headers = [self.headers[at] for at in keep]
        names = [f"c{at}" for at in range(len(keep))]
        self.kept = [
            pa.RecordBatch.from_arrays([batch.column(at) for at in keep], names=names) for batch in kept
        ]

    def digest(self, key: bytes | None) -> str:
        """SHA-256 of the input's bytes in hex; with a key, HMAC-SHA256 of that digest."""
        if self.done is None:
            for _ in self.batches():
                pass
        seen = self.done.digest if self.done else b""
        return seen.hex() if key is None else hmac.new(key, seen, hashlib.sha256).hexdigest()

    def sha256(self) -> str:
        """SHA-256 of the input's bytes in hex."""
        return self.digest(None)


def layout_notes(layout: Layout) -> list[Finding]:
    """What is worth saying about the header itself."""
    return [finding("two_level_header", Severity.NOTE)] if layout.last > layout.first else []
