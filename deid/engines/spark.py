"""``deid.engines.spark.mask``: one list on a Spark cluster, the same release as on one machine.

Needs PySpark 3.5 or later here, and deid-lists with pyarrow on the executors.
"""

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pyarrow as pa

from deid.engines.batches import even, picked
from deid.engines.posting import Asked, Files, release_to
from deid.engines.whole import Sums
from deid.engines.working import Worker, worker_for
from deid.errors import DeidError, UsageError
from deid.frames.quiet import quietly
from deid.frames.table import Release
from deid.messages import problem

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from deid.engines.parts import Work

_MADE = "part int, told binary, key long, n long"
_ROWS = "body binary"


@quietly()
def mask(  # noqa: PLR0913  one option per paper
    data: "DataFrame",
    notice: str,
    *,
    out: str | Path,
    format: str = "parquet",  # noqa: A002  as Spark calls it
    overwrite: bool = False,
    ledger: str | Path | None = None,
    key_file: str | Path | None = None,
    internal: str | Path | None = None,
    **asked: Unpack[Asked],
) -> Release:
    """Make the version of a list that may be posted (名单去标识化), on Spark.

    Args:
        data: the list, one row per row; read two or three times, so it must read the same every time.
        notice: id, alias, title or path of the notice type.
        out: a folder every executor can write to: a shared disk, or an address that ``pyarrow.fs`` knows.
            It stands only if everything is proven; ``_SUCCESS`` in it lists the files and their digests.
        format: parquet or csv.
        overwrite: an older output may be replaced; if the list is refused, the older one is moved away.
        ledger: the ledger to judge by and to record in, once, at the end.
        key_file: its keys, if it holds persons.
        internal: where the internal receipt is kept; not in the output's folder.
        **asked: as ``deid.mask`` has them.

    Returns:
        The released list as a DataFrame that reads ``out``, and the receipts. 序号 is dropped.

    Raises:
        RefusedError: the list may not be posted like this; nothing is left at ``out``.
        UsageError, RuleError, InputError, KeyMaterialError: the run cannot be made.
    """
    if not hasattr(data, "mapInArrow"):
        raise problem(UsageError, "engine.source", engine="Spark", kind=type(data).__name__)
    files = Files(out, format, overwrite, ledger, key_file, internal)
    outcome = release_to(_Spark(data), data.columns, notice, files, asked)
    receipt = outcome.receipt
    read = data.sparkSession.read
    path = str(out) if "://" in str(out) else Path(out).absolute().as_uri()
    if format == "csv":
        made = read.csv(path, header=True, escape='"', multiLine=True, nullValue="\0", emptyValue="")
    else:
        made = read.parquet(path)
    return Release(made, receipt.internal(), receipt.public(), receipt.findings)


class _Spark:
    """A DataFrame, part by part."""

    def __init__(self, data: "DataFrame") -> None:
        # Headers may repeat; columns are told apart by their places from here on.
        self._data = data.toDF(*(f"c{at}" for at in range(len(data.columns))))

    def run(self, work: "Work", *, sums: bool = False) -> tuple[list[Any], Sums]:
        """Do the work to every partition."""
        made = self._data.mapInArrow(_mapped(worker_for(work)), _MADE)
        found: tuple[list[Any], Sums] = _safely(lambda: _collected(made, sums=sums))
        return found

    def stream(self, columns: frozenset[int]) -> Iterator[pa.RecordBatch]:
        """The rows of all partitions, in their order, a partition at a time."""
        rows = self._data.mapInArrow(_streamed(columns), _ROWS)
        coming = _safely(lambda: rows.toLocalIterator(prefetchPartitions=True))
        while (row := _safely(lambda: next(coming, None))) is not None:
            yield from pa.ipc.open_stream(bytes(row["body"]))


def _collected(made: "DataFrame", *, sums: bool) -> tuple[list[Any], Sums]:
    """What the partitions told, in their order. Only digests are shuffled, where they are added up."""
    from pyspark import StorageLevel  # noqa: PLC0415
    from pyspark.sql import functions as f  # noqa: PLC0415

    if sums:
        made = made.persist(StorageLevel.DISK_ONLY)
    try:
        rows = made.where("told is not null").select("part", "told").collect()
        told = [pickle.loads(row["told"]) for row in sorted(rows, key=lambda row: row["part"])]  # noqa: S301  made by our own workers
        if not sums:
            return told, Sums()
        each = made.where("told is null").groupBy("key").agg(f.sum("n").alias("n"))
        one = each.agg(
            f.min("n").alias("least"),
            f.sum(f.when(f.col("n") == 1, 1).otherwise(0)).alias("ones"),
            f.sum(f.when(f.col("n") == 0, 1).otherwise(0)).alias("zeros"),
        ).first()
        return told, Sums(*(int(value or 0) for value in (one or ())))
    finally:
        if sums:
            made.unpersist()


def _mapped(worker: Worker) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The work as Spark's ``mapInArrow`` wants it: one row told, and one per digest."""

    def mapped(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext  # noqa: PLC0415  on the executor

        context = TaskContext.get()
        assert context is not None
        pa.set_cpu_count(1)  # Spark runs as many tasks as there are cores
        part = context.partitionId()
        made = worker(part, batches)
        yield _rows(part, [pickle.dumps(made.told)], np.zeros(1, np.uint64), np.zeros(1, np.int64))
        for at in range(0, len(made.keys), 1 << 16):
            keys, counts = made.keys[at : at + (1 << 16)], made.counts[at : at + (1 << 16)]
            yield _rows(part, [None] * len(keys), keys, counts)

    return mapped


def _rows(
    part: int, told: list[bytes | None], keys: "np.ndarray[Any, Any]", counts: "np.ndarray[Any, Any]"
) -> pa.RecordBatch:
    columns = [
        pa.array(np.full(len(told), part, dtype=np.int32)),
        pa.array(told, pa.binary()),
        pa.array(keys.view(np.int64)),
        pa.array(counts.astype(np.int64)),
    ]
    return pa.RecordBatch.from_arrays(columns, names=["part", "told", "key", "n"])


def _streamed(columns: frozenset[int]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The rows with some columns filled, as the bytes of Arrow streams."""

    def streamed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in even(batches):
            some = picked(batch, columns)
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, some.schema) as out:
                out.write_batch(some)
            body = pa.array([sink.getvalue().to_pybytes()], pa.binary())
            yield pa.RecordBatch.from_arrays([body], names=["body"])

    return streamed


def _kind(error: Exception) -> str:
    """What kind of error Spark reports: its condition, else its class."""
    for name in ("getCondition", "getErrorClass"):
        told = getattr(error, name, None)
        if told is not None and (found := told()):
            return str(found)
    return type(error).__name__


def _safely(job: Callable[[], Any]) -> Any:  # noqa: ANN401
    """A Spark job whose error text, which may quote a cell, goes no further than Spark's own log."""
    fault = ""
    try:
        return job()
    except DeidError:
        raise
    except Exception as error:  # noqa: BLE001  whatever Spark and py4j throw
        fault = _kind(error)
    raise problem(UsageError, "engine.failed", engine="Spark", kind=fault)
