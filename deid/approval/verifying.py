"""Verifying: is a file the one that was approved, and which steps are recorded for it."""

from pathlib import Path

import msgspec

from deid.approval import book
from deid.approval.chain import Chain, load_chain, new_chain
from deid.approval.draft import Draft
from deid.approval.objecting import open_against
from deid.errors import UsageError
from deid.ledger.file import digest
from deid.ledger.store import Ledger
from deid.messages import problem
from deid.terms import Finding, Severity, finding


class Verified(msgspec.Struct, frozen=True):
    """What a look at a file says; it is the approved one where no finding is an error."""

    chain: Chain
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """Whether the file is the approved one."""
        return not any(found.severity is Severity.ERROR for found in self.findings)


def verify(file: Path, draft: Draft, ledger: Ledger | None = None) -> Verified:
    """Compare a file with its receipt and record; a ledger tells which objections are open.

    Raises:
        UsageError: the file cannot be read.
        RefusedError: the record is broken.
    """
    now = digest(file)
    if now is None:
        raise problem(UsageError, "approval.no_file")
    chain = load_chain(draft) or new_chain(draft)
    found = []
    if now != draft.sha256:
        found.append(finding("file_differs", Severity.ERROR))
    if chain.missing:
        found.append(finding("step_missing", Severity.ERROR, missing="、".join(chain.missing)))
    if chain.of("withdrawn"):
        found.append(finding("was_withdrawn", Severity.ERROR))
    elif chain.posting is None:
        found.append(finding("not_posted", Severity.NOTE))
    if ledger is not None:
        found += open_against(ledger, book.find(ledger, chain.head))
    return Verified(chain, tuple(found))
