"""Any value but for its ends (保留首尾)."""

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import cells
from deid.kernels import as_text, blank, finish, normalise
from deid.registry import masker
from deid.terms import Role, Technique


def _recognise(col: pa.Array) -> pa.BooleanArray:
    col = as_text(col)
    masked = cells.match(col, r"[*＊]")
    return pc.and_(pc.is_valid(col), pc.invert(pc.or_(masked, blank(col))))


@masker(
    "keep_ends",
    title="保留首尾",
    role=Role.OTHER,
    technique=Technique.MASKING,
    source="GB/T 37964-2019",
    recognise=_recognise,
    shows=lambda options: (options["first"], options["last"]),
)
def keep_ends(col: pa.Array, /, *, first: int, last: int) -> pa.Array:
    """Hide any value but for its ends (保留首尾), for numbers that no other masker knows.

    Args:
        col: text, shape (n,).
        first: how many characters stay at the start.
        last: how many stay at the end.

    Returns:
        Text, shape (n,), same type, one star for each hidden character. Null stays null, blank stays blank;
        a value no longer than its ends is hidden whole.

    Examples:
        >>> keep_ends(pa.array(["DB2026000123", "12", None]), first=2, last=2).to_pylist()
        ['DB********23', '**', None]
    """
    col = as_text(col)
    value = normalise(col)
    return finish(col, pc.invert(blank(col)), cells.ends(value, first, last))
