"""A county's own rules may only tighten the shipped ones, unless they say why they loosen."""

from collections.abc import Iterator

from deid import registry
from deid.policy.model import Channel, Period, Policy, Treatment

_ACTIONS = {"drop": 0, "mask": 1, "publish": 2}
_FORMS = {"none": 0, "aggregate": 1, "names": 2}
_AUDIENCES = {"特定群体": 0, "全社会": 1}
_SCOPES = {"village": 0, "institution": 0, "collective": 0, "school": 0, "town": 1, "county": 2, None: 3}


def loosened(base: Policy, over: Policy) -> Iterator[tuple[str, ...]]:
    """Where ``over`` is laxer than ``base``: paths into the rule file."""
    for name, channel in over.channels.items():
        before = base.channels.get(name)
        if before is None:
            if channel.form != "none":
                yield ("channels", name)
            continue
        if channel != before and _channel_laxer(before, channel):
            yield ("channels", name)
    for name in over.columns:
        for channel_name in over.channels:
            if _laxer(base.treatment(name, channel_name), over.treatment(name, channel_name)):
                yield ("columns", name)
                break
    before_under = {one.reason: one.under or 0 for one in base.withhold}
    after_under = {one.reason: one.under or 0 for one in over.withhold}
    if any(
        reason not in after_under or after_under[reason] < under for reason, under in before_under.items()
    ):
        yield ("withhold",)
    if over.floor.candidates < base.floor.candidates or (over.floor.k or 0) < (base.floor.k or 0):
        yield ("floor",)
    if over.age != base.age and over.age == "assumed-adult":
        yield ("age",)
    if over.row != base.row:
        yield ("row",)
    if dict(over.implies) != dict(base.implies):
        yield ("implies",)
    if base.required - over.required or len(over.review) < len(base.review):
        yield ("columns",) if base.required - over.required else ("review",)


def _channel_laxer(before: Channel, after: Channel) -> bool:
    return (
        _FORMS[after.form] > _FORMS[before.form]
        or _AUDIENCES[after.audience] > _AUDIENCES[before.audience]
        or _SCOPES[after.scope] > _SCOPES[before.scope]
        or (after.form == "aggregate" and before.form == "aggregate" and _table_laxer(before, after))
        or _period_laxer(before.period, after.period)
    )


def _table_laxer(before: Channel, after: Channel) -> bool:
    return (
        after.min_cell < before.min_cell
        or not set(after.by) <= set(before.by)
        or not set(after.measures) <= set(before.measures)
    )


def _period_laxer(before: Period | None, after: Period | None) -> bool:
    """A list must hang as long as before, and may not stay when it had to come down."""
    if before is None or before == after:
        return False
    if after is None or after.kind != before.kind:
        return True
    for old, new in ((before.min, after.min), (before.target, after.target)):
        if old and (new is None or new.count < old.count or (new.unit == "days" and old.unit != "days")):
            return True
    return False


def _laxer(before: Treatment, after: Treatment) -> bool:
    if _ACTIONS[after.action] != _ACTIONS[before.action]:
        return _ACTIONS[after.action] > _ACTIONS[before.action]
    if after.action == "publish":
        allowed = set(after.allowed or ()) - set(before.allowed or ())
        return after.accepts != before.accepts or bool(allowed)
    if after.action == "mask" and (after.masker, dict(after.options)) != (
        before.masker,
        dict(before.options),
    ):
        return not _shows_less(before, after)
    return False


def _shows_less(before: Treatment, after: Treatment) -> bool:
    """Only masks that declare how many characters show at the ends can be compared."""
    if after.masker == "suppress":
        return True
    if before.masker != after.masker or after.masker is None:
        return False
    shows = registry.spec(registry.get(after.masker)).shows
    if shows is None:
        return False
    old, new = shows(before.options), shows(after.options)
    return new[0] <= old[0] and new[1] <= old[1]
