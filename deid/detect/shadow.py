"""A text as an identifier search sees it, with the way back to the original characters."""

import unicodedata

import msgspec

from deid.kernels import normalise_text
from deid.kernels.lazy import lazy

_WRITTEN = ("〇零○", "一壹幺", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_HAN_DIGITS = {char: str(digit) for digit, chars in enumerate(_WRITTEN) for char in chars}
_HAN_RUN = lazy(rf"[{''.join(_HAN_DIGITS)}]{{7,}}")


class Shadow(msgspec.Struct, frozen=True):
    """Normalised upper-case text and, for each of its characters, where it began and ended originally."""

    text: str
    starts: list[int] | None
    size: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original stretch of the characters ``start`` to ``end`` of the shadow."""
        if self.starts is None:
            return start, end
        last = self.starts[end] if end < len(self.starts) else self.size
        first = self.starts[start]
        # A character that became several ends where the next one begins.
        return first, max(last, self.starts[end - 1] + 1)


def cast(text: str) -> Shadow:
    """The shadow of a text: width, case, digits of any script and look-alikes read; invisible marks gone.

    >>> cast("ＩＤ４１").text, cast("一三八零零一三八零零零").text
    ('ID41', '13800138000')
    """
    if text.isascii():
        return Shadow(text.upper(), None, len(text))
    chars: list[str] = []
    starts: list[int] = []
    for at, char in enumerate(text):
        for plain in _plain(char):
            chars.append(plain)
            starts.append(at)
    shadow = "".join(chars)
    if _HAN_RUN.search(shadow):
        shadow = _HAN_RUN.sub(lambda run: "".join(_HAN_DIGITS[char] for char in run[0]), shadow)
    return Shadow(shadow, starts, len(text))


def _plain(char: str) -> str:
    if char.isascii():
        return char.upper()
    if "\u4e00" <= char <= "\u9fff":
        return char
    if char.isspace():
        return " "
    plain = normalise_text(f".{char}.")[1:-1]  # dots keep the edges from being trimmed
    return "".join(_digit(part) for part in plain.upper())


def _digit(char: str) -> str:
    if char.isascii():
        return char
    value = unicodedata.digit(char, None)
    return char if value is None else str(value)
