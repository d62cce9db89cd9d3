"""Where a rule's words stand: the line of a key in the files that make up a rule."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from deid.policy.model import Policy
from deid.policy.nodes import Node


class Rule(msgspec.Struct, frozen=True):
    """A policy with the files it was read from, the county's last.

    Attributes:
        policy: the rule, whole.
        nodes: its files.
        asked: whether the folder that is checked has a part in it.
    """

    policy: Policy
    nodes: Sequence[Node]
    asked: bool

    @property
    def own(self) -> Node:
        """The file that was read last."""
        return self.nodes[-1]

    def at(self, *keys: str) -> Node:
        """The node under some keys, in the last file that has it; else the nearest one above it."""
        best, depth = self.own, -1
        for node in reversed(self.nodes):
            found, deep = _walk(node, keys)
            if deep > depth:
                best, depth = found, deep
        return best

    def column(self, field: str, channel: str) -> Node:
        """The node that says what a channel does with a column."""
        return self.at("columns", field, channel)


def _walk(node: Node, keys: Sequence[str]) -> tuple[Node, int]:
    for depth, key in enumerate(keys):
        if not isinstance(node.value, dict) or key not in node.value:
            return node, depth
        node = node.value[key]
    return node, len(keys)


def spot(node: Node) -> str:
    """A place as a message names it: file and line."""
    return f"{Path(node.file).name}:{node.line}"
