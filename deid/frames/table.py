"""A whole list masked in memory: ``deid.mask``."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.errors import RefusedError, UsageError
from deid.frames.asked import make_order
from deid.frames.column import series_like
from deid.frames.quiet import quietly
from deid.frames.text import from_any, from_arrow, kind_of
from deid.io import from_table
from deid.kernels import bools
from deid.messages import problem, say
from deid.release import Outcome, release_list
from deid.release.sinks import MemorySink
from deid.terms import Finding


class Release(msgspec.Struct, frozen=True):
    """A list that may be posted.

    Attributes:
        data: the released list, of the kind that was passed in.
        receipt: the internal receipt, as ``deid mask --json`` prints it.
        public_receipt: what may stand beside the posted list.
        findings: what is worth knowing about it.
    """

    data: Any
    receipt: dict[str, Any]
    public_receipt: dict[str, Any]
    findings: tuple[Finding, ...]


def text_table(data: Any) -> pa.Table:  # noqa: ANN401  any supported frame
    """A frame as a table of text columns, named by its headers (which may repeat).

    Raises:
        UsageError: the kind of data is not supported.
    """
    kind = kind_of(data)
    if kind == "pyarrow" and isinstance(data, pa.RecordBatch):
        data = pa.Table.from_batches([data])
    if kind == "pyarrow" and isinstance(data, pa.Table):
        headers, columns = list(data.column_names), [from_arrow(column) for column in data.columns]
    elif kind == "polars" and hasattr(data, "collect"):
        return text_table(data.collect())
    elif kind == "polars" and hasattr(data, "get_columns"):
        headers, columns = list(data.columns), [from_any(column) for column in data.get_columns()]
    elif kind == "pandas" and hasattr(data, "columns"):
        headers = [_header(name) for name in data.columns]
        columns = [from_any(data.iloc[:, at]) for at in range(len(headers))]
    else:
        raise problem(UsageError, "usage.frame", kind=type(data).__name__)
    return pa.Table.from_arrays(columns, names=headers)


def _header(name: object) -> str:
    """A column label as text; the levels of a two-level header are joined."""
    return "".join(str(part) for part in name) if isinstance(name, tuple) else str(name)


@quietly()
def mask(  # noqa: PLR0913  the command has these options too
    data: Any,  # noqa: ANN401
    notice: str,
    *,
    channel: str | None = None,
    as_of: date | None = None,
    place: str | None = None,
    maps: Mapping[str, str] | None = None,
    rules: str | Path | Sequence[str | Path] = (),
    office: str | Path | None = None,
    protect: str | Path | None = None,
    decide: str | Path | None = None,
    whole: bool = False,
    strict: bool = False,
    key: bytes | None = None,
) -> Release:
    """Make the version of a list that may be posted (名单去标识化).

    Args:
        data: pandas or polars DataFrame, pyarrow Table or RecordBatch; never changed.
        notice: id, alias, title or path of the notice type.
        channel: where it will be posted; may be left out where the rule has one channel.
        as_of: the day ages are counted at; today by default.
        place: the county code readers may assume.
        maps: header -> field id, or "drop", for columns whose header says too little.
        rules: folders with local rules; those of ``DEID_RULES`` if none are named.
        office: the office's file; that of ``DEID_OFFICE`` if none is named.
        protect: a file of ID numbers whose holders must be kept off the list.
        decide: a worklist with the office's decisions.
        whole: several villages may stand in one list.
        strict: a warning refuses too.
        key: secret for keyed digests.

    Returns:
        The released list, of the kind passed in, with index and dtypes of published columns kept, and
        its receipts. Hidden cells are ``***``; null stays null, blank stays blank.

    Raises:
        RefusedError: the list may not be posted like this; ``.findings`` says why.
        UsageError, RuleError, InputError: the run cannot be made.
    """
    table = text_table(data)
    source = from_table(table)
    order = make_order(
        notice,
        channel=channel,
        as_of=as_of,
        place=place,
        maps=maps,
        rules=rules,
        office=office,
        protect=protect,
        decide=decide,
        whole=whole,
        strict=strict,
        key=key,
    )
    sinks: list[MemorySink] = []

    def open_sink(names: list[str], shown: list[str]) -> MemorySink:
        sinks.append(MemorySink(names, shown))
        return sinks[-1]

    outcome = release_list(source, order, open_sink)
    receipt = outcome.receipt
    if not outcome.released:
        found = receipt.findings
        raise RefusedError(why_refused(found), findings=found, receipt=receipt.internal())
    made = _rebuild(data, table, sinks[-1], outcome)
    return Release(made, receipt.internal(), receipt.public(), receipt.findings)


def why_refused(findings: Sequence[Finding]) -> str:
    """The text of a refusal: its errors, one a line."""
    errors = [found.text for found in findings if found.severity == "error"]
    return "\n".join([say("refused.list"), *errors])


def _rebuild(data: Any, table: pa.Table, sink: MemorySink, outcome: Outcome) -> Any:  # noqa: ANN401
    """The released rows in the caller's own kind; untouched published columns keep their dtype."""
    released = sink.table()
    if outcome.kept is None or outcome.prepared is None:
        return _new_frame(data, released)
    kept = np.flatnonzero(outcome.kept)
    plans = outcome.prepared.plan.released
    columns: list[tuple[int, pa.Array | None]] = []
    for at, plan in enumerate(plans):
        new = released.column(at).combine_chunks()
        untouched = plan.action == "publish" and _same(table.column(plan.column.index), kept, new)
        columns.append((plan.column.index, None if untouched else new))
    return _BUILD[kind_of(data)](data, kept, columns, sink.headers)


def _same(old: pa.ChunkedArray, kept: npt.NDArray[np.int64], new: pa.Array) -> bool:
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


Columns = list[tuple[int, "pa.Array | None"]]


def _pandas(data: Any, kept: npt.NDArray[np.int64], columns: Columns, headers: list[str]) -> Any:  # noqa: ANN401
    import pandas as pd  # noqa: PLC0415

    rows = data.index.take(kept)
    parts = []
    for index, new in columns:
        old = data.iloc[:, index]
        parts.append(old.take(kept).set_axis(rows) if new is None else series_like(old, new, rows))
    made = pd.concat(parts, axis=1)
    shown = data.columns[[index for index, _ in columns]]
    made.columns = shown if [_header(name) for name in shown] == headers else headers
    return made


def _polars(data: Any, kept: npt.NDArray[np.int64], columns: Columns, headers: list[str]) -> Any:  # noqa: ANN401
    import polars as pl  # noqa: PLC0415

    if hasattr(data, "collect"):
        data = data.collect()
    parts = []
    for (index, new), header in zip(columns, headers, strict=True):
        old = data.get_columns()[index]
        parts.append(old.gather(kept.tolist()) if new is None else pl.Series(header, new, dtype=pl.String))
    return pl.DataFrame(parts)


def _arrow(data: Any, kept: npt.NDArray[np.int64], columns: Columns, headers: list[str]) -> Any:  # noqa: ANN401
    rows = pa.array(kept)
    parts = [
        data.column(index).take(rows) if new is None else new.cast(_arrow_text(data.schema.types[index]))
        for index, new in columns
    ]
    if isinstance(data, pa.RecordBatch):
        return pa.RecordBatch.from_arrays(parts, names=headers)
    return pa.Table.from_arrays(parts, names=headers)


def _arrow_text(old: pa.DataType) -> pa.DataType:
    return old if pa.types.is_string(old) or pa.types.is_large_string(old) else pa.large_string()


_BUILD: dict[str, Callable[[Any, npt.NDArray[np.int64], Columns, list[str]], Any]] = {
    "pandas": _pandas,
    "polars": _polars,
    "pyarrow": _arrow,
}
