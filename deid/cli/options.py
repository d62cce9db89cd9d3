"""Options that several commands share."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deid.cli.complete import channels, notices
from deid.days import today
from deid.errors import UsageError
from deid.io.where import Where, named_rows
from deid.messages import problem, say
from deid.terms import ENCODINGS, PAPERS

if TYPE_CHECKING:
    from deid.ledger.home import Home

Decorate = Callable[[Callable[..., Any]], Callable[..., Any]]
_LONG = 9
FILE = click.Path(path_type=Path)


def stack(*decorators: Decorate) -> Decorate:
    """Several decorators as one, in the order they are to be listed by --help."""

    def apply(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorate in reversed(decorators):
            function = decorate(function)
        return function

    return apply


def language() -> Decorate:
    """--lang; it was read before click started, so that help is in it too."""
    return click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help=say("opt.lang"))


def json_flag() -> Decorate:
    """--json."""
    return click.option("--json", "as_json", is_flag=True, help=say("opt.json"))


def rules_folders() -> Decorate:
    """--rules, repeatable; DEID_RULES."""
    return click.option(
        "--rules", "rules", type=FILE, multiple=True, envvar="DEID_RULES", help=say("opt.rules")
    )


def office_file() -> Decorate:
    """--office; DEID_OFFICE."""
    return click.option("--office", type=FILE, envvar="DEID_OFFICE", help=say("opt.office"))


def reading(of: str = "") -> Decorate:
    """How a list is opened; ``of`` is what its options begin with: ``against-`` for the exported one."""
    told = f"opt.{of.replace('-', '_')}"
    return stack(
        click.option(f"--{of}encoding", help=say(f"{told}encoding")),
        click.option(f"--{of}sheet", help=say(f"{told}sheet")),
        click.option(f"--{of}header-rows", metavar="A-B", help=say(f"{told}header_rows")),
        click.option(f"--{of}data-rows", metavar="A-B", help=say(f"{told}data_rows")),
    )


def where(header_rows: str | None, data_rows: str | None) -> Where:
    """Where the list stands in its file.

    Raises:
        UsageError: an option is no row number or two of them, or the data stand above the header.
    """
    return named_rows(_row_numbers(header_rows), _row_numbers(data_rows))


def _row_numbers(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, _, last = text.strip().partition("-")
    last = last or first
    if not all(part.isascii() and part.isdigit() and len(part) < _LONG for part in (first, last)):
        raise problem(UsageError, "usage.rows")
    found = int(first), int(last)
    if not 0 < found[0] <= found[1]:
        raise problem(UsageError, "usage.rows")
    return found


def looking() -> Decorate:
    """How the output looks."""
    return stack(
        click.option("--out-encoding", type=click.Choice(ENCODINGS), help=say("opt.out_encoding")),
        click.option("--paper", type=click.Choice(PAPERS, case_sensitive=False), help=say("opt.paper")),
        click.option("--font", "fonts", type=FILE, multiple=True, help=say("opt.font")),
    )


def checking_up() -> Decorate:
    """The look at the list's quality."""
    return stack(
        click.option("--last", type=FILE, help=say("opt.last")),
        click.option("--no-quality", "no_quality", is_flag=True, help=say("opt.no_quality")),
    )


class _Ledger(click.Path):
    """A file, or the address of a database, which is no path and is looked at by ``ledger_of``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401  click's
        return value if isinstance(value, str) and "://" in value else super().convert(value, param, ctx)


LEDGER = _Ledger(path_type=Path)


def ledger_file() -> Decorate:
    """--ledger; DEID_LEDGER."""
    return click.option("--ledger", type=LEDGER, envvar="DEID_LEDGER", help=say("opt.ledger"))


def ledger_of(ledger: Path | str | None, office: Path | None = None) -> "Home | None":
    """The ledger that was named, else the office's (--office, DEID_OFFICE), else none.

    Raises:
        UsageError: an address that is none, or has a password in it.
    """
    if ledger is None and (office or os.environ.get("DEID_OFFICE")):
        from deid.policy.office import load_office  # noqa: PLC0415  only an office has one

        ledger = load_office(office or os.environ["DEID_OFFICE"]).ledger
    if not isinstance(ledger, str):
        return ledger
    from deid.ledger.home import home_of  # noqa: PLC0415  numpy and sqlite only where there is a ledger

    return home_of(ledger)


def need_ledger(ledger: Path | str | None) -> "Home":
    """The same where a command makes no sense without one.

    Raises:
        UsageError: none was named.
    """
    home = ledger_of(ledger)
    if home is None:
        raise problem(UsageError, "ledger.missing")
    return home


def listed_file() -> Decorate:
    """--list: the list a receipt is about."""
    return click.option("--list", "listed", type=FILE, help=say("opt.list"))


def ordering() -> Decorate:
    """What is asked of a release."""
    return stack(
        click.option("--notice", required=True, shell_complete=notices, help=say("opt.notice")),
        click.option("--channel", shell_complete=channels, help=say("opt.channel")),
        click.option("--as-of", "as_of", metavar="YYYY-MM-DD", help=say("opt.as_of")),
        click.option("--place", help=say("opt.place")),
        click.option("--map", "maps", multiple=True, metavar="HEADER=FIELD", help=say("opt.map")),
        rules_folders(),
        office_file(),
        click.option("--key-file", type=FILE, help=say("opt.key_file")),
        click.option("--protect", type=FILE, help=say("opt.protect")),
        click.option("--decide", type=FILE, help=say("opt.decide")),
        click.option("--whole", is_flag=True, help=say("opt.whole")),
        click.option("--strict", is_flag=True, help=say("opt.strict")),
    )


def day(text: str | None) -> date | None:
    """A date option.

    Raises:
        UsageError: it is not YYYY-MM-DD.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    raise problem(UsageError, "usage.date")


def mappings(texts: tuple[str, ...]) -> dict[str, str]:
    """--map options as header -> field.

    Raises:
        UsageError: one is not HEADER=FIELD.
    """
    found = {}
    for text in texts:
        header, sign, field = text.rpartition("=")
        if not sign or not header.strip() or not field.strip():
            raise problem(UsageError, "usage.map_form")
        found[header.strip()] = field.strip()
    return found


def some_day(text: str | None) -> date:
    """A date option that means today where it is left out.

    Raises:
        UsageError: it is not YYYY-MM-DD.
    """
    return day(text) or today()
