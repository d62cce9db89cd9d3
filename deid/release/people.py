"""The people the competent office asked to keep off every list (``--protect``)."""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from deid.detect.echo import safe_name
from deid.detect.persons import keys_of, numbers_of
from deid.detect.shadow import cast
from deid.detect.shapes import check_fits
from deid.errors import InputError
from deid.io.begins import EXCEL
from deid.io.cells import shown_rows
from deid.kernels.lazy import lazy
from deid.messages import problem
from deid.release.decided import text_of_file

_FULL = 18
_CELLS = lazy(r"[\s,，、;；|]+")
_ROUNDED = lazy(r"[0-9]E\+?[0-9]", re.ASCII)
"""4.11224198001011E+17: a spreadsheet has rounded the number."""


class Protected(msgspec.Struct, frozen=True):
    """Whom to keep off, as keys that match any spelling of their ID; nothing else of the file is kept.

    Attributes:
        keys: one per person.
        doubtful: the lines whose number has a wrong check character.
    """

    keys: frozenset[str] = frozenset()
    doubtful: tuple[int, ...] = ()


def read_protected(path: Path, is_header: Callable[[str], bool]) -> Protected:
    """The people of a protect file: a text with one ID number in every line.

    Raises:
        InputError: the file cannot be read, or a line does not hold exactly one readable number.
    """
    raw = None
    try:
        raw = path.read_bytes()
    except OSError:
        raw = None
    if raw is not None and raw.startswith(EXCEL):
        raise problem(InputError, "input.protect_book")
    text = text_of_file(raw, safe_name(path)) if raw is not None else None
    if text is None:
        raise problem(InputError, "input.protect_unreadable")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and all(map(is_header, filter(None, _CELLS.split(lines[0][1].strip())))):
        del lines[0]
    keys = {number: _key(line) for number, line in lines}
    bad = [number for number, key in keys.items() if key is None]
    if bad:
        raise problem(InputError, "input.protect_lines", lines=shown_rows(bad, len(bad)), count=len(bad))
    if not keys:
        raise problem(InputError, "input.protect_empty")
    doubtful = tuple(number for number, line in lines if not _fits(line))
    return Protected(frozenset(key for key in keys.values() if key), doubtful)


def _key(line: str) -> str | None:
    """The one person of a line; None where there is none, another, or a number nobody can read."""
    keys = keys_of(line)
    long = any(kind == "long_number" for kind, _ in numbers_of(line))
    unread = long or _ROUNDED.search(cast(line).text) or keys != keys_of(line, broken=True)
    return None if unread or len(keys) != 1 else keys.pop()


def _fits(line: str) -> bool:
    """Whether the check character of a line's ID is right; the old numbers have none."""
    owns = (digits for kind, digits in numbers_of(line) if kind == "resident_id")
    return all(len(digits) != _FULL or check_fits(digits) for digits in owns)
