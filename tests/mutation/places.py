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
        self.within: list[tuple[str, ast.stmt]] = []
        self._now = range(0)
        self._names: list[str] = []
        self._statement: ast.stmt = ast.Pass()

    def generic_visit(self, node: ast.AST) -> None:
        """What only types and docs are made of stays: docstrings, annotations, options of classes."""
        if isinstance(node, ast.stmt):
            self._now, self._statement = _head(node), node
        for how in ways(node):
            self.found.append((node, how))
            self.lines.append(self._now)
            self.within.append((".".join(self._names), self._statement))
        named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        self._names += [node.name] if named else []
        for name, value in ast.iter_fields(node):
            if name in UNTOUCHED or (name == "keywords" and isinstance(node, ast.ClassDef)):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _idle(child):
                    self.visit(child)
        if named:
            self._names.pop()


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


def changes(root: Path, path: str) -> list[str]:
    """Every mutant of a module as ``same.txt`` knows it: what was changed into what, and the text around it."""
    finder = Finder()
    finder.visit(ast.parse((root / path).read_text("utf-8")))
    told = []
    for (node, how), (name, statement) in zip(finder.found, finder.within, strict=True):
        before = _first_line(statement)
        kept = {
            field: list(value) if isinstance(value, list) else value for field, value in vars(node).items()
        }
        change(node, how)
        told.append(f"{path} | {name} | {_between(before, _first_line(statement))}")
        if how.startswith("kernel"):
            change(node, how)  # and back
        vars(node).update(kept)
    return told


def _first_line(statement: ast.stmt) -> str:
    lines = ast.unparse(statement).splitlines()
    return next(line for line in lines if not line.startswith("@"))


_AROUND = 24


def _between(before: str, after: str) -> str:
    """Where two texts differ: ``if len(<col> → cells>) > 2``."""
    start = next(
        (at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), None
    )
    start = min(len(before), len(after)) if start is None else start
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    was, now = before[start : len(before) - end], after[start : len(after) - end]
    tail = before[len(before) - end :]
    return f"{before[max(0, start - _AROUND) : start]}<{was} → {now}>{tail[:_AROUND]}"


def same(file: Path) -> dict[str, str]:
    """The changes that change no answer, with the reason of each: pairs of lines in a file."""
    if not file.exists():
        return {}
    lines = [
        line for line in file.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")
    ]
    return dict(zip(lines[::2], (line.strip() for line in lines[1::2]), strict=True))
