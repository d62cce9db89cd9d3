"""Columns of any frame as Arrow text, as a person would read the cells."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from deid.errors import UsageError
from deid.kernels import as_text
from deid.messages import problem

TEXT = pa.large_string()
_EXACT = 10**15
"""From here on a float no longer tells every digit: it is a damaged number."""


def kind_of(data: object) -> str:
    """The library a frame or column belongs to: pandas, polars, pyarrow, numpy or python."""
    module = type(data).__module__.partition(".")[0]
    return module if module in ("pandas", "polars", "pyarrow", "numpy") else "python"


def header_text(name: object) -> str:
    """A column label as text; the levels of a two-level header are joined."""
    return "".join(str(part) for part in name) if isinstance(name, tuple) else str(name)


def is_null(cell: object) -> bool:
    """None, NaN, NaT and NA."""
    if cell is None:
        return True
    try:
        return bool(cell != cell)  # noqa: PLR0124  NaN is the one value unequal to itself
    except TypeError:  # pandas.NA refuses to answer
        return True
    except ValueError:
        return False


def cell_text(cell: Any) -> str | None:  # noqa: ANN401  a frame may hold anything
    """One cell as text: integers as digits, whole floats likewise while exact, dates as ISO."""
    if isinstance(cell, str):
        return cell
    if is_null(cell):
        return None
    if hasattr(cell, "item") and getattr(cell, "ndim", 1) == 0:  # a scalar of numpy
        cell = cell.item()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.time().min else cell.isoformat(" ")
    if isinstance(cell, bytes):
        return cell.decode(errors="replace")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def from_cells(cells: Iterable[Any]) -> pa.Array:
    """Python cells as Arrow text."""
    cells = list(cells)
    if all(type(cell) is str or cell is None for cell in cells):
        return pa.array(cells, TEXT)
    return pa.array([cell_text(cell) for cell in cells], TEXT)


def from_arrow(col: pa.Array | pa.ChunkedArray) -> pa.Array:
    """An Arrow column of any type as text."""
    if isinstance(col, pa.ChunkedArray):
        col = col.combine_chunks()
    if isinstance(col, pa.ChunkedArray):  # zero chunks combine to a chunked array on some versions
        col = pa.array([], col.type)
    if pa.types.is_dictionary(col.type):
        col = col.dictionary_decode()
    if pa.types.is_string(col.type) or pa.types.is_large_string(col.type) or str(col.type) == "string_view":
        return as_text(col).cast(TEXT)
    if pa.types.is_integer(col.type) or pa.types.is_null(col.type):
        return pc.cast(col, TEXT)
    return from_cells(col.to_pylist())


def from_any(values: Any) -> pa.Array:  # noqa: ANN401
    """A column of any supported kind as Arrow text, nulls kept.

    Raises:
        UsageError: the kind is not supported.
    """
    kind = kind_of(values)
    if kind == "pyarrow":
        return from_arrow(values)
    if kind == "polars":
        return from_arrow(values.to_arrow())
    if kind == "pandas":
        return _from_pandas(values)
    if kind == "numpy":
        return from_cells(values.tolist())
    if isinstance(values, (list, tuple)):
        return from_cells(values)
    raise problem(UsageError, "usage.column_kind", kind=type(values).__name__)


def _from_pandas(series: Any) -> pa.Array:  # noqa: ANN401  pandas is not imported here
    name = str(series.dtype)
    if name in ("str", "string") or name.startswith(("string", "int", "uint", "Int", "UInt")):
        return from_arrow(pa.Array.from_pandas(series))
    return from_cells(series.tolist())
