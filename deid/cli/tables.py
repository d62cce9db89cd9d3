"""Plain tables fit to the window, with the double width of Chinese characters counted."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Sequence

from deid.messages import say

_NARROWEST = 6
_ENDLESS = 1 << 16
_ON_TOP = frozenset({"Mn", "Me", "Cf"})


def width(text: str) -> int:
    """How many columns a text takes on a terminal; marks that stand on other characters take none.

    >>> width("张三a"), width("e\u0301")
    (5, 1)
    """
    return len(text) if text.isascii() else sum(map(_wide, text))


def _wide(char: str) -> int:
    if unicodedata.category(char) in _ON_TOP:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def window() -> int:
    """How many columns the window has; a file or another program has room for every cell."""
    if "COLUMNS" not in os.environ and not sys.stdout.isatty():
        return _ENDLESS
    return shutil.get_terminal_size((100, 24)).columns


def fit(text: str, room: int) -> str:
    """A text cut or padded to a number of terminal columns; control characters become blanks."""
    clean = "".join(char if char.isprintable() else " " for char in text)
    if width(clean) > room:
        while clean and width(clean) > room - 1:
            clean = clean[:-1]
        clean += "…"
    return clean + " " * (room - width(clean))


def heads(*names: str) -> list[str]:
    """The heads of columns in the language in use."""
    return [say(f"head.{name}") for name in names]


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as lines of text no wider than the window."""
    wanted = [
        max([width(header), *(width(row[at]) for row in rows)], default=1)
        for at, header in enumerate(headers)
    ]
    room = window()
    while sum(wanted) + 2 * len(wanted) > room and max(wanted, default=0) > _NARROWEST:
        widest = wanted.index(max(wanted))
        wanted[widest] -= 1
    lines = ["  ".join(fit(cell, room) for cell, room in zip(row, wanted, strict=True)) for row in rows]
    head = "  ".join(fit(cell, room) for cell, room in zip(headers, wanted, strict=True))
    rule = "  ".join("─" * room for room in wanted)
    return "\n".join(line.rstrip() for line in (head, rule, *lines))
