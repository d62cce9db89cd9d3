"""Taking a posted list down (撤下): it leaves the folder it was posted from and is kept beside its record."""

from datetime import date
from pathlib import Path

import msgspec

from deid.approval import book
from deid.approval.chain import SUFFIX, Chain, chain_file, load_chain, read_chain, write_chain
from deid.approval.copying import remove, take_away
from deid.approval.draft import open_draft, refusal
from deid.errors import UsageError
from deid.ledger.file import digest
from deid.ledger.store import Ledger
from deid.messages import problem
from deid.receipt import BESIDE
from deid.terms import Finding, Severity, finding

WITHDRAWN = ".withdrawn"
_LONGEST = 200


class Record(msgspec.Struct, frozen=True):
    """A record and the file it is kept in."""

    path: Path
    chain: Chain


def open_record(path: Path) -> Record:
    """The record of a receipt, or that of a record's own file (of a draft that was since made anew).

    Raises:
        UsageError: it is neither.
        RefusedError: nothing is recorded, or the record is broken.
    """
    if path.name.endswith(SUFFIX):
        where, chain = path, read_chain(path)
    else:
        draft = open_draft(path, None if path.name.endswith(BESIDE) else path)
        where, chain = chain_file(draft), load_chain(draft)
    if chain is None:
        raise refusal(code="not_posted")
    return Record(where, chain)


def withdraw(record: Record, reason: str, on: date, ledger: Ledger | None) -> list[Finding]:
    """Take a list down.

    Args:
        record: of the list.
        reason: why; kept in the record.
        on: the day.
        ledger: where it is written down too.

    Raises:
        UsageError: no reason, or the file is open.
        RefusedError: it is not posted.
    """
    posting, reason = record.chain.posting, reason.strip()
    if not reason or len(reason) > _LONGEST or not reason.isprintable():
        raise problem(UsageError, "approval.reason")
    if posting is None:
        raise refusal(code="not_posted")
    folder = Path(posting.to)
    listed = folder / posting.file
    found = _looked_at(listed, record.chain.head.output_sha256)
    for name in (posting.file, posting.notice_file):
        if (folder / name).is_file():
            take_away(folder / name, record.path.with_name(name + WITHDRAWN))
    remove(listed.with_name(listed.name + BESIDE))
    write_chain(record.path, record.chain.with_entry("withdrawn", on, reason=reason))
    if ledger is not None and book.is_withdrawn(ledger, record.chain.head, on) is None:
        found.append(finding("not_in_ledger", Severity.WARNING))
    return found


def _looked_at(listed: Path, sha256: str) -> list[Finding]:
    """Whether what hung there was still the list that was approved."""
    now = digest(listed)
    if now is None:
        return [finding("posted_missing", Severity.WARNING)]
    return [] if now == sha256 else [finding("posted_changed", Severity.WARNING)]
