"""The fields (``rules/fields.yaml``): what columns hold, whose it is, and how headers spell it."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from deid.kernels.lazy import lazy
from deid.kernels.text import INVISIBLE
from deid.policy.folders import folders
from deid.policy.model import Field, RoleName, Whose
from deid.policy.nodes import Node, Problems, read_file
from deid.policy.shape import BAD, struct
from deid.tables.traditional import SIMPLIFIED

FILE = "fields.yaml"

READ_BY_MASKER = frozenset(
    {"resident_id", "phone", "bank_card", "disability_card", "student_number", "social_security_number",
     "person_name", "address", "passport", "travel_permit", "plate", "email", "free_text"}
)  # fmt: skip
"""Kinds that are read by the masker of the same name, unless a field names another."""

_UNIT = (
    r"(?:万?元|角|亩|公顷|人|户|口|个?月|年|岁|周岁|天|日|平方米|平米|m2|斤|公斤|千克|吨|只|头|羽|套|台|株|次|"
    r"台套|匹|峰|尾|棵|蔸|群|床|袋|件|箱|桶|辆|间|米|公里|盒|瓶|双|条|学期|学年|人次|户次|亩次|个|"
    r"%|\d{1,2}位)"
)
_IN_BRACKETS = lazy(rf"[(\[【](?:单位[::]?)?(?:人民币[::]?)?{_UNIT}(?:[/·.每]{_UNIT})*[)\]】]", re.IGNORECASE)
_AT_END = lazy(rf"(?<=.)[:/_,]{_UNIT}(?:/{_UNIT})*$")
_PLAIN = lazy(r"[\u4e00-\u9fff]+")
_NOT_SEEN = lazy(rf"[\s{INVISIBLE}]+")
_LONGEST = 60
_EDGES = "*:'\"?!★☆▲△●○◆※"
_ROUNDS = 5  # taking one thing out may bring another to light


def normalise_header(text: str) -> str:
    r"""A header as it is compared: NFKC, blanks, line breaks and marks out, units off, letters folded.

    >>> normalise_header(" 补贴金额\n（元/亩）*")
    '补贴金额'
    """
    text = text.translate(SIMPLIFIED)
    for _ in range(_ROUNDS):
        if _PLAIN.fullmatch(text):
            break
        before, text = text, _once(text)
        if text == before:
            break
    return text


def _once(text: str) -> str:
    found = _NOT_SEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().strip(_EDGES)
    if len(found) > _LONGEST:
        return found
    return _AT_END.sub("", _IN_BRACKETS.sub("", found)).strip(_EDGES) or found


class Fields(msgspec.Struct, frozen=True):
    """All fields by id, and every exact spelling with the field it means."""

    by_id: dict[str, Field]
    exact: dict[str, str]


class _FieldFile(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    kind: str
    role: RoleName
    whose: Whose = "subject"
    accepts: str | None = None
    contains: str | None = None
    masker: str | None = None
    headers: tuple[str, ...] = ()


class _FieldsFile(msgspec.Struct, frozen=True, kw_only=True):
    deid: Literal[1]
    fields: dict[str, Node]
    loosen: str | None = None


class _MoreHeaders(msgspec.Struct, frozen=True, kw_only=True):
    headers: tuple[str, ...]


def load_fields(rules: Sequence[Path | str] = ()) -> Fields:
    """The fields of the shipped rules and of a county's own folders.

    A county may add fields and spellings; to change a field or to move a spelling it says ``loosen: reason``.

    Raises:
        RuleError: a file is wrong.
    """
    files = [folder / FILE for folder in folders(rules) if (folder / FILE).is_file()]
    return _load(tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=8)
def _load(files: tuple[tuple[Path, int], ...]) -> Fields:
    problems = Problems()
    fields = read_fields(tuple(path for path, _ in files), problems)
    problems.stop()
    return fields


def read_fields(paths: Sequence[Path], problems: Problems) -> Fields:
    """The fields of some files, later ones over earlier ones; problems are noted."""
    found = Fields({}, {})
    for number, path in enumerate(paths):
        node = read_file(path, problems)
        spelled = None if node is None else struct(node, _FieldsFile, problems)
        if spelled is None or spelled is BAD:
            continue
        free = number == 0 or spelled.loosen is not None
        for name, at in spelled.fields.items():
            _add(found, name, at, free=free, problems=problems)
    return found


def _add(found: Fields, name: str, at: Node, *, free: bool, problems: Problems) -> None:
    known = found.by_id.get(name)
    if known is not None and not free:
        more = struct(at, _MoreHeaders, problems)
        headers = () if more is BAD else more.headers
        found.by_id[name] = msgspec.structs.replace(known, headers=(*known.headers, *headers))
    else:
        read = struct(at, _FieldFile, problems)
        if read is BAD:
            return
        headers = read.headers
        masker = read.masker or (read.kind if read.kind in READ_BY_MASKER else None)
        before = known.headers if known else ()
        found.by_id[name] = Field(
            id=name,
            title=read.title,
            kind=read.kind,
            role=read.role,
            whose=read.whose,
            accepts=read.accepts,
            contains=read.contains,
            masker=masker,
            headers=(*before, *headers),
        )
    for header in headers:
        key = normalise_header(header)
        owner = found.exact.setdefault(key, name)
        if owner == name:
            continue
        if free and known is not None:
            found.exact[key] = name
        else:
            problems.add(at, "header_of_two", header=header, field=name, other=owner)
