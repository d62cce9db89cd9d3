"""The private folder of one server: only its owner can look in, and it goes when the server goes."""

import os
import shutil
import tempfile
import time
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "deid-serve-"
_LOCK = "lock"
_PRIVATE = 0o700
_NEW = 60  # seconds within which another server may still be taking its lock


class PrivateFolder:
    """A folder (0700) for the lists of one run of the server.

    A lock is held on it while the server lives, so that the next start can tell what a crash left behind.
    """

    def __init__(self, within: Path | None = None) -> None:
        self._within = within or Path(tempfile.gettempdir())
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._within))
        self._lock = FileLock(self.path / _LOCK, mode=0o600)
        self._lock.acquire(timeout=0)

    def room(self, name: str) -> Path:
        """A folder of its own for one list; it must not be there yet."""
        made = self.path / name
        made.mkdir(mode=_PRIVATE)
        return made

    def remove(self) -> None:
        """Take everything away."""
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def sweep(within: Path | None = None) -> int:
    """Remove what servers that died left behind; those that live keep theirs.

    Returns:
        How many folders were removed.
    """
    removed = 0
    for folder in (within or Path(tempfile.gettempdir())).glob(_PREFIX + "*"):
        if folder.is_symlink() or not folder.is_dir() or not _ours(folder):
            continue
        if not (folder / _LOCK).exists() and time.time() - folder.stat().st_mtime < _NEW:
            continue
        lock = FileLock(folder / _LOCK)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            continue
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
        removed += 1
    return removed


def _ours(folder: Path) -> bool:
    return not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()
