"""The heading of a release: from rule, office and period, never from the input."""

from datetime import date

from deid.pages.heading import Heading
from deid.policy.model import Basis, Channel, Policy
from deid.policy.office import Office


def heading_of(  # noqa: PLR0913  everything a heading is made of
    policy: Policy,
    channel: Channel,
    office: Office | None,
    *,
    as_of: date,
    until: date | None,
    provisional: bool,
    rows: int | None = None,
    place: str | None = None,
    request: str | None = None,
) -> Heading:
    """What stands around a list of ``policy`` on ``channel``.

    Args:
        policy: the rule.
        channel: where the list is posted.
        office: who posts it.
        as_of: the day it is made for, from which it hangs.
        until: the last day it has to hang.
        provisional: whether that day may still move.
        rows: how many people or households it names.
        place: the village or town it is about.
        request: the application it is made for.
    """
    kind = channel.period.kind if channel.period else None
    return Heading(
        title=title_of(policy, office),
        office=(office.publisher or office.name) if office else None,
        phone=office.phone if office else None,
        basis=tuple(map(_cited, policy.catalogue.basis)),
        as_of=as_of,
        posted_until=until,
        provisional=provisional,
        rows=rows,
        place=place,
        audience=channel.audience,
        unit="户" if policy.row == "household" else "人",
        stays=kind if kind in ("while_paid", "until_replaced") else None,
        refresh=channel.refresh,
        counts=channel.form == "aggregate",
        request=request,
    )


def title_of(policy: Policy, office: Office | None) -> str:
    """What a list of ``policy`` is called: the rule's title with the office in front, if it is known."""
    return f"{(office.name if office else None) or ''}{policy.title}"


def _cited(basis: Basis) -> str:
    return f"《{basis.title}》" + (f"（{basis.number}）" if basis.number else "")
