"""The words of a list, searched for reasons to keep a person off it."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.engine.columns import Column
from deid.kernels import as_text, bools, compact
from deid.policy.withhold import Reason, affirmative

# Columns whose text says nothing about a person's protection: a 救助站 in an address is no reason.
_NOT_SEARCHED = frozenset({"address", "county", "town", "village", "group", "geo", "bank_name", "seq"})
# A disability certificate number: the ID, its class, its grade, a mark of reissue.
_CARD = r"^\d{17}[\dX]([1-7])[1-4][0-9A-Z]{0,2}$"

Hit = tuple[int, npt.NDArray[np.bool_]]
"""A column and the rows in which it tells a reason."""


class Words:
    """The distinct cells of all searched columns in one stretch, so that a reason is searched for once."""

    def __init__(self, batch: pa.RecordBatch, columns: tuple[Column, ...]) -> None:
        self._coded = {
            column.index: (
                column,
                as_text(batch.column(column.index)).cast(pa.large_string()).dictionary_encode(),
            )
            for column in columns
            if column.field not in _NOT_SEARCHED
        }
        parts, self._start, before = [], {}, 0
        for index, (_, coded) in self._coded.items():
            self._start[index] = before
            before += len(coded.dictionary)
            parts.append(coded.dictionary)
        self._values = pa.concat_arrays(parts) if parts else pa.array([], pa.large_string())
        self._telling = np.flatnonzero(
            bools(pc.match_substring_regex(self._values, r"[A-Za-z\x{80}-\x{10ffff}]"))
        )

        self._batch = batch  # kept, so that its buffers stay where they are
        self._found: dict[str, list[Hit]] = {}

    def hits(self, reason: Reason, named: frozenset[int]) -> list[Hit]:
        """Rows that carry the reason, per column; ``named`` columns are yes/no columns about it."""
        if reason.name not in self._found:
            self._found[reason.name] = self._search(reason, named)
        return self._found[reason.name]

    def _search(self, reason: Reason, named: frozenset[int]) -> list[Hit]:
        flags = np.zeros(len(self._values), dtype=np.bool_)
        if len(self._telling):
            flags[self._telling] = bools(reason.hits(self._values.take(pa.array(self._telling))))
        found = []
        for index, (column, coded) in self._coded.items():
            values = coded.dictionary
            own = flags[self._start[index] : self._start[index] + len(values)]
            if index in named:
                own = bools(affirmative(values))
            elif column.field is not None and column.field in reason.codes:
                own = own | bools(reason.code_hits(column.field, values))
            elif column.field == "disability_card" and reason.codes:
                own = own | bools(_card_class(values, reason))
            if own.any():
                at = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
                found.append((index, np.where(at >= 0, own[np.maximum(at, 0)], False)))
        return found


_last: list[tuple[tuple[object, ...], Words]] = []


def words_of(batch: pa.RecordBatch, columns: tuple[Column, ...]) -> Words:
    """The words of a batch; those of the last one are remembered, since profile and plan both ask."""
    where = [(col.offset, part and part.address) for col in batch.columns for part in col.buffers()]
    key = (columns, batch.num_rows, *where)
    if not _last or _last[0][0] != key:
        _last[:] = [(key, Words(batch, columns))]
    return _last[0][1]


def _card_class(values: pa.Array, reason: Reason) -> pa.BooleanArray:
    """The class digit of a disability certificate number, judged like the class column."""
    text = pc.utf8_upper(compact(values))
    digit = pc.utf8_slice_codeunits(text, 18, stop=19)
    known = pc.fill_null(pc.match_substring_regex(text, _CARD), False)
    return pc.and_(known, reason.code_hits("disability_class", digit))
