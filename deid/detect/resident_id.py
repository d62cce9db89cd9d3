"""Resident identity numbers (公民身份号码): which cells hold one, whose it is, what it tells.

A number is known by its shape, never by validity: what is wrong in it still belongs to somebody.
"""

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.births import birth_dates, latest_births
from deid.detect.id_cells import contained, normal
from deid.kernels import mod11_ok
from deid.kernels.checks import ID_LENGTH, as_bytes
from deid.kernels.flat import fixed, width_of

__all__ = [
    "birth_dates",
    "check_digit_ok",
    "contained",
    "county_codes",
    "latest_births",
    "normal",
    "person_keys",
    "recognise",
    "recognise_contained",
]


def recognise(col: pa.Array) -> pa.BooleanArray:
    """Which cells are one ID (no nulls). Masked ones are not."""
    return pc.is_valid(normal(col))


def recognise_contained(col: pa.Array) -> pa.BooleanArray:
    """Which cells are or contain one ID (no nulls)."""
    return pc.is_valid(contained(col))


def person_keys(col: pa.Array) -> pa.Array:
    """One key per person: the first 17 digits of the ID, the old 15 widened by the century 19.

    >>> person_keys(pa.array(["411224197403051234", "411224740305123", "x"])).to_pylist()
    ['41122419740305123', '41122419740305123', None]
    """
    ids = contained(col)
    if width_of(ids) == ID_LENGTH:
        return fixed(as_bytes(ids, ID_LENGTH)[:, :17], ids.type)
    short = pc.equal(pc.utf8_length(ids), 15)
    head = pc.utf8_slice_codeunits(ids, 0, 6)
    text = ids.type
    parts = (head, pa.scalar("19", text), pc.utf8_slice_codeunits(ids, 6, 15), pa.scalar("", text))
    wide = pc.binary_join_element_wise(*parts)
    return pc.if_else(short, wide, pc.utf8_slice_codeunits(ids, 0, 17))


def county_codes(col: pa.Array) -> pa.Array:
    """The first six digits of the ID each cell is or contains, null elsewhere."""
    ids = contained(col)
    if width_of(ids) == ID_LENGTH:
        return fixed(as_bytes(ids, ID_LENGTH)[:, :6], ids.type)
    return pc.utf8_slice_codeunits(ids, 0, 6)


def check_digit_ok(col: pa.Array) -> pa.BooleanArray:
    """Whether the check character is right; null where the cell is no ID of 18.

    >>> check_digit_ok(pa.array(["11010519491231002X", "110105194912310021", "1"])).to_pylist()
    [True, False, None]
    """
    ids = normal(col)
    full = pc.fill_null(pc.equal(pc.utf8_length(ids), 18), False)
    right = pa.array([None] * len(ids), pa.bool_())
    return pc.replace_with_mask(right, full, pa.array(mod11_ok(ids.filter(full))))
