"""National student numbers (全国学籍号)."""

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import cells
from deid.detect.certificates import STUDENT
from deid.registry import masker
from deid.terms import Role, Technique

_COUNTY = 6
_LETTERED = 19


def _text(value: str) -> str:
    return cells.ends_text(value, _COUNTY + (len(value) == _LETTERED), 0)


def _shown(values: pa.Array) -> pa.Array:
    lettered = pc.equal(pc.utf8_length(values), _LETTERED)
    if pc.all(pc.fill_null(lettered, True)).as_py():
        return cells.ends(values, _COUNTY + 1, 0)
    return pc.if_else(lettered, cells.ends(values, _COUNTY + 1, 0), cells.ends(values, _COUNTY, 0))


@masker(
    "student_number",
    title="全国学籍号",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="教育部: G and the pupil's ID number, or J/L and a number built alike",
    recognise=STUDENT.recognise,
    contains_id=1,
    shows=lambda _: (_COUNTY + 1, 0),
)
def student_number(col: pa.Array, /) -> pa.Array:
    """Hide a student number but for its letter and the county code (全国学籍号).

    The letter only says which kind of number it is (G, J, L); behind it stands a minor's ID number.

    Args:
        col: text, shape (n,); read as ``resident_id`` reads an ID.

    Returns:
        Text, shape (n,), same type, one star for each hidden character. Null stays null, blank stays blank;
        a bare ID is masked as an ID; anything else becomes eight stars.

    Examples:
        >>> student_number(pa.array(["G411224201603182991", "三年级", None])).to_pylist()
        ['G411224************', '********', None]
    """
    odd = cells.one_or_more(STUDENT.read, _text, cells.several, "、")
    return cells.mask(col, STUDENT.normal, _shown, odd)
