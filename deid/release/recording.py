"""The hook between a release and the ledger: judge, write down as pending, rename, confirm."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from deid.detect import resident_id
from deid.engine.source import Source
from deid.errors import UsageError
from deid.io.aside import Aside
from deid.ledger.entry import Entry, State
from deid.ledger.facts import HOLD_ID, Known, Shown, shown_by
from deid.ledger.file import digest
from deid.ledger.judge import Verdict, judge
from deid.ledger.ring import check_apart, read_ring
from deid.ledger.store import Ledger
from deid.messages import say
from deid.policy.model import Period
from deid.policy.office import load_office
from deid.policy.periods import take_down
from deid.release.order import Order
from deid.release.prepare import Prepared
from deid.release.run import Outcome
from deid.risk.reading import OLDEST
from deid.terms import Finding, Severity, finding

_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
_LAST_DAY_EVERYWHERE = 28
_PERSON = r"^[0-9]{17}$"


class Recording:
    """One release and its ledger. The ledger is opened before any work is done, so that trouble shows early.

    Args:
        ledger: the ledger's file.
        key_file: its keys, needed where it holds persons; the office's where None.
        order: what is asked.
        output: where the list will stand.

    Raises:
        UsageError, KeyMaterialError: the ledger cannot be used.
    """

    def __init__(self, ledger: Path, key_file: Path | None, order: Order, output: Path) -> None:
        if key_file is None and order.office is not None:
            kept = load_office(order.office).key_file
            key_file = Path(kept) if kept else None
        self._ledger = Ledger(ledger, read_ring(key_file) if key_file else ())
        self._output = output.absolute()
        self._entry: Entry | None = None
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

    def judge(self, outcome: Outcome, source: Source) -> Outcome:
        """Judge a release with all earlier ones: it is written down as pending, or becomes a refusal."""
        prepared = outcome.prepared
        if not outcome.released or prepared is None:
            return outcome
        entry = _entry(outcome, prepared, self._output)
        persons = _persons(prepared, outcome, source) if self._ledger.persons is not None else None
        with self._ledger.writing():
            verdict = judge(self._ledger, entry, persons=persons)
            found = self._findings(verdict, entry)
            if prepared.order.strict:
                found = [replace(one, severity=_STRICT.get(one.severity, one.severity)) for one in found]
            receipt = replace(outcome.receipt, findings=(*outcome.receipt.findings, *found))
            if any(one.severity is Severity.ERROR for one in found):
                if verdict.entry is not None:
                    self._ledger.undo()
                return replace(
                    outcome, receipt=replace(receipt, released=False, output_sha256=None, rows_out=0)
                )
            assert verdict.entry is not None
            entry = verdict.entry
            if not entry.posted:  # else the same bytes made once more
                entry = replace(entry, receipt=json.dumps(receipt.internal(), ensure_ascii=False))
            self._entry = self._ledger.write(entry)
        return replace(outcome, receipt=receipt)

    def commit(self, aside: Aside) -> None:
        """Put the list in its place and confirm it; a rename that failed leaves no entry that counts.

        Where the rule asks for review this is a draft: it stays pending until it is posted.
        """
        entry = self._entry
        assert entry is not None
        try:
            aside.commit()
        except BaseException:
            undone = entry.state is State.PENDING and not entry.posted
            if undone and digest(self._output) != entry.output_sha256:
                self._ledger.move(entry.id, State.DISCARDED, _today())
            raise
        with suppress(UsageError), self._ledger.writing():  # if this fails, the next opening confirms
            found = self._ledger.entry(entry.id)
            if not found.posted:
                state = found.state if found.awaits_post else State.CONFIRMED
                self._ledger.write(replace(found, state=state, output_path=str(self._output)))

    def _findings(self, verdict: Verdict, entry: Entry) -> list[Finding]:
        found = []
        if verdict.refused:
            found.append(_refusal(verdict, entry))
        if verdict.birthdays is not None:
            found.append(finding("ledger_birthdays", Severity.WARNING, least=verdict.birthdays))
        if self._ledger.persons is not None and verdict.unlinked:
            found.append(finding("not_linkable", Severity.NOTE, count=verdict.unlinked))
        return found


def _refusal(verdict: Verdict, entry: Entry) -> Finding:
    facts: dict[str, Any] = {"floor": entry.floor, "least": verdict.least}
    facts["earlier"] = "; ".join(verdict.earlier)
    if verdict.rows:
        return finding("ledger_union", Severity.ERROR, rows=verdict.rows, count=verdict.count, **facts)
    return Finding("ledger_union", Severity.ERROR, text=say("ledger.union_rule", **facts))


_STRICT = {Severity.WARNING: Severity.ERROR}


def _entry(outcome: Outcome, prepared: Prepared, output: Path) -> Entry:
    receipt, policy, channel = outcome.receipt, prepared.policy, prepared.channel
    run = f"{receipt.notice}\n{receipt.input_sha256}\n{receipt.as_of}"
    within = policy.catalogue.publish_within
    named = channel.form == "names" and receipt.rows_out > 0
    return Entry(
        run=hashlib.sha256(run.encode()).hexdigest()[:16],
        notice=policy.notice,
        title=receipt.title,
        channel=channel.name,
        form=channel.form,
        audience=channel.audience,
        place=prepared.place,
        as_of=prepared.as_of,
        output_sha256=receipt.output_sha256 or "",
        output_path=str(output),
        policy_sha256=policy.sha256,
        rows_out=receipt.rows_out,
        floor=policy.floor.candidates,
        publish_by=take_down(Period(min=within), prepared.as_of)[0] if within else None,
        refresh_by=_months_later(prepared.as_of, _MONTHS.get(channel.refresh or "", 0)),
        posted_until=date.fromisoformat(receipt.posted_until) if receipt.posted_until else None,
        provisional=receipt.provisional,
        shown=_shown(prepared) if named else Shown(),
    )


def _shown(prepared: Prepared) -> Shown:
    """What the rule shows on this channel, and what being on the list tells about the age."""
    age = prepared.policy.implies.get("age")
    under = prepared.plan.screen.minor_under
    known = [Known(prepared.as_of, int(age[0]), int(age[1]))] if age else []
    if under is not None:
        known.append(Known(prepared.as_of, under, OLDEST))
    columns = [
        (column.field, column.apply)
        for column in prepared.plan.released
        if column.field and column.action != "number"
    ]
    return shown_by(columns, known, prepared.as_of)


def _persons(prepared: Prepared, outcome: Outcome, source: Source) -> Iterator[pa.Array] | None:
    """The person keys of the posted rows, batch by batch; None where the list has no such column."""
    columns = [column for name in sorted(HOLD_ID, reverse=True) if (column := prepared.columns.serving(name))]
    if outcome.kept is None or not columns:
        return None
    kept = outcome.kept

    def batches() -> Iterator[pa.Array]:
        before = 0
        for batch in source.batches():
            here = kept[before : before + batch.num_rows]
            before += batch.num_rows
            if here.any():
                rows = batch.filter(pa.array(np.asarray(here)))
                keys = [resident_id.person_keys(rows.column(column.index)) for column in columns]
                one = pc.coalesce(*(key.cast(pa.string()) for key in keys))
                good = pc.fill_null(pc.match_substring_regex(one, _PERSON), False)
                yield pc.if_else(good, one, pa.scalar(None, pa.string()))

    return batches()


def _months_later(day: date, months: int) -> date | None:
    if not months:
        return None
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, _LAST_DAY_EVERYWHERE))


def _today() -> date:
    return date.today()  # noqa: DTZ011  the office's own calendar day
