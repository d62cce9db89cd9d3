"""A pack: one folder per village (list, board page, notice, public receipt), cut from one proven release."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from deid import receipt as receipts
from deid.detect import lookup_code
from deid.engine.column_plan import CUT
from deid.errors import RefusedError, UsageError
from deid.io.aside import Aside, write_public
from deid.kernels import HIDDEN, as_text
from deid.messages import say
from deid.pages.notice import notice_html
from deid.receipt import Receipt
from deid.release.arrow_sinks import WholeSink
from deid.release.figures import Figures
from deid.release.outputs import Look, MakeSink, sink_for
from deid.release.prepare import Prepared
from deid.release.split import Keys, Part, partition
from deid.terms import Severity, finding

NOTICE = ".notice.html"
_BATCH = 1 << 15


class Kind(msgspec.Struct, frozen=True):
    """One kind of file that every village gets."""

    suffix: str
    make: MakeSink


class Listed(msgspec.Struct, frozen=True):
    """One list that was written, and read back."""

    part: Part
    path: Path
    sha256: str


def kinds_of(formats: Sequence[str], look: Look) -> tuple[Kind, ...]:
    """What is written for every village; by default a CSV and a page for the board.

    Raises:
        UsageError: no such format, a library or font is missing, an option fits none of them.
    """
    if not formats:
        page = "html"
        try:
            _kind("pdf", replace(look, encoding=None))
            page = "pdf"
        except UsageError:
            if look.paper or look.fonts:
                raise
        formats = ("csv", page)
    wanted = list(dict.fromkeys(name.lower().removeprefix(".") for name in formats))
    texts = look.encoding is not None and "csv" in wanted
    printed = bool(look.paper or look.fonts) and "pdf" in wanted
    found = []
    for name in wanted:
        mine = look
        if name != "csv" and texts:
            mine = replace(mine, encoding=None)
        if name != "pdf" and printed:
            mine = replace(mine, paper=None, fonts=())
        found.append(_kind(name, mine))
    return tuple(found)


def _kind(name: str, look: Look) -> Kind:
    return Kind(f".{name}", sink_for(Path(f"list.{name}"), look))


class Pack:
    """The folders of one release, made in a private folder.

    Args:
        root: where the villages' folders are made.
        prepared: the list and everything decided about it.
        whole: the proven rows.
        receipt: of the whole release.
    """

    def __init__(self, root: Path, prepared: Prepared, whole: WholeSink, receipt: Receipt) -> None:
        self._root, self._prepared, self._whole, self._receipt = root, prepared, whole, receipt
        self._keys = Keys(prepared)
        self._serials = [
            column.name
            for column in prepared.plan.released
            if column.action == "number" and column.field != lookup_code.FIELD
        ]
        self.listed: list[Listed] = []
        self.parts: tuple[Part, ...] = ()

    def write(self, kept: Any, kinds: Sequence[Kind]) -> None:  # noqa: ANN401  a mask over the input's rows
        """Write every village's folder and prove that together they are the list, each row once.

        Raises:
            RefusedError: a row tells no village, a village may not be posted, a file cannot show it.
        """
        self.parts = partition(self._keys, self._whole.read_back(), kept)
        for part in self.parts:
            self._village(part, kinds)
        rows = np.concatenate([np.zeros(0, np.int64), *(part.rows for part in self.parts)])
        if not np.array_equal(np.sort(rows), np.arange(self._receipt.rows_out)):
            raise _differs()

    def _village(self, part: Part, kinds: Sequence[Kind]) -> None:
        table = self._numbered(self._whole.take(part.rows))
        mine = self._judged(part, table)
        heading = self._whole.heading
        assert heading is not None
        heading = replace(heading, rows=len(part.rows), place=part.place)
        folder = self._root / part.folder
        folder.mkdir()
        for kind in kinds:
            path = folder / (part.folder + kind.suffix)
            with Aside(path) as aside:
                sink = kind.make(aside, self._whole.names, self._whole.headers)
                sink.head(heading)
                for batch in table.to_batches(_BATCH):
                    sink.write(batch)
                sink.close()
                self._compare(part, table, sink.read_back())
                sha = sink.sha256()
                aside.commit()
            public = receipts.as_bytes(replace(mine, output_sha256=sha).public())
            write_public(path.with_name(path.name + receipts.BESIDE), public)
            self.listed.append(Listed(part, path.relative_to(self._root), sha))
        write_public(folder / (part.folder + NOTICE), notice_html(heading))

    def _numbered(self, table: pa.Table) -> pa.Table:
        """序号 counts the village's own rows."""
        for name in self._serials:
            at = table.schema.get_field_index(name)
            numbers = pc.cast(pa.array(np.arange(1, table.num_rows + 1)), pa.large_string())
            table = table.set_column(at, table.schema.field(at), numbers)
        return table

    def _compare(self, part: Part, table: pa.Table, written: Iterator[pa.RecordBatch]) -> None:
        """What stands in the file is the village's proven rows, and no row of another village."""
        at = 0
        for batch in written:
            meant = table.slice(at, batch.num_rows)
            same = all(
                _plain(batch.column(name)).equals(_plain(meant.column(name))) for name in table.column_names
            )
            places = set(pc.unique(self._keys.of(batch)).to_pylist())
            if not same or len(meant) != batch.num_rows or places - {part.key}:
                raise _differs()
            at += batch.num_rows
        if at != table.num_rows:
            raise _differs()

    def _judged(self, part: Part, table: pa.Table) -> Receipt:
        """The village's own receipt; its readers know the village, so it is judged by itself too."""
        figures = Figures(self._prepared)
        for batch in table.to_batches(_BATCH):
            figures.add(batch)
        candidates, classes, found = figures.judge()
        if bad := tuple(one for one in found if one.severity is Severity.ERROR):
            raise RefusedError(say("refused.list"), code=bad[0].code, findings=bad)
        return replace(
            self._receipt,
            rows_out=len(part.rows),
            candidates=candidates,
            classes=classes,
            columns=tuple(self._counted(table)),
            findings=(),
        )

    def _counted(self, table: pa.Table) -> Iterator[dict[str, Any]]:
        """The columns with what was hidden in this village; other villages are nobody's business here."""
        names = iter(self._whole.names)
        for told in self._receipt.columns:
            hidden = 0
            if told["treatment"] != "drop":
                mark = CUT if told["treatment"] == "publish" else HIDDEN
                hidden = pc.sum(pc.equal(table.column(next(names)), mark)).as_py() or 0
            yield {**told, "invalid": hidden}

    def take(self, rows: npt.NDArray[np.int64]) -> pa.Table:
        """Some of the proven rows."""
        return self._whole.take(rows)

    def places(self) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
        """Where each posted row stands: its place on a page, and which folder's page that is."""
        at, folders = np.zeros(self._receipt.rows_out, dtype=np.int64), [""] * self._receipt.rows_out
        for part in self.parts:
            at[part.rows] = np.arange(len(part.rows))
            for row in part.rows.tolist():
                folders[row] = part.folder
        return at, tuple(folders)

    def digest(self) -> str:
        """One digest over all lists, by name."""
        lines = [f"{one.sha256}  {one.path.as_posix()}\n" for one in self.listed]
        return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()

    def as_json(self) -> list[dict[str, Any]]:
        """The villages for the internal receipt."""
        return [
            {
                "folder": part.folder,
                "rows_out": len(part.rows),
                "files": {one.path.name: one.sha256 for one in self.listed if one.part is part},
            }
            for part in self.parts
        ]


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return pc.fill_null(as_text(column).cast(pa.large_string()), "")


def _differs() -> RefusedError:
    found = finding("pack_differs", Severity.ERROR, count=1)
    return RefusedError(say("refused.list"), code=found.code, findings=(found,))
