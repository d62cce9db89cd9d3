"""``deid pictures``: a posted list as pictures with a watermark."""

from pathlib import Path

import click

from deid.approval.picturing import put_pictures
from deid.approval.withdrawing import open_record
from deid.cli.console import carefully, show_json, tell
from deid.cli.options import FILE, json_flag, language, office_file, rules_folders
from deid.detect.echo import safe_name
from deid.messages import say
from deid.policy.loader import channel_of, load_policy
from deid.policy.office import rules_in_force

_WIDTH = 1080
"""Pixels across: what a telephone shows without making it smaller."""


@click.command("pictures", help=say("help.pictures"))
@click.argument("receipt", metavar="RECEIPT", type=FILE)
@click.option("--to", required=True, type=FILE, help=say("opt.pictures_to"))
@click.option(
    "--width",
    type=click.IntRange(400, 4000),
    default=_WIDTH,
    show_default=True,
    help=say("opt.pictures_width"),
)
@click.option("--force", is_flag=True, help=say("opt.pictures_force"))
@office_file()
@rules_folders()
@json_flag()
@language()
@carefully
def command(  # noqa: PLR0913  one parameter per option
    receipt: Path,
    to: Path,
    width: int,
    office: Path | None,
    rules: tuple[Path, ...],
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Picture one posted list."""
    record = open_record(receipt)
    head = record.chain.head
    policy = load_policy(head.notice, rules_in_force(office, rules))
    channel = channel_of(policy, head.channel)
    made = put_pictures(record, channel, to, width=width, force=force)
    for picture in made:
        tell(say("line.picture", file=safe_name(picture)), colour="green")
    tell(say("line.pictures_last"))
    if as_json:
        show_json({"status": "made", "pictures": [str(picture) for picture in made], "findings": []})
