"""The file under a ledger (SQLite): opened only if it is ours, its errors as our own."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from deid.errors import UsageError
from deid.ledger import schema
from deid.ledger.database import Rows
from deid.messages import problem

T = TypeVar("T")
WAIT = 60.0
"""Seconds to wait for another process."""
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANT")
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY")


def _told(action: Callable[[], T]) -> T:
    """Do something; an error of the database is ours: busy, or damaged."""
    try:
        return action()
    except sqlite3.OperationalError as error:
        busy, full = (error.sqlite_errorname.startswith(names) for names in (_BUSY, _NO_ROOM))
        fault = "ledger.busy" if busy else "ledger.folder" if full else "ledger.damaged"
    except sqlite3.Error:
        fault = "ledger.damaged"
    raise problem(UsageError, fault)


def digest(path: Path) -> str | None:
    """The SHA-256 of a file; None if it cannot be read, or is a device or pipe."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


class File:
    """A database in a file that is there."""

    def __init__(self, path: Path) -> None:
        target = f"{path.absolute().as_uri()}?mode=rw"
        self._db = _told(lambda: sqlite3.connect(target, uri=True, timeout=WAIT, isolation_level=None))

    @property
    def changing(self) -> bool:
        """Whether a change has begun."""
        return self._db.in_transaction

    def all(self, statement: str, /, **values: object) -> Rows:
        """The rows a statement finds."""
        return _told(lambda: self._db.execute(statement, values).fetchall())

    def change(self, statement: str, /, **values: object) -> None:
        """Run a statement that finds nothing."""
        _told(lambda: self._db.execute(statement, values))

    def add(self, statement: str, /, **values: object) -> int:
        """Run an ``INSERT`` of one row; its number."""
        return _told(lambda: self._db.execute(statement, values).lastrowid) or 0

    def fill(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Add many rows of three cells to a table of our own."""
        insert = f"INSERT INTO {table} VALUES (?, ?, ?)"  # noqa: S608  our own names
        _told(lambda: self._db.executemany(insert, rows))

    def define(self, statement: str) -> None:
        """Run a statement that makes or alters a table."""
        self.change(statement)

    def start(self) -> None:
        """Make room for the tables of a new ledger: the file is there and empty."""

    def version(self) -> int:
        """The version of the tables; 0: there are none."""
        return int(self.all("PRAGMA user_version")[0][0])

    def reached(self, version: int) -> None:
        """Note the version of the tables."""
        self.change(f"PRAGMA application_id = {schema.APPLICATION}")
        self.change(f"PRAGMA user_version = {version}")

    def begin(self) -> None:
        """Begin a change; other writers wait."""
        self.change("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the change that has begun."""
        self.change("COMMIT")

    def rollback(self) -> None:
        """Take back the change that has begun."""
        self.change("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def is_ledger(self) -> bool:
        """Whether the file is one of ours, of any version."""
        return int(self.all("PRAGMA application_id")[0][0]) == schema.APPLICATION

    def settle_down(self) -> None:
        """How the file is written from now on."""
        for pragma in _PRAGMAS:
            self.change(f"PRAGMA {pragma}")


def open_file(path: Path) -> File:
    """Open a ledger's file; nothing in it is changed before it is known to be ours.

    Raises:
        UsageError: there is none, it is no ledger, or it was made by a newer deid.
    """
    if not path.is_file():
        raise problem(UsageError, "ledger.missing")
    database = File(path)
    try:
        schema.check(database.version() if database.is_ledger() else 0, "ledger.damaged")
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
        database.settle_down()
    except BaseException:
        database.close()
        raise
    return database


def new_file(path: Path) -> File:
    """An empty file, readable by its owner only.

    Raises:
        UsageError: something stands there already, or the folder cannot be written.
    """
    fault = ""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        fault = "ledger.exists"
    except OSError:
        fault = "ledger.folder"
    if fault:
        raise problem(UsageError, fault)
    return File(path)
