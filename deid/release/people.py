"""What the office knows and a file cannot tell: people to protect, and decisions about single rows."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pyarrow as pa

from deid.detect import resident_id, scan
from deid.errors import InputError, UsageError
from deid.messages import problem
from deid.policy.withhold import Reason

PUBLISH, WITHHOLD = "publish", "withhold"
_VERDICTS = {
    "publish": PUBLISH,
    "公示": PUBLISH,
    "公开": PUBLISH,
    "withhold": WITHHOLD,
    "不公开": WITHHOLD,
    "不予公开": WITHHOLD,
}
WORKLIST_COLUMNS = (
    "row",
    "name",
    "reason",
    "column",
    "rule",
    "decision",
    "why",
    "approver",
    "approver_2",
    "list",
)


class Decisions(msgspec.Struct, frozen=True):
    """Row number -> publish or withhold, as approved."""

    verdicts: Mapping[int, str] = msgspec.field(default_factory=dict)


def read_protected(path: Path) -> frozenset[str]:
    """The people of a protect file, as keys that match any spelling of their ID. Nothing of it is copied.

    Raises:
        InputError: the file cannot be read or holds no ID number.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        raw = None
    if raw is None:
        raise problem(InputError, "input.protect_unreadable")
    text = _decode(raw)
    numbers = [
        line[span.start : span.end]
        for line in text.splitlines()
        for span in scan.spans(line)
        if span.kind in ("resident_id", "disability_card", "student_number")
    ]
    keys = frozenset(
        key for key in resident_id.person_keys(pa.array(numbers, pa.string())).to_pylist() if key
    )
    if not keys:
        raise problem(InputError, "input.protect_empty")
    return keys


def _decode(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", errors="ignore")


def read_decisions(path: Path, reasons: Mapping[str, Reason], digest: Callable[[], str]) -> Decisions:
    """The decisions of a filled-in worklist (xlsx or CSV).

    Raises:
        InputError: unreadable, not a worklist, or made from another list.
        UsageError: a decision without reason or with too few approvers.
    """
    verdicts: dict[int, str] = {}
    for number, row in enumerate(_worklist_rows(path), start=2):
        told = _VERDICTS.get(row.get("decision", "").strip().lower())
        if told is None:
            if row.get("decision", "").strip():
                raise problem(UsageError, "usage.decision_word", line=number)
            continue
        if row.get("list") and row["list"] != digest()[:16]:
            raise problem(InputError, "input.decide_other_list")
        if not row.get("row", "").isdigit():
            raise problem(UsageError, "usage.decision_row", line=number)
        if told == PUBLISH:
            _check_approval(row, reasons, number)
        row_number = int(row["row"])
        if verdicts.get(row_number) != WITHHOLD:  # where two lines disagree, the person stays back
            verdicts[row_number] = told
    return Decisions(verdicts)


def _check_approval(row: Mapping[str, str], reasons: Mapping[str, Reason], number: int) -> None:
    if not row.get("why", "").strip():
        raise problem(UsageError, "usage.decision_why", line=number)
    approvers = {row.get(key, "").strip() for key in ("approver", "approver_2")} - {""}
    reason = reasons.get(row.get("rule", ""))
    needed = reason.approvers if reason else 2
    if len(approvers) < needed:
        raise problem(UsageError, "usage.decision_approvers", line=number, needed=needed)


def _worklist_rows(path: Path) -> list[dict[str, str]]:
    try:
        table = _read_xlsx(path) if path.suffix.lower() == ".xlsx" else _read_csv(path)
    except (OSError, UnicodeDecodeError, ValueError):
        table = None
    if not table or "row" not in table[0] or "decision" not in table[0]:
        raise problem(InputError, "input.decide_unreadable")
    header = table[0]
    return [dict(zip(header, line, strict=False)) for line in table[1:]]


def _read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [[cell.strip() for cell in line] for line in csv.reader(file)]
    return _from_header(lines)


def _read_xlsx(path: Path) -> list[list[str]]:
    import python_calamine  # noqa: PLC0415  only who decides needs it

    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return _from_header([[_text(cell) for cell in row] for row in rows])


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _from_header(lines: list[list[str]]) -> list[list[str]]:
    """The lines from the one with the column names on (a heading stands above it)."""
    for index, line in enumerate(lines):
        names = [cell.rpartition(" ")[2] for cell in line]
        if "row" in names and "decision" in names:
            return [names, *lines[index + 1 :]]
    return []
