"""Names a list hides, in the other posted cells of their own row: 张** beside 张建国家庭农场.

Hardly any row has one. So all rows are first asked, by tables, whether the pairs of characters of their names
stand in any such cell of the batch; only rows that are left are read.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import accepts, han_names
from deid.detect.hide import GAPS, forms
from deid.detect.name_cells import denied
from deid.kernels import as_text, bools, normalise, normalise_text
from deid.kernels.flat import sizes
from deid.kernels.shape import distinct
from deid.kernels.text import forgettable

if TYPE_CHECKING:
    from deid.engine.column_plan import ColumnPlan

Rows = npt.NDArray[np.bool_]
_BETWEEN = "|"
_FIRST, _LAST = 0x4E00, 0x9FFF
_PLANE = 1 << 16


def beside(
    columns: "Sequence[ColumnPlan]", batch: pa.RecordBatch, shown: Mapping[int, pa.Array]
) -> "list[tuple[ColumnPlan, Rows]]":
    """The columns and rows in which a name stands that the row hides.

    Args:
        columns: what happens to the columns.
        batch: the cells as they came.
        shown: column index -> the cells as they will be posted, of all rows.
    """
    hiding = [one for one in columns if one.hides_names]
    speaking = [one for one in columns if one.speaks]
    if not hiding or not speaking or not batch.num_rows:
        return []
    names = [_hidden(one, as_text(batch.column(one.column.index)), shown) for one in hiding]
    texts = [looked_in(one, shown[one.column.index]) for one in speaking]
    own = [posted_persons(one, shown[one.column.index]) for one in columns if posts_names(one)]
    found = zip(speaking, rows_beside(names, texts, own), strict=True)
    return [(one, rows) for one, rows in found if rows.any()]


def posts_names(one: "ColumnPlan") -> bool:
    """Whether persons' names are posted as they stand in a column."""
    return one.action == "publish" and one.of_persons


def _hidden(one: "ColumnPlan", cells: pa.Array, shown: Mapping[int, pa.Array]) -> pa.Array:
    """The names of a column, null where a masker let them stand (an organisation's)."""
    if one.action != "mask" or (one.masker is not None and one.masker.name == "person_name"):
        return cells
    return pc.if_else(pc.equal(shown[one.column.index], cells), pa.nulls(len(cells), cells.type), cells)


def posted_persons(one: "ColumnPlan", cells: pa.Array) -> pa.Array:
    """The posted cells that are one person's name; null where an organisation's stands among them."""
    return accepts.accept("person_name", cells, allowed=one.allowed) if one.speaks else cells


def looked_in(one: "ColumnPlan", cells: pa.Array) -> pa.Array:
    """The posted cells a name could stand in: no person's posted name, no place the office vouches for."""
    if posts_names(one):
        known = pc.is_valid(posted_persons(one, cells))
    elif one.allowed and one.action == "publish":
        places = {normalise_text(place) for place in one.allowed}
        known = pc.is_in(normalise(cells), value_set=pa.array(sorted(places), cells.type))
    else:
        return cells
    return pc.if_else(known, pa.nulls(len(cells), cells.type), cells)


def rows_beside(names: Sequence[pa.Array], texts: Sequence[pa.Array], own: Sequence[pa.Array]) -> list[Rows]:
    """Which cells hold a name that is hidden in their row, per column of texts.

    Args:
        names: columns of names that do not show; null where one does.
        texts: columns that show more than numbers, as they will be posted; null where a cell is a person's
            posted name.
        own: columns of persons' names that do show; what is part of one is not looked for inside it.

    >>> hidden, shown = pa.array(["张建国", "李四"]), pa.array(["张建国家庭农场", "李四家湾"])
    >>> [rows.tolist() for rows in rows_beside([hidden], [shown], [pa.array(["王五", "李四家"])])]
    [[True, False]]
    """
    found = [np.zeros(len(text), dtype=np.bool_) for text in texts]
    near = np.flatnonzero(_may_stand(names, texts))
    if not len(near):
        return found
    where = pa.array(near)
    hidden, shown, posted = (
        [as_text(col).take(where).to_pylist() for col in some] for some in (names, texts, own)
    )
    for at, row in enumerate(near.tolist()):
        cells, besides = [col[at] for col in hidden], [col[at] for col in posted]
        for rows, seen in zip(found, standing([col[at] for col in shown], cells, besides), strict=True):
            rows[row] = seen
    return found


def told_by(names: Sequence[pa.Array], texts: Sequence[str]) -> list[bool]:
    """Which texts (headers) hold a name of some row.

    >>> told_by([pa.array(["张建国", "李四"])], ["补贴款（张建国的）", "补贴款"])
    [True, False]
    """
    near = _may_stand(names, [pa.array(texts, pa.string())])
    where = pa.array(np.flatnonzero(near))
    cells = {cell for col in names for cell in as_text(col).take(where).unique().to_pylist()}
    wanted = {form for cell in cells for form in persons(cell)}
    return [holds(text, wanted, ()) for text in texts]


def standing(
    texts: Sequence[str | None], cells: Sequence[str | None], own: Sequence[str | None]
) -> list[bool]:
    """Which texts hold a name out of some cells of names; who a name is, is asked last, as it is slow.

    >>> standing(["张建国农场", "农场"], ["张建国（户主）", None], [])
    [True, False]
    >>> standing(["新坪村农场"], ["新坪村"], [])
    [False]
    """
    possible = {form for cell in cells if cell for form in forms(normalise_text(cell))}
    found = [holds(text, possible, own) for text in texts]
    if any(found):
        wanted = {name for cell in cells for name in persons(cell)}
        found = [seen and holds(text, wanted, own) for seen, text in zip(found, texts, strict=True)]
    return found


@lru_cache(maxsize=1 << 12)
def persons(cell: str | None) -> tuple[str, ...]:
    """The names in a cell of names, as they are looked for: no single character, mask, place or word.

    >>> [persons(cell) for cell in ("张 建国（已故）", "张三、李四", "村委会", "新坪村", "王**")]
    [('张建国',), ('张三', '李四'), (), (), ()]
    """
    found = list(forms(normalise_text(cell or "")))
    if found and _is_person(found[0]):  # 张 建国 is one name
        return (found[0],)
    return tuple(form for form in found if form.isalpha() and not _nobody(form))


forgettable(persons.cache_clear)


def _is_person(form: str) -> bool:
    return not accepts.accept("person_name", pa.array([form])).null_count


def _nobody(form: str) -> bool:
    """Whether what stands in a column of names is a word, a place or an organisation."""
    if _is_person(form):
        return False
    cell = pa.array([form])
    return denied(form) or any(
        not accepts.accept(kind, cell).null_count for kind in ("place", "organisation")
    )


def holds(text: str | None, wanted: set[str], own: Sequence[str | None]) -> bool:
    """Whether a text holds one of these names; one that is part of a posted name, beside that name too.

    >>> holds("张建国农场", {"张建国"}, ["张建国"]), holds("张建国农场", {"张建国"}, ["张建"])
    (False, True)
    """
    if not text:
        return False
    seen = rest = _plain(text)
    shown = sorted({_plain(name) for name in own if name}, key=len, reverse=True)
    for name in shown:
        rest = rest.replace(name, _BETWEEN) if name else rest
    return any(name in (rest if any(name in one for one in shown) else seen) for name in wanted)


def _plain(text: str) -> str:
    return GAPS.sub("", normalise_text(text)).casefold()


def _may_stand(names: Sequence[pa.Array], texts: Sequence[pa.Array]) -> Rows:
    """Rows with a name whose pairs of characters all stand in some text of the batch."""
    found = np.zeros(len(names[0]), dtype=np.bool_)
    cells = (cell for text in texts for cell in normalise(distinct(text).dictionary).to_pylist())
    told = GAPS.sub("", _BETWEEN.join(cell for cell in cells if cell)).casefold()
    pairs = _pairs(told)
    for col in map(as_text, names):
        usual = np.zeros(len(col), dtype=np.bool_)
        for read in han_names.read(col):
            if len(read.rows):
                usual[read.rows] = np.logical_and.reduce(
                    [(one >= _FIRST) & (one <= _LAST) for one in read.chars]
                )
                found[read.rows] |= _all_near(pairs, read.chars) & usual[read.rows]
        odd = np.flatnonzero(~usual & (sizes(col) > 0) & bools(col.is_valid()))
        if len(odd):
            found[odd] |= _odd_near(told, col.take(pa.array(odd)))
    return found


def _pairs(told: str) -> han_names.Pairs:
    chars = np.frombuffer(told.encode("utf-32-le"), dtype=np.uint32)
    first, second = chars[:-1], chars[1:]
    here = (first < _PLANE) & (second < _PLANE)
    return han_names.pairs_listed(np.unique(first[here] << np.uint32(16) | second[here]))


def _all_near(pairs: han_names.Pairs, chars: Sequence[han_names.Chars]) -> Rows:
    found = han_names.holds(pairs, chars[0], chars[1])
    for first, second in pairwise(chars[1:]):
        rows = np.flatnonzero(found)
        found[rows] = han_names.holds(pairs, first[rows], second[rows])
    return found


def _odd_near(told: str, col: pa.Array) -> Rows:
    """The same for longer names, several in a cell, names with a note."""
    seen = {told[at : at + 2] for at in range(len(told) - 1)}
    coded = distinct(col)
    near = [
        any(form[:2] in seen for form in forms(normalise_text(cell))) for cell in coded.dictionary.to_pylist()
    ]
    return bools(pa.array(near, pa.bool_()).take(coded.indices))
