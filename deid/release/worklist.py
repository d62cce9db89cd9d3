"""The worklist (内部资料 不得公开): which rows stay back and why, for the clerk to see and decide."""

from collections.abc import Iterator

import numpy as np

from deid.engine.source import Source
from deid.io.papers import as_csv, as_workbook
from deid.messages import say
from deid.release.people import WORKLIST_COLUMNS
from deid.release.prepare import Prepared

HEADING = "内部资料 不得公开"
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


def worklist(source: Source, prepared: Prepared, *, workbook: bool) -> bytes:
    """The rows kept back, as a workbook or as CSV; for the office's own eyes.

    Raises:
        UsageError: a workbook is asked for and openpyxl is not installed.
    """
    rows = [
        [HEADING],
        [f"{_TITLES[name]} {name}" for name in WORKLIST_COLUMNS],
        *_rows(source, prepared),
    ]
    return as_workbook(rows, heading_rows=2) if workbook else as_csv(rows)


def _rows(source: Source, prepared: Prepared) -> Iterator[list[str]]:
    plan, screen = prepared.plan, prepared.plan.screen
    name = prepared.columns.serving("subject.name")
    labels = {column.index: column.label for column in prepared.columns.items}
    mark, before = source.sha256()[:16], 0
    for batch in source.batches():
        codes, triggers = screen.explained(batch, before)
        _, kept_codes, _ = plan.keep(batch, before)
        for row in np.flatnonzero(kept_codes):
            reason = screen.names[codes[row] - 1]
            known = screen.reasons.get(reason)
            yield [
                str(before + int(row) + 1),
                (batch.column(name.index)[int(row)].as_py() or "") if name else "",
                known.title if known else say(f"reason.{reason}"),
                labels.get(int(triggers[row]), ""),
                reason,
                *[""] * 4,
                mark,
            ]
        before += batch.num_rows
