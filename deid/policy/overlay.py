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
        if _channel_laxer(base.channels.get(name), channel):
            yield ("channels", name)
    for name in over.columns:
        pairs = ((base.treatment(name, channel), over.treatment(name, channel)) for channel in over.channels)
        if any(_laxer(before, after) for before, after in pairs):
            yield ("columns", name)
    laxer = {
        "columns": bool(base.required - over.required),
        "withhold": _withholds_less(base, over),
        "floor": over.floor.candidates < base.floor.candidates or (over.floor.k or 0) < (base.floor.k or 0),
        "age": over.age == "assumed-adult" != base.age,
        "review": len(over.review) < len(base.review),
        "row": base.row != over.row,
        "implies": base.implies != over.implies,
    }
    yield from ((key,) for key, is_so in laxer.items() if is_so)


def _withholds_less(base: Policy, over: Policy) -> bool:
    kept = {one.reason: one.under or 0 for one in over.withhold}
    return any(kept.get(one.reason, -1) < (one.under or 0) for one in base.withhold)


def _channel_laxer(before: Channel | None, after: Channel) -> bool:
    if before is None:
        return after.form != "none"
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
