"""What a workbook carries beside its cells, as findings: its place, never its content."""

from collections.abc import Iterator

from deid.io.excel_parts import Survey
from deid.io.sheet import letters, shown, shown_cells
from deid.terms import Finding, Severity, finding

_GRAVE = frozenset({"macros", "revisions"})
CARRIED = frozenset(
    {
        "comments",
        "connections",
        "defined_names",
        "embedded",
        "external_links",
        "hidden_columns",
        "hidden_rows",
        "hidden_sheets",
        "images",
        "macros",
        "pivot_caches",
        "properties",
        "revisions",
    }
)
"""Codes of the findings made here."""


def findings_of(found: Survey, hidden: list[int]) -> list[Finding]:
    """What is never carried over, with its place and never its content.

    Args:
        found: the workbook as looked through.
        hidden: the numbers of hidden sheets, from 0.
    """
    return [*_of_book(found, hidden), *(note for at in sorted(found.sheets) for note in _of_sheet(found, at))]


def _of_book(found: Survey, hidden: list[int]) -> Iterator[Finding]:
    if hidden:
        places = shown([str(at + 1) for at in hidden])
        yield finding("hidden_sheets", Severity.NOTE, count=len(hidden), places=places)
    for kind in sorted(found.carried):
        if found.carried[kind]:
            grade = Severity.WARNING if kind in _GRAVE else Severity.NOTE
            yield finding(kind, grade, count=found.carried[kind])


def _of_sheet(found: Survey, at: int) -> Iterator[Finding]:
    sheet = found.sheets[at]
    if rows := sheet.rows_hidden:
        places = shown([str(row + 1) for row in rows])
        yield finding("hidden_rows", Severity.WARNING, count=len(rows), sheet=at + 1, places=places)
    if columns := sheet.columns_hidden:
        places = shown([letters(column) for column in columns])
        yield finding("hidden_columns", Severity.NOTE, count=len(columns), sheet=at + 1, places=places)
    if sheet.comments:
        places = shown_cells(sheet.comments)
        yield finding("comments", Severity.NOTE, count=len(sheet.comments), sheet=at + 1, places=places)
