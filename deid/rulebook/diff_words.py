"""A difference between rules in words for people who never read YAML."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from deid.messages import say
from deid.policy.fields import Fields
from deid.policy.model import Basis, Period, Span, Treatment
from deid.policy.overlay import Change
from deid.policy.withhold import Reason
from deid.rulebook.diff import Difference
from deid.rulebook.wording import span_words

SECTIONS = ("published", "withdrawn", "shown", "channels", "people", "basis", "other")
_PEOPLE = frozenset({"withhold", "floor", "age", "age_reason", "implies", "row", "review", "reasons"})
_SAID_APART = frozenset({"why", "other", "required", "confirm"})


def section(change: Change) -> str:
    """Under which heading a change stands."""
    top = change.where[0]
    if change.key in ("columns.treatment", "channels.form"):
        if change.effect == "wider":
            return "published"
        return "withdrawn" if _hidden(change.after) else "shown"
    if top == "columns":
        return "shown"
    if top in _PEOPLE:
        return "people"
    return {"channels": "channels", "catalogue": "basis"}.get(top, "other")


def _hidden(value: object) -> bool:
    return value == "none" or (isinstance(value, Treatment) and value.action == "drop")


def words(change: Change, fields: Fields, reasons: Mapping[str, Reason]) -> str:
    """A change as one line: what, from what to what."""
    what = _what(change, fields)
    if isinstance(change.before, tuple) and isinstance(change.after, tuple):
        moved = _moved(change.before, change.after, reasons)
        if moved:
            return say("diff.list", what=what, changes=moved)
    before, after = (value_words(value, change.key, reasons) for value in (change.before, change.after))
    return say("diff.line", what=what, before=before, after=after)


def _what(change: Change, fields: Fields) -> str:
    where, leaf = change.where, change.key.rpartition(".")[2]
    if where[0] == "columns":
        known = fields.by_id.get(where[1])
        title = known.title if known else where[1]
        on = title if where[2] == leaf else say("diff.on", title=title, channel=where[2])
        return say(f"diff.key.{leaf}", name=on) if leaf in _SAID_APART else on
    if where[0] in ("fields", "reasons"):
        name = ".".join(where[1:])
        return say("diff.key.field" if where[0] == "fields" else "diff.key.reason", name=name)
    if where[0] == "implies":
        return say("diff.key.implies.age")
    return say(f"diff.key.{leaf}", name=where[1] if where[0] == "channels" else where[0])


def _moved(before: tuple[Any, ...], after: tuple[Any, ...], reasons: Mapping[str, Reason]) -> str:
    added = [_item(one, reasons) for one in after if one not in before]
    taken = [_item(one, reasons) for one in before if one not in after]
    parts = [("diff.added", added), ("diff.taken", taken)]
    joint = say("diff.and")
    return say("diff.joint").join(say(code, items=joint.join(items)) for code, items in parts if items)


def _item(value: object, reasons: Mapping[str, Reason]) -> str:
    if isinstance(value, Basis):
        return f"{value.title} {value.number or ''}".strip()
    return reasons[value].title if isinstance(value, str) and value in reasons else str(value)


def value_words(value: Any, key: str, reasons: Mapping[str, Reason]) -> str:  # noqa: ANN401
    """A value of a rule as people say it; the key tells which words of the rule language it can be."""
    if value is None or value in ("", (), {}):
        return say("diff.nothing")
    if isinstance(value, bool):
        return say("diff.yes" if value else "diff.no")
    if isinstance(value, Treatment):
        return treatment_words(value)
    if isinstance(value, Span):
        return span_words(value)
    if isinstance(value, Period):
        spans = [value_words(one, key, reasons) for one in (value.min, value.target) if one]
        longer = say("show.longer") if len(spans) > 1 else ""
        return say(f"show.period.{value.kind}", lengths=say("diff.and").join(spans) + longer)
    if isinstance(value, Mapping):
        return _joined(f"{name}: {_joined(codes)}" for name, codes in value.items())
    if isinstance(value, tuple):
        return _joined(_item(one, reasons) for one in value)
    return _word(str(value), key)


def _joined(parts: Iterable[object]) -> str:
    return say("diff.and").join(str(part) for part in parts)


def _word(value: str, key: str) -> str:
    """Words of the rule language that have a name of their own."""
    code = {"channels.form": "diff.form", "channels.refresh": "show.refresh", "row": "show.row"}.get(key)
    return say(f"{code}.{value}") if code else value


def treatment_words(treatment: Treatment) -> str:
    """What happens to a column, as people say it."""
    if treatment.action == "drop":
        return say("diff.drop")
    if treatment.action == "mask":
        options = ", ".join(f"{name}={_plain(value)}" for name, value in treatment.options.items())
        return say("diff.mask", masker=f"{treatment.masker}: {options}" if options else treatment.masker)
    if treatment.allowed:
        return say("diff.publish_words", words=_joined(treatment.allowed))
    return say("diff.publish")


def _plain(value: object) -> str:
    return _joined(value) if isinstance(value, tuple) else str(value)


def as_json(found: Difference, fields: Fields, reasons: Mapping[str, Reason]) -> dict[str, Any]:
    """A difference as plain data."""
    change = found.change
    return {
        "notice": found.notice or None,
        "section": section(change),
        "where": ".".join(change.where),
        "effect": change.effect,
        "before": _data(change.before),
        "after": _data(change.after),
        "text": words(change, fields, reasons),
    }


def _data(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, Treatment):
        return {key: one for key, one in msgspec.to_builtins(value).items() if one not in (None, {}, [])}
    if isinstance(value, Span):
        return str(value)
    return msgspec.to_builtins(value, enc_hook=str)
