"""One release as the ledger knows it."""

import json
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from deid.ledger.facts import NOTHING, Shown

REQUEST = "request"
"""Where the receipt of an entry names the application it was made for."""
POSTED_ON = "posted_on"
"""What ``deid post`` adds to the receipt of an entry."""


class State(StrEnum):
    """What became of a release.

    A pending one was about to be put in its place, or is a draft under review: it counts like a confirmed
    one until somebody says that it never was posted (discarded). A withdrawn one was seen, so it counts too.
    """

    PENDING = "pending"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"
    WITHDRAWN = "withdrawn"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A release.

    ``id`` is 0 until it is written. ``floor`` is how many ID numbers had to fit each row; ``unlinked`` posted
    rows have no person on record.
    ``run`` is the same for all channels of one run: notice type, input and day.
    """

    id: int = 0
    run: str
    notice: str
    title: str
    channel: str
    form: str
    audience: str
    place: str | None
    as_of: date
    output_sha256: str
    output_path: str
    policy_sha256: str
    rows_out: int
    floor: int
    unlinked: int = 0
    publish_by: date | None = None
    refresh_by: date | None = None
    posted_until: date | None = None
    provisional: bool = False
    state: State = State.PENDING
    ended_on: date | None = None
    shown: Shown = NOTHING
    receipt: str = "{}"

    @property
    def label(self) -> str:
        """How messages name it: notice type, channel (and application), day."""
        channel = f"{self.channel} {self.request}" if self.request else self.channel
        return f"{self.notice}/{channel}/{self.as_of.isoformat()}"

    @property
    def request(self) -> str | None:
        """The application it was made for (依申请公开); None for what is posted."""
        number: str | None = json.loads(self.receipt).get(REQUEST)
        return number

    @property
    def posted(self) -> bool:
        """Whether ``deid post`` has put it up, or was about to."""
        return POSTED_ON in json.loads(self.receipt)

    @property
    def awaits_post(self) -> bool:
        """Whether its rule asks for review, so that making the file is not posting it.

        What is made for an applicant is never posted: once made it counts as given.
        """
        return bool(json.loads(self.receipt).get("review")) and not self.posted and self.request is None

    def as_json(self, *, receipt: bool = False) -> dict[str, Any]:
        """The entry as plain data for ``--json``."""
        data = {name: _plain(getattr(self, name)) for name in COLUMNS}
        data["shown"] = self.shown.as_json()
        data |= {REQUEST: self.request} if self.request else {}
        data["receipt"] = json.loads(self.receipt)
        if not receipt:
            del data["receipt"]
        return data

    def as_row(self) -> dict[str, Any]:
        """The entry as a row of the table ``releases``."""
        row = {name: _plain(getattr(self, name)) for name in COLUMNS}
        return {**row, "provisional": int(self.provisional), "shown": self.shown.as_bytes()}


COLUMNS = tuple(Entry.__struct_fields__)
_DAYS = ("as_of", "publish_by", "refresh_by", "posted_until", "ended_on")


def from_row(row: tuple[Any, ...]) -> Entry:
    """An entry from a row of the table ``releases``, its cells in the order of ``COLUMNS``."""
    values: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    for name in _DAYS:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["provisional"] = bool(values["provisional"])
    values["state"] = State(values["state"])
    values["shown"] = Shown.from_bytes(values["shown"])
    return Entry(**values)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, State) else value
