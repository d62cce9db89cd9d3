"""Phone numbers (电话号码)."""

from functools import partial

import pyarrow as pa

from deid.detect import cells
from deid.detect import phone as detect
from deid.registry import masker
from deid.terms import Role, Technique


def _part(cell: str, first: int, last: int) -> str | None:
    if (office := detect.office_one(cell)) is not None:
        return office
    value = detect.read_one(cell) or detect.read_starred(cell)
    return None if value is None else cells.ends_text(value, first, last)


@masker(
    "phone",
    title="电话号码",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="工业和信息化部 电信网编号计划; ITU-T E.164",
    recognise=detect.recognise,
    shows=lambda options: (options.get("show_first", 3), options.get("show_last", 0)),
)
def phone(col: pa.Array, /, *, show_first: int = 3, show_last: int = 0) -> pa.Array:
    """Hide a phone number but for its ends (电话号码): by default all but the first three digits.

    Mobiles, land lines, numbers abroad, several numbers in a cell (joined by /) are read; +86, blanks,
    hyphens, labels and extensions are left out. Office numbers (400, 800) stay as they are.

    Args:
        col: text, shape (n,).
        show_first: how many digits stay at the start.
        show_last: how many stay at the end. 3 and 4 leave a few dozen numbers where the city is known.

    Returns:
        Text, shape (n,), same type, one star for each hidden digit. Null stays null, blank stays blank;
        what is no phone number becomes eight stars.

    Examples:
        >>> phone(pa.array(["+86 138-0013-8000", "无", None]), show_last=4).to_pylist()
        ['138****8000', '********', None]
    """

    def show(values: pa.Array) -> pa.Array:
        return cells.ends(values, show_first, show_last)

    one = partial(_part, first=show_first, last=show_last)
    odd = cells.one_or_more(one, str, detect.several, "/")
    return cells.mask(col, detect.normal, show, odd)
