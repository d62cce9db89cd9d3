"""``deid.engines.dask.mask``: one list as a Dask DataFrame, the same release as on one machine."""

from collections.abc import Iterable, Iterator
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
    from deid.engines.making import Made
    from deid.engines.parts import Work


@quietly()
def mask(  # noqa: PLR0913  one option per paper
    data: Any,  # noqa: ANN401  a Dask DataFrame
    notice: str,
    *,
    out: str | Path,
    format: str = "parquet",  # noqa: A002  as pandas and Spark call it
    overwrite: bool = False,
    ledger: str | Path | None = None,
    key_file: str | Path | None = None,
    internal: str | Path | None = None,
    **asked: Unpack[Asked],
) -> Release:
    """Make the version of a list that may be posted (名单去标识化), on Dask.

    Arguments, results and errors are those of ``deid.engines.spark.mask``; ``data`` is a Dask DataFrame, and
    so is the released list. Digests of classes are added up on the client.
    """
    if not hasattr(data, "to_delayed"):
        raise problem(UsageError, "engine.source", engine="Dask", kind=type(data).__name__)
    import dask.dataframe as dd  # noqa: PLC0415  whoever passes such a frame has it

    files = Files(out, format, overwrite, ledger, key_file, internal)
    headers = [str(name) for name in data.columns]
    receipt = release_to(_Dask(data), headers, notice, files, asked).receipt
    folder = str(out) if "://" in str(out) else str(Path(out).absolute())
    parts = f"{folder}/part-*.{format}"
    made = (
        dd.read_parquet(parts) if format == "parquet" else dd.read_csv(parts, dtype=str, encoding="utf-8-sig")
    )
    return Release(made, receipt.internal(), receipt.public(), receipt.findings)


class _Dask:
    """A DataFrame, part by part."""

    def __init__(self, data: Any) -> None:  # noqa: ANN401
        self._parts = data.to_delayed(optimize_graph=True)

    def run(self, work: "Work", *, sums: bool = False) -> tuple[list[Any], Sums]:
        """Do the work to every partition."""
        made = self._computed(_worked, worker_for(work))
        return [one.told for one in made], _added(made) if sums else Sums()

    def stream(self, columns: frozenset[int]) -> Iterator[pa.RecordBatch]:
        """The rows of all partitions, in their order, a partition at a time."""
        for part in self._parts:
            for found in self._computed(_taken, columns, [part]):
                yield from found

    def _computed(self, function: Any, given: Any, parts: Iterable[Any] | None = None) -> list[Any]:  # noqa: ANN401
        """A job whose error text, which may quote a cell, goes no further."""
        from dask.base import compute  # noqa: PLC0415
        from dask.delayed import delayed  # noqa: PLC0415

        job = delayed(function, pure=False)
        fault = ""
        try:
            every = enumerate(self._parts if parts is None else parts)
            return list(compute(*(job(given, number, part) for number, part in every)))
        except DeidError:
            raise
        except Exception as error:  # noqa: BLE001  whatever Dask throws
            fault = type(error).__name__
        raise problem(UsageError, "engine.failed", engine="Dask", kind=fault)


def _worked(worker: Worker, number: int, part: Any) -> "Made":  # noqa: ANN401  a pandas frame
    return worker(number, [part])


def _taken(columns: frozenset[int], _: int, part: Any) -> list[pa.RecordBatch]:  # noqa: ANN401
    return [picked(batch, columns) for batch in even([part])]


def _added(made: "list[Made]") -> Sums:
    """The counts of equal digests, added up."""
    keys = np.concatenate([np.zeros(0, np.uint64), *(one.keys for one in made)])
    counts = np.concatenate([np.zeros(0, np.int64), *(one.counts for one in made)])
    distinct, at = np.unique(keys, return_inverse=True)
    totals = np.bincount(at, counts, minlength=len(distinct)).astype(np.int64)
    if not len(totals):
        return Sums()
    return Sums(int(totals.min()), int((totals == 1).sum()), int((totals == 0).sum()))
