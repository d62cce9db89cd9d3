"""What is asked of a release, as the command or an importing program asks it."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import msgspec
from msgspec.structs import replace

from deid.days import today
from deid.errors import KeyMaterialError
from deid.messages import problem
from deid.terms import Finding, Severity


class Order(msgspec.Struct, frozen=True):
    """One release that is wanted.

    Attributes:
        notice: id, alias, title or path of the notice type.
        channel: where it will be posted; may be left out where the rule has one channel.
        as_of: the day ages and periods are counted from; today if None.
        place: the county code readers may assume.
        maps: header -> field id, or "drop".
        rules: folders that add to or tighten the shipped rules.
        office: office.yaml.
        protect: a file of ID numbers whose holders must be kept off the list.
        decide: a worklist with the office's decisions.
        whole: post a list of several villages where the channel wants one village.
        strict: a warning refuses too.
        key: secret for keyed digests.
        names: names of files that readers will see, searched like a title.
        slips: give every posted row a 查询码, made with the key.
        keyed: write the rows in an order made with the key.
        quality: look for wrong numbers, sums and the like (公示前体检).
        last: last time's list, to be compared with.
        request: the number of the application this is for (依申请公开); such a release is for one applicant.
    """

    notice: str
    channel: str | None = None
    as_of: date | None = None
    place: str | None = None
    maps: Mapping[str, str] = msgspec.field(default_factory=dict)
    rules: tuple[Path, ...] = ()
    office: Path | None = None
    protect: Path | None = None
    decide: Path | None = None
    whole: bool = False
    strict: bool = False
    key: bytes | None = None
    names: tuple[str, ...] = ()
    slips: bool = False
    keyed: bool = False
    split: bool = False
    quality: bool = False
    last: Path | None = None
    request: str | None = None

    @property
    def day(self) -> date:
        """The day the run counts from; if none was named, the office's own calendar day."""
        return self.as_of or today()


def strictly(found: Iterable[Finding], order: Order) -> tuple[Finding, ...]:
    """Findings as this order takes them: where it is strict, a warning is an error."""
    return tuple(
        replace(one, severity=Severity.ERROR) if order.strict and one.severity is Severity.WARNING else one
        for one in found
    )


def need_key(order: Order) -> bytes:
    """The key that 查询码 and a keyed order are made with.

    Raises:
        KeyMaterialError: none was named.
    """
    if order.key is None:
        raise problem(KeyMaterialError, "slips.key", option="--slips" if order.slips else "--order keyed")
    return order.key
