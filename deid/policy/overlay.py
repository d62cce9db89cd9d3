"""A county's own rules may only tighten the shipped ones, unless they say why they loosen.

What changed between two policies, key by key; ``direction`` says which changes loosen.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from deid import registry
from deid.policy.direction import Effect, effect
from deid.policy.model import Channel, Period, Policy, Treatment

_TOP = ("title", "domain", "row", "aliases", "review", "age", "age_reason")
_CHANNEL = ("audience", "scope", "confirm")
_NAMES = ("refresh",)
_TABLE = ("by", "min_cell", "measures")
_CLOSED = Channel(name="", form="none")


class Change(msgspec.Struct, frozen=True):
    """One key that differs.

    Attributes:
        where: its place in the rule file; for a column the last part is the channel.
        key: its path in the table of directions.
        before: what it was; None if there was nothing.
        after: what it is.
        effect: wider, tighter or neutral.
    """

    where: tuple[str, ...]
    key: str
    before: Any
    after: Any
    effect: Effect


def loosened(base: Policy, over: Policy) -> Iterator[tuple[str, ...]]:
    """Where ``over`` is laxer than ``base``: paths into the rule file, each once."""
    yield from dict.fromkeys(change.where for change in changes(base, over) if change.effect == "wider")


def changes(base: Policy, over: Policy) -> Iterator[Change]:
    """Every key in which two policies differ."""
    for name in dict.fromkeys((*base.channels, *over.channels)):
        before, after = base.channels.get(name), over.channels.get(name)
        yield from _channel(name, before or _CLOSED, after or _CLOSED)
    for name in dict.fromkeys((*base.columns, *over.columns)):
        yield from _column(name, base, over)
    yield from _withheld(base, over)
    for key in _TOP:
        yield from _one((key,), getattr(base, key), getattr(over, key))
    for key in base.floor.__struct_fields__:
        yield from _one(("floor", key), getattr(base.floor, key), getattr(over.floor, key))
    for key in base.objections.__struct_fields__:
        yield from _one(("objections", key), getattr(base.objections, key), getattr(over.objections, key))
    for key in base.catalogue.__struct_fields__:
        yield from _one(("catalogue", key), getattr(base.catalogue, key), getattr(over.catalogue, key))
    for key in dict.fromkeys((*base.implies, *over.implies)):
        yield from _one(("implies", key), base.implies.get(key), over.implies.get(key))


def _one(where: tuple[str, ...], before: Any, after: Any, key: str = "") -> Iterator[Change]:  # noqa: ANN401
    if before != after:
        path = key or ".".join(where)
        yield Change(where, path, before, after, effect(path, before, after))


def _channel(name: str, before: Channel, after: Channel) -> Iterator[Change]:
    """Whom a closed channel would reach, and how long, is nobody's business."""
    at = ("channels", name)
    yield from _one((*at, "form"), before.form, after.form, "channels.form")
    keys: tuple[str, ...] = _CHANNEL if after.form != "none" and before.form != "none" else ()
    keys += _TABLE if before.form == after.form == "aggregate" else ()
    if before.form == after.form == "names":
        keys += _NAMES
        yield from _period((*at, "period"), before.period, after.period)
    for key in keys:
        yield from _one((*at, key), getattr(before, key), getattr(after, key), f"channels.{key}")


def _period(at: tuple[str, ...], before: Period | None, after: Period | None) -> Iterator[Change]:
    """A list must hang as long as before, and may not stay when it had to come down."""
    if before is None or after is None or before.kind != after.kind:
        yield from _one(at, before, after, "channels.period.kind")
        return
    for key in ("min", "target"):
        path = f"channels.period.{key}"
        yield from _one((*at, key), getattr(before, key), getattr(after, key), path)


def _column(name: str, base: Policy, over: Policy) -> Iterator[Change]:
    at = ("columns", name)
    for channel in over.channels:
        before, after = base.treatment(name, channel), over.treatment(name, channel)
        closed = over.channels[channel].form != "names"  # that the form changed says it all
        if not closed and before != after:
            yield from _treatment((*at, channel), before, after)
    old, new = base.columns.get(name), over.columns.get(name)
    for key in ("required", "confirm") if new else ():
        flags = bool(old and getattr(old, key)), bool(getattr(new, key))
        yield from _one((*at, key), *flags, f"columns.{key}")


def _treatment(at: tuple[str, ...], before: Treatment, after: Treatment) -> Iterator[Change]:
    """How a column is shown; of two things that both changed, the one that loosens counts."""
    if before.action != after.action:
        did = effect("columns.treatment", before.action, after.action)
        yield Change(at, "columns.treatment", before, after, did)
    elif after.action == "mask":
        did = _masks(before, after)
        if (before.masker, dict(before.options)) != (after.masker, dict(after.options)):
            yield Change(at, "columns.mask", before, after, did)
    else:
        yield from _one(at, before.accepts, after.accepts, "columns.accepts")
        if before.accepts == after.accepts:
            yield from _one(at, before.allowed, after.allowed, "columns.allowed")
            yield from _one(at, before.other, after.other, "columns.other")
    if before.action == after.action:
        yield from _one(at, before.why, after.why, "columns.why")


def _masks(before: Treatment, after: Treatment) -> Effect:
    """Masks are compared by the characters they show at the ends, else option by option."""
    if after.masker == "suppress" or after.masker is None or before.masker is None:
        return "neutral" if before.masker == after.masker else "tighter"
    if before.masker != after.masker:
        return "wider"
    function = registry.get(after.masker)
    shows = registry.spec(function).shows
    if shows is not None:
        old, new = shows(before.options), shows(after.options)
        if new[0] > old[0] or new[1] > old[1]:
            return "wider"
        return "neutral" if new == old else "tighter"
    found = set[Effect]()
    for name, option in registry.options(function).items():
        values = (each.options.get(name, option.default) for each in (before, after))
        found.add(effect(f"mask.{after.masker}.{name}", *values))
    if "wider" in found:
        return "wider"
    return "tighter" if "tighter" in found else "neutral"


def _withheld(base: Policy, over: Policy) -> Iterator[Change]:
    old = {one.reason: one.under for one in base.withhold}
    new = {one.reason: one.under for one in over.withhold}
    if set(old) != set(new):
        yield from _one(("withhold",), tuple(old), tuple(new))
    for reason in old.keys() & new.keys():
        yield from _one(("withhold",), old[reason], new[reason], "withhold.under")
