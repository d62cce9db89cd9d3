"""The database under a shared ledger (PostgreSQL), through SQLAlchemy.

The only connection deid opens: to the one address the office has given, encrypted and with the server's
certificate checked unless it stays on this machine.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import text

from deid.errors import UsageError
from deid.ledger import schema
from deid.ledger.connecting import SCHEMA, engine_for
from deid.ledger.database import Rows
from deid.ledger.faults import fault_of
from deid.ledger.home import Address
from deid.messages import problem

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

T = TypeVar("T")
_NUMBER = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
_SPELT = {
    "INTEGER PRIMARY KEY AUTOINCREMENT": _NUMBER,
    "INTEGER PRIMARY KEY": _NUMBER,
    "INTEGER": "BIGINT",
    "BLOB": "BYTEA",
    " WITHOUT ROWID": "",
}
"""What SQLite spells otherwise than PostgreSQL, the longer first."""
_ENCODING = "UTF8"


class Server:
    """A database on a server, connected to only as long as it is used."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._begun: Connection | None = None

    @property
    def changing(self) -> bool:
        """Whether a change has begun."""
        return self._begun is not None

    def all(self, statement: str, /, **values: object) -> Rows:
        """The rows a statement finds."""
        return self._on(
            lambda connection: [tuple(row) for row in connection.execute(text(statement), values)]
        )

    def change(self, statement: str, /, **values: object) -> None:
        """Run a statement that finds nothing."""
        self._on(lambda connection: connection.execute(text(statement), values))

    def add(self, statement: str, /, **values: object) -> int:
        """Run an ``INSERT`` of one row; its number."""
        return int(self.all(f"{statement} RETURNING id", **values)[0][0])

    def fill(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Add many rows to a table of our own, in one go; inside a change."""
        lines = ("\t".join(map(_cell, row)) + "\n" for row in rows)
        content = BytesIO("".join(lines).encode("ascii"))

        def copy(connection: "Connection") -> None:
            cursor: Any = connection.connection.cursor()
            cursor.execute(f"COPY {table} FROM STDIN", stream=content)
            cursor.close()

        self._on(copy)

    def define(self, statement: str) -> None:
        """Run a statement that makes or alters a table, as SQLite spells it."""
        for theirs, ours in _SPELT.items():
            statement = statement.replace(theirs, ours)
        self.change(statement)

    def start(self) -> None:
        """Make room for the tables of a new ledger; inside a change.

        Raises:
            UsageError: a ledger stands there already, or the database cannot hold Chinese.
        """
        if self.version():
            raise problem(UsageError, "ledger.server_exists")
        if self.all("SHOW server_encoding")[0][0] != _ENCODING:
            raise problem(UsageError, "ledger.encoding")
        if self.all("SELECT to_regnamespace(:name) IS NULL", name=SCHEMA)[0][0]:
            self.change(f"CREATE SCHEMA {SCHEMA}")

    def version(self) -> int:
        """The version of the tables; 0: there are none."""
        known = "SELECT to_regclass(:name) IS NOT NULL"
        if not self.all(known, name=f"{SCHEMA}.settings")[0][0]:
            return 0
        rows = self.all("SELECT value FROM settings WHERE name = 'version'")
        return int(rows[0][0]) if rows else 0

    def reached(self, version: int) -> None:
        """Note the version of the tables."""
        self.change(
            "INSERT INTO settings VALUES ('version', :version) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            version=str(version),
        )

    def begin(self) -> None:
        """Begin a change; other writers wait.

        One writer at a time, and each statement sees all that was written before it: the lock comes first.
        """
        self._begun = _told(self._engine.connect, connecting=True)
        try:
            self.all("SELECT 1 FROM pg_advisory_xact_lock(:key)", key=schema.APPLICATION)
        except BaseException:
            self.rollback()
            raise

    def commit(self) -> None:
        """Make the change that has begun."""
        self._on(lambda connection: connection.commit())
        self._let_go()

    def rollback(self) -> None:
        """Take back the change that has begun; if the connection is lost, the server does."""
        self._let_go()

    def close(self) -> None:
        """Close the connection."""
        self._let_go()
        with suppress(Exception):
            self._engine.dispose()

    def _let_go(self) -> None:
        """Hand the connection back; what was not committed is taken back."""
        begun, self._begun = self._begun, None
        if begun is not None:
            _close(begun)

    def _on(self, action: "Callable[[Connection], T]") -> T:
        """Do something inside the change that has begun, or by itself."""
        if self._begun is not None:
            begun = self._begun
            return _told(lambda: action(begun))
        connection = _told(self._engine.connect, connecting=True)
        try:
            found = _told(lambda: action(connection))
            _told(connection.commit)
        finally:
            _close(connection)
        return found


def _told(action: "Callable[[], T]", *, connecting: bool = False) -> T:
    """Do something; whatever goes wrong is ours, and nothing of what driver or server said hangs on it."""
    try:
        return action()
    except Exception as error:  # noqa: BLE001  drivers raise what they like, and quote the statement
        fault = fault_of(error, connecting=connecting)
    raise problem(UsageError, fault)


def _close(connection: "Connection") -> None:
    """Close a connection, which takes back what was not committed; if it is lost, the server does."""
    with suppress(Exception):
        connection.close()


def open_server(address: Address) -> Server:
    """Open the ledger in a database.

    Raises:
        UsageError: there is none, it was made by a newer deid, or the server cannot be reached.
    """
    server = Server(engine_for(address))
    try:
        schema.check(server.version(), "ledger.missing")
    except BaseException:
        server.close()
        raise
    return server


def new_on_server(address: Address) -> Server:
    """The database that a new ledger will be kept in."""
    return Server(engine_for(address))


def _cell(value: object) -> str:
    """A number or bytes as ``COPY`` reads them."""
    return rf"\\x{value.hex()}" if isinstance(value, bytes) else str(value)
