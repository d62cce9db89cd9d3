"""Reads one PDF in a process of its own, with a limit on memory and time, and tells what it holds as JSON.

Run as a script, it imports nothing of deid: a file made to break its reader breaks only this process.
"""

import base64
import ctypes
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

MEMORY = 1 << 30
SECONDS = 100
_PAGES = 5000
_CHARACTERS = 40_000_000
_PARTS = 50_000  # of one page
_FORMS = 5  # forms within forms that are searched for pictures
_NOTES = (b"Contents", b"T", b"V", b"TU", b"RC", b"NM")
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
    }
    left = _CHARACTERS
    for number in range(len(reader)):
        page = reader[number]
        words = page.get_textpage()
        left -= words.count_chars()
        if left < 0:
            raise OverflowError
        _page(page, words, number + 1, found)
        words.close()
        page.close()
    found["beside"] += reader.get_metadata_dict(skip_empty=True).values()
    found["beside"] += [mark.get_title() for mark in reader.get_toc()]
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
    found["beside"] += _notes(page, raw)


def _notes(page: Any, raw: Any) -> Iterator[str]:  # noqa: ANN401
    """Comments and form fields."""
    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, at)
        for key in _NOTES:
            size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
            if 2 < size < 1 << 20:  # noqa: PLR2004  an empty string is two zeros
                room = (ctypes.c_ushort * (size // 2))()
                raw.FPDFAnnot_GetStringValue(note, key, room, size)
                yield bytes(room).decode("utf-16-le", errors="replace").rstrip("\0")
        raw.FPDFPage_CloseAnnot(note)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
