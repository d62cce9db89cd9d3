"""One cell of a name column: is it exactly one person's name, and which part is the surname?"""

import re
from functools import cache
from typing import Literal

import msgspec

from deid import kernels
from deid.kernels.lazy import compiled
from deid.tables import name_parts as parts
from deid.tables.surnames import COMMON, COMPOUND, SINGLE

Kind = Literal["plain", "minority", "latin", "masked"]

_HAN = f"[{parts.HAN}]"
# Characters outside GB 2312's reach stand in front of a name only as a rare surname.
_RARE = "\u3400-\u4dbf\U00020000-\U0003ffff"
_SURNAME = f"[{''.join(sorted(SINGLE))}{_RARE}]"
_COMPOUND = f"(?:{'|'.join(COMPOUND)})"
PLAIN = f"^(?:{_COMPOUND}|{_SURNAME}){_HAN}{{1,2}}$"
WITH_COMPOUND = f"^{_COMPOUND}{_HAN}"
_DENY = (
    f"{'|'.join((*parts.ILLNESS, *parts.STATUS, *parts.NOTES))}"
    f"|^(?:{'|'.join(sorted(set(parts.WHOLE)))})$|[{parts.ENDINGS}]$"
)
DENY_OR_MASKED = f"某|{_DENY}"

LETTERS = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_LONGEST = 60
_FULL_LENGTH = 3  # a surname and two characters
_PAIR = 2
_VIETNAMESE = "阮陈黎范黄潘武邓裴胡吴杨李陶丁段农"
"""Surnames of the women who married in from Vietnam: 阮氏明月."""
_COUNTED = "[三四五六七八九]十[一二三四五六七八九]"
"""The grandfather's age, which some people of the northwest are called by: 马五十三."""
_DOUBLE = 4  # a double surname (范徐丽泰) and two characters


class Name(msgspec.Struct, frozen=True):
    """One person's name as read from a cell.

    Attributes:
        kept: the cell without the note behind the name, otherwise as it went in.
        text: the name alone, normalised, without blanks inside (Latin names keep theirs).
        head: the surname; the first character where no surname is known, a capital for Latin names.
        length: how many characters the name has, stars counted.
        tail: the last character where it may show beside the surname, else nothing.
        kind: plain Chinese, transliterated minority or foreign name, Latin, or masked before.
    """

    kept: str
    text: str
    head: str
    length: int
    tail: str
    kind: Kind


def without_note(cell: str) -> str | None:
    """The cell before its notes in brackets, an unclosed one too; None if text stands after one."""
    depth, first = 0, -1
    for place, char in enumerate(cell):
        if char in parts.OPENING:
            depth += 1
            first = place if first < 0 else first
        elif char in parts.CLOSING:
            depth -= 1
            if depth < 0:
                return None
        elif depth == 0 and first >= 0 and char.strip():
            return None
    return cell if first < 0 else cell[:first].strip(" \t\r\n\u00a0\u3000")


def surname_length(name: str) -> int:
    """How many characters of a Chinese name are its surname: 2 for a compound one, else 1.

    >>> [surname_length(name) for name in ("张三", "欧阳修", "欧阳", "扎西多吉")]
    [1, 2, 1, 1]
    """
    return 2 if len(name) >= _FULL_LENGTH and name[:2] in _compounds() else 1


@cache
def _compounds() -> frozenset[str]:
    return frozenset(COMPOUND)


def denied(text: str) -> bool:
    """Whether text holds a word that stands in name columns and in no name."""
    return compiled(_DENY).search(text) is not None


def _is_plain(text: str) -> bool:
    """Surname and one or two characters, no word that only looks like it."""
    return compiled(PLAIN).fullmatch(text) is not None


def is_plain(cell: str) -> bool:
    """Whether a cell is, as it stands, a surname and one or two characters."""
    return _is_plain(cell) and compiled(DENY_OR_MASKED).search(cell) is None


def _is_transliterated(text: str) -> bool:
    return all(char in parts.TRANSLITERATION for char in text) and any(char in parts.STRONG for char in text)


def _is_given(text: str) -> bool:
    """Whether text is one or two known given names, or a surname and one: 孟和, 孟和巴图, 马索非亚."""
    if text[0] in SINGLE and (text[1:] in parts.GIVEN_NAMES or compiled(_COUNTED).fullmatch(text[1:])):
        return True
    return text in parts.GIVEN_NAMES or any(
        text[:at] in parts.GIVEN_NAMES and text[at:] in parts.GIVEN_NAMES for at in range(2, len(text) - 1)
    )


def _spelt(text: str) -> str:
    """A name with 阿不 and the like read as 阿布: 不 is a word of sentences everywhere else."""
    text = compiled("([阿艾])不(?=[都力来拉里利])").sub(r"\1布", text)
    return compiled("([阿艾]卜)杜").sub(r"\1都", text).replace("孜万古", "孜完古")


def _may_be_two(text: str) -> bool:
    """Could the characters be two Chinese names written without anything between them?"""
    return any(
        text[0] in COMMON and text[at] in COMMON for at in (2, 3) if _PAIR <= len(text) - at <= _FULL_LENGTH
    )


def _read_han(text: str) -> tuple[str, Kind] | None:
    """The surname (or first character) and kind of a run of Chinese characters that is one name."""
    if denied(text):
        return None
    if _is_plain(text):
        return text[: surname_length(text)], "plain"
    if _is_given(text):
        return text[0], "minority"
    if compiled(f"[{_VIETNAMESE}]氏{_HAN}{{2}}").fullmatch(text) and text[3] not in "祠族堂庙坟墓谱弟宅院":
        return text[0], "plain"
    text = _spelt(text)
    longest = 14
    if not _PAIR <= len(text) <= longest:
        return None
    if len(text) == _DOUBLE and text[0] in COMMON and text[1] in COMMON and text[2] not in SINGLE:
        return text[0], "plain"
    own = text[1:] if text[0] in SINGLE and len(text) in (_DOUBLE, _DOUBLE + 1) else text
    if (_is_transliterated(text) or _is_transliterated(own)) and not _may_be_two(text):
        return text[0], "minority"
    return None


def _read_spaced(words: list[str]) -> tuple[str, Kind] | None:
    """As ``_read_han`` for a name with blanks inside: 张  三, 欧阳 修; not 张三 李四."""
    text = "".join(words)
    if len(words) > 1:
        spelt = all(len(word) == 1 for word in words)
        behind_surname = len(words) == _PAIR and (words[0] in SINGLE or words[0] in _compounds())
        if not (spelt or behind_surname) or not _is_plain(text):
            return None
    return _read_han(text)


def _read_dotted(text: str) -> bool:
    """Whether text is a transliterated name with dots: 迪丽努尔·阿卜杜拉, not 张三·李四."""
    pieces = [piece.strip() for piece in re.split(f"[{re.escape(parts.DOTS)}]", _spelt(text))]
    longest, most = 8, 4
    if not _PAIR <= len(pieces) <= most or not all(
        compiled(f"{_HAN}{{1,{longest}}}").fullmatch(p) for p in pieces
    ):
        return False
    joined = "".join(pieces)
    if "某" in joined or any(map(denied, pieces)) or any(char in parts.NOT_IN_DOTTED for char in joined):
        return False
    known = sum(char in parts.TRANSLITERATION for char in joined)
    people = all(_is_plain(piece) for piece in pieces) and known < len(joined)
    return not people and known * 2 >= len(joined)


def _read_latin(text: str) -> bool:
    """Two to five capitalised words of Latin letters: John Smith, NGUYEN Thi Hoa."""
    words = text.replace(".", ". ").split() if " " not in text else text.split()
    most = 5
    if not _PAIR <= len(words) <= most:
        return False
    bare = [word.strip(".'’-").lower() for word in words]
    word = compiled(f"[{LETTERS}][{LETTERS}'’.\\-]{{0,19}}")
    return all(word.fullmatch(each) for each in words) and all(
        (each[0].isupper() or low in parts.PARTICLES) and low not in parts.LATIN_WORDS
        for each, low in zip(words, bare, strict=True)
    )


def _read_masked(text: str) -> tuple[str, int, str] | None:
    """Surname, length and visible last character of a name masked before: 张*, 张某某, 欧阳*丽, J**."""
    if latin := compiled(f"([{LETTERS}])\\*{{1,3}}").fullmatch(text):
        return latin[1].upper(), 3, ""
    found = compiled(f"({_HAN}{{1,2}}?)([*某×○X]{{1,12}})({_HAN}?)\\d{{0,2}}").fullmatch(text)
    if found is None or "某" in found[1]:
        return None
    seen, tail = found[1], found[3]
    if tail and (denied(text) or seen[0] not in SINGLE):
        if denied(text):
            return None
        tail = ""
    length = len(seen) + len(found[2]) + len(found[3])
    return seen[: 2 if seen in _compounds() else 1], length, tail


def read(cell: str) -> Name | None:
    """The one name a cell holds; None if it holds none, or several, or anything else besides."""
    kept = without_note(cell)
    if kept is None or len(kept) > _LONGEST:
        return None
    text = kernels.normalise_text(kept)
    if not text or any(char < " " for char in text):
        return None
    counted = compiled(f"({_HAN}{{2,3}})[1-9A-Ea-e]").fullmatch(text)  # two people of one name: 张伟1, 张伟B
    if counted and is_plain(counted[1]):
        kept = text = counted[1]
    if _read_latin(text):
        return Name(kept, text, text[0].upper(), len(text), "", "latin")
    words = text.split()
    joined = "".join(words)
    if len(words) == 1 and (masked := _read_masked(joined)):
        return Name(kept, joined, *masked, "masked")
    if _read_dotted(text):
        return Name(kept, joined, joined[0], len(joined), "", "minority")
    if not compiled(f"{_HAN}+").fullmatch(joined) or "某" in joined or (han := _read_spaced(words)) is None:
        return None
    head, kind = han
    tail = joined[-1] if kind == "plain" and len(joined) > len(head) + 1 else ""
    return Name(kept, joined, head, len(joined), tail, kind)
