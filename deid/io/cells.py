"""What one cell of a head or footer row looks like."""

import unicodedata

from deid.detect.echo import joined_digits
from deid.kernels.lazy import lazy

EDGES = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
_BREAKS = lazy(r"[\r\n]+")
_SPACE = lazy(r"[\s\u00a0\u3000\ufeff\u200b-\u200d\u2060]+")
_LONG = lazy(r"[0-9]{15}|[0-9]{6}\*{4}")
_DIGITS = lazy(r"[0-9]{7}")
_NUMBER = lazy(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_READ = 2000
"""Characters of a cell that are looked at: head and footer cells are short."""


def clean(cell: str) -> str:
    """A header or title text: outer blanks and marks off, inner line breaks to a space."""
    return " ".join(line.strip(" \t") for line in _BREAKS.split(cell.strip(EDGES)))


def unspaced(cell: str) -> str:
    """A text without any blank."""
    return _SPACE.sub("", cell)


def squeeze(cell: str) -> str:
    """A text without any blank, width folded, to compare 合 计 with 合计."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", cell[:_READ]))


def is_blank(cell: str | None) -> bool:
    """Whether a cell holds nothing a reader sees."""
    return not cell or not cell.strip(EDGES)


def has_identifier(cell: str) -> bool:
    """Whether 15 or more digits, or an ID already starred, stand in the cell."""
    return bool(_LONG.search(joined_digits(cell[:_READ])))


def data_like(cell: str) -> bool:
    """Whether a cell can only be data: seven or more digits in a run, as IDs, phones and cards have."""
    return len(cell) > _READ or bool(_DIGITS.search(joined_digits(cell[:_READ])))


def is_number(cell: str) -> bool:
    """Whether the cell is a number and nothing else."""
    return bool(_NUMBER.fullmatch(squeeze(cell)))


def shown_rows(rows: list[int], count: int) -> str:
    """Up to 20 row numbers as a message shows them."""
    most = 20
    return ", ".join(map(str, rows[:most])) + (" …" if count > len(rows[:most]) else "")
