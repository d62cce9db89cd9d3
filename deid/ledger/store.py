"""The file of a ledger: opened safely by several processes, written whole or not at all."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from deid.errors import KeyMaterialError, UsageError
from deid.ledger import schema
from deid.ledger.entry import COLUMNS, Entry, State, from_row
from deid.ledger.file import connect, digest, guarded, prepare
from deid.ledger.persons import Persons
from deid.ledger.ring import mark
from deid.messages import problem

_OPEN = (State.PENDING, State.CONFIRMED)


class Ledger:
    """A ledger. Opening it settles what a crash left behind.

    Args:
        path: the file, made by ``Ledger.create``.
        ring: keys, the one in use first; needed where the ledger holds persons and people are looked up.

    Raises:
        UsageError: there is no such ledger, it is damaged, newer than this deid, or busy for too long.
    """

    def __init__(self, path: Path, ring: Sequence[bytes] = ()) -> None:
        self.path = path
        if not path.is_file():
            raise problem(UsageError, "ledger.missing")
        self._db = connect(path)
        try:
            with guarded():
                prepare(self._db, path)
            self.persons = Persons(self._db, ring) if self._setting("persons") else None
            self.settle()
        except BaseException:
            self._db.close()
            raise

    @classmethod
    def create(cls, path: Path, ring: Sequence[bytes] = ()) -> "Ledger":
        """Make a new ledger; with keys it holds persons.

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
        db = connect(path)
        try:
            with guarded():
                schema.migrate(db)
                if ring:
                    db.execute("INSERT INTO settings VALUES ('persons', '1')")
                    db.execute("INSERT INTO keys (mark) VALUES (?)", (mark(ring[0]),))
        finally:
            db.close()
        return cls(path, ring)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One change, whole or not at all; other writers wait. May be nested."""
        if self._db.in_transaction:
            yield
            return
        with guarded():
            self._db.execute("BEGIN IMMEDIATE")
        try:
            with guarded():
                yield
                if self._db.in_transaction:  # not undone on the way
                    self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def undo(self) -> None:
        """Take back everything since the outermost ``writing`` began."""
        self._db.execute("ROLLBACK")

    def need_key(self) -> None:
        """Make sure every person on record can be looked up.

        Raises:
            KeyMaterialError: the ledger holds persons under a key that was not given.
        """
        if self.persons is not None and not self.persons.complete():
            raise problem(
                KeyMaterialError, "ledger.key_missing" if self.persons.ring else "ledger.key_needed"
            )

    def entries(self, *states: State) -> list[Entry]:
        """The releases in order, those in some states or all."""
        with guarded():
            rows = self._db.execute("SELECT * FROM releases ORDER BY as_of, id").fetchall()
        return [entry for entry in map(from_row, rows) if not states or entry.state in states]

    def entry(self, number: int) -> Entry:
        """One release.

        Raises:
            UsageError: there is none of that number.
        """
        with guarded():
            row = self._db.execute("SELECT * FROM releases WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise problem(UsageError, "ledger.no_entry", number=number)
        return from_row(row)

    def same(self, entry: Entry) -> Entry | None:
        """The release that this one repeats: the same bytes for the same notice type and channel."""
        known = "SELECT * FROM releases WHERE output_sha256 = ? AND notice = ? AND channel = ? ORDER BY id"
        with guarded():
            rows = self._db.execute(known, (entry.output_sha256, entry.notice, entry.channel)).fetchall()
        return next((found for found in map(from_row, rows) if found.state in _OPEN), None)

    def write(self, entry: Entry) -> Entry:
        """Add a release, or change the one with its number."""
        row = entry.as_row()
        names = [name for name in COLUMNS if name != "id" or entry.id]
        marks = ", ".join(f":{name}" for name in names)
        statement = f"INSERT OR REPLACE INTO releases ({', '.join(names)}) VALUES ({marks})"  # noqa: S608  our own names
        with self.writing():
            number = self._db.execute(statement, row).lastrowid
        return replace(entry, id=int(number or 0))

    def move(self, number: int, state: State, on: date | None = None) -> Entry:
        """Change what became of a release.

        Raises:
            UsageError: there is none, or it cannot become that.
        """
        allowed = {
            State.CONFIRMED: _OPEN,
            State.DISCARDED: (State.PENDING,),
            State.WITHDRAWN: (*_OPEN, State.WITHDRAWN),
        }
        with self.writing():
            entry = self.entry(number)
            if entry.state not in allowed.get(state, ()):
                raise problem(UsageError, f"ledger.not_{state}", number=number)
            return self.write(replace(entry, state=state, ended_on=on))

    def settle(self) -> None:
        """Confirm the pending releases whose file stands where it should, with the bytes it should have.

        A draft under review stands there too; it waits for ``deid post``.
        """
        for entry in self.entries(State.PENDING):
            if not entry.awaits_post and digest(Path(entry.output_path)) == entry.output_sha256:
                with self.writing():
                    if self.entry(entry.id).state is State.PENDING:
                        self.move(entry.id, State.CONFIRMED)

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove releases for good, and the persons who were in no other."""
        gone = set(numbers)
        with self.writing():
            self._db.executemany("DELETE FROM releases WHERE id = ?", [(number,) for number in gone])
            if self.persons is not None:
                self.persons.forget(gone)

    def keys(self) -> dict[str, int]:
        """The mark of every key, and how many persons stand under it."""
        counted = "SELECT mark, count(person) FROM keys LEFT JOIN persons ON key = id GROUP BY id ORDER BY id"
        with guarded():
            return {str(name): int(count) for name, count in self._db.execute(counted)}

    def _setting(self, name: str) -> str | None:
        with guarded():
            row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None
