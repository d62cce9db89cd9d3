"""The shapes of identifiers in runs of digits, and of what looks like one but may stay (dates, amounts)."""

import re

from deid.kernels import mod11_char

AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
OFFICE = r"[48]00[ -]?[0-9]{3}[ -]?[0-9]{4}"
"""400 and 800 numbers belong to offices and are not hidden."""
PASSPORT = r"[EGDSP][0-9]{8}|[EGDSPK][A-Z][0-9]{7}"
PERMIT = r"[HM][0-9]{8}(?:[0-9]{2})?|[CWTL][0-9]{8}|C[A-Z][0-9]{7}|[A-Z]{3}[0-9]{12}"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"

ID18 = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_BORN18 = re.compile(rf"[0-9]{{6}}(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9X]", re.ASCII)
_BORN15 = re.compile(rf"[1-9][0-9]{{5}}[0-9]{{2}}{_DAY}[0-9]{{3}}", re.ASCII)
_CARD = re.compile(r"[0-9]{17}[0-9X][1-7][1-4](?:[A-Z]?[0-9]|[A-Z])?", re.ASCII)
_MOBILE = re.compile(r"(?:(?:00)?86|0)?1[3-9][0-9]{9}", re.ASCII)
_LAND = re.compile(rf"(?:(?:00)?86)?{AREA}[2-9][0-9]{{6,7}}", re.ASCII)
_BANK = re.compile(r"[3-9][0-9]{15,18}", re.ASCII)
_GLUED = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_LONG = 15
_MOBILE_SIZE = 11

DATE = re.compile(rf"(?:19|20)[0-9]{{2}}{_DAY}(?:[01][0-9]|2[0-3])?(?:[0-5][0-9]){{0,2}}", re.ASCII)
DATED = re.compile(
    r"(?:19|20)[0-9]{2}(?:[-.](?:0?[1-9]|1[0-2])(?:[-.](?:0?[1-9]|[12][0-9]|3[01]))?)?(?![0-9])", re.ASCII
)
"""A year, a month or a day with its parts set off."""


def check_fits(number: str) -> bool:
    """Whether 18 characters end in the right check character of GB 11643."""
    return mod11_char(number[:17]) == number[17]


def is_born(number: str) -> bool:
    """Whether 18 or 15 characters hold a birth date where an ID has it."""
    return bool(_BORN18.fullmatch(number) or _BORN15.fullmatch(number))


def is_card(digits: str) -> bool:
    """Whether a whole run of digits is built like a bank card."""
    return _BANK.fullmatch(digits) is not None


def kind(digits: str, *, grouped: bool = False) -> str | None:
    """What a whole run of digits (perhaps with an X at its end) is, or None.

    Args:
        digits: the run without what groups it.
        grouped: it was put together from groups, so that chance fits must be rarer.

    >>> kind("411224197403051234"), kind("13800138000"), kind("03982925094"), kind("20260101")
    ('resident_id', 'phone', 'phone', None)
    """
    size = len(digits)
    if size < 10:  # noqa: PLR2004  nothing shorter is known by its shape alone
        return None
    if _MOBILE.fullmatch(digits) or _LAND.fullmatch(digits):
        return "phone"
    if size < _LONG:
        return _glued(digits) if not grouped else None
    return _long(digits, grouped=grouped)


def _glued(digits: str) -> str | None:
    """A mobile number with a few digits stuck to it, dates with a time excepted."""
    if len(digits) <= _MOBILE_SIZE or DATE.fullmatch(digits):
        return None
    ends = digits[:_MOBILE_SIZE], digits[-_MOBILE_SIZE:]
    return "phone" if any(_GLUED.fullmatch(end) for end in ends) else None


def _long(digits: str, *, grouped: bool) -> str | None:
    if ID18.fullmatch(digits) and (is_born(digits) or check_fits(digits)):
        return "resident_id"
    if _BORN15.fullmatch(digits):
        return "resident_id"
    if _CARD.fullmatch(digits) and is_born(digits[:18]):
        return "disability_card"
    if is_card(digits):
        return "bank_card"
    return None if grouped or not digits[:_LONG].isdecimal() else "long_number"
