"""What one column becomes: published, masked, dropped or numbered."""

from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import accepts, lookup_code, vouched
from deid.engine.columns import Column, harmless
from deid.errors import BrokenMaskerError
from deid.kernels import HIDDEN, blank, bools, by_shape, shaped_like
from deid.kernels.flat import first_bytes
from deid.messages import problem
from deid.registry import Bound

CUT = "***"
"""What a published cell becomes that is not what its column accepts."""
NAME = "subject.name"
SURNAME = Bound("person_name", {"show": "surname"})
"""All that is left of a name whose bearer did not agree."""
PERSONS = frozenset({"person_name", "party"})
"""The kinds of cell that can be a person's name."""
SPEAKING = frozenset(
    {"county", "town", "village", "group", "place", "organisation", "party", "estate", "school_class"}
)
"""The kinds of cell in which somebody's name may stand among other characters."""
SILENT = frozenset(
    {"person_name", "surrogate", "token", "category", "amount", "age", "date", "suppress", "free_text"}
)
"""Maskers of which no word of the list is left, or from which the row's names are taken out one by one."""


class ColumnPlan(msgspec.Struct, frozen=True):
    """What happens to one column.

    Attributes:
        column: the input column.
        action: publish, mask, drop, or number (序号 and 查询码, written by the release).
        field: the field whose treatment it gets.
        title: the field's Chinese name.
        accept: for publish: the kind a cell must match in full.
        allowed: for the kind ``word``: the words that may show; for places and persons: what the office
            vouches for.
        other: for the kind ``word``: what every other word becomes.
        masker: for mask: the masker with its options.
        reader: the masker that recognises this column's identifiers (needles); None if it holds none.
    """

    column: Column
    action: Literal["publish", "mask", "drop", "number"]
    field: str | None
    title: str
    accept: str | None = None
    allowed: tuple[str, ...] | None = None
    other: str | None = None
    masker: Bound | None = None
    reader: Bound | None = None

    @property
    def name(self) -> str:
        """The column's name in record batches."""
        return self.column.name

    @property
    def heading(self) -> str:
        """The input's header, unless it could hold an identifier or holds a name: then the field's name."""
        shown = not self.column.tells and harmless(self.column.header)
        return self.column.header if shown else self.title

    def apply(self, cells: pa.Array) -> pa.Array:
        """The released cells of one column."""
        if self.action == "publish":
            shown = accepts.accept(self.accept or "", cells, allowed=self.allowed, other=self.other)
            if shown.null_count == cells.null_count:  # a null stays one, so that nothing else is
                return shown
            return pc.if_else(
                pc.or_(pc.is_valid(shown), pc.is_null(cells)), shown, pa.scalar(CUT, cells.type)
            )
        if self.masker is None:
            raise problem(BrokenMaskerError, "error.broken_masker", masker="-", column=self.column.label)
        out = self.masker(cells)
        if len(out) != len(cells) or out.type != cells.type or out.null_count != cells.null_count:
            raise problem(
                BrokenMaskerError,
                "error.broken_masker",
                masker=self.masker.name,
                column=self.column.label,
            )
        return self._with_vouched(cells, out) if self.allowed and self.of_persons else out

    def _with_vouched(self, cells: pa.Array, out: pa.Array) -> pa.Array:
        """Masked names, those the office vouches for by their first character."""
        court = self.masker is not None and self.masker.options.get("show") == "court"
        shown = vouched.masked(cells, self.allowed or (), star="某" if court else "*")
        return pc.if_else(pc.and_(pc.is_valid(shown), pc.equal(out, HIDDEN)), shown, out)

    @property
    def of_persons(self) -> bool:
        """Whether its cells are persons' names."""
        return self.accept in PERSONS or (self.masker is not None and self.masker.name == SURNAME.name)

    @property
    def hides_names(self) -> bool:
        """Whether it holds persons' names, and does not post them as they stand."""
        named = any((field or "").endswith(".name") for field in (self.field, self.column.field))
        return named and self.action != "publish"

    @property
    def speaks(self) -> bool:
        """Whether its posted cells may hold words of the list other than one name or the rule's own words."""
        if self.action == "publish":
            return self.accept in SPEAKING
        masker = self.masker
        return masker is not None and masker.spec.shows is None and masker.name not in SILENT

    @property
    def frees(self) -> bool:
        """Whether it is text from which the row's hidden names are taken out one by one."""
        return self.masker is not None and self.masker.name == "free_text" and self.action == "mask"

    def vouched(self, cells: pa.Array) -> npt.NDArray[np.bool_]:
        """Which cells are a person's name by the office's word only."""
        if not self.allowed or not self.of_persons:
            return np.zeros(len(cells), dtype=np.bool_)
        return bools(pc.is_valid(vouched.whole(cells, self.allowed)))

    def without(self, cells: pa.Array, agreed: npt.NDArray[np.bool_]) -> pa.Array:
        """Released cells of a list for one applicant: of whoever did not agree a surname, or nothing."""
        if agreed.all():
            return cells
        hidden = SURNAME(cells) if self.field == NAME else pa.scalar(self.mark, cells.type)
        return pc.if_else(pa.array(agreed), cells, hidden)

    @property
    def mark(self) -> str:
        """What stands for a cell of which nothing shows."""
        return CUT if self.action == "publish" else HIDDEN

    def fits(self, cells: pa.Array) -> npt.NDArray[np.bool_]:
        """Which released cells are what this treatment can produce: the proof by shape."""
        if self.action == "number":
            coded = self.field == lookup_code.FIELD
            good = pc.match_substring_regex(cells, lookup_code.SHAPE) if coded else _counted(cells)
        elif self.accept == "person_name":  # nearly every cell is another name
            good = self._good(cells)
        else:
            coded = cells.dictionary_encode()
            good = self._good(coded.dictionary)
            if not cells.null_count and bools(good).all():
                return np.ones(len(cells), dtype=np.bool_)
            good = good.take(coded.indices)
        found = bools(good)
        return found if found.all() else found | bools(pc.or_(pc.is_null(cells), blank(cells)))

    def _good(self, cells: pa.Array) -> pa.BooleanArray:
        """Which cells the treatment leaves as they are."""
        if self.action == "publish":
            again = accepts.accept(self.accept or "", cells, allowed=self.allowed, other=self.other)
            if again is cells and not cells.null_count:
                return pa.array(np.ones(len(cells), dtype=np.bool_))
            same = pc.fill_null(pc.equal(again, cells), False)
            return same if pc.all(same).as_py() else pc.or_(same, pc.equal(cells, CUT))
        shown = self.masker.spec.shows if self.masker else None
        if self.masker is None or shown is None:
            return pc.equal(self.apply(cells), cells)
        starred = shaped_like(cells, _ends_shape(*shown(self.masker.options)))
        good = pc.and_(starred, by_shape(cells, lambda shapes: pc.equal(self.apply(shapes), shapes)))
        rest = pc.invert(good)
        if not pc.any(rest).as_py():
            return good
        part = cells.filter(rest)
        return pc.replace_with_mask(good, rest, pc.fill_null(pc.equal(self.apply(part), part), False))


def _counted(cells: pa.Array) -> pa.BooleanArray:
    """Which cells are a number from 1 on."""
    return pc.and_(shaped_like(cells, r"^\d+$"), pa.array(first_bytes(cells) != ord("0")))


def _ends_shape(first: int, last: int) -> str:
    """RE2 of stars between at most so many digits: no masker that shows ends reads them one by one."""
    return rf"^\d{{0,{first}}}\*+[\dX*]{{0,{last}}}$"
