"""Checks on header spellings: each must lead to its own field, or nobody will ever meet it."""

from collections.abc import Sequence

from deid.policy.fields import Fields
from deid.policy.headers import match_header, normalise_header
from deid.policy.nodes import Node, Problems
from deid.terms import Severity

_SHOWN = 5


def look_at_spellings(node: Node, fields: Fields, problems: Problems) -> None:
    """Check the spellings of one ``fields.yaml``."""
    listed = node.at("fields")
    if not isinstance(listed.value, dict):
        return
    for name, at in listed.value.items():
        spelled = at.at("headers")
        if name in fields.by_id and isinstance(spelled.value, list):
            _field(name, [item for item in spelled.value if isinstance(item.value, str)], fields, problems)


def _field(name: str, spelled: Sequence[Node], fields: Fields, problems: Problems) -> None:
    known: set[str] = set()
    twice: list[Node] = []
    for item in spelled:
        key = normalise_header(item.value)
        match = match_header(item.value, fields)
        if not key or match is None or match.field != name:
            other = match.field if match else "-"
            problems.add(item, "unreachable_header", header=item.value, field=name, other=other)
        elif key in known:
            twice.append(item)
        known.add(key)
    if twice:
        headers = "、".join(f"“{item.value}”" for item in twice[:_SHOWN])
        problems.add(twice[0], "header_again", Severity.NOTE, field=name, headers=headers)
