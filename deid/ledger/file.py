"""The file under a ledger: opened only if it is ours, its errors as our own."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deid.errors import UsageError
from deid.ledger import schema
from deid.messages import problem

WAIT = 60.0
"""Seconds to wait for another process."""
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANT")


@contextmanager
def guarded() -> Iterator[None]:
    """Errors of the database as ours: busy, or damaged."""
    fault = ""
    try:
        yield
    except sqlite3.OperationalError as error:
        busy = error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
        full = error.sqlite_errorname.startswith(
            ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANT")
        )
        fault = "ledger.busy" if busy else "ledger.folder" if full else "ledger.damaged"
    except sqlite3.Error:
        fault = "ledger.damaged"
    if fault:
        raise problem(UsageError, fault)


def digest(path: Path) -> str | None:
    """The SHA-256 of a file; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def connect(path: Path) -> sqlite3.Connection:
    """Open a file that is there.

    Raises:
        UsageError: it cannot be opened.
    """
    with guarded():
        target = f"{path.absolute().as_uri()}?mode=rw"
        db = sqlite3.connect(target, uri=True, timeout=WAIT, isolation_level=None)
        db.row_factory = sqlite3.Row
        return db
    raise AssertionError


def prepare(db: sqlite3.Connection, path: Path) -> None:
    """Check that the file is ours before anything in it is changed, and bring it up to date.

    Raises:
        UsageError: it is no ledger, or made by a newer deid.
    """
    at = schema.version(db)
    if not schema.is_ledger(db):
        raise problem(UsageError, "ledger.damaged")
    if at > len(schema.MIGRATIONS):
        raise problem(UsageError, "ledger.newer")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
        db.execute(f"PRAGMA {pragma}")
    schema.migrate(db)
