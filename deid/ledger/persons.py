"""Persons of a ledger: the keyed digest of an ID number, and the releases the person was in.

People with the same history share one row of ``histories``, so that a year of monthly lists takes little
more room than one list, and a batch is judged by history and not by person.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from deid.ledger.database import Database
from deid.ledger.ring import digests, mark
from deid.risk.days import Ints

History = frozenset[int]
NEVER: History = frozenset()
_SCRATCH = (
    "CREATE TEMP TABLE IF NOT EXISTS wanted (at INTEGER, person BLOB, key INTEGER)",
    "CREATE TEMP TABLE IF NOT EXISTS written (person BLOB, key INTEGER, history INTEGER)",
    "DELETE FROM wanted",
    "DELETE FROM written",
)


class Persons:
    """The persons of one ledger, looked up under every key and written under the one in use."""

    def __init__(self, db: Database, ring: Sequence[bytes]) -> None:
        self._db = db
        self.ring = tuple(ring)

    def complete(self) -> bool:
        """Whether every key under which somebody stands was given, and the one in use is known or new."""
        given = {mark(key) for key in self.ring}
        used = self._db.all("SELECT mark FROM keys WHERE id IN (SELECT DISTINCT key FROM persons)")
        if not given or any(row[0] not in given for row in used):
            return False
        known = [row[0] for row in self._db.all("SELECT mark FROM keys")]
        return any(name in given for name in known)

    def seen(self, persons: Sequence[bytes]) -> tuple[Ints, list[History]]:
        """What history each person has.

        Args:
            persons: distinct person keys, the first 17 digits of an ID.

        Returns:
            An index into the histories for every person, and the histories; 0 is the empty one.
        """
        self._want(persons)
        texts: dict[int, str] = dict(self._db.all("SELECT id, releases FROM histories"))
        found: dict[int, set[int]] = {}
        joined = "SELECT at, history FROM wanted JOIN persons USING (person, key)"
        for row, history in self._db.all(joined):
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
        rows = self._db.all("SELECT person, key, at FROM wanted WHERE key = :key", key=current)
        self._db.fill("written", sorted((person, key, after[int(codes[at])]) for person, key, at in rows))
        self._db.change(
            "INSERT INTO persons SELECT person, key, history FROM written WHERE true "
            "ON CONFLICT (person, key) DO UPDATE SET history = excluded.history"
        )
        if len(self.ring) > 1:
            older = "SELECT person, key FROM wanted WHERE key <> :key"
            self._db.change(f"DELETE FROM persons WHERE (person, key) IN ({older})", key=current)  # noqa: S608  ours

    def forget(self, releases: set[int]) -> None:
        """Take releases out of every history; who is left with none is removed."""
        for number, text in self._db.all("SELECT id, releases FROM histories"):
            left = _numbers(text) - releases
            if left == _numbers(text):
                continue
            if left:
                moved = "UPDATE persons SET history = :left WHERE history = :number"
                self._db.change(moved, left=self._history(left), number=number)
            else:
                self._db.change("DELETE FROM persons WHERE history = :number", number=number)
        self._db.change("DELETE FROM histories WHERE id NOT IN (SELECT DISTINCT history FROM persons)")

    def _want(self, persons: Sequence[bytes]) -> None:
        for statement in _SCRATCH:
            self._db.define(statement)
        for key in self.ring:
            number = self._key(mark(key))
            self._db.fill("wanted", ((at, one, number) for at, one in enumerate(digests(key, persons))))

    def _key(self, name: str) -> int:
        found = self._db.all("SELECT id FROM keys WHERE mark = :name", name=name)
        return found[0][0] if found else self._db.add("INSERT INTO keys (mark) VALUES (:name)", name=name)

    def _history(self, releases: Iterable[int]) -> int:
        text = ",".join(map(str, sorted(releases)))
        found = self._db.all("SELECT id FROM histories WHERE releases = :text", text=text)
        if found:
            return int(found[0][0])
        return self._db.add("INSERT INTO histories (releases) VALUES (:text)", text=text)


def _numbers(text: str) -> set[int]:
    return set(map(int, text.split(",")))
