"""A notice type as frozen data: what the engine is compiled from. It pickles."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

Whose = Literal["subject", "householder", "guardian", "member", "account_holder", "official", "none"]
RoleName = Literal["direct", "quasi", "sensitive", "other"]
Action = Literal["publish", "mask", "drop"]
Form = Literal["names", "aggregate", "none"]
Scope = Literal["village", "town", "county", "school", "institution", "collective"]
Audience = Literal["全社会", "特定群体"]
Method = Literal["主动公开", "依申请公开", "不予公开"]
Unit = Literal["days", "working days"]

CHANNELS = (
    "village_board", "town_board", "hall_screen", "service_hall", "wechat_group", "wechat_account",
    "website", "website_names", "newspaper", "broadcast", "archive", "library",
)  # fmt: skip
"""The closed vocabulary of channels (渠道)."""

MINOR = "minor"
ADULT_AT = 18


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """What a column can hold, and whose it is.

    Attributes:
        id: the name rules use, ``subject.name``.
        title: its Chinese name.
        kind: the shape of its cells.
        role: what it is to the person (GB/T 37964).
        whose: the person it is about.
        accepts: the shape a published cell must have; None: it can never be published as it stands.
        contains: the identifier that stands inside the value.
        masker: the masker that reads such values; what it recognises is searched for in the output.
        headers: spellings, as written in ``fields.yaml``.
    """

    id: str
    title: str
    kind: str
    role: RoleName
    whose: Whose = "subject"
    accepts: str | None = None
    contains: str | None = None
    masker: str | None = None
    headers: tuple[str, ...] = ()


class Treatment(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to one column on one channel."""

    action: Action = "drop"
    masker: str | None = None
    options: Mapping[str, Any] = msgspec.field(default_factory=dict)
    why: str | None = None
    allowed: tuple[str, ...] | None = None
    other: str | None = None
    accepts: str | None = None


DROP = Treatment()


class Span(msgspec.Struct, frozen=True):
    """A length of time: ``7 days`` or ``7 working days``."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """How long a list stays posted.

    公示 is ``notice`` (and ``once``, which may not be repeated): ``min`` is what the law asks, ``target``
    what the catalogue asks; the longer holds. 公布 is ``while_paid`` or ``until_replaced``: no fixed end.
    """

    kind: Literal["notice", "while_paid", "until_replaced", "once"] = "notice"
    min: Span | None = None
    target: Span | None = None


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """One place where a list is posted (公开渠道), and in which form.

    Attributes:
        name: one of ``CHANNELS``, or an applicant's.
        form: ``names`` (a row each), ``aggregate`` (sums only) or ``none`` (nothing).
        audience: who can read it: 全社会 or 特定群体, as the 基层政务公开标准目录 says.
        scope: whose rows one posted list may hold; None: no bound.
        period: how long it stays posted (公示期); None where nobody is named.
        refresh: how often a list that stays is made anew.
        by: the fields an aggregate is counted by.
        min_cell: sums over fewer people than this are hidden.
        measures: the fields an aggregate adds up.
        confirm: whether the office has yet to confirm it against its own basis.

    Examples:
        >>> import deid
        >>> channel = deid.load_policy("gengdi").channels["village_board"]
        >>> channel.form, channel.scope, str(channel.period.min)
        ('names', 'village', '7 days')
    """

    name: str
    form: Form
    audience: Audience = "特定群体"
    scope: Scope | None = None
    period: Period | None = None
    refresh: str | None = None
    by: tuple[str, ...] = ()
    min_cell: int = 20
    measures: tuple[str, ...] = ()
    confirm: bool = False


class Withhold(msgspec.Struct, frozen=True):
    """A reason to keep a person off the list; ``under`` is the age for ``minor``."""

    reason: str
    under: int | None = None


class Floor(msgspec.Struct, frozen=True):
    """How many ID numbers must still fit a row (``candidates``), and the smallest class (``k``)."""

    candidates: int = 1000
    k: int | None = None


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """A document the list rests on (公开依据): full title and number, never a clause."""

    title: str
    number: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    checked_on: date | None = None
    confirm: bool = False


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """The row of the 基层政务公开标准目录 that the list belongs to; ``department`` is the 责任部门."""

    item: tuple[str, ...]
    content: str
    basis: tuple[Basis, ...]
    publisher: tuple[str, ...]
    method: Method
    level: tuple[str, ...]
    category: Literal["通用政策", "业务办理", "行业管理信息"] = "业务办理"
    publish_within: Span | None = None
    department: str | None = None
    confirm: bool = False


class Objecting(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule's basis says about objections (异议).

    Attributes:
        answer: how soon one is settled, counted from the day it came in; None: the basis does not say.
        settle_first: notice types, objections to which are settled before this list is posted.
    """

    answer: Span | None = None
    settle_first: tuple[str, ...] = ()


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule says about one field: a treatment for all channels, and one for some."""

    field: str
    required: bool = False
    default: Treatment = DROP
    channels: Mapping[str, Treatment] = msgspec.field(default_factory=dict)
    confirm: bool = False


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A notice type (公示类型), checked whole before any data is read.

    Attributes:
        notice: its id, the stem of its file.
        title: its Chinese title, which heads what is posted.
        domain: the 公开领域 it belongs to.
        row: what a row of its lists is.
        catalogue: its row of the 基层政务公开标准目录, with the documents it rests on (公开依据).
        channels: where it may be posted, by name.
        columns: what happens to each field, by field id; a field it does not name is dropped.
        withhold: reasons to keep a person off the list.
        floor: how many ID numbers must still fit a row, and the smallest class.
        aliases: other names it is known by.
        review: who looks at a list before it is posted (公开审查).
        objections: what its basis says about objections (异议).
        implies: what being on the list says of everybody: ages, sex.
        age: whether lists must tell ages, or may be taken to name adults only.
        age_reason: why they may.
        path: the last of the files it was read from.
        sha256: a digest of all rules that were used.

    Examples:
        >>> import deid
        >>> policy = deid.load_policy("gengdi")
        >>> policy.row, sorted(policy.required)
        ('household', ['subject.name'])
        >>> policy.treatment("bank_account", "village_board").action
        'drop'
    """

    notice: str
    title: str
    domain: str
    row: Literal["household", "person"]
    catalogue: Catalogue
    channels: Mapping[str, Channel]
    columns: Mapping[str, Column]
    withhold: tuple[Withhold, ...] = ()
    floor: Floor = Floor()
    aliases: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    objections: Objecting = Objecting()
    implies: Mapping[str, Any] = msgspec.field(default_factory=dict)
    age: Literal["required", "assumed-adult"] = "required"
    age_reason: str | None = None
    path: str = ""
    sha256: str = ""

    @property
    def method(self) -> Method:
        """The list's 公开属性."""
        return self.catalogue.method

    @property
    def required(self) -> frozenset[str]:
        """Fields a list must have."""
        return frozenset(name for name, column in self.columns.items() if column.required)

    def treatment(self, field_id: str | None, channel: str) -> Treatment:
        """What happens to a field on a channel; whatever the rule does not name is dropped."""
        known, column = self.channels.get(channel), self.columns.get(field_id or "")
        if known is None or known.form != "names" or column is None:
            return DROP
        return column.channels.get(channel, column.default)

    def published_fields(self, channel: str) -> tuple[str, ...]:
        """The fields of which anything is shown on a channel, in the rule's order."""
        return tuple(name for name in self.columns if self.treatment(name, channel).action != "drop")
