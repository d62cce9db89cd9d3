"""The words of a list, searched for reasons to keep a person off it."""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import han_names
from deid.detect.phrases import without
from deid.engine.columns import Column
from deid.kernels import as_text, bits, bools, by_shape, compact, edges
from deid.kernels.known import known
from deid.kernels.text import thread_memory
from deid.policy.withhold import Reason, affirmative, as_searched

# Columns whose text says nothing about a person's protection: a 救助站 in an address is no reason.
_NOT_SEARCHED = frozenset({"address", "county", "town", "village", "group", "geo", "bank_name", "seq"})
# A disability certificate number: the ID, its class, its grade, a mark of reissue.
_CARD = r"^\d{17}[\dX]([1-7])[1-4][0-9A-Z]{0,2}$"

# Fields of columns that may yet hold the class of a disability: nobody knows them, or 类别 says no more.
_UNSURE = (None, "category", "is_disabled", "subsidy_type")
_CLASS = frozenset("类别种型码")

_SAMPLE = 256
"""Cells that tell whether a column is one of names."""

Hit = tuple[int, npt.NDArray[np.bool_]]
"""A column and the rows in which it tells a reason."""


class Words:
    """The searched columns of a batch. What is asked of every cell is asked of its shape first.

    Names of two and three characters, which have as many shapes as there are names, are looked up in a table.
    """

    def __init__(
        self, batch: pa.RecordBatch, columns: tuple[Column, ...], reasons: Mapping[str, Reason]
    ) -> None:
        self._columns = {column.index: column for column in columns if column.field not in _NOT_SEARCHED}
        self._cells = {index: as_text(batch.column(index)) for index in self._columns}
        self._rows: dict[int, npt.NDArray[np.int64]] = {}
        self._worth: dict[int, pa.Array] = {}
        for index, cells in self._cells.items():
            rows = _worth_reading(cells, reasons)
            if len(rows):
                self._rows[index], self._worth[index] = rows, cells.take(pa.array(rows))
        self._batch = batch  # kept, so that its buffers stay where they are
        self._found: dict[str, list[Hit]] = {}

    def hits(self, reason: Reason, named: frozenset[int]) -> list[Hit]:
        """Rows that carry the reason, per column; ``named`` columns are yes/no columns about it."""
        if reason.name not in self._found:
            self._found[reason.name] = self._search(reason, named)
        return self._found[reason.name]

    def _search(self, reason: Reason, named: frozenset[int]) -> list[Hit]:
        found = []
        for index, column in self._columns.items():
            if index in named:
                hit = _over_distinct(self._cells[index], affirmative, affirmative.__name__)
            else:
                hit = self._told(index, reason)
                if (coded := _codes(column, reason)) is not None:
                    hit = hit | _over_distinct(self._cells[index], coded)
            if hit.any():
                found.append((index, hit))
        return found

    def _told(self, index: int, reason: Reason) -> npt.NDArray[np.bool_]:
        """Rows of one column with a sign."""
        hit = np.zeros(len(self._cells[index]), dtype=np.bool_)
        if index in self._rows:
            name = "hits", reason.phrases, reason.words, reason.whole, reason.must_not
            hit[self._rows[index]] = _over_distinct(self._worth[index], reason.hits, name)
        return hit


def _codes(column: Column, reason: Reason) -> Callable[[pa.Array], pa.BooleanArray] | None:
    """What asks a coded column for the reason's codes."""
    field = column.field
    kind = set(column.header.partition("残")[2])
    if field in _UNSURE and field not in reason.codes and _CLASS & kind:
        field = "disability_class"
    if field == "disability_class" and "级" in kind and _CLASS & kind:
        return partial(_class_and_grade, reason=reason)
    if field is not None and field in reason.codes:
        return partial(reason.code_hits, field)
    if column.field == "disability_card" and reason.codes:
        return partial(_card_class, reason=reason)
    return None


def _over_distinct(
    cells: pa.Array, question: Callable[[pa.Array], pa.BooleanArray], name: Hashable = None
) -> npt.NDArray[np.bool_]:
    """The answers for all cells of a question that is asked of distinct ones; null: no."""
    if len(cells) == 0:
        return np.zeros(0, dtype=np.bool_)
    coded = cells.dictionary_encode()
    values = bools(question(coded.dictionary)) if name is None else known(name, coded.dictionary, question)
    return bools(pa.array(values).take(coded.indices))


def _worth_reading(cells: pa.Array, reasons: Mapping[str, Reason]) -> npt.NDArray[np.int64]:
    """The rows whose cells could hold a sign of some reason, by their shape."""
    rows = None
    phrases = tuple(text for reason in reasons.values() for text in (*reason.phrases, *reason.whole))
    if edges(cells)[1] < ord("A") and _lettered(phrases):
        return np.zeros(0, dtype=np.int64)
    if len(cells) and han_names.sure(cells[:_SAMPLE]).mean() > 1 / 2:
        rows = np.flatnonzero(~han_names.without(cells, phrases))
    words = tuple(word for reason in reasons.values() for word in reason.words)
    may = by_shape(
        cells if rows is None else cells.take(pa.array(rows)),
        lambda shapes: _signs(shapes, phrases, words, reasons),
    )
    found = np.flatnonzero(bits(may))
    return found if rows is None else rows[found]


@lru_cache(maxsize=8)
def _lettered(phrases: tuple[str, ...]) -> bool:
    """Whether no phrase can stand in a cell of digits and marks; words begin with a letter anyway."""
    return all(any(char >= "A" for char in phrase) for phrase in phrases)


def _signs(
    shapes: pa.Array, phrases: tuple[str, ...], words: tuple[str, ...], reasons: Mapping[str, Reason]
) -> pa.BooleanArray:
    """Which shapes could be those of a cell with a sign of any reason."""
    found = np.zeros(len(shapes), dtype=np.bool_)
    lettered = all(word[0].isalpha() for word in words)
    rest = np.flatnonzero(~without(shapes, phrases)) if lettered else np.arange(len(shapes))
    if len(rest):
        part = shapes.take(pa.array(rest))
        asked = "signs", phrases, words
        found[rest] = known(asked, part, lambda new: _any_sign(as_searched(new), reasons))
    return pa.array(found)


def _any_sign(searched: pa.Array, reasons: Mapping[str, Reason]) -> pa.BooleanArray:
    found = pa.array(np.zeros(len(searched), dtype=np.bool_))
    for reason in reasons.values():
        found = pc.or_(found, reason.may_hit(searched))
    return found


_memory = thread_memory()


def words_of(batch: pa.RecordBatch, columns: tuple[Column, ...], reasons: Mapping[str, Reason]) -> Words:
    """The words of a batch; each thread remembers those of its last one, which several readers ask for."""
    where = [
        (col.offset, part.address if part is not None else None)
        for col in batch.columns
        for part in col.buffers()
    ]
    key = (columns, reasons, batch.num_rows, *where)
    known: tuple[object, Words] | None = getattr(_memory, "last", None)
    if known is None or known[0] != key:
        known = _memory.last = key, Words(batch, columns, reasons)
    return known[1]


def _card_class(values: pa.Array, reason: Reason) -> pa.BooleanArray:
    """The class digit of a disability certificate number, judged like the class column."""
    text = pc.utf8_upper(compact(values))
    digit = pc.utf8_slice_codeunits(text, 18, stop=19)
    known = pc.fill_null(pc.match_substring_regex(text, _CARD), False)
    return pc.and_(known, reason.code_hits("disability_class", digit))


def _class_and_grade(values: pa.Array, reason: Reason) -> pa.BooleanArray:
    """A column of both, the two digits of which may stand together: 62 is class 6, grade 2."""
    both = pc.fill_null(pc.match_substring_regex(compact(values), r"^[1-7][1-4]$"), False)
    first = reason.code_hits("disability_class", pc.utf8_slice_codeunits(compact(values), 0, stop=1))
    return pc.or_(pc.and_(both, first), reason.code_hits("disability_class", values))
