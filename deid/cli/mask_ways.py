"""The ways of ``deid mask``: one file, a pack of villages, standard input and output, several files."""

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import replace

from deid.cli.console import tell, tell_findings, watch
from deid.cli.options import FILE, Decorate, stack
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.io.streams import STREAM, pour, private_folder, spool
from deid.messages import problem, say
from deid.release.file_name import is_named_after
from deid.release.files import RECEIPT, Files
from deid.release.many import is_many
from deid.release.order import Order
from deid.release.outputs import SUFFIXES
from deid.release.run import Outcome

_FORMATS = [suffix.lstrip(".") for suffix in SUFFIXES if suffix != ".htm"]
RunOne = Callable[[Files, Order], Outcome]


def split_options() -> Decorate:
    """Where several files or villages go, and what stands beside a stream."""
    return stack(
        click.option("--split-by", "split_by", type=click.Choice(["village"]), help=say("opt.split_by")),
        click.option("--pack", type=FILE, help=say("opt.pack")),
        click.option(
            "--format", "formats", type=click.Choice(_FORMATS), multiple=True, help=say("opt.format")
        ),
        click.option("--receipt", type=FILE, help=say("opt.receipt")),
    )


class Way(msgspec.Struct, frozen=True):
    """How a run goes.

    Attributes:
        output: what is written, as the user named it.
        formats: what it is written as, where no suffix says so.
        pack: every village by itself.
        many: several inputs.
    """

    output: Path
    formats: tuple[str, ...] = ()
    pack: bool = False
    many: bool = False

    @property
    def suffix(self) -> str:
        """Of outputs that have no name of their own."""
        return f".{self.formats[0]}" if self.formats else ".csv"

    def run(self, files: Files, order: Order, one: RunOne) -> Outcome:
        """Mask one input, from a file or standard input, to a file, a pack or standard output."""
        with ExitStack() as at_end:
            here = None
            if STREAM in (files.input, self.output):
                here = at_end.enter_context(private_folder())
            if here is not None and files.input == STREAM:
                files = replace(files, input=spool(sys.stdin.buffer, here))
            if self.pack:
                return _to_pack(files, order, self.formats)
            if here is not None and self.output == STREAM:
                held = here / f"stdout{self.suffix}"
                return _to_stdout(replace(files, output=held, stands=STREAM), order)
            return one(files, order)


def choose_way(sources: Sequence[Path], output: Path | None, asked: dict[str, Any], *, as_json: bool) -> Way:
    """How the run goes, before anything is read.

    Raises:
        UsageError: options that do not go together.
    """
    pack, formats = asked["pack"], asked["formats"]
    if bool(asked["split_by"]) != bool(pack) or (pack and asked["whole"]):
        raise problem(UsageError, "usage.pack_pair")
    many = is_many(sources)
    if asked["receipt"] and output != STREAM:
        raise problem(UsageError, "usage.option_needs", option="--receipt", other="--out -")
    if many:
        _need_single({"--pack": pack, "--decide": asked["decide"], "--last": asked.get("last")})
        _need_single({"--out -": output == STREAM, "-": STREAM in sources})
    if pack:
        if output == STREAM:
            raise problem(UsageError, "usage.option_needs", option="--out -", other="--format")
        named = (output.suffix.lower().lstrip("."),) if output is not None and not formats else formats
        return Way(pack, named, pack=True)
    if output is None:
        raise problem(UsageError, "usage.out_needed")
    if output == STREAM and as_json:
        raise problem(UsageError, "usage.json_stdout")
    if len(formats) > 1:
        raise problem(UsageError, "usage.one_format")
    if formats and not many and output != STREAM:
        raise problem(UsageError, "usage.format_suffix")
    return Way(output, formats, many=many)


def _need_single(given: dict[str, object]) -> None:
    for option, value in given.items():
        if value:
            raise problem(UsageError, "usage.option_single", option=option)


def output_name(outcome: Outcome, path: Path) -> str:
    """How messages may call an output: never by the name of somebody on the list."""
    return "OUTPUT" if is_named_after(outcome) else safe_name(path)


def tell_papers(files: Files, outcome: Outcome) -> None:
    """The findings, and the papers for the office's own eyes."""
    if files.report is not None:
        from deid.cli.report import write_page  # noqa: PLC0415  only who signs wants a page
        from deid.report.review import review_page  # noqa: PLC0415

        write_page(
            files.report, review_page(outcome, file=output_name(outcome, files.stands or files.output))
        )
    tell_findings(outcome.receipt.findings)
    if files.report is not None:
        tell(say("line.report", file=safe_name(files.report)))
    if files.slips is not None and outcome.released:
        tell(say("line.slips", file=safe_name(files.slips)))
    if outcome.receipt.request is not None and outcome.released:
        from deid.release.request_paper import SUFFIX  # noqa: PLC0415  few runs are for an applicant

        tell(say("line.request", file=safe_name(files.output.name + SUFFIX)))


def _to_stdout(files: Files, order: Order) -> Outcome:
    """Nothing reaches standard output before the proof holds."""
    if order.request is not None:  # its paper would have no place
        raise problem(UsageError, "usage.request_alone", option="--out -")
    from deid.release.files import mask_file  # noqa: PLC0415

    outcome = mask_file(files, order, watch(files.input))
    tell_papers(files, outcome)
    receipt = outcome.receipt
    if not outcome.released:
        tell(say("line.stdout_refused"), colour="red")
        return outcome
    pour(files.output, sys.stdout.buffer)
    counts = {"rows_in": receipt.rows_in, "rows_out": receipt.rows_out}
    tell(say("line.stdout", **counts, withheld=sum(receipt.withheld.values())), colour="green")
    return outcome


def _to_pack(files: Files, order: Order, formats: Sequence[str]) -> Outcome:
    from deid.release.packs import mask_pack  # noqa: PLC0415  few runs split a list

    older = files.output.is_dir() and any(files.output.iterdir())
    outcome = mask_pack(files, order, formats, watch(files.input))
    tell_papers(files, outcome)
    receipt, name = outcome.receipt, output_name(outcome, files.output)
    if outcome.released:
        villages = len(receipt.notes["pack"])
        counts = {"rows_in": receipt.rows_in, "rows_out": receipt.rows_out, "villages": villages}
        text = say("line.pack", folder=name, **counts, withheld=sum(receipt.withheld.values()))
        tell(text, colour="green")
        tell(say("line.proof", **receipt.verification))
        tell(say("line.receipt", file=name + RECEIPT))
    else:
        tell(say("line.refused", file=name), colour="red")
    if older:
        tell(say("line.pack_older", folder=name))
    return outcome
