"""Reads one PDF in a process of its own, with a limit on memory and time, and tells what it holds as JSON.

Run as a script, it imports nothing of deid: a file made to break its reader breaks only this process.
"""

import base64
import ctypes
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

MEMORY = 1 << 30
SECONDS = 100
_PAGES = 5000
_CHARACTERS = 40_000_000
_PARTS = 50_000  # of one page
_FORMS = 5  # forms within forms that are searched for pictures
_NOTES = (b"Contents", b"T", b"V", b"TU", b"RC")
_MARK = b"NM"
_DAYS = frozenset({"CreationDate", "ModDate"})
_NAMES = 50_000
"""Names of places within a document that are told."""
_ODD = {0xFFFD, *range(0xE000, 0xF900), *range(9), *range(14, 32)} - {2}
_FEW = 0.3
"""Where more of a page's characters than this are no writing, its fonts do not say what they show."""


def main(path: str) -> int:
    """Tell what a PDF holds on stdout; the answer is 0, or 3 for a lock, 4 for too much, 5 for damage."""
    _limit()
    import pypdfium2  # noqa: PLC0415  after the limit is set

    try:
        with pypdfium2.PdfDocument(path) as reader:
            if len(reader) > _PAGES:
                return 4
            found = _read(reader)
    except pypdfium2.PdfiumError as error:
        return 3 if "assword" in str(error) else 5
    except (OSError, ValueError, LookupError):
        return 5
    except (MemoryError, OverflowError):
        return 4
    sys.stdout.buffer.write(json.dumps(found).encode("utf-8", errors="replace"))
    return 0


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def _read(reader: Any) -> dict[str, Any]:  # noqa: ANN401  pypdfium2 has no types
    found: dict[str, Any] = {
        "lines": [],
        "pieces": [],
        "beside": [],
        "pictures": 0,
        "blind": [],
        "inside": [],
        "made": [],
    }
    from pypdfium2 import raw  # noqa: PLC0415

    left = _CHARACTERS
    for number in range(len(reader)):
        page = reader[number]
        words = page.get_textpage()
        left -= words.count_chars()
        if left < 0:
            raise OverflowError
        _page(page, words, number + 1, found)
        _notes(reader, page, raw, found)
        words.close()
        page.close()
    for name, text in reader.get_metadata_dict(skip_empty=True).items():
        found["made" if name in _DAYS else "beside"].append(text)
    for mark in reader.get_toc():
        found["beside"].append(mark.get_title())
        found["made"] += _links(reader, raw, raw.FPDFBookmark_GetAction(mark))
    found["made"] += _of_document(reader, raw)
    for at in range(reader.count_attachments()):
        held = reader.get_attachment(at)
        content = bytes(held.get_data())
        left -= len(content)
        if left < 0:
            raise OverflowError
        found["inside"].append((held.get_name(), base64.b64encode(content).decode()))
    return found


def _page(page: Any, words: Any, number: int, found: dict[str, Any]) -> None:  # noqa: ANN401
    from pypdfium2 import raw  # noqa: PLC0415

    lines, odd, total = [], 0, 0
    line: list[str] = []
    middle = None
    for part in range(min(words.count_rects(), _PARTS)):
        place = words.get_rect(part)
        piece = words.get_text_bounded(*place).replace("\ufffe", "-").replace("\x02", "-").strip()
        if not piece:
            continue
        odd += sum(ord(char) in _ODD for char in piece)
        total += len(piece)
        found["pieces"].append(piece)
        here, high = (place[1] + place[3]) / 2, abs(place[3] - place[1])
        if middle is not None and abs(here - middle) > high / 2:
            lines.append("、".join(line))
            line = []
        line.append(piece)
        middle = here
    found["lines"] += [*lines, "、".join(line)]
    pictures = sum(1 for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=_FORMS))
    found["pictures"] += pictures
    drawn = pictures or next(iter(page.get_objects(max_depth=1)), None) is not None
    if (drawn and not total) or odd > _FEW * max(total, 1):
        found["blind"].append(number)


def _notes(reader: Any, page: Any, raw: Any, found: dict[str, Any]) -> None:  # noqa: ANN401
    """Comments, form fields and links."""
    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, at)
        for key in _NOTES:
            found["beside"] += _wide(partial(raw.FPDFAnnot_GetStringValue, note, key))
        found["made"] += _wide(partial(raw.FPDFAnnot_GetStringValue, note, _MARK))
        link = raw.FPDFAnnot_GetLink(note)
        if link:
            found["made"] += _links(reader, raw, raw.FPDFLink_GetAction(link))
        raw.FPDFPage_CloseAnnot(note)


def _links(reader: Any, raw: Any, action: Any) -> Iterator[str]:  # noqa: ANN401
    """Where an action leads: a page of the net, or a file."""
    if action:
        yield from _narrow(partial(raw.FPDFAction_GetURIPath, reader, action))
        yield from _narrow(partial(raw.FPDFAction_GetFilePath, action))


def _of_document(reader: Any, raw: Any) -> Iterator[str]:  # noqa: ANN401
    """Names of places, and scripts."""
    for at in range(min(raw.FPDF_CountNamedDests(reader), _NAMES)):
        size = ctypes.c_long(0)
        raw.FPDF_GetNamedDest(reader, at, None, size)
        if 2 < size.value < 1 << 20:  # noqa: PLR2004  an empty string is two zeros
            room = ctypes.create_string_buffer(size.value)
            raw.FPDF_GetNamedDest(reader, at, room, size)
            yield room.raw.decode("utf-16-le", errors="replace").rstrip("\0")
    for at in range(max(raw.FPDFDoc_GetJavaScriptActionCount(reader), 0)):
        script = raw.FPDFDoc_GetJavaScriptAction(reader, at)
        if script:
            yield from _wide(partial(raw.FPDFJavaScriptAction_GetScript, script))
            raw.FPDFDoc_CloseJavaScriptAction(script)


def _wide(ask: Callable[[Any, int], int]) -> Iterator[str]:
    """A text that pdfium tells in two bytes per character, if there is one."""
    size = ask(None, 0)
    if 2 < size < 1 << 20:  # noqa: PLR2004  an empty string is two zeros
        room = (ctypes.c_ushort * (size // 2))()
        ask(room, size)
        yield bytes(room).decode("utf-16-le", errors="replace").rstrip("\0")


def _narrow(ask: Callable[[Any, int], int]) -> Iterator[str]:
    """A text that pdfium tells byte by byte, if there is one."""
    size = ask(None, 0)
    if 1 < size < 1 << 20:
        room = ctypes.create_string_buffer(size)
        ask(room, size)
        yield room.value.decode("utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
