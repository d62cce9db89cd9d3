"""What a shell may offer behind an option: notice types, channels, maskers. A fault offers nothing."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deid.errors import DeidError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def notices(context: click.Context, parameter: click.Parameter, begun: str) -> "list[CompletionItem]":  # noqa: ARG001
    """Notice types, each with its title."""
    from deid.policy.loader import list_policies  # noqa: PLC0415  only while somebody types

    try:
        known = [(policy.notice, policy.title) for policy in list_policies(_rules(context))]
    except DeidError:
        return []
    return _offered(known, begun)


def channels(context: click.Context, parameter: click.Parameter, begun: str) -> "list[CompletionItem]":  # noqa: ARG001
    """The channels of the notice type that was named, else all there are."""
    from deid.policy.loader import load_policy  # noqa: PLC0415
    from deid.policy.model import CHANNELS  # noqa: PLC0415
    from deid.rulebook.wording import channel_title  # noqa: PLC0415

    notice = context.params.get("notice")
    known: Iterable[str] = CHANNELS
    if notice:
        try:
            known = load_policy(notice, _rules(context)).channels
        except DeidError:
            return []
    return _offered([(name, channel_title(name)) for name in known], begun)


def maskers(context: click.Context, parameter: click.Parameter, begun: str) -> "list[CompletionItem]":  # noqa: ARG001
    """Maskers, each with what it is for."""
    from deid import registry  # noqa: PLC0415

    known = [(name, registry.spec(registry.get(name)).title) for name in registry.names()]
    return _offered(known, begun)


def _rules(context: click.Context) -> Sequence[Path]:
    return tuple(Path(folder) for folder in context.params.get("rules") or ())


def _offered(known: Iterable[tuple[str, str]], begun: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem  # noqa: PLC0415  only while somebody types

    return [CompletionItem(name, help=title) for name, title in known if name.startswith(begun)]
