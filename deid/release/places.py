"""Where the papers of a run may lie: asked before anything is read, so that a release never lacks one."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from deid import receipt as receipts
from deid.errors import UsageError
from deid.extras import need
from deid.io.aside import Aside
from deid.io.streams import STREAM
from deid.messages import problem
from deid.policy.office import headers_file
from deid.release.order import Order

if TYPE_CHECKING:
    from deid.release.files import Files

Named = tuple[str, Path]
_BESIDE = "OUTPUT" + receipts.BESIDE


def check_papers(files: "Files", folder: Path) -> None:
    """Refuse internal papers in the folder that will be posted from.

    Raises:
        UsageError: one of them would lie there.
    """
    for option, path in _internal(files):
        here = path.absolute().resolve()
        if folder in (path.absolute().parent.resolve(), *here.parents):
            raise problem(UsageError, "usage.inside_output", option=option)


def check_apart(files: "Files", order: Order) -> None:
    """Refuse to write two things to one file, or anything over what is read.

    Raises:
        UsageError: two options name the same file.
    """
    written = list(_written(files))
    read = list(_read(files, order))
    for at, (option, path) in enumerate(written):
        for other, place in (*written[:at], *read):
            output_over_input = (option, other) == ("--out", "INPUT")  # told by the output itself
            if not output_over_input and _same(path, place):
                raise problem(UsageError, "usage.same_file", option=option, other=other)


def check_writable(files: "Files", order: Order) -> None:
    """Try whether every paper can be written, with what it takes to write it.

    Raises:
        UsageError: one cannot be, or a package is missing.
    """
    for option, path in _written(files):
        if option == "--out":
            continue
        if option != "--report" and path.suffix.lower() == ".xlsx":
            need("xlsx", "openpyxl")
        _try(option, path)
    if files.remember and order.maps and order.office:
        _try("--office", headers_file(order.office))


def _try(option: str, path: Path) -> None:
    told = ""
    try:
        with Aside(path, private=True):
            pass
    except UsageError as error:
        if option == _BESIDE:  # as of the output itself
            raise
        told = str(error)
    if told:
        raise problem(UsageError, "usage.paper", option=option, why=told)


def _internal(files: "Files") -> Iterator[Named]:
    for option, path in (
        ("--worklist", files.worklist),
        ("--internal", files.internal),
        ("--slips", files.slips),
        ("--report", files.report),
    ):
        if path is not None:
            yield option, path


def _written(files: "Files") -> Iterator[Named]:
    yield "--out", files.output
    yield from _internal(files)
    if files.receipt is not None:
        yield "--receipt", files.receipt
    else:
        yield _BESIDE, files.output.with_name(files.output.name + receipts.BESIDE)


def _read(files: "Files", order: Order) -> Iterator[Named]:
    for name, path in (
        ("INPUT", files.input),
        ("--office", order.office),
        ("--protect", order.protect),
        ("--decide", order.decide),
        ("--last", order.last),
        ("--key-file", files.key_file),
        ("--ledger", files.ledger if isinstance(files.ledger, Path) else None),
    ):
        if path is not None and path != STREAM:
            yield name, path


def _same(one: Path, other: Path) -> bool:
    try:
        if one.exists() and other.exists():
            return one.samefile(other)
    except OSError:
        return True
    return os.path.realpath(one) == os.path.realpath(other)
