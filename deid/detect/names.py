"""Persons' names (姓名) over columns: which cells are exactly one person's name."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect import han_names
from deid.detect.name_cells import DENY_OR_MASKED, PLAIN, WITH_COMPOUND, Name, is_plain, read, surname_length
from deid.kernels.known import known

__all__ = ["Name", "names_in", "one_name", "plain", "read", "surname_length", "with_compound_surname"]


_FEW = 64
"""So few cells are read one by one before RE2 has prepared the patterns."""


def plain(col: pa.Array) -> pa.BooleanArray:
    """Which cells are, as they stand, a surname and one or two characters (no nulls in the result)."""
    surely = han_names.sure(col)
    rest = ~surely & kernels.bits(col.is_valid())
    if not rest.any():
        return pa.array(surely)
    where = pa.array(rest)
    part = col.filter(where)
    return pc.replace_with_mask(pa.array(surely), where, pa.array(known(__name__, part, _plain)))


def _plain(col: pa.Array) -> pa.BooleanArray:
    if len(col) <= _FEW:
        return pa.array([cell is not None and is_plain(cell) for cell in col.to_pylist()], pa.bool_())
    shaped = pc.match_substring_regex(col, PLAIN)
    return pc.and_not(shaped, pc.match_substring_regex(col, DENY_OR_MASKED))


def with_compound_surname(col: pa.Array) -> pa.BooleanArray:
    """Which plain names begin with a compound surname (复姓)."""
    return pc.fill_null(pc.match_substring_regex(col, WITH_COMPOUND), False)


def one_name(col: pa.Array) -> pa.Array:
    """The cells that are exactly one person's name, as they went in; null elsewhere.

    A note in brackets is cut, even an unclosed one. Null stays null, blank stays blank.

    >>> one_name(pa.array(["张三", "张  三", "刘丽娟（李四代领）", "张三、李四", "高血压", ""])).to_pylist()
    ['张三', '张  三', '刘丽娟', None, None, '']
    """
    col = kernels.as_text(col)
    as_is = pc.or_(plain(col), kernels.blank(col))
    odd = pc.and_not(pc.is_valid(col), as_is)
    if not pc.any(odd).as_py():
        return col
    out = pc.if_else(as_is, col, pa.nulls(len(col), col.type))
    return pc.replace_with_mask(out, odd, kernels.over_distinct(col.filter(odd), _kept))


def _kept(cell: str) -> str | None:
    name = read(cell)
    return None if name is None else name.kept


def names_in(col: pa.Array) -> list[str]:
    """The distinct names of a column, normalised, several in one cell too: to be hidden in free text.

    >>> names_in(pa.array(["张  三（已故）", "李四、王五", "无", "张**", None]))
    ['张三', '李四', '王五']
    """
    found: dict[str, None] = {}
    for cell in pc.unique(kernels.as_text(col)).to_pylist():
        if not cell or not cell.strip():
            continue
        whole = read(cell)
        names = (
            [whole] if whole else [read(piece) for piece in re.split(r"[、,，;；/|\s(（)）]+", cell) if piece]
        )
        found.update(dict.fromkeys(name.text for name in names if name and name.kind != "masked"))
    return list(found)
