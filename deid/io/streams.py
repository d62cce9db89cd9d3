"""Standard input and output: lists are kept in a private folder while they are worked on, and no longer."""

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

STREAM = Path("-")
"""What stands for standard input or output."""
_PREFIX = "deid-stream-"
_LOCK = "in-use"
_BLOCK = 1 << 20


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that only its owner can read, gone at the end, also after an error or a polite kill.

    What a power cut or ``kill -9`` left of an earlier one is removed first.
    """
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with (folder / _LOCK).open("wb") as lock, _ended_politely():
            _hold(lock)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def at_hand(path: Path, stream: IO[bytes]) -> Iterator[Path]:
    """A file as it is; standard input as a private file that is gone at the end."""
    if path != STREAM:
        yield path
        return
    with private_folder() as folder:
        yield spool(stream, folder)


def spool(stream: IO[bytes], folder: Path) -> Path:
    """What comes from a stream as a private file, to be read as often as needed."""
    path = folder / "stdin"
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
    ) as file:
        shutil.copyfileobj(stream, file, _BLOCK)
    return path


def pour(path: Path, stream: IO[bytes]) -> None:
    """The bytes of a file into a stream."""
    with path.open("rb") as file:
        shutil.copyfileobj(file, stream, _BLOCK)
    stream.flush()


def _hold(lock: IO[bytes]) -> None:
    """Mark the folder as in use for as long as this process lives."""
    if os.name == "posix":
        import fcntl  # noqa: PLC0415  not on Windows

        fcntl.flock(lock, fcntl.LOCK_EX)


def _sweep() -> None:
    """Remove the folders of processes that are dead."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if not folder.is_symlink() and _mine(folder) and _dead(folder / _LOCK):
                shutil.rmtree(folder, ignore_errors=True)


def _mine(folder: Path) -> bool:
    return os.name != "posix" or folder.stat().st_uid == os.getuid()


def _dead(lock: Path) -> bool:
    """Whether nobody holds the lock; a folder without one is just being made."""
    if os.name != "posix":
        lock.unlink()  # fails while its process lives
        return True
    import fcntl  # noqa: PLC0415  not on Windows

    with lock.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Let a signal to end clean up on its way out."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  the handler's signature
        raise SystemExit(128 + number)

    names = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(number, signal.signal(number, leave)) for number in names]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
