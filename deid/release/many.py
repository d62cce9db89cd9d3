"""Which lists a folder, a pattern or a row of names means, and where the output of each goes."""

import glob
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from deid import receipt as receipts
from deid.errors import UsageError
from deid.messages import problem

_LISTS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".parquet")
_MAGIC = frozenset("*?[")


class Job(msgspec.Struct, frozen=True):
    """One list, and where its output goes."""

    input: Path
    output: Path


def is_many(sources: Sequence[Path]) -> bool:
    """Whether more than one file is meant: several names, a folder, or a pattern that no file is called."""
    return len(sources) != 1 or sources[0].is_dir() or _is_pattern(sources[0])


def _is_pattern(path: Path) -> bool:
    return bool(_MAGIC & set(str(path))) and not path.exists()


def jobs(sources: Sequence[Path], out: Path, suffix: str) -> list[Job]:
    """The lists that are meant, each with an output of its own name in ``out``.

    Lists below a folder keep their place in it. What lies in ``out`` is no input.

    Raises:
        UsageError: there is no list, ``out`` is a file, or two lists would be written to one output.
    """
    if out.exists() and not out.is_dir():
        raise problem(UsageError, "usage.many_out")
    home = out.absolute().resolve()
    found: dict[Path, Path] = {}
    for source in sources:
        for path, name in _below(source, home):
            found.setdefault(path.absolute().resolve(), name)
    if not found:
        raise problem(UsageError, "usage.no_files")
    if any(home in path.parents for path in found):
        raise problem(UsageError, "usage.many_input")
    made = [Job(path, out / name.with_suffix(suffix)) for path, name in found.items()]
    if max(Counter(str(job.output).casefold() for job in made).values()) > 1:
        raise problem(UsageError, "usage.many_same")
    return made


def _below(source: Path, home: Path) -> list[tuple[Path, Path]]:
    """The files one name stands for, and what each is called below the output folder."""
    if source.is_dir():
        files = sorted(path for path in source.rglob("*") if path.suffix.lower() in _LISTS and path.is_file())
        mine = [(path, path.relative_to(source)) for path in files]
        outside = [pair for pair in mine if home not in pair[0].absolute().resolve().parents]
        return [pair for pair in outside if not any(map(_hidden, pair[1].parts))]
    if _is_pattern(source):
        paths = sorted(Path(name) for name in glob.glob(str(source), recursive=True))  # noqa: PTH207  may be absolute
        return [(path, Path(path.name)) for path in paths if path.is_file() and not _is_paper(path.name)]
    return [(source, Path(source.name))] if not _is_paper(source.name) else []


def _hidden(part: str) -> bool:
    return part.startswith((".", "~$"))


def _is_paper(name: str) -> bool:
    """Receipts lie beside lists and are none; editors' lock files too."""
    return name.endswith(receipts.BESIDE) or _hidden(name)
