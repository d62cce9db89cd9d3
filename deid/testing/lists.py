"""Whole lists as offices export them: invented people, dirty cells, a column nobody asked for."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
import pyarrow as pa
from hypothesis import strategies as st

from deid.testing.strategies import cells

MARK = "留存流转码"
"""The header of the added column, which no rule knows."""
_SEEDS, _LONGEST = 12, 8


class Listed(msgspec.Struct, frozen=True):
    """An invented list to be released (虚构名单), whose last column holds a mark per row.

    Attributes:
        headers: the headers, that of the marks last.
        rows: shape (rows, columns), text or null.
        typed: cells put in anywhere.

    Examples:
        >>> listed = Listed(("姓名", "留存流转码"), (("曾杰翠", "一号"), ("刘梅旺", "二号")))
        >>> listed.marks, listed.take([1]).table().num_rows
        (('一号', '二号'), 1)
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    typed: tuple[str | None, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """One marker per row; none of them may stand anywhere."""
        return tuple(row[-1] for row in self.rows if row[-1])

    def table(self) -> pa.Table:
        """The list as text columns."""
        columns = [pa.array(list(column), pa.string()) for column in zip(*self.rows, strict=True)]
        return pa.Table.from_arrays(columns, names=list(self.headers))

    def take(self, places: Sequence[int]) -> "Listed":
        """Some of its rows, in that order."""
        return Listed(self.headers, tuple(self.rows[at] for at in places), self.typed)


@lru_cache(maxsize=512)
def _made(notice: str, seed: int, rules: tuple[Path, ...], *, messy: bool) -> Listed:
    from deid.synthetic import sample_list  # noqa: PLC0415  needs Faker

    made = sample_list(notice, _LONGEST, seed, messy=messy, rules=rules)
    rows = [(*row, f"{MARK}{seed}#{at}丙申") for at, row in enumerate(made.rows)]
    return Listed((*made.headers, MARK), tuple(rows))


@st.composite
def lists(
    draw: st.DrawFn, notice: str, rules: tuple[Path, ...] = (), *, edits: int = 3, max_rows: int = _LONGEST
) -> Listed:
    """Lists (虚构名单) of one to eight rows, clean or as messy as real ones, with dirty cells at any place.

    Args:
        draw: given by hypothesis.
        notice: id, alias, title or path of the notice type.
        rules: folders with local rules.
        edits: how many cells are typed anew at most.
        max_rows: how many rows at most.

    Returns:
        A strategy of ``Listed``. Needs Faker (``pip install 'deid-lists[synthetic]'``).

    Raises:
        UsageError, RuleError: there is no such rule, or it cannot be used.

    Examples:
        >>> from hypothesis import HealthCheck, given, settings
        >>> @settings(max_examples=2, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        ... @given(lists("gengdi"))
        ... def every_row_is_whole(listed):
        ...     assert {len(row) for row in listed.rows} == {len(listed.headers)}
        >>> every_row_is_whole()
    """
    whole = _made(notice, draw(st.integers(0, _SEEDS - 1)), rules, messy=draw(st.booleans()))
    rows = [list(row) for row in whole.rows[: draw(st.integers(1, max_rows))]]
    typed: list[str | None] = []
    for _ in range(draw(st.integers(0, edits))):
        row = draw(st.integers(0, len(rows) - 1))
        column = draw(st.integers(0, len(whole.headers) - 2))  # the marks stay
        rows[row][column] = draw(cells())
        typed.append(rows[row][column])
    return Listed(whole.headers, tuple(map(tuple, rows)), tuple(typed))
