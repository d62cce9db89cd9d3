"""What a header says: looked up, else parsed as [qualifier …][role][head noun].

The role decides whose the value is. A parse that is not sure is no parse: the column is then dropped.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from deid.kernels.lazy import lazy
from deid.policy.fields import Fields, normalise_header
from deid.policy.grouped import JOINTS, PLACES, TIME, as_place, longer, of_codes, under_group
from deid.policy.hints import plain
from deid.policy.words import (
    ACCOUNT_WORDS,
    ALONE_NAMES_NOBODY,
    COVERED,
    ILLNESS_WORDS,
    NOUNS,
    QUALIFIERS,
    ROLES,
    SAME_PERSON,
    SUFFIXES,
    WITHHELD_WORDS,
)

__all__ = ["Match", "fingerprint", "looks_like_header", "match_header", "normalise_header"]

COUNTS = frozenset({"member_count", "covered_count", "household_count"})
PUBLISHABLE = PLACES | COUNTS | {"amount", "standard", "area"}

_BY_ROLE = frozenset({"name", "id", "phone"})
_ONE_NUMBER = ("disability_card", "id", "social_security_number")
"""Numbers that hold each other, the one whose masker reads all of them first."""
_SIDE_BY_SIDE = frozenset("、/,和及与或")
_HOUSEHOLDER_HAS = frozenset({"age", "birth_date", "sex"})
# Facts about a person, which another's role turns into another's facts.
_PERSONAL = frozenset(
    (
        *("sex", "birth_date", "age", "ethnicity", "marital_status", "education", "politics", "workplace"),
        *(
            "employment",
            "labour",
            "care_ability",
            "health",
            "disability_class",
            "disability_grade",
            "disability_card",
        ),
        *("student_number", "social_security_number", "certificate_number", "passport", "income", "cause"),
        *("category", "school", "grade", "class", "email", "messenger", "plate", "household_number"),
    )
)
# Columns that tell the householder's row from those of the members, as 与户主关系 does.
_IS_HEAD = lazy("是否(?:为|是)?户主|户主(?:标识|标志|标记|与否)|户主[/、或](?:家庭)?成员")
_LONGEST = 30
_MOST_DIGITS = 4
_PLACE = lazy(r"[\u4e00-\u9fff]{1,10}?(?:省|市|县|区|旗|乡|镇|街道|村|社区)")


class Match(NamedTuple):
    """The field a header means.

    Attributes:
        field: its id.
        exact: the spelling is in ``fields.yaml``.
        publishable: the header alone is sure enough to publish the column; its cells still have to agree.
    """

    field: str
    exact: bool
    publishable: bool


class _Token(NamedTuple):
    kind: str  # role, account, noun, qualifier, suffix, joint
    value: str
    text: str


def match_header(text: str, fields: Fields) -> Match | None:
    """The field a header means, None if nobody can say.

    >>> from deid.policy.fields import load_fields
    >>> match_header("监护人 联系电话", load_fields()).field
    'guardian.phone'
    """
    header = normalise_header(text)
    if header not in fields.exact:
        header = header.replace("帐", "账")
        header = header if longer(header, fields) else plain(header)
    if header in fields.exact:
        return Match(fields.exact[header], exact=True, publishable=True)
    if not header or len(header) > _LONGEST or any(word in header for word in _words(WITHHELD_WORDS)):
        return None
    if (place := as_place(header, fields)) is not None:
        return Match(place, exact=True, publishable=True)
    meant, publishable = _meant(header, fields)
    return None if meant not in fields.by_id else Match(meant, exact=False, publishable=publishable)


def _meant(header: str, fields: Fields) -> tuple[str, bool]:
    """The field of a header that nobody spells so, "" for none, and whether it may be posted."""
    if hidden := _relation(header) or of_codes(header, fields):
        return hidden, False
    if known := longer(header, fields):
        return known, True
    meant, publishable = _parse(header)
    if not publishable and (told := under_group(header, fields)) is not None:
        return told, True
    return meant or "", publishable


def _relation(header: str) -> str | None:
    if "户主关系" in header or "户主的关系" in header or _IS_HEAD.search(header):
        return "relation"
    return "other.relation" if header.endswith("关系") else None


def looks_like_header(text: str, fields: Fields) -> bool:
    """Whether a cell is a header spelling we know, so that the header row can be found."""
    if sum(char.isdigit() for char in text) > _MOST_DIGITS or len(text) > 2 * _LONGEST:
        return False
    return match_header(text, fields) is not None


def fingerprint(headers: Sequence[str]) -> str:
    """What a list's headers are remembered by: the same for the same headers in the same order."""
    joined = "\x1f".join(normalise_header(header) for header in headers)
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


@cache
def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


@cache
def _vocabulary() -> tuple[dict[str, tuple[_Token, ...]], int]:
    found: dict[str, list[_Token]] = {}
    for role, listed in ROLES.items():
        for word in listed.split():
            found.setdefault(word, []).append(_Token("role", role, word))
    for word in ACCOUNT_WORDS.split():
        found.setdefault(word, []).append(_Token("account", "account_holder", word))
    for noun, listed in NOUNS.items():
        for word in listed.split():
            found.setdefault(word, []).append(_Token("noun", noun, word))
    for kind, listed in (("qualifier", QUALIFIERS), ("suffix", SUFFIXES)):
        for word in listed.split():
            found.setdefault(word, []).append(_Token(kind, "", word))
    return {word: tuple(tokens) for word, tokens in found.items()}, max(map(len, found))


def _parse(header: str) -> tuple[str | None, bool]:
    readings = _readings(header)
    if not readings:  # the name of a place may stand before a header
        place = _PLACE.match(header)
        while place and not readings:
            if _is_place_name(place[0]):
                readings = _readings(header[place.end() :])
            place = _longer(header, place.end())
    meant = {_meaning(reading, header) for reading in readings}
    meant.discard(("", False))  # a reading that makes no sense does not speak against one that does
    if len(meant) != 1:
        return None, False
    field, publishable = meant.pop()
    return (field, publishable) if field != _SEVERAL else (None, False)


_SEVERAL = "several"


def _longer(header: str, end: int) -> re.Match[str] | None:
    found = re.compile(rf".{{{end}}}{_PLACE.pattern}").match(header)
    return found if found and found.end() < len(header) else None


def _is_place_name(text: str) -> bool:
    """Han before a village or town word, without any word of ours that could be a person's role."""
    words, _ = _vocabulary()
    roles = (word for word, tokens in words.items() if tokens[0].kind in ("role", "account"))
    return not any(role in text for role in roles)


def _readings(header: str) -> list[tuple[_Token, ...]]:
    """All shortest ways to read a header whole as tokens."""
    best: list[list[tuple[_Token, ...]]] = [[] for _ in range(len(header) + 1)]
    best[0] = [()]
    for start in range(len(header)):
        if not best[start]:
            continue
        for end, token in _tokens_at(header, start):
            grown = [(*reading, token) for reading in best[start]]
            size = len(grown[0])
            if not best[end] or size < len(best[end][0]):
                best[end] = grown
            elif size == len(best[end][0]) and len(best[end]) < 32:  # noqa: PLR2004  enough to see a doubt
                best[end] = best[end] + grown
    return best[len(header)]


def _tokens_at(header: str, start: int) -> list[tuple[int, _Token]]:
    words, longest = _vocabulary()
    found = []
    for end in range(start + 1, min(len(header), start + longest) + 1):
        found += [(end, token) for token in words.get(header[start:end], ())]
    if time := TIME.match(header, start):
        found.append((time.end(), _Token("qualifier", "", time[0])))
    if header[start] in JOINTS:
        found.append((start + 1, _Token("joint", "", header[start])))
    if start and start == len(header) - 1 and header[start] in "123456789":
        found.append((start + 1, _Token("number", "", header[start])))
    return found


def _meaning(reading: tuple[_Token, ...], header: str) -> tuple[str, bool]:
    """The field a reading means; ("", False) if it makes no sense, ``_SEVERAL`` if it means several."""
    tokens = [token for token in reading if token.kind not in ("qualifier", "joint")]
    numbered = any(token.kind == "number" for token in tokens)
    tokens = [token for token in tokens if token.kind != "number"]
    if any(token.kind == "noun" and token.text in _words(ACCOUNT_WORDS) for token in tokens[:-1]):
        return "", False  # 银行卡姓名 names the card's holder
    tokens = [token for at, token in enumerate(tokens) if not _place_of_role(tokens, at)]
    nouns = {token.value for token in tokens if token.kind == "noun"}
    people = [token for token in tokens if token.kind in ("role", "account")]
    if any(token.kind == "suffix" for token in tokens) and not nouns & PLACES:
        if nouns or not people or tokens[-1].text not in ("名", "名称"):
            return "", False
        nouns = {"name"}
    nouns = _as_one(nouns, tokens)
    if nouns == {"member_count"} and any(token.text in _words(COVERED) for token in reading):
        nouns = {"covered_count"}
    whose = _whose(people, reading)
    if whose is None or len(nouns) > 1:
        return _SEVERAL, False
    if not nouns:
        return ("", False) if _goes_on(reading) else _bare_role(people)
    field, publishable = _field(nouns.pop(), whose, people)
    if numbered and (publishable or field.endswith(".name")):
        return _SEVERAL, False
    return field, publishable and not any(word in header for word in _words(ILLNESS_WORDS))


def _as_one(nouns: set[str], tokens: Sequence[_Token]) -> set[str]:
    """Nouns that mean one thing together: 年度补贴金额, 津贴标准, 收入金额, 身份证号/残疾证号."""
    if len(nouns) > 1 and tokens[0].text in ("年度", "月份"):
        nouns = nouns - {"date"}
    if nouns == {"amount", "standard"} and tokens[-1].value == "standard":
        return {"standard"}
    if nouns == {"income", "amount"}:
        return {"income"}
    if nouns and nouns <= set(_ONE_NUMBER):
        return {next(noun for noun in _ONE_NUMBER if noun in nouns)}
    return nouns


def _place_of_role(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a place only says where somebody works (村负责人)."""
    place = tokens[at].kind == "noun" and tokens[at].value in PLACES
    return place and at + 1 < len(tokens) and tokens[at + 1].kind == "role"


def _goes_on(reading: Sequence[_Token]) -> bool:
    """Whether what is said of a role comes right behind it: 困难残疾人生活补贴 is money and nobody's name."""
    last = max((at for at, token in enumerate(reading) if token.kind in ("role", "account")), default=-1)
    return any(token.kind == "qualifier" for token in reading[last + 1 : last + 2])


def _bare_role(people: Sequence[_Token]) -> tuple[str, bool]:
    if people and people[-1].kind == "account":
        return "bank_account", False
    if not people or people[-1].text in _words(ALONE_NAMES_NOBODY):
        return "", False
    return f"{people[-1].value}.name", False


def _whose(people: Sequence[_Token], reading: Sequence[_Token]) -> str | None:
    """Whose the value is: the last role's (户主配偶); None where several people are named side by side."""
    roles = [person.value for person in people]
    if not roles:
        return "subject"
    joined = any(one.kind == "role" and after.text in _SIDE_BY_SIDE for one, after in pairwise(reading))
    if joined and len(set(roles)) > 1:
        return None
    if roles[-1] == "subject" and set(roles) - {"subject"}:
        same = set(roles) == {"subject", "householder"} and people[-1].text in _words(SAME_PERSON)
        return "householder" if same else None
    return roles[-1]


def _field(noun: str, whose: str, people: Sequence[_Token]) -> tuple[str, bool]:
    named = any(person.kind == "role" for person in people)
    if noun in PUBLISHABLE:
        mine = whose in ("subject", "householder") and not (named and noun in COUNTS)
        return (noun, True) if mine else (_SEVERAL, False)
    if noun == "phone":
        return ("phone" if whose == "subject" else f"{whose}.phone"), False
    if noun == "address":
        return ("address" if whose in ("subject", "householder") else "other.address"), False
    if noun in _BY_ROLE:
        return f"{whose}.{noun}", False
    if noun in _PERSONAL and whose != "subject":
        return _of_another(noun, whose), False
    return noun, False


def _of_another(noun: str, whose: str) -> str:
    if whose != "householder":
        return "other.detail"
    return f"householder.{noun}" if noun in _HOUSEHOLDER_HAS else noun
