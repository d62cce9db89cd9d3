"""Files put in place, and taken away again, byte for byte."""

from pathlib import Path

from deid.approval.draft import refusal
from deid.errors import UsageError
from deid.io.aside import Aside
from deid.ledger.file import digest
from deid.messages import problem

_BLOCK = 1 << 20


def put(source: Path, target: Path, sha256: str) -> None:
    """Copy a file into its place, whole or not at all, if it holds exactly these bytes.

    Raises:
        UsageError: the place cannot be written, or the file cannot be read.
        RefusedError: the bytes are others.
    """
    with Aside(target, source=source) as aside:
        _pour(source, aside)
        aside.file.flush()
        if digest(aside.path) != sha256:
            raise refusal(code="list_changed")
        aside.commit()


def take_away(source: Path, target: Path) -> None:
    """Move a file, also to another disk; what stood at ``target`` stays under its name.

    Raises:
        UsageError: it cannot be read, written or removed, for example because it is open.
    """
    number, free = 2, target
    while free.exists():
        free, number = target.with_name(f"{target.name}.{number}"), number + 1
    with Aside(free, private=True) as aside:
        _pour(source, aside)
        aside.commit()
    remove(source)


def remove(path: Path) -> None:
    """Remove a file.

    Raises:
        UsageError: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass
    else:
        return
    raise problem(UsageError, "output.in_use")


def _pour(source: Path, aside: Aside) -> None:
    readable = True
    try:
        with source.open("rb") as file:
            while block := file.read(_BLOCK):
                aside.write(block)
    except OSError:
        readable = False
    if not readable:
        raise problem(UsageError, "approval.no_list")
