"""Every tests/cases/NAME.yaml: what each masker makes of each cell."""

from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from deid import registry
from deid.kernels import HIDDEN

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def load(path):
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found if "masker" in found else None


BOOKS = [book for book in map(load, FILES) if book]
CASES = [(book["masker"], case) for book in BOOKS for case in book["cases"]]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(CASES)])
def test_case(name, case):
    """A cell becomes what its case says, in both text types; an invalid one becomes eight stars."""
    mask = registry.bind(name, case.get("options"))
    for kind in (pa.string(), pa.large_string()):
        out = mask(pa.array([case["in"]], kind))
        assert out.type == kind
        assert out.to_pylist() == [case["out"]]
    if case.get("invalid"):
        assert case["out"] == HIDDEN


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book["masker"])
def test_cases_stand_together(book):
    """All cells of one masker in one column, nulls between, give the same as one by one."""
    groups = {}
    for case in book["cases"]:
        groups.setdefault(repr(case.get("options")), (case.get("options"), []))[1].append(case)
    for options, cases in groups.values():
        cells = [cell for case in cases for cell in (case["in"], None)]
        out = registry.bind(book["masker"], options)(pa.array(cells, pa.string())).to_pylist()
        assert out == [cell for case in cases for cell in (case["out"], None)]


def test_every_masker_of_ours_has_cases():
    """One masker, one case file; keyed ones are tested elsewhere."""
    ours = {name for name in registry.names() if registry.get(name).__module__.startswith("deid.maskers.")}
    assert ours - {book["masker"] for book in BOOKS} <= {"token", "surrogate"}
