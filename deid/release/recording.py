"""The hook between a release and the ledger: judge, write down as pending, rename, confirm."""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from msgspec.structs import replace

from deid.days import today
from deid.engine.source import Source
from deid.errors import UsageError
from deid.ledger.entry import Entry, State
from deid.ledger.file import digest
from deid.ledger.home import Home
from deid.ledger.judge import Verdict, judge
from deid.ledger.ring import check_apart, read_ring
from deid.ledger.store import Ledger
from deid.messages import say
from deid.policy.office import load_office
from deid.receipt import Receipt
from deid.release.entries import Piece, entry_of, persons_of, receipt_of, shared
from deid.release.order import Order, strictly
from deid.release.run import Outcome
from deid.terms import Finding, Severity, finding


class Commits(Protocol):
    """A file or folder made aside."""

    def commit(self) -> None:
        """Put it in its place."""
        ...


class Recording:
    """One release and its ledger. The ledger is opened before any work is done, so that trouble shows early.

    Args:
        ledger: the ledger's file or database.
        key_file: its keys, needed where it holds persons; the office's where None.
        order: what is asked.
        output: where the list will stand.

    Raises:
        UsageError, KeyMaterialError: the ledger cannot be used.
    """

    def __init__(self, ledger: Home, key_file: Path | None, order: Order, output: Path) -> None:
        if key_file is None and order.office is not None:
            kept = load_office(order.office).key_file
            key_file = Path(kept) if kept else None
        self._ledger = Ledger(ledger, read_ring(key_file) if key_file else ())
        self._output = output.absolute()
        self._made: list[tuple[Entry, Path]] = []
        try:
            if self._ledger.persons is not None and key_file is not None:
                check_apart(ledger, key_file)
            self._ledger.need_key()
        except BaseException:
            self._ledger.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ledger.close()

    def judge(self, outcome: Outcome, source: Source, pieces: Sequence[Piece] = ()) -> Outcome:
        """Judge a release with all earlier ones: it is written down as pending, or becomes a refusal.

        Args:
            outcome: the release.
            source: the list it was made from.
            pieces: the files it is posted as, where they are several; each is an entry of its own.
        """
        prepared = outcome.prepared
        if not outcome.released or prepared is None:
            return outcome
        if not pieces:
            everything = np.arange(outcome.receipt.rows_out)
            pieces = [Piece(self._output, outcome.receipt.output_sha256 or "", everything)]
        keys = persons_of(prepared, outcome, source) if self._ledger.persons is not None else None
        total = Verdict()
        with self._ledger.writing():
            for piece, persons in zip(pieces, shared(keys, pieces), strict=True):
                receipt = receipt_of(outcome.receipt, piece.sha256, len(piece.rows))
                entry = entry_of(replace(outcome, receipt=receipt), prepared, piece.path)
                verdict = judge(self._ledger, entry, persons=persons)
                _add(total, verdict, piece)
                if verdict.refused:
                    break
                assert verdict.entry is not None
                self._made.append((verdict.entry, piece.path))
            found = strictly(self._findings(total, entry), prepared.order)
            receipt = replace(outcome.receipt, findings=(*outcome.receipt.findings, *found))
            if not any(one.severity is Severity.ERROR for one in found):
                self._made = [(self._with_receipt(one, receipt), path) for one, path in self._made]
                return replace(outcome, receipt=receipt)
            if not total.refused:
                self._ledger.undo()
        self._made = []
        return replace(outcome, receipt=replace(receipt, released=False, output_sha256=None, rows_out=0))

    def _with_receipt(self, entry: Entry, receipt: Receipt) -> Entry:
        if entry.posted:  # the same bytes made once more
            return self._ledger.write(entry)
        receipt = receipt_of(receipt, entry.output_sha256, entry.rows_out)
        return self._ledger.write(replace(entry, receipt=json.dumps(receipt.internal(), ensure_ascii=False)))

    def commit(self, made: Commits) -> None:
        """Put what was made in its place and confirm it; a rename that failed leaves no entry that counts.

        Where the rule asks for review this is a draft: it stays pending until it is posted.
        """
        try:
            made.commit()
        except BaseException:
            for entry, path in self._made:
                undone = entry.state is State.PENDING and not entry.posted
                if undone and digest(path) != entry.output_sha256:
                    self._ledger.move(entry.id, State.DISCARDED, today())
            raise
        with suppress(UsageError), self._ledger.writing():  # if this fails, the next opening confirms
            for entry, path in self._made:
                found = self._ledger.entry(entry.id)
                if not found.posted:
                    state = found.state if found.awaits_post else State.CONFIRMED
                    self._ledger.write(replace(found, state=state, output_path=str(path)))

    def _findings(self, verdict: Verdict, entry: Entry) -> list[Finding]:
        found = []
        if verdict.refused:
            found.append(_refusal(verdict, entry))
        if verdict.birthdays is not None:
            found.append(finding("ledger_birthdays", Severity.WARNING, least=verdict.birthdays))
        if self._ledger.persons is not None and verdict.unlinked:
            found.append(finding("not_linkable", Severity.NOTE, count=verdict.unlinked))
        return found


def _add(total: Verdict, verdict: Verdict, piece: Piece) -> None:
    """Add the verdict on one piece; its rows are those of the whole release again."""
    total.unlinked += verdict.unlinked
    if verdict.birthdays is not None:
        total.birthdays = min(verdict.birthdays, total.birthdays or verdict.birthdays)
    if verdict.refused:
        total.count, total.least, total.earlier = verdict.count, verdict.least, verdict.earlier
        total.rows = tuple(int(piece.rows[row - 1]) + 1 for row in verdict.rows)


def _refusal(verdict: Verdict, entry: Entry) -> Finding:
    facts: dict[str, Any] = {"floor": entry.floor, "least": verdict.least}
    facts["earlier"] = "; ".join(verdict.earlier)
    if verdict.rows:
        return finding("ledger_union", Severity.ERROR, rows=verdict.rows, count=verdict.count, **facts)
    return Finding("ledger_union", Severity.ERROR, text=say("ledger.union_rule", **facts))
