"""What a workbook carries besides its cells, and whether it is safe to unpack."""

import re
import zipfile
import zlib
from pathlib import Path

from deid.errors import InputError
from deid.messages import problem
from deid.terms import Finding, Severity, finding

UNPACKED = 600
"""Megabytes a workbook may unpack to."""
RATIO = 200
"""How far a workbook may be compressed."""

_SMALL = 1 << 20
_BLOCK = 1 << 20
_TAG = 512
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HIDDEN_ROW = re.compile(rb"<row [^>]{0,400}\bhidden=\"(?:1|true)\"")
_HIDDEN_COLUMN = re.compile(rb"<col [^>]{0,400}\bhidden=\"(?:1|true)\"")


def inspect(path: Path, file: str) -> list[Finding]:
    """Refuse bombs and locked files; say what is hidden in the workbook."""
    with path.open("rb") as raw:
        begin = raw.read(4)
        if begin != b"PK\x03\x04":
            raw.seek(0)
            if path.stat().st_size > UNPACKED << 20:
                raise problem(InputError, "input.bomb", file=file, limit=UNPACKED, ratio=RATIO)
            if _ENCRYPTED in raw.read(_BLOCK):
                raise problem(InputError, "input.password", file=file)
            return []
    try:
        with zipfile.ZipFile(path) as book:
            entries = book.infolist()
            safe = _safe(entries)
            counts = _count(book, entries) if safe else None
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
    ):
        safe, counts = True, None
    if not safe:
        raise problem(InputError, "input.bomb", file=file, limit=UNPACKED, ratio=RATIO)
    if counts is None:
        raise problem(InputError, "input.excel", file=file)
    codes = (
        ("hidden_rows", Severity.WARNING),
        ("hidden_columns", Severity.NOTE),
        ("comments", Severity.NOTE),
    )
    return [finding(code, grade, count=counts[code]) for code, grade in codes if counts[code]]


def _safe(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether the sizes the archive declares are bearable."""
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    return total <= UNPACKED << 20 and (total <= _SMALL or total <= RATIO * max(packed, 1))


def _count(book: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, int]:
    """Count what is hidden; reading every sheet also proves the declared sizes and checksums."""
    counts = {"hidden_rows": 0, "hidden_columns": 0, "comments": 0}
    for entry in entries:
        counts["comments"] += bool(re.search(r"(?:^|/)comments?[0-9]*\.xml$", entry.filename))
        if not entry.filename.endswith((".xml", ".bin")):
            continue
        sheet = entry.filename.startswith("xl/worksheets/")
        with book.open(entry) as part:
            held = b""
            while block := part.read(_BLOCK):
                if not sheet:
                    continue
                text = held + block
                cut = text.rfind(b"<", max(0, len(text) - _TAG))
                done, held = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
                counts["hidden_rows"] += len(_HIDDEN_ROW.findall(done))
                counts["hidden_columns"] += len(_HIDDEN_COLUMN.findall(done))
    return counts
