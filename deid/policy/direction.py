"""Which way each key of a rule tightens: one table, used when a county's file is laid over ours.

``rules diff``, ``rules lint`` and the documentation read the same table.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from deid.policy.model import Span

Way = Literal["free", "same", "order", "higher", "lower", "more", "fewer", "steps", "longer", "multiple"]
Effect = Literal["wider", "tighter", "neutral"]


class Key(msgspec.Struct, frozen=True):
    """One key and the way it tightens.

    Attributes:
        path: where it stands, without the names of channels, columns and reasons.
        way: free (says nothing about people) · same (any change loosens) · order (towards the front of
            ``order``) · higher, lower (a number) · more, fewer (a list) · steps (a list whose order stays) ·
            longer (a length of time) · multiple (a band that covers whole old ones).
        order: the values of ``order``, tightest first; values in one tuple are equal.
    """

    path: str
    way: Way
    order: tuple[tuple[str | None, ...], ...] = ()


def _order(path: str, *steps: str | tuple[str | None, ...] | None) -> Key:
    return Key(path, "order", tuple(step if isinstance(step, tuple) else (step,) for step in steps))


_FREE = (
    "title", "domain", "aliases", "age_reason", "loosen",
    "catalogue.item", "catalogue.category", "catalogue.content", "catalogue.basis", "catalogue.publisher",
    "catalogue.level", "catalogue.department", "catalogue.confirm", "channels.confirm", "columns.confirm",
    "columns.why", "columns.other", "fields.headers", "reasons.title", "reasons.basis",
)  # fmt: skip
_SAME = (
    "deid", "notice", "row", "implies.age", "channels.period.kind", "columns.accepts",
    "fields.title", "fields.kind", "fields.role", "fields.whose", "fields.accepts", "fields.contains",
    "fields.masker",
)  # fmt: skip
_PLACES = (("village", "institution", "collective", "school"), ("town",), ("county",), (None,))

KEYS: Mapping[str, Key] = {
    key.path: key
    for key in (
        *(Key(path, "free") for path in _FREE),
        *(Key(path, "same") for path in _SAME),
        _order("age", "required", "assumed-adult"),
        _order("catalogue.method", "不予公开", "依申请公开", "主动公开"),
        Key("catalogue.publish_within", "lower"),
        _order("channels.form", "none", "aggregate", "names"),
        _order("channels.audience", "特定群体", "全社会"),
        Key("channels.scope", "order", _PLACES),
        Key("channels.period.min", "longer"),
        Key("channels.period.target", "longer"),
        _order("channels.refresh", "monthly", "quarterly", "yearly", None),
        Key("channels.by", "fewer"),
        Key("channels.min_cell", "higher"),
        Key("channels.measures", "fewer"),
        _order("columns.treatment", "drop", "mask", "publish"),
        Key("columns.mask", "same"),
        Key("columns.required", "higher"),
        Key("columns.allowed", "fewer"),
        Key("withhold", "more"),
        Key("withhold.under", "higher"),
        Key("floor.candidates", "higher"),
        Key("floor.k", "higher"),
        Key("review", "steps"),
        Key("objections.answer", "lower"),
        Key("objections.settle_first", "more"),
        _order("reasons.of", "household", "subject"),
        Key("reasons.approvers", "higher"),
        Key("reasons.words", "more"),
        Key("reasons.phrases", "more"),
        Key("reasons.must_not", "fewer"),
        Key("reasons.codes", "more"),
        _order("mask.address.level", "province", "city", "county", "town", "village"),
        _order("mask.date.to", "decade", "year", "month"),
        _order("mask.person_name.show", ("surname", "court"), "surname-last"),
        Key("mask.age.band", "multiple"),
        Key("mask.amount.band", "multiple"),
        Key("mask.category.allowed", "fewer"),
        Key("mask.category.other", "free"),
    )
}
"""Every key of a rule file, of fields.yaml and of withhold.yaml, and the options of masks that do not say how
many characters they show. ``free`` and ``more`` in fields.yaml and withhold.yaml only ever add."""


def effect(path: str, before: Any, after: Any) -> Effect:  # noqa: ANN401  any value of the model
    """What a change of one key does; a key that is not in the table may not change.

    >>> effect("floor.candidates", 1000, 500), effect("channels.form", "names", "none")
    ('wider', 'tighter')
    """
    key = KEYS.get(path, Key(path, "same"))
    if before == after or key.way == "free":
        return "neutral"
    if not _keeps(key, before, after):
        return "wider"
    return "tighter" if not _keeps(key, after, before) else "neutral"


def _keeps(key: Key, before: Any, after: Any) -> bool:  # noqa: ANN401
    """Whether ``after`` is at least as tight as ``before``."""
    if key.way == "order":
        ranks = {value: rank for rank, values in enumerate(key.order) for value in values}
        return after in ranks and ranks[after] <= ranks.get(before, -1)
    return _KEEPS[key.way](before, after)


def _longer(before: Span | None, after: Span | None) -> bool:
    if before is None or after is None:
        return before is None
    return after.count >= before.count and not (after.unit == "days" and before.unit != "days")


def _sooner(before: Any, after: Any) -> bool:  # noqa: ANN401
    if before is None or after is None:
        return before is None
    if isinstance(before, Span):
        return bool(after.count <= before.count and not (before.unit == "days" and after.unit != "days"))
    return bool(after <= before)


def _in_order(before: Any, after: Any) -> bool:  # noqa: ANN401
    rest = iter(after or ())
    return all(step in rest for step in before or ())


def _covers(before: Any, after: Any) -> bool:  # noqa: ANN401
    return isinstance(before, int) and isinstance(after, int) and before > 0 and after % before == 0


_KEEPS: Mapping[str, Callable[[Any, Any], bool]] = {
    "same": lambda before, after: bool(before == after),
    "higher": lambda before, after: (after or 0) >= (before or 0),
    "lower": _sooner,
    "more": lambda before, after: set(before or ()) <= set(after or ()),
    "fewer": lambda before, after: set(after or ()) <= set(before or ()),
    "steps": _in_order,
    "longer": _longer,
    "multiple": _covers,
}
