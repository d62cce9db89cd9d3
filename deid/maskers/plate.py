"""Vehicle plates (车牌号)."""

from functools import partial

import pyarrow as pa

from deid.detect import cells
from deid.detect.certificates import PLATE
from deid.registry import masker
from deid.terms import Role, Technique

_FIRST = 2


@masker(
    "plate",
    title="车牌号",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="GA 36",
    recognise=PLATE.recognise,
    shows=lambda _: (_FIRST, 0),
)
def plate(col: pa.Array, /) -> pa.Array:
    """Hide a vehicle plate but for province and letter (车牌号).

    Args:
        col: text, shape (n,); width, case, blanks and the dot are read through.

    Returns:
        Text, shape (n,), same type, one star for each hidden character. Null stays null, blank stays blank;
        what is no plate becomes eight stars.

    Examples:
        >>> plate(pa.array(["豫M·12345", "沪AD12345", "无车", None])).to_pylist()
        ['豫M*****', '沪A******', '********', None]
    """
    text = partial(cells.ends_text, first=_FIRST, last=0)
    odd = cells.one_or_more(PLATE.read, text, cells.several, "、")
    return cells.mask(col, PLATE.normal, partial(cells.ends, first=_FIRST, last=0), odd)
