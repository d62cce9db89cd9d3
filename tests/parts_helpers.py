"""A list in parts without an engine: each part worked on after a trip through pickle, as an executor would."""

import pickle
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from deid.engines.posting import Files, release_to
from deid.engines.whole import Sums
from deid.engines.working import worker_for
from deid.frames.table import text_table


class Loop:
    """Parts of a table, cut at these rows. ``trips`` counts how often the parts were worked on."""

    def __init__(self, table, cuts, batch=1000):
        edges = [0, *sorted(cuts), table.num_rows]
        self.parts = [table.slice(a, b - a) for a, b in pairwise(edges)]
        self.batch, self.trips = batch, []

    def batches(self, part):
        return self.parts[part].to_batches(max_chunksize=self.batch)

    def run(self, work, *, sums=False):
        self.trips.append(type(work).__name__)
        made = []
        for part in range(len(self.parts)):
            worker = pickle.loads(pickle.dumps(worker_for(work)))
            made.append(pickle.loads(pickle.dumps(tuple(worker(part, self.batches(part))))))
        if not sums:
            return [one[0] for one in made], Sums()
        totals = {}
        for _, keys, counts in made:
            for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
                totals[key] = totals.get(key, 0) + count
        values = list(totals.values())
        return [one[0] for one in made], Sums(min(values, default=0), values.count(1), values.count(0))

    def stream(self, columns):
        for part in self.parts:
            table = text_table(part)
            for batch in table.to_batches():
                kept = [
                    column.cast(pa.string()) if at in columns else pa.nulls(batch.num_rows, pa.string())
                    for at, column in enumerate(batch.columns)
                ]
                yield pa.RecordBatch.from_arrays(kept, names=[f"c{at}" for at in range(len(kept))])


def released(table, notice, out, *, cuts=(), engine=None, **options):
    """The outcome of a release in parts."""
    papers = {name: options.pop(name) for name in Files.__struct_fields__ if name in options}
    return release_to(engine or Loop(table, cuts), table.column_names, notice, Files(out, **papers), options)


def rows_at(out: Path) -> list[tuple[str, ...]]:
    """The rows of an output folder, in the order of its files."""
    found = []
    for path in sorted(out.glob("part-*")):
        table = (
            pq.read_table(path)
            if path.suffix == ".parquet"
            else pacsv.read_csv(
                path, convert_options=pacsv.ConvertOptions(column_types={}, strings_can_be_null=False)
            )
        )
        found += rows_of_table(table)
    return found


def rows_of_table(table: pa.Table) -> list[tuple[str, ...]]:
    columns = [[str(cell or "") for cell in column.to_pylist()] for column in table.columns]
    return list(zip(*columns, strict=True))


def even_cuts(rows, parts):
    return [int(at) for at in np.linspace(0, rows, parts + 1)[1:-1]]
