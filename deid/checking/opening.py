"""Opens whatever may be posted: lists, every sheet of a workbook, and at worst plain lines of text."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
from msgspec.structs import replace

from deid.checking.asked import Asked
from deid.detect.echo import safe_name
from deid.io.begins import EXCEL
from deid.io.known import open_known
from deid.io.source import Pass, Source
from deid.io.where import ANYWHERE, Where
from deid.terms import Finding, Severity

_DOCUMENTS = """
.pdf .doc .docx .wps .ofd .rtf .ppt .pptx .dps .zip .rar .7z .gz .tar .jpg .jpeg .png .gif .bmp .tif .tiff
.webp .heic .mp3 .mp4 .wav .avi .mov .dbf .mdb .accdb .sqlite .db
"""
DOCUMENTS = frozenset(_DOCUMENTS.split())
"""Types that are listed, but not looked into."""

_LINES = 1 << 16
_LONGEST_LINE = 4000
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_CELLS = re.compile(r"[\t;|]")
_PIECE = re.compile(rf"(?s).{{1,{_LONGEST_LINE}}}")
_USUAL = frozenset({"properties", "images"})
"""What hardly any workbook is without; the words in it are searched all the same."""
_NOT_TEXT = frozenset(
    {"input.missing", "input.not_a_file", "input.unreadable", "input.password", "input.bomb"}
)


def open_one(
    path: Path, asked: Asked, *, encoding: str | None, sheet: str | None, where: Where = ANYWHERE
) -> Source:
    """Open a list with the spellings of the rules in force; a header without rows is a list too."""
    return open_known(path, asked.rules, encoding=encoding, sheet=sheet, where=where, may_be_empty=True)


def is_workbook(path: Path) -> bool:
    """Whether a file begins as workbooks do."""
    with path.open("rb") as raw:
        return raw.read(8).startswith(EXCEL)


def sheets_of(path: Path) -> list[str]:
    """The names of all sheets, the hidden ones too; nothing if the workbook cannot be read."""
    try:
        import python_calamine as calamine  # noqa: PLC0415  an extra

        return [str(name) for name in calamine.load_workbook(str(path)).sheet_names]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  a Rust panic is no Exception; opening it anew says what is wrong
        return []


def carried_by(path: Path) -> list[Finding]:
    """What a workbook carries beside its cells; who posts it posts that too.

    Raises:
        InputError: it cannot be read safely.
    """
    from deid.io.excel_in import carried  # noqa: PLC0415  only for workbooks

    return [
        replace(item, severity=Severity.WARNING)
        if item.severity is Severity.NOTE and item.code not in _USUAL
        else item
        for item in carried(path, safe_name(path))
    ]


def sheet_as_text(path: Path, name: str) -> Source | None:
    """A sheet without a header, one line per row; None if it is empty."""
    import python_calamine as calamine  # noqa: PLC0415  an extra

    from deid.io.excel_book import text_of  # noqa: PLC0415  only for workbooks

    rows = calamine.load_workbook(str(path)).get_sheet_by_name(name).iter_rows()
    lines = ["，".join(text for cell in row if (text := text_of(cell).strip())) for row in rows]
    return lines_source(lines, name) if any(lines) else None


def as_text(path: Path, code: str) -> Source | None:
    """A file that is no list we can read, as lines of text; None if it is no text either."""
    if code in _NOT_TEXT:
        return None
    with path.open("rb") as raw:
        head = raw.read(1 << 16)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in head or head.startswith((b"%PDF", b"Rar!", b"7z", b"\x89PNG", b"\xff\xd8", *EXCEL)):
        return None
    else:
        encoding = "utf-8-sig" if _is_utf8(head) else "gb18030"
    return Source(headers=[""], title=[], file_name=path.name, reader=partial(_read_lines, path, encoding))


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 4  # a character cut in two at the end
    return True


def _read_lines(path: Path, encoding: str, seen: Pass) -> Iterator[pa.RecordBatch]:
    lines: list[str] = []
    with path.open(encoding=encoding, errors="replace", newline=None) as text:
        while part := text.readlines(1 << 22):
            for line in part:
                lines += _pieces(line)
                if len(lines) >= _LINES:
                    yield _batch(lines)
                    lines = []
    if lines:
        yield _batch(lines)
    seen.digest = b"text"


def _pieces(line: str) -> list[str]:
    """A line as cells that can be searched: tags and separators end a number."""
    plain = _CELLS.sub("，", _TAGS.sub("\n", line))
    return [piece for short in plain.split("\n") for piece in _PIECE.findall(short) if piece.strip()]


def _batch(lines: list[str]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(lines, pa.string())], names=["c0"])


def lines_source(lines: list[str], name: str) -> Source:
    """Lines of text as a list of one column."""
    pieces = [piece for line in lines for piece in _pieces(line)]
    source = Source(headers=[""], title=[name], file_name=name, reader=lambda _: iter(()))
    source.kept = [_batch(pieces)] if pieces else []
    return source
