"""From a file to a pack of villages: one run, one proof, one verdict."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from deid import receipt as receipts
from deid.detect.echo import safe_name
from deid.engine.source import Source
from deid.errors import RefusedError, UsageError
from deid.io.aside import Aside
from deid.io.stage import Stage, set_aside
from deid.messages import problem
from deid.release.arrow_sinks import WholeSink
from deid.release.file_name import check_number, judge_name
from deid.release.files import Files, open_input, recording, write_papers
from deid.release.order import Order, need_key
from deid.release.outputs import SUFFIXES
from deid.release.pack import NOTICE, Kind, Pack, kinds_of
from deid.release.places import check_apart, check_papers, check_writable
from deid.release.prepare import Prepared
from deid.release.run import Outcome, release_list
from deid.release.sinks import Sink
from deid.release.village_tells import village_findings
from deid.terms import Finding, Severity

if TYPE_CHECKING:
    from deid.release.recording import Recording

_OURS = (*SUFFIXES, receipts.BESIDE, ".approval.json", ".sheet.html", NOTICE)


def mask_pack(
    files: Files,
    order: Order,
    formats: Sequence[str] = (),
    watch: Callable[[Source], Source] = lambda source: source,
) -> Outcome:
    """Mask one file into a folder of villages (按村拆分). Nothing is left there unless every proof holds.

    Args:
        files: input, internal papers and the ledger; the output is the folder.
        order: what is asked.
        formats: what every village's list is written as: csv, xlsx, html, pdf, docx, parquet.
        watch: may wrap the source to show progress.

    Raises:
        UsageError, RuleError, InputError, KeyMaterialError: the run could not be made; nothing changed.
    """
    if order.keyed:
        raise problem(UsageError, "order.pack")
    check_folder(files, order)
    check_number(files.output)
    kinds = kinds_of(formats, files.look)
    names = (files.input.stem, files.output.name)
    order = replace(order, names=names, slips=files.slips is not None, split=True)
    if order.slips:
        need_key(order)
    source = watch(open_input(files, order))
    with (
        recording(files, order) as book,
        Stage(files.output) as stage,
        Aside(stage.root / ".whole", private=True) as aside,
    ):
        made: list[WholeSink] = []

        def open_sink(columns: list[str], headers: list[str]) -> Sink:
            made.append(WholeSink(aside, columns, headers))
            return made[-1]

        outcome = judge_name(release_list(source, order, open_sink), source, files.output)
        if outcome.released and outcome.prepared is not None:
            pack = Pack(stage.root, outcome.prepared, made[-1], outcome.receipt)
            outcome = _split(pack, outcome, outcome.prepared, source, kinds)
            if book is not None:
                outcome = _judged(book, outcome, source, pack, files.output)
        aside.discard()
        if outcome.released:
            stage.commit() if book is None else book.commit(stage)
        elif files.output.is_dir():  # an older pack must not be posted by mistake
            set_aside(files.output)
    write_papers(files, order, source, outcome)
    return outcome


def _split(
    pack: Pack, outcome: Outcome, prepared: Prepared, source: Source, kinds: Sequence[Kind]
) -> Outcome:
    """The villages' folders, or the refusal because of what they show."""
    found: tuple[Finding, ...]
    try:
        pack.write(outcome.kept, kinds)
        found = tuple(village_findings(source, prepared, pack, outcome))
    except RefusedError as refusal:
        found = refusal.findings
    findings = (*outcome.receipt.findings, *found)
    receipt = replace(outcome.receipt, findings=findings)
    if any(one.severity is Severity.ERROR for one in findings):
        receipt = replace(receipt, released=False, output_sha256=None, rows_out=0)
    else:
        notes = {**receipt.notes, "pack": pack.as_json()}
        receipt = replace(receipt, output_sha256=pack.digest(), notes=notes)
        places, pages = pack.places()
        outcome = replace(outcome, places=places, pages=pages)
    return replace(outcome, receipt=receipt)


def _judged(book: "Recording", outcome: Outcome, source: Source, pack: Pack, output: Path) -> Outcome:
    """The release as the ledger sees it: one run, an entry for every list of a village."""
    if not outcome.released or not pack.listed:
        return book.judge(outcome, source)
    from deid.release.entries import Piece  # noqa: PLC0415  sqlite only where there is a ledger

    folder = output.absolute()
    return book.judge(
        outcome, source, [Piece(folder / one.path, one.sha256, one.part.rows) for one in pack.listed]
    )


def check_folder(files: Files, order: Order) -> None:
    """Refuse a folder that is in use for anything else, and papers inside it.

    Raises:
        UsageError: it is no pack, not empty and ``force`` was not asked, or holds papers or the input.
    """
    folder = files.output
    if folder.exists() and not folder.is_dir():
        raise problem(UsageError, "pack.no_folder")
    check_papers(files, folder.absolute().resolve())
    check_apart(files, order)
    inside = (
        files.input,
        files.ledger if isinstance(files.ledger, Path) else None,
        files.key_file,
        order.office,
        order.protect,
        order.decide,
        *order.rules,
    )
    here = folder.absolute().resolve()
    if any(path is not None and here in path.absolute().resolve().parents for path in inside):
        raise problem(UsageError, "pack.holds_input")
    check_writable(files, order)
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not files.force:
        raise problem(UsageError, "pack.exists", folder=safe_name(folder))
    if not all(_is_village(one) for one in folder.iterdir()):
        raise problem(UsageError, "pack.not_ours", folder=safe_name(folder))


def _is_village(folder: Path) -> bool:
    return folder.is_dir() and all(
        one.is_file() and one.name.startswith(f"{folder.name}.") and one.name.endswith(_OURS)
        for one in folder.iterdir()
    )
