"""Where a module can be made wrong, and how."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COMPARE = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATOR = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
UNTOUCHED = {"annotation", "returns", "decorator_list", "type_params"}
_MOST = 200
_PROSE = re.compile(r"[\w ,.:;()*/=-]*[a-z]+ [a-z]+[\w ,.:;()*/=-]*", re.ASCII)
"""Words of an error that no program reads."""


class Mutant(NamedTuple):
    """One change: the nth possible one of a module."""

    area: str
    path: str
    at: int
    line: int
    how: str
    lines: range  # of the statement it stands in

    @property
    def name(self) -> str:
        """How it is known between runs."""
        return f"{self.path}:{self.line} {self.how} #{self.at}"


class Finder(ast.NodeVisitor):
    """Every place where a module can be changed, in the order of the text."""

    def __init__(self) -> None:
        self.found: list[tuple[ast.AST, str]] = []
        self.lines: list[range] = []
        self._now = range(0)

    def generic_visit(self, node: ast.AST) -> None:
        """What only types and docs are made of stays: docstrings, annotations, options of classes."""
        if isinstance(node, ast.stmt):
            self._now = _head(node)
        for how in ways(node):
            self.found.append((node, how))
            self.lines.append(self._now)
        for name, value in ast.iter_fields(node):
            if name in UNTOUCHED or (name == "keywords" and isinstance(node, ast.ClassDef)):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _idle(child):
                    self.visit(child)


def _head(node: ast.stmt) -> range:
    """The lines of a statement, without those of its body."""
    body = getattr(node, "body", None)
    return range(node.lineno, max(node.lineno + 1, body[0].lineno if body else (node.end_lineno or 0) + 1))


def _idle(node: ast.AST) -> bool:
    """Text that says something to readers or to type checkers only."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id == "Literal"
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and _PROSE.fullmatch(node.value) is not None
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in ("cast", "TypeVar")


def ways(node: ast.AST) -> Iterator[str]:
    """How a node can be changed."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARE:
        yield "comparison"
    elif (
        isinstance(node, ast.BinOp) and type(node.op) in OPERATOR and not isinstance(node.left, ast.JoinedStr)
    ):
        yield "operator"
    elif isinstance(node, ast.BoolOp):
        yield "and/or"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield "not"
    elif isinstance(node, ast.Constant):
        yield from _constant(node.value)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "always"
        yield "never"
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield "return None"
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("and_", "or_")
    ):
        yield "kernel and/or"


def _constant(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield "flag"
    elif isinstance(value, int):
        yield "number"
    elif isinstance(value, str) and value:
        yield "text"


def change(node: ast.AST, how: str) -> None:
    """Change a node in place."""
    match how:
        case "comparison":
            node.ops[0] = COMPARE[type(node.ops[0])]()
        case "operator":
            node.op = OPERATOR[type(node.op)]()
        case "and/or":
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case "not" if isinstance(node.op, ast.Invert):
            node.op = ast.UAdd()
        case "not":
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
        case "flag":
            node.value = not node.value
        case "number":
            node.value += 1
        case "text":
            node.value = f"{node.value}X"
        case "always" | "never":
            node.test = ast.Constant(how == "always")
        case "return None":
            node.value = ast.Constant(None)
        case _:
            node.func.attr = "or_" if node.func.attr == "and_" else "and_"


def mutants(root: Path, area: str) -> Iterator[Mutant]:
    """Every mutant of an area: a folder of ``deid/``, or a module."""
    where = root / "deid" / area
    for path in sorted(where.rglob("*.py")) if where.is_dir() else [where.with_suffix(".py")]:
        finder = Finder()
        finder.visit(ast.parse(path.read_text("utf-8")))
        name = path.relative_to(root).as_posix()
        for at, (node, how) in enumerate(finder.found):
            yield Mutant(area, name, at, getattr(node, "lineno", 0), how, finder.lines[at])


def mutated(root: Path, mutant: Mutant) -> tuple[str, str]:
    """The module's text with the change in it, and what was changed into what."""
    tree = ast.parse((root / mutant.path).read_text("utf-8"))
    finder = Finder()
    finder.visit(tree)
    node, _ = finder.found[mutant.at]
    before = ast.unparse(node).splitlines()[0]
    change(node, mutant.how)
    after = ast.unparse(node).splitlines()[0]
    return ast.unparse(ast.fix_missing_locations(tree)), f"{before[:_MOST]} → {after[:_MOST]}"
