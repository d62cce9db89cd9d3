"""The released rows of a list by village (按村拆分), and what the villages' folders are called."""

import re
from collections.abc import Iterable

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import places, scan
from deid.engine.column_plan import ColumnPlan
from deid.engine.tally import RowNumbers
from deid.errors import RefusedError
from deid.kernels import as_text, blank, bools, compact
from deid.messages import say
from deid.release.prepare import Prepared
from deid.tables.name_parts import HAN
from deid.terms import MAX_ROWS, Finding, Severity, finding

_BETWEEN = "\x1f"
_LONGEST = 40
# What a folder may be called on every system, and what a village is called in a column of groups (村组).
_NAME = re.compile(rf"[\u3400-\u9fff\U00020000-\U0003ffff0-9A-Za-z·]{{1,{_LONGEST}}}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
# Only a numbered group is taken off: 李家屯 behind a village could be a village of its own.
_VILLAGE_OF_GROUP = (
    rf"^(?P<village>[{HAN}]{{1,15}}?(?:{places.VILLAGE_ENDS}))"
    rf"(?:第?(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?:{places.GROUP_ENDS}))?$"
)


class Part(msgspec.Struct, frozen=True):
    """One village and its rows.

    Attributes:
        town: the town, where the list shows one.
        village: its name.
        folder: what its folder is called.
        rows: its rows among the posted ones, from 0.
    """

    town: str
    village: str
    folder: str
    rows: npt.NDArray[np.int64]

    @property
    def place(self) -> str:
        """Town and village as a page shows them."""
        return self.town + self.village

    @property
    def key(self) -> str:
        """What ``Keys`` tells of each of its rows."""
        return self.town + _BETWEEN + self.village


class Keys:
    """Which village each posted row belongs to, as the posted cells themselves tell.

    Raises:
        RefusedError: this channel shows no village.
    """

    def __init__(self, prepared: Prepared) -> None:
        shown = {
            column.column.serves: column for column in prepared.plan.released if column.action == "publish"
        }
        village = shown.get("village")
        if village is None:
            raise _refused(finding("pack_no_village", Severity.ERROR))
        self._village, self._town = village, shown.get("town")
        self._grouped = village.column.field == "group"
        self._seen = sorted(prepared.seen.villages)
        self.label = village.column.label

    def of(self, batch: pa.RecordBatch) -> pa.Array:
        """Town and village of each row as one text; null where the row does not tell its village."""
        village = _told(batch, self._village)
        if self._grouped:
            village = _villages_of(village)
        town = pa.nulls(batch.num_rows, pa.string()) if self._town is None else _told(batch, self._town)
        return pc.binary_join_element_wise(pc.fill_null(town, ""), village, _BETWEEN)

    def untold(self, keys: Iterable[str]) -> set[str]:
        """The keys of villages that stand in several towns, where the posted row does not tell which."""
        towns: dict[str, set[str]] = {}
        for pair in keys if self._town else self._of_input():
            town, _, village = pair.partition(_BETWEEN)
            towns.setdefault(village, set()).add(town)
        return {_BETWEEN + village for village, found in towns.items() if len(found) > 1}

    def _of_input(self) -> list[str]:
        """Town and village of the input's rows, though the posted ones show no town."""
        if not self._seen:
            return []
        towns, _, villages = zip(*(pair.partition(_BETWEEN) for pair in self._seen), strict=True)
        if self._grouped:
            villages = tuple(_villages_of(pa.array(villages, pa.string())).to_pylist())
        return [town + _BETWEEN + (village or "") for town, village in zip(towns, villages, strict=True)]


def _villages_of(groups: pa.Array) -> pa.Array:
    """The villages of 村组 cells, null where a cell names only the group."""
    return pc.struct_field(pc.extract_regex(groups, _VILLAGE_OF_GROUP), "village")


def _told(batch: pa.RecordBatch, column: ColumnPlan) -> pa.Array:
    """The cells without blanks, null where nothing or only stars are shown."""
    text = compact(as_text(batch.column(column.name))).cast(pa.string())
    silent = pc.or_(blank(text), pc.match_substring(text, "*"))
    return pc.if_else(pc.fill_null(silent, True), pa.nulls(len(text), pa.string()), text)


def partition(keys: Keys, batches: Iterable[pa.RecordBatch], kept: npt.NDArray[np.bool_]) -> tuple[Part, ...]:
    """Every posted row in exactly one village, villages in the order of their first rows.

    Args:
        keys: tells the village of a row.
        batches: the posted rows.
        kept: which rows of the input were posted.

    Raises:
        RefusedError: a row does not tell its village; with its number in the input.
    """
    codes: dict[str, int] = {}
    found: list[npt.NDArray[np.int32]] = [np.zeros(0, np.int32)]
    for batch in batches:
        coded = keys.of(batch).dictionary_encode()
        numbers = [codes.setdefault(key, len(codes)) for key in coded.dictionary.to_pylist()]
        mine = np.array([*numbers, -1], np.int32)
        found.append(mine[pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)])
    villages = np.concatenate(found)
    loose = [codes[key] for key in keys.untold(codes) if key in codes]
    _need_all(keys, villages, kept, loose)
    order = np.argsort(villages, kind="stable").astype(np.int64)
    ends = np.searchsorted(villages[order], np.arange(len(codes) + 1))
    names = _folders(list(codes))
    return tuple(
        Part(
            key.partition(_BETWEEN)[0],
            key.partition(_BETWEEN)[2],
            names[code],
            order[ends[code] : ends[code + 1]],
        )
        for key, code in codes.items()
    )


def _need_all(
    keys: Keys, villages: npt.NDArray[np.int32], kept: npt.NDArray[np.bool_], loose: list[int]
) -> None:
    numbers = np.flatnonzero(kept) + 1
    found = []
    for code, where in (
        ("pack_blank_village", villages < 0),
        ("pack_blank_town", np.isin(villages, loose)),
    ):
        if where.any():
            rows = RowNumbers(int(where.sum()), tuple(int(row) for row in numbers[where][:MAX_ROWS]))
            found.append(finding(code, Severity.ERROR, column=keys.label, rows=rows.first, count=rows.count))
    if found:
        raise _refused(*found)


def _folders(keys: list[str]) -> list[str]:
    """A name for each village's folder, none twice: its own, with the town before it where two share one."""
    villages = [key.partition(_BETWEEN)[2] for key in keys]
    names: list[str] = []
    taken: set[str] = set()
    for number, (key, village) in enumerate(zip(keys, villages, strict=True), 1):
        name = village if villages.count(village) == 1 else key.replace(_BETWEEN, "")
        harmful = not _NAME.fullmatch(name) or _RESERVED.fullmatch(name) or name.casefold() in taken
        if harmful or bools(scan.contains_identifier(pa.array([name])))[0]:
            name = f"村-{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _refused(*found: Finding) -> RefusedError:
    return RefusedError(say("refused.list"), code=found[0].code, findings=found)
