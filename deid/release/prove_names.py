"""The proof of names: a name that a row hides stands in no other cell of it."""

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.engine.beside import looked_in, posted_persons, posts_names, standing
from deid.engine.plan import Plan
from deid.kernels import as_text


class Suspect(msgspec.Struct):
    """What stands in a posted row that could be hidden: long runs, words a name could be part of.

    Attributes:
        runs: the long runs.
        texts: column index -> a cell in which a hidden name could stand.
        own: the persons' names the row posts.
    """

    runs: set[str] = msgspec.field(default_factory=set)
    texts: dict[int, str] = msgspec.field(default_factory=dict)
    own: list[str | None] = msgspec.field(default_factory=list)


def collect_texts(
    plan: Plan,
    batch: pa.RecordBatch,
    named: npt.NDArray[np.bool_],
    before: int,
    suspects: dict[int, Suspect],
) -> None:
    """The cells of some rows in which a hidden name could stand."""
    texts = [one for one in plan.released if one.speaks or one.frees]
    rows = np.flatnonzero(named[before : before + batch.num_rows])
    if not len(rows) or not texts or not any(one.hides_names for one in plan.columns):
        return
    some = batch.take(pa.array(rows))
    shown = {one.column.index: looked_in(one, some.column(one.name)).to_pylist() for one in texts}
    own = [
        posted_persons(one, some.column(one.name)).to_pylist() for one in plan.released if posts_names(one)
    ]
    for at, row in enumerate(rows.tolist()):
        suspect = suspects.setdefault(before + row, Suspect())
        suspect.texts = {index: cells[at] for index, cells in shown.items() if cells[at]}
        suspect.own = [cells[at] for cells in own]


def rows_with_names(plan: Plan, batch: pa.RecordBatch, suspects: dict[int, Suspect]) -> list[int]:
    """The rows of a batch in which a name stands that they hide; ``suspects`` are rows of the batch."""
    found = []
    rows = [row for row, suspect in suspects.items() if suspect.texts]
    hidden = {
        one.column.index: as_text(batch.column(one.column.index)).take(pa.array(rows, pa.int64())).to_pylist()
        for one in plan.columns
        if one.hides_names and rows
    }
    for at, row in enumerate(rows):
        suspect = suspects[row]
        cells = {index: col[at] for index, col in hidden.items()}
        # an organisation's name that its own column posts is not hidden
        names = [cell for index, cell in cells.items() if suspect.texts.get(index) != cell]
        if any(standing(list(suspect.texts.values()), names, suspect.own)):
            found.append(row)
    return found
