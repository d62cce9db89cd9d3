"""``deid serve``: the page for clerks and the API for systems."""

from pathlib import Path

import click

from deid.cli.console import carefully, show_json, tell
from deid.cli.options import FILE, json_flag, language, office_file, rules_folders
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.extras import need
from deid.messages import problem, say

_NEEDS = ("filelock", "jinja2", "python_multipart", "starlette", "uvicorn")


@click.command("serve", help=say("help.serve"))
@click.option("--port", type=click.IntRange(0, 65535), help=say("opt.port"))
@click.option("--bind", default="127.0.0.1", show_default=True, metavar="ADDR", help=say("opt.bind"))
@click.option("--host", "hosts", multiple=True, metavar="NAME", help=say("opt.host"))
@click.option("--tls-cert", type=FILE, help=say("opt.tls_cert"))
@click.option("--tls-key", type=FILE, help=say("opt.tls_key"))
@click.option("--users", type=FILE, help=say("opt.users"))
@click.option("--add-user", metavar="NAME", help=say("opt.add_user"))
@click.option(
    "--max-upload",
    default=512,
    show_default=True,
    type=click.IntRange(1, 1 << 20),
    help=say("opt.max_upload"),
)
@rules_folders()
@office_file()
@click.option("--key-file", type=FILE, help=say("opt.key_file"))
@click.option("--protect", type=FILE, help=say("opt.protect"))
@click.option("--open", "browse", is_flag=True, help=say("opt.open"))
@json_flag()
@language()
@carefully
def command(  # noqa: PLR0913  one parameter per option
    port: int | None,
    bind: str,
    hosts: tuple[str, ...],
    tls_cert: Path | None,
    tls_key: Path | None,
    users: Path | None,
    add_user: str | None,
    max_upload: int,
    rules: tuple[Path, ...],
    office: Path | None,
    key_file: Path | None,
    protect: Path | None,
    *,
    browse: bool,
    as_json: bool,
) -> None:
    """Start the server, or add somebody who may use it."""
    need("web", *_NEEDS)
    if add_user is not None:
        _add_user(users, add_user, as_json=as_json)
        return
    from deid.keys import read_key  # noqa: PLC0415
    from deid.web.server import Place, Told, serve  # noqa: PLC0415  only this command serves
    from deid.web.settings import Settings  # noqa: PLC0415

    def told(what: Told) -> None:
        link = f"{what.url}?token={what.token}" if what.token else what.url
        tell(say("web.ready", url=link), colour="green")
        if what.token:
            tell(say("web.ready_api"))
        tell(say("web.stop"))
        if as_json:
            show_json({"status": "serving", "url": what.url, "token": what.token, "findings": []})
        if browse:
            import webbrowser  # noqa: PLC0415

            webbrowser.open(link)

    settings = Settings(
        users={},
        hosts=frozenset(),
        rules=rules,
        office=office,
        protect=protect,
        key=read_key(key_file) if key_file else None,
        largest=max_upload << 20,
    )
    place = Place(
        address=bind, port=port, names=hosts, certificate=tls_cert, private_key=tls_key, users=users
    )
    serve(place, settings, told, tell)


def _add_user(users: Path | None, name: str, *, as_json: bool) -> None:
    """Give somebody a token, which is shown once."""
    from deid.web.access import add_user  # noqa: PLC0415

    if users is None:
        raise problem(UsageError, "web.add_user_needs")
    token = add_user(users, name)
    tell(say("web.user_added", name=name, file=safe_name(users)), colour="green")
    if as_json:
        show_json({"status": "added", "user": name, "token": token, "findings": []})
    else:
        click.echo(token)
