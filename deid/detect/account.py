"""Bank cards and passbook accounts (银行卡号, 一卡通账号), whole cells: a run of 9 to 32 digits.

Cards have 16 to 19 digits and a Luhn digit, passbooks any length and none; so the shape alone decides.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.cells import compacted, ladder, match, shaped, squeeze, tidy
from deid.kernels import as_text, maybe_digits, shaped_like
from deid.kernels.lazy import lazy

USUAL = r"^\d{9,32}$"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
FOREIGN = (
    rf"^(?:\d{{6}}(?:18|19|20)\d\d{_DAY}\d{{3}}(?:[\dX](?:[1-7][1-4]\d?)?)?"
    rf"|[1-9]\d{{7}}{_DAY}\d{{3}}|(?:86)?1[3-9]\d{{9}})$"
)
"""What stands in an account column but is an ID (an old one, one without its check character, one inside a
残疾人证号) or a mobile number: its end must not show."""

_FOREIGN_SHAPE = r"^(?:\d{17}[\dX]?|\d{20,21}|\d{15}|\d{11}|\d{13})$"
_POSSIBLE = maybe_digits(9)
_ONE = lazy(r"[0-9]{9,32}|[0-9]{17}X", re.ASCII)
_STARRED = lazy(r"[0-9*]{9,32}", re.ASCII)
_LABEL = lazy(r"^[^0-9*]{0,40}")


def read_one(cell: str) -> str | None:
    """The digits of the one account that an odd cell is, a bank's name or label before them left out.

    >>> read_one("中国农业银行：6228 4800 1234 5678 910")
    '6228480012345678910'
    """
    digits = squeeze(_LABEL.sub("", tidy(cell)))
    return digits if _ONE.fullmatch(digits) else None


def read_starred(cell: str) -> str | None:
    """An account of which some digits are hidden, one ``*`` for each, or None."""
    digits = squeeze(_LABEL.sub("", tidy(cell)))
    return digits if "*" in digits and _STARRED.fullmatch(digits) else None


def read(cell: str) -> str | None:
    """The account that one odd cell is, whole or with some digits hidden, or None."""
    return read_one(cell) or read_starred(cell)


def normal(col: pa.Array) -> pa.Array:
    """The digits of the one account each cell is; null elsewhere.

    >>> normal(pa.array(["6292 1742 1809 6792 903", "无", None])).to_pylist()
    ['6292174218096792903', None, None]
    """
    return ladder(as_text(col), shaped(USUAL), _POSSIBLE, compacted(USUAL, read_one))


def recognise(col: pa.Array) -> pa.BooleanArray:
    """Which cells are one account number (no nulls). Masked ones are not."""
    return pc.is_valid(normal(col))


def foreign(values: pa.Array) -> pa.BooleanArray:
    """Which normalised values are an ID or a mobile number rather than an account."""
    possible = shaped_like(values, _FOREIGN_SHAPE)
    if not pc.any(possible).as_py():
        return possible
    return pc.replace_with_mask(possible, possible, match(values.filter(possible), FOREIGN))


def is_foreign(value: str) -> bool:
    """Whether one normalised value is an ID or a mobile number rather than an account."""
    return _FOREIGN.fullmatch(value) is not None


_FOREIGN = lazy(FOREIGN.strip("^$"), re.ASCII)
