"""The aggregate form: how many and how much per place, small cells suppressed, nobody named."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import accepts
from deid.engine.columns import Column
from deid.engine.meant import demand
from deid.engine.screen import NONE
from deid.engine.source import Source
from deid.kernels import normalise
from deid.messages import say
from deid.release.prepare import Prepared
from deid.release.result import Result
from deid.release.sinks import Sink
from deid.risk.aggregate import AggregateTable, tabulate
from deid.risk.leaks import PLANTED, Search, runs
from deid.terms import Finding, Severity, finding

DASH = "—"
_NOT_NUMBER = r"[^\d.\-]"


class Group(msgspec.Struct):
    """One group's sums."""

    rows: int = 0
    withheld: int = 0
    sums: dict[str, Decimal] = msgspec.field(default_factory=dict)

    def add(self, other: "Group") -> None:
        """Add what another part of the list holds of this group."""
        self.rows += other.rows
        self.withheld += other.withheld
        for name, value in other.sums.items():
            self.sums[name] = self.sums.get(name, Decimal(0)) + value


class Counted(NamedTuple):
    """A list or a part of it, counted."""

    groups: dict[tuple[str, ...], Group]
    rows: int
    members: int


Count = Callable[[Prepared, list[Column], list[Column]], Counted]


def release_counts(
    source: Source,
    prepared: Prepared,
    open_sink: Callable[[list[str], list[str]], Sink],
    count: Count | None = None,
) -> Result:
    """Make the aggregate table of one channel. It counts everybody, also those no list names.

    Args:
        source: the list.
        prepared: what was decided about it.
        open_sink: makes the place the table is written to.
        count: counts the list where it cannot be read here; from the columns of places and of measures.
    """
    wanted = prepared.channel.measures
    demand(prepared.columns, [*prepared.channel.by, *wanted], [], prepared.fields)
    by = [c for name in prepared.channel.by if (c := prepared.columns.serving(name)) is not None]
    measures = [c for name in wanted if (c := prepared.columns.serving(name)) is not None]
    counted = count(prepared, by, measures) if count else count_rows(source.batches(), prepared, by, measures)
    groups = dict(sorted(counted.groups.items()))
    table = tabulate(
        list(groups),
        [group.rows for group in groups.values()],
        [group.withheld for group in groups.values()],
        {c.name: [group.sums.get(c.name, Decimal(0)) for group in groups.values()] for c in measures},
        min_cell=prepared.channel.min_cell,
    )
    batch, headers = _table(prepared, by, measures, table)
    sink = open_sink(batch.schema.names, headers)
    sink.write(batch)
    sink.close()
    found = _prove(sink, batch, by)
    if table.all_suppressed:
        found.append(finding("all_suppressed", Severity.WARNING))
    return Result(
        rows_in=counted.rows,
        rows_out=batch.num_rows,
        members=counted.members,
        withheld={},
        checked={},
        columns=_columns_json(prepared, by, measures),
        candidates=None,
        classes=None,
        verification={"needles": 0, "hits": 0, "planted": len(PLANTED), "found": _control(batch)},
        findings=tuple(found),
        sha256=sink.sha256(),
    )


def count_rows(
    batches: Iterable[pa.RecordBatch],
    prepared: Prepared,
    by: list[Column],
    measures: list[Column],
    before: int = 0,
) -> Counted:
    """Count rows of a list of which ``before`` others came earlier."""
    groups: dict[tuple[str, ...], Group] = {}
    rows = members = 0
    plan = prepared.plan
    for batch in batches:
        _, codes, more = plan.keep(batch, before + rows)
        head = plan.screen.is_head(batch) if plan.heads_only else None
        counted = np.ones(batch.num_rows, dtype=np.bool_) if head is None else head
        keys = [_places(batch, column, prepared) for column in by]
        sums = {column.name: _numbers(batch.column(column.index)) for column in measures}
        _add(groups, keys, counted, codes == NONE, sums)
        rows += batch.num_rows
        members += more
    return Counted(groups, rows, members)


def _add(
    groups: dict[tuple[str, ...], Group],
    keys: list[list[str]],
    counted: npt.NDArray[np.bool_],
    posted: npt.NDArray[np.bool_],
    sums: dict[str, list[Decimal]],
) -> None:
    for row in np.flatnonzero(counted):
        group = groups.setdefault(tuple(key[row] for key in keys), Group())
        group.rows += 1
        group.withheld += not posted[row]
        for name, values in sums.items():
            group.sums[name] = group.sums.get(name, Decimal(0)) + values[row]


def _places(batch: pa.RecordBatch, column: Column, prepared: Prepared) -> list[str]:
    kind = prepared.fields.by_id[column.field or ""].accepts or "place"
    cells = accepts.accept(kind, batch.column(column.index), allowed=column.known or None)
    other = say("word.other_places")
    return [cell.strip() if cell and cell.strip() else other for cell in cells.to_pylist()]


def _numbers(cells: pa.Array) -> list[Decimal]:
    plain = pc.replace_substring_regex(normalise(accepts.accept("number", cells)), _NOT_NUMBER, "")
    return [Decimal(cell) if cell and cell.strip("-.") else Decimal(0) for cell in plain.to_pylist()]


def _table(
    prepared: Prepared, by: list[Column], measures: list[Column], table: AggregateTable
) -> tuple[pa.RecordBatch, list[str]]:
    unit = say("word.households" if prepared.policy.row == "household" else "word.persons")
    headers = [prepared.fields.by_id[c.serves or ""].title for c in by] or [say("word.scope")]
    headers += [unit, *(prepared.fields.by_id[c.serves or ""].title for c in measures)]
    lines = []
    for row in table.rows if by else table.rows[-1:]:  # without places there is one group: the total
        key = list(row.key) if row.key else [say("word.total"), *[""] * (max(len(by), 1) - 1)]
        lines.append([*key, _show(row.count), *(_show(row.measures[c.name]) for c in measures)])
    names = [f"c{i}" for i in range(len(headers))]
    columns = [pa.array([line[i] for line in lines], pa.string()) for i in range(len(headers))]
    return pa.RecordBatch.from_arrays(columns, names=names), headers


def _show(value: Decimal | int | None) -> str:
    return DASH if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _prove(sink: Sink, meant: pa.RecordBatch, by: list[Column]) -> list[Finding]:
    """Read the table back: place names, numbers and dashes, nothing else."""
    width = max(len(by), 1)
    for batch in sink.read_back():
        for index, cells in enumerate(batch.columns):
            good = (
                pc.is_in(cells, meant.column(index).unique().cast(cells.type))
                if index < width
                else pc.match_substring_regex(cells, rf"^(?:{DASH}|-?\d+(?:\.\d+)?)$")
            )
            if not pc.all(good, min_count=0).as_py():
                return [finding("shape", Severity.ERROR, count=1)]
    if _control(meant) != len(PLANTED):
        return [finding("control", Severity.ERROR, count=1)]
    return []


def _control(batch: pa.RecordBatch) -> int:
    found = 0
    for planted in PLANTED.values():
        search = Search()
        texts = [*(batch.column(0).to_pylist() if batch.num_rows else []), planted]
        for inside in runs(pa.array(texts, pa.string())).values():
            search.add(inside)
        found += search.hits([planted])
    return found


def _columns_json(prepared: Prepared, by: list[Column], measures: list[Column]) -> tuple[dict[str, Any], ...]:
    shown = {column.index: "aggregate" for column in (*by, *measures)}
    return tuple(
        {
            "header": column.label,
            "field": column.field,
            "treatment": shown.get(column.index, "drop"),
            "masker": None,
            "invalid": 0,
        }
        for column in prepared.columns.items
    )
