"""Persons' names (姓名)."""

from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect import names
from deid.registry import masker
from deid.terms import Role, Technique

Show = Literal["surname", "surname-last", "court"]
_MOST = 2  # hidden characters are never counted beyond two


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
