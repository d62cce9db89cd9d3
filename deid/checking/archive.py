"""Files within a file: each unpacked into a private folder, judged, and removed."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

from deid.detect.echo import safe_name
from deid.errors import InputError
from deid.io.excel_guard import DAMAGED
from deid.messages import problem

DEEPEST = 3
"""Zips within zips that are opened."""
MOST = 2000
"""Files of one zip that are judged."""
UNPACKED = 600 << 20
_SMALL, _RATIO = 1 << 20, 200
_BLOCK = 1 << 20
_UTF8 = 0x800


class Room(msgspec.Struct):
    """How many bytes may still be unpacked, over all zips within a zip."""

    left: int = UNPACKED


class Member(msgspec.Struct, frozen=True):
    """One file within a file: its name there, and how to lay it down; None where that failed."""

    name: str
    lay: Callable[[Path], bool]


def members_of(path: Path, room: Room) -> Iterator[Member]:
    """The files of a zip.

    Raises:
        InputError: it is damaged, locked, or unpacks to too much.
    """
    file, fault = safe_name(path), ""
    members: list[Member] = []
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            fault = _fault(entries, room)
            members = [Member(name_of(entry), _layer(path, entry)) for entry in entries] if not fault else []
    except DAMAGED:
        fault = "check.document"
    if fault:
        raise problem(InputError, fault, file=file)
    yield from members


def _fault(entries: list[zipfile.ZipInfo], room: Room) -> str:
    total = sum(entry.file_size for entry in entries)
    wild = any(e.file_size > _SMALL and e.file_size > _RATIO * max(e.compress_size, 1) for e in entries)
    if wild or total > room.left or len(entries) > MOST:
        return "check.too_much"
    room.left -= total
    return "input.password" if any(entry.flag_bits & 1 for entry in entries) else ""


def name_of(entry: zipfile.ZipInfo) -> str:
    """A member's name; what is not marked as UTF-8 was written by a Chinese Windows as GBK."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _layer(path: Path, entry: zipfile.ZipInfo) -> Callable[[Path], bool]:
    def lay(target: Path) -> bool:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(entry) as part, target.open("xb") as out:
                while block := part.read(_BLOCK):
                    out.write(block)
        except DAMAGED:
            return False
        return True

    return lay


def held(name: str, content: bytes) -> Member:
    """A file that was read already."""
    return Member(name, lambda target: target.write_bytes(content) >= 0)


def laid_out(members: Iterator[Member] | list[Member]) -> Iterator[tuple[str, Path | None]]:
    """Each member's name and where it lies for now: in a folder only its owner may enter, under a number.

    Of its name only a plain suffix is kept, so that no name reaches outside.
    """
    with tempfile.TemporaryDirectory(prefix="deid-") as folder:
        for number, member in enumerate(members, start=1):
            suffix = PurePosixPath(member.name.replace("\\", "/")).suffix.lower()
            plain = suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) < 8 else ""  # noqa: PLR2004
            target = Path(folder) / f"{number:04}{plain}"
            yield member.name, target if member.lay(target) else None
            target.unlink(missing_ok=True)
