"""Files written aside and put in their place at the end: the old output or the new one, never half of one."""

import os
import stat
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from deid.errors import UsageError
from deid.io.umask import umask
from deid.messages import problem

_PRIVATE = 0o600
_PUBLIC = 0o644


class Aside:
    """A private file in the output's own folder that becomes the output on ``commit``.

    Leaves nothing behind when it is discarded, when the block ends in an error or without ``commit``.

    Args:
        output: where the file shall stand.
        source: the input, which ``output`` may not be.
        private: whether only the owner may read the committed file.

    Raises:
        UsageError: the folder is missing or not writable, or the output may not be replaced.
    """

    def __init__(
        self, output: str | Path, *, source: str | Path | None = None, private: bool = False
    ) -> None:
        self.output = Path(output)
        self._mode = _PRIVATE if private else _PUBLIC
        self._open = False
        _check_target(self.output, source)
        self.path = self.output.parent / f".{os.urandom(8).hex()}.tmp"
        self.file = _create(self.path)
        self._open = True

    def write(self, content: bytes) -> None:
        """Append to the file.

        Raises:
            UsageError: the disk is full or broken.
        """
        try:
            self.file.write(content)
        except OSError:
            pass
        else:
            return
        raise problem(UsageError, "output.write")

    def restart(self) -> None:
        """Forget what was written.

        Raises:
            UsageError: the disk is broken.
        """
        try:
            self.file.seek(0)
            self.file.truncate()
        except OSError:
            pass
        else:
            return
        raise problem(UsageError, "output.write")

    def commit(self) -> None:
        """Put the file in its place: flushed, on disk, renamed."""
        fault = ""
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
            if os.name != "posix":  # which alone renames what is open
                self.file.close()
        except (OSError, ValueError):
            fault = "output.write"
        if not fault:
            try:
                if self.output.is_symlink():
                    fault = "output.symlink"
                else:
                    self.path.replace(self.output)
            except PermissionError:
                fault = "output.in_use"
            except OSError:
                fault = "output.directory" if self.output.is_dir() else "output.write"
        if fault:
            self.discard()
            raise problem(UsageError, fault)
        self._open = False
        self._show()
        _sync_folder(self.output.parent)

    def _show(self) -> None:
        """Give the file its rights once it has its name: a run that is killed before leaves it private."""
        try:
            if os.name == "posix" and self._mode != _PRIVATE:
                os.fchmod(self.file.fileno(), self._mode & ~umask())
            self.file.close()
        except OSError:  # it stands where it should, and its owner can read it
            pass

    def discard(self) -> None:
        """Remove the file; nothing happens after ``commit`` or a second time."""
        if not self._open:
            return
        self._open = False
        try:
            self.file.close()
        except OSError:
            pass
        finally:
            self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def write_private(path: Path, content: bytes, mode: int = _PRIVATE) -> None:
    """Write a file whole or not at all, readable by its owner only unless ``mode`` says otherwise.

    Raises:
        UsageError: the folder is missing or not writable, or the file may not be replaced.
    """
    with Aside(path, private=mode == _PRIVATE) as aside:
        aside.write(content)
        aside.commit()


def write_public(path: Path, content: bytes) -> None:
    """The same for a file that everybody may read.

    Raises:
        UsageError: as above.
    """
    write_private(path, content, _PUBLIC)


def _check_target(output: Path, source: str | Path | None) -> None:
    """Refuse an output that is a folder, a link, no plain file, or the input."""
    fault = ""
    try:
        if not output.parent.is_dir():
            fault = "output.folder"
        elif output.is_symlink():
            fault = "output.symlink"
        elif output.is_dir():
            fault = "output.directory"
        elif output.exists():
            if not stat.S_ISREG(output.stat().st_mode):
                fault = "output.symlink"
            elif source is not None and Path(source).exists() and output.samefile(source):
                fault = "output.same"
    except (OSError, ValueError):
        fault = "output.folder"
    if fault:
        raise problem(UsageError, fault)


def _create(path: Path) -> IO[bytes]:
    """A new file that only its owner can read, open for writing and reading back."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.fdopen(os.open(path, flags | getattr(os, "O_CLOEXEC", 0), _PRIVATE), "w+b")
    except OSError:
        pass
    raise problem(UsageError, "output.folder")


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
