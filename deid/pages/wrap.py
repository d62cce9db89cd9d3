"""Lines of text in a column: Chinese breaks anywhere, numbers and starred values only where they must."""

from collections.abc import Callable

from deid.kernels.lazy import lazy

_PIECES = lazy(r"（[^（）]{1,6}）|[!-~]+|\s+|.")
_CLOSING = frozenset("，。、；：！？）》」』】”’…％%,.;:!?)]}")
_OPENING = frozenset("（《「『【“‘([{")
Measure = Callable[[str], float]


def wrap(text: str, room: float, measure: Measure) -> list[str]:
    """Break a text into lines; joined, they are the text without its line ends.

    Args:
        text: one cell.
        room: width of a line, in the units of ``measure``.
        measure: how wide a text is.

    >>> wrap("甲乙丙。ab 12", 3, len)
    ['甲乙', '丙。', 'ab ', '12']
    >>> wrap("月金额（元）", 4, len)
    ['月金额', '（元）']
    >>> wrap("村（社区）", 4, len)
    ['村', '（社区）']
    """
    lines: list[str] = []
    for part in text.split("\n"):
        lines += _wrap(part, room, measure) if measure(part) > room else [part]
    return lines


def _wrap(text: str, room: float, measure: Measure) -> list[str]:
    lines, line, used = [], "", 0.0
    for piece in _pieces(text, room, measure):
        wide = measure(piece)
        if line and used + wide > room and not piece.isspace():
            carried = ""
            with_last = measure(line[-1]) + wide <= room and len(line) > 1
            if (piece in _CLOSING or line[-1] in _OPENING) and with_last:  # no line begins with a comma
                line, carried = line[:-1], line[-1]
            lines.append(line)
            line, used = carried, measure(carried)
        line += piece
        used += wide
    return [*lines, line]


def _pieces(text: str, room: float, measure: Measure) -> list[str]:
    """What stays together; a piece wider than the line is cut into characters."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        pieces += list(piece) if len(piece) > 1 and measure(piece) > room else [piece]
    return pieces
