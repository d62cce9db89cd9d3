"""Phone numbers (电话号码), whole cells: mobile, land line with or without area code, foreign, several.

The value of a number is its digits without +86, trunk blanks or extension. Mobiles and land lines are
known by the shape of the national numbering plan; only what does not fit it is asked of phonenumbers.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect.cells import ladder, match, reading, tidy
from deid.detect.shapes import AREA, OFFICE
from deid.kernels import as_text, bits, compact, maybe_digits, normalise, normalise_text, shaped_like
from deid.kernels.flat import byte_at
from deid.kernels.lazy import lazy

USUAL = r"^1[3-9]\d{9}$"

_POSSIBLE = maybe_digits(7)
_ABROAD = r"^(?:\+|00)?86(1[3-9]\d{9})$"
_LAND = rf"^(?:{AREA}[ -]?[1-9]|[2-9])\d{{2,3}}[ -]?\d{{4}}$"
_GAPS = lazy(r"[\s\-.·_‐-―−()]+")
_MOBILE = lazy(r"(?:(?:\+|00)?86|0)?(1[3-9][0-9]{9})", re.ASCII)
_FIXED = lazy(
    r"(?:(?:\+|00)?86(?=0?[1-9]))?(0?(?!400|800)(?:10|2[0-9]|[3-9][0-9]{2})[1-9][0-9]{6,7})", re.ASCII
)
_LOCAL = lazy(r"[2-9][0-9]{6,7}", re.ASCII)
_OFFICE = lazy(OFFICE, re.ASCII)
_EXTENSION = lazy(r"\s*(?:转|分机|内线|[Ee][Xx][Tt]\.?|[xX#])[:\s]{0,2}[0-9]{1,6}\)?$", re.ASCII)
_DASHED = lazy(r"^(\(?0[0-9]{2,3}\)?[- ]?[0-9]{7,8})-[0-9]{1,6}$", re.ASCII)
_LABEL = lazy(r"^[^0-9+*(]{0,24}")
_FOREIGN = lazy(r"[+0-9][0-9\-() .]{4,28}", re.ASCII)
_WHOLE = r"(?:\+?86[ -]?)?(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9])"
_SPLIT = lazy(rf"[,;/|\\、，；\n\r]+|\s+(?={_WHOLE})|\s*(?:和|或)\s*")
_CHINA = 86
_STARRED = lazy(r"[0-9*]{5,15}", re.ASCII)


def read_one(cell: str) -> str | None:
    """The digits of the one phone number that an odd cell is, or None.

    >>> read_one("电话：0398-2925094转802"), read_one("+86 138-0013-8000"), read_one("+852 9123 4567")
    ('03982925094', '13800138000', '85291234567')
    """
    text = _EXTENSION.sub("", _LABEL.sub("", tidy(cell)))
    if dashed := _DASHED.match(text):
        text = dashed[1]
    digits = _GAPS.sub("", text)
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if found := _FIXED.fullmatch(digits):
        return "0" + found[1].removeprefix("0")  # Excel eats a leading zero
    if _LOCAL.fullmatch(digits):
        return digits
    return _foreign(text)


def _foreign(text: str) -> str | None:
    """What phonenumbers reads of a number outside the usual plan, as digits with its country code."""
    if not _FOREIGN.fullmatch(text):
        return None
    import phonenumbers  # noqa: PLC0415  slow to import, seldom needed

    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    digits = str(phonenumbers.national_significant_number(number))
    if number.country_code != _CHINA:
        return f"{number.country_code}{digits}"
    return digits if _MOBILE.fullmatch(digits) or digits.startswith(("400", "800")) else "0" + digits


def office_one(cell: str) -> str | None:
    """An office number (400, 800) as it is written, or None."""
    text = tidy(cell)
    return text if _OFFICE.fullmatch(text) else None


def read_starred(cell: str) -> str | None:
    """A phone number of which some digits are hidden, one ``*`` for each, or None."""
    digits = _GAPS.sub("", _LABEL.sub("", tidy(cell)))
    digits = digits.removeprefix("+86")
    return digits if "*" in digits and _STARRED.fullmatch(digits) else None


def several(cell: str) -> list[str]:
    """The parts of a cell that could be one number each."""
    return [part for part in _SPLIT.split(normalise_text(cell)) if part.strip()]


def mobile(col: pa.Array) -> pa.BooleanArray:
    """Which cells are eleven digits of a mobile number and nothing else (no nulls)."""
    eleven = bits(shaped_like(col, r"^\d{11}$"))
    first, second = byte_at(col, 0), byte_at(col, 1)
    return pa.array(eleven & (first == ord("1")) & (second >= ord("3")))


def normal(col: pa.Array) -> pa.Array:
    """The digits of the one phone number each cell is; null elsewhere (office numbers too).

    >>> normal(pa.array(["+86 138-0013-8000", "0398-2925094", "400-123-4567", "43"])).to_pylist()
    ['13800138000', '03982925094', None, None]
    """
    return ladder(as_text(col), mobile, _POSSIBLE, _odd)


def _odd(part: pa.Array) -> pa.Array:
    text = normalise(part)
    digits = compact(text)
    nothing = pa.nulls(len(text), text.type)
    mobile = pc.if_else(match(digits, USUAL), digits, nothing)
    abroad = match(digits, _ABROAD)
    if pc.any(abroad).as_py():
        cut = pc.replace_substring_regex(digits.filter(abroad), _ABROAD, r"\1")
        mobile = pc.replace_with_mask(mobile, abroad, cut)
    known = pc.if_else(match(text, _LAND), digits, mobile)
    rest = pc.and_(pc.is_null(known), pc.invert(match(text, f"^{OFFICE}$")))
    if not pc.any(rest).as_py():
        return known
    return pc.replace_with_mask(known, rest, reading(read_one)(part.filter(rest)))


def recognise(col: pa.Array) -> pa.BooleanArray:
    """Which cells are one phone number (no nulls). Masked ones and office numbers are not."""
    return pc.is_valid(normal(col))
