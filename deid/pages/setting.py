"""How a list is set on paper: type size, turn of the sheet, widths of the columns. In millimetres."""

from collections.abc import Sequence

import msgspec

from deid.kernels.lazy import lazy
from deid.pages.fonts import Fonts
from deid.pages.page import Row, header_width

POINT = 25.4 / 72
_PAPERS = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
_SIZES = ((16, False), (14, False), (14, True), (12, False), (12, True), (10.5, True))
"""Points on A4, and whether the sheet is turned; on A3 everything is larger by the same factor."""
_MARGIN, _PAD = 15.0, 1.6
_LONG = 14
"""So many Chinese characters a column may ask for before the type gets smaller; more are wrapped."""
_LEVELS = (2, 4, 6)
"""Where room is short, all columns grow to so many characters, then those with numbers, then the rest."""
_NUMBERS = lazy(r"[!-~]+")


class Setting(msgspec.Struct, frozen=True):
    """One way to set a list.

    Attributes:
        scale: 1 on A4.
        wide: width of the sheet.
        high: height of the sheet.
        size: type size of the cells, in points.
        columns: width of each column.
    """

    scale: float
    wide: float
    high: float
    size: float
    columns: tuple[float, ...]

    @property
    def margin(self) -> float:
        """Between the edge of the sheet and what is printed."""
        return _MARGIN * self.scale

    @property
    def pad(self) -> float:
        """Between the edge of a cell and its text."""
        return _PAD * self.scale

    @property
    def room(self) -> float:
        """From margin to margin."""
        return self.wide - 2 * self.margin


def choose(headers: Sequence[str], rows: Sequence[Row], fonts: Fonts, paper: str) -> Setting:
    """The largest type in which the columns find room."""
    longest = [
        max(header_width(header, fonts.width), _longest([row[at] for row in rows], fonts))
        for at, header in enumerate(headers)
    ]
    short, long = _PAPERS[paper]
    scale = short / _PAPERS["a4"][0]
    for points, turned in _SIZES:
        wide, high = (long, short) if turned else (short, long)
        setting = Setting(scale, wide, high, points * scale, ())
        modest = [_column(min(ems, _LONG), setting) for ems in longest]
        if sum(modest) <= setting.room:
            break
    whole = [
        _longest(_NUMBERS.findall(" ".join(row[at] for row in rows)), fonts) for at in range(len(headers))
    ]
    steps = [[min(ems, level) for ems in longest] for level in _LEVELS]
    steps.append([min(max(ems, level), _LONG) for ems, level in zip(steps[-1], whole, strict=True)])
    asked = [[_column(ems, setting) for ems in step] for step in (*steps, longest)]
    columns = _share(setting.room, [*asked[:-1], modest, asked[-1]])
    return msgspec.structs.replace(setting, columns=tuple(columns))


def _longest(cells: Sequence[str], fonts: Fonts) -> float:
    """The widest line of a column, in type sizes."""
    return max((fonts.width(line) for cell in set(cells) for line in cell.split("\n")), default=0)


def _column(ems: float, setting: Setting) -> float:
    return (ems + 0.05) * setting.size * POINT + 2 * setting.pad


def _share(room: float, steps: Sequence[Sequence[float]]) -> list[float]:
    """Widths that fill the room: between the last step it holds and the next, evenly.

    >>> _share(10, [[1, 1], [2, 6], [2, 14]])
    [2.0, 8.0]
    >>> _share(10, [[1, 1], [1, 3]])
    [2.5, 7.5]
    """
    below = [0.0] * len(steps[0])
    for step in steps:
        if sum(step) > room:
            part = (room - sum(below)) / (sum(step) - sum(below))
            return [low + (high - low) * part for low, high in zip(below, step, strict=True)]
        below = list(step)
    return [wide * room / sum(below) for wide in below]
