"""Mutation testing: ``python tests/mutation/run.py kernels maskers detect --sample 20 --seed 1 --out RESULT.json``.

Each mutant is one changed operator, constant, condition or returned value in one module; it lives in a copy of the
package in a scratch folder, and the tests of that module run against it until the first fails. A mutant no test
notices survives. The mutated text never touches the tree.
"""

import argparse
import ast
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPARE = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATOR = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
SELF_TESTS = ("tests/test_masker_cases.py", "tests/test_identifiers.py", "tests/test_masker_laws.py")
TESTS = {
    "kernels": (*SELF_TESTS, "tests/test_scan.py", "tests/test_io_csv.py", "tests/test_release_laws.py"),
    "maskers": SELF_TESTS,
    "detect": (
        *SELF_TESTS,
        "tests/test_scan.py",
        "tests/test_accepts.py",
        "tests/test_names.py",
        "tests/test_addresses.py",
        "tests/test_withhold_words.py",
        "tests/test_social_rules.py",
    ),
    "risk": (
        "tests/test_candidates.py",
        "tests/test_classes.py",
        "tests/test_release_laws.py",
        "tests/test_aggregate.py",
        "tests/test_proxy_order.py",
        "tests/test_attack.py",
    ),
}


class Place(ast.NodeVisitor):
    """Finds every place where a module can be changed, in the order of the text."""

    def __init__(self) -> None:
        self.found: list[tuple[ast.AST, str]] = []

    def generic_visit(self, node: ast.AST) -> None:
        """Docstrings, annotations and imports stay."""
        self.found += [(node, how) for how in ways(node)]
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not (
                    isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
                ):
                    self.visit(child)


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
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "flag"
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield "number"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield "text"
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


def change(node: ast.AST, how: str) -> None:
    """Change a node in place."""
    if how == "comparison":
        node.ops[0] = COMPARE[type(node.ops[0])]()
    elif how == "operator":
        node.op = OPERATOR[type(node.op)]()
    elif how == "and/or":
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif how == "not":
        node.op = ast.UAdd() if isinstance(node.op, ast.Invert) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif how == "flag":
        node.value = not node.value
    elif how == "number":
        node.value += 1
    elif how == "text":
        node.value = f"{node.value}X"
    elif how in ("always", "never"):
        node.test = ast.Constant(how == "always")
    elif how == "return None":
        node.value = ast.Constant(None)
    else:
        node.func.attr = "or_" if node.func.attr == "and_" else "and_"


def mutants(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, kind and text of every mutant of a module."""
    tree = ast.parse(text)
    finder = Place()
    finder.visit(tree)
    for at, (node, how) in enumerate(finder.found):
        other = copy.deepcopy(tree)
        again = Place()
        again.visit(other)
        change(again.found[at][0], how)
        yield getattr(node, "lineno", 0), how, ast.unparse(ast.fix_missing_locations(other))


class Bench:
    """A copy of the tree in which one module at a time is replaced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignore = shutil.ignore_patterns("__pycache__", "benchmarks", "browser", "fuzz")
        for name in ("deid", "tests", "rules", "docs/sample"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignore)
        for name in ("pyproject.toml", "CHANGELOG.md", "README.md"):
            shutil.copy(ROOT / name, folder / name)
        lists = ROOT.parent / "shared"
        if lists.is_dir():
            (folder.parent / "shared").symlink_to(lists)

    def survives(self, module: Path, text: str, tests: tuple[str, ...], seconds: int) -> bool:
        """Whether no test of that module notices."""
        path = self.folder / module
        before = path.read_text("utf-8")
        path.write_text(text, "utf-8")
        try:
            env = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
            known = [name for name in tests if (self.folder / name).exists()]
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not long", "-p", "no:randomly", *known],
                cwd=self.folder,
                env=env,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        finally:
            path.write_text(before, "utf-8")
        return done.returncode == 0


def chosen(areas: list[str], count: int | None, seed: int) -> list[tuple[str, Path, int, str, str]]:
    """The mutants to be tried: all, or a sample that is the same for the same seed."""
    found = []
    for area in areas:
        where = ROOT / "deid" / area
        for path in sorted(where.glob("*.py")) if where.is_dir() else [where.with_suffix(".py")]:
            top = area.split("/")[0]
            made = mutants(path.read_text("utf-8"))
            found += [(top, path.relative_to(ROOT), line, how, text) for line, how, text in made]
    if count is not None and count < len(found):
        picked = sorted(random.Random(seed).sample(range(len(found)), count))
        return [found[at] for at in picked]
    return found


def main() -> None:
    """Try mutants and write what came of them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("areas", nargs="+", help="folders of deid/, or modules such as risk/candidates")
    asked.add_argument("--sample", type=int, help="how many of them; all without it")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--minutes", type=float, default=1e9, help="stop after so long")
    asked.add_argument("--timeout", type=int, default=120, help="seconds for one mutant; a hang is noticed")
    asked.add_argument(
        "--quick", action="store_true", help="only the two fastest test files: survivors mean less"
    )
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    tests = {top: files[:2] if given.quick else files for top, files in TESTS.items()}
    tried, alive = 0, []
    wanted = chosen(given.areas, given.sample, given.seed)
    random.Random(given.seed).shuffle(wanted)
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch) / "tree")
        for top in sorted({top for top, *_ in wanted}):
            if not bench.survives(
                Path("deid/errors.py"), (ROOT / "deid/errors.py").read_text("utf-8"), tests[top], 900
            ):
                sys.exit(f"the tests of {top} fail without any mutant")
        end = time.monotonic() + given.minutes * 60
        for top, path, line, how, text in wanted:
            if time.monotonic() > end:
                break
            tried += 1
            if bench.survives(path, text, tests[top], given.timeout):
                alive.append([str(path), line, how])
                print(f"survives: {path}:{line} {how}", flush=True)
    told = {"areas": given.areas, "possible": len(wanted), "tried": tried, "survivors": sorted(alive)}
    print(f"{tried} tried, {tried - len(alive)} noticed, {len(alive)} survived")
    if given.out:
        given.out.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
