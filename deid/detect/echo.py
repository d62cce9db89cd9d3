"""What a message may repeat (回显) of what was typed or what a file is called: never a number of somebody."""

import unicodedata
from pathlib import PurePath

from deid.detect.spans import spans
from deid.kernels.lazy import lazy
from deid.messages import say

_DATES = lazy(r"(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?")
_DAY_OF_FILE = lazy(r"(?<!\d)20[2-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
_SEPARATORS = lazy(r"[\s.\-_·]+")
_DIGITS = lazy(r"[0-9]{7}|[0-9]{6}\*{4}")


def joined_digits(text: str) -> str:
    """A text with its width folded, days taken out, and what separates groups of digits left out.

    >>> joined_digits("１３８-0013 8000（2026年3月1日）")
    '13800138000(日)'
    """
    return _SEPARATORS.sub("", _DATES.sub("日", unicodedata.normalize("NFKC", text)))


def holds_number(text: str) -> bool:
    """Whether a number of somebody could stand in a text: seven digits in a row, or any identifier.

    The day of an export (``20261120``) is none; an older one could be a birth date.

    >>> holds_number("低保20261120.csv"), holds_number("王芳19740305.csv"), holds_number("G1234 5678")
    (False, True, True)
    """
    return bool(_DIGITS.search(joined_digits(_DAY_OF_FILE.sub("日", text)))) or bool(spans(text))


def harmless(text: str) -> bool:
    """Whether a typed word may be repeated: printable, and no number of anybody in it."""
    return text.isprintable() and not holds_number(text)


def safe_name(path: str | PurePath) -> str:
    """The name of a file as a message may show it: never one that holds an identifier.

    >>> safe_name("out/名单2026.csv"), safe_name("out/411224197403051234.csv")
    ('名单2026.csv', '….csv')
    """
    name = PurePath(path).name
    if not name:
        return say("input.file")
    if harmless(name):
        return name
    suffix = PurePath(name).suffix
    return "…" + (suffix if harmless(suffix) else "")
