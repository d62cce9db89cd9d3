"""What the command prints: people's text on stderr, one JSON object on stdout, never a cell."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click
import pyarrow as pa

from deid.errors import DeidError, RefusedError
from deid.messages import say
from deid.terms import Finding, Severity

P = ParamSpec("P")
REFUSED, CANNOT_RUN = 1, 2
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
    from deid.cli.remedies import remedy  # noqa: PLC0415  only where something was found

    line = remedy(code, facts)
    if line is not None and line not in said:
        said.add(line)
        tell(f"  {say('line.help')}: {line}", colour="cyan")


def show_json(data: dict[str, Any]) -> None:
    """The one object ``--json`` writes to stdout."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        click.echo(text)
    except UnicodeEncodeError:
        click.echo(json.dumps(data))


def safe_name(path: Path | str) -> str:
    """A path as messages may show it: its name, unless it looks like it holds an identifier."""
    name = Path(path).name
    clean = "".join(char if char.isprintable() else "?" for char in name)
    return clean if sum(char.isdigit() for char in clean) < 9 else "…" + Path(clean).suffix  # noqa: PLR2004


def carefully(command: Callable[P, None]) -> Callable[P, None]:
    """Turn errors into messages and exit codes; never a traceback, never a cell."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        as_json = bool(kwargs.get("as_json"))
        failed: tuple[int, str, str, tuple[Finding, ...]] | None = None
        facts: Mapping[str, str] = {}
        try:
            command(*args, **kwargs)
        except RefusedError as error:
            failed, facts = (REFUSED, error.code, str(error), error.findings), error.facts
        except DeidError as error:
            failed, facts = (CANNOT_RUN, error.code, str(error), ()), error.facts
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            code = "usage.no_such_file" if missing else "usage.internal_error"
            failed = CANNOT_RUN, code, say(code, kind=type(error).__name__), ()
        except Exception as error:  # a traceback would print what nobody may see
            kind = type(error).__name__
            failed = CANNOT_RUN, "internal", say("usage.internal_error", kind=kind), ()
            if os.environ.get("DEID_DEBUG"):
                raise
        if failed:
            _fail(*failed, facts=facts, as_json=as_json)

    return run


def _fail(
    status: int,
    code: str,
    text: str,
    findings: tuple[Finding, ...],
    *,
    facts: Mapping[str, str],
    as_json: bool,
) -> None:
    tell(f"{say('line.error')}: {text}", colour="red")
    _tell_remedy(code, facts, set())
    tell_findings(findings)
    if as_json:
        show_json(
            {
                "status": "refused" if status == REFUSED else "error",
                "code": code,
                "message": text,
                "findings": [found.as_json() for found in findings],
            }
        )
    raise SystemExit(status)


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
