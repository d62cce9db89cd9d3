"""Opens a list, whatever it was exported as."""

from functools import partial
from pathlib import Path

from deid.detect.echo import safe_name
from deid.errors import InputError
from deid.io import csv_in, parquet_in
from deid.io.begins import EXCEL
from deid.io.layout import IsHeader
from deid.io.shape import examine
from deid.io.source import Source, layout_notes
from deid.io.where import ANYWHERE, Where
from deid.messages import problem

SMALL = 64 << 20
"""Up to this size the parsed list is kept in memory."""

_OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"<html", "HTML"),
    (b"<!doctype", "HTML"),
    (b"<table", "HTML"),
    (b"<meta", "HTML"),
    (b"<?xml", "XML"),
)


def open_list(
    path: str | Path,
    *,
    is_header: IsHeader,
    encoding: str | None = None,
    sheet: str | None = None,
    where: Where = ANYWHERE,
    may_be_empty: bool = False,
) -> Source:
    """Open a CSV or Excel list (名单).

    Args:
        path: the exported file.
        is_header: whether a text is a header spelling we know.
        encoding: utf-8, gb18030, utf-16-le, utf-16-be or big5; found out where None.
        sheet: the sheet's name, or its number from 1; the only visible one with a header where None.
        where: the rows of the header and of the data, if they are told.
        may_be_empty: whether a header without data rows is a list too, as a posted file may be.

    Returns:
        The list, to be read as often as needed.

    Raises:
        InputError: the file cannot be read, or its encoding, header or rows are in doubt.
    """
    path = Path(path)
    file = safe_name(path)
    head = _head(path, file)
    if head.startswith(EXCEL):
        from deid.io import excel_in  # noqa: PLC0415  only who reads Excel pays for it

        source = excel_in.open_workbook(path, file, is_header=is_header, sheet=sheet, where=where)
        return _with_rows(source, may_be_empty=may_be_empty)
    if head.startswith((parquet_in.MAGIC, parquet_in.ENCRYPTED)):
        source = parquet_in.open_parquet(path, file, is_header=is_header)
        return _with_rows(source, may_be_empty=may_be_empty)
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, kind in _OTHER_KINDS:
        if begin.startswith(mark.lower()):
            raise problem(InputError, "input.kind", file=file, kind=kind)
    return _with_rows(_open_csv(path, file, is_header, encoding, where), may_be_empty=may_be_empty)


def _head(path: Path, file: str) -> bytes:
    """The first bytes of a regular file that can be opened."""
    code = ""
    try:
        if not path.is_file():
            code = "input.not_a_file" if path.exists() else "input.missing"
        else:
            with path.open("rb") as raw:
                return raw.read(512)
    except (OSError, ValueError):
        code = "input.unreadable"
    raise problem(InputError, code, file=file)


def _open_csv(path: Path, file: str, is_header: IsHeader, encoding: str | None, where: Where) -> Source:
    if where.data is not None:
        raise problem(InputError, "input.data_rows", file=file)
    shape = examine(path, file, is_header, encoding, where)
    layout = shape.layout
    source = Source(
        headers=layout.headers[: layout.named],
        title=layout.title,
        file_name=file,
        reader=partial(csv_in.read, shape),
        notes=layout_notes(layout),
        header_rows=(layout.first + 1, layout.last + 1),
    )
    if shape.signature[0] <= SMALL:
        source.keep()
        source.drop_blank_columns()
    elif next(source.batches(), None) is None:
        source.kept = []
    return source


def _with_rows(source: Source, *, may_be_empty: bool) -> Source:
    if source.kept is not None and not source.kept and not may_be_empty:
        raise problem(InputError, "input.no_rows", file=source.file_name)
    return source
