"""``deid check``: what in a file about to be posted may not be posted, whoever made it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import scan
from deid.engine.columns import Column, Columns, assign
from deid.engine.source import Source
from deid.engine.tally import RowNumbers
from deid.kernels import bools
from deid.messages import say
from deid.policy.fields import Fields, load_fields
from deid.policy.withhold import Reason, affirmative, load_reasons
from deid.risk.judge import ReleaseView, judge
from deid.risk.leaks import SHORTEST, Search, runs
from deid.terms import MAX_ROWS, Finding, Severity, finding

FLOOR = 1000
_MASKED_ID = r"^[GgJjLl]?[0-9*]{14,17}[0-9Xx*]?[0-9A-Za-z*]{0,4}$"
_ID_FIELDS = frozenset({"subject.id", "disability_card", "student_number", "social_security_number"})
# Fields that stand in posted lists by law, although they are direct identifiers.
_NAMES = frozenset({"subject.name", "householder.name", "official.name", "official.phone"})


@dataclass(slots=True)
class _Seen:
    kinds: dict[tuple[int, str], RowNumbers] = field(default_factory=dict)
    words: dict[tuple[int, str], RowNumbers] = field(default_factory=dict)
    weak: dict[int, RowNumbers] = field(default_factory=dict)
    least: dict[int, int] = field(default_factory=dict)
    raw: dict[int, RowNumbers] = field(default_factory=dict)
    filled: Counter[int] = field(default_factory=Counter)


def check_source(source: Source, *, raw: Source | None = None, as_of: date | None = None) -> list[Finding]:
    """Everything in a list that may not be posted.

    Args:
        source: the list as it would be posted.
        raw: the exported list it was made from; its identifiers are searched for one by one.
        as_of: the day ages are counted at; today by default.
    """
    fields, reasons = load_fields(), load_reasons()
    columns = assign(source.headers, fields, {})
    seen = _Seen()
    before = 0
    search = _needles_of(raw) if raw is not None else None
    for batch in source.batches():
        for column in columns.items:
            cells = batch.column(column.index)
            seen.filled[column.index] += int(bools(pc.match_substring_regex(cells, r"[^\s*—]")).sum())
            _identifiers(seen, column.index, cells, before)
            _words(seen, column, cells, before, reasons)
            if search is not None:
                _raw(seen, column.index, cells, before, search)
        _weak(seen, columns, batch, before, as_of or date.today())  # noqa: DTZ011
        before += batch.num_rows
    found = [*source.findings, *_report(seen, columns, fields, reasons)]
    texts = pa.array([*source.title, source.file_name], pa.string())
    if bools(scan.contains_identifier(texts)).any():
        found.append(finding("title_identifier", Severity.ERROR, count=1))
    return found


def _add(into: dict, key: object, where: npt.NDArray[np.bool_], before: int) -> None:  # type: ignore[type-arg]
    rows = np.flatnonzero(where)
    if len(rows):
        first = tuple(int(row) + 1 + before for row in rows[:MAX_ROWS])
        into.setdefault(key, RowNumbers()).merge(RowNumbers(len(rows), first))


def _identifiers(seen: _Seen, index: int, cells: pa.Array, before: int) -> None:
    where = bools(scan.contains_identifier(cells))
    if not where.any():
        return
    suspects = cells.filter(pa.array(where))
    by_cell = {cell: {span.kind for span in scan.spans(cell)} for cell in suspects.unique().to_pylist()}
    rows = np.flatnonzero(where)
    found: dict[str, list[int]] = {}
    for row, cell in zip(rows, suspects.to_pylist(), strict=True):
        for kind in by_cell[cell]:
            found.setdefault(kind, []).append(int(row))
    for kind, numbers in found.items():
        mask = np.zeros(len(cells), dtype=np.bool_)
        mask[numbers] = True
        _add(seen.kinds, (index, kind), mask, before)


def _words(seen: _Seen, column: Column, cells: pa.Array, before: int, reasons: Mapping[str, Reason]) -> None:
    if column.field in ("address", "county", "town", "village", "group"):
        return
    coded = cells.dictionary_encode()
    values = coded.dictionary
    for name, reason in reasons.items():
        if not reason.searchable:
            continue
        flags = bools(affirmative(values) if reason.header_hits(column.header) else reason.hits(values))
        if flags.any():
            indices = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
            _add(seen.words, (column.index, name), np.where(indices >= 0, flags[indices], False), before)


def _weak(seen: _Seen, columns: Columns, batch: pa.RecordBatch, before: int, as_of: date) -> None:
    """Masked identifiers that, with the other columns of the row, leave too few numbers."""
    for column in columns.items:
        cells = batch.column(column.index)
        masked = bools(pc.match_substring_regex(cells, _MASKED_ID)) & bools(pc.match_substring(cells, "*"))
        if not masked.any():
            continue
        rows = batch.filter(pa.array(masked))
        view = ReleaseView(
            n=rows.num_rows,
            identifiers=[rows.column(column.index)],
            birth=_part(columns, rows, "birth_date"),
            age=_part(columns, rows, "age"),
            sex=_part(columns, rows, "sex"),
            full_name=False,
            town_shown=False,
            adults_only=False,
        )
        counts, _ = judge(view, place=None, as_of=as_of, implies_age=None)
        below = np.zeros(batch.num_rows, dtype=np.bool_)
        below[np.flatnonzero(masked)[counts < FLOOR]] = True
        _add(seen.weak, column.index, below, before)
        if below.any():
            least = int(counts.min())
            seen.least[column.index] = min(least, seen.least.get(column.index, least))


def _part(columns: Columns, rows: pa.RecordBatch, name: str) -> pa.Array | None:
    hits = columns.of(name)
    return rows.column(hits[0].index) if hits else None


def _needles_of(raw: Source) -> set[str]:
    """Shadows of every identifier of the raw list."""
    found: set[str] = set()
    for batch in raw.batches():
        for cells in batch.columns:
            for inside in runs(cells).values():
                found.update(inside)
    return {run for run in found if len(run) >= SHORTEST and sum(map(str.isdigit, run)) >= SHORTEST}


def _raw(seen: _Seen, index: int, cells: pa.Array, before: int, needles: set[str]) -> None:
    bad = []
    for cell, inside in runs(cells).items():
        search = Search()
        search.add(inside)
        if any(needle in search.windows for needle in needles & search.windows):
            bad.append(cell)
    if bad:
        _add(seen.raw, index, bools(pc.is_in(cells, pa.array(bad, cells.type))), before)


def _report(
    seen: _Seen, columns: Columns, fields: Fields, reasons: Mapping[str, Reason]
) -> Iterator[Finding]:
    labels = {column.index: column.label for column in columns.items}
    for (index, kind), rows in seen.kinds.items():
        yield finding(
            "clear_identifier",
            Severity.ERROR,
            column=labels[index],
            rows=rows.first,
            count=rows.count,
            kind=say(f"kind.{kind}"),
        )
    for (index, reason), rows in seen.words.items():
        yield finding(
            "telling_word",
            Severity.ERROR,
            column=labels[index],
            rows=rows.first,
            count=rows.count,
            kind=reasons[reason].title,
        )
    for index, rows in seen.weak.items():
        yield finding(
            "weak_mask",
            Severity.ERROR,
            column=labels[index],
            rows=rows.first,
            count=rows.count,
            least=seen.least[index],
        )
    for index, rows in seen.raw.items():
        yield finding("raw_value", Severity.ERROR, column=labels[index], rows=rows.first, count=rows.count)
    yield from _telling_columns(seen, columns, fields)


def _telling_columns(seen: _Seen, columns: Columns, fields: Fields) -> Iterator[Finding]:
    named = {index for index, _ in seen.kinds}
    for column in columns.items:
        known = fields.by_id.get(column.field or "")
        if known is None or column.how != "exact" or not seen.filled[column.index] or column.index in named:
            continue
        if column.field in _NAMES or known.role not in ("direct", "sensitive"):
            continue
        if column.field in _ID_FIELDS or known.masker in ("phone", "bank_card"):
            continue  # their cells are judged one by one
        yield finding("telling_column", Severity.WARNING, column=column.label, title=known.title)
