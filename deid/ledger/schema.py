"""The tables of a ledger, their version, and the steps from one version to the next."""

from deid.errors import UsageError
from deid.ledger.database import Database, writing
from deid.messages import problem

APPLICATION = 0x64656964
"""Marks a database as a ledger of deid ("deid" in ASCII)."""

_FIRST = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE releases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL,
    notice TEXT NOT NULL,
    title TEXT NOT NULL,
    channel TEXT NOT NULL,
    form TEXT NOT NULL,
    audience TEXT NOT NULL,
    place TEXT,
    as_of TEXT NOT NULL,
    output_sha256 TEXT NOT NULL,
    output_path TEXT NOT NULL,
    policy_sha256 TEXT NOT NULL,
    rows_out INTEGER NOT NULL,
    floor INTEGER NOT NULL,
    unlinked INTEGER NOT NULL,
    publish_by TEXT,
    refresh_by TEXT,
    posted_until TEXT,
    provisional INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'discarded', 'withdrawn')),
    ended_on TEXT,
    shown BLOB NOT NULL,
    receipt TEXT NOT NULL
);
CREATE INDEX releases_by_output ON releases (output_sha256, notice, channel);
CREATE TABLE keys (id INTEGER PRIMARY KEY, mark TEXT NOT NULL UNIQUE);
CREATE TABLE histories (id INTEGER PRIMARY KEY, releases TEXT NOT NULL UNIQUE);
CREATE TABLE persons (
    person BLOB NOT NULL,
    key INTEGER NOT NULL REFERENCES keys (id),
    history INTEGER NOT NULL REFERENCES histories (id),
    PRIMARY KEY (person, key)
) WITHOUT ROWID;
"""

_OBJECTIONS = """
CREATE TABLE objections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    release INTEGER NOT NULL REFERENCES releases (id),
    received_on TEXT NOT NULL,
    via TEXT NOT NULL,
    kind TEXT NOT NULL,
    file_no TEXT NOT NULL,
    due_on TEXT NOT NULL,
    provisional INTEGER NOT NULL,
    closed_on TEXT,
    outcome TEXT
);
CREATE INDEX objections_by_release ON objections (release);
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _OBJECTIONS)
"""Script n takes a ledger from version n to n + 1. A published script is never edited, only followed."""


def check(version: int, nothing: str) -> None:
    """Leave alone what is no ledger, and one that a newer deid has made.

    Args:
        version: of its tables; 0: there are none.
        nothing: the code of the message if there are none.

    Raises:
        UsageError: it is one or the other.
    """
    if not version:
        raise problem(UsageError, nothing)
    if version > len(MIGRATIONS):
        raise problem(UsageError, "ledger.newer")


def migrate(database: Database) -> None:
    """Bring a ledger to the newest version, each step whole or not at all; two processes may meet here."""
    while database.version() < len(MIGRATIONS):
        with writing(database):
            at = database.version()
            if at < len(MIGRATIONS):
                for statement in filter(str.strip, MIGRATIONS[at].split(";")):
                    database.define(statement)
                database.reached(at + 1)
