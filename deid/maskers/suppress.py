"""Suppression (抑制): nothing of the cell is left."""

import pyarrow as pa

from deid import kernels
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "suppress",
    title="抑制",
    role=Role.OTHER,
    technique=Technique.SUPPRESSION,
    source="GB/T 37964-2019",
    shows=lambda _: (0, 0),
)
def suppress(col: pa.Array, /) -> pa.Array:
    """Hide every cell whole (抑制).

    Args:
        col: text, shape (n,).

    Returns:
        Text, shape (n,), same type: eight stars. Null stays null, blank stays blank.

    Examples:
        >>> suppress(pa.array(["anything", "", None])).to_pylist()
        ['********', '', None]
    """
    col = kernels.as_text(col)
    return kernels.finish(col, pa.scalar(False), col)
