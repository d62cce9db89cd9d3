"""One column masked: ``deid.mask_column``."""

from typing import Any

import numpy as np
import pyarrow as pa

from deid import registry
from deid.frames.quiet import quietly
from deid.frames.text import TEXT, from_any, is_null, kind_of
from deid.kernels import HIDDEN, bools


@quietly(ValueError, registry.UnknownMaskerError)
def mask_column(values: Any, masker: str, /, **options: Any) -> Any:  # noqa: ANN401  the same kind comes out
    """Mask one column (单列屏蔽), whatever it comes in.

    Args:
        values: list, numpy array, pandas or polars Series, pyarrow Array or ChunkedArray, shape (n,).
        masker: a masker's name, for example ``"resident_id"``.
        **options: the masker's own options.

    Returns:
        The same kind, length, index and name. None, NaN and NA stay null, blank stays blank; integers are
        read as their digits; floats are damaged numbers and hidden; what the masker does not recognise
        becomes eight stars.

    Raises:
        LookupError: no such masker.
        TypeError: an unknown option, or one of the wrong type.
        ValueError: an option out of range.

    Examples:
        >>> mask_column(["+86 138-0013-8000", ""], "phone", show_last=4)
        ['138****8000', '']
    """
    bound = registry.bind(masker, options)
    text = from_any(values)
    damaged = _floats(values)
    out = bound(text)
    if damaged.any():
        hide = pa.array(damaged & bools(text.is_valid()))
        out = pa.compute.if_else(hide, pa.scalar(HIDDEN, out.type), out)
    return _like(values, out)


def _floats(values: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:  # noqa: ANN401
    """Which cells are floating-point numbers: a spreadsheet's damage, not an identifier."""
    kind = kind_of(values)
    dtype = getattr(values, "type", None) if kind == "pyarrow" else getattr(values, "dtype", None)
    if dtype is not None and isinstance(dtype, pa.DictionaryType):
        dtype = dtype.value_type
    if str(dtype).lower().startswith(("float", "double", "halffloat")):
        return np.ones(len(values), dtype=np.bool_)
    if kind == "python" or str(dtype) in ("object", "category"):
        cells = values if isinstance(values, (list, tuple)) else values.tolist()
        return np.array([isinstance(cell, (float, np.floating, bool)) for cell in cells], dtype=np.bool_)
    return np.zeros(len(values), dtype=np.bool_)


def _like(values: Any, out: pa.Array) -> Any:  # noqa: ANN401
    kind = kind_of(values)
    if kind == "pyarrow":
        text = _text_type(values.type)
        return pa.chunked_array([out.cast(text)]) if isinstance(values, pa.ChunkedArray) else out.cast(text)
    if kind == "polars":
        import polars as pl  # noqa: PLC0415  whoever passes a polars column has it

        return pl.Series(values.name, out.cast(pa.large_string()), dtype=pl.String)
    if kind == "pandas":
        return series_like(values, out)
    cells = [
        old if new is None and is_null(old) else new for old, new in zip(values, out.to_pylist(), strict=True)
    ]
    if kind == "numpy":
        made = np.empty(len(cells), dtype=object)
        made[:] = cells
        return made
    return type(values)(cells) if isinstance(values, tuple) else cells


def _text_type(old: pa.DataType) -> pa.DataType:
    return old if pa.types.is_string(old) or pa.types.is_large_string(old) else TEXT


def series_like(values: Any, out: pa.Array, index: Any = None) -> Any:  # noqa: ANN401
    """A pandas Series of text with the name of ``values``, and their index or another; text dtypes stay."""
    import pandas as pd  # noqa: PLC0415  whoever passes a pandas column has it

    text = isinstance(values.dtype, pd.StringDtype)
    cells = values.dtype.__from_arrow__(out) if text else out.to_numpy(zero_copy_only=False)
    return pd.Series(
        cells,
        index=values.index if index is None else index,
        name=values.name,
        dtype=values.dtype if text else object,
    )
