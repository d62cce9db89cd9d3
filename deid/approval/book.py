"""What posting and taking down mean in the ledger (台账)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from deid.approval.chain import Head
from deid.ledger.entry import POSTED_ON, Entry, State
from deid.ledger.home import Home
from deid.ledger.store import Ledger

_UP = (State.PENDING, State.CONFIRMED)


@contextmanager
def opened(home: Home | None) -> Iterator[Ledger | None]:
    """The ledger, if one is kept. It is opened before anything is moved, so that trouble shows early."""
    if home is None:
        yield None
        return
    with Ledger(home) as book:
        yield book


def find(book: Ledger, head: Head) -> Entry | None:
    """The release that these bytes are, as ``deid mask --ledger`` wrote it down."""
    wanted = (head.output_sha256, head.notice, head.channel)
    found = [one for one in book.entries(*_UP) if (one.output_sha256, one.notice, one.channel) == wanted]
    return found[-1] if found else None


def about_to_post(
    book: Ledger, entry: Entry, target: Path, on: date, until: date | None, *, provisional: bool
) -> None:
    """Write down where the list will hang; if the power fails then, the next opening confirms it."""
    told = {**json.loads(entry.receipt), POSTED_ON: on.isoformat()}
    book.write(
        replace(
            entry,
            output_path=str(target),
            posted_until=until,
            provisional=provisional,
            receipt=json.dumps(told, ensure_ascii=False),
        )
    )


def is_posted(book: Ledger, entry: Entry) -> None:
    """Confirm it."""
    book.move(entry.id, State.CONFIRMED)


def is_withdrawn(book: Ledger, head: Head, on: date) -> Entry | None:
    """Write down that the list came down; None if the ledger does not know it."""
    entry = find(book, head)
    return book.move(entry.id, State.WITHDRAWN, on) if entry is not None else None
