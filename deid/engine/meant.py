"""What headers tell together: which of several columns for one field is meant, and what is missing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deid.errors import RefusedError
from deid.messages import say
from deid.policy.fields import Fields
from deid.policy.headers import normalise_header
from deid.terms import Finding, Severity, finding

if TYPE_CHECKING:
    from deid.engine.columns import Column, Columns

_NAME = "subject.name"
_NAMES = ("姓名", "名字", "名称")
_SUMMED = frozenset({"amount", "area"})
_EACH = ("人均", "每人", "亩均", "每亩", "户均")
_NUMBERS = ("序号", "序", "编号", "no", "no.")
_TOTALS = ("合计", "总计", "共计", "总额", "总金额", "总面积")
# Of several headers the one that says so is meant: what was granted, and not what was asked or held before.
_SAYS_SO = {
    "area": ("补贴", "核定", "理赔", "赔付"),
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
    if field == "seq":  # 序号 before 排名; it is counted anew anyway
        return ([one for one in claims if normalise_header(one.header) in _NUMBERS] or claims)[:1]
    if field == _NAME:
        return [one for one in claims if one.how == "exact" or _says(one, _NAMES)] or claims
    if field in _SUMMED:
        totals = [one for one in claims if _says(one, _TOTALS)]
        claims = totals if len(totals) == 1 else claims
        claims = [one for one in claims if not _says(one, _EACH)] or claims
    for word in _SAYS_SO.get(field, ()):
        if saying := [one for one in claims if _says(one, (word,))]:
            return saying
    return claims


def _says(column: "Column", words: Sequence[str]) -> bool:
    header = normalise_header(column.header)
    return any(word in header for word in words)


def _unknown(columns: "Sequence[Column]") -> str:
    """The columns nobody knows, one of which may be the one that is missed; nothing where there are none."""
    labels = [column.label for column in columns if column.field is None and column.header.strip()]
    return say("cure.unknown", listed=", ".join(labels[:_FEW])) if labels else ""


def _side_by_side(columns: "Sequence[Column]") -> int:
    """How many lists stand side by side: the same headers again, those of names among them."""
    named = [column.index for column in columns if column.serves == _NAME and column.how != "map"]
    headers = [normalise_header(column.header) for column in columns]
    if len(named) < 2 or len({headers[at] for at in named}) > 1:  # noqa: PLR2004
        return 1
    width = named[1] - named[0]
    again = sum(bool(one) and one == other for one, other in zip(headers, headers[width:], strict=False))
    return len(named) if again > 1 else 1


def demand(columns: "Columns", shown: Sequence[str], required: Sequence[str], fields: Fields) -> None:
    """Refuse a list that lacks a required column or has two columns for one field that is shown.

    Raises:
        RefusedError: with every such finding, and the ``--map`` that settles it.
    """
    found = [
        finding(
            "missing_column",
            Severity.ERROR,
            title=_title(fields, field),
            field=field,
            unknown=_unknown(columns.items),
        )
        for field in required
        if columns.serving(field) is None
    ]
    blocks = _side_by_side(columns.items)
    if blocks > 1:
        found.append(finding("side_by_side", Severity.ERROR, count=blocks))
    for field in shown if blocks == 1 else ():
        twice = [column for column in columns.items if column.serves == field]
        if len(twice) > 1:
            found.append(
                finding(
                    "two_columns",
                    Severity.ERROR,
                    column=twice[0].label,
                    count=len(twice),
                    listed=" / ".join(column.label for column in twice),
                    title=_title(fields, field),
                    header=_map_key(columns, twice[-1]),
                )
            )
    if found:
        raise RefusedError(say("refused.columns"), code="columns", findings=tuple(found))


def _map_key(columns: "Columns", column: "Column") -> str:
    same = [
        other for other in columns.items if normalise_header(other.header) == normalise_header(column.header)
    ]
    return f"{column.label}#{same.index(column) + 1}" if len(same) > 1 else column.label


def _title(fields: Fields, field: str) -> str:
    known = fields.by_id.get(field)
    return known.title if known else field
