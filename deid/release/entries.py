"""What the ledger is told of a release: one entry per file, and the people of its rows."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from deid.detect import resident_id
from deid.engine.source import Source
from deid.ledger.entry import REQUEST, Entry
from deid.ledger.facts import HOLD_ID, Known, Shown, shown_by
from deid.policy.model import Period
from deid.policy.periods import take_down
from deid.receipt import Receipt
from deid.release.prepare import Prepared
from deid.release.run import Outcome
from deid.risk.reading import OLDEST

_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
_LAST_DAY_EVERYWHERE = 28
_PERSON = r"^[0-9]{17}$"


class Piece(msgspec.Struct, frozen=True):
    """One file of a release: where it will stand, its digest, and which of the posted rows it shows."""

    path: Path
    sha256: str
    rows: npt.NDArray[np.int64]


def entry_of(outcome: Outcome, prepared: Prepared, output: Path) -> Entry:
    """The entry of one file."""
    receipt, policy, channel = outcome.receipt, prepared.policy, prepared.channel
    run = f"{receipt.notice}\n{receipt.input_sha256}\n{receipt.as_of}"
    within = policy.catalogue.publish_within
    named = channel.form == "names" and receipt.rows_out > 0
    asked = receipt.request
    within = None if asked else within  # nothing is to be posted
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
        receipt=json.dumps({REQUEST: asked} if asked else {}),
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


def persons_of(prepared: Prepared, outcome: Outcome, source: Source) -> Iterator[pa.Array] | None:
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
                yield pc.if_else(good, one, pa.nulls(len(one), pa.string()))

    return batches()


def _months_later(day: date, months: int) -> date | None:
    if not months:
        return None
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, _LAST_DAY_EVERYWHERE))


def receipt_of(receipt: Receipt, sha256: str, rows: int) -> Receipt:
    """The receipt of one file of a release."""
    return replace(receipt, output_sha256=sha256, rows_out=rows, notes={})


def shared(keys: Iterator[pa.Array] | None, pieces: Sequence[Piece]) -> Iterator[Iterable[pa.Array] | None]:
    """The person keys of each piece."""
    if keys is None or len(pieces) == 1:
        yield from [keys] * len(pieces)
        return
    whole = pa.concat_arrays([pa.nulls(0, pa.string()), *keys])
    for piece in pieces:
        yield [whole.take(pa.array(piece.rows))]
