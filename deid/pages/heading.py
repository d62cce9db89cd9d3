"""What stands around a posted list: written from rule, office and period, never from the input."""

from datetime import date
from typing import Literal

import msgspec

from deid.messages import say

_CHANGE = {"monthly": "page.monthly", "quarterly": "page.quarterly", "yearly": "page.yearly"}


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """The heading of one posted list (公示). All texts are Chinese, whatever language the command speaks.

    Attributes:
        title: what the page is called.
        office: who signs it (落款).
        phone: the 监督电话.
        basis: the documents it rests on, 《题名》（文号）.
        as_of: the day the list was made for.
        posted_from: the first day it hangs; ``as_of`` where None.
        posted_until: the last day it has to hang; None where it has no fixed end.
        provisional: the last day rests on a calendar of holidays that is not published yet.
        rows: how many people or households it names.
        place: the village or town it is about.
        audience: 全社会 or 特定群体.
        unit: what a row counts, 户 or 人.
        stays: why a list without a last day stays posted.
        refresh: how often such a list is renewed.
        counts: it names nobody, it only counts.
        corrects: it replaces a posted list that was wrong (更正).
        request: it is not posted, but given to the applicant of this number (依申请公开).
    """

    title: str
    office: str | None = None
    phone: str | None = None
    basis: tuple[str, ...] = ()
    as_of: date
    posted_from: date | None = None
    posted_until: date | None = None
    provisional: bool = False
    rows: int | None = None
    place: str | None = None
    audience: str = "特定群体"
    unit: str = "人"
    stays: Literal["while_paid", "until_replaced"] | None = None
    refresh: str | None = None
    counts: bool = False
    corrects: bool = False
    request: str | None = None

    @property
    def begins(self) -> date:
        """The first day."""
        return self.posted_from or self.as_of

    @property
    def subject(self) -> str:
        """The title as it is printed."""
        return say("page.corrected", title=self.title) if self.corrects else self.title

    @property
    def period(self) -> str:
        """How long the list hangs, in words."""
        if self.posted_until is not None:
            code = "page.until_provisional" if self.provisional else "page.until"
            return say(code, first=day(self.begins), last=day(self.posted_until))
        parts = [say("page.from", first=day(self.begins))]
        if self.stays:
            parts.append(say(f"page.{self.stays}"))
        if self.refresh in _CHANGE:
            parts.append(say(_CHANGE[self.refresh]))
        return "，".join(parts)

    @property
    def size(self) -> str | None:
        """How many the list names."""
        if self.rows is None or self.counts:
            return None
        return say("page.size", rows=self.rows, unit=self.unit)


def day(when: date) -> str:
    """A date as Chinese notices write it.

    >>> day(date(2026, 11, 2))
    '2026年11月2日'
    """
    return f"{when.year}年{when.month}月{when.day}日"
