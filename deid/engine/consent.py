"""Whether the people of a list agree that an applicant is given their row (第三方意见), row by row.

Only a cell that says yes and nothing else is a yes. Whoever says anything but yes in one row has not agreed
in another; in a list with member rows a household agrees when all its rows do.
"""

from collections.abc import Mapping

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.engine.columns import Column
from deid.engine.screen import Codes, Screen
from deid.kernels import as_text, bools, normalise
from deid.kernels.lazy import lazy

FIELD = "consent"
STATES = ("agreed", "objected", "overdue", "unasked", "unclear", "elsewhere")
"""What a row comes to; only the first gives it away. ``elsewhere``: agreed here, but not in another row."""
AGREED, OBJECTED, OVERDUE, UNASKED, UNCLEAR, ELSEWHERE = range(len(STATES))

_YES = frozenset(
    ("同意", "同意公开", "同意公示", "同意提供", "已同意", "书面同意", "本人同意", "愿意", "愿意公开",
     "愿意提供", "是", "y", "yes", "√", "✓", "✔")
)  # fmt: skip
_NO = frozenset(
    ("否", "不", "反对", "拒绝", "不愿", "不公开", "不提供", "不公示", "n", "no", "×", "x", "✗", "✘")
)
_OBJECTS = lazy("不(?:予|太)?同意|不愿意|不(?:想|要)公开|反对|拒绝|未同意")
_LATE = lazy("逾期|超期|过期|未(?:答复|回复|反馈|回应)|(?:无|没有?)(?:答复|回复|反馈|回应)|联系不上|无法联系")
_BLANK = frozenset("-—/\\")
_AGAINST = lazy("不|未|拒|反对|异议")
_CHOICE = "(?:不?同意|逾期|(?:逾期)?未答复|[是否√×])"
_CHOICES = lazy(rf"[(（\[【]{_CHOICE}(?:[/、,，或]{_CHOICE})*[)）\]】]")


class Consent(msgspec.Struct, frozen=True):
    """Reads what the people said. Frozen and picklable.

    Attributes:
        columns: the columns that hold it; none: nobody was asked. Where there are several, all must say yes.
        refused: column index -> keys of the people and households some row of which did not agree.
    """

    columns: tuple[int, ...] = ()
    refused: Mapping[int, frozenset[str]] = msgspec.field(default_factory=dict)

    def own(self, batch: pa.RecordBatch) -> Codes:
        """What each row says by itself, as an index of ``STATES``."""
        found = np.full(batch.num_rows, AGREED if self.columns else UNASKED, dtype=np.uint8)
        for index in self.columns:
            found = np.maximum(found, _said(as_text(batch.column(index))))
        return found

    def states(self, batch: pa.RecordBatch, screen: Screen) -> Codes:
        """What each row comes to, as an index of ``STATES``."""
        found = self.own(batch)
        for index, keys in self.refused.items():
            wanted = pa.array(sorted(keys), pa.large_string())
            own = screen.household_key(batch, index).cast(pa.large_string())
            shared = bools(pc.is_in(own, value_set=wanted, skip_nulls=True))
            found[shared & (found == AGREED)] = ELSEWHERE
        return found

    def keys_of(
        self, batch: pa.RecordBatch, screen: Screen, rows: npt.NDArray[np.bool_]
    ) -> dict[int, set[str]]:
        """The keys of the people and households of some rows, by column."""
        group = screen.group_column()
        columns = screen.person_columns() + ([] if group is None else [group])
        part = batch.filter(pa.array(rows))
        return {index: set(screen.household_key(part, index).drop_null().to_pylist()) for index in columns}


def consent_columns(columns: tuple[Column, ...]) -> tuple[int, ...]:
    """The columns whose header says, in full or by ``--map``, that the people's own answer is in them.

    One whose header asks the other way round (是否不同意公开) could take a yes for a no: it is none.
    """
    sure = (column for column in columns if column.field == FIELD and column.how in ("exact", "map"))
    return tuple(one.index for one in sure if not _AGAINST.search(_CHOICES.sub("", one.header)))


def _said(cells: pa.Array) -> Codes:
    coded = cells.dictionary_encode()
    texts = normalise(coded.dictionary.cast(pa.large_string())).to_pylist()
    read = np.array([*(_read(text) for text in texts), UNASKED], dtype=np.uint8)
    return np.asarray(read[pc.fill_null(coded.indices, len(texts)).to_numpy(zero_copy_only=False)])


def _read(text: str | None) -> int:
    """What one cell says; anything but a plain yes is none.

    >>> [STATES[_read(said)] for said in ("同意", "不同意", "逾期未答复", "", "同意，但不公开金额")]
    ['agreed', 'objected', 'overdue', 'unasked', 'unclear']
    """
    said = "".join((text or "").split()).casefold().rstrip("。.")
    if said in _YES:
        return AGREED
    if said in _NO or (_OBJECTS.search(said) and not _LATE.search(said)):
        return OBJECTED
    if _LATE.search(said):
        return OVERDUE
    return UNASKED if set(said) <= _BLANK else UNCLEAR
