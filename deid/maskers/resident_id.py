"""Resident identity numbers (公民身份号码)."""

from functools import partial

import pyarrow as pa

from deid.detect import cells, id_cells
from deid.detect import resident_id as detect
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "resident_id",
    title="公民身份号码",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="GB 11643-1999",
    recognise=detect.recognise,
    contains_id=0,
    shows=lambda options: (options.get("show_first", 6), options.get("show_last", 0)),
)
def resident_id(col: pa.Array, /, *, show_first: int = 6, show_last: int = 0) -> pa.Array:
    """Hide an ID number but for its ends (公民身份号码): by default all but the county code.

    Width, blanks, hyphens, a leading apostrophe, a label such as 身份证号 and a look-alike X are read
    through; 15-digit numbers and several numbers in a cell (joined by 、) too. A wrong check character
    changes nothing.

    Args:
        col: text, shape (n,).
        show_first: how many characters stay at the start.
        show_last: how many stay at the end. With the birth date, four are as good as the whole number.

    Returns:
        Text, shape (n,), same type, one star for each hidden character. Null stays null, blank stays blank;
        what is no ID becomes eight stars, and so does one damaged beyond its length.

    Examples:
        >>> resident_id(pa.array(["411224 19740305 123x", "无", "", None])).to_pylist()
        ['411224************', '********', '', None]
    """
    text = partial(cells.ends_text, first=show_first, last=show_last)
    odd = cells.one_or_more(id_cells.read, text, id_cells.several, "、")
    return cells.mask(col, detect.normal, partial(cells.ends, first=show_first, last=show_last), odd)
