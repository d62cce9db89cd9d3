"""The first rows of a list before and after, for somebody's eyes: nothing is written or proven."""

from itertools import islice

import msgspec
import pyarrow as pa

from deid.engine.source import Source
from deid.messages import say
from deid.release.prepare import Prepared


class Seen(msgspec.Struct, frozen=True):
    """One data row.

    Attributes:
        number: its number in the list, from 1.
        before: its cells.
        after: input column -> released cell; empty where it is not posted.
        reason: why it is not posted, in words; "" where it is.
    """

    number: int
    before: tuple[str, ...]
    after: dict[int, str]
    reason: str = ""


def first_rows(source: Source, prepared: Prepared, wanted: int) -> list[Seen]:
    """The first rows of a list.

    Args:
        source: the list.
        prepared: what was decided about it.
        wanted: how many rows.
    """
    found: list[Seen] = []
    posted = 0
    for batch in source.batches():
        head = batch.slice(0, wanted - len(found))
        more = _rows(head, prepared, len(found), posted)
        posted += sum(not row.reason for row in more)
        found += more
        if len(found) >= wanted:
            break
    return found


def _rows(batch: pa.RecordBatch, prepared: Prepared, before: int, posted: int) -> list[Seen]:
    plan = prepared.plan
    masked = plan.mask(batch, before)
    released = plan.released
    after = iter(_lines(masked.batch))
    numbers = [at for at, column in enumerate(released) if column.action == "number"]
    found = []
    for at, cells in enumerate(islice(_lines(batch), batch.num_rows)):
        if not masked.kept[at]:
            found.append(Seen(before + at + 1, cells, {}, _reason(prepared, int(masked.codes[at]))))
            continue
        posted += 1
        shown = [str(posted) if nth in numbers else cell for nth, cell in enumerate(next(after))]
        columns = [column.column.index for column in released]
        found.append(Seen(before + at + 1, cells, dict(zip(columns, shown, strict=True))))
    return found


def _reason(prepared: Prepared, code: int) -> str:
    """Why a row is kept back; a member's row has no reason of its own."""
    screen = prepared.plan.screen
    if not code:
        return say("preview.member")
    name = screen.names[code - 1]
    known = screen.reasons.get(name)
    return known.title if known else say(f"reason.{name}")


def _lines(batch: pa.RecordBatch) -> list[tuple[str, ...]]:
    columns = [[cell or "" for cell in column.to_pylist()] for column in batch.columns]
    return list(zip(*columns, strict=True)) if columns else [()] * batch.num_rows
