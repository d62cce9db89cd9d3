"""What a ledger asks of the database it is kept in; its statements are written once, for every kind.

Values are named (``:name``), rows come back as tuples in the order that was asked for.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

Rows = list[tuple[Any, ...]]


class Database(Protocol):
    """A connection to a database. Whatever goes wrong is a ``UsageError`` that quotes nothing."""

    @property
    def changing(self) -> bool:
        """Whether a change has begun."""
        ...

    def all(self, statement: str, /, **values: object) -> Rows:
        """The rows a statement finds."""
        ...

    def change(self, statement: str, /, **values: object) -> None:
        """Run a statement that finds nothing."""
        ...

    def add(self, statement: str, /, **values: object) -> int:
        """Run an ``INSERT`` of one row; its number."""
        ...

    def fill(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Add many rows to a table of our own."""
        ...

    def define(self, statement: str) -> None:
        """Run a statement that makes or alters a table, as SQLite spells it."""
        ...

    def start(self) -> None:
        """Make room for the tables of a new ledger; inside a change."""
        ...

    def version(self) -> int:
        """The version of the tables; 0: there are none."""
        ...

    def reached(self, version: int) -> None:
        """Note the version of the tables; inside a change."""
        ...

    def begin(self) -> None:
        """Begin a change; other writers wait."""
        ...

    def commit(self) -> None:
        """Make the change that has begun."""
        ...

    def rollback(self) -> None:
        """Take back the change that has begun."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """One change, whole or not at all; other writers wait. May be nested."""
    if database.changing:
        yield
        return
    database.begin()
    try:
        yield
        if database.changing:  # not undone on the way
            database.commit()
    except BaseException:
        if database.changing:
            database.rollback()
        raise
