"""This list beside the last one: who is new, gone, paid differently, or was shown and is kept back now.

People are known again by their number, in memory only; where a row has none, by name and village.
"""

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.engine.columns import Columns
from deid.engine.screen import NONE, Codes
from deid.engine.source import Source
from deid.quality.link import Links, People, link, people_of
from deid.quality.marks import KEPT, Mark, Rows
from deid.terms import Severity


class Earlier(msgspec.Struct, frozen=True):
    """Last time's list.

    Attributes:
        source: the list.
        columns: how its headers were read.
        shown: which of its rows the rule does not keep back.
    """

    source: Source
    columns: Columns
    shown: Rows


def compare(source: Source, columns: Columns, codes: Codes, decided: Rows, earlier: Earlier) -> list[Mark]:
    """What differs.

    Args:
        source: this time's list.
        columns: how its headers were read.
        codes: the reason each row is kept back for, 0 for none.
        decided: rows that the office has decided about already.
        earlier: last time's list.
    """
    places = [name for name in ("town", "village") if columns.serving(name) and earlier.columns.serving(name)]
    now, then = people_of(source, columns, places), people_of(earlier.source, earlier.columns, places)
    links = link(now, then)
    if links is None:
        return [Mark("last_not_linked", severity=Severity.WARNING)]
    found = [_mark("last_new", np.flatnonzero(links.now_alone))]
    gone = np.flatnonzero(links.then_alone)
    found.append(_mark("last_gone", gone, names=_names(earlier, gone[:KEPT])))
    amount = columns.serving("amount")
    if amount is not None and earlier.columns.serving("amount") is not None:
        found.append(_mark("last_changed", np.flatnonzero(_changed(now, then, links)), column=amount.label))
    back = np.flatnonzero((codes != NONE) & ~decided & _among(links.now, links.then[earlier.shown]))
    found.append(_mark("withheld_now", back, severity=Severity.WARNING))
    found = [mark for mark in found if mark.count]
    if links.by_name:
        found.append(Mark("last_by_name", count=int(links.doubtful)))
    return found


def _mark(
    code: str,
    rows: npt.NDArray[np.int64],
    *,
    column: str | None = None,
    names: tuple[str, ...] = (),
    severity: Severity = Severity.NOTE,
) -> Mark:
    return Mark(code, column, tuple((rows[:KEPT] + 1).tolist()), len(rows), {}, names, severity)


def _among(codes: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> Rows:
    return (codes >= 0) & np.isin(codes, wanted)


def _changed(now: People, then: People, links: Links) -> Rows:
    """Rows of people whose amounts came to something else last time; what cannot be read is not judged."""
    size = int(max(links.now.max(initial=-1), links.then.max(initial=-1))) + 1
    sums, told = [], np.ones(size, dtype=np.bool_)
    for codes, people in ((links.now, now), (links.then, then)):
        there = codes >= 0
        total = np.zeros(size, dtype=np.int64)
        np.add.at(total, codes[there], people.amounts[there])
        told[codes[there & ~people.known]] = False
        sums.append(total)
    differ = told & (sums[0] != sums[1])
    both = _among(links.now, links.then)
    changed = np.zeros(len(links.now), dtype=np.bool_)
    changed[both] = differ[links.now[both]]
    return changed


def _names(earlier: Earlier, rows: npt.NDArray[np.int64]) -> tuple[str, ...]:
    """The names on these rows of last time's list, for the worklist."""
    column = earlier.columns.serving("subject.name")
    if column is None or not len(rows):
        return ()
    found, before = [], 0
    for batch in earlier.source.batches():
        here = rows[(rows >= before) & (rows < before + batch.num_rows)] - before
        found += batch.column(column.index).take(pa.array(here)).to_pylist()
        before += batch.num_rows
    return tuple(name or "" for name in found)
