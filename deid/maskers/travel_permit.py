"""Travel permits (港澳居民来往内地通行证, 台胞证, 往来港澳通行证)."""

import pyarrow as pa

from deid.detect import cells
from deid.detect.certificates import TRAVEL_PERMIT
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "travel_permit",
    title="来往通行证号码",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="公安部: H or M and 8 or 10 digits; 8 digits for Taiwan; C, W, T, L and digits for mainlanders",
    recognise=TRAVEL_PERMIT.recognise,
    shows=lambda _: (1, 0),
)
def travel_permit(col: pa.Array, /) -> pa.Array:
    """Hide a travel permit number but for its first letter (来往通行证号码).

    Args:
        col: text, shape (n,); width, case, blanks and a label are read through.

    Returns:
        Text, shape (n,), same type, one star for each hidden character. Null stays null, blank stays blank;
        what is not of that build becomes eight stars.

    Examples:
        >>> travel_permit(pa.array(["H12345678", "01234567", "无"])).to_pylist()
        ['H********', '********', '********']
    """
    odd = cells.one_or_more(TRAVEL_PERMIT.read, cells.letter_text, cells.several, "、")
    return cells.mask(col, TRAVEL_PERMIT.normal, cells.letter, odd)
