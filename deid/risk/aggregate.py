"""Tables of counts and sums (汇总) in which no small group can be read or worked out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

Key = tuple[str, ...]


class AggregateRow(msgspec.Struct, frozen=True):
    """One line of the table; ``key`` is None for the total. A suppressed value is None (shown as —)."""

    key: Key | None
    count: int | None
    measures: Mapping[str, Decimal | None]

    @property
    def shown(self) -> bool:
        """Is anything of the line shown? All its values are, or none."""
        return self.count is not None


class AggregateTable(msgspec.Struct, frozen=True):
    """The lines in the order given, the total last."""

    rows: tuple[AggregateRow, ...]

    @property
    def groups(self) -> tuple[AggregateRow, ...]:
        """The lines without the total."""
        return self.rows[:-1]

    @property
    def total(self) -> AggregateRow:
        """The line of everybody."""
        return self.rows[-1]

    @property
    def suppressed(self) -> int:
        """How many lines, the total among them, show nothing."""
        return sum(not row.shown for row in self.rows)

    @property
    def all_suppressed(self) -> bool:
        """Nothing may be shown."""
        return self.suppressed == len(self.rows)


class _Groups(msgspec.Struct, frozen=True):
    counts: Sequence[int]
    withheld: Sequence[int]
    measures: Mapping[str, Sequence[Decimal]]
    min_cell: int

    def safe(self, members: Sequence[int]) -> bool:
        """May the sum over these groups be known? Enough people, and enough or none beyond the named."""
        people = sum(self.counts[place] for place in members)
        unnamed = sum(self.withheld[place] for place in members)
        return people >= self.min_cell and (unnamed == 0 or unnamed >= self.min_cell)

    def residual(self, hidden: Sequence[int]) -> bool:
        """May the total be shown beside all but the hidden groups?

        What is left of the total is the sum of the hidden ones. It must be safe itself, stand for two
        groups at least, and leave each of them open: not one person each, not a sum of nothing.
        """
        if not hidden:
            return True
        people = sum(self.counts[place] for place in hidden)
        if len(hidden) == 1 or people <= len(hidden) or not self.safe(hidden):
            return False
        return not any(all(column[place] == 0 for place in hidden) for column in self.measures.values())


def tabulate(
    keys: Sequence[Key],
    counts: Sequence[int],
    withheld: Sequence[int],
    measures: Mapping[str, Sequence[Decimal]],
    *,
    min_cell: int,
) -> AggregateTable:
    """Make the table of groups and a total, hiding what would tell of few people (汇总与抑制).

    A group shows if it has ``min_cell`` people at least and the people missing from the named lists are
    none or ``min_cell`` at least; it shows all its values or none. Then each hidden group is solved for
    from what shows: where the total would give it away, one more group (the smallest) or the total itself
    is hidden too, whichever leaves more to see; the total is kept where both leave the same.

    Args:
        keys: one per group, all different.
        counts: everybody in the group, the withheld included.
        withheld: those of them who are on no named list.
        measures: sums per group, by name.
        min_cell: the smallest number of people that may be told.

    Returns:
        The groups in the order given and the total last.

    Raises:
        ValueError: lengths differ, a group comes twice, or a number is impossible.

    Examples:
        >>> table = tabulate([("A",), ("B",), ("C",)], [40, 30, 5], [0, 0, 0], {}, min_cell=20)
        >>> [row.count for row in table.rows]
        [40, None, None, 75]
    """
    _check(keys, counts, withheld, measures, min_cell)
    groups = _Groups(counts, withheld, measures, min_cell)
    hidden, total = _choose(groups)
    rows = [_row(key, None if place in hidden else [place], groups) for place, key in enumerate(keys)]
    everybody = range(len(keys)) if total else None
    return AggregateTable((*rows, _row(None, everybody, groups)))


def _choose(groups: _Groups) -> tuple[frozenset[int], bool]:
    """The groups to hide, and whether the total shows.

    Hiding the total costs one line and makes every further group safe, so that at most one more group
    is ever worth hiding for it.
    """
    everyone = range(len(groups.counts))
    unsafe = [place for place in everyone if not groups.safe([place])]
    if not groups.counts:
        return frozenset(), False
    if groups.residual(unsafe):
        return frozenset(unsafe), True
    for place in sorted(set(everyone) - set(unsafe), key=lambda place: (groups.counts[place], place)):
        if groups.residual([*unsafe, place]):
            return frozenset([*unsafe, place]), True
    return frozenset(unsafe), False


def _row(key: Key | None, members: Sequence[int] | None, groups: _Groups) -> AggregateRow:
    if members is None:
        return AggregateRow(key, None, dict.fromkeys(groups.measures))
    sums = {
        name: sum((Decimal(column[place]) for place in members), Decimal(0))
        for name, column in groups.measures.items()
    }
    return AggregateRow(key, sum(groups.counts[place] for place in members), sums)


def _check(
    keys: Sequence[Key],
    counts: Sequence[int],
    withheld: Sequence[int],
    measures: Mapping[str, Sequence[Decimal]],
    min_cell: int,
) -> None:
    if min_cell < 1:
        text = "min_cell must be at least 1"
        raise ValueError(text)
    if len({len(keys), len(counts), len(withheld), *map(len, measures.values())}) != 1:
        text = "keys, counts, withheld and measures must be equally long"
        raise ValueError(text)
    if len(set(keys)) != len(keys):
        text = "a group comes twice"
        raise ValueError(text)
    if any(not 0 <= few <= all_ for few, all_ in zip(withheld, counts, strict=True)):
        text = "withheld must lie between 0 and the count of its group"
        raise ValueError(text)
