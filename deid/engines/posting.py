"""From parts to an output: the ledger, the rename, the receipts."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypedDict

import msgspec
from msgspec.structs import replace

from deid import receipt as receipts
from deid.engines.place import MANIFEST, Place, Written, place_for
from deid.engines.whole import Engine, release_parts
from deid.errors import RefusedError, UsageError
from deid.frames.asked import make_order
from deid.frames.table import why_refused
from deid.io.aside import write_private
from deid.ledger.facts import HOLD_ID
from deid.messages import problem
from deid.release.file_name import check_number, is_named_after, judge_name
from deid.release.order import Order
from deid.release.prepare import Prepared
from deid.release.run import Outcome

if TYPE_CHECKING:
    from deid.ledger.home import Home
    from deid.release.recording import Recording


class Asked(TypedDict, total=False):
    """The options of ``deid.mask`` that make sense for a list in parts."""

    channel: str | None
    as_of: date | None
    place: str | None
    maps: Mapping[str, str] | None
    rules: str | Path | Sequence[str | Path]
    office: str | Path | None
    protect: str | Path | None
    whole: bool
    strict: bool
    key: bytes | None


class Files(msgspec.Struct, frozen=True):
    """Where a release and its papers go.

    Attributes:
        out: the folder of the released list: a path every machine sees, or an address ``pyarrow.fs`` knows.
        format: parquet or csv.
        overwrite: whether an older output may be replaced.
        ledger: the ledger to judge by and to record in: a file, or the address of a database.
        key_file: its keys.
        internal: where the internal receipt is kept.
    """

    out: str | Path
    format: str = "parquet"
    overwrite: bool = False
    ledger: "str | Home | None" = None
    key_file: str | Path | None = None
    internal: str | Path | None = None


def release_to(engine: Engine, headers: Sequence[str], notice: str, files: Files, asked: Asked) -> Outcome:
    """Make one release of a list in parts, or leave nothing.

    Args:
        engine: reaches the parts.
        headers: the list's headers.
        notice: id, alias, title or path of the notice type.
        files: where it goes.
        asked: the options.

    Raises:
        RefusedError: the list may not be posted like this.
        UsageError, RuleError, InputError, KeyMaterialError: the run could not be made.
    """
    place = place_for(files.out, files.format, overwrite=files.overwrite)
    if not headers:
        raise problem(UsageError, "engine.empty")
    _check_internal(place, files)
    name = Path(PurePosixPath(place.path).name)
    check_number(name)
    order = replace(make_order(notice, **asked), names=(name.stem,))
    manifest = Path(place.path) / MANIFEST
    with _recording(files, order, manifest) as book:
        place.make()
        try:
            outcome = _made(engine, headers, order, place, book)
        finally:
            place.discard()
    if not is_named_after(outcome):
        place.beside(receipts.as_bytes(outcome.receipt.public()))
    if files.internal is not None:
        write_private(Path(files.internal), receipts.as_bytes(outcome.receipt.internal()))
    if not outcome.released:
        receipt = outcome.receipt
        raise RefusedError(
            why_refused(receipt.findings), findings=receipt.findings, receipt=receipt.internal()
        )
    return outcome


def _made(
    engine: Engine, headers: Sequence[str], order: Order, place: Place, book: "Recording | None"
) -> Outcome:
    """Make it, judge it, and put it in its place."""
    made = release_parts(engine, headers, order, place, remember=book is not None)
    outcome, source = made.outcome, made.source
    if outcome.prepared is not None:
        source.wanted = _wanted(outcome.prepared)
    outcome = judge_name(outcome, source, Path(place.path))
    if book is not None:
        outcome = book.judge(outcome, source)
    if not outcome.released:
        place.supersede()
    elif book is None:
        place.commit(made.files)
    else:
        book.commit(_Commit(place, made.files))
    return outcome


class _Commit(msgspec.Struct, frozen=True):
    """A folder made aside, as the ledger commits it."""

    place: Place
    files: list[Written]

    def commit(self) -> None:
        """Put it in its place."""
        self.place.commit(self.files)


def _wanted(prepared: Prepared) -> frozenset[int]:
    """The columns that the output's name and the ledger are held against."""
    fields = prepared.fields.by_id
    names = {
        one.index
        for one in prepared.columns.items
        if one.field in fields and fields[one.field].kind == "person_name"
    }
    return frozenset(names | {one.index for one in prepared.columns.items if one.serves in HOLD_ID})


def _recording(files: Files, order: Order, manifest: Path) -> "AbstractContextManager[Recording | None]":
    if files.ledger is None:
        return nullcontext()
    from deid.ledger.home import home_of  # noqa: PLC0415  sqlite only where there is a ledger
    from deid.release.recording import Recording  # noqa: PLC0415  as above

    key_file = Path(files.key_file) if files.key_file else None
    return Recording(home_of(files.ledger), key_file, order, manifest)


def _check_internal(place: Place, files: Files) -> None:
    """Keep the internal receipt away from what is posted."""
    if files.internal is None:
        return
    posted = Path(place.path).resolve()
    if posted.parent in (Path(files.internal).absolute().parent.resolve(), posted):
        raise problem(UsageError, "engine.inside")
    if posted in Path(files.internal).absolute().resolve().parents:
        raise problem(UsageError, "engine.inside")
