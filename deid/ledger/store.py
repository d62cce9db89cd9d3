"""A ledger: opened safely by several processes, written whole or not at all."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Self

from msgspec.structs import replace

from deid.errors import KeyMaterialError, UsageError
from deid.extras import need
from deid.ledger import schema
from deid.ledger.database import Database, writing
from deid.ledger.entry import COLUMNS, Entry, State, from_row
from deid.ledger.file import digest, new_file, open_file
from deid.ledger.home import Home, is_file
from deid.ledger.objections import Objections
from deid.ledger.persons import Persons
from deid.ledger.ring import mark
from deid.messages import problem

_OPEN = (State.PENDING, State.CONFIRMED)
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM releases"  # noqa: S608  our own names


class Ledger:
    """A ledger. Opening it settles what a crash left behind.

    Args:
        home: the file or database, made by ``Ledger.create``.
        ring: keys, the one in use first; needed where the ledger holds persons and people are looked up.

    Raises:
        UsageError: there is no such ledger, it is damaged, newer than this deid, out of reach or busy for
            too long.
    """

    def __init__(self, home: Home, ring: Sequence[bytes] = ()) -> None:
        self.home = home
        self._db = _opened(home)
        try:
            schema.migrate(self._db)
            self.persons = Persons(self._db, ring) if self._setting("persons") else None
            self.objections = Objections(self._db)
            self.settle()
        except BaseException:
            self._db.close()
            raise

    @classmethod
    def create(cls, home: Home, ring: Sequence[bytes] = ()) -> "Ledger":
        """Make a new ledger; with keys it holds persons.

        Raises:
            UsageError: something stands there already, or it cannot be written there.
        """
        database = _made(home)
        try:
            with writing(database):
                database.start()
                schema.migrate(database)
                if ring:
                    database.change("INSERT INTO settings VALUES ('persons', '1')")
                    database.change("INSERT INTO keys (mark) VALUES (:mark)", mark=mark(ring[0]))
        finally:
            database.close()
        return cls(home, ring)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it."""
        self._db.close()

    def writing(self) -> AbstractContextManager[None]:
        """One change, whole or not at all; other writers wait. May be nested."""
        return writing(self._db)

    def undo(self) -> None:
        """Take back everything since the outermost ``writing`` began."""
        self._db.rollback()

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
        rows = self._db.all(f"{_SELECT} ORDER BY as_of, id")
        return [entry for entry in map(from_row, rows) if not states or entry.state in states]

    def entry(self, number: int) -> Entry:
        """One release.

        Raises:
            UsageError: there is none of that number.
        """
        rows = self._db.all(f"{_SELECT} WHERE id = :number", number=number)
        if not rows:
            raise problem(UsageError, "ledger.no_entry", number=number)
        return from_row(rows[0])

    def same(self, entry: Entry) -> Entry | None:
        """The release this one repeats: the same bytes for the same notice type, channel and applicant."""
        wanted = "output_sha256 = :sha256 AND notice = :notice AND channel = :channel"
        told = {"sha256": entry.output_sha256, "notice": entry.notice, "channel": entry.channel}
        rows = self._db.all(f"{_SELECT} WHERE {wanted} ORDER BY id", **told)
        known = (found for found in map(from_row, rows) if found.state in _OPEN)
        return next((found for found in known if found.request == entry.request), None)

    def write(self, entry: Entry) -> Entry:
        """Add a release, or change the one with its number."""
        row = entry.as_row()
        names = [name for name in COLUMNS if name != "id"]
        with self.writing():
            if entry.id:
                cells = ", ".join(f"{name} = :{name}" for name in names)
                self._db.change(f"UPDATE releases SET {cells} WHERE id = :id", **row)  # noqa: S608  our own names
                return entry
            del row["id"]
            cells = ", ".join(f":{name}" for name in names)
            number = self._db.add(f"INSERT INTO releases ({', '.join(names)}) VALUES ({cells})", **row)  # noqa: S608  ours
        return replace(entry, id=number)

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

        A draft under review stands there too; it waits for ``deid post``. Who may only look settles nothing.
        """
        for entry in self.entries(State.PENDING):
            if not entry.awaits_post and self._digest(entry) == entry.output_sha256:
                try:
                    self._confirm(entry.id)
                except UsageError as error:
                    if error.code != "ledger.denied":
                        raise

    def _confirm(self, number: int) -> None:
        with self.writing():
            if self.entry(number).state is State.PENDING:
                self.move(number, State.CONFIRMED)

    def _digest(self, entry: Entry) -> str | None:
        """The digest of a release's file; what another office wrote must not make us reach for a share."""
        away = not is_file(self.home) and entry.output_path.replace("\\", "/").startswith("//")
        return None if away else digest(Path(entry.output_path))

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove releases for good, and the persons who were in no other."""
        gone = set(numbers)
        with self.writing():
            self.objections.forget(gone)
            for number in gone:
                self._db.change("DELETE FROM releases WHERE id = :number", number=number)
            if self.persons is not None:
                self.persons.forget(gone)

    def keys(self) -> dict[str, int]:
        """The mark of every key, and how many persons stand under it."""
        counted = "SELECT mark, count(person) FROM keys LEFT JOIN persons ON key = id GROUP BY id ORDER BY id"
        return {str(name): int(count) for name, count in self._db.all(counted)}

    def _setting(self, name: str) -> str | None:
        rows = self._db.all("SELECT value FROM settings WHERE name = :name", name=name)
        return str(rows[0][0]) if rows else None


def _opened(home: Home) -> Database:
    return open_file(home) if is_file(home) else _server().open_server(home)


def _made(home: Home) -> Database:
    return new_file(home) if is_file(home) else _server().new_on_server(home)


def _server() -> ModuleType:
    """What opens the one connection there is; not even loaded for a ledger in a file."""
    need("postgresql", "sqlalchemy", "pg8000")
    from deid.ledger import server  # noqa: PLC0415

    return server
