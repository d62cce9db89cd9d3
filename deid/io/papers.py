"""The office's own papers, worklists and reports, as CSV or workbook: text only, nothing that runs."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from deid.extras import need
from deid.kernels.formulas import escape_formulas

Rows = Sequence[Sequence[str]]


def as_csv(rows: Rows) -> bytes:
    """Rows as CSV (UTF-8 with BOM, CRLF); cells that a spreadsheet would run get an apostrophe."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(map(_harmless, rows))
    return text.getvalue().encode("utf-8-sig")


def _harmless(row: Sequence[str]) -> list[str]:
    """A row in which nothing is taken for a formula, not even when it is exported once more."""
    cells: list[str] = escape_formulas(pa.array(list(row), pa.string())).to_pylist()
    return cells


def as_workbook(rows: Rows, *, heading_rows: int, more: Mapping[str, Rows] | None = None) -> bytes:
    """Rows as a workbook of text cells, the first rows kept in sight; ``more`` are further sheets by name.

    Raises:
        UsageError: openpyxl is not installed.
    """
    need("xlsx", "openpyxl")
    import openpyxl  # noqa: PLC0415  only who asks for a workbook needs it

    book = openpyxl.Workbook()
    _fill(book.active, rows, heading_rows)
    for name, others in (more or {}).items():
        _fill(book.create_sheet(name), others, heading_rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, rows: Rows, heading_rows: int) -> None:  # noqa: ANN401  openpyxl has no types
    for row in rows:
        sheet.append(_harmless(row))
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.data_type, cell.number_format = "s", "@"
    sheet.freeze_panes = f"A{heading_rows + 1}"
