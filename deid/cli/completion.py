"""``deid completion``: the script that lets a shell finish commands, options and notice types."""

import click
from click.shell_completion import get_completion_class

from deid.cli.console import carefully, show_json
from deid.cli.options import json_flag, language
from deid.errors import UsageError
from deid.messages import problem, say

SHELLS = ("bash", "zsh", "fish", "powershell")
_VARIABLE = "_DEID_COMPLETE"


@click.command("completion", help=say("help.completion"))
@click.argument("shell", type=click.Choice(SHELLS))
@json_flag()
@language()
@carefully
def command(shell: str, *, as_json: bool) -> None:
    """Print the script of one shell."""
    kind = get_completion_class(shell)
    if kind is None:  # PowerShell came to click later than the others
        raise problem(UsageError, "usage.completion", shell=shell)
    root = click.get_current_context().find_root()
    script = kind(root.command, {}, "deid", _VARIABLE).source()
    if as_json:
        show_json({"status": "clean", "shell": shell, "script": script, "findings": []})
    else:
        click.echo(script)
