"""A frame before and after, and what becomes of each column: for a notebook, inside the caller's process."""

from typing import Any

import msgspec

from deid.engine.source import Source
from deid.frames.asked import make_order
from deid.frames.quiet import quietly
from deid.frames.table import text_table
from deid.io import from_table
from deid.release.looking import Seen, first_rows
from deid.release.prepare import Prepared, prepare
from deid.rulebook.treated import Treated, basis, treated


class View(msgspec.Struct, frozen=True):
    """A list and what was decided about it.

    Attributes:
        source: the list as text.
        prepared: rule, channel, plan and findings.
        columns: what becomes of each column, and why.
        basis: the documents the rule rests on.
    """

    source: Source
    prepared: Prepared
    columns: tuple[Treated, ...]
    basis: list[str]

    def rows(self, wanted: int) -> list[Seen]:
        """The first rows, before and after."""
        return first_rows(self.source, self.prepared, wanted)


@quietly()
def look(data: Any, notice: str, **options: Any) -> View:  # noqa: ANN401  as deid.mask
    """Decide everything about a frame, and mask nothing yet.

    Args:
        data: a frame of any supported kind; never changed.
        notice: id, alias, title or path of the notice type.
        **options: those of ``deid.mask``.

    Raises:
        RefusedError: the list may not be posted like this; ``.findings`` says why.
        UsageError, RuleError, InputError: the run cannot be made.
    """
    source = from_table(text_table(data))
    prepared = prepare(source, make_order(notice, **options))
    columns = treated(prepared.policy, prepared.channel, prepared.plan, prepared.fields)
    return View(source, prepared, columns, basis(prepared.policy))


def paired(view: View, wanted: int) -> tuple[list[tuple[str, str]], list[tuple[str | None, ...]], list[int]]:
    """The first rows as a table: each column before, and after where it is posted.

    Returns:
        (header, "before" | "after") per column, the cells of each row, and the positions of the rows.
    """
    released = {column.column.index: column.heading for column in view.prepared.plan.released}
    names = []
    for index, header in enumerate(view.source.headers):
        names.append((header, "before"))
        if index in released:
            names.append((header, "after"))
    seen = view.rows(wanted)
    rows = [tuple(_cells(row, released)) for row in seen]
    return names, rows, [row.number - 1 for row in seen]


def _cells(row: Seen, released: dict[int, str]) -> list[str | None]:
    cells: list[str | None] = []
    for index, cell in enumerate(row.before):
        cells.append(cell)
        if index in released:
            cells.append(None if row.reason else row.after[index])
    return cells
