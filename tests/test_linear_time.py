"""No text, however it is made, takes longer than its length allows: neither a pattern nor a cell of 1 MB."""

import ast
import io
import re
import time
from importlib import import_module
from itertools import islice
from pathlib import Path
from re import _parser

import pyarrow as pa
import pytest

from deid import registry
from deid.checking.masked import _X_RUN
from deid.detect import addresses, births, dates, persons, scan
from deid.io import excel_marks, excel_sheet
from deid.io.excel_parts import _TITLES
from deid.policy.fields import load_fields, normalise_header
from deid.policy.headers import match_header

pytestmark = pytest.mark.trust

ROOT = Path(__file__).parents[1]
METHODS = {"search", "match", "fullmatch", "sub", "split", "findall", "finditer"}
# Slow on long texts, but never given one: the reason is checked below.
BOUNDED = {
    ("deid.detect.id_cells", "_ID_SPLIT"): "cells over 200 characters are not read (detect/cells.py)",
    ("deid.detect.phone", "_EXTENSION"): "cells over 200 characters are not read (detect/cells.py)",
    ("deid.detect.phone", "_SPLIT"): "cells over 200 characters are not read (detect/cells.py)",
    ("deid.detect.spans", "_DATES"): "runs over 64 characters are no dates (detect/spans.py)",
    ("deid.policy.fields", "_AT_END"): "headers over 60 characters are left alone (policy/fields.py)",
}
SIZE = 3000


def a_char(members):
    found = ""
    for kind, value in members:
        match str(kind):
            case "NEGATE":
                taken = {chr(one) for _, one in members[1:] if isinstance(one, int)}
                return next(char for char in "a ~x1=" if char not in taken)
            case "LITERAL":
                found = found or chr(value)
            case "RANGE":
                found = found or chr(value[0])
            case "CATEGORY":
                found = found or {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(value), "a")
    return found


def a_text(tree):
    """A text that a parsed pattern matches, near enough."""
    found = ""
    for kind, value in tree:
        match str(kind):
            case "LITERAL":
                found += chr(value)
            case "NOT_LITERAL" | "ANY":
                found += "a"
            case "IN":
                found += a_char(value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                found += a_text(value[2]) * max(value[0], 1)
            case "SUBPATTERN":
                found += a_text(value[3])
            case "ATOMIC_GROUP":
                found += a_text(value)
            case "BRANCH":
                found += a_text(value[1][0])
    return found


def repeats(tree, before=""):
    """What stands before each unbounded repetition of a pattern, and what is repeated."""
    for item in tree:
        kind, value = str(item[0]), item[1]
        if kind.endswith("REPEAT"):
            if value[1] >= 50:
                yield before, a_text(value[2])
            yield from repeats(value[2], before)
        elif kind in {"SUBPATTERN", "ATOMIC_GROUP"}:
            yield from repeats(value[3] if kind == "SUBPATTERN" else value, before)
        elif kind == "BRANCH":
            for branch in value[1]:
                yield from repeats(branch, before)
        before += a_text([item])


def hostile(pattern):
    """Texts that make a pattern go over the same ground again and again, if any do."""
    text = pattern.pattern.decode("latin1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    for before, body in repeats(_parser.parse(text, pattern.flags & re.VERBOSE)):
        for one in {body, " ", "a", "1"}:
            yield from {(before, one), ("", before + one), (before, body + one), ("a", one)}


def lasting(call, pattern, before, body, size):
    text = before + body * (size // max(len(body), 1)) + "\0"
    given = text.encode("latin1", "ignore") if isinstance(pattern.pattern, bytes) else text
    start = time.process_time()
    found = call("", given) if call.__name__ == "sub" else call(given)
    for _ in found if call.__name__ == "finditer" else ():
        pass
    return time.process_time() - start


def quadratic(call, pattern):
    """A text whose time grows faster than its length, None if there is none."""
    for before, body in set(hostile(pattern)):
        long = lasting(call, pattern, before, body, 4 * SIZE)
        if long > 0.02 and long > 10 * lasting(call, pattern, before, body, SIZE):
            return before, body
    return None


def patterns():
    """Every pattern of every module and the ways its module calls it."""
    for path in sorted((ROOT / "deid").rglob("*.py")):
        source = path.read_text("utf-8")
        if "re.compile(" not in source and "lazy(" not in source:
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        known = vars(import_module(name))
        calls = {
            (node.value.id, node.attr)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS
        }
        for variable, method in sorted(calls):
            value = known.get(variable)
            if isinstance(value, re.Pattern) or type(value).__name__ == "_Lazy":
                value.search("") if type(value).__name__ == "_Lazy" else None
                pattern = value if isinstance(value, re.Pattern) else re.compile(*vars(value)["_source"])
                yield name, variable, method, pattern


def test_every_pattern_is_linear():
    found = []
    tried = 0
    for name, variable, method, pattern in patterns():
        tried += 1
        if (name, variable) not in BOUNDED and (text := quadratic(getattr(pattern, method), pattern)):
            found.append((name, variable, method, text))
    assert tried > 120
    assert not found


@pytest.mark.parametrize(
    ("bad", "method"),
    [
        (re.compile(r"\s+x"), "search"),
        (re.compile(rb"<row\b[^>]*hidden>"), "findall"),
        (re.compile(r"<a>.*?</a>", re.DOTALL), "sub"),
    ],
)
def test_a_slow_pattern_would_be_found(bad, method):
    assert quadratic(getattr(bad, method), bad)


def test_long_cells_are_not_read_where_a_pattern_would_be_slow():
    cell = pa.array([" \t" * 500_000 + "x", "19000101 " * 110_000])
    for name in ("resident_id", "phone"):
        start = time.process_time()
        assert set(registry.get(name)(cell).to_pylist()) == {"*" * 8}
        assert time.process_time() - start < 2


CELLS = {
    "digits": "4112241957081985" * 62_500,
    "groups": "1 " * 500_000,
    "dates": "2026-11-21 " * 90_000,
    "ats": "a@" * 500_000,
    "mails": "a.b" * 330_000 + "@x",
    "plates": "京A " * 200_000,
    "written": "一二三四五六" * 55_000,
    "marks": "\u200b" * 330_000,
    "full-width": "４１１２２４ " * 50_000,
    "names": "李四" * 166_000,
    "brackets": "(" * 500_000 + ")" * 500_000,
    "stars": "*" * 1_000_000,
    "places": "新坪村" * 111_000,
    "blanks": " \t\n" * 330_000,
    "combining": "e" + "\u0301" * 500_000,
    "quotes": '411224197403"' + '"' * 1_000_000,
    "tens": "一" * 333_000,
}
NEED_KEY = ("token", "surrogate")
READERS = (
    addresses.full_address_keys,
    births.birth_dates,
    births.latest_births,
    dates.ages,
    dates.latest_birth,
    persons.keys_inside,
)


@pytest.mark.parametrize("size", [20_000, pytest.param(1_000_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", [name for name in registry.names() if name not in NEED_KEY])
def test_long_cells(name, size):
    mask = registry.get(name)
    options = {"to": "year"} if name == "date" else {"level": "village"} if name == "address" else {}
    options = {"allowed": ["一"], "other": "其他"} if name == "category" else options
    options = {"first": 1, "last": 1} if name == "keep_ends" else options
    options = {"band": 10} if name in {"age", "amount"} else options
    for kind, cell in CELLS.items():
        start = time.process_time()
        mask(pa.array([cell[:size]]), **options)
        assert time.process_time() - start < 3, kind


@pytest.mark.parametrize("size", [20_000, pytest.param(300_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_long_cells_are_read_for_households_and_ages(read, size):
    for kind, cell in CELLS.items():
        start = time.process_time()
        read(pa.array([cell[:size] + "\nx"]))
        assert time.process_time() - start < 0.5 + size / 50_000, kind


@pytest.mark.long
def test_searches_of_a_megabyte():
    column = pa.array(list(CELLS.values()))
    start = time.process_time()
    scan.contains_identifier(column)
    scan.identifiers(column)
    scan.kind_of(column)
    for cell in islice(CELLS.values(), 12):
        scan.hide(cell, ["李四", "王 芳"])
    assert time.process_time() - start < 12


def test_headers_of_any_length():
    fields = load_fields(())
    for cell in [*CELLS.values(), "户主" * 15, "村" * 30, "1、" * 15, "卢氏县" * 10, "户主姓名、" * 6]:
        start = time.process_time()
        normalise_header(cell)
        match_header(cell, fields)
        assert time.process_time() - start < 2


SHEETS = {
    "open rows": b"hidden" + b"<row " * 200_000,
    "open cells": b't="e"' + b"<c " * 300_000,
    "formulas": b"<f>" + b"<c><f>" * 160_000,
    "words": b'<row hidden="1" ' + b"a" * 1_000_000 + b">",
    "places": b"v>" + b'r="A1"' * 160_000,
    "hidden again": b"<row " + b' hidden="1"' * 90_000,
}


@pytest.mark.parametrize("kind", SHEETS)
def test_hostile_sheets(kind):
    start = time.process_time()
    excel_sheet.scan(io.BytesIO(SHEETS[kind]))
    assert time.process_time() - start < 3


def test_hostile_parts():
    start = time.process_time()
    list(excel_marks._of_paper("<oddHeader>" * 100_000))
    _TITLES.sub("", "<HeadingPairs>" * 100_000)
    _X_RUN.sub("", "X" * 1_000_000)
    assert time.process_time() - start < 3
