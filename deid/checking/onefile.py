"""One file judged: as a list, sheet by sheet, or where it is none as lines of text."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from deid.checking.asked import Asked, Verdict
from deid.checking.beside import kinds_beside_cells
from deid.checking.examine import examine
from deid.checking.opening import (
    as_text,
    carried_by,
    is_workbook,
    open_one,
    sheet_as_text,
    sheets_of,
)
from deid.errors import InputError
from deid.io.carried import CARRIED
from deid.io.where import Reading, Where
from deid.messages import say
from deid.terms import Severity, finding

_UNREAD = frozenset(
    {
        "input.password",
        "input.bomb",
        "input.excel",
        "input.excel_extra",
        "input.xlsb",
        "input.places",
        "input.stray",
        "input.formulas",
    }
)
"""Workbooks whose cells cannot be read at all, not even as lines of text."""


def judge_file(path: Path, asked: Asked, reading: Reading) -> tuple[Verdict, InputError | None]:
    """Judge one file as a list, else as text; the error says why it was no list.

    Raises:
        InputError: it cannot be read at all.
    """
    if path.is_file() and is_workbook(path):
        return _judge_book(path, asked, reading)
    try:
        source = open_one(path, asked, encoding=reading.encoding, sheet=None, where=reading.where)
        return examine(source, asked), None
    except InputError as caught:
        error = caught
    text = as_text(path, error.code)
    if text is None:
        raise error
    return _as_text(examine(text, _plain(asked)), error), error


def _judge_book(path: Path, asked: Asked, reading: Reading) -> tuple[Verdict, InputError | None]:
    """Every sheet of a workbook, the hidden ones too, unless one is asked for."""
    sheets = [reading.sheet] if reading.sheet else sheets_of(path)
    if len(sheets) < 2:  # noqa: PLR2004  nothing to choose
        sheets = [reading.sheet or ""]
    verdicts: list[Verdict] = []
    error: InputError | None = None
    for number, name in enumerate(sheets, start=1):
        verdict, fault = _judge_sheet(path, name, asked, reading.where)
        error = error or fault
        if verdict is not None:
            verdicts.append(_labelled(verdict, number) if len(sheets) > 1 else verdict)
    verdicts.append(Verdict(tuple(carried_by(path))))
    if kinds := kinds_beside_cells(path):
        listed = ", ".join(say(f"kind.{kind}") for kind in sorted(kinds))
        found = finding("beside_cells", Severity.ERROR, kind=listed, count=len(kinds))
        verdicts.append(Verdict((found,)))
    return joined(verdicts), error


def _judge_sheet(
    path: Path, name: str, asked: Asked, where: Where
) -> tuple[Verdict | None, InputError | None]:
    try:
        source = open_one(path, asked, encoding=None, sheet=name or None, where=where)
        verdict = examine(source, asked)
        told = tuple(item for item in verdict.findings if item.code not in CARRIED)  # once per workbook
        return replace(verdict, findings=told), None
    except InputError as caught:
        error = caught
    if error.code in _UNREAD:
        raise error
    names = sheets_of(path)
    text = sheet_as_text(path, name or names[0]) if names else None
    if text is None:
        return None, None  # an empty sheet
    return _as_text(examine(text, _plain(asked)), error), error


def _plain(asked: Asked) -> Asked:
    """Lines of text have no columns that a rule could judge."""
    return replace(asked, policy=None, channel=None, raw=None, text=True)


def _as_text(verdict: Verdict, error: InputError) -> Verdict:
    note = finding("searched_as_text", Severity.WARNING, why=str(error))
    return replace(verdict, findings=(*verdict.findings, note))


def _labelled(verdict: Verdict, number: int) -> Verdict:
    prefix = f"{say('check.sheet')} {number}: "
    return replace(
        verdict, findings=tuple(replace(item, text=prefix + item.text) for item in verdict.findings)
    )


def joined(verdicts: Sequence[Verdict]) -> Verdict:
    """Verdicts on the parts of a file as one."""
    return Verdict(
        tuple(item for verdict in verdicts for item in verdict.findings),
        sum(verdict.rows for verdict in verdicts),
        tuple(dict.fromkeys(kind for verdict in verdicts for kind in verdict.kinds)),
        min((verdict.least for verdict in verdicts if verdict.least is not None), default=None),
    )
