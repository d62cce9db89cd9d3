"""Persons' names (姓名)."""

from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect import han_names, names
from deid.kernels import flat
from deid.registry import masker
from deid.terms import Role, Technique

Show = Literal["surname", "surname-last", "court"]
_MOST = 2  # hidden characters are never counted beyond two
_CHAR = 3  # bytes of a Chinese character in UTF-8


@masker(
    "person_name",
    title="姓名",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="GB/T 37964-2019; court style: 法释〔2016〕19号",
)
def person_name(col: pa.Array, /, *, show: Show = "surname") -> pa.Array:
    """Hide the given name, keep the surname (姓名屏蔽).

    Minority and foreign names keep their first character, Latin names their first letter. A note in
    brackets behind a name is cut. A name masked before never shows more than it did.

    Args:
        col: text, shape (n,); blanks inside a name and notes in brackets are read through.
        show: ``surname`` 张** · ``surname-last`` 张*三 · ``court`` 张某某.

    Returns:
        Text, shape (n,), same type, at most two stars. Null stays null, blank stays blank; a cell that
        is not exactly one person's name becomes eight stars.

    Examples:
        >>> person_name(pa.array(["张三", "欧阳小丽", "李四（已故）", "张三、李四", "", None])).to_pylist()
        ['张*', '欧阳**', '李*', '********', '', None]
        >>> person_name(pa.array(["王小丽", "古丽·买买提"]), show="court").to_pylist()
        ['王某某', '古某某']
    """
    col = kernels.as_text(col)
    surely = han_names.sure(col)
    if surely.all():
        return _usual(col, show)
    odd = pa.array(~surely)
    part = col.filter(odd)
    masked = _odd(part, show)
    if not surely.any():
        return masked
    usual = _usual(col.filter(pa.array(surely)), show)
    return pc.replace_with_mask(pc.replace_with_mask(col, odd, masked), pa.array(surely), usual)


def _usual(col: pa.Array, show: Show) -> pa.Array:
    """The mask of names of two and three characters, the first of which is the surname."""
    source, ends = flat.own_data(col)
    starts, long = ends[:-1], np.diff(ends) == han_names.THREE
    char = "某" if show == "court" else "*"
    behind = [np.frombuffer(char.encode() * count, dtype=np.uint8) for count in (1, _MOST)]
    last = show == "surname-last"
    sizes = np.where(
        long, _CHAR + (len(behind[0]) + _CHAR if last else len(behind[1])), _CHAR + len(behind[0])
    )
    places = np.zeros(len(col) + 1, dtype=ends.dtype)
    np.cumsum(sizes, out=places[1:])
    made = np.empty(int(places[-1]), dtype=np.uint8)
    for at in range(_CHAR):
        made[places[:-1] + at] = source[starts + at]
    for at, byte in enumerate(behind[0]):
        made[places[:-1] + _CHAR + at] = byte
    if last:
        for at in range(_CHAR):
            made[places[:-1][long] + _CHAR + len(behind[0]) + at] = source[starts[long] + 2 * _CHAR + at]
    else:
        for at in range(len(behind[0]), len(behind[1])):
            made[places[:-1][long] + _CHAR + at] = behind[1][at]
    return pa.Array.from_buffers(col.type, len(col), [None, pa.py_buffer(places), pa.py_buffer(made)])


def _odd(col: pa.Array, show: Show) -> pa.Array:
    """The mask of any other cells."""
    plain = names.plain(col)
    shown = _plain(col, show)
    odd = pc.and_not(pc.is_valid(col), plain)
    if not pc.any(odd).as_py():
        return kernels.finish(col, plain, shown)
    rest = kernels.over_distinct(col.filter(odd), lambda cell: _one(names.read(cell), show))
    shown = pc.replace_with_mask(shown, odd, rest)
    return kernels.finish(col, pc.is_valid(shown), shown)


def _plain(col: pa.Array, show: Show) -> pa.Array:
    """The mask of plain names: a surname and one or two characters."""
    compound = names.with_compound_surname(col)
    long = pc.greater(pc.utf8_length(col), pc.if_else(compound, 3, _MOST))
    head = pc.if_else(compound, pc.utf8_slice_codeunits(col, 0, 2), pc.utf8_slice_codeunits(col, 0, 1))
    one, two = ("某", "某某") if show == "court" else ("*", "**")
    nothing = pa.scalar("", col.type)
    behind = pc.if_else(long, pa.scalar(two, col.type), pa.scalar(one, col.type))
    if show == "surname-last":
        last = pc.binary_join_element_wise(
            pa.scalar("*", col.type), pc.utf8_slice_codeunits(col, -1), nothing
        )
        behind = pc.if_else(long, last, pa.scalar(one, col.type))
    return pc.binary_join_element_wise(head, behind, nothing)


def _one(name: names.Name | None, show: Show) -> str | None:
    if name is None:
        return None
    if name.head.isascii() or name.kind == "latin":
        return f"{name.head}**"
    if show == "surname-last" and name.tail:
        return f"{name.head}*{name.tail}"
    hidden = max(1, min(_MOST, name.length - len(name.head)))
    return name.head + ("某" if show == "court" else "*") * hidden
