"""Ages (年龄)."""

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect import dates
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "age",
    title="年龄",
    role=Role.QUASI,
    technique=Technique.GENERALISATION,
    source="GB/T 37964-2019",
)
def age(col: pa.Array, /, *, band: int = 10) -> pa.Array:
    """Widen an age to its band (年龄段): 75 becomes 70-79.

    Args:
        col: text, shape (n,): 75, 75岁, 75周岁, full-width digits; written bands (70-79, 80岁以上) too.
        band: how many years a band spans.

    Returns:
        Text, shape (n,), same type; a written band narrower than ours is widened to ours, a wider one
        covers whole bands. Null stays null, blank stays blank; what is no age becomes eight stars.

    Raises:
        ValueError: ``band`` is not between 1 and 130.

    Examples:
        >>> age(pa.array(["75周岁", "103", "71-74", "80岁以上", "old", "", None])).to_pylist()
        ['70-79', '100-109', '70-79', '80岁以上', '********', '', None]
    """
    if not 1 <= band <= dates.OLDEST:
        text = f"band must be between 1 and {dates.OLDEST}"
        raise ValueError(text)
    col = kernels.as_text(col)
    shown = kernels.over_distinct(col, lambda cell: _one(cell, band))
    return kernels.finish(col, pc.is_valid(shown), shown)


def _one(cell: str, band: int) -> str | None:
    found = dates.age_range(cell)
    if found is None:
        return None
    low, high = found
    first = low // band * band
    return f"{first}岁以上" if high is None else f"{first}-{high // band * band + band - 1}"
