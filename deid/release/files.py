"""From a file to a file: where things may lie, what is renamed when, and the receipts beside the output."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from deid import receipt as receipts
from deid.detect.echo import safe_name
from deid.engine.columns import maps_here
from deid.engine.source import Source
from deid.errors import UsageError
from deid.io.aside import Aside, write_private, write_public
from deid.io.known import open_known
from deid.io.stage import set_aside
from deid.io.where import ANYWHERE, Where
from deid.messages import problem
from deid.policy.headers import fingerprint
from deid.policy.office import recall, remember
from deid.release.file_name import check_number, is_named_after, judge_name
from deid.release.order import Order, need_key
from deid.release.outputs import Look, sink_for
from deid.release.places import check_apart, check_papers, check_writable
from deid.release.run import Outcome, posted_heading, release_list
from deid.release.sinks import Sink

if TYPE_CHECKING:
    from deid.ledger.home import Home
    from deid.release.recording import Recording

RECEIPT = receipts.BESIDE


class Files(msgspec.Struct, frozen=True):
    """The files of one run.

    ``receipt`` is the public receipt where it does not stand beside the output, and ``stands`` where the
    ledger says the output is, if that is not ``output``.
    """

    input: Path
    output: Path
    worklist: Path | None = None
    internal: Path | None = None
    encoding: str | None = None
    sheet: str | None = None
    force: bool = False
    ledger: "Home | None" = None
    key_file: Path | None = None
    look: Look = Look()
    slips: Path | None = None
    where: Where = ANYWHERE
    report: Path | None = None
    remember: bool = True
    receipt: Path | None = None
    stands: Path | None = None


def check_places(files: Files, order: Order) -> None:
    """Refuse to overwrite, to lay internal papers where the output will be posted from, and papers in vain.

    Raises:
        UsageError: the output exists and ``force`` was not asked, an internal file is in its folder, two
            options name one file, or a paper cannot be written.
    """
    if files.output.exists() and not files.force:
        raise problem(UsageError, "usage.output_exists", file=safe_name(files.output))
    check_papers(files, files.output.absolute().parent.resolve())
    check_apart(files, order)
    check_writable(files, order)


def mask_file(
    files: Files, order: Order, watch: Callable[[Source], Source] = lambda source: source
) -> Outcome:
    """Mask one file into another. Nothing is left at the output unless the proof holds.

    Args:
        files: input, output, internal papers and the ledger.
        order: what is asked.
        watch: may wrap the source to show progress.

    Raises:
        UsageError, RuleError, InputError, KeyMaterialError: the run could not be made; nothing changed.
    """
    check_places(files, order)
    check_number(files.output)
    make_sink = sink_for(files.output, files.look)
    order = replace(order, names=(files.input.stem, files.output.stem), slips=files.slips is not None)
    if order.slips or order.keyed:
        need_key(order)
    source = watch(open_input(files, order))
    with recording(files, order) as book, Aside(files.output, source=files.input) as aside:

        def open_sink(names: list[str], headers: list[str]) -> Sink:
            aside.restart()
            return make_sink(aside, names, headers)

        outcome = release_list(source, order, open_sink)
        outcome = judge_name(outcome, source, files.output)
        if book is not None:
            outcome = book.judge(outcome, source)
        if outcome.released:
            aside.commit() if book is None else book.commit(aside)
        else:
            aside.discard()
            set_aside(files.output)
    write_papers(files, order, source, outcome)
    return outcome


def open_input(files: Files, order: Order) -> Source:
    """The list that is to be masked.

    Raises:
        InputError: it cannot be read, or its encoding, header or rows are in doubt.
    """
    return open_known(files.input, order.rules, encoding=files.encoding, sheet=files.sheet, where=files.where)


def write_papers(files: Files, order: Order, source: Source, outcome: Outcome) -> None:
    """The receipts, and what the office asked for its own eyes."""
    _write_receipts(files, outcome)
    if order.request is not None:
        _write_request(files.output, outcome)
    if files.worklist is not None and outcome.prepared is None:
        set_aside(files.worklist)  # of another run; nobody knows yet whom this one would keep back
    elif files.worklist is not None and outcome.prepared is not None:
        from deid.release.worklist import worklist  # noqa: PLC0415  only who asks for it

        workbook = files.worklist.suffix.lower() == ".xlsx"
        content = worklist(source, outcome.prepared, workbook=workbook, marks=outcome.marks)
        write_private(files.worklist, content)
    if files.slips is not None and not outcome.released:
        set_aside(files.slips)
    elif files.slips is not None:
        from deid.release.slips import slips_paper  # noqa: PLC0415  only who asks for it

        workbook = files.slips.suffix.lower() == ".xlsx"
        write_private(files.slips, slips_paper(source, outcome, workbook=workbook))
    if outcome.released and files.remember and order.maps and order.office:
        _remember(source, order.office, order.maps)


def _write_request(output: Path, outcome: Outcome) -> None:
    """What the applicant is told about the list; nothing where there is none to hand over."""
    from deid.release.request_paper import SUFFIX, request_paper  # noqa: PLC0415  few runs are for an applicant

    beside = output.with_name(output.name + SUFFIX)
    if not outcome.released or outcome.prepared is None:
        set_aside(beside)
        return
    heading = posted_heading(outcome.prepared)
    write_public(beside, request_paper(outcome.receipt, outcome.prepared, heading))


def recording(files: Files, order: Order) -> "AbstractContextManager[Recording | None]":
    """The hook to the ledger, if one is kept."""
    if files.ledger is None:
        return nullcontext()
    from deid.release.recording import Recording  # noqa: PLC0415  sqlite only where there is a ledger

    return Recording(files.ledger, files.key_file, order, files.stands or files.output)


def _remember(source: Source, office: Path, maps: Mapping[str, str]) -> None:
    headers = fingerprint(source.headers)
    remember(office, headers, {**recall(office, headers), **maps_here(source.headers, maps)})


def _write_receipts(files: Files, outcome: Outcome) -> None:
    beside = files.receipt or files.output.with_name(files.output.name + RECEIPT)
    if files.receipt is None and is_named_after(outcome):
        set_aside(beside)
    else:
        write_public(beside, receipts.as_bytes(outcome.receipt.public()))
    if files.internal is not None:
        write_private(files.internal, receipts.as_bytes(outcome.receipt.internal()))
