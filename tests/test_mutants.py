"""The mutation bench makes real changes, leaves alone what only types and readers see, and knows a test that fails."""

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "mutation"
TEXT = '''
"""Words for readers."""
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import os

__all__ = ["shown"]


class Kept(Base, frozen=True):
    """More words."""

    size: "int" = 3


def shown(cells: "list[str]", last=-1) -> bool:
    """Which cells."""
    if len(cells) > 2 and not last:
        return pc.and_(cells, cast("Array", True))
    return [cell + "x" for cell in cells if cell is not None]
'''


@pytest.fixture
def places():
    spec = importlib.util.spec_from_file_location("mutation_places", HERE / "places.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def root(tmp_path):
    (tmp_path / "deid").mkdir()
    (tmp_path / "deid" / "probe.py").write_text(TEXT, "utf-8")
    return tmp_path


def test_every_mutant_is_another_program(places, root):
    made = [places.mutated(root, one)[0] for one in places.mutants(root, "probe")]
    plain = ast.unparse(ast.parse(TEXT))
    assert len(made) == len(set(made)) > 10
    for text in made:
        compile(text, "probe", "exec")
        assert text != plain


def test_what_is_changed(places, root):
    changed = sorted(
        places.mutated(root, one)[1].partition(" → ")[2] for one in places.mutants(root, "probe")
    )
    assert changed == sorted([
        "4", "2", "if True:", "if False:", "len(cells) > 2 or not last", "len(cells) >= 2", "3", "not not last",
        "return None", "pc.or_(cells, cast('Array', True))", "return None", "cell - 'x'", "'xX'", "cell is None",
    ])  # fmt: skip


def test_types_and_docs_stay(places, root):
    for one in places.mutants(root, "probe"):
        text, _ = places.mutated(root, one)
        assert "Words for readers." in text
        assert "if TYPE_CHECKING:" in text
        assert "frozen=True" in text
        assert "cast('Array', True)" in text or "cast(" not in text.replace(", cast", "")
        assert "__all__ = ['shown']" in text


def test_lines_are_those_of_the_statement(places, root):
    lines = {one.how: (one.lines.start, one.lines.stop) for one in places.mutants(root, "probe")}
    assert lines["comparison"] == (21, 22)
    assert lines["always"] == (19, 20)


def test_a_change_is_known_by_the_text_around_it(places, root):
    told = places.changes(root, "deid/probe.py")
    assert len(told) == len(set(told)) == len(list(places.mutants(root, "probe")))
    assert "deid/probe.py | shown | if len(cells) > <2 → 3> and (not last):" in told
    assert "deid/probe.py | shown | and_(cells, cast('Array', True)) → None>" not in " ".join(told)
    assert "deid/probe.py | shown | return pc.<and → or>_(cells, cast('Array', T" in told
    assert "deid/probe.py | Kept | size: 'int' = <3 → 4>" in told
    assert places.changes(root, "deid/probe.py") == told


def test_what_is_not_counted_has_a_reason(places, root):
    right = places.same(HERE / "same.txt")
    assert all(key.count(" | ") >= 2 and reason for key, reason in right.items())
    (root / "same.txt").write_text("# why\n\nkey | a | <b → c>\n    a reason\n", "utf-8")
    assert places.same(root / "same.txt") == {"key | a | <b → c>": "a reason"}
    assert places.same(root / "none.txt") == {}
