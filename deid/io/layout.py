"""Where the header stands: title lines above it, one level or two, columns without a name."""

import re
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import zip_longest

import msgspec
from msgspec.structs import replace

from deid.errors import InputError
from deid.io import cells
from deid.kernels.lazy import lazy
from deid.messages import problem

SEARCHED = 30
"""Rows in which the header must stand."""

IsHeader = Callable[[str], bool]
Row = Sequence[str]
_LONGEST = 60
_LABEL = 15
_CODE = lazy(r"[A-Za-z][A-Za-z_0-9]{1,30}", re.ASCII)
_GENERIC = ("基本信息", "基本情况", "信息", "情况", "资料")


class Layout(msgspec.Struct, frozen=True):
    """What was found: one text per column, and the rows it came from."""

    headers: list[str]
    first: int
    last: int
    title: list[str] = msgspec.field(default_factory=list)
    header_rows: list[list[str]] = msgspec.field(default_factory=list)
    title_rows: list[list[str]] = msgspec.field(default_factory=list)
    unnamed: int = 0

    @property
    def named(self) -> int:
        """Columns up to the last one that has a name, or that most rows fill without one."""
        return max([self.unnamed, *(at + 1 for at, text in enumerate(self.headers) if text)])


def remembering(is_header: IsHeader) -> IsHeader:
    """``is_header`` asked once per text, and never about long ones or blanks."""
    known: dict[str, bool] = {"": False}

    def ask(text: str) -> bool:
        if len(text) > _LONGEST:
            return False
        if text not in known:
            known[text] = bool(is_header(text))
        return known[text]

    return ask


def recognised(row: Row, is_header: IsHeader) -> int:
    """How many cells of a row are header spellings; 0 where the row holds data."""
    texts = [text for cell in row if (text := cells.clean(cell))]
    if any(cells.data_like(text) for text in texts):
        return 0
    count = sum(map(is_header, texts))
    numbers = sum(map(cells.is_number, texts))
    return 0 if numbers * 2 > count or count * 4 < len(texts) else count


def pick(rows: Sequence[Row], is_header: IsHeader) -> tuple[int, int]:
    """The likeliest header row and how many of its cells are recognised; (-1, 0) if there is none."""
    wide = any(sum(not cells.is_blank(cell) for cell in row) > 1 for row in rows)
    best, most = -1, 0
    for at, row in enumerate(rows[:SEARCHED]):
        count = recognised(row, is_header)
        if count > most and (count > 1 or not wide):
            best, most = at, count
    return best, most


def describe(
    rows: Sequence[Row], at: int, is_header: IsHeader, file: str, told: tuple[int, int] | None = None
) -> Layout:
    """The layout around header row ``at``, or of the header rows ``told``; in doubt an InputError."""
    first, last = _levels(rows, at, is_header, file) if told is None else (told[0] - 1, told[1] - 1)
    title_rows = [list(row) for row in rows[:first] if not all(map(cells.is_blank, row))]
    header_rows = [[cells.clean(cell) for cell in row] for row in rows[first : last + 1]]
    headers = reduce(lambda upper, lower: _joined(upper, lower, is_header), header_rows)
    if told is None:
        _check_above(
            rows[:first], headers, file, f"{first + 1}-{last + 1}" if last > first else str(first + 1)
        )
    title = [text for row in title_rows for cell in row if (text := cells.clean(cell))]
    return Layout(headers, first, last, title, header_rows, title_rows)


def with_unnamed(layout: Layout, rows: Sequence[Row], width: int) -> Layout:
    """The layout with the columns behind the last named one that most of ``rows`` fill.

    Where fewer do, the cells are strays or come of a delimiter too many, and the rows are refused.
    """
    full = [row for row in rows if not all(map(cells.is_blank, row))]
    last = 0
    for at in range(layout.named, width):
        filled = sum(at < len(row) and not cells.is_blank(row[at]) for row in full)
        if filled * 2 > len(full):
            last = at + 1
    return replace(layout, unnamed=last)


def _levels(rows: Sequence[Row], at: int, is_header: IsHeader, file: str) -> tuple[int, int]:
    """First and last row of the header."""
    above = at > 0 and _grouped(rows[at - 1], rows[at], is_header)
    below = at + 1 < len(rows) and _grouped(rows[at], rows[at + 1], is_header)
    first, last = (at - 1 if above else at), (at + 1 if below else at)
    third = first > 0 and last > first and _grouped(rows[first - 1], rows[first], is_header)
    if (above and below) or third:
        raise problem(InputError, "input.header_levels", file=file, rows=f"{first + (not third)}-{last + 1}")
    return first, last


def _grouped(upper: Row, lower: Row, is_header: IsHeader) -> bool:
    """Whether ``lower`` holds the sub-headers of groups named in ``upper`` (合并单元格 exported as text)."""
    pairs = _unfilled(upper, lower)
    tops = [over for over, _ in pairs if over]
    subs = [under for _, under in pairs if under]
    if len(tops) < 2 or len(subs) < 2:  # noqa: PLR2004  a title has one cell, a group spans two
        return False
    if any(cells.data_like(text) or cells.is_number(text) for text in subs + tops):
        return False
    joined = _joined(upper, lower, is_header)
    named = [text for text, (_, under) in zip(joined, pairs, strict=True) if under]
    known = sum(is_header(text) or is_header(under) for text, under in zip(named, subs, strict=True))
    filled = any(under and not over for over, under in pairs)
    if not filled or known * 2 < len(subs):
        return False
    covers = [over for over, under in pairs if over and not under]
    if covers:
        return any(map(is_header, covers))
    return all(_label(text, is_header) for text in tops)


def _label(text: str, is_header: IsHeader) -> bool:
    short = len(text) <= _LABEL and not any(mark in text for mark in "：:0123456789")
    return short and (is_header(text) or text.endswith(_GENERIC) or is_header(text + "姓名"))


def _joined(upper: Row, lower: Row, is_header: IsHeader) -> list[str]:
    """One text per column: the group carried to the right over its sub-headers, then both joined."""
    headers, group = [], ""
    for over, under in _unfilled(upper, lower):
        if over:
            group = over if under else ""
        elif not under:
            group = ""
        headers.append(_join(group, under, is_header) if under else over)
    return headers


def _unfilled(upper: Row, lower: Row) -> list[tuple[str, str]]:
    """Both rows cell by cell; a merged text that an export wrote into every cell stands only in its first."""
    pairs = [
        (cells.clean(over), cells.clean(under)) for over, under in zip_longest(upper, lower, fillvalue="")
    ]
    before = ""
    for at, (over, under) in enumerate(pairs):
        pairs[at] = ("" if over == before else over, "" if over == under else under)
        before = over or before
    return pairs


def _join(group: str, under: str, is_header: IsHeader) -> str:
    """``户主`` over ``姓名`` is ``户主姓名``; ``监护人信息`` over ``姓名`` is ``监护人姓名``.

    A group that only says 基本信息 adds nothing. A group we do not understand stays in the text, so
    that somebody else's name is never taken for the subject's.
    """
    if not group or under.startswith(group):
        return under
    for tail in _GENERIC:
        stem = group.removesuffix(tail)
        if stem != group:
            return stem + under if not stem or is_header(stem + under) else group + under
    return group + under


def _check_above(above: Sequence[Row], header: Row, file: str, found: str) -> None:
    """Rows above the header may be titles; rows that look like data make the header doubtful."""
    enough = max(3, (sum(map(bool, header)) + 1) // 2)
    doubtful = [at + 1 for at, row in enumerate(above) if _holds_data(row, enough)]
    if doubtful:
        rows = cells.shown_rows(doubtful, len(doubtful))
        raise problem(InputError, "input.above_header", file=file, rows=rows, header=found)


def _holds_data(row: Row, enough: int) -> bool:
    """Whether a row could be data; labelled entries (保单号：…) make a title, whatever their numbers."""
    plain = set(filter(_plain, row))
    if all(map(_CODE.fullmatch, map(cells.clean, plain))):  # XM, SFZH: what the system calls its columns
        return False
    return len(plain) >= enough or (bool(plain) and any(map(cells.has_identifier, row)))


def _plain(cell: str) -> bool:
    """A cell above the header that is neither blank nor a labelled entry such as 单位：元."""
    text = cells.clean(cell)
    return bool(text) and not any(mark in text for mark in "：:年")
