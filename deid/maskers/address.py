"""Addresses (地址)."""

from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect import addresses
from deid.registry import masker
from deid.terms import Role, Technique

_REST = "***"


def recognise(col: pa.Array) -> pa.BooleanArray:
    """Cells that are an address precise to one household."""
    return addresses.is_full(col)


@masker(
    "address",
    title="地址",
    role=Role.DIRECT,
    technique=Technique.GENERALISATION,
    source="GB/T 2260-2007; GB/T 10114-2003",
    recognise=recognise,
)
def address(
    col: pa.Array, /, *, level: Literal["province", "city", "county", "town", "village"] = "village"
) -> pa.Array:
    """Cut an address below an administrative level (地址截断).

    The cut follows the structure of the address, not its length; what is below the level becomes ``***``.
    A road, an estate or a building belongs to no village and is cut at the town.

    Args:
        col: text, shape (n,); blanks, a label (住址：) and full-width digits are read through.
        level: the lowest level that stays. If it cannot be read, the address ends at the last level above.

    Returns:
        Text, shape (n,), same type. Null stays null, blank stays blank; an address of which no level can be
        read becomes eight stars.

    Examples:
        >>> home = pa.array(["河南省三门峡市卢氏县五里川镇新坪村1组19号", "3号楼501", "", None])
        >>> address(home).to_pylist()
        ['河南省三门峡市卢氏县五里川镇新坪村***', '********', '', None]
        >>> address(home, level="town").to_pylist()[0]
        '河南省三门峡市卢氏县五里川镇***'
    """
    col = kernels.as_text(col)
    text = addresses.tidied(col)
    shown = addresses.over_heads(text, lambda head: addresses.cut(head, level))
    seen = pc.is_valid(shown)
    complete = pc.equal(text, shown)
    rest = pc.if_else(complete, pa.scalar("", col.type), pa.scalar(_REST, col.type))
    return kernels.finish(col, seen, pc.binary_join_element_wise(shown, rest, pa.scalar("", col.type)))
