"""What kind of CSV a file is: its encoding, delimiter, header and width, from its first megabyte."""

from pathlib import Path
from typing import IO

import msgspec

from deid.errors import InputError
from deid.io import cells
from deid.io.dialect import Guess, sniff, usual_width
from deid.io.encoding import HEAD, Reading, bad_line, decode_head, readings
from deid.io.layout import SEARCHED, IsHeader, Layout, describe, remembering, with_unnamed
from deid.io.rows import Judge
from deid.messages import problem


class Shape(msgspec.Struct, frozen=True):
    """How to read one CSV file."""

    path: Path
    file: str
    reading: Reading
    delimiter: str
    before: str
    width: int
    layout: Layout
    judge: Judge
    signature: tuple[int, int]


def examine(path: Path, file: str, is_header: IsHeader, encoding: str | None) -> Shape:
    """Find encoding, delimiter and header from the head of the file."""
    is_header = remembering(is_header)
    signature = signed(path)
    with path.open("rb") as raw:
        head = raw.read(HEAD)
        complete = len(head) < HEAD
        if not head.strip():
            raise problem(InputError, "input.empty", file=file)
        reading, text, guess = _choose(raw, head, file, is_header, encoding, complete=complete)
    rows = [row.cells for row in guess.rows]
    layout = describe(rows, guess.at, is_header, file)
    width = usual_width(rows[layout.last + 1 :], layout.named, len(rows[layout.last]))
    layout.headers[:] = (layout.headers + [""] * width)[:width]
    # Only columns that the header's own line has too: a row with a delimiter too many is no wider list.
    layout = with_unnamed(layout, rows[layout.last + 1 :], min(width, len(rows[layout.last])))
    before = text[: guess.rows[layout.last].end]
    return Shape(
        path, file, reading, guess.delimiter, before, width, layout, Judge(layout, is_header), signature
    )


def signed(path: Path) -> tuple[int, int]:
    """What changes when somebody writes to the file."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def _choose(
    raw: IO[bytes], head: bytes, file: str, is_header: IsHeader, encoding: str | None, *, complete: bool
) -> tuple[Reading, str, Guess]:
    """The one reading of the file in which a header is recognised."""
    texts: dict[str, Reading] = {}
    tried = readings(head, encoding, file)
    for reading in tried:
        text = decode_head(head, reading, complete=complete)
        if text is not None:
            texts.setdefault(text, reading)
    if not texts:
        line = bad_line(raw, tried[0]) or 1
        if encoding is not None:
            raise problem(InputError, "input.encoding", file=file, line=line, encoding=tried[0].codec)
        raise problem(InputError, "input.binary", file=file, line=line)
    found = [
        (reading, text, guess)
        for text, reading in texts.items()
        if (guess := sniff(text, is_header, complete=complete)) is not None
    ]
    if len(found) > 1:
        both = ", ".join(reading.codec for reading, _, _ in found)
        raise problem(InputError, "input.encoding_doubt", file=file, readings=both)
    if not found:
        if any(text.strip(cells.EDGES) for text in texts):
            raise problem(InputError, "input.no_header", file=file, searched=SEARCHED)
        raise problem(InputError, "input.empty", file=file)
    return found[0]
