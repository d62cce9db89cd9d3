"""Identifiers in what programs write: attributes, links, format codes, properties (程序写下的文字).

Such text is full of long numbers that are nobody's: serials, GUIDs, hashes, addresses of pages. There a
number counts only if chance did not make it: an ID number with a province, a birth date and its right check
character, a card with its issuer's sign and its check digit, a mobile number that is a word of its own.
"""

import re
import unicodedata

from deid.checking.scan import is_office, pairs_in
from deid.detect.shapes import check_fits
from deid.kernels.lazy import lazy

Pair = tuple[str, str]
"""A kind of identifier, and the number itself, which is never told."""

_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-8])"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_BORN = rf"{_PROVINCE}[0-9]{{4}}(?:19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9X]"
_ID = lazy(rf"(?<![0-9])({_BORN})([1-7][1-4](?:[A-Z]?[0-9]|[A-Z])?)?(?![0-9])", re.ASCII)
_ANY_ID = lazy(rf"(?=({_BORN}))", re.ASCII)
_CARD = lazy(r"(?<![0-9])62[0-9]{14,17}(?![0-9])", re.ASCII)
_MOBILE = lazy(r"(?<![0-9A-Z._/\\-])(?:\+?86)?(1[3-9][0-9]{9})(?![0-9A-Z._/\\-])", re.ASCII)
_LONG = lazy(r"\d{11}")
_CODED = lazy(r"%([0-9A-Fa-f]{2})")
_MARK = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_HASH = r"(?<![0-9A-Za-z])(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{32,}(?:_[0-9]+)?(?![0-9A-Za-z])"
_ADDRESS = r"[A-Za-z][A-Za-z0-9+.\-]{1,20}://[!#-&(-;=?-~]+"
_MEASURE = r"(?<![0-9.])[0-9]{1,5}\.[0-9]{9,}(?:[Ee][+\-]?[0-9]+)?(?![0-9.])"
_PACKED = r"(?<![0-9A-Za-z+/])(?=[0-9]*[A-Za-z+/])[0-9A-Za-z+/]{64,}={0,2}"
_UNIQUE = lazy(rf"{_MARK}|{_HASH}|{_PACKED}")
_MADE = lazy(rf"{_ADDRESS}|{_MARK}|{_HASH}|{_PACKED}|{_MEASURE}")
"""What a program put into a text that people wrote: addresses, GUIDs, hashes, packed data, fractions."""


def worth(text: str) -> bool:
    """Whether a text holds digits enough for ``certain``."""
    return _LONG.search(text) is not None


def certain(text: str) -> set[Pair]:
    """The identifiers in text that a program wrote which chance did not make.

    >>> sorted(certain("detail.aspx?sfz=411224197403051234&t=20261120153012345"))
    [('resident_id', '411224197403051234')]
    """
    if not worth(text):
        return set()
    spelled = _CODED.sub(lambda code: chr(int(code[1], 16)), text)
    plain = unicodedata.normalize("NFKC", spelled).upper()
    found = set()
    for hit in _ID.finditer(plain):
        if check_fits(hit[1]):
            found.add(("disability_card" if hit[2] else "resident_id", hit[0]))
    rest = _UNIQUE.sub("#", plain)
    found |= {("bank_card", hit[0]) for hit in _CARD.finditer(rest) if _luhn(hit[0])}
    mobiles = (hit for hit in _MOBILE.finditer(rest) if not is_office(rest, hit.start()))
    return found | {("phone", hit[1]) for hit in mobiles}


def told(text: str) -> set[Pair]:
    """The identifiers in text that people wrote beside a list; what a program put into it must be certain.

    >>> sorted(kinds(told("uuid:b0e2f1c4-7d1a-4c33-9012-004512345678 联系13800138000")))
    ['phone']
    """
    found = pairs_in(_MADE.sub("#", text))
    return found.union(*map(certain, _MADE.findall(text)))


def bare(text: str) -> set[str]:
    """The ID numbers in bytes of unknown meaning, wherever they begin."""
    return {hit[1] for hit in _ANY_ID.finditer(text.upper()) if check_fits(hit[1])}


def kinds(found: set[Pair]) -> set[str]:
    """The kinds alone; addresses and plates stand in every office's papers."""
    return {kind for kind, _ in found} - {"email", "plate"}


def _luhn(number: str) -> bool:
    from stdnum import luhn  # noqa: PLC0415  seldom needed

    return bool(luhn.is_valid(number))
