"""Words of a closed list (类别)."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect import accepts
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "category",
    title="类别",
    role=Role.OTHER,
    technique=Technique.GENERALISATION,
    source="GB/T 37964-2019",
)
def category(col: pa.Array, /, *, allowed: Sequence[str], other: str = "其他") -> pa.Array:
    """Let only the words of a closed list through (归类), everything else becomes ``other``.

    A word that names an illness or a reason to withhold never passes, even if it is listed.

    Args:
        col: text, shape (n,); full-width characters and outer blanks are read through.
        allowed: the words that may be published.
        other: what every other cell becomes.

    Returns:
        Text, shape (n,), same type: a word of ``allowed`` or ``other``. Null stays null, blank stays blank.

    Raises:
        TypeError: ``allowed`` is one text instead of a list of words.

    Examples:
        >>> category(pa.array(["因学", " 因灾", "因赌", "", None]), allowed=["因学", "因灾"]).to_pylist()
        ['因学', '因灾', '其他', '', None]
    """
    if isinstance(allowed, str):
        text = "allowed must be a list of words, not one text"
        raise TypeError(text)
    col = kernels.as_text(col)
    shown = kernels.normalise(accepts.accept("word", col, allowed=allowed))
    return kernels.finish(col, pc.invert(kernels.blank(col)), pc.coalesce(shown, pa.scalar(other, col.type)))
