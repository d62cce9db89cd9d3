"""What the command prints: people's text on stderr, one JSON object on stdout, never a cell."""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec

import click
import pyarrow as pa

from deid.errors import DeidError, RefusedError
from deid.messages import say
from deid.terms import Finding, Severity

P = ParamSpec("P")
REFUSED, CANNOT_RUN = 1, 2
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC))
"""What a disk says that takes no more; writers of files say it as it is."""
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def prepare_streams() -> None:
    """Never die of a console that cannot show a character (cp936, C locale)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


class _NoPandas:
    """An import finder that says pandas is not there."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:  # noqa: ARG004
        """Refuse pandas; leave everything else to the next finder."""
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def without_pandas() -> None:
    """Keep pyarrow from importing pandas, which a command on files never needs and which is slow to load."""
    sys.meta_path.insert(0, _NoPandas)
    pa.array([])  # pyarrow looks for pandas once, here
    sys.meta_path.remove(_NoPandas)


def tell(text: str, *, colour: str | None = None) -> None:
    """One line for a person, on stderr."""
    plain = colour is None or "NO_COLOR" in os.environ
    click.echo(text if plain else click.style(text, fg=colour), err=True)


def tell_findings(findings: Iterable[Finding]) -> None:
    """Findings, worst first, each with the command that would settle it; none is said twice."""
    order = list(_COLOURS)
    said: set[str] = set()
    for found in sorted(findings, key=lambda item: order.index(item.severity)):
        tell(f"{say(f'line.{found.severity}')}[{found.code}] {found.text}", colour=_COLOURS[found.severity])
        if found.severity is Severity.ERROR:
            _tell_place(found)
        _tell_remedy(f"finding.{found.code}", {"column": found.column or "", **dict(found.facts)}, said)


def _tell_place(found: Finding) -> None:
    from deid.cli.remedies import place  # noqa: PLC0415  only where something was found

    where = place(found)
    if where is not None:
        tell(f"  --> {where}", colour="blue")


def _tell_remedy(code: str, facts: Mapping[str, str], said: set[str]) -> None:
    from deid.cli.remedies import remedies  # noqa: PLC0415  only where something was found

    for line in remedies(code, facts):
        if line not in said:
            said.add(line)
            tell(f"  {say('line.help')}: {line}", colour="cyan")


def show_json(data: dict[str, Any]) -> None:
    """The one object ``--json`` writes to stdout."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        click.echo(text)
    except UnicodeEncodeError:
        click.echo(json.dumps(data))


def carefully(command: Callable[P, None]) -> Callable[P, None]:
    """Turn errors into messages and exit codes; never a traceback, never a cell."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        failed: Failure | None = None
        try:
            command(*args, **kwargs)
        except Exception as error:  # a traceback would print what nobody may see
            failed = failure_of(error)
            if failed.code == "internal" and os.environ.get("DEID_DEBUG"):
                raise
        if failed:
            tell_failure(failed)
            if kwargs.get("as_json"):
                show_json(failed.as_json())
            raise SystemExit(failed.status)

    return run


class Failure(NamedTuple):
    """Why a run came to nothing, in words that may be shown."""

    status: int
    code: str
    text: str
    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, str] = {}

    def as_json(self) -> dict[str, Any]:
        """What ``--json`` says of it."""
        return {
            "status": "refused" if self.status == REFUSED else "error",
            "code": self.code,
            "message": self.text,
            "findings": [found.as_json() for found in self.findings],
        }


def failure_of(error: Exception) -> Failure:
    """An error as exit code and message: never a traceback, never a cell."""
    if isinstance(error, DeidError):
        refused = isinstance(error, RefusedError)
        found = error.findings if isinstance(error, RefusedError) else ()
        return Failure(REFUSED if refused else CANNOT_RUN, error.code, str(error), found, error.facts)
    kind = type(error).__name__
    if isinstance(error, click.Abort):
        return Failure(CANNOT_RUN, "usage.no_answer", say("usage.no_answer"))
    if isinstance(error, FileNotFoundError):
        return Failure(CANNOT_RUN, "usage.no_such_file", say("usage.no_such_file"))
    if isinstance(error, OSError) and error.errno in _FULL:
        return Failure(CANNOT_RUN, "output.write", say("output.write"))
    code = "usage.internal_error" if isinstance(error, OSError) else "internal"
    return Failure(CANNOT_RUN, code, say("usage.internal_error", kind=kind))


def tell_failure(failed: Failure) -> None:
    """What went wrong, and what to do about it."""
    tell(f"{say('line.error')}: {failed.text}", colour="red")
    _tell_remedy(failed.code, failed.facts, set())
    tell_findings(failed.findings)


class Watched:
    """A source that shows how many rows were read, on a terminal, for long lists."""

    def __init__(self, source: Any) -> None:  # noqa: ANN401  any release source
        self._source = source

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  everything else is the source's
        return getattr(self._source, name)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The source's batches, counted on the way."""
        rows = 0
        for batch in self._source.batches():
            yield batch
            rows += batch.num_rows
            click.echo("\r" + say("line.rows", rows=f"{rows:,}"), nl=False, err=True)
        click.echo("\r" + " " * 40 + "\r", nl=False, err=True)


def watch(path: Path) -> Callable[[Any], Any]:
    """Show progress for a file of more than 20 MB on a terminal; be quiet elsewhere."""
    long = path.is_file() and path.stat().st_size > 20_000_000  # noqa: PLR2004
    return Watched if long and sys.stderr.isatty() else lambda source: source
