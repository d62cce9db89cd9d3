"""People, names and doors as a posted list and an exported one can be compared by."""

import re
from collections.abc import Iterable, Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import addresses, names
from deid.detect.cells import match
from deid.engine.columns import Column, Columns
from deid.kernels import as_text, compact, normalise_text
from deid.policy.fields import Fields

_PLACES = frozenset({"county", "town", "village", "group"})
_SPLIT = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff·•]+")
_FOLLOWS = tuple("代转收领之的系为是和与及（(")
_DOOR = re.compile(r"(?:\d{1,3}(?:组|社|队))?\d{1,4}(?:号|室)(?:[^\u4e00-\u9fff].*)?$", re.ASCII)
_PRECISE = re.compile(r"\d{1,3}(?:组|社|队)\d{1,4}(?:号|室)", re.ASCII)
_MASKED = r"[*＊●×○某]"
_LONGEST_NAME = 4
_LONG_TEXT = 2000


class Shared(msgspec.Struct, frozen=True):
    """A column that both lists have."""

    posted: Column
    raw: Column
    name: bool


def shared_columns(posted: Columns, raw: Columns, fields: Fields) -> list[Shared]:
    """The columns by which a row is known again: the name, places, amounts and counts."""
    found = []
    for column in posted.items:
        known = fields.by_id.get(column.serves or "")
        if known is None or column.serves == "seq":
            continue
        comparable = known.role == "other" or column.serves in _PLACES | {"subject.name"}
        twin = raw.serving(column.serves or "")
        if comparable and twin is not None and posted.serving(column.serves or "") is column:
            found.append(Shared(column, twin, column.serves == "subject.name"))
    return found if any(one.name for one in found) else []


def are_masked(col: pa.Array) -> bool:
    """Whether most names of a column are masked."""
    hit = pc.sum(match(col, _MASKED)).as_py() or 0
    return bool(hit * 2 > len(col))


def row_keys(batch: pa.RecordBatch, columns: Sequence[Column], name: int, *, surname: bool) -> pa.Array:
    """One key per row; ``name`` is the place of the name among the columns.

    Args:
        batch: rows of either list.
        columns: the shared columns, in the same order for both lists.
        name: which of them holds the name.
        surname: compare the first character only, because the posted names are masked.
    """
    parts = []
    for place, column in enumerate(columns):
        cells = as_text(batch.column(column.index)).cast(pa.large_string())
        if place == name:
            cells = compact(pc.coalesce(names.one_name(cells), cells))
            cells = pc.utf8_slice_codeunits(cells, 0, 1) if surname else cells
        else:
            cells = pc.replace_substring_regex(compact_number(cells), r"[元亩人户]$", "")
        parts.append(cells)
    return pc.binary_join_element_wise(*parts, pa.scalar("\x1f", pa.large_string()), null_handling="replace")


def compact_number(cells: pa.Array) -> pa.Array:
    """Cells without blanks; 1,030.50 and 1030.5 are one number."""
    text = pc.replace_substring_regex(cells, r"[\s,，]+", "")
    text = pc.replace_substring_regex(text, r"^(\d+\.\d*?)0+$", r"\1")
    return pc.replace_substring_regex(text, r"^(\d+)\.$", r"\1")


def names_inside(cell: str, wanted: set[str], *, is_name: bool) -> bool:
    """Whether a posted cell names one of these people.

    Short names are only believed where they stand alone: 高兴 in 很高兴 is nobody.

    >>> names_inside("李四代领", {"李四"}, is_name=False), names_inside("很高兴", {"高兴"}, is_name=False)
    (True, False)
    """
    if len(cell) > _LONG_TEXT:
        return False
    text = normalise_text(cell)
    plain = re.sub(r"\s+", "", text)
    if plain in wanted:
        return True
    tokens = _SPLIT.split(plain)
    if is_name:  # the name itself is judged as a whole; what stands behind it may name somebody else
        tokens = tokens[1:]
    return any(_in_token(token, wanted) for token in tokens if len(token) > 1)


def _in_token(token: str, wanted: set[str]) -> bool:
    if token in wanted:
        return True
    for size in range(2, _LONGEST_NAME + 1):
        if token[:size] in wanted and token[size:].startswith(_FOLLOWS):
            return True
    return any(
        token[at : at + size] in wanted
        for size in range(3, _LONGEST_NAME + 1)
        for at in range(len(token) - size + 1)
    )


def doors_of(col: pa.Array) -> set[str]:
    """Every way the doors of an address column can be written: from the town, from the village, bare."""
    found: set[str] = set()
    for key in addresses.full_address_keys(col).unique().drop_null().to_pylist():
        found.add(key)
        units = addresses.split(key)
        if town := units.get("town"):
            found.add(key.removeprefix(town))
        if (door := _DOOR.search(key)) and _PRECISE.search(door[0]):
            found.add(door[0])
    return found


def doors_in(cells: Iterable[str], wanted: set[str]) -> list[str]:
    """The posted cells in which one of these doors stands."""
    cells = list(cells)
    keys = addresses.full_address_keys(pa.array(cells, pa.string())).to_pylist()
    return [
        cell
        for cell, key in zip(cells, keys, strict=True)
        if (key is not None and (key in wanted or _without_town(key) in wanted))
        or any(hit in wanted for hit in _PRECISE.findall(re.sub(r"\s+", "", normalise_text(cell))))
    ]


def _without_town(key: str) -> str:
    town = addresses.split(key).get("town")
    return key.removeprefix(town) if town else key
