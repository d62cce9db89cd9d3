"""Blanks that a drafted rule (``deid rules new``) leaves for a person to fill in."""

from deid.policy.nodes import Node, Problems

BLANK = "待填写"
"""What stands in a draft where only a person can know; a rule that still has one cannot be used."""


def look_for_blanks(node: Node, problems: Problems) -> None:
    """Note every value of a rule file that nobody has filled in yet."""
    value = node.value
    if isinstance(value, str):
        if BLANK in value:
            problems.add(node, "draft_unfinished", blank=BLANK)
        return
    for part in value.values() if isinstance(value, dict) else value:
        look_for_blanks(part, problems)
