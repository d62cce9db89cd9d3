"""Where rule files stand."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from deid.errors import UsageError
from deid.messages import problem

NOT_NOTICES = frozenset({"catalogue", "fields", "withhold"})
SUFFIXES = (".yaml", ".yml")


@cache
def rules_folder() -> Path:
    """The rules that come with deid: inside the wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"


def folders(rules: Sequence[Path | str] = ()) -> tuple[Path, ...]:
    """The shipped rules, then a county's own, in order; those of ``DEID_RULES`` where none are named.

    Raises:
        UsageError: one of them is no folder.
    """
    own = tuple(own_folder(folder) for folder in rules or of_environment())
    if not all(folder.is_dir() for folder in own):
        raise problem(UsageError, "rule.no_folder")
    return (rules_folder(), *own)


def of_environment() -> tuple[Path, ...]:
    """The folders of ``DEID_RULES``: a program that imports deid obeys the same rules as the command."""
    return tuple(Path(part) for part in os.environ.get("DEID_RULES", "").split(os.pathsep) if part)


def own_folder(folder: Path | str) -> Path:
    """A county's folder; ``provinces/NAME`` that is none of its own is one that comes with deid."""
    folder = Path(folder)
    shipped = rules_folder() / folder
    inside = not folder.is_absolute() and folder.parts[:1] == ("provinces",) and ".." not in folder.parts
    return shipped if inside and not folder.is_dir() and shipped.is_dir() else folder


def notice_files(folder: Path) -> list[Path]:
    """The notice types of a folder, sorted."""
    found = (path for path in folder.iterdir() if path.suffix in SUFFIXES and path.stem not in NOT_NOTICES)
    return sorted(path for path in found if not path.name.startswith("."))
