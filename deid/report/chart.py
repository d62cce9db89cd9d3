"""A histogram of candidates as inline SVG: how many ID numbers still fit how many rows."""

from collections.abc import Sequence

from deid.messages import say
from deid.report.markup import text

_WIDTH, _LEFT, _BAR, _GAP = 640, 150, 16, 6
_ROOM = 380


def histogram(bins: Sequence[tuple[int, int]], floor: int) -> str:
    """Bars by powers of ten; those below the floor are marked.

    Args:
        bins: how many numbers at least, and how many rows have so many.
        floor: the fewest that may be left.
    """
    most = max((rows for _, rows in bins), default=0) or 1
    bars = "\n".join(_bar(at, low, rows, most=most, floor=floor) for at, (low, rows) in enumerate(bins))
    height = len(bins) * (_BAR + _GAP) + _GAP
    caption = text(say("report.histogram", floor=f"{floor:,}"))
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" '
        f'aria-label="{caption}" font-size="12">\n{bars}\n</svg>\n<figcaption>{caption}</figcaption></figure>'
    )


def _bar(at: int, low: int, rows: int, *, most: int, floor: int) -> str:
    y = _GAP + at * (_BAR + _GAP)
    wide = round(_ROOM * rows / most) if rows else 0
    high = max(1, low * 10) - 1 if low else 0
    below = high < floor
    colour = "#b3261e" if below else "#2e7d32"
    label = text(f"{low:,}–{high:,}" if low else "0")
    return (
        f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{label}</text>'
        f'<rect x="{_LEFT}" y="{y}" width="{max(wide, 1 if rows else 0)}" height="{_BAR}" fill="{colour}"/>'
        f'<text x="{_LEFT + wide + 6}" y="{y + 12}">{rows:,}</text>'
    )
