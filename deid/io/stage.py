"""A folder that appears whole or not at all."""

import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from deid.errors import UsageError
from deid.io.umask import umask
from deid.messages import problem

SUPERSEDED = ".superseded"
_PRIVATE, _PUBLIC = 0o700, 0o755


class Stage:
    """A private folder beside its destination that becomes the destination on ``commit``.

    A folder that stands there is never removed: it is moved to ``NAME.superseded``, or the next free
    ``NAME.superseded.2``. Nothing is left behind without ``commit``.

    Args:
        target: where the folder shall stand.

    Raises:
        UsageError: the folder above is missing or not writable, or something else stands there.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        fault = ""
        if not target.absolute().parent.is_dir():
            fault = "output.folder"
        elif target.is_symlink() or (target.exists() and not target.is_dir()):
            fault = "pack.no_folder"
        self.root = target.parent / f".{os.urandom(8).hex()}.tmp"
        if not fault:
            try:
                self.root.mkdir(_PRIVATE)
            except OSError:
                fault = "output.folder"
        if fault:
            raise problem(UsageError, fault)
        self._open = True

    def commit(self) -> None:
        """Put the folder in its place."""
        older, fault = None, ""
        try:
            if self.target.is_dir():
                older = set_aside(self.target)
            self.root.chmod(_PUBLIC & ~umask())
            self.root.rename(self.target)
        except OSError:
            fault = "output.in_use"
            if older is not None and not self.target.exists():
                older.rename(self.target)
        if fault:
            self.discard()
            raise problem(UsageError, fault)
        self._open = False

    def discard(self) -> None:
        """Remove the folder; nothing happens after ``commit`` or a second time."""
        if self._open:
            self._open = False
            shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def set_aside(older: Path) -> Path | None:
    """Move what stands somewhere out of its place, where nobody takes it for valid; an empty folder goes."""
    if not older.exists():
        return None
    if older.is_dir() and not any(older.iterdir()):
        older.rmdir()
        return None
    return older.rename(superseded(older))


def superseded(older: Path) -> Path:
    """Where something would be moved to: the first name that is free."""
    number, free = 2, older.with_name(older.name + SUPERSEDED)
    while free.exists():
        free, number = older.with_name(f"{older.name}{SUPERSEDED}.{number}"), number + 1
    return free
