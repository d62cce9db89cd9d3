"""Disability certificate numbers (残疾人证号)."""

from functools import partial

import pyarrow as pa

from deid.detect import cells
from deid.detect.certificates import DISABILITY
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "disability_card",
    title="残疾人证号",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="中国残联: ID number, class (1-7), grade (1-4), sometimes a mark of reissue",
    recognise=DISABILITY.recognise,
    contains_id=0,
    shows=lambda options: (options.get("show_first", 6), 0),
)
def disability_card(col: pa.Array, /, *, show_first: int = 6) -> pa.Array:
    """Hide a disability certificate number but for its start (残疾人证号).

    The number is the ID followed by class and grade of the disability; its end is never shown.

    Args:
        col: text, shape (n,); read as ``resident_id`` reads an ID.
        show_first: how many characters stay at the start.

    Returns:
        Text, shape (n,), same type, one star for each hidden character. Null stays null, blank stays blank;
        what has not 18 (a bare ID) or 20 to 22 characters of that build becomes eight stars.

    Examples:
        >>> disability_card(pa.array(["35052419391230197642", "二级", None])).to_pylist()
        ['350524**************', '********', None]
    """
    text = partial(cells.ends_text, first=show_first, last=0)
    odd = cells.one_or_more(DISABILITY.read, text, cells.several, "、")
    return cells.mask(col, DISABILITY.normal, partial(cells.ends, first=show_first, last=0), odd)
