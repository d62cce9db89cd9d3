"""``deid maskers``: the maskers that can be had, and what each does."""

import inspect

import click

from deid import messages, registry
from deid.cli.complete import maskers
from deid.cli.console import carefully, show_json
from deid.cli.options import json_flag, language
from deid.cli.tables import heads, table
from deid.errors import UsageError
from deid.messages import CATALOGUE, problem, say


@click.group("maskers", help=say("help.maskers"))
@language()
def command() -> None:
    """Hold the masker commands together."""


def _options(name: str) -> str:
    return ", ".join(
        option if parameter.default is inspect.Parameter.empty else f"{option}={parameter.default!r}"
        for option, parameter in registry.options(registry.get(name)).items()
    )


def _about(name: str, documented: str) -> str:
    """What a masker does: in Chinese its sentence and its example, else what its function says."""
    if messages.language() == "en" or f"masker.{name}" not in CATALOGUE:  # a masker from elsewhere
        return documented
    return f"{say(f'masker.{name}')}\n\n{inspect.cleandoc(documented.partition('Examples:')[2])}"


@command.command("list", help=say("help.maskers.list"))
@json_flag()
@language()
@carefully
def list_maskers(*, as_json: bool) -> None:
    """List the maskers."""
    specs = [registry.spec(registry.get(name)) for name in registry.names()]
    if as_json:
        listed = [
            {"name": s.name, "title": s.title, "technique": str(s.technique), "options": _options(s.name)}
            for s in specs
        ]
        show_json({"status": "clean", "maskers": listed, "findings": []})
        return
    click.echo(
        table(
            heads("masker", "title", "technique", "options"),
            [[s.name, s.title, say(f"technique.{s.technique}"), _options(s.name)] for s in specs],
        )
    )


@command.command("show", help=say("help.maskers.show"))
@click.argument("name", shell_complete=maskers)
@json_flag()
@language()
@carefully
def show(name: str, *, as_json: bool) -> None:
    """Describe one masker."""
    if name not in registry.names():
        raise problem(UsageError, "usage.masker", name=name, known=", ".join(registry.names()))
    function = registry.get(name)
    spec = registry.spec(function)
    facts = [
        f"{say('word.technique')}: {say(f'technique.{spec.technique}')}",
        f"{say('word.source')}: {spec.source}",
    ]
    head = f"{spec.name}({_options(name)})  {spec.title}"
    text = "\n\n".join([head, _about(name, inspect.getdoc(function) or ""), "\n".join(facts)])
    if as_json:
        show_json({"status": "clean", "name": name, "text": text, "findings": []})
        return
    click.echo(text)
