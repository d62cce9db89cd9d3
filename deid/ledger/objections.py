"""Objections (异议) to a release: when, how, of which kind, due when, and what came of them.

Nobody is named: who objects, and to whom, stands in the office's paper file; only its number is kept.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, get_args

import msgspec

from deid.errors import UsageError
from deid.ledger.database import Database, writing
from deid.messages import problem

Via = Literal["书面", "电话", "来访", "网络", "其他"]
Kind = Literal["不符合条件", "信息有误", "不愿公开", "其他"]
Outcome = Literal["成立", "部分成立", "不成立", "撤回"]
VIAS: tuple[str, ...] = get_args(Via)
KINDS: tuple[str, ...] = get_args(Kind)
OUTCOMES: tuple[str, ...] = get_args(Outcome)
UPHELD: tuple[str, ...] = ("成立", "部分成立")
"""Outcomes after which the list is put right and posted again."""


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """One objection.

    Attributes:
        id: 0 until it is written.
        release: the release it is about.
        received_on: the day it came in.
        via: how it came in.
        kind: what it says.
        file_no: the number of the paper file.
        due_on: the day by which it has to be settled.
        provisional: that day rests on a calendar that is not published yet.
        closed_on: the day it was settled; None while it is open.
        outcome: what came of it.
    """

    id: int = 0
    release: int
    received_on: date
    via: Via
    kind: Kind
    file_no: str
    due_on: date
    provisional: bool = False
    closed_on: date | None = None
    outcome: Outcome | None = None

    @property
    def open(self) -> bool:
        """Whether it waits to be settled."""
        return self.closed_on is None

    def overdue(self, as_of: date) -> bool:
        """Whether it was, or will have been, settled too late."""
        return (self.closed_on or as_of) > self.due_on

    def as_json(self) -> dict[str, Any]:
        """The objection as plain data for ``--json``."""
        return {**msgspec.to_builtins(self), "open": self.open}


_COLUMNS = tuple(Objection.__struct_fields__)


class Objections:
    """The objections of one ledger."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self, *, release: int | None = None, open_only: bool = False) -> list[Objection]:
        """The objections by the day they are due; of one release or of all."""
        rows = self._db.all(f"SELECT {', '.join(_COLUMNS)} FROM objections ORDER BY due_on, id")  # noqa: S608  our own names
        found = map(_from_row, rows)
        return [one for one in found if release in (None, one.release) and (one.open or not open_only)]

    def of(self, number: int) -> Objection:
        """One objection.

        Raises:
            UsageError: there is none of that number.
        """
        found = next((one for one in self.all() if one.id == number), None)
        if found is None:
            raise problem(UsageError, "objection.unknown", number=number)
        return found

    def add(self, objection: Objection) -> Objection:
        """Write down a new one."""
        names = [name for name in _COLUMNS if name != "id"]
        values = msgspec.to_builtins(objection) | {"provisional": int(objection.provisional)}
        del values["id"]
        marks = ", ".join(f":{name}" for name in names)
        with writing(self._db):
            number = self._db.add(f"INSERT INTO objections ({', '.join(names)}) VALUES ({marks})", **values)  # noqa: S608  our own names
        return msgspec.structs.replace(objection, id=number)

    def close(self, number: int, outcome: Outcome, on: date) -> Objection:
        """Write down what came of one.

        Raises:
            UsageError: there is none, it is closed, or the day is before the one it came in.
        """
        with writing(self._db):
            objection = self.of(number)
            if not objection.open:
                raise problem(UsageError, "objection.closed", number=number)
            if on < objection.received_on:
                raise problem(UsageError, "objection.too_early", number=number)
            statement = "UPDATE objections SET closed_on = :closed_on, outcome = :outcome WHERE id = :id"
            self._db.change(statement, closed_on=on.isoformat(), outcome=outcome, id=number)
        return msgspec.structs.replace(objection, closed_on=on, outcome=outcome)

    def forget(self, releases: Iterable[int]) -> None:
        """Remove those of some releases for good."""
        for number in releases:
            self._db.change("DELETE FROM objections WHERE release = :number", number=number)


def _from_row(row: tuple[Any, ...]) -> Objection:
    values = dict(zip(_COLUMNS, row, strict=True))
    return msgspec.convert({**values, "provisional": bool(values["provisional"])}, Objection)
