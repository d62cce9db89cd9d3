"""The licences of everything deid needs to run: only those that ask nothing of whoever passes deid on.

``python .ci/licences.py`` looks at the installed packages that the extra ``all`` of pyproject.toml leads to.
"""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

FREE = re.compile(
    r"\b(?:apache|bsd|mit|isc|psf|python software|zlib|unlicense|hpnd|cc0|mpl|mozilla|ofl|0bsd)",
    re.IGNORECASE,
)
BOUND = re.compile(r"\b(?:a?gpl|gnu (?:affero )?general|sspl|proprietary|commercial)", re.IGNORECASE)
WEAK = re.compile(r"\blgpl|lesser general", re.IGNORECASE)
# Weak copyleft: used as libraries, never copied or changed.
LIBRARIES = {"python-stdnum": "LGPL-2.1-or-later", "fpdf2": "LGPL-3.0-only"}
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"extra\s*==\s*[\"']([^\"']+)")
_EXTRAS = re.compile(r"\[([^\]]+)\]")


def plain(name: str) -> str:
    """A package's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(extra: str) -> list[str]:
    """What pyproject.toml asks for, with everything an extra of its own leads to."""
    project = tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    extras = project["optional-dependencies"]
    found = [*project["dependencies"], *extras[extra]]
    for line in extras[extra]:
        if plain(line.partition("[")[0]) == project["name"]:
            found += [one for name in _EXTRAS.findall(line)[0].split(",") for one in extras[name.strip()]]
    return [line for line in found if not line.startswith(project["name"])]


def reached(name: str, extras: frozenset[str], seen: dict[str, set[str]]) -> None:
    """Every installed package that ``name`` with these extras leads to."""
    known = seen.setdefault(plain(name), set())
    if known and extras <= known:
        return
    known.update(extras or {""})
    try:
        needed = distribution(name).requires or []
    except PackageNotFoundError:
        del seen[plain(name)]
        return
    for line in needed:
        wanted = set(_EXTRA.findall(line))
        if wanted and not wanted & extras:
            continue
        found = _NAME.match(line)
        more = _EXTRAS.search(line.partition(";")[0])
        if found:
            reached(
                found[0], frozenset(one.strip() for one in more[1].split(",")) if more else frozenset(), seen
            )


def licence(name: str) -> str:
    """What a package says of its licence."""
    told = distribution(name).metadata
    lines = [told.get("License-Expression") or "", (told.get("License") or "").split("\n")[0]]
    lines += [one for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    return " | ".join(line for line in lines if line)


def main() -> None:
    """Print every package with its licence; exit 1 where one is not free."""
    seen: dict[str, set[str]] = {}
    for line in asked_for("all"):
        more = _EXTRAS.search(line)
        reached(_NAME.findall(line)[0], frozenset(more[1].split(",")) if more else frozenset(), seen)
    wrong = []
    for name in sorted(seen):
        told = licence(name)
        weak = name in LIBRARIES and WEAK.search(told) is not None
        good = weak or (FREE.search(told) is not None and not (BOUND.search(told) or WEAK.search(told)))
        print(
            f"{'   ' if good else '!! '}{name} {distribution(name).version}: {told[:100] or 'says nothing'}"
        )
        wrong += [] if good else [name]
    if not seen or wrong:
        sys.exit(f"not free or not known: {', '.join(wrong) or 'nothing is installed'}")


if __name__ == "__main__":
    main()
