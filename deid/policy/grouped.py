"""Headers that say more than their spelling: below a group, a place in two words."""

import re
from functools import cache

from deid.kernels.lazy import lazy
from deid.policy.fields import Fields
from deid.policy.model import Field
from deid.policy.words import GROUPS, ILLNESS_WORDS

PLACES = frozenset({"county", "town", "village", "hamlet", "group"})
_NAMED_THINGS = frozenset({"item", "school", "grade", "class", "estate", "hiring_unit"})
"""Fields of text that are closed to names of things."""
TIME = lazy(
    r"(?:\d{2,4}年度?|\d{1,2}(?:[-至]\d{1,2})?月份?|第?[一二三四1-4]季度|[上下]半年|第?[一二三1-3]批次?)"
)
JOINTS = frozenset("、/,()[]【】_|-+&·.;:和及与或")
_ANY_LEVEL = frozenset({"林场", "农场", "牧场", "渔场", "场", "农林场", "农牧团场", "园区", "队"})
"""What stands beside towns in one county and beside villages in the next."""
_LONGEST = 6
_NAMES = ("名称全称", "名称", "姓名", "全称")
_BEHIND = lazy(r"(?<=.)\([^()]*\)$")
_ASKED_OR_GRANTED = lazy(r"^(?:拟|申请|申报|批准|核准|核定|审定|认定|确认|最终|本次|本期)+")


def under_group(header: str, fields: Fields) -> str | None:
    """The field of a spelling we know below a group that says nothing of whose it is: 房屋信息/危房等级.

    Places, words of closed lists, and figures only: what a cell may show is then judged by itself.
    """
    if any(word in header for word in ILLNESS_WORDS.split()):
        return None
    for start in range(2, len(header)):
        told = fields.exact.get(header[start:]) or as_place(header[start:], fields)
        known = fields.by_id.get(told or "")
        if known is None or known.role == "direct" or known.whose not in ("subject", "none"):
            continue
        closed = told in PLACES | _NAMED_THINGS or known.kind in ("word", "number")
        if closed and _group().fullmatch(header[:start]):
            return None if told == "area" and "房" in header else told  # a house's is no field's
    return None


def as_place(header: str, fields: Fields) -> str | None:
    """The field of a spelling of places, whatever stands between its words: 乡（镇、场）, 团（镇）."""
    bare = "".join(char for char in header if char not in JOINTS)
    told = fields.exact.get(bare)
    if told in PLACES | {"grade", "class"}:
        return told
    words = "".join(" " if char in JOINTS else char for char in header).split()
    meant = {_level(word, fields) for word in words} - {""}
    if meant == {"group", "hamlet"}:
        return "group"
    return meant.pop() if len(words) > 1 and len(meant) == 1 and meant <= PLACES else None


def _level(word: str, fields: Fields) -> str | None:
    """The field of a place's word, or of several of one level (苏木镇场); "" for what has none of its own."""
    if word in _ANY_LEVEL:
        return ""
    told = fields.exact.get(word)
    if told is not None or not 1 < len(word) <= _LONGEST:
        return told
    for at in range(len(word) - 1, 0, -1):
        meant = {_level(word[:at], fields), _level(word[at:], fields)}
        if meant <= {"", *PLACES} and len(meant - {""}) == 1:
            return max(field for field in meant if field is not None)
    return None


def longer(header: str, fields: Fields) -> str | None:
    """The field of a spelling we know with 名称 or 姓名 behind it, or with 拟 or 申请 before it.

    Only what is posted under a shape of its own, or is a name whose holder the spelling tells.
    """
    for end in (end for end in _NAMES if header.endswith(end)):
        head = header.removesuffix(end)
        told = fields.by_id.get(fields.exact.get(head) or fields.exact.get(f"{head}名称", ""))
        if told is not None and (told.id in ("subject.name", "representative.name") or _closed(told)):
            return told.id
    told = fields.by_id.get(fields.exact.get(_BEHIND.sub("", header), ""))
    if told is not None and told.kind == "word":  # only words of a list are shown, whatever the hint says
        return told.id
    told = fields.by_id.get(fields.exact.get(_ASKED_OR_GRANTED.sub("", header), ""))
    known = told is not None and (told.kind == "word" or (told.role, told.kind) == ("other", "number"))
    return told.id if told is not None and known else None


def of_codes(header: str, fields: Fields) -> str | None:
    """The field of a spelling we know with 代码 behind it: its cells are codes, read and never posted."""
    end = next((end for end in ("代码", "编码", "代号") if header.endswith(end)), "")
    told = fields.by_id.get(fields.exact.get(header.removesuffix(end), "")) if end else None
    known = told is not None and told.kind in ("text", "word", "sex") and told.role in ("quasi", "sensitive")
    return told.id if told is not None and known else None


def _closed(field: Field) -> bool:
    return field.id in _NAMED_THINGS or field.kind == "word" or field.accepts == "organisation"


@cache
def _group() -> re.Pattern[str]:
    words = "|".join(sorted(GROUPS.split(), key=len, reverse=True))
    return re.compile(rf"(?:{words}|{TIME.pattern})+(?:基本)?(?:情况|信息|资料|明细)?[-_/:·]?")
