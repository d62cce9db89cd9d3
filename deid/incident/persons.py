"""Who a row is about, as far as numbers tell: keys that live only while a list is counted."""

from collections.abc import Sequence

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from deid.checking.columns import read_columns
from deid.checking.looking import Looking
from deid.checking.people import are_masked, row_keys, shared_columns
from deid.detect import id_cells, resident_id, scan
from deid.detect.cells import match
from deid.engine.columns import Column, Columns
from deid.kernels import as_text

OWN_IDS = ("subject.id", "disability_card", "student_number", "social_security_number")
_HOLD_ID = frozenset({"resident_id", "disability_card", "student_number"})
_OTHERS = ("guardian", "member", "householder", "official", "account_holder")
_PERSON = r"^[0-9]{17}$"
_OLD = 15  # such numbers have no check digit
TEXT = pa.large_string()


class Persons:
    """The people of one list.

    A person is known by the ID number in the row, else by that of the exported list if exactly one row of it
    looks like this one, else the row stands for one person of its own: so nobody is counted too few.
    """

    def __init__(self, looking: Looking, part: int) -> None:
        self._part = part
        self._own = _id_columns(looking.columns, "subject")
        self._ids = {whose: _id_columns(looking.columns, whose) for whose in _OTHERS}
        self._named = {
            whose: bool(looking.columns.of(f"{whose}.name", f"{whose}.id")) for whose in ("account_holder",)
        }
        self._twins = _twins(looking)

    def subjects(self, batch: pa.RecordBatch, before: int) -> pa.Array:
        """One key per row."""
        rows = pa.array(np.arange(before, before + batch.num_rows)).cast(TEXT)
        alone = joined(pa.scalar(f"row {self._part}", TEXT), rows)
        keys = [_keys(batch.column(column.index)) for column in self._own]
        linked = [self._twins.keys(batch)] if self._twins else []
        return pc.coalesce(*keys, *linked, alone)

    def others(self, batch: pa.RecordBatch, subjects: pa.Array, whose: str) -> pa.Array:
        """One key per row for the person a column of somebody else's is about."""
        if whose not in _OTHERS or not self._named.get(whose, True):
            return subjects
        keys = [_keys(batch.column(column.index)) for column in self._ids[whose]]
        alone = joined(subjects, pa.scalar(whose, TEXT))
        return pc.coalesce(*keys, alone)


def joined(first: pa.Array | pa.Scalar, second: pa.Array | pa.Scalar) -> pa.Array:
    """Two keys as one."""
    return pc.binary_join_element_wise(first, second, pa.scalar(" ", TEXT))


class _Twins(msgspec.Struct, frozen=True):
    """The ID numbers of the exported list, by what a row of both lists shows."""

    columns: Sequence[Column]
    name: int
    surname: bool
    looks: pa.Array
    ids: pa.Array

    def keys(self, batch: pa.RecordBatch) -> pa.Array:
        """The ID key of each row that exactly one exported row looks like; null elsewhere."""
        looks = row_keys(batch, self.columns, self.name, surname=self.surname)
        return self.ids.take(pc.index_in(looks, value_set=self.looks))


def _twins(looking: Looking) -> _Twins | None:
    raw = looking.asked.raw
    if raw is None:
        return None
    columns = read_columns(raw.headers, looking.fields, looking.asked.policy)
    shared, own = shared_columns(looking.columns, columns, looking.fields), _id_columns(columns, "subject")
    first = next(iter(looking.source.batches()), None)
    if not shared or not own or first is None:
        return None
    name = next(at for at, one in enumerate(shared) if one.name)
    surname = are_masked(first.column(shared[name].posted.index))
    looks, ids = [pa.nulls(0, TEXT)], [pa.nulls(0, TEXT)]
    for batch in raw.batches():
        looks.append(row_keys(batch, [one.raw for one in shared], name, surname=surname).cast(TEXT))
        ids.append(pc.coalesce(*(_keys(batch.column(column.index)) for column in own)))
    whole = pa.table({"look": pa.concat_arrays(looks), "id": pa.concat_arrays(ids)})
    alone = whole.group_by("look").aggregate([("id", "count"), ("id", "min"), ([], "count_all")])
    alone = alone.filter(pc.and_(pc.equal(alone["count_all"], 1), pc.equal(alone["id_count"], 1)))
    posted = [one.posted for one in shared]
    return _Twins(posted, name, surname, _flat(alone["look"]), _flat(alone["id_min"]))


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays([pa.nulls(0, TEXT), *column.chunks])


def _id_columns(columns: Columns, whose: str) -> list[Column]:
    names = OWN_IDS if whose == "subject" else (f"{whose}.id",)
    return [column for name in names for column in columns.of(name)]


def _keys(cells: pa.Array) -> pa.Array:
    """The person key of each cell that is one whole ID; null elsewhere.

    Many people share a number that Excel has rounded, so one whose check digit is wrong tells nobody apart.
    """
    ids = id_cells.contained(as_text(cells))
    keys = resident_id.person_keys(ids).cast(TEXT)
    right = pc.fill_null(resident_id.check_digit_ok(ids), False)
    sound = pc.or_(right, pc.equal(pc.utf8_length(ids), _OLD))
    good = pc.fill_null(pc.and_(match(keys, _PERSON), sound), False)
    return pc.if_else(good, keys, pa.nulls(len(keys), TEXT))


def people_in(cells: pa.Array, otherwise: pa.Array) -> set[str]:
    """The people whose ID numbers stand in some cells, several in one cell and inside text too.

    Args:
        cells: cells that hold one.
        otherwise: the key of each row, for a number that cannot be read whole.
    """
    keys = _keys(cells)
    found = set(keys.drop_null().to_pylist())
    odd = np.flatnonzero(pc.is_null(keys).to_numpy(zero_copy_only=False))
    for row in odd:
        text = as_text(cells)[int(row)].as_py() or ""
        inside = [text[span.start : span.end] for span in scan.spans(text) if span.kind in _HOLD_ID]
        read = _keys(pa.array(inside, pa.string())).drop_null().to_pylist()
        found.update(read or [otherwise[int(row)].as_py()])
    return found
