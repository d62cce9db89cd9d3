"""The commands. Each loads its own module when it is called, so that starting costs little."""

from importlib import import_module

import click

from deid import __version__
from deid.cli.options import language
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


@click.group(cls=Commands, help=say("help.deid"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deid")
@language()
def app() -> None:
    """Hold the commands together."""
