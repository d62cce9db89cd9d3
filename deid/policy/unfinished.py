"""Values that no finished rule has: blanks a draft (``deid rules new``) left for a person, and addresses."""

from deid.policy.nodes import Node, Problems

BLANK = "待填写"
"""What stands in a draft where only a person can know; a rule that still has one cannot be used."""
_ADDRESS = "://"


def look_for_blanks(node: Node, problems: Problems) -> None:
    """Note every value of a rule file that nobody has filled in yet, and every web address."""
    value = node.value
    if isinstance(value, str):
        if BLANK in value:
            problems.add(node, "draft_unfinished", blank=BLANK)
        if _ADDRESS in value:
            problems.add(node, "address")
        return
    for part in value.values() if isinstance(value, dict) else value:
        look_for_blanks(part, problems)
