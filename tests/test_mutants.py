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
