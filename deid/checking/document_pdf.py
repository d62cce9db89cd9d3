"""PDF: read by a process of its own, so that a file made to break its reader breaks nothing else."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec

from deid.checking import pdf_child
from deid.checking.document import LARGEST, Document
from deid.detect.echo import safe_name
from deid.errors import InputError
from deid.extras import need
from deid.messages import problem

_FAULTS = {3: "input.password", 5: "check.document"}
_PATIENCE = 20  # seconds beyond what the reader may work
_XMP, _XMP_END, _LONGEST_XMP = b"<x:xmpmeta", b"</x:xmpmeta>", 500_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_QUIET = 0x08000000 if os.name == "nt" else 0  # no console window


class _Told(msgspec.Struct):
    """What the reader tells."""

    lines: list[str]
    pieces: list[str]
    beside: list[str]
    pictures: int
    blind: list[int]
    inside: list[tuple[str, str]]
    made: list[str] = []


def read_pdf(path: Path) -> Document:
    """Read a PDF: its pages line by line, their drawn parts, notes, form fields, properties, attachments.

    Raises:
        UsageError: pypdfium2 is not installed.
        InputError: it is locked, damaged or too large.
    """
    need("documents", "pypdfium2")
    file = safe_name(path)
    if path.stat().st_size > LARGEST:
        raise problem(InputError, "check.too_much", file=file)
    told, fault = _ask(path)
    if told is None:
        raise problem(InputError, fault, file=file)
    packets = [one.partition(_XMP_END)[0][:_LONGEST_XMP] for one in path.read_bytes().split(_XMP)[1:]]
    properties = [text for one in packets for text in _TAG.split(one.decode("utf-8", errors="replace"))]
    return Document(
        lines=[line for line in told.lines if line.strip()],
        pieces=told.pieces,
        beside=[text for text in (*told.beside, *properties) if text.strip()],
        made=told.made,
        pictures=told.pictures,
        blind=told.blind,
        inside=[(name, base64.b64decode(content)) for name, content in told.inside],
    )


def _ask(path: Path) -> tuple[_Told | None, str]:
    """What the reader tells, or why it tells nothing: one that was killed had too much to read."""
    command = [sys.executable, "-P", "-B", str(Path(pdf_child.__file__)), str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603  our own script, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=pdf_child.SECONDS + _PATIENCE,
            check=False,
            creationflags=_QUIET,
        )
    except subprocess.TimeoutExpired:
        return None, "check.too_much"
    if done.returncode != 0:
        return None, _FAULTS.get(done.returncode, "check.too_much")
    try:
        return msgspec.json.decode(done.stdout, type=_Told), ""
    except msgspec.MsgspecError:
        return None, "check.document"
