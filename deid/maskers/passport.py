"""Passport numbers (护照号码)."""

import pyarrow as pa

from deid.detect import cells
from deid.detect.certificates import PASSPORT
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "passport",
    title="护照号码",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="公安部: a letter (E, G, D, S, P …) or two, then digits",
    recognise=PASSPORT.recognise,
    shows=lambda _: (1, 0),
)
def passport(col: pa.Array, /) -> pa.Array:
    """Hide a passport number but for its first letter (护照号码).

    Args:
        col: text, shape (n,); width, case, blanks and a label are read through.

    Returns:
        Text, shape (n,), same type, one star for each hidden character. Null stays null, blank stays blank;
        what is not of that build becomes eight stars.

    Examples:
        >>> passport(pa.array(["E12345678", "无", None])).to_pylist()
        ['E********', '********', None]
    """
    odd = cells.one_or_more(PASSPORT.read, cells.letter_text, cells.several, "、")
    return cells.mask(col, PASSPORT.normal, cells.letter, odd)
