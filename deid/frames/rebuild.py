"""The released rows in the caller's own kind of frame, with nothing of the rows that are not in it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.frames.column import series_like
from deid.frames.text import header_text, kind_of
from deid.kernels import bools
from deid.release import Outcome
from deid.release.sinks import MemorySink

Rows = npt.NDArray[np.int64]
Columns = list[tuple[int, pa.Array, bool]]
"""Of each released column: where it stood, its cells as text, whether they are the caller's own cells."""


def rebuild(data: Any, table: pa.Table, sink: MemorySink, outcome: Outcome) -> Any:  # noqa: ANN401
    """The released rows as the caller's kind; numbers and dates that were not changed keep their dtype.

    Text is always built anew: dictionaries, categories and views of the input hold what was kept back. So do
    the index, the names of the axes and whatever a frame carries beside its cells; none of it is taken over.
    """
    released = sink.table()
    if outcome.kept is None or outcome.prepared is None:
        return _new_frame(data, released)
    kept = np.flatnonzero(outcome.kept)
    columns: Columns = []
    for at, plan in enumerate(outcome.prepared.plan.released):
        new = released.column(at).combine_chunks()
        same = plan.action == "publish" and _same(table.column(plan.column.index), kept, new)
        columns.append((plan.column.index, new, same))
    return _BUILD[kind_of(data)](data, kept, columns, sink.headers)


def _same(old: pa.ChunkedArray, kept: Rows, new: pa.Array) -> bool:
    """Whether the cells of the rows kept are the new ones."""
    old = old.combine_chunks()
    old = old if len(kept) == len(old) else old.take(pa.array(kept))
    return (
        bool(bools(pc.equal(old, new)).sum() == len(old) - old.null_count)
        and old.null_count == new.null_count
    )


def _new_frame(data: Any, released: pa.Table) -> Any:  # noqa: ANN401
    kind = kind_of(data)
    if kind == "pandas":
        return released.to_pandas()
    if kind == "polars":
        import polars as pl  # noqa: PLC0415

        return pl.from_arrow(released)
    return released


def _pandas(data: Any, kept: Rows, columns: Columns, headers: list[str]) -> Any:  # noqa: ANN401
    import pandas as pd  # noqa: PLC0415

    rows = pd.RangeIndex(len(kept))
    parts = []
    for at, new, same in columns:
        old = data.iloc[:, at]
        if not same:
            parts.append(series_like(old, new, rows))
        elif isinstance(old.dtype, pd.CategoricalDtype):
            parts.append(old.take(kept).cat.remove_unused_categories().set_axis(rows))
        elif isinstance(old.dtype, pd.ArrowDtype) and pa.types.is_dictionary(old.dtype.pyarrow_dtype):
            parts.append(series_like(old, new, rows))
        else:
            parts.append(old.take(kept).set_axis(rows))
    made = pd.concat(parts, axis=1)
    shown = [data.columns[at] for at, _, _ in columns]
    own = [header_text(name) for name in shown] == headers
    made.columns = _labels(shown) if own else headers
    made.attrs = {}
    return made


def _labels(shown: list[Any]) -> Any:  # noqa: ANN401
    """Labels of columns without the levels of others, and without a name."""
    import pandas as pd  # noqa: PLC0415

    return pd.MultiIndex.from_tuples(shown) if isinstance(shown[0], tuple) else pd.Index(shown)


def _polars(data: Any, kept: Rows, columns: Columns, headers: list[str]) -> Any:  # noqa: ANN401
    import polars as pl  # noqa: PLC0415

    if hasattr(data, "collect"):
        data = data.collect()
    parts = []
    for (at, new, same), header in zip(columns, headers, strict=True):
        old = data.get_columns()[at]
        plain = old.dtype.is_numeric() or old.dtype.is_temporal() or old.dtype == pl.Boolean
        own = same and plain
        parts.append(old.gather(kept.tolist()) if own else pl.Series(header, new, dtype=pl.String))
    return pl.DataFrame(parts)


def _arrow(data: Any, kept: Rows, columns: Columns, headers: list[str]) -> Any:  # noqa: ANN401
    rows = pa.array(kept)
    parts = []
    for at, new, same in columns:
        kind = data.schema.types[at]
        own = same and pa.types.is_primitive(kind)
        parts.append(data.column(at).take(rows) if own else new.cast(_arrow_text(kind)))
    if isinstance(data, pa.RecordBatch):
        return pa.RecordBatch.from_arrays(parts, names=headers)
    return pa.Table.from_arrays(parts, names=headers)


def _arrow_text(old: pa.DataType) -> pa.DataType:
    return old if pa.types.is_string(old) or pa.types.is_large_string(old) else pa.large_string()


_BUILD: dict[str, Callable[[Any, Rows, Columns, list[str]], Any]] = {
    "pandas": _pandas,
    "polars": _polars,
    "pyarrow": _arrow,
}
