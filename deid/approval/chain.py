"""The record of one draft: approvals, posting, withdrawal, each bound to the one before (hash chain).

It proves that the bytes are the same, and that no entry was changed, taken out or put in between by somebody
who did not recompute all later ones. It proves who recorded a step, not who took it.
"""

import getpass
import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from deid.approval.draft import Draft, refusal, short
from deid.errors import UsageError
from deid.io.aside import write_private
from deid.messages import problem

SUFFIX = ".approval.json"
_MOST = 4 << 20
Kind = Literal["approved", "posted", "withdrawn"]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a record is about; its digest is what the first entry is bound to."""

    output_sha256: str
    receipt_sha256: str
    notice: str
    channel: str
    review: tuple[str, ...]
    deid: Literal[1] = 1


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that was done.

    Attributes:
        kind: approved, posted or withdrawn.
        on: the day it was done; of ink on paper, the day of the signature.
        at: when it was recorded.
        recorded_by: the account it was recorded under.
        previous: digest of what stands before it.
        role, by, paper: of an approval, the step, who took it, and whether on paper.
        to, file, notice_file, until, provisional, replaces: of a posting, where, under which names, until
            when, and the digest of the list it corrects.
        aside: of a posting, how many open objections the office said do not concern it.
        reason: of a withdrawal.
        digest: of everything above.
    """

    kind: Kind
    on: str
    at: str
    recorded_by: str
    previous: str
    role: str = ""
    by: str = ""
    paper: bool = False
    to: str = ""
    file: str = ""
    notice_file: str = ""
    until: str | None = None
    provisional: bool = False
    replaces: str = ""
    aside: int = 0
    reason: str = ""
    digest: str = ""


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one draft as it stands in its file."""

    head: Head
    entries: tuple[Entry, ...] = ()

    def of(self, kind: Kind) -> list[Entry]:
        """The entries of a kind, in order."""
        return [entry for entry in self.entries if entry.kind == kind]

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that are recorded."""
        return tuple(entry.role for entry in self.of("approved"))

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps that are not."""
        return self.head.review[len(self.steps) :]

    @property
    def posting(self) -> Entry | None:
        """Where the list hangs; None if it was never posted or is withdrawn."""
        done = self.of("posted")
        return done[-1] if done and not self.of("withdrawn") else None

    def holds(self) -> bool:
        """Whether every entry is bound to the one before it, and the steps stand in the order of the rule."""
        bound = all(
            entry.previous == before and entry.digest == _digest(entry) for before, entry in self._pairs()
        )
        return bound and self.steps == self.head.review[: len(self.steps)]

    def _pairs(self) -> Iterator[tuple[str, Entry]]:
        before = _hash(self.head)
        for entry in self.entries:
            yield before, entry
            before = entry.digest

    def with_entry(self, kind: Kind, on: date, **facts: object) -> "Chain":
        """The record with one more entry."""
        entry = Entry(
            kind=kind,
            on=on.isoformat(),
            at=datetime.now().astimezone().isoformat(timespec="seconds"),
            recorded_by=_account(),
            previous=self.entries[-1].digest if self.entries else _hash(self.head),
            **facts,  # type: ignore[arg-type]
        )
        entry = msgspec.structs.replace(entry, digest=_digest(entry))
        return msgspec.structs.replace(self, entries=(*self.entries, entry))


def _hash(value: Head | Entry) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


def _digest(entry: Entry) -> str:
    return _hash(msgspec.structs.replace(entry, digest=""))


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def chain_file(draft: Draft) -> Path:
    """Where the record of a draft is kept: beside its receipt."""
    return draft.receipt.with_name(draft.stem + SUFFIX)


def new_chain(draft: Draft) -> Chain:
    """A record without entries."""
    facts = draft.facts
    return Chain(
        head=Head(
            output_sha256=draft.sha256,
            receipt_sha256=draft.receipt_sha256,
            notice=facts.notice,
            channel=facts.channel,
            review=facts.review,
        )
    )


def load_chain(draft: Draft) -> Chain | None:
    """The record of a draft; None where nothing is recorded, or only of an older draft of that name.

    Raises:
        UsageError: the file cannot be read.
        RefusedError: an entry was changed, or stands where it may not.
    """
    chain = read_chain(chain_file(draft))
    return chain if chain is not None and chain.head == new_chain(draft).head else None


def read_chain(path: Path) -> Chain | None:
    """The record in a file, None if there is none.

    Raises:
        UsageError: the file cannot be read.
        RefusedError: an entry was changed, or stands where it may not.
    """
    if not path.exists():
        return None
    chain: Chain | None = None
    try:
        with path.open("rb") as file:
            chain = msgspec.json.decode(file.read(_MOST), type=Chain)
    except (OSError, ValueError):
        chain = None
    if chain is None:
        raise problem(UsageError, "approval.record_unreadable")
    if not chain.holds():
        raise refusal(code="record_broken")
    return chain


def save_chain(draft: Draft, chain: Chain) -> None:
    """Write the record; that of an older draft of the same name is kept under a name of its own.

    Raises:
        UsageError: the folder cannot be written.
    """
    path = chain_file(draft)
    older = read_chain(path)
    if older is not None and older.head != chain.head:
        kept = f"{draft.stem}.{short(older.head.output_sha256).replace(' ', '')}{SUFFIX}"
        write_private(path.with_name(kept), path.read_bytes())
    write_chain(path, chain)


def write_chain(path: Path, chain: Chain) -> None:
    """Write a record to its file, for its owner only.

    Raises:
        UsageError: the folder cannot be written.
    """
    write_private(path, msgspec.json.format(msgspec.json.encode(chain), indent=2) + b"\n")
