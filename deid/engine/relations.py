"""Members of a family in rows of their own, under a header that does not say so."""

from collections import Counter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from deid.engine.odd import SURE
from deid.errors import RefusedError
from deid.kernels import as_text, compact
from deid.messages import say
from deid.policy.model import Policy
from deid.terms import Severity, finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deid.engine.columns import Columns
    from deid.engine.profile import Shapes

_HEAD = r"^[户戶]主(?:本人)?$"
_KIN = (
    r"^(?:之|其)?(?:本人|配偶|妻子?|夫|丈夫|爱人|[长次三四五独养继]?[子女]|儿子|女儿|独生[子女]|孙子?|孙女|外孙女?|曾孙女?|父亲?|母亲?|父母|祖[父母]|"
    r"外祖[父母]|岳[父母]|公公|婆婆|儿媳妇?|女婿|孙媳|[兄弟姐妹]|哥哥|弟弟|姐姐|妹妹|侄[子女儿]|非亲属|家庭成员|成员|其他|其它)$"
)

_KINDS = {"head": _HEAD, "member": _KIN}
_ANY = "[户戶人偶妻夫子女孙父母公婆媳婿兄弟姐妹哥侄属员]"
_LONGEST = 24  # bytes


def kin(cells: pa.Array) -> Counter[str]:
    """How many cells say 户主, and how many call a relative of one.

    >>> sorted(kin(pa.array(["户主", "配偶", "长子", "张三", None])).items())
    [('head', 1), ('member', 2)]
    """
    text = as_text(cells)
    text = text.filter(pc.and_not(pc.less_equal(pc.binary_length(text), _LONGEST), pc.string_is_ascii(text)))
    text = compact(text.filter(pc.match_substring_regex(text, _ANY)))
    told = {kind: pc.match_substring_regex(text, pattern) for kind, pattern in _KINDS.items()}
    return Counter({kind: pc.sum(hit).as_py() or 0 for kind, hit in told.items()})


def demand_known(policy: Policy, columns: "Columns", shapes: "Mapping[int, Shapes]") -> None:
    """Refuse a list of households whose members have rows that nobody would take for theirs.

    Raises:
        RefusedError: with the column and the ``--map`` that says what it is.
    """
    if policy.row != "household" or columns.of("relation"):
        return
    for column in columns.items:
        seen = shapes[column.index]
        head, member = seen.kinds["head"], seen.kinds["member"]
        if column.how == "unknown" and head and member and head + member >= SURE * seen.filled:
            listed = finding("members_listed", Severity.ERROR, column=column.label)
            raise RefusedError(say("refused.no_group"), code="members_listed", findings=(listed,))
