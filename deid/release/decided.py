"""The worklist filled in (``--decide``): decisions about single rows, each for the list it was made for."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from deid.detect.echo import safe_name
from deid.engine.decisions import APPROVERS, PUBLISH, WITHHOLD, Decision
from deid.engine.source import Source
from deid.errors import InputError, UsageError
from deid.io.begins import EXCEL
from deid.io.dialect import DELIMITERS
from deid.io.encoding import decode_head, readings
from deid.io.excel_book import Book
from deid.kernels import normalise_text
from deid.kernels.lazy import lazy
from deid.messages import problem
from deid.policy.withhold import Reason
from deid.risk.twins import row_digests

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
_VERDICTS = {
    "publish": PUBLISH,
    "公示": PUBLISH,
    "公开": PUBLISH,
    "withhold": WITHHOLD,
    "不公开": WITHHOLD,
    "不予公开": WITHHOLD,
}
_BETWEEN = lazy(r"[\s;；,，、]+")


class Mark(NamedTuple):
    """A list's fingerprint (名单指纹), and how many rows it has."""

    text: str
    rows: int


def mark_of(source: Source) -> Mark:
    """What only this list has, read like this: other rows, or the same in another order, are another list."""
    seen, rows = hashlib.sha256("\x1f".join(source.headers).encode("utf-8", "surrogatepass")), 0
    for batch in source.batches():
        seen.update(row_digests(batch.columns).astype("<u8").tobytes())
        rows += batch.num_rows
    return Mark(f"L{seen.hexdigest()[:15]}", rows)  # no spreadsheet takes it for a number


def read_decisions(
    path: Path, reasons: Mapping[str, Reason], mark: Callable[[], Mark]
) -> dict[int, Decision]:
    """The decisions of a filled-in worklist (workbook or CSV), by row.

    Raises:
        InputError: unreadable, not a worklist, or made from another list.
        UsageError: a decision without reason, with too few approvers, or about no row of the list.
    """
    found: dict[int, Decision] = {}
    known: Mark | None = None
    for number, row in _lines(path):
        word = row.get("decision", "").strip().lower()
        if not word:
            continue
        verdict = _VERDICTS.get(word)
        if verdict is None:
            raise problem(UsageError, "usage.decision_word", line=number)
        known = known or mark()
        told = row.get("list", "")
        if told != known.text:
            raise problem(InputError, f"input.decide_{'other' if told else 'no'}_list", line=number)
        at = row.get("row", "")
        if not (at.isascii() and at.isdecimal()) or int(at) < 1:
            raise problem(UsageError, "usage.decision_row", line=number)
        if int(at) > known.rows:
            raise problem(UsageError, "usage.decision_beyond", line=number, rows=known.rows)
        one = _decision(verdict, row, reasons, number)
        found[int(at)] = found[int(at)].joined(one) if int(at) in found else one
    return found


def _decision(verdict: str, row: Mapping[str, str], reasons: Mapping[str, Reason], number: int) -> Decision:
    rules = frozenset(_BETWEEN.split(row.get("rule", "").strip())) - {""}
    signed = {_folded(row.get(key, "")) for key in ("approver", "approver_2")} - {""}
    if verdict == PUBLISH:
        if not row.get("why", "").strip():
            raise problem(UsageError, "usage.decision_why", line=number)
        known = [reasons[name].approvers if name in reasons else APPROVERS for name in rules]
        needed = max(known, default=APPROVERS)
        if len(signed) < needed:
            raise problem(UsageError, "usage.decision_approvers", line=number, needed=needed)
    return Decision(verdict, rules, len(signed))


def _folded(name: str) -> str:
    """A name as it is compared: one person does not become two by a blank."""
    return "".join(normalise_text(name).split()).casefold()


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a worklist below its column names, with their numbers in the file."""
    for table in _tables(path):
        rows = list(table)
        for at, line in enumerate(rows):
            names = [cell.rpartition(" ")[2] for cell in line]
            if "row" in names and "decision" in names:
                for number, cells in enumerate(rows[at + 1 :], start=at + 2):
                    yield number, dict(zip(names, cells, strict=False))
                return
    raise problem(InputError, "input.decide_unreadable")


def _tables(path: Path) -> Iterator[Iterable[list[str]]]:
    """What the file may hold: the rows of a workbook's first sheet, or of a text by each delimiter."""
    raw = None
    try:
        raw = path.read_bytes()
    except OSError:
        raw = None
    if raw is None:
        raise problem(InputError, "input.decide_unreadable")
    if raw.startswith(EXCEL):
        yield ([cell.strip() for cell in row] for row in Book(path, safe_name(path)).rows(0))
        return
    text = text_of_file(raw, safe_name(path))
    for delimiter in DELIMITERS if text is not None else ():
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:  # its text may quote a cell
            rows = []
        yield [[cell.strip() for cell in row] for row in rows]


def text_of_file(raw: bytes, file: str) -> str | None:
    """A small text file in any encoding a list may have; None if it is in none of them."""
    for reading in readings(raw, None, file):
        text = decode_head(raw, reading, complete=True)
        if text is not None:
            return text
    return None
