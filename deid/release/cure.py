"""The smallest change to a rule that would let a refused list pass, found by search over its own options."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product

import msgspec
import pyarrow as pa

from deid import registry
from deid.engine.column_plan import ColumnPlan
from deid.messages import say
from deid.registry import Bound

MOST_CHANGES = 3


class Change(msgspec.Struct, frozen=True):
    """One column shown less: through a stricter masker, or not at all (``masker`` is None)."""

    column: int
    label: str
    masker: Bound | None

    def apply(self, cells: pa.Array) -> pa.Array | None:
        """The released cells after the change; None: the column is gone."""
        return None if self.masker is None else self.masker(cells)

    def __str__(self) -> str:
        if self.masker is None:
            return say("cure.drop", column=self.label)
        options = ", ".join(f"{name}={value}" for name, value in self.masker.options.items())
        return say("cure.mask", column=self.label, masker=self.masker.name, options=options)


def changes(column: ColumnPlan) -> list[Change]:
    """What could be shown less of one column, mildest first, dropping it last."""
    index, label = column.column.index, column.column.label
    found = [Change(index, label, masker) for masker in _stricter(column)]
    return [*found, Change(index, label, None)]


def _stricter(column: ColumnPlan) -> Iterator[Bound]:
    """Stricter maskers for released text: masking twice is safe, so they apply to what is already shown."""
    if column.field == "birth_date":
        yield from (registry.bind("date", {"to": to}) for to in ("year", "decade"))
    elif column.field == "age":
        yield from (registry.bind("age", {"band": band}) for band in (10, 20))
    elif column.masker is not None and "show_last" in registry.options(registry.get(column.masker.name)):
        options = dict(column.masker.options)
        if options.get("show_last"):
            yield registry.bind(column.masker.name, {**options, "show_last": 0})
        if options.get("show_first", 6) > 6:  # noqa: PLR2004  the region is public, the birth date is not
            yield registry.bind(column.masker.name, {**options, "show_first": 6, "show_last": 0})


def smallest(columns: Sequence[ColumnPlan], passes: Callable[[Sequence[Change]], bool]) -> tuple[Change, ...]:
    """The fewest and mildest changes with which the list passes; empty if none of them is enough.

    Args:
        columns: the released columns that tell something about the number.
        passes: whether the released rows would pass with these changes.
    """
    steps = [changes(column) for column in columns]
    for size in range(1, min(MOST_CHANGES, len(steps)) + 1):
        for chosen in combinations(steps, size):
            for tried in product(*chosen):
                if passes(tried):
                    return tried
    return ()
