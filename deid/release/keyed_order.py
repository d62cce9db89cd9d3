"""Rows in the order of a key, for lists that came sorted by something that is not posted (``order-tells``).

A row's place depends on what is posted of it and on nothing else: no hidden cell, nobody who is kept back.
"""

import hmac
from collections.abc import Collection, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.engine.plan import Plan
from deid.kernels import as_text
from deid.pages.heading import Heading
from deid.release.order import Order, need_key
from deid.release.sinks import Sink

_ROWS = 1 << 16
_SEPARATOR = "\x1f"


class KeyedSink:
    """Holds all rows until the last one came, writes them in keyed order, reads them back in the list's own.

    Args:
        sink: where the rows go.
        secret: what the order is made with.
        fixed: columns that count rows and stay as they came, 1, 2, 3 …
    """

    def __init__(self, sink: Sink, secret: bytes, fixed: Collection[str]) -> None:
        self._sink, self._secret, self._fixed = sink, secret, fixed
        self._held: list[pa.RecordBatch] = []
        self.places = np.zeros(0, dtype=np.int64)

    def head(self, heading: Heading) -> None:
        """What stands around the rows."""
        self._sink.head(heading)

    def write(self, batch: pa.RecordBatch) -> None:
        """Keep one batch."""
        self._held.append(batch)

    def close(self) -> None:
        """Write all rows, each where its key puts it."""
        if self._held:
            table = pa.Table.from_batches(self._held)
            self._held = []
            order = np.argsort(self._ranks(table), kind="stable")
            self.places = np.empty_like(order)
            self.places[order] = np.arange(len(order))
            for batch in self._moved(table, order).to_batches(max_chunksize=_ROWS):
                self._sink.write(batch)
        self._sink.close()

    def read_back(self) -> Iterator[pa.RecordBatch]:
        """What was written, in the order of the list, so that each row is proven against its own."""
        written = list(self._sink.read_back())
        if sum(batch.num_rows for batch in written) == len(self.places) > 0:
            table = self._moved(pa.Table.from_batches(written), self.places)
            written = table.combine_chunks().to_batches(max_chunksize=_ROWS)
        yield from written

    def sha256(self) -> str:
        """Digest of what was written."""
        return self._sink.sha256()

    def _ranks(self, table: pa.Table) -> npt.NDArray[np.bytes_]:
        cells = [
            as_text(table.column(name).combine_chunks()).cast(pa.large_string())
            for name in table.schema.names
            if name not in self._fixed
        ]
        if not cells:
            return np.zeros(table.num_rows, dtype="S1")
        joined = pc.binary_join_element_wise(
            *cells, pa.scalar(_SEPARATOR, pa.large_string()), null_handling="replace", null_replacement=""
        )
        texts = (text.encode("utf-8") for text in joined.to_pylist())
        return np.array([hmac.digest(self._secret, text, "sha256").hex() for text in texts], dtype="S64")

    def _moved(self, table: pa.Table, places: npt.NDArray[np.int64]) -> pa.Table:
        moved = table.take(pa.array(places))
        for at, name in enumerate(table.schema.names):
            if name in self._fixed:
                moved = moved.set_column(at, table.schema.field(at), table.column(at))
        return moved


def keyed(sink: Sink, order: Order, plan: Plan) -> KeyedSink:
    """A sink that writes in keyed order; two channels of one list come in two orders.

    Raises:
        KeyMaterialError: there is no key.
    """
    text = f"deid order\0{plan.notice}\0{plan.channel}"
    secret = hmac.digest(need_key(order), text.encode("utf-8"), "sha256")
    return KeyedSink(sink, secret, {one.name for one in plan.released if one.column.field == "seq"})
