"""The tables of a ledger, their version, and the steps from one version to the next."""

import sqlite3

APPLICATION = 0x64656964
"""Marks the file as a ledger of deid ("deid" in ASCII)."""

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

MIGRATIONS: tuple[str, ...] = (_FIRST,)
"""Script n takes a ledger from version n to n + 1. A published script is never edited, only followed."""


def version(db: sqlite3.Connection) -> int:
    """The version of a ledger; 0: the file is empty."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def is_ledger(db: sqlite3.Connection) -> bool:
    """Whether the file is one of ours, of any version."""
    return int(db.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION


def migrate(db: sqlite3.Connection) -> None:
    """Bring a ledger to the newest version, each step whole or not at all; two processes may meet here."""
    while version(db) < len(MIGRATIONS):
        db.execute("BEGIN IMMEDIATE")
        try:
            at = version(db)
            if at < len(MIGRATIONS):
                for statement in filter(str.strip, MIGRATIONS[at].split(";")):
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION}")
                db.execute(f"PRAGMA user_version = {at + 1}")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
