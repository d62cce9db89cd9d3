"""Persons of a ledger: the keyed digest of an ID number, and the releases the person was in.

People with the same history share one row of ``histories``, so that a year of monthly lists takes little
more room than one list, and a batch is judged by history and not by person.
"""

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np

from deid.ledger.ring import digests, mark
from deid.risk.days import Ints

History = frozenset[int]
NEVER: History = frozenset()


class Persons:
    """The persons of one ledger, looked up under every key and written under the one in use."""

    def __init__(self, db: sqlite3.Connection, ring: Sequence[bytes]) -> None:
        self._db = db
        self.ring = tuple(ring)
        db.execute("CREATE TEMP TABLE wanted (row INTEGER, person BLOB, key INTEGER)")

    def complete(self) -> bool:
        """Whether every key under which somebody stands was given, and the one in use is known or new."""
        given = {mark(key) for key in self.ring}
        used = self._db.execute("SELECT mark FROM keys WHERE id IN (SELECT DISTINCT key FROM persons)")
        if not given or any(row[0] not in given for row in used):
            return False
        known = [row[0] for row in self._db.execute("SELECT mark FROM keys")]
        return any(name in given for name in known)

    def seen(self, persons: Sequence[bytes]) -> tuple[Ints, list[History]]:
        """What history each person has.

        Args:
            persons: distinct person keys, the first 17 digits of an ID.

        Returns:
            An index into the histories for every person, and the histories; 0 is the empty one.
        """
        self._want(persons)
        texts = dict(self._db.execute("SELECT id, releases FROM histories").fetchall())
        found: dict[int, set[int]] = {}
        joined = "SELECT row, history FROM wanted JOIN persons USING (person, key)"
        for row, history in self._db.execute(joined):
            found.setdefault(row, set()).add(history)
        codes = np.zeros(len(persons), dtype=np.int64)
        known: dict[tuple[int, ...], int] = {(): 0}
        histories: list[History] = [NEVER]
        for row, several in found.items():
            name = tuple(sorted(several))
            if name not in known:
                known[name] = len(histories)
                histories.append(frozenset(n for one in name for n in _numbers(texts[one])))
            codes[row] = known[name]
        return codes, histories

    def record(self, codes: Ints, histories: Sequence[History], release: int) -> None:
        """The persons last asked for were in a release; what stood under older keys moves to the newest."""
        after = {code: self._history(histories[code] | {release}) for code in np.unique(codes).tolist()}
        current = self._key(mark(self.ring[0]))
        rows = self._db.execute("SELECT row, person FROM wanted WHERE key = ?", (current,)).fetchall()
        written = sorted((row[1], current, after[int(codes[row[0]])]) for row in rows)
        self._db.executemany(
            "INSERT INTO persons VALUES (?, ?, ?) "
            "ON CONFLICT (person, key) DO UPDATE SET history = excluded.history",
            written,
        )
        if len(self.ring) > 1:
            older = "(SELECT person, key FROM wanted WHERE key <> ?)"
            self._db.execute(f"DELETE FROM persons WHERE (person, key) IN {older}", (current,))  # noqa: S608

    def forget(self, releases: set[int]) -> None:
        """Take releases out of every history; who is left with none is removed."""
        texts = self._db.execute("SELECT id, releases FROM histories").fetchall()
        for number, text in texts:
            left = _numbers(text) - releases
            if left == _numbers(text):
                continue
            if left:
                moved = (self._history(left), number)
                self._db.execute("UPDATE persons SET history = ? WHERE history = ?", moved)
            else:
                self._db.execute("DELETE FROM persons WHERE history = ?", (number,))
        self._db.execute("DELETE FROM histories WHERE id NOT IN (SELECT history FROM persons)")

    def _want(self, persons: Sequence[bytes]) -> None:
        self._db.execute("DELETE FROM wanted")
        for key in self.ring:
            number = self._key(mark(key))
            rows = ((row, person, number) for row, person in enumerate(digests(key, persons)))
            self._db.executemany("INSERT INTO wanted VALUES (?, ?, ?)", rows)

    def _key(self, name: str) -> int:
        row = self._db.execute("SELECT id FROM keys WHERE mark = ?", (name,)).fetchone()
        if row is None:
            return int(self._db.execute("INSERT INTO keys (mark) VALUES (?)", (name,)).lastrowid or 0)
        return int(row[0])

    def _history(self, releases: Iterable[int]) -> int:
        text = ",".join(map(str, sorted(releases)))
        row = self._db.execute("SELECT id FROM histories WHERE releases = ?", (text,)).fetchone()
        if row is None:
            added = self._db.execute("INSERT INTO histories (releases) VALUES (?)", (text,))
            return int(added.lastrowid or 0)
        return int(row[0])


def _numbers(text: str) -> set[int]:
    return set(map(int, text.split(",")))
