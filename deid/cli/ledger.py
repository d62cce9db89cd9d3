"""``deid ledger``: what was shown before, what is due, what is handed over."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from deid.cli.console import carefully, show_json, tell
from deid.cli.objection_table import counted, print_objections, told
from deid.cli.options import (
    FILE,
    LEDGER,
    Decorate,
    json_flag,
    language,
    ledger_file,
    need_ledger,
    some_day,
    stack,
)
from deid.cli.tables import heads, table
from deid.detect.echo import safe_name
from deid.errors import UsageError
from deid.ledger import queries
from deid.ledger.entry import Entry, State
from deid.ledger.home import is_file
from deid.ledger.ring import check_apart, mark, read_ring, rotated
from deid.ledger.store import Ledger
from deid.messages import problem, say


@click.group("ledger", help=say("help.ledger"))
@language()
def command() -> None:
    """Hold the ledger commands together."""


def _key(*, required: bool) -> Decorate:
    return click.option("--key-file", type=FILE, required=required, help=say("opt.ledger_key"))


def _asking(name: str) -> Decorate:
    """A command that asks something of a ledger as it stood on a day."""
    return stack(
        command.command(name, help=say(f"help.ledger.{name}")),
        ledger_file(),
        click.option("--as-of", "as_of", metavar="YYYY-MM-DD", help=say("opt.ledger_as_of")),
        json_flag(),
        language(),
        carefully,
    )


def _open(ledger: Path | str | None, ring: Sequence[bytes] = ()) -> Ledger:
    return Ledger(need_ledger(ledger), ring)


def _answer(**data: Any) -> None:  # noqa: ANN401  plain data
    show_json({"status": "clean", **data, "findings": []})


@command.command("init", help=say("help.ledger.init"))
@click.argument("file", required=False, type=LEDGER)
@ledger_file()
@click.option("--persons", is_flag=True, help=say("opt.persons"))
@_key(required=False)
@json_flag()
@language()
@carefully
def init(
    file: Path | str | None, ledger: Path | str | None, key_file: Path | None, *, persons: bool, as_json: bool
) -> None:
    """Make a ledger, and its key where it needs one and there is none."""
    home = need_ledger(file or ledger)
    ring: tuple[bytes, ...] = ()
    if persons:
        if key_file is None:
            raise problem(UsageError, "ledger.key_needed")
        check_apart(home, key_file)
        if is_file(home) and home.exists():
            raise problem(UsageError, "ledger.exists")
        if not key_file.exists():
            from deid.keys import new_key  # noqa: PLC0415  once in a ledger's life

            new_key(key_file)
            tell(say("line.ledger_key_made", file=safe_name(key_file)))
        ring = read_ring(key_file)
    Ledger.create(home, ring).close()
    made = safe_name(home) if is_file(home) else str(home)
    tell(say("line.ledger_made", file=made), colour="green")
    if persons:
        tell(say("line.ledger_guard"), colour="yellow")
    if as_json:
        _answer(persons=persons)


@_asking("show")
def show(ledger: Path | str | None, as_of: str | None, *, as_json: bool) -> None:
    """List the releases."""
    with _open(ledger) as book:
        limit = some_day(as_of) if as_of else date.max
        entries = [entry for entry in book.entries() if entry.as_of <= limit]
        objected = book.objections.all()
        if as_json:
            listed = [
                {**entry.as_json(receipt=True), "objections": counted(entry, objected)} for entry in entries
            ]
            _answer(persons=book.persons is not None, keys=book.keys(), releases=listed)
            return
    more = [("shown", lambda entry: ", ".join(map(str, entry.shown.as_json())))]
    if objected:
        more.insert(0, ("objections", lambda entry: told(entry, objected)))
    _print(entries, more)


@_asking("due")
def due(ledger: Path | str | None, as_of: str | None, *, as_json: bool) -> None:
    """Say what must be posted, refreshed and taken down."""
    with _open(ledger) as book:
        found = queries.due(book, some_day(as_of))
        objected = {one.id: book.entry(one.release) for one in found.objections}
    parts: dict[str, tuple[tuple[Entry, ...], Callable[[Entry], object]]] = {
        "post_by": (found.post_by, lambda entry: entry.publish_by),
        "refresh": (found.refresh, lambda entry: entry.refresh_by),
        "take_down": (found.take_down, lambda entry: entry.posted_until),
        "pending": (found.pending, lambda entry: entry.as_of),
    }
    if as_json:
        plain = {name: [entry.as_json() for entry in entries] for name, (entries, _) in parts.items()}
        _answer(**plain, objections=[one.as_json() for one in found.objections])
        return
    for name, (entries, when) in parts.items():
        if entries:
            click.echo(say(f"line.ledger_{name}"))
            _print(entries, [("by", when)])
    if found.objections:
        click.echo(say("line.objections_due"))
        print_objections(found.objections, objected)
    if not found.objections and not any(entries for entries, _ in parts.values()):
        tell(say("line.ledger_empty"))


@_asking("handover")
def handover(ledger: Path | str | None, as_of: str | None, *, as_json: bool) -> None:
    """Say what goes to archive and library next."""
    with _open(ledger) as book:
        found = queries.handover(book, some_day(as_of))
    to = [say("word.archive"), say("word.library")]
    if as_json:
        _answer(
            day=found.day.isoformat(),
            provisional=found.provisional,
            since=found.since.isoformat(),
            copies=queries.COPIES,
            to=to,
            releases=[entry.as_json() for entry in found.whole],
            others=[{"title": t, "channel": c, "count": n} for t, c, n in found.others],
        )
        return
    click.echo(say("line.ledger_handover", day=found.day, copies=queries.COPIES, to=", ".join(to)))
    if found.provisional:
        tell(say("line.ledger_provisional"), colour="yellow")
    _print(found.whole, [("until", lambda entry: entry.posted_until or ""), ("file", _file)])
    if found.others:
        click.echo(say("line.ledger_others"))
        click.echo(table(heads("title", "channel", "count"), [[t, c, str(n)] for t, c, n in found.others]))


@_asking("stats")
def stats(ledger: Path | str | None, as_of: str | None, *, as_json: bool) -> None:
    """Count the year."""
    with _open(ledger) as book:
        found = queries.stats(book, some_day(as_of))
    if as_json:
        _answer(**found)
        return
    click.echo(say("line.ledger_year", **found))
    if found["objections"]["received"]:
        click.echo(say("line.objections_year", **found["objections"]))
    names = ("notice", "title", "channel", "audience", "releases", "rows")
    lines = [[str(line[name]) for name in names] for line in found["by_notice"]]
    click.echo(table(heads(*names), lines))


@_asking("purge")
def purge(ledger: Path | str | None, as_of: str | None, *, as_json: bool) -> None:
    """Remove what is older than three years."""
    with _open(ledger) as book:
        count = queries.purge(book, some_day(as_of))
    tell(say("line.ledger_purged", count=count), colour="green")
    if as_json:
        _answer(removed=count)


def _move(ledger: Path | str | None, number: int, state: State, as_of: str | None, *, as_json: bool) -> None:
    with _open(ledger) as book:
        entry = book.move(number, state, None if state is State.CONFIRMED else some_day(as_of))
    tell(say(f"line.ledger_{state}", number=number, day=entry.ended_on), colour="green")
    if as_json:
        _answer(release=entry.as_json())


@_asking("discard")
@click.argument("number", metavar="ID", type=int)
def discard(ledger: Path | str | None, number: int, as_of: str | None, *, as_json: bool) -> None:
    """Say that a pending release was never posted."""
    _move(ledger, number, State.DISCARDED, as_of, as_json=as_json)


@_asking("confirm")
@click.argument("number", metavar="ID", type=int)
def confirm(ledger: Path | str | None, number: int, as_of: str | None, *, as_json: bool) -> None:
    """Say that a pending release was posted by hand."""
    _move(ledger, number, State.CONFIRMED, as_of, as_json=as_json)


@_asking("withdraw")
@click.argument("number", metavar="ID", type=int)
def withdraw(ledger: Path | str | None, number: int, as_of: str | None, *, as_json: bool) -> None:
    """Say that a list was taken down."""
    _move(ledger, number, State.WITHDRAWN, as_of, as_json=as_json)


@command.command("rotate", help=say("help.ledger.rotate"))
@ledger_file()
@_key(required=True)
@json_flag()
@language()
@carefully
def rotate(ledger: Path | str | None, key_file: Path, *, as_json: bool) -> None:
    """Put a new key in front of the others."""
    from deid.io.aside import write_private  # noqa: PLC0415  seldom asked

    ring = read_ring(key_file)
    with _open(ledger, ring) as book:
        if book.persons is None:
            raise problem(UsageError, "ledger.no_persons")
        check_apart(book.home, key_file)
        book.need_key()
        used = {name for name, count in book.keys().items() if count} | {mark(ring[0])}
        write_private(key_file, rotated(ring, used))
    tell(say("line.ledger_rotated"), colour="green")
    tell(say("line.ledger_guard"), colour="yellow")
    if as_json:
        show_json({"status": "rotated", "key_file": str(key_file), "findings": []})


def _print(entries: Sequence[Entry], more: Sequence[tuple[str, Callable[[Entry], object]]] = ()) -> None:
    fixed = ("id", "notice", "channel", "as_of", "rows", "state")
    names = heads(*fixed, *(name for name, _ in more))
    rows = [
        [
            str(entry.id),
            entry.notice,
            " ".join(filter(None, (entry.channel, entry.request))),
            entry.as_of.isoformat(),
            str(entry.rows_out),
            str(entry.state),
            *(str(read(entry)) for _, read in more),
        ]
        for entry in entries
    ]
    click.echo(table(names, rows)) if rows else tell(say("line.ledger_empty"))


def _file(entry: Entry) -> str:
    return safe_name(entry.output_path)
