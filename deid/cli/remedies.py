"""What to do about a message, as a command to copy: the one that was run, mended."""

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from deid.detect.echo import harmless
from deid.kernels.lazy import lazy
from deid.messages import CATALOGUE, say
from deid.terms import Finding

_LISTS = ("channels", "missing", "nearest", "readings", "sheets", "known")
_PLAIN = lazy(r"[\w@%+=:,./\\〈〉#-]+")
_MOST_FILES = 10_000
INPUT = "INPUT"
_DEID = "deid"
_FILLED_IN = "〈"


def remedies(code: str, facts: Mapping[str, str]) -> list[str]:
    """The commands that would settle a message, the best first; none where no command can.

    Args:
        code: the message's code.
        facts: what the message was filled with.
    """
    context = click.get_current_context(silent=True)
    name = f"fix.{code}"
    if context is None or name not in CATALOGUE:
        return []
    known = {key: _Shown(value) for key, value in _known(context, facts).items()}
    try:
        lines = [shlex.split(_aimed(line, facts)) for line in say(name, **known).splitlines()]
    except (KeyError, ValueError):  # a fact that this command does not have
        return []
    found = []
    for words in lines:
        if words[0] in _inputs(context):
            found.append([*_command(context, words[0], words[1:])])
        elif not words[0].startswith("--") and words[0] != INPUT:
            found.append(words)
    return [" ".join(map(_quoted, words)) for words in found]


def _aimed(line: str, facts: Mapping[str, str]) -> str:
    """An option as it is called for the list a message is about, if that is not the command's INPUT."""
    return line.replace("--", facts["options"], 1) if "options" in facts and line.startswith("--") else line


def place(found: Finding) -> str | None:
    """Where in which file something stands; None where a message has no place."""
    context = click.get_current_context(silent=True)
    source = _source(context) if context else None
    if source is None or not (found.column or found.rows):
        return None
    rows = say("line.rows_at", rows=", ".join(map(str, found.rows))) if found.rows else None
    file = source.name if harmless(source.name) else f"〈{INPUT}〉"
    return " · ".join(filter(None, [file, found.column, rows]))


def instead(command: str, *, without: Sequence[str] = (), more: Sequence[str] = ()) -> str:
    """The same call of another command.

    Args:
        command: its name.
        without: options it does not have.
        more: options it needs besides.
    """
    context = click.get_current_context()
    words = [*_path(context)[:-1], command, *_given(context, without), *more]
    return " ".join(map(_quoted, words))


def _path(context: click.Context) -> list[str]:
    """The command's own name, however it was started."""
    return [_DEID, *context.command_path.split()[1:]]


def _source(context: click.Context) -> Path | None:
    """The one file a command reads."""
    several = context.params.get("sources") or (context.params.get("source"),)
    return several[0] if len(several) == 1 and isinstance(several[0], Path) else None


def _inputs(context: click.Context) -> set[str]:
    """The options of this command, and INPUT where it takes one."""
    found = {option for parameter in context.command.params for option in parameter.opts}
    return found | {_named(one) for one in context.command.params if isinstance(one, click.Argument)}


class _Shown(str):
    """A fact as one word of a command, whatever is in it."""

    __slots__ = ()

    def __format__(self, how: str) -> str:
        return shlex.quote(str(self))


def _known(context: click.Context, facts: Mapping[str, str]) -> dict[str, str]:
    """The message's own facts, and what the command was given."""
    found = {key: str(value) for key, value in context.params.items() if isinstance(value, (str, Path))}
    found.update({key: value for key, value in facts.items() if value})
    for name in _LISTS:
        first = found.get(name, "").replace("、", ",").replace(" / ", ",").partition(",")[0].strip()
        if first and first != "-":
            found.setdefault("first", first)
    source = _source(context)
    if source is not None and (near := _nearest_file(source)):
        found["near"] = near
    if output := found.get("output"):
        found["stem"] = str(Path(output).with_suffix(""))
        found["folder"] = str(Path(output).parent)
    return {key: value for key, value in found.items() if harmless(value)}


def _nearest_file(path: Path) -> str | None:
    """The file beside a missing one whose name is closest to it."""
    if path.exists() or not path.parent.is_dir():
        return None
    from difflib import get_close_matches  # noqa: PLC0415  only for a file that is not there

    beside = [one.name for one in islice(path.parent.iterdir(), _MOST_FILES)]
    best = get_close_matches(path.name, beside, n=1)
    return str(path.with_name(best[0])) if best else None


def _command(context: click.Context, option: str, values: Sequence[str]) -> Iterator[str]:
    """The command as it was run, with one option put in or put in another's place."""
    yield from _path(context)
    if option == INPUT:
        yield from values
    yield from _given(context, (option,))
    if option != INPUT:
        yield from (option, *values)


def _given(context: click.Context, without: Sequence[str]) -> Iterator[str]:
    """What was given on the command line, arguments first; repeatable options always stay."""
    for parameter in sorted(context.command.params, key=lambda one: not isinstance(one, click.Argument)):
        name = parameter.name or ""
        argument = isinstance(parameter, click.Argument)
        named = (_named(parameter),) if argument else parameter.opts
        left_out = not set(without).isdisjoint(named) and not getattr(parameter, "multiple", False)
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if name in context.params and given and not left_out:  # --lang was used up before
            yield from _words(parameter, context.params[name])


def _named(argument: click.Parameter) -> str:
    return (argument.metavar or "").removesuffix("...")


def _words(parameter: click.Parameter, value: Any) -> Iterator[str]:  # noqa: ANN401  whatever was given
    """A parameter as it is written on a command line."""
    name = [] if isinstance(parameter, click.Argument) else [parameter.opts[0]]
    if isinstance(value, bool):
        yield from name if value else ()
        return
    for one in value if isinstance(value, tuple) else (value,):
        yield from (*name, _safe(parameter, str(one)))


def _safe(parameter: click.Parameter, text: str) -> str:
    """A word of the command, unless it could hold somebody's number."""
    return text if harmless(text) else f"〈{_named(parameter) or (parameter.name or '').upper()}〉"


def _quoted(word: str) -> str:
    """A word as the shell of this system takes it; what is still to be filled in stays readable."""
    if word.startswith(_FILLED_IN) or _PLAIN.fullmatch(word):
        return word
    return f'"{word}"' if os.name == "nt" else shlex.quote(word)
