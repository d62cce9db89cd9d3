"""Checks on what a rule does with its columns, one at a time."""

import re
from collections.abc import Iterator, Mapping

from deid.policy.model import Column, Field, Policy, Treatment
from deid.policy.nodes import Node, Problems
from deid.rulebook.bases import CLAUSE, replaced_in
from deid.rulebook.invented import shows_birthday, told
from deid.rulebook.places import Rule

_PSEUDONYM = frozenset({"token", "surrogate"})
_TEXT = frozenset({"text", "free_text"})
_HIDES_ALL = frozenset({"suppress", "category"})  # the loader itself asks for the why of categories
_WRITES_TEXT = frozenset({"free_text", "keep_ends"})
_SPACES = re.compile(r"\s+")


def look_at_columns(rule: Rule, fields: Mapping[str, Field], problems: Problems) -> bool:
    """Check every treatment of a rule; False if one of its maskers cannot even be run."""
    policy, sound = rule.policy, True
    for name, column in policy.columns.items():
        for channel in policy.channels:
            treatment = policy.treatment(name, channel)
            if treatment.action != "drop" and name in fields:
                node = rule.column(name, channel)
                _secrets(fields[name], treatment, node, problems)
                sound = _birthday(fields[name], treatment, node, channel, problems) and sound
        for why in sorted({one.why for one in (column.default, *column.channels.values()) if one.why}):
            _why(why, rule.at("columns", name), problems)
    return sound


def _secrets(field: Field, treatment: Treatment, node: Node, problems: Problems) -> None:
    """Pseudonyms that link lists, and text that shows without anybody saying why."""
    masker = treatment.masker
    if masker in _PSEUDONYM and field.role == "direct":
        problems.add(node, "token_of_id", field=field.id, masker=masker)
    if treatment.action != "mask" or treatment.why or masker in _HIDES_ALL:
        return
    if masker == "free_text" or (field.kind in _TEXT and masker in _WRITES_TEXT):
        problems.add(node, "free_text_without_why", field=field.id)
    elif field.role == "sensitive":
        problems.add(node, "sensitive_without_why", field=field.id)


def _birthday(field: Field, treatment: Treatment, node: Node, channel: str, problems: Problems) -> bool:
    one = told(field, treatment)
    if one is None:
        return True
    failed = ""
    try:
        if shows_birthday(one):
            problems.add(node, "birth_shown", channel=channel, field=field.id)
    except (TypeError, ValueError) as error:
        failed = str(error)
    if failed:
        problems.add(node, "bad_option", masker=one.masker, text=failed)
    return not failed


def _why(why: str, node: Node, problems: Problems) -> None:
    if CLAUSE.search(why):
        problems.add(node, "clause_number")
    for old, new in replaced_in(_SPACES.sub("", why)):
        problems.add(node, "replaced", number=old, new=new)


def unconfirmed(policy: Policy) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a rule itself says is not confirmed yet, and where."""
    if policy.catalogue.confirm:
        yield "catalogue", ("catalogue",)
    for name, channel in policy.channels.items():
        if channel.confirm:
            yield f"channels.{name}", ("channels", name)
    columns: Mapping[str, Column] = policy.columns
    for name, column in columns.items():
        if column.confirm:
            yield f"columns.{name}", ("columns", name)
