"""How a rule file is spelled: the Structs that ``shape`` reads and that the JSON Schema describes."""

from typing import Literal

import msgspec

from deid.policy.model import Audience, Catalogue, Floor, Form, Objecting, Scope, Span
from deid.policy.nodes import Node

Standing = Literal["while_paid", "until_replaced"]


class PeriodFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A 公示 with its days."""

    kind: Literal["notice", "once"] = "notice"
    min: Span | None = None
    target: Span | None = None


class ChannelFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One channel."""

    form: Form
    audience: Audience = "特定群体"
    scope: Scope | None = None
    period: Standing | PeriodFile | None = None
    refresh: Literal["monthly", "quarterly", "yearly"] | None = None
    by: tuple[str, ...] = ()
    min_cell: int = 20
    measures: tuple[str, ...] = ()
    confirm: bool = False


class UnderFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``minor: {under: 14}``."""

    under: int


class ImpliesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the notice type itself tells about everybody on the list."""

    age: tuple[int, ...]


class RuleFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of ``rules/``: one notice type."""

    deid: Literal[1]
    notice: str
    title: str
    domain: str
    row: Literal["household", "person"]
    catalogue: Catalogue
    channels: dict[str, ChannelFile]
    columns: dict[str, Node]
    withhold: tuple[str | dict[str, UnderFile], ...] = ()
    floor: Floor = Floor()
    aliases: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    objections: Objecting = Objecting()
    implies: ImpliesFile | None = None
    age: Literal["required", "assumed-adult"] = "required"
    age_reason: str | None = None
    loosen: str | None = None
