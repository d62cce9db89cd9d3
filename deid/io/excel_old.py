"""Old workbooks (xls): what their records hide and lack."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from deid.extras import need
from deid.io.excel_parts import Survey
from deid.io.sheet import Sheet

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _EPOCH = 0x809, 0x0A, 0x85, 0x2F, 0x22
_ROW, _COLINFO, _NOTE, _BOOLERR, _FORMULA = 0x208, 0x7D, 0x1C, 0x205, 0x06
_NAME, _SUPBOOK, _OBJECT = 0x18, 0x1AE, 0x5D
_PICTURES = frozenset({5, 8})  # charts and pictures
_OWN_NAME = b"_xlnm."
_VALUES = frozenset({0x203, 0x204, 0x27E, 0xFD, 0xBD, 0xD6, _BOOLERR, _FORMULA})
_MULTI = 0xBD
_BUILT_IN = 0x20
_OWN_BOOK = 0x0401
_ADD_IN = 0x3A01
_PERSONAL = ("author", "last_saved_by", "title", "subject", "keywords", "comments", "company", "manager")


class Locked(Exception):  # noqa: N818  no error of its own: the caller says what is wrong
    """The workbook has a password."""


def survey_old(path: Path) -> Survey:
    """What an old workbook hides.

    Raises:
        UsageError: olefile is not installed.
        Locked: it has a password.
        OSError: it is damaged.
    """
    need("xlsx", "olefile")
    import olefile  # noqa: PLC0415  only old workbooks need it

    out = Survey(whole=True)
    with olefile.OleFileIO(str(path)) as book:
        if book.exists("EncryptedPackage"):
            raise Locked
        tops = {entry[0] for entry in book.listdir(streams=True, storages=True)}
        out.carried["macros"] = sum(name.startswith("_VBA_PROJECT") for name in tops)
        out.carried["pivot_caches"] = sum(name == "_SX_DB_CUR" for name in tops)
        out.carried["embedded"] = sum(name.startswith(("MBD", "LNK")) for name in tops)
        out.carried["revisions"] = sum(name == "Revision Log" for name in tops)
        told = book.get_metadata()
        out.carried["properties"] = sum(bool(getattr(told, name, None)) for name in _PERSONAL)
        stream = next((name for name in ("Workbook", "Book") if book.exists(name)), None)
        if stream is None:
            raise OSError
        _records(book.openstream(stream), out)
    return out


def _each(stream: IO[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Records as place in the stream, kind and content."""
    at = 0
    while len(begin := stream.read(4)) == 4:  # noqa: PLR2004
        kind, size = struct.unpack("<HH", begin)
        yield at, kind, stream.read(size)
        at += 4 + size


def _records(stream: IO[bytes], out: Survey) -> None:
    starts: list[int] = []
    depth = 0
    sheet: Sheet | None = None
    for at, kind, data in _each(stream):
        if kind == _BOF:
            depth += 1
            if depth == 1 and at in starts:
                sheet = out.sheets.setdefault(starts.index(at), Sheet())
        elif kind == _EOF:
            depth -= 1
            sheet = sheet if depth else None
        elif sheet is None:
            _of_book(out, starts, kind, data)
        elif kind == _OBJECT:
            out.carried["images"] += _word(data, 4) in _PICTURES
        elif depth == 1:
            _of_sheet(sheet, kind, data)
    if not out.sheets:
        raise OSError


def _of_book(out: Survey, starts: list[int], kind: int, data: bytes) -> None:
    if kind == _FILEPASS:
        raise Locked
    if kind == _BOUNDSHEET:
        starts.append(int.from_bytes(data[:4], "little"))
    elif kind == _EPOCH:
        out.epoch_1904 = bool(data[:1] == b"\1")
    elif kind == _NAME:
        out.carried["defined_names"] += not (data[0] & _BUILT_IN or _OWN_NAME in data)
    elif kind == _SUPBOOK:
        out.carried["external_links"] += int.from_bytes(data[2:4], "little") not in {_OWN_BOOK, _ADD_IN}


def _of_sheet(sheet: Sheet, kind: int, data: bytes) -> None:
    if kind == _ROW:
        if data[12] & 0x20:
            sheet.hidden_rows.append(_word(data, 0))
    elif kind == _COLINFO:
        if data[8] & 1:
            sheet.hidden_columns.append((_word(data, 0), _word(data, 2)))
    elif kind == _NOTE:
        sheet.comments.append((_word(data, 0), _word(data, 2)))
    elif kind in _VALUES:
        row, column = _word(data, 0), _word(data, 2)
        sheet.reach(row + 1, (_word(data, len(data) - 2) if kind == _MULTI else column) + 1)
        broken = kind == _BOOLERR and data[7] == 1
        if broken or (kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2):  # noqa: PLR2004
            sheet.errors.append((row, column))


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
