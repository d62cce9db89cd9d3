"""What a workbook carries besides its cells, and whether it is safe to unpack."""

import zipfile
import zlib
from pathlib import Path

from deid.errors import InputError, UsageError
from deid.io.begins import ZIP
from deid.io.excel_parts import Survey, survey
from deid.io.sheet import Sheet, letters
from deid.messages import problem

UNPACKED = 600
"""Megabytes a workbook may unpack to."""
RATIO = 200
"""How far a workbook may be compressed."""
CELLS = 16_000_000
"""Cells a sheet may have up to its last one: a stray one far out costs memory for all before it."""

_SMALL = 1 << 20
_BLOCK = 1 << 20
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DAMAGED = (
    zipfile.BadZipFile,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    zlib.error,
)
"""What reading a damaged zip can raise."""


def inspect(path: Path, file: str) -> Survey:
    """Refuse bombs, locked and damaged files; find what is in the workbook beside its cells.

    Raises:
        InputError: the workbook cannot be read safely.
    """
    with path.open("rb") as raw:
        if raw.read(len(ZIP)) != ZIP:
            raw.seek(0)
            if path.stat().st_size > UNPACKED << 20:
                raise problem(InputError, "input.bomb", file=file, limit=UNPACKED, ratio=RATIO)
            if _ENCRYPTED in raw.read(_BLOCK):
                raise problem(InputError, "input.password", file=file)
            return _old(path, file)
    fault, found = "", None
    try:
        with zipfile.ZipFile(path) as book:
            found, fault = _zipped(book)
    except DAMAGED:
        fault = "input.excel"
    if found is None:
        raise problem(InputError, fault, file=file, limit=UNPACKED, ratio=RATIO)
    return found


def _zipped(book: zipfile.ZipFile) -> tuple[Survey | None, str]:
    """The survey of a workbook that is a zip archive, or what is wrong with it."""
    entries = book.infolist()
    names = {entry.filename for entry in entries}
    if not _safe(entries):
        return None, "input.bomb"
    if "content.xml" in names:
        from deid.io.excel_ods import survey_ods  # noqa: PLC0415  few lists are OpenDocument

        return survey_ods(book, entries), ""
    if any(name.lower() == "xl/workbook.bin" for name in names):
        return None, "input.xlsb"
    if any(name.lower() == "xl/workbook.xml" for name in names):
        return survey(book, entries), ""
    return None, "input.excel"


def _old(path: Path, file: str) -> Survey:
    from deid.io.excel_old import Locked, survey_old  # noqa: PLC0415  only for old workbooks

    fault = ""
    try:
        return survey_old(path)
    except Locked:
        fault = "input.password"
    except (InputError, UsageError):
        raise
    except Exception:  # noqa: BLE001  whatever a damaged file makes olefile raise
        fault = "input.excel"
    raise problem(InputError, fault, file=file)


def _safe(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether the sizes the archive declares are bearable."""
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    return total <= UNPACKED << 20 and (total <= _SMALL or total <= RATIO * max(packed, 1))


def check_size(sheet: Sheet | None, number: int, file: str) -> None:
    """Refuse a sheet that calamine could not hold, and one in which places are not told.

    Raises:
        InputError: a stray cell stands far out, or the sheet is not one we looked through.
    """
    if sheet is None or sheet.lost:
        raise problem(InputError, "input.places", file=file, sheet=number + 1)
    _check_far(sheet, number, file)


def check_whole(found: Survey, file: str) -> None:
    """The same for all sheets of a workbook that is read at once.

    Raises:
        InputError: a stray cell stands far out.
    """
    if found.whole:
        for number, sheet in found.sheets.items():
            _check_far(sheet, number, file)


def _check_far(sheet: Sheet, number: int, file: str) -> None:
    rows, columns = sheet.far
    if rows * columns > CELLS:
        raise problem(
            InputError, "input.stray", file=file, sheet=number + 1, row=rows, column=letters(columns - 1)
        )
