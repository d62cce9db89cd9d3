"""Headers that say more than their spelling: below a group, with a serial or a hint, a place in two words."""

import re
from functools import cache

from deid.kernels.lazy import lazy
from deid.policy.fields import Fields
from deid.policy.words import GROUPS, ILLNESS_WORDS

PLACES = frozenset({"county", "town", "village", "hamlet", "group"})
_NAMED_THINGS = frozenset({"item", "school", "grade", "class", "estate", "hiring_unit"})
"""Fields of text that are closed to names of things."""
TIME = lazy(
    r"(?:\d{2,4}年度?|\d{1,2}(?:[-至]\d{1,2})?月份?|第?[一二三四1-4]季度|[上下]半年|第?[一二三1-3]批次?)"
)
JOINTS = frozenset("、/,()[]【】_|-+&·.;:和及与或")
_HINT = lazy(
    r"(?<=.)[(\[【](?:含?曾用名|别名|全名|全称|汉字|中文|必填|选填|必填项|选填项|小写|数字|[^()]{0,6}一致|户口簿)[)\]】]"
    r"|(?<=[\u4e00-\u9fff])\(?(?:name|id)\)?$|^(?:[(][0-9]{1,2}[)]|[0-9]{1,2}[.、])(?=[\u4e00-\u9fff])"
)
"""What a header says beside what it means: a serial, English, what is asked of whoever fills the column."""


def plain(header: str) -> str:
    """A header without its serial and what is asked of whoever fills the column.

    >>> [plain(header) for header in ("1.姓名", "姓名(name)", "申请人(曾用名)", "姓名")]
    ['姓名', '姓名', '申请人', '姓名']
    """
    return _HINT.sub("", header)


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
    """The field of a spelling of places, whatever stands between its words: 乡（镇、场）."""
    bare = "".join(char for char in header if char not in JOINTS)
    told = fields.exact.get(bare)
    return told if told in PLACES else None


@cache
def _group() -> re.Pattern[str]:
    words = "|".join(sorted(GROUPS.split(), key=len, reverse=True))
    return re.compile(rf"(?:{words}|{TIME.pattern})+(?:基本)?(?:情况|信息|资料|明细)?[-_/:·]?")
