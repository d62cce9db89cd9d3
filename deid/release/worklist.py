"""The worklist (内部资料 不得公开): which rows stay back and all the reasons why, for the clerk to decide.

What the look at the list's quality noticed stands behind it, to be read only.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from deid.engine.screen import Screen
from deid.engine.source import Source
from deid.io.papers import as_csv, as_workbook
from deid.messages import say
from deid.release.decided import WORKLIST_COLUMNS, mark_of
from deid.release.prepare import Prepared

if TYPE_CHECKING:
    from deid.quality import Mark

HEADING = "内部资料 不得公开"
_JOINT = "; "
WITHHELD_NOW = "withheld_now"
_TITLES = {
    "row": "数据行",
    "name": "姓名",
    "reason": "原因",
    "column": "依据的列",
    "rule": "规则",
    "decision": "决定(publish/withhold)",
    "why": "理由",
    "approver": "审批人一",
    "approver_2": "审批人二",
    "list": "名单指纹",
}
_NOTICED = ("数据行", "姓名", "说明", "依据的列", "代码")


def worklist(source: Source, prepared: Prepared, *, workbook: bool, marks: "Sequence[Mark]" = ()) -> bytes:
    """The rows kept back, as a workbook or as CSV; for the office's own eyes.

    Args:
        source: the list.
        prepared: what was decided about it.
        workbook: xlsx, not CSV.
        marks: what was noticed about its quality: a second sheet, or lines below.

    Raises:
        UsageError: a workbook is asked for and openpyxl is not installed.
    """
    shown_before = {row for mark in marks if mark.code == WITHHELD_NOW for row in mark.rows}
    mark = mark_of(source).text
    rows = [
        [HEADING, *[""] * (len(WORKLIST_COLUMNS) - 2), mark],
        [f"{_TITLES[name]} {name}" for name in WORKLIST_COLUMNS],
        *_rows(source, prepared, shown_before, mark),
    ]
    noticed = list(_noticed(source, prepared, marks))
    if workbook:
        more = {say("worklist.sheet"): [[HEADING], list(_NOTICED), *noticed]} if noticed else {}
        return as_workbook(rows, heading_rows=2, more=more)
    empty = [""] * (len(WORKLIST_COLUMNS) - len(_NOTICED))
    return as_csv([*rows, *([*line, *empty] for line in noticed)])


def _rows(source: Source, prepared: Prepared, shown_before: set[int], mark: str) -> Iterator[list[str]]:
    plan, screen = prepared.plan, prepared.plan.screen
    name = prepared.columns.serving("subject.name")
    labels = {column.index: column.label for column in prepared.columns.items}
    before = 0
    for batch in source.batches():
        _, codes, _ = plan.keep(batch, before)
        told = screen.told(batch) if codes.any() else []
        for row in np.flatnonzero(codes):
            first = {one.reason: one.column for one in reversed(told) if one.rows[row]}
            reasons = [name for name in screen.names if name in first] or [screen.names[codes[row] - 1]]
            columns = dict.fromkeys(labels[at] for name in reasons if (at := first.get(name)) in labels)
            title = _JOINT.join(_title(screen, reason) for reason in reasons)
            number = before + int(row) + 1
            yield [
                str(number),
                (batch.column(name.index)[int(row)].as_py() or "") if name else "",
                say("worklist.now", reason=title) if number in shown_before else title,
                _JOINT.join(columns),
                _JOINT.join(reasons),
                *[""] * 4,
                mark,
            ]
        before += batch.num_rows


def _title(screen: Screen, reason: str) -> str:
    known = screen.reasons.get(reason)
    return known.title if known else say(f"reason.{reason}")


def _noticed(source: Source, prepared: Prepared, marks: "Sequence[Mark]") -> Iterator[list[str]]:
    """What was noticed, row by row, with the names it is about."""
    wanted = sorted({row for mark in marks if not mark.names for row in mark.rows})
    names = _names(source, prepared, wanted)
    for mark in marks:
        text, column = mark.finding().text, mark.column or ""
        if mark.names:
            for row, name in zip(mark.rows, mark.names, strict=True):
                yield [say("worklist.last_row", row=row), name, text, column, mark.code]
        for row in mark.rows if not mark.names else ():
            yield [str(row), names.get(row, ""), text, column, mark.code]
        if not mark.rows:
            yield ["", "", text, column, mark.code]


def _names(source: Source, prepared: Prepared, rows: list[int]) -> dict[int, str]:
    """The names on some rows."""
    column = prepared.columns.serving("subject.name")
    if column is None or not rows:
        return {}
    found, before, wanted = {}, 0, np.array(rows)
    for batch in source.batches():
        here = wanted[(wanted > before) & (wanted <= before + batch.num_rows)]
        cells = batch.column(column.index)
        found.update({int(row): cells[int(row) - before - 1].as_py() or "" for row in here})
        before += batch.num_rows
    return found
