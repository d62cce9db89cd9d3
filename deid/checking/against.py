"""A posted list against the exported one: hidden values that show after all, and people who must not."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.checking.asked import Asked
from deid.checking.columns import read_columns
from deid.checking.first import Bytes, look
from deid.checking.hidden import Raw, read_raw
from deid.checking.marks import Marks
from deid.checking.numbers import numbers_that_show
from deid.checking.people import are_masked, doors_in, doors_of, names_inside, row_keys, shared_columns
from deid.checking.strangers import strangers
from deid.checking.words import door_numbers
from deid.detect import names
from deid.detect.cells import match
from deid.engine.columns import Columns
from deid.engine.source import Source
from deid.kernels import as_text, bools
from deid.messages import say
from deid.policy.fields import Fields, load_fields
from deid.policy.withhold import load_reasons
from deid.terms import MAX_ROWS, Finding, Severity, finding

_PLACES = frozenset({"county", "town", "village", "group", "seq"})
_PLAIN_NAME = r"^[\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}·•]{2,15}$"


def compare(source: Source, raw_source: Source, asked: Asked, marks: Marks | None = None) -> list[Finding]:
    """Search a posted list for what its exported list had to hide.

    Args:
        source: the list as posted.
        raw_source: the exported list.
        asked: the rule and the day; without a rule everything but names, places, amounts and counts is
            hidden, and minors and HIV keep people back, as on every list.
        marks: where the rows are noted, for whoever wants them all.

    Returns:
        Findings; no cell is in them.
    """
    fields = load_fields(asked.rules)
    raw = read_raw(raw_source, asked)
    columns = read_columns(source.headers, fields, asked.policy)
    marks = Marks() if marks is None else marks
    numbers = numbers_that_show(source, raw, strangers(fields))
    others, doors = _other_names(raw), _doors(raw)
    for batch in source.batches():
        for column in columns.items:
            cells = as_text(batch.column(column.index))
            marks.add("raw_value", column.index, numbers.where(cells))
            if column.field not in _PLACES:
                is_name = column.field in ("subject.name", "householder.name")
                marks.add("raw_name", column.index, _names(cells, others, is_name=is_name))
            marks.add("raw_door", column.index, _door_cells(cells, doors))
        marks.seen += batch.num_rows
    found = [
        finding(code, Severity.ERROR, column=columns.items[index].label, rows=rows.first, count=rows.count)
        for (code, index, _), rows in sorted(marks.rows.items(), key=lambda item: item[0][1])
    ]
    found += _withheld(source, raw, columns, fields, asked, marks)
    if raw.why is not None:
        found.append(finding("raw_not_judged", Severity.WARNING, why=raw.why))
    return found


def _other_names(raw: Raw) -> set[str]:
    """Names of other people, save those that also belong to somebody who may be named."""
    others = raw.other_names
    if not others:
        return set()
    hidden: set[str] = set()
    public: set[str] = set()
    subject = raw.columns.serving("subject.name") or next(iter(raw.columns.of("householder.name")), None)
    before = 0
    for batch in raw.source.batches():
        for index in others:
            hidden.update(names.names_in(batch.column(index)))
        if subject is not None:
            kept, _ = raw.codes(batch, before)
            public.update(names.names_in(batch.column(subject.index).filter(pa.array(kept))))
        before += batch.num_rows
    return {name for name in hidden - public if len(name) > 1}


def _names(cells: pa.Array, wanted: set[str], *, is_name: bool) -> npt.NDArray[np.bool_]:
    nowhere = np.zeros(len(cells), dtype=np.bool_)
    if not wanted or not look(cells).kinds & Bytes.HAN:
        return nowhere
    coded = cells.dictionary_encode()
    values = coded.dictionary
    plain = match(values, _PLAIN_NAME)
    hit = bools(pc.is_in(values, value_set=pa.array(sorted(wanted), values.type))) & bools(plain)
    odd = ~bools(plain) & bools(match(values, r"\p{Han}{2}"))
    odd |= bools(plain) & ~hit & bools(pc.greater(pc.utf8_length(values), 4)) & (not is_name)
    for at in np.flatnonzero(odd):
        hit[at] = names_inside(values[int(at)].as_py(), wanted, is_name=is_name)
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return np.where(codes >= 0, hit[codes], False) if len(values) else nowhere


def _doors(raw: Raw) -> set[str]:
    """The doors of address columns, and those written elsewhere."""
    found: set[str] = set()
    for batch in raw.source.batches():
        for column in raw.columns.items:
            cells = as_text(batch.column(column.index))
            if not (column.field or "").endswith("address"):
                cells = cells.filter(pa.array(door_numbers(look(cells))))
            if len(cells):
                found |= doors_of(cells)
    return found


def _door_cells(cells: pa.Array, wanted: set[str]) -> npt.NDArray[np.bool_]:
    nowhere = np.zeros(len(cells), dtype=np.bool_)
    seen = look(cells)
    if not wanted or not seen.kinds & Bytes.HAN or not seen.kinds & (Bytes.DIGIT | Bytes.ODD):
        return nowhere
    maybe = door_numbers(seen) | bools(match(seen.cells, r"[0-9０-９][号室]"))
    if not maybe.any():
        return nowhere
    bad = doors_in(cells.filter(pa.array(maybe)).unique().to_pylist(), wanted)
    return bools(pc.is_in(cells, value_set=pa.array(bad, cells.type))) if bad else nowhere


def _withheld(
    source: Source, raw: Raw, columns: Columns, fields: Fields, asked: Asked, marks: Marks
) -> Iterator[Finding]:
    """Rows of people whom the rule keeps back, known again by the cells both lists show."""
    shared = shared_columns(columns, raw.columns, fields)
    if not shared:
        return
    place = next(at for at, one in enumerate(shared) if one.name)
    first = next(iter(source.batches()), None)
    if first is None:
        return
    surname = are_masked(first.column(shared[place].posted.index))
    back: Counter[str] = Counter()
    reasons: dict[str, set[str]] = {}
    before = 0
    for batch in raw.source.batches():
        _, codes = raw.codes(batch, before)
        away = codes > 0
        if away.any():
            rows = batch.filter(pa.array(away))
            keys = row_keys(rows, [one.raw for one in shared], place, surname=surname).to_pylist()
            back.update(keys)
            for key, code in zip(keys, codes[away], strict=True):
                reasons.setdefault(key, set()).add(raw.screen.names[code - 1])
        before += batch.num_rows
    if not back:
        return
    wanted = pa.array(sorted(back), pa.large_string())
    kept_count = _counted(_kept(raw, [one.raw for one in shared], place, surname=surname), wanted)
    posted_count: Counter[str] = Counter()
    rows_of: dict[str, list[int]] = {}
    before = 0
    for batch in source.batches():
        keys = row_keys(batch, [one.posted for one in shared], place, surname=surname)
        for row in np.flatnonzero(bools(pc.is_in(keys, value_set=wanted))):
            key = keys[int(row)].as_py()
            posted_count[key] += 1
            rows_of.setdefault(key, []).append(before + int(row) + 1)
        before += batch.num_rows
    over = {key: min(count - kept_count[key], back[key]) for key, count in posted_count.items()}
    over = {key: count for key, count in over.items() if count > 0}
    if over:
        _keep_rows(marks, over, rows_of, reasons)
        yield _withheld_finding(over, rows_of, reasons, asked)


def _keep_rows(
    marks: Marks, over: dict[str, int], rows_of: dict[str, list[int]], reasons: dict[str, set[str]]
) -> None:
    if marks.every is None:
        return
    for key, count in over.items():
        rows = np.array(rows_of[key][:count], dtype=np.int64) - 1
        for reason in sorted(reasons[key]):
            marks.every.setdefault(("withheld_row", -1, reason), []).append((rows, None))


def _kept(raw: Raw, columns: Sequence, place: int, *, surname: bool) -> Iterator[pa.Array]:  # type: ignore[type-arg]
    before = 0
    for batch in raw.source.batches():
        kept, _ = raw.codes(batch, before)
        yield row_keys(batch.filter(pa.array(kept)), columns, place, surname=surname)
        before += batch.num_rows


def _counted(keys: Iterator[pa.Array], wanted: pa.Array) -> Counter[str]:
    found: Counter[str] = Counter()
    for part in keys:
        some = part.filter(pc.is_in(part, value_set=wanted))
        found.update({one["values"]: one["counts"] for one in pc.value_counts(some).to_pylist()})
    return found


def _withheld_finding(
    over: dict[str, int], rows_of: dict[str, list[int]], reasons: dict[str, set[str]], asked: Asked
) -> Finding:
    known = load_reasons(asked.rules)
    told = sorted(set().union(*(reasons[key] for key in over)))
    titles = [known[name].title if name in known else say(f"reason.{name}") for name in told]
    rows = sorted(row for key in over for row in rows_of[key])
    return finding(
        "withheld_row",
        Severity.ERROR,
        rows=tuple(rows[:MAX_ROWS]),
        count=sum(over.values()),
        reason="、".join(titles),
    )
