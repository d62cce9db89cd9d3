"""Rows of two lists that are the same person."""

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import resident_id
from deid.detect.cells import match
from deid.engine.columns import Column, Columns
from deid.engine.source import Source
from deid.kernels import as_text, blank, bools, compact
from deid.quality.figures import figures
from deid.quality.marks import Rows

_MASKED = r"[*＊●×○某]"
_ENOUGH = 0.5
Ints = npt.NDArray[np.int64]


class People(msgspec.Struct, frozen=True):
    """One row each: the number, the name with its place, the amount.

    Attributes:
        ids: text, null where a row has no whole number.
        names: text, null where the name is masked or blank.
        amounts: in ten-thousandths.
        known: which amounts could be read.
    """

    ids: pa.Array
    names: pa.Array
    amounts: Ints
    known: Rows


class Links(msgspec.Struct, frozen=True):
    """Equal codes are one person; -1 is nobody that could be known again.

    Attributes:
        now, then: a code per row of either list.
        now_alone, then_alone: rows of people who are not on the other list.
        by_name: whether there were no numbers to go by.
        doubtful: rows left out because a name stands there twice.
    """

    now: Ints
    then: Ints
    now_alone: Rows
    then_alone: Rows
    by_name: bool
    doubtful: int = 0


def people_of(source: Source, columns: Columns, places: Sequence[str]) -> People:
    """The people of a list; ``places`` are the fields of place that both lists have."""
    number, name, amount = (columns.serving(one) for one in ("subject.id", "subject.name", "amount"))
    where = [column for one in places if (column := columns.serving(one)) is not None]
    ids, names = [], []
    amounts, known = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.bool_)]
    for batch in source.batches():
        nothing = pa.nulls(batch.num_rows, pa.large_string())
        ids.append(nothing if number is None else resident_id.person_keys(_cells(batch, number)))
        names.append(nothing if name is None else _named(batch, name, where))
        money = figures(nothing if amount is None else batch.column(amount.index))
        amounts.append(money.values)
        known.append(money.known)
    return People(_joined(ids), _joined(names), np.concatenate(amounts), np.concatenate(known))


def _cells(batch: pa.RecordBatch, column: Column) -> pa.Array:
    return as_text(batch.column(column.index)).cast(pa.large_string())


def _named(batch: pa.RecordBatch, name: Column, places: Sequence[Column]) -> pa.Array:
    cells = compact(_cells(batch, name))
    told = ~bools(match(cells, _MASKED)) & ~bools(blank(cells))
    parts = [compact(_cells(batch, place)) for place in places]
    joined = pc.binary_join_element_wise(
        cells, *parts, pa.scalar("\x1f", pa.large_string()), null_handling="replace"
    )
    return pc.if_else(pa.array(told), joined, pa.nulls(len(joined), pa.large_string()))


def _joined(parts: list[pa.Array]) -> pa.Array:
    return (
        pa.concat_arrays([part.cast(pa.large_string()) for part in parts])
        if parts
        else pa.array([], pa.large_string())
    )


def link(now: People, then: People) -> Links | None:
    """Who is who: by number, and rows without one by name; None where neither list can be told from."""
    numbered = min(_share(now.ids), _share(then.ids)) > _ENOUGH
    if not numbered and min(_share(now.names), _share(then.names)) <= _ENOUGH:
        return None
    left, right = _codes(now.ids, then.ids) if numbered else (_nobody(now.ids), _nobody(then.ids))
    mine, theirs = _codes(now.names, then.names)
    mine = np.where(np.isin(left, right[right >= 0]), -1, mine)  # whoever is known by number is settled
    theirs = np.where(np.isin(right, left[left >= 0]), -1, theirs)
    size = int(max(mine.max(initial=-1), theirs.max(initial=-1))) + 1
    here, there = _count(mine, size), _count(theirs, size)
    same = (here == 1) & (there == 1)
    if numbered:  # two rows with two numbers are two people, whatever they are called
        same &= ~((_count(mine[left >= 0], size) > 0) & (_count(theirs[right >= 0], size) > 0))
    doubtful = (here > 0) & (there > 0) & ~same & (not numbered)
    first = int(max(left.max(initial=-1), right.max(initial=-1))) + 1
    left, right = (
        np.where(_of(same, mine), first + mine, left),
        np.where(_of(same, theirs), first + theirs, right),
    )
    unsure = _of(doubtful, mine)
    return Links(
        left,
        right,
        ~np.isin(left, right[right >= 0]) & ~unsure,
        ~np.isin(right, left[left >= 0]) & ~_of(doubtful, theirs),
        not numbered,
        int(unsure.sum()),
    )


def _count(codes: Ints, size: int) -> Ints:
    return np.bincount(codes[codes >= 0], minlength=size)


def _of(which: Rows, codes: Ints) -> Rows:
    """Rows whose code is one of some."""
    return np.append(which, False)[codes]


def _share(keys: pa.Array) -> float:
    return 1 - keys.null_count / len(keys) if len(keys) else 1.0


def _nobody(keys: pa.Array) -> Ints:
    return np.full(len(keys), -1, dtype=np.int64)


def _codes(now: pa.Array, then: pa.Array) -> tuple[Ints, Ints]:
    """Equal texts as equal codes over both lists; null is -1."""
    coded = pa.concat_arrays([now, then]).dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes[: len(now)], codes[len(now) :]
