"""Several lists at once: each has its own verdict, one bad file does not stop the others."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from deid.cli.console import CANNOT_RUN, REFUSED, failure_of, show_json, tell, tell_failure
from deid.detect.echo import safe_name
from deid.messages import say
from deid.release.file_name import check_number
from deid.release.files import Files
from deid.release.many import Job, jobs
from deid.release.order import Order
from deid.release.places import check_papers
from deid.release.run import Outcome

_STATUS = {0: "released", REFUSED: "refused", CANNOT_RUN: "error"}
_PAPERS = {
    "worklist": ".worklist.xlsx",
    "internal": ".internal.json",
    "slips": ".slips.xlsx",
    "report": ".report.html",
}
RunOne = Callable[[Files, Order], Outcome]


def mask_many(
    sources: Sequence[Path], files: Files, order: Order, suffix: str, run: RunOne, *, as_json: bool
) -> int:
    """Mask every list into the folder ``files.output``; internal papers go to folders too.

    Args:
        sources: files, folders, patterns.
        files: what is the same for all; ``output`` and internal papers are folders.
        order: what is asked.
        suffix: of the outputs.
        run: masks one file and tells about it.
        as_json: print one object for all.

    Returns:
        The exit code: the worst of all files.

    Raises:
        UsageError: the call as a whole cannot be made.
    """
    home = files.output.absolute().resolve()
    check_papers(replace(files, **{name: _inside(files, name) for name in _PAPERS}), home)
    found = jobs(sources, files.output, suffix)
    told, worst = [], 0
    for job in found:
        tell(say("line.many_file", file=safe_name(job.input)))
        status, one = _attempt(job, files, order, run)
        worst = max(worst, status)
        told.append({"input": safe_name(job.input), "exit": status, **one})
    counts = {name: sum(one["exit"] == status for one in told) for status, name in _STATUS.items()}
    tell(
        say(
            "line.many",
            count=len(told),
            released=counts["released"],
            refused=counts["refused"],
            failed=counts["error"],
        )
    )
    if as_json:
        show_json({"status": _STATUS[worst], "files": told, "findings": []})
    return worst


def _inside(files: Files, name: str) -> Path | None:
    folder: Path | None = getattr(files, name)
    return folder / "paper" if folder is not None else None


def _attempt(job: Job, files: Files, order: Order, run: RunOne) -> tuple[int, dict[str, Any]]:
    """Mask one file; whatever goes wrong with it is said in its verdict."""
    try:
        outcome = run(_own(job, files), order)
    except Exception as error:  # noqa: BLE001  the others are masked all the same
        failed = failure_of(error)
        tell_failure(failed)
        return failed.status, failed.as_json()
    receipt = outcome.receipt
    return 0 if outcome.released else REFUSED, {
        "status": "released" if outcome.released else "refused",
        "output": str(job.output) if outcome.released else None,
        "receipt": receipt.internal(),
        "findings": [found.as_json() for found in receipt.findings],
    }


def _own(job: Job, files: Files) -> Files:
    """The files of one list."""
    for part in job.output.relative_to(files.output).parts[:-1]:
        check_number(Path(part))
    job.output.parent.mkdir(parents=True, exist_ok=True)
    papers = {}
    for name, ending in _PAPERS.items():
        folder: Path | None = getattr(files, name)
        if folder is not None:
            own = folder / job.output.relative_to(files.output)
            own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            papers[name] = own.with_name(own.stem + ending)
    return replace(files, input=job.input, output=job.output, **papers)
