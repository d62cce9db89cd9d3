"""The proof of a names list: every written cell by shape, every needle by search, and a positive control."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import scan
from deid.engine.column_plan import ColumnPlan
from deid.engine.plan import Plan
from deid.engine.tally import RowNumbers
from deid.kernels import as_text, bools, shaped_like
from deid.kernels.flow import in_order
from deid.release.prove_names import Suspect, collect_texts, rows_with_names
from deid.risk.leaks import PLANTED, SHORTEST, Search, could_hold_run, hidden_windows, runs
from deid.terms import MAX_ROWS

_SCRATCH_ROWS = 64
_SHORT = 2000
"""In a list of no more posted rows the names of every row are searched for."""
_ONE = r"^[0-9A-Za-z]*$"
"""A cell that is one run holds no identifier beside the whole of it."""
_CODE_HEAD = 8  # of a 统一社会信用代码: who registered it, what it is, and where


class Proof(msgspec.Struct):
    """What the proof found. ``holds`` is the verdict."""

    rows: int = 0
    needles: int = 0
    hits: int = 0
    planted: int = 0
    found: int = 0
    misfits: dict[int, RowNumbers] = msgspec.field(default_factory=dict)
    row_hits: RowNumbers = msgspec.field(default_factory=RowNumbers)

    @property
    def holds(self) -> bool:
        """No needle found, every planted identifier found, every cell of the right shape."""
        return (
            self.hits == 0
            and self.row_hits.count == 0
            and not self.misfits
            and self.planted == self.found == len(PLANTED)
        )

    def as_json(self) -> dict[str, int]:
        """The figures for the internal receipt."""
        return {
            "needles": self.needles,
            "hits": self.hits + self.row_hits.count,
            "planted": self.planted,
            "found": self.found,
        }


def prove(
    plan: Plan,
    written: Callable[[], Iterator[pa.RecordBatch]],
    original: Callable[[], Iterable[pa.RecordBatch]],
    kept: npt.NDArray[np.bool_],
    needles: int,
    named: npt.NDArray[np.bool_],
) -> Proof:
    """Prove what was written.

    Args:
        plan: what should have happened.
        written: reads the released rows back.
        original: reads the input again; only asked where the output holds a long run, or could hold a name.
        kept: which input rows were posted.
        needles: how many identifiers had to be hidden.
        named: which posted rows had a hidden name in another cell before it was taken out.
    """
    every = np.ones(len(named), dtype=np.bool_)
    proof, suspects = look_back(plan, written, needles, named if len(named) > _SHORT else every)
    if proof.rows != int(kept.sum()):
        proof.misfits[-1] = RowNumbers(abs(proof.rows - int(kept.sum())) or 1)
    search = search_for(plan, suspects.values())
    if suspects or search:
        ask(plan, original, kept, suspects, proof, search)
    return proof


def look_back(
    plan: Plan,
    written: Callable[[], Iterator[pa.RecordBatch]],
    needles: int,
    named: npt.NDArray[np.bool_],
) -> tuple[Proof, dict[int, Suspect]]:
    """Prove what the written rows tell by themselves: their shapes, and that a planted number is found.

    Returns:
        The proof so far, and per posted row what could be hidden: ``ask`` has to prove it harmless.
    """
    proof = Proof(needles=needles)
    suspects: dict[int, Suspect] = {}
    scratch: pa.RecordBatch | None = None
    for seen in in_order(partial(_look, plan), written()):
        if scratch is None and seen.batch.num_rows:
            scratch = seen.batch.slice(0, _SCRATCH_ROWS)
        _shapes(seen, proof)
        _collect(seen, proof.rows, suspects)
        collect_texts(plan, seen.batch, named, proof.rows, suspects)
        proof.rows += seen.batch.num_rows
    _control(plan, scratch, proof)
    return proof, suspects


class _Seen(NamedTuple):
    """What one batch of the written file holds: misfits by column, and the cells with long runs."""

    batch: pa.RecordBatch
    bad: dict[int, npt.NDArray[np.int64]]
    runs: list[tuple[dict[str, tuple[str, ...]], pa.Array]]


def _look(plan: Plan, batch: pa.RecordBatch) -> _Seen:
    seen = _Seen(batch, {}, [])
    for column in plan.released:
        cells = batch.column(column.name)
        fits = column.fits(cells)
        if not fits.all():
            seen.bad[column.column.index] = np.flatnonzero(~fits)
        if column.action == "number":
            continue
        if column.accept == "credit_code":  # it begins with the county's code, as everybody's ID here does
            cells = pc.utf8_slice_codeunits(cells, _CODE_HEAD)
        if found := runs(cells):
            seen.runs.append((found, cells))
    return seen


def _shapes(seen: _Seen, proof: Proof) -> None:
    for index, rows in seen.bad.items():
        first = tuple(int(row) + 1 + proof.rows for row in rows[:MAX_ROWS])
        proof.misfits.setdefault(index, RowNumbers()).merge(RowNumbers(len(rows), first))


def _collect(seen: _Seen, before: int, suspects: dict[int, Suspect]) -> None:
    for found, cells in seen.runs:
        where = np.flatnonzero(bools(pc.is_in(cells, pa.array(list(found), cells.type))))
        for row, cell in zip(where, cells.take(pa.array(where)).to_pylist(), strict=True):
            suspects.setdefault(before + int(row), Suspect()).runs.update(found[cell])


def search_for(plan: Plan, suspects: Iterable[Suspect]) -> Search:
    """The search in the runs of some rows, and of the headers."""
    search = Search()
    search.add({run for one in suspects for run in one.runs})
    for inside in runs(pa.array([one.heading for one in plan.released], pa.string())).values():
        search.add(inside)
    return search


def ask(
    plan: Plan,
    original: Callable[[], Iterable[pa.RecordBatch]],
    kept: npt.NDArray[np.bool_],
    suspects: dict[int, Suspect],
    proof: Proof,
    search: Search,
) -> None:
    """Ask whether a hidden number of the input stands in the output, or a hidden name in its own row.

    Args:
        plan: what should have happened.
        original: reads the input again.
        kept: which input rows were posted.
        suspects: posted row -> what could be hidden in it.
        proof: what is found is added to it.
        search: the long runs of the whole output.
    """
    hidden = [column for column in plan.columns if column.action not in ("publish", "number")]
    posted_row = np.cumsum(kept) - 1
    before = 0
    for batch in original():
        size = batch.num_rows
        here = kept[before : before + size]
        suspect_rows = {
            int(row): suspects[int(posted_row[before + row])]
            for row in np.flatnonzero(here)
            if int(posted_row[before + row]) in suspects
        }
        for column in hidden if search else ():
            cells = as_text(batch.column(column.column.index))
            proof.hits += search.hits(_needles(column, cells))
            _own_rows(column, cells, suspect_rows, before, proof)
        for row in rows_with_names(plan, batch, suspect_rows):
            proof.row_hits.merge(RowNumbers(1, (before + row + 1,)))
        before += size


def _needles(column: ColumnPlan, cells: pa.Array) -> list[str]:
    """The identifiers of one hidden column: cells its masker recognises, and what stands inside cells."""
    recognise = column.reader.spec.recognise if column.reader else None
    if recognise is None:
        return scan.identifiers(cells)
    whole = pa.array(bools(recognise(cells)))
    rest = cells.filter(pc.invert(pc.and_(whole, shaped_like(cells, _ONE))))
    return [*cells.filter(whole).to_pylist(), *scan.identifiers(rest.filter(could_hold_run(rest)))]


def _own_rows(
    column: ColumnPlan, cells: pa.Array, suspects: dict[int, Suspect], before: int, proof: Proof
) -> None:
    first, last = 0, 0
    if column.masker is not None and column.masker.spec.shows is not None:
        first, last = column.masker.spec.shows(column.masker.options)
    for row, suspect in suspects.items():
        cell = cells[int(row)].as_py() if suspect.runs else None
        if not cell or sum(char.isdigit() for char in cell) < SHORTEST:
            continue
        hidden = {part for part in hidden_windows(cell, first, last) if part.isdigit()}
        if any(part in run for part in hidden for run in suspect.runs):
            proof.row_hits.merge(RowNumbers(1, (before + int(row) + 1,)))


def _control(plan: Plan, scratch: pa.RecordBatch | None, proof: Proof) -> None:
    """Plant one identifier of every kind in a copy of the output and find them all again."""
    columns = [column.name for column in plan.released if column.action != "number"]
    for nth, planted in enumerate(PLANTED.values()):
        proof.planted += 1
        search = Search()
        if scratch is None or not columns:
            cells = pa.array([planted])
        else:
            name = columns[nth % len(columns)]
            texts = [cell or "" for cell in scratch.column(name).to_pylist()]
            texts[nth % len(texts)] += planted
            cells = pa.array(texts)
        for inside in runs(cells).values():
            search.add(inside)
        proof.found += search.hits([planted])
