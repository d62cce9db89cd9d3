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
from deid.io.where import ANYWHERE, Where
from deid.messages import problem

_SHOWN = 5
"""Recognised headers that a message names."""


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


def examine(
    path: Path, file: str, is_header: IsHeader, encoding: str | None, where: Where = ANYWHERE
) -> Shape:
    """Find encoding, delimiter and header from the head of the file."""
    is_header = remembering(is_header)
    signature = signed(path)
    with path.open("rb") as raw:
        head = raw.read(HEAD)
        complete = len(head) < HEAD
        if not head.strip():
            raise problem(InputError, "input.empty", file=file)
        texts = _texts(raw, head, file, encoding, complete=complete)
        reading, text, guess = _choose(
            texts, file, is_header, where, named=encoding is not None, complete=complete
        )
    rows = [row.cells for row in guess.rows]
    layout = describe(rows, guess.at, is_header, file, where.header)
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


def _texts(
    raw: IO[bytes], head: bytes, file: str, encoding: str | None, *, complete: bool
) -> dict[str, Reading]:
    """Every text the file's head can be."""
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
    return texts


def _choose(
    texts: dict[str, Reading],
    file: str,
    is_header: IsHeader,
    where: Where,
    *,
    named: bool,
    complete: bool,
) -> tuple[Reading, str, Guess]:
    """The one reading of the file in which a header is recognised."""
    found = [
        (reading, text, guess)
        for text, reading in texts.items()
        if (guess := sniff(text, is_header, where, complete=complete)) is not None
    ]
    if len(found) > 1:
        both = "; ".join(f"{reading.codec}: {_known(guess, is_header)}" for reading, _, guess in found)
        listed = ", ".join(reading.codec for reading, _, _ in found)
        raise problem(InputError, "input.encoding_doubt", file=file, readings=listed, headers=both)
    if not found and where.header is not None:
        raise problem(InputError, "input.header_rows", file=file)
    if not found:
        if any(text.strip(cells.EDGES) for text in texts):
            raise problem(InputError, "input.no_header", file=file, searched=SEARCHED)
        raise problem(InputError, "input.empty", file=file)
    reading, text, guess = found[0]
    if reading.codec == "gb18030" and not named:
        _need_chinese(guess, is_header, file)
    return reading, text, guess


def _need_chinese(guess: Guess, is_header: IsHeader, file: str) -> None:
    """Refuse a header in which nothing Chinese is recognised: another double-byte encoding looks the same."""
    row = map(cells.clean, guess.rows[guess.at].cells)
    if not any(is_header(text) and not text.isascii() for text in row):
        shown = _known(guess, is_header) or "—"
        raise problem(InputError, "input.encoding_ascii", file=file, headers=shown)


def _known(guess: Guess, is_header: IsHeader) -> str:
    """The first header spellings that were recognised, as a message may show them."""
    row = map(cells.clean, guess.rows[guess.at].cells)
    return ", ".join([text for text in row if is_header(text) and not cells.data_like(text)][:_SHOWN])
