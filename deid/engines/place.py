"""Where the parts of a release stand: written aside, checked, and put in their place all at once."""

import hashlib
import os
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import pyarrow as pa

from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.io.stage import SUPERSEDED
from deid.io.umask import umask
from deid.messages import problem
from deid.receipt import BESIDE

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

Format = Literal["parquet", "csv"]
FORMATS = ("parquet", "csv")
MANIFEST = "_SUCCESS"
"""Written last, so that a folder without it is no release; says which files belong to it."""
_BLOCK = 4 << 20


class Written(msgspec.Struct, frozen=True):
    """One file of a release, in the folder aside."""

    part: int
    name: str
    sha256: str


class Place(msgspec.Struct, frozen=True):
    """A folder that becomes the output on ``commit``. Picklable: parts are written wherever they are made.

    Attributes:
        out: the output: a path, or an address that ``pyarrow.fs`` knows.
        format: what is written.
        room: the name of the folder aside, beside the output.
    """

    out: str
    format: Format
    room: str

    @property
    def path(self) -> str:
        """The output within its file system."""
        return _located(self.out)[1]

    @property
    def aside(self) -> str:
        """The folder aside; Spark and Hive see no folder whose name begins with a dot."""
        return str(PurePosixPath(self.path).with_name(self.room))

    def make(self) -> None:
        """Make the folder aside.

        Raises:
            UsageError: it cannot be made.
        """
        try:
            if self._local:
                Path(self.aside).mkdir(mode=0o700)
            else:
                self._system.create_dir(self.aside)
        except (OSError, pa.ArrowException):
            pass
        else:
            return
        raise problem(UsageError, "engine.place")

    def put(self, part: int, made: Path) -> Written:
        """Copy a proven file of one part to the folder aside. A second try of a part writes another file.

        Raises:
            UsageError: what arrived is not what was proven.
        """
        name = f"part-{part:05}-{os.urandom(6).hex()}.{self.format}"
        digest = hashlib.sha256()
        target = f"{self.aside}/{name}"
        with made.open("rb") as source, self._system.open_output_stream(target) as out:
            while block := source.read(_BLOCK):
                digest.update(block)
                out.write(block)
        if self._digest(target) != digest.hexdigest():
            raise problem(UsageError, "engine.torn")
        return Written(part, name, digest.hexdigest())

    def commit(self, files: list[Written]) -> None:
        """Leave these files only, under their own names, write the manifest, and put the folder in its place.

        Raises:
            UsageError: a file is missing or another, or the folder cannot be moved.
        """
        system, chosen = self._system, {one.name: one for one in files}
        for found in _files(system, self.aside):
            if found not in chosen:  # tries of parts that were lost on the way
                system.delete_file(f"{self.aside}/{found}")
        for one in files:
            if self._digest(f"{self.aside}/{one.name}") != one.sha256:
                raise problem(UsageError, "engine.torn")
            system.move(f"{self.aside}/{one.name}", f"{self.aside}/{self.shown(one)}")
        with system.open_output_stream(f"{self.aside}/{MANIFEST}") as out:
            out.write(self.manifest(files))
        if self._local:
            Path(self.aside).chmod(0o755 & ~umask())
        if not self.exists():
            system.move(self.aside, self.path)
            return
        older = f"{self.aside}.old"
        system.move(self.path, older)
        try:
            system.move(self.aside, self.path)
        except (OSError, pa.ArrowException):
            system.move(older, self.path)
            raise
        system.delete_dir(older)

    def discard(self) -> None:
        """Leave nothing behind."""
        _forget(self._system, self.aside)

    def supersede(self) -> None:
        """An older output must not be posted by mistake after a refusal."""
        if self.exists():
            number, free = 2, self.path + SUPERSEDED
            while _stands(self._system, free):
                free, number = f"{self.path}{SUPERSEDED}.{number}", number + 1
            self._system.move(self.path, free)

    def exists(self) -> bool:
        """Whether something stands at the output."""
        return _stands(self._system, self.path)

    def beside(self, content: bytes) -> None:
        """Write the public receipt beside the output."""
        with self._system.open_output_stream(self.path + BESIDE) as out:
            out.write(content)

    def shown(self, one: Written) -> str:
        """A file's name in the output: in the order of the parts."""
        return f"part-{one.part:05}.{self.format}"

    def manifest(self, files: list[Written]) -> bytes:
        """Digest and name of every file, as ``sha256sum -c`` reads them."""
        return "".join(f"{one.sha256}  {self.shown(one)}\n" for one in files).encode()

    @property
    def _system(self) -> "FileSystem":
        return _located(self.out)[0]

    @property
    def _local(self) -> bool:
        return "://" not in self.out

    def _digest(self, path: str) -> str:
        digest = hashlib.sha256()
        with self._system.open_input_stream(path) as source:
            while block := source.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest()


def place_for(out: str | Path, form: str, *, overwrite: bool) -> Place:
    """The place for an output.

    Raises:
        UsageError: no such format, something stands there already, or the place cannot be used.
    """
    if form not in FORMATS:
        raise problem(UsageError, "engine.format", known=", ".join(FORMATS))
    text = str(out).removeprefix("file://").rstrip("/")
    text = text if "://" in text else str(Path(text).absolute())
    name = PurePosixPath(text).name
    place = Place(text, "csv" if form == "csv" else "parquet", f".{name[:40]}.{os.urandom(6).hex()}.tmp")
    stands = None
    try:
        stands = place.exists()
    except (OSError, ValueError, pa.ArrowException):
        stands = None
    if stands is None:
        raise problem(UsageError, "engine.place")
    if stands and not overwrite:
        raise problem(UsageError, "engine.exists", file=safe_name(name))
    return place


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A private folder on the machine that makes a part."""
    return tempfile.TemporaryDirectory(prefix="deid-")


def _located(out: str) -> "tuple[FileSystem, str]":
    from pyarrow import fs  # noqa: PLC0415  only engines need it

    if "://" in out:
        found: tuple[FileSystem, str] = fs.FileSystem.from_uri(out)
        return found
    return fs.LocalFileSystem(), out


def _files(system: Any, folder: str) -> list[str]:  # noqa: ANN401  pyarrow has no types
    from pyarrow.fs import FileSelector  # noqa: PLC0415

    return sorted(info.base_name for info in system.get_file_info(FileSelector(folder)))


def _stands(system: Any, path: str) -> bool:  # noqa: ANN401
    from pyarrow.fs import FileType  # noqa: PLC0415  only engines need it

    return bool(system.get_file_info(path).type != FileType.NotFound)


def _forget(system: Any, folder: str) -> None:  # noqa: ANN401
    from pyarrow.fs import FileType  # noqa: PLC0415

    if system.get_file_info(folder).type == FileType.Directory:
        system.delete_dir(folder)
