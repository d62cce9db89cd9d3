"""What is said where a library of an extra is missing agrees with pyproject.toml."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from deid.errors import UsageError
from deid.extras import need

ROOT = Path(__file__).parents[1]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "optional-dependencies"
]
NEEDED = sorted(
    (extra, module)
    for path in (ROOT / "deid").rglob("*.py")
    for extra, modules in re.findall(
        r'\bneed\("(\w+)", ((?:"\w+"(?:, )?)+)\)', path.read_text(encoding="utf-8")
    )
    for module in re.findall(r"\w+", modules)
)


def test_the_places_are_found():
    assert len(NEEDED) > 8


@pytest.mark.parametrize(("extra", "module"), dict.fromkeys(NEEDED))
def test_the_extra_holds_the_library(extra, module, monkeypatch):
    pytest.importorskip(module, reason="an extra that is not installed here")
    need(extra, module)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=re.escape(f"deid-lists[{extra}]")) as raised:
        need(extra, "sys", module)
    named = re.sub(r"[-_.]+", "-", str(raised.value)).lower()
    package = re.sub(r"[-_.]+", "-", packages_distributions()[module][0]).lower()
    assert package in named
    if module != "fontTools":  # fpdf2 brings it
        assert any(re.split(r"[\[>=<]", one)[0].lower() == package for one in EXTRAS[extra]), package
