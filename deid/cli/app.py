"""The commands. Each loads its own module when it is called, so that starting costs little."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from deid import __version__
from deid.cli.console import CANNOT_RUN, Failure, show_json
from deid.cli.options import language
from deid.detect.echo import holds_number
from deid.messages import say

_COMMANDS = {
    "mask": "deid.cli.mask",
    "check": "deid.cli.check",
    "preview": "deid.cli.preview",
    "rules": "deid.cli.rules",
    "maskers": "deid.cli.maskers",
    "explain": "deid.cli.explain",
    "sample": "deid.cli.sample",
    "init": "deid.cli.init",
    "approve": "deid.cli.approve",
    "post": "deid.cli.post",
    "verify": "deid.cli.verify",
    "withdraw": "deid.cli.withdraw",
    "pictures": "deid.cli.pictures",
    "objection": "deid.cli.objection",
    "incident": "deid.cli.incident",
    "report": "deid.cli.report",
    "ledger": "deid.cli.ledger",
    "serve": "deid.cli.serve",
    "completion": "deid.cli.completion",
}

_AS_JSON = "deid.json"


class Commands(click.Group):
    """Commands by name, imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The commands in the order a newcomer meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """One command."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name]).command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember whether the answer is wanted as JSON."""
        ctx.meta[_AS_JSON] = "--json" in args
        with _answered(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's signature
        """Run a command."""
        with _answered(ctx):
            return super().invoke(ctx)


@contextmanager
def _answered(ctx: click.Context) -> Iterator[None]:
    """Answer a command line that makes no sense: with JSON where that was asked for, and no long number."""
    failed: click.ClickException
    try:
        yield
    except click.ClickException as error:
        failed = error
    else:
        return
    text = failed.format_message()
    if holds_number(text):  # a file may be named after somebody
        text = "".join("*" if char.isdigit() else char for char in text)
        failed = click.UsageError(text, getattr(failed, "ctx", None))
    if ctx.meta[_AS_JSON]:
        show_json(Failure(CANNOT_RUN, "usage", text).as_json())
    raise failed


@click.group(cls=Commands, help=say("help.deid"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deid")
@language()
def app() -> None:
    """Hold the commands together."""
