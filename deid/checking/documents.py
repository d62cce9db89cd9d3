"""Documents and archives judged: their tables as lists, their text as text, what is in them one by one."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from msgspec.structs import replace

from deid.checking import archive
from deid.checking.against import compare
from deid.checking.asked import Asked, Verdict
from deid.checking.certain import Pair, certain, kinds, told
from deid.checking.document import Document, Table, as_lines, shown_kind, table_source
from deid.checking.examine import examine
from deid.checking.named import withheld_in
from deid.checking.onefile import joined, judge_file
from deid.checking.opening import DOCUMENTS, lines_source
from deid.checking.scan import kinds_in
from deid.checking.shown import shown_name
from deid.detect.echo import safe_name
from deid.errors import InputError, UsageError
from deid.io.begins import ZIP
from deid.io.excel_guard import DAMAGED
from deid.io.where import Reading
from deid.messages import problem, say
from deid.policy.fields import load_fields
from deid.policy.headers import looks_like_header
from deid.terms import MAX_ROWS, Finding, Severity, finding

Judged = tuple[Verdict, InputError | None]
Plain = Callable[[Path, Asked, Reading], Judged]
_PDF = b"%PDF"
_EMPTY_ZIP = b"PK\x05\x06"
_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body")
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_OFFICE = ("xl/", "ppt/", "mimetype", "Index/", "OFD.xml")
_HEAD = 1024
_MASKS = frozenset({"weak_mask", "weak_phone"})


def kind_of(path: Path) -> str | None:
    """docx, pdf, html or zip, by what is in the file and not by its name; None for anything else."""
    try:
        with path.open("rb") as raw:
            head = raw.read(_HEAD)
    except OSError:
        return None  # opening it as a list says what is wrong
    if head.startswith((ZIP, _EMPTY_ZIP)):
        return _zip_kind(path)
    if _PDF in head:
        return "pdf"
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if begin.startswith(_HTML) or path.suffix.lower() in _HTML_NAMES else None


def _zip_kind(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as book:
            names = book.namelist()
    except DAMAGED:
        return "docx" if path.suffix.lower() == ".docx" else None
    if "word/document.xml" in names:
        return "docx"
    return None if any(name.startswith(_OFFICE) for name in names) else "zip"


def judge_any(path: Path, asked: Asked, reading: Reading, plain: Plain = judge_file) -> Judged:
    """Judge a file of any kind; the error says why it, or one in it, was no list.

    Raises:
        InputError: it cannot be read at all.
    """
    return _judge(path, asked, reading, plain, archive.Room(), 0)


def _judge(
    path: Path, asked: Asked, reading: Reading, plain: Plain, room: archive.Room, depth: int
) -> Judged:
    kind = kind_of(path)
    if kind == "zip":
        if depth >= archive.DEEPEST:
            raise problem(InputError, "check.too_deep", file=safe_name(path), most=archive.DEEPEST)
        within = archive.members_of(path, room)
        return _members(list(within), asked, reading, plain, room, depth + 1), None
    try:
        document = _read(path, kind) if kind is not None else None
    except UsageError as missing:  # an extra that is not installed
        return Verdict((_unread(path, str(missing)), *_names(asked))), None
    if document is not None:
        return _document(document, asked, reading, plain, room, depth)
    if path.suffix.lower() in DOCUMENTS:
        return Verdict((_unread(path), *_names(asked))), None
    return plain(path, asked, reading)


def _read(path: Path, kind: str) -> Document:
    if kind == "docx":
        from deid.checking.document_docx import read_docx as read  # noqa: PLC0415  each only where needed
    elif kind == "pdf":
        from deid.checking.document_pdf import read_pdf as read  # noqa: PLC0415
    else:
        from deid.checking.document_html import read_html as read  # noqa: PLC0415
    return read(path)


def _unread(path: Path, why: str = "") -> Finding:
    kind = shown_kind(path)
    if why:
        return finding("not_checked", Severity.WARNING, why=why)
    return finding("type_not_checked", Severity.WARNING, kind=kind)


def _names(asked: Asked) -> list[Finding]:
    """An identifier in the name of a file that is not looked into."""
    kinds = sorted({kind for name in asked.names for kind in kinds_in(name, title=True)})
    listed = ", ".join(say(f"kind.{kind}") for kind in kinds)
    return [finding("title_identifier", Severity.ERROR, count=len(kinds), kind=listed)] if kinds else []


def _document(
    document: Document, asked: Asked, reading: Reading, plain: Plain, room: archive.Room, depth: int
) -> Judged:
    verdicts: list[Verdict] = []
    error, lines = None, list(document.lines)
    nameless = replace(asked, names=())
    for number, table in enumerate(document.tables, start=1):
        verdict, fault = _table(table, nameless if verdicts else asked)
        error = error or fault
        if fault is not None or (verdict is None and table.large):
            why = str(fault or say("check.no_header"))
            note = finding("searched_as_text", Severity.WARNING, why=why)
            verdicts.append(_labelled(Verdict((note,)), f"{say('check.table')} {number}: "))
        if verdict is None:
            lines += as_lines(table)
        else:
            verdicts.append(_labelled(verdict, f"{say('check.table')} {number}: "))
    named = asked if not verdicts else nameless
    verdicts.append(_labelled(_text(lines, document.pieces, named), f"{say('check.text')}: "))
    verdicts.append(Verdict(tuple(_beside(document))))
    if document.inside:
        held = [archive.held(name, content) for name, content in document.inside]
        verdicts.append(_members(held, nameless, reading, plain, room, depth + 1))
    return joined(verdicts), error


def _table(table: Table, asked: Asked) -> tuple[Verdict | None, InputError | None]:
    """A table as a list; as nothing where it is none, with what made it doubtful."""
    if not table.rows or not any(any(cell.strip() for cell in row) for row in table.rows):
        return Verdict(()), None
    fields = load_fields(asked.rules)
    try:
        source = table_source(table, lambda text: looks_like_header(text, fields), "")
        return (None if source is None else examine(source, asked)), None
    except InputError as caught:
        return None, caught


def _text(lines: Sequence[str], pieces: Sequence[str], asked: Asked) -> Verdict:
    """Lines of text: words and numbers; the parts of a drawn table for masks that show too much."""
    blank = replace(asked, policy=None, channel=None, raw=None, text=True)
    source = lines_source(list(lines), "")
    verdict = examine(source, blank)
    found = list(verdict.findings)
    least = verdict.least
    if asked.raw is not None:
        found += compare(source, asked.raw, asked)
        found += withheld_in(lines, asked.raw, asked)
    if pieces and not any(item.code in _MASKS for item in found):
        apart = examine(lines_source(list(pieces), ""), replace(blank, names=(), seen=None))
        found += [replace(item, rows=()) for item in apart.findings if item.code in _MASKS]
        least = min((one for one in (least, apart.least) if one is not None), default=None)
    return Verdict(tuple(found), 0, verdict.kinds, least)


def _beside(document: Document) -> list[Finding]:
    found = []
    pairs: set[Pair] = set().union(*map(told, document.beside), *map(certain, document.made))
    if there := kinds(pairs):
        listed = ", ".join(say(f"kind.{kind}") for kind in sorted(there))
        found.append(finding("beside_cells", Severity.ERROR, kind=listed, count=len(there)))
    if document.blind:
        rows = tuple(document.blind[:MAX_ROWS])
        found.append(finding("pages_not_checked", Severity.WARNING, rows=rows, count=len(document.blind)))
    if document.pictures:
        found.append(finding("pictures_not_checked", Severity.WARNING, count=document.pictures))
    return found


def _members(
    members: Sequence[archive.Member],
    asked: Asked,
    reading: Reading,
    plain: Plain,
    room: archive.Room,
    depth: int,
) -> Verdict:
    """Every file within a file; a bad one does not stop the others."""
    verdicts = [Verdict(tuple(_names(asked)))]
    for name, path in archive.laid_out(list(members)):
        inner = PurePath(name)
        label = shown_name(inner)
        own = replace(asked, names=(*inner.parts, inner.stem))
        verdict = _member(path, own, Reading(reading.encoding), plain, room, depth)
        verdicts.append(_labelled(_renamed(verdict, path, label), f"{label}: "))
    return joined(verdicts)


def _member(
    path: Path | None, asked: Asked, reading: Reading, plain: Plain, room: archive.Room, depth: int
) -> Verdict:
    why = say("check.document", file=say("input.file"))
    if path is not None:
        try:
            return _judge(path, asked, reading, plain, room, depth)[0]
        except InputError as caught:
            why = str(caught)
    return Verdict((finding("not_checked", Severity.ERROR, why=why), *_names(asked)))


def _renamed(verdict: Verdict, path: Path | None, name: str) -> Verdict:
    """What was said of a file under the name it lay by, said of it by its own."""
    if path is None:
        return verdict
    found = (replace(one, text=one.text.replace(path.name, name)) for one in verdict.findings)
    return replace(verdict, findings=tuple(found))


def _labelled(verdict: Verdict, label: str) -> Verdict:
    return replace(verdict, findings=tuple(replace(one, text=label + one.text) for one in verdict.findings))


def unchecked(verdict: Verdict) -> bool:
    """Whether anything in a file was not looked into."""
    return any(item.code in _NOT_CHECKED for item in verdict.findings)


_NOT_CHECKED = frozenset(
    {"type_not_checked", "not_checked", "searched_as_text", "pages_not_checked", "pictures_not_checked"}
)
