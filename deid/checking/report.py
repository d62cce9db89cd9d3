"""The table of a folder (存量清理清单): one line per file, with what to do about it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deid.checking.asked import Asked
from deid.checking.folder import Posted, check_file
from deid.checking.shown import shown_name
from deid.errors import UsageError
from deid.io.aside import write_private
from deid.io.papers import as_csv, as_workbook
from deid.io.where import Reading
from deid.messages import problem, say
from deid.terms import Severity

TAKE_DOWN, CORRECT, KEEP, BY_HAND = "take_down", "correct", "keep", "by_hand"
KINDS = (".xlsx", ".csv", ".json")
_DOWN = frozenset(
    {
        "period_over",
        "telling_title",
        "telling_word",
        "minor_listed",
        "withheld_row",
        "names_not_here",
        "form_none",
        "not_public",
        "on_request_only",
        "secrecy-mark",
    }
)
_COLUMNS = ("file", "rows", "kinds", "least", "until", "period", "action", "notes")


def action(posted: Posted) -> str:
    """What to do about a file: 下架, 更正, 保留, or look at it by hand.

    People who may not stand there, or a period that is over, cannot be corrected: such a file comes down.
    """
    codes = {item.code for item in posted.findings if item.severity is Severity.ERROR}
    if codes & _DOWN:
        return TAKE_DOWN
    if codes - {"not_checked"}:
        return CORRECT
    if not posted.checked:
        return BY_HAND
    return CORRECT if any(item.severity is Severity.WARNING for item in posted.findings) else KEEP


def judged(path: Path, asked: Asked, reading: Reading) -> Posted:
    """One file judged for a caller who has only this one.

    Raises:
        InputError: it cannot be read, and nothing was found in it.
    """
    posted = check_file(path, shown_name(Path(path.name)), asked, reading)
    if posted.error is not None and action(posted) == BY_HAND:
        raise posted.error
    return posted


def line(posted: Posted) -> dict[str, str]:
    """One line of the table, as text."""
    period = "check.none" if posted.until is None else "check.over" if posted.over else "check.running"
    return {
        "file": posted.file,
        "rows": str(posted.rows),
        "kinds": "、".join(posted.kinds) or say("check.none"),
        "least": "" if posted.least is None else str(posted.least),
        "until": posted.until or "",
        "period": say(period),
        "action": say(f"check.{action(posted)}"),
        "notes": " ".join(item.text for item in posted.findings),
    }


def as_json(posted: Posted) -> dict[str, Any]:
    """One file as plain data."""
    return {
        "file": posted.file,
        "rows": posted.rows,
        "kinds": list(posted.kinds),
        "candidates": posted.least,
        "posted_until": posted.until,
        "period_over": posted.over,
        "checked": posted.checked,
        "action": action(posted),
        "findings": [item.as_json() for item in posted.findings],
    }


def check_kind(path: Path) -> None:
    """Refuse a table of a kind we do not write, before anything is read.

    Raises:
        UsageError: the name ends in something else.
    """
    if path.suffix.lower() not in KINDS:
        raise problem(UsageError, "usage.report_kind")


def write_report(path: Path, files: Sequence[Posted]) -> None:
    """Write the table; only its owner can read it.

    Raises:
        UsageError: the kind is unknown, the place not writable, or openpyxl is not installed.
    """
    check_kind(path)
    kind = path.suffix.lower()
    if kind == ".json":
        data = [as_json(posted) for posted in files]
        content = (json.dumps({"files": data}, ensure_ascii=False, indent=2) + "\n").encode()
    else:
        rows = [[say(f"check.{name}") for name in _COLUMNS]]
        rows += [list(line(posted).values()) for posted in files]
        content = as_workbook(rows, heading_rows=1) if kind == ".xlsx" else as_csv(rows)
    write_private(path, content)
