"""Texts that an export wrote as formulas, ``="007"``, so that a spreadsheet would keep their zeros."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.kernels import flat
from deid.kernels.lazy import lazy

_WRAPPED = r"""^="((?:[^"]|"")*)"$"""
_TEXT = lazy(_WRAPPED + r"(?!\n)")
_SIGN = ord("=")


def bare(cell: str) -> str:
    """One cell without its wrapping; anything that is more than a text in quotes stays as it is.

    >>> bare('="007"'), bare('=A1&"x"'), bare('="a""b"')
    ('007', '=A1&"x"', 'a"b')
    """
    found = _TEXT.fullmatch(cell) if cell.startswith('="') else None
    return found[1].replace('""', '"') if found else cell


def unwrap(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same for every cell of a batch of text columns."""
    before = batch.columns  # asked once: each time it makes other objects
    columns = [_column(column) for column in before]
    if all(new is old for new, old in zip(columns, before, strict=True)):
        return batch
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _signed(part: flat.Bytes) -> flat.Rows:
    return np.asarray(part == _SIGN)


def _column(col: pa.Array) -> pa.Array:
    if not flat.any_with(col, _signed) or not (flat.first_bytes(col) == _SIGN).any():
        return col
    found = pc.fill_null(pc.match_substring_regex(col, _WRAPPED), False)
    inner = pc.replace_substring_regex(col, _WRAPPED, r"\1")
    return pc.if_else(found, pc.replace_substring(inner, '""', '"'), col)
