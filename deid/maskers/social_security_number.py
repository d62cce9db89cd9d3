"""Social security numbers (社会保障号码)."""

from functools import partial

import pyarrow as pa

from deid.detect import cells, id_cells
from deid.detect import resident_id as detect
from deid.registry import masker
from deid.terms import Role, Technique

_FIRST = 6


@masker(
    "social_security_number",
    title="社会保障号码",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="中华人民共和国社会保险法: the number is the citizen's ID number",
    recognise=detect.recognise,
    contains_id=0,
    shows=lambda _: (_FIRST, 0),
)
def social_security_number(col: pa.Array, /) -> pa.Array:
    """Hide a social security number but for the county code (社会保障号码): it is the ID number.

    Args:
        col: text, shape (n,); read as ``resident_id`` reads it.

    Returns:
        Text, shape (n,), same type. Null stays null, blank stays blank; what is no ID number, such as the
        number printed on a social security card, becomes eight stars.

    Examples:
        >>> social_security_number(pa.array(["411224197403051234", "A1234567X", None])).to_pylist()
        ['411224************', '********', None]
    """
    text = partial(cells.ends_text, first=_FIRST, last=0)
    odd = cells.one_or_more(id_cells.read, text, id_cells.several, "、")
    return cells.mask(col, detect.normal, partial(cells.ends, first=_FIRST, last=0), odd)
