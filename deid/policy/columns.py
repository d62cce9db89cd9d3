"""What a rule says about its columns: treatments with their maskers, options and reasons, all checked."""

from collections.abc import Mapping
from inspect import Parameter
from typing import Any

import pyarrow as pa

from deid import registry
from deid.policy.model import CHANNELS, DROP, Channel, Column, Field, Treatment
from deid.policy.nodes import Node, Problems
from deid.policy.shape import BAD, nearest, read

_TREATMENT = ("treatment", "mask", "why", "allowed", "other", "accepts")
_COLUMN = ("required", "confirm", *CHANNELS)
_TEST_ONLY = "surrogate"
_GUARDED = ("direct", "sensitive")


def read_columns(
    nodes: Mapping[str, Node], channels: Mapping[str, Channel], known: Mapping[str, Field], problems: Problems
) -> dict[str, Column]:
    """Every column of a rule; problems are noted, a bad treatment becomes drop."""
    found = {}
    for name, node in nodes.items():
        if name not in known:
            problems.add(node, "unknown_field", field=name, nearest=nearest(name, known))
            continue
        found[name] = _column(node, known[name], channels, problems)
    return found


def _column(node: Node, field: Field, channels: Mapping[str, Channel], problems: Problems) -> Column:
    if not isinstance(node.value, dict):
        return Column(field=field.id, default=_treatment(node, field, problems))
    own = {key: value for key, value in node.value.items() if key not in _COLUMN}
    flags = {
        key: read(node.value[key], bool, problems) is True
        for key in ("required", "confirm")
        if key in node.value
    }
    default = _treatment(Node(own, node.file, node.line), field, problems) if own else DROP
    special = {}
    for key in CHANNELS:
        if key not in node.value:
            continue
        if key not in channels:
            problems.add(node.value[key], "channel_not_declared", channel=key, known=", ".join(channels))
            continue
        special[key] = _treatment(node.value[key], field, problems)
        _check_channel(node.value[key], field, key, special[key], problems)
    for key in channels:
        if key not in special:
            _check_channel(node, field, key, default, problems)
    return Column(field=field.id, default=default, channels=special, **flags)


def _check_channel(node: Node, field: Field, channel: str, treatment: Treatment, problems: Problems) -> None:
    """In a chat group, which nobody can take down, a name shows at most its surname."""
    if channel != "wechat_group" or field.kind != "person_name" or treatment.action == "drop":
        return
    if treatment.masker != "person_name" or treatment.options.get("show", "surname") != "surname":
        problems.add(node, "wechat_name", field=field.id)


def _treatment(node: Node, field: Field, problems: Problems) -> Treatment:
    value = node.value
    if isinstance(value, str):
        if value == "publish":
            return _publish(node, field, {}, problems)
        if value != "drop":
            problems.add(node, "want_one_of", choices="publish, drop, {mask: …}")
        return DROP
    if not isinstance(value, dict):
        problems.add(node, "want_mapping")
        return DROP
    if "mask" in value:
        return _mask(node, field, problems)
    return _spelled(node, field, problems)


def _spelled(node: Node, field: Field, problems: Problems) -> Treatment:
    for key, value in node.value.items():
        if key not in _TREATMENT:
            known = ", ".join((*_TREATMENT, *_COLUMN))
            problems.add(
                value, "unknown_key", key=key, known=known, nearest=nearest(key, (*_TREATMENT, *_COLUMN))
            )
    action = node.value.get("treatment")
    if action is None or action.value not in ("publish", "drop"):
        problems.add(action or node, "want_one_of", choices="treatment: publish, treatment: drop, mask: …")
        return DROP
    given = _texts(node, problems)
    return _publish(node, field, given, problems) if action.value == "publish" else DROP


def _texts(node: Node, problems: Problems) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, kind in (("why", str), ("other", str), ("accepts", str), ("allowed", tuple[str, ...])):
        if key in node.value:
            got = read(node.value[key], kind, problems)
            found[key] = None if got is BAD else got
    return found


def _publish(node: Node, field: Field, given: dict[str, Any], problems: Problems) -> Treatment:
    from deid.detect.accepts import KINDS  # noqa: PLC0415  only rules that are read need it

    accepts = given.get("accepts") or ("word" if given.get("allowed") else field.accepts)
    if accepts is None:
        problems.add(node, "never_published", field=field.id)
        return DROP
    if accepts not in KINDS:
        problems.add(node, "unknown_accepts", accepts=accepts, known=", ".join(sorted(KINDS)))
        return DROP
    if accepts == "word" and not given.get("allowed"):
        problems.add(node, "word_without_list", field=field.id)
        return DROP
    if field.role in _GUARDED and not given.get("why"):
        problems.add(node, "no_why", field=field.id, title=field.title)
        return DROP
    given["accepts"] = accepts
    return Treatment(action="publish", **given)


def _mask(node: Node, field: Field, problems: Problems) -> Treatment:
    name = node.value["mask"].value
    if not isinstance(name, str) or name == _TEST_ONLY:
        problems.add(node.value["mask"], "masker_not_here", masker=_TEST_ONLY)
        return DROP
    try:
        function = registry.get(name)
    except registry.UnknownMaskerError:
        function = None
    if function is None:
        problems.add(
            node.value["mask"], "unknown_masker", masker=name, nearest=nearest(name, registry.names())
        )
        return DROP
    options = _options(node, name, registry.options(function), problems)
    if BAD in options.values():
        return DROP
    wrong = _refused(function, options)
    if wrong:
        problems.add(node, "bad_option", masker=name, text=wrong)
        return DROP
    given = _texts(Node({k: v for k, v in node.value.items() if k == "why"}, node.file, node.line), problems)
    if name == "category" and field.role in _GUARDED and not given.get("why"):
        problems.add(node, "no_why", field=field.id, title=field.title)
        return DROP
    allowed = options.get("allowed")
    return Treatment(
        action="mask",
        masker=name,
        options=options,
        allowed=allowed if isinstance(allowed, tuple) else None,
        other=options.get("other"),
        **given,
    )


def _options(node: Node, name: str, known: Mapping[str, Parameter], problems: Problems) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for key, value in node.value.items():
        if key in ("mask", "why") or (key == "accepts" and key not in known):
            continue
        if key not in known:
            problems.add(value, "unknown_option", masker=name, option=key, known=", ".join(known) or "-")
            continue
        options[key] = _option(value, known[key].annotation, problems)
    return options


def _option(node: Node, annotation: Any, problems: Problems) -> Any:  # noqa: ANN401
    if isinstance(node.value, list):
        return read(node, tuple[str, ...], problems)
    try:
        return read(node, annotation, problems)
    except KeyError:  # an annotation that no rule file can spell
        problems.add(node, "option_not_in_rules")
        return BAD


def _refused(function: Any, options: Mapping[str, Any]) -> str:  # noqa: ANN401
    """Why the masker does not take these options; "" if it does. A key is handed over at run time."""
    needed = dict(options)
    if "key" in registry.options(function):
        needed.setdefault("key", "0" * 32)
    try:
        registry.check_options(function, needed)
        if any(type(value) is int for value in options.values()):
            function(pa.nulls(0, pa.string()), **needed)  # limits of its own, such as the width of a band
    except (TypeError, ValueError) as error:
        return str(error)
    return ""
