"""Free text without identifiers and names: one cell at a time."""

import re
from collections.abc import Iterable, Iterator

from deid.detect.shadow import cast
from deid.detect.spans import Run, Span, is_dates, is_office, runs, spans
from deid.kernels.lazy import lazy
from deid.kernels.shape import HAN_DIGITS
from deid.tables.name_parts import DOTS

CUT = "***"
_LOOSE = 7  # no run of so many digits stays unless it is a date, an amount or an office number
# A text of Han and its punctuation only, without a long written number, holds nothing; any other might.
_WORTH = lazy(
    rf"[0-9@]|[{HAN_DIGITS}]{{7}}"
    r"|[^\x00-\x7f\u2010-\u2027\u3000-\u3017\u4e00-\u9fff\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]"
)
_UNIT = lazy(r"\s{0,2}(?:元|块|亩|斤|公斤|吨|万|亿|平方|立方|M2(?![0-9A-Z])|株|棵|头|只|羽|度|千瓦)")
_MONEY = lazy(r"(?:[¥$]|金额|人民币|合计|共计|总计|标准)[:为]?\s{0,2}$")
_AMOUNT = lazy(r"[0-9]{1,9}(?:\.[0-9]{1,2})?", re.ASCII)
_SMALL = lazy(
    r"(?:[0-9]{1,6}|[0-9]{1,6}\.[0-9]{1,2})(?:\s(?:[0-9]{1,6}|[0-9]{1,6}\.[0-9]{1,2})){0,9}", re.ASCII
)
_LOCAL = lazy(r"[2-9][0-9]{2,3}[ \-][0-9]{4}", re.ASCII)
BRACKET = lazy(r"[(（\[【].*", re.DOTALL)
"""A note in brackets, and all behind it."""
_NAME_SPLIT = lazy(r"[、,，/;；\s]+")
GAPS = lazy(rf"[\s{DOTS}]+")
"""Blanks and dots, which make no difference inside a name."""
_NAME_GAP = rf"[\s{DOTS}]{{0,8}}"
_WIDE = lazy(r"(?<=\d)\s{4,}+(?=\d)")
_NARROW = " " * 3  # the widest gap between groups of one number
_HAN = lazy("[\u4e00-\u9fff]*")
_SHORTEST_NAME = 2


def hide(text: str, names: Iterable[str] = ()) -> str:
    """A text in which every identifier and every given name has become ``***``.

    Runs of seven or more digits go too, unless they are a date, an amount with its unit, a 400 or 800
    number or a 统一社会信用代码. Done twice, it changes nothing.

    >>> hide("李四代领，电话 138-0013-8000，金额1234567元", ["李四"])
    '***代领，电话 ***，金额1234567元'
    """
    before = ""
    while text != before and _WORTH.search(text):  # what is left beside a cut may make a number of its own
        before, text = text, _narrowed(text)
        found = spans(text)
        text = _cut(text, _merge([*found, *_loose(text, found)]))
    return without_names(text, names)


def _narrowed(text: str) -> str:
    """The text with wide gaps between digits narrowed, if more numbers are seen then."""
    narrow = _WIDE.sub(_NARROW, text)
    return narrow if narrow != text and _kinds(narrow) != _kinds(text) else text


def _kinds(text: str) -> list[str]:
    return [span.kind for span in spans(text)]


def _cut(text: str, found: list[tuple[int, int]]) -> str:
    parts = []
    at = 0
    for start, end in found:
        parts += [text[at:start], CUT]
        at = end
    return "".join([*parts, text[at:]])


def _merge(found: list[Span]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end, _ in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _loose(text: str, found: list[Span]) -> Iterator[Span]:
    """Runs of digits that are too long to stay, though nothing is known by their shape."""
    rest = _blanked(text, found)
    shadow = cast(rest)
    for run in runs(shadow.text):
        if _stays(shadow.text, run):
            continue
        yield Span(*shadow.original(run.start, run.end), "long_number")


def _blanked(text: str, found: list[Span]) -> str:
    """The text with stars, character for character, where identifiers were found."""
    chars = list(text)
    for start, end, _ in found:
        chars[start:end] = "*" * (end - start)
    return "".join(chars)


def _stays(text: str, run: Run) -> bool:
    if sum(len(group) for _, _, group in run.groups) < _LOOSE:
        return True
    if is_dates(run.text) or is_office(run.text):
        return True
    if _AMOUNT.fullmatch(run.text):
        money = _UNIT.match(text, run.end) or _MONEY.search(text[max(0, run.start - 8) : run.start])
        return money is not None or "." in run.text
    return _LOCAL.fullmatch(run.text) is None and _SMALL.fullmatch(run.text) is not None


def without_names(text: str, names: Iterable[str]) -> str:
    """The text without these names, the longest first; blanks and dots inside a name do not matter."""
    chars = set(text.casefold())
    wanted = {form for name in names for form in forms(name) if chars.issuperset(form)}
    wanted = {form for form in wanted if len(form) <= len(text)}
    for form in sorted(wanted, key=lambda form: (-len(form), form)):
        if not GAPS.search(text) and _HAN.fullmatch(form):
            text = text.replace(form, CUT)
        else:
            text = re.sub(_NAME_GAP.join(map(re.escape, form)), CUT, text, flags=re.IGNORECASE)
    return text


def forms(name: str) -> Iterator[str]:
    """A name without its note, whole and in its parts; a single character or a mask is no name."""
    plain = BRACKET.sub("", name)
    for part in [plain, *_NAME_SPLIT.split(plain)]:
        form = GAPS.sub("", part).casefold()
        if len(form) >= _SHORTEST_NAME and "*" not in form:
            yield form
