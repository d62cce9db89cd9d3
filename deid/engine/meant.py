"""Which of several columns for one field is meant, and what else the headers of a list tell together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deid.messages import say
from deid.policy.headers import normalise_header
from deid.terms import Finding, Severity, finding

if TYPE_CHECKING:
    from deid.engine.columns import Column

_NAME = "subject.name"
_NAMES = ("姓名", "名字", "名称")
_SUMMED = frozenset({"amount", "area"})
_TOTALS = ("合计", "总计", "共计", "总额", "总金额", "总面积")
# Of several headers the one that says so is meant: what was granted, and not what was asked or held before.
_SAYS_SO = {
    "area": ("补贴", "核定"),
    "house_area": ("人均",),
    "land_area": ("拟批", "批准", "申请"),
    "insured_quantity": ("出险", "受损", "理赔", "损失"),
    "school": ("录取",),
    "status": ("结果", "结论"),
    "category": ("低保", "保障", "救助"),
    "subsidy_type": ("类型", "类别"),
    "cause": ("救助",),
    "hiring_unit": ("拟聘", "拟录", "录用"),
}
_FEW = 12


def of_several(field: str, claims: "Sequence[Column]") -> "tuple[Sequence[Column], list[Finding]]":
    """The columns that are meant, all of them where the headers do not tell, and what is said of the rest."""
    meant = _meant(field, claims) if len(claims) > 1 else claims
    if len(meant) == len(claims) or field not in {*_SUMMED, *_SAYS_SO}:
        return meant, []
    left = " / ".join(column.label for column in claims if column not in meant)
    code = "total_taken" if field in _SUMMED and _says(meant[0], _TOTALS) else "one_taken"
    return meant, [finding(code, Severity.NOTE, column=meant[0].label, listed=left)]


def _meant(field: str, claims: "Sequence[Column]") -> "Sequence[Column]":
    """A sure header before an unsure one, 姓名 before a mere 农户, a total before its parts."""
    claims = [column for column in claims if column.publishable] or claims
    if field == _NAME:
        return [one for one in claims if one.how == "exact" or _says(one, _NAMES)] or claims
    if field in _SUMMED:
        totals = [one for one in claims if _says(one, _TOTALS)]
        claims = totals if len(totals) == 1 else claims
    for word in _SAYS_SO.get(field, ()):
        if saying := [one for one in claims if _says(one, (word,))]:
            return saying
    return claims


def _says(column: "Column", words: Sequence[str]) -> bool:
    header = normalise_header(column.header)
    return any(word in header for word in words)


def unknown(columns: "Sequence[Column]") -> str:
    """The columns nobody knows, one of which may be the one that is missed; nothing where there are none."""
    labels = [column.label for column in columns if column.field is None and column.header.strip()]
    return say("cure.unknown", listed=", ".join(labels[:_FEW])) if labels else ""


def side_by_side(columns: "Sequence[Column]") -> int:
    """How many lists stand side by side: the same headers again, those of names among them."""
    named = [column.index for column in columns if column.serves == _NAME and column.how != "map"]
    headers = [normalise_header(column.header) for column in columns]
    if len(named) < 2 or len({headers[at] for at in named}) > 1:  # noqa: PLR2004
        return 1
    width = named[1] - named[0]
    again = sum(bool(one) and one == other for one, other in zip(headers, headers[width:], strict=False))
    return len(named) if again > 1 else 1
