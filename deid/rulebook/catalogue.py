"""The 基层政务公开标准目录: one row per item, from the rules and from the rows that are no lists of persons.

Nine columns as the State Council's outline lays them out; clause numbers never appear (lint refuses them).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from deid.errors import UsageError
from deid.messages import problem, say
from deid.policy.loader import list_policies
from deid.policy.model import CHANNELS, Basis, Channel, Policy, Span
from deid.rulebook.rows import Row, catalogue_rows

__all__ = ["CATEGORIES", "Entry", "Field", "collect"]

CATEGORIES = ("通用政策", "业务办理", "行业管理信息")
AUDIENCES = ("全社会", "特定群体")
METHODS = ("主动公开", "依申请公开")
LEVELS = ("县级", "乡级", "村级")
PLAIN = ("content", "basis", "within", "publisher", "channels")
"""Columns of an entry that hold text."""
TICKED = (("audience", AUDIENCES), ("method", METHODS), ("level", LEVELS))
"""Columns in which one box or several are ticked, and the boxes."""
_STEPS = ("政策法规文件", "政策依据", "监督检查", "监督渠道", "办事指南", "申报指南", "审核信息", "审批信息")
_NOT_PUBLIC = "不予公开"
_UNWATCHED = "wechat_group"  # how long a list stands there says nothing about the notice


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the catalogue; tuples are lists inside a cell.

    Attributes:
        item: 领域, 一级事项, 二级事项.
        category: one of the three classes.
        content: 公开内容（要素）.
        basis: documents by full title and number.
        within: 公开时限.
        publisher: 公开主体.
        channels: 公开渠道和载体.
        audience: 全社会, 特定群体 or both.
        method: 主动公开 or 依申请公开.
        level: 县级, 乡级, 村级.
        confirm: the row as such has not been read in the document itself; a basis carries its own mark.
    """

    item: tuple[str, str, str]
    category: str
    content: tuple[str, ...]
    basis: tuple[str, ...]
    within: tuple[str, ...]
    publisher: tuple[str, ...]
    channels: tuple[str, ...]
    audience: tuple[str, ...]
    method: tuple[str, ...]
    level: tuple[str, ...]
    confirm: bool = False

    @property
    def name(self) -> str:
        """二级事项, marked if it is still to be confirmed."""
        return self.item[2] + (say("catalogue.unsure") if self.confirm else "")

    @property
    def doubtful(self) -> bool:
        """Whether anything in the row is still to be confirmed."""
        return self.confirm or any(say("catalogue.unsure") in basis for basis in self.basis)


class Field(msgspec.Struct, frozen=True):
    """The part of the catalogue for one field (领域): rows by category, in the order of the categories."""

    name: str
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All rows, in order."""
        return tuple(chain.from_iterable(entries for _, entries in self.groups))


def collect(rules: Sequence[Path | str] = (), only: Sequence[str] = ()) -> list[Field]:
    """The catalogue of the shipped rules and of a county's own folders.

    Args:
        rules: a county's own folders.
        only: the fields wanted; none means all.

    Raises:
        RuleError: a file is wrong.
        UsageError: there is no such field.
    """
    rows = [_from_row(row) for row in catalogue_rows(rules)]
    policies = list_policies(rules)
    entries = _joined([*rows, *(_from_rule(one) for one in policies if one.method != _NOT_PUBLIC)])
    names = list(dict.fromkeys(entry.item[0] for entry in entries))
    missing = [name for name in only if name not in names]
    if missing:
        raise problem(UsageError, "usage.no_such_field", field=missing[0], known="、".join(names))
    return [_field(name, entries) for name in names if not only or name in only]


def _field(name: str, entries: Sequence[Entry]) -> Field:
    own = [entry for entry in entries if entry.item[0] == name]
    firsts = list(dict.fromkeys(entry.item[1] for entry in own))

    def place(entry: Entry) -> tuple[int, int]:
        second = entry.item[2]
        step = _STEPS.index(second) if second in _STEPS else len(_STEPS)
        return firsts.index(entry.item[1]), step

    groups = ((one, tuple(sorted((e for e in own if e.category == one), key=place))) for one in CATEGORIES)
    return Field(name, tuple((category, found) for category, found in groups if found))


def _joined(entries: Iterable[Entry]) -> list[Entry]:
    """Lists of one item (初审对象名单, 终止供养名单) are one row."""
    found: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        key = (entry.category, *entry.item)
        found[key] = _union(found[key], entry) if key in found else entry
    return list(found.values())


def _union(one: Entry, other: Entry) -> Entry:
    lists = ("content", "basis", "within", "publisher", "channels", "audience", "method", "level")
    both = {name: tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name)))) for name in lists}
    return msgspec.structs.replace(one, **both, confirm=one.confirm or other.confirm)


def _from_row(row: Row) -> Entry:
    return Entry(
        item=_item(row.item),
        category=row.category,
        content=(row.content,),
        basis=_bases(row.basis),
        within=_within(row.publish_within),
        publisher=row.publisher,
        channels=tuple(say(f"catalogue.on.{name}") for name in CHANNELS if name in row.channels),
        audience=(row.audience,),
        method=(row.method,),
        level=row.level,
        confirm=row.confirm,
    )


def _from_rule(policy: Policy) -> Entry:
    row = policy.catalogue
    posted = [channel for channel in policy.channels.values() if channel.form != "none"]
    reached = {channel.audience for channel in posted}
    return Entry(
        item=_item(row.item),
        category=row.category,
        content=(row.content,),
        basis=_bases(row.basis),
        within=(*_within(row.publish_within), *_posted(posted)),
        publisher=row.publisher,
        channels=tuple(dict.fromkeys(_media(posted))),
        audience=tuple(one for one in AUDIENCES if one in reached),
        method=(row.method,),
        level=row.level,
        confirm=row.confirm,
    )


def _item(item: Sequence[str]) -> tuple[str, str, str]:
    parts = (*item, "", "")
    return parts[0], parts[1], "".join(item[2:])


def _bases(bases: Iterable[Basis]) -> tuple[str, ...]:
    return tuple(_basis(basis) for basis in bases)


def _basis(basis: Basis) -> str:
    code = "catalogue.numbered" if basis.number else "catalogue.document"
    unsure = say("catalogue.unsure") if basis.confirm else ""
    return say(code, title=basis.title, number=basis.number) + unsure


def _within(span: Span | None) -> tuple[str, ...]:
    """The time limit; where no document sets one, that of the 政府信息公开条例."""
    return (say("catalogue.within", span=_span(span)) if span else say("catalogue.within_law"),)


def _posted(channels: Iterable[Channel]) -> Iterator[str]:
    """How long the notice hangs, where a document says so."""
    for channel in channels:
        period = channel.period
        if channel.name == _UNWATCHED or channel.form != "names" or channel.confirm or period is None:
            continue
        if span := period.target or period.min:
            yield say("catalogue.posted", span=_span(span))
            return


def _media(channels: Iterable[Channel]) -> Iterator[str]:
    known = {channel.name: channel for channel in channels}
    if "website_names" in known:
        known.pop("website", None)
    for name in CHANNELS:
        if name in known:
            counts = say("catalogue.counts") if known[name].form == "aggregate" else ""
            own_board = known[name].scope if name == "service_hall" else None
            where = f"at.{own_board}" if own_board in ("institution", "school") else f"on.{name}"
            yield say(f"catalogue.{where}") + counts


def _span(span: Span) -> str:
    code = "catalogue.days" if span.unit == "days" else "catalogue.working_days"
    return say(code, count=span.count)
