"""YAML as nodes that know their file and line, and nothing that YAML can do besides.

Plain loading lets the last of two equal keys win in silence and turns ``0010`` into 8 and ``no`` into False:
here a repeated key is a problem and every scalar stays text until the model says what it is.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from deid.errors import RuleError
from deid.messages import say
from deid.policy.model import CHANNELS
from deid.terms import Severity

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_TREATED = frozenset({"treatment", "mask"})
_BESIDE_TREATMENT = frozenset({"required", "confirm", *CHANNELS})


class Node(msgspec.Struct, frozen=True):
    """A scalar (str), a list of nodes or a mapping of nodes, with its place.

    ``line`` is 1-based; a value under a key has the line of its key. ``plain``: a scalar without quotes.
    """

    value: Any
    file: str
    line: int
    plain: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is written here."""
        return self.plain and self.value in ("", "~", "null")

    def at(self, *keys: str) -> "Node":
        """The node under some keys, or the last one on the way that exists."""
        node = self
        for key in keys:
            if not isinstance(node.value, dict) or key not in node.value:
                break
            node = node.value[key]
        return node


class Problem(NamedTuple):
    """Something wrong, or worth saying, in a rule file."""

    severity: Severity
    file: str
    line: int
    code: str
    text: str


class Problems(list[Problem]):
    """All problems of a run; reading goes on after each, so that one run names them all."""

    def add(self, node: Node, code: str, /, severity: Severity = Severity.ERROR, **facts: object) -> None:
        """Note something at a node."""
        self.append(Problem(severity, node.file, node.line, code, say(f"rule.{code}", **facts)))

    def stop(self) -> None:
        """Raise what was found.

        Raises:
            RuleError: with every problem, if there is any.
        """
        if not self:
            return
        found = tuple(
            (one.file, one.line, one.text) for one in sorted(set(self), key=lambda p: (p.file, p.line))
        )
        lines = "\n".join(f"{file}:{line}: {text}" for file, line, text in found)
        raise RuleError(
            say("rule.problems", count=len(found), lines=lines), code="rule.problems", problems=found
        )


class _BadYamlError(Exception):
    """Where and why reading stopped."""


def read_file(path: Path, problems: Problems) -> Node | None:
    """A rule file as a mapping node; None, with a problem noted, if it is none."""
    name = str(path)
    top = Node("", name, 1)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        problems.add(top, "unreadable")
        return None
    return parse(data, name, problems)


def parse(data: bytes, name: str, problems: Problems) -> Node | None:
    """The bytes of a rule file as a mapping node; see ``read_file``."""
    top = Node("", name, 1)
    if len(data) > MAX_BYTES:
        problems.add(top, "too_big", limit=MAX_BYTES)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(top, "not_utf8")
        return None
    line, code, root = _document(text, name, problems)
    if code:
        problems.add(Node("", name, line), code, limit=MAX_DEPTH)
        return None
    if root is None or not isinstance(root.value, dict):
        problems.add(root or top, "no_mapping")
        return None
    return root


def _document(text: str, name: str, problems: Problems) -> tuple[int, str, Node | None]:
    import yaml  # noqa: PLC0415  only rules need it

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = iter(yaml.parse(text, Loader=loader))
        root = _Walk(events, name, problems).root()
    except _BadYamlError as bad:
        return bad.args[0], bad.args[1], None
    except yaml.YAMLError as bad:  # its own text quotes the file: only the line is passed on
        mark = getattr(bad, "problem_mark", None)
        return (mark.line + 1 if mark else 1), "yaml", None
    return 0, "", root


class _Walk:
    """Builds nodes from the parser's events."""

    def __init__(self, events: Iterator[Any], name: str, problems: Problems) -> None:
        self.events = events
        self.name = name
        self.problems = problems

    def root(self) -> Node | None:
        found: Node | None = None
        for event in self.events:
            kind = type(event).__name__
            if kind in ("StreamStartEvent", "DocumentStartEvent", "DocumentEndEvent", "StreamEndEvent"):
                continue
            if found is not None:
                raise _BadYamlError(event.start_mark.line + 1, "two_documents")
            found = self.node(event, 0)
        return found

    def node(self, event: Any, depth: int, line: int = 0) -> Node:  # noqa: ANN401
        line = line or event.start_mark.line + 1
        kind = type(event).__name__
        if depth > MAX_DEPTH:
            raise _BadYamlError(line, "too_deep")
        if kind == "AliasEvent" or event.anchor or event.tag:
            raise _BadYamlError(line, "anchor_or_tag")
        if kind == "ScalarEvent":
            return Node(event.value, self.name, line, event.style in (None, ""))
        if kind == "SequenceStartEvent":
            items = []
            while type(item := next(self.events)).__name__ != "SequenceEndEvent":
                items.append(self.node(item, depth + 1))
            return Node(items, self.name, line)
        return self.mapping(depth, line)

    def mapping(self, depth: int, line: int) -> Node:
        found: dict[str, Node] = {}
        while type(key := next(self.events)).__name__ != "MappingEndEvent":
            at = self.node(key, depth + 1)
            value = self.node(next(self.events), depth + 1, at.line)
            if not isinstance(at.value, str):
                self.problems.add(at, "key_not_text")
            elif at.value in found:
                self.problems.add(at, "repeated_key", key=at.value, first=found[at.value].line)
            else:
                found[at.value] = value
        return Node(found, self.name, line)


def merge(base: Node, over: Node) -> Node:
    """``over`` laid on ``base``: mappings are joined key by key, anything else is replaced.

    Another treatment of a column replaces the old one with its options; what is said per channel stays.
    """
    if not isinstance(base.value, dict) or not isinstance(over.value, dict):
        return over
    joined = dict(base.value)
    if not _TREATED.isdisjoint(over.value):
        joined = {key: value for key, value in joined.items() if key in _BESIDE_TREATMENT}
    for key, value in over.value.items():
        joined[key] = merge(joined[key], value) if key in joined else value
    return Node(joined, over.file, over.line)
