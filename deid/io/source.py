"""A list as read: its header, its data rows in batches, and what the layout step left out."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from deid.errors import InputError
from deid.io import cells
from deid.io.layout import Layout
from deid.io.rows import Kind
from deid.io.totals import Total
from deid.kernels import blank
from deid.messages import problem, say
from deid.terms import Finding, Severity, finding

_NOTED = (Kind.HEADER, Kind.TITLE, Kind.SUBTOTAL, Kind.FOOTER, Kind.VILLAGE, Kind.GROUP)
Batches = Iterator[pa.RecordBatch]
MOST_BESIDE = 10_000


class Pass(msgspec.Struct):
    """What one pass over the input found out; filled in when the pass has ended."""

    digest: bytes = b""
    left_out: Counter[Kind] = msgspec.field(default_factory=Counter)
    marked: int = 0  # rows among those left out that carry a mark of secrecy
    after: dict[Kind, list[int]] = msgspec.field(default_factory=dict)  # data rows before the first of them
    totals: list[Total] = msgspec.field(default_factory=list)
    beside: list[str] = msgspec.field(default_factory=list)  # the first texts of rows left out
    villages: int = 0  # different villages named in rows of their own


class Source(msgspec.Struct):
    """A list to be read as often as needed.

    ``headers`` are texts as written, ``title`` what stands above them. ``batches()`` yields only data
    rows, columns ``c0``, ``c1`` … of text, in file order; data row numbers count them from 1. For files
    too large to keep, ``findings`` and ``footer_count`` are whole after the first full pass. ``header_rows``
    are the first and last row of the header in the file, counted from 1.
    """

    headers: list[str]
    title: list[str]
    file_name: str
    reader: Callable[[Pass], Batches]
    notes: list[Finding] = msgspec.field(default_factory=list)
    kept: list[pa.RecordBatch] | None = None
    done: Pass | None = None
    header_rows: tuple[int, int] | None = None

    @property
    def columns(self) -> int:
        """How many columns the list has."""
        return len(self.headers)

    @property
    def left_out(self) -> int:
        """Rows left out: titles and headers repeated, totals and footers; blank ones do not count."""
        counted = self.done.left_out if self.done else Counter[Kind]()
        return sum(counted[kind] for kind in _NOTED)

    @property
    def footer_count(self) -> int:
        """Rows of totals and footers left out."""
        left_out = self.done.left_out if self.done else Counter[Kind]()
        return left_out[Kind.SUBTOTAL] + left_out[Kind.FOOTER]

    @property
    def totals(self) -> list[Total]:
        """The figures of total rows left out; whole after the first full pass."""
        return self.done.totals if self.done else []

    @property
    def beside(self) -> list[str]:
        """What stands in rows left out (at most ``MOST_BESIDE``); whole after the first full pass."""
        return self.done.beside if self.done else []

    @property
    def findings(self) -> list[Finding]:
        """What the layout step has to say; never a cell."""
        left_out = self.done.left_out if self.done else Counter[Kind]()
        found = [*self.notes, *(self._left_out(kind) for kind in _NOTED if left_out[kind])]
        marked = self.done.marked if self.done else 0
        return [*found, *([secrecy_mark("footer", marked)] if marked else [])]

    def _left_out(self, kind: Kind) -> Finding:
        """How many rows of a kind were left out, and behind which data rows the first of them stand."""
        done = self.done or Pass()
        places = cells.shown_rows(done.after.get(kind, []), done.left_out[kind])
        count = done.villages if kind is Kind.VILLAGE else done.left_out[kind]
        return finding(kind.value, Severity.NOTE, count=count, places=places or "?")

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
        if self.done is not None:
            self.done.totals = [total.moved(keep) for total in self.done.totals]
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


def secrecy_mark(where: str, count: int = 1) -> Finding:
    """A mark of secrecy (密级标志) stands beside the data rows; what it says is not told."""
    return finding("secrecy-mark", Severity.ERROR, count=count, where=say(f"secrecy.{where}"))


def layout_notes(layout: Layout) -> list[Finding]:
    """What is worth saying about the header itself."""
    return [finding("two_level_header", Severity.NOTE)] if layout.last > layout.first else []
