"""Where identifiers stand inside one text: the precise search that works cell by cell."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from deid.detect import shapes
from deid.detect.shadow import Shadow, cast
from deid.kernels.lazy import lazy
from deid.kernels.shape import PROVINCES


class Span(NamedTuple):
    """An identifier in a text: where it begins and ends in the original, and what it is."""

    start: int
    end: int
    kind: str


Groups = list[tuple[int, int, str]]


class Run(NamedTuple):
    """Digits with nothing but blanks, hyphens, dots and brackets between them."""

    start: int
    end: int
    text: str
    groups: Groups


_GAP = r"[\s\-.·•_‐-―−﹣~()]"
_RUN = lazy(rf"[0-9](?:{_GAP}{{0,3}}(?:[0-9]|X(?![A-Z0-9*])))*", re.ASCII)
_GROUP = lazy(r"[0-9]+X?|X", re.ASCII)
_TOKEN18 = lazy(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", re.ASCII)
# An organisation's code in digits, its check character aside: its registrar, then its province. Neither a
# card nor an ID number with a wrong birth date is read as one.
_ALL_DIGITS = lazy(r"(?:1[1239]|5[1239]|9[123])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])")
_OFFICE = lazy(shapes.OFFICE, re.ASCII)
_DATE = rf"(?:{shapes.DATE.pattern}|{shapes.DATED.pattern})"
_HOUR = r"(?:\s(?:[01]?[0-9]|2[0-3]))?"  # of a time; what follows its colon is a run of its own
_DATES = lazy(rf"{_DATE}(?:[\s\-.~]{{1,3}}{_DATE})*{_HOUR}", re.ASCII)
_LETTERS = lazy(r"(?<![A-Z0-9])([A-Z]{1,3})[ \-]?$", re.ASCII)
_PASSPORT = lazy(shapes.PASSPORT, re.ASCII)
_PERMIT = lazy(shapes.PERMIT, re.ASCII)
_PLATE = lazy(
    rf"[{PROVINCES}] ?[A-Z][ ·•.\-]{{0,2}}(?=[A-Z]{{0,4}}[0-9])[A-Z0-9]{{4,5}}"
    r"[A-Z0-9挂学警港澳试超领](?![A-Z0-9])"
)
_REISSUE = lazy(r"[A-Z][0-9]?(?![A-Z0-9])", re.ASCII)
_LOCAL = lazy(r"[A-Z0-9._%+\-]{1,64}$", re.ASCII)
_DOMAIN = lazy(r"[A-Z0-9\-]{1,63}(?:\.[A-Z0-9\-]{1,63}){1,6}", re.ASCII)
_WIDEST = 22
_DATES_SIZE = 64
_LONG = 15
_LONGEST = 20_000
_STRONG = ("resident_id", "disability_card")


def spans(text: str) -> list[Span]:
    """Every identifier in a text, in order, without overlaps. A text too long to search is one.

    >>> spans("联系其子 138-0013-8000，２０２６年")
    [Span(start=5, end=18, kind='phone')]
    """
    if len(text) > _LONGEST:
        return [Span(0, len(text), "long_number")]
    shadow = cast(text)
    found = sorted(find(shadow), key=lambda span: (span.start, -span.end))
    merged: list[Span] = []
    for span in found:
        start, end = shadow.original(span.start, span.end)
        if merged and start < merged[-1].end:
            last = merged[-1]
            longer = last.kind if last.end - last.start >= end - start else span.kind
            merged[-1] = Span(last.start, max(last.end, end), longer)
        else:
            merged.append(Span(start, end, span.kind))
    return merged


def find(shadow: Shadow) -> Iterator[Span]:
    """Every identifier in a shadow, in its own positions."""
    text = shadow.text
    yield from _emails(text)
    yield from (Span(hit.start(), hit.end(), "plate") for hit in _PLATE.finditer(text))
    for run in runs(text):
        yield from in_run(text, run)


def runs(text: str) -> Iterator[Run]:
    """The runs of digits of a shadow's text, 统一社会信用代码 left out."""
    searched = _TOKEN18.sub(lambda token: "#" * 18 if is_organisation(token[0]) else token[0], text)
    for hit in _RUN.finditer(searched):
        groups = [(g.start() + hit.start(), g.end() + hit.start(), g[0]) for g in _GROUP.finditer(hit[0])]
        yield Run(hit.start(), hit.end(), hit[0], groups)


def is_organisation(token: str) -> bool:
    """Whether 18 characters are a 统一社会信用代码 and no ID number."""
    if token[:17].isdecimal() and not _ALL_DIGITS.match(token):
        return False
    if shapes.ID18.fullmatch(token) and shapes.kind(token) == "resident_id":
        return False
    from stdnum.cn import uscc  # noqa: PLC0415  seldom needed

    return bool(uscc.is_valid(token))


def is_dates(text: str) -> bool:
    """Whether a run is nothing but dates."""
    return len(text) <= _DATES_SIZE and _DATES.fullmatch(text) is not None


def is_office(text: str) -> bool:
    """Whether a run is a 400 or 800 number."""
    return _OFFICE.fullmatch(text) is not None


def in_run(text: str, run: Run) -> Iterator[Span]:
    """The identifiers of one run: strong shapes first, then phones, then whatever is long."""
    if certificate := _lettered(text, run):
        yield certificate
        return
    free: list[Groups] = []
    for piece in _windows(text, run.groups, _STRONG):
        if isinstance(piece, Span):
            yield piece
        else:
            free.append(piece)
    if is_dates(run.text):
        return
    for groups in free:
        yield from _weaker(text, groups)


def _weaker(text: str, groups: Groups) -> Iterator[Span]:
    """Phones in a stretch of groups, unless the whole is a card; then what is left, if it is long."""
    if shapes.is_card("".join(group for _, _, group in groups)):
        yield Span(groups[0][0], groups[-1][1], "bank_card")
        return
    for piece in _windows(text, groups, ("phone",)):
        if isinstance(piece, Span):
            yield piece
        else:
            yield from _rest(text, piece)


def _windows(text: str, groups: Groups, kinds: tuple[str, ...]) -> Iterator[Span | Groups]:
    """Neighbouring groups that together are one of ``kinds``; and the stretches of groups between them."""
    at = before = 0
    while at < len(groups):
        hit = _longest(groups, at, kinds)
        if hit is None:
            at += 1
            continue
        end, kind = hit
        if before < at:
            yield groups[before:at]
        yield _span(text, groups[at][0], groups[end - 1][1], kind)
        at = before = end
    if before < len(groups):
        yield groups[before:]


def _longest(groups: Groups, at: int, kinds: tuple[str, ...]) -> tuple[int, str] | None:
    digits = ""
    best = None
    for end in range(at, len(groups)):
        digits += groups[end][2]
        if len(digits) > _WIDEST and end > at:
            break
        kind = shapes.kind(digits, grouped=end > at)
        if kind in kinds:
            best = end + 1, str(kind)
    return best


def _span(text: str, start: int, end: int, kind: str) -> Span:
    """A span, with the letter of a student number, the sign before a country code, or a reissue mark."""
    if kind == "resident_id" and (letter := _student_letter(text, start)) is not None:
        return Span(letter, end, "student_number")
    if kind == "phone" and text[start - 1 : start] == "+":
        return Span(start - 1, end, kind)
    if kind == "disability_card" and (mark := _REISSUE.match(text, end)):
        return Span(start, mark.end(), kind)
    return Span(start, end, kind)


def _student_letter(text: str, start: int) -> int | None:
    letters = _LETTERS.search(text[max(0, start - 5) : start])
    if letters is None or letters[1] not in ("G", "J", "L"):
        return None
    return max(0, start - 5) + letters.start(1)


def _rest(text: str, groups: Groups) -> Iterator[Span]:
    digits = "".join(group for _, _, group in groups)
    if len(digits) < _LONG:
        return
    start, end = groups[0][0], groups[-1][1]
    if len(digits) == 18 and _student_letter(text, start) is not None:  # noqa: PLR2004  built like an ID
        yield _span(text, start, end, "resident_id")
    else:
        yield Span(start, end, shapes.kind(digits) or "long_number")


def _lettered(text: str, run: Run) -> Span | None:
    """A passport or travel permit: letters, then the run's first groups."""
    base = max(0, run.start - 5)
    letters = _LETTERS.search(text[base : run.start])
    if letters is None:
        return None
    whole = letters[1] + "".join(group for _, _, group in run.groups)
    for shape, kind in ((_PASSPORT, "passport"), (_PERMIT, "travel_permit")):
        if shape.fullmatch(whole):
            return Span(base + letters.start(1), run.end, kind)
    return None


def _emails(text: str) -> Iterator[Span]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text[max(0, at - 64) : at])
        domain = _DOMAIN.match(text, at + 1)
        if local and domain:
            yield Span(at - len(local[0]), domain.end(), "email")
        at = text.find("@", at + 1)
