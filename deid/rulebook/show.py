"""A rule in plain words, for people who check it and never read YAML."""

from collections.abc import Iterable, Iterator
from typing import Any

from deid.messages import Language, say
from deid.policy.fields import Fields
from deid.policy.loader import channel_of
from deid.policy.model import Channel, Policy, Treatment
from deid.rulebook.columns import unconfirmed
from deid.rulebook.paper import written_in
from deid.rulebook.wording import (
    channel_period,
    channel_title,
    cited,
    example,
    hidden_here,
    joined,
    mark,
    reasons,
)


def describe(
    policy: Policy, fields: Fields, language: Language | None = None, channel: str | None = None
) -> str:
    """What a rule publishes, masks, drops and withholds, channel by channel.

    Args:
        policy: the rule.
        fields: the fields it names.
        language: zh or en; None takes the one in use.
        channel: one channel only; None: all of them.

    Raises:
        UsageError: the rule has no such channel.
    """
    with written_in(language):
        return "\n".join(_lines(policy, fields, asked(policy, channel)))


def asked(policy: Policy, channel: str | None) -> list[Channel]:
    """The channels that are asked for.

    Raises:
        UsageError: the rule has no such channel.
    """
    if channel is None:
        return list(policy.channels.values())
    return [channel_of(policy, channel)]


def _lines(policy: Policy, fields: Fields, channels: Iterable[Channel]) -> Iterator[str]:
    catalogue = policy.catalogue
    yield say("show.head", title=policy.title, notice=policy.notice)
    yield say("show.domain", domain=policy.domain, method=catalogue.method, level=joined(catalogue.level))
    yield say("show.row", row=say(f"show.row.{policy.row}"))
    for basis in catalogue.basis:
        yield say("show.basis", basis=cited(basis))
    yield say("show.publisher", publisher=joined(catalogue.publisher)) + mark(confirm=catalogue.confirm)
    if catalogue.publish_within:
        unit = say(f"show.unit.{catalogue.publish_within.unit.replace(' ', '_')}")
        yield say("show.within", count=catalogue.publish_within.count, unit=unit)
    if policy.required:
        yield say("show.required", titles=_titles(sorted(policy.required), fields))
    for channel in channels:
        yield from _channel(policy, channel, fields)
    if policy.withhold:
        yield say("show.withhold", reasons=joined(reasons(policy)))
    if policy.age_reason:
        yield say("show.age", reason=policy.age_reason)
    yield say("show.floor", candidates=policy.floor.candidates)
    if policy.review:
        yield say("show.review", review=" → ".join(policy.review))
    yield from _objections(policy)
    left = open_facts(policy, fields)
    if left:
        yield say("show.open", count=len(left), what=joined(left))


def _objections(policy: Policy) -> Iterator[str]:
    """How soon objections are settled, and which of them come before this list."""
    answer, first = policy.objections.answer, policy.objections.settle_first
    if answer:
        yield say(
            "show.objections", count=answer.count, unit=say(f"show.unit.{answer.unit.replace(' ', '_')}")
        )
    if first:
        yield say("show.settle_first", notices=joined(first))


def open_facts(policy: Policy, fields: Fields) -> list[str]:
    """What the rule itself says nobody has confirmed yet, in words."""
    found = [
        cited(basis).removesuffix(mark(confirm=True)) for basis in policy.catalogue.basis if basis.confirm
    ]
    for _, place in unconfirmed(policy):
        if place[0] == "channels":
            found.append(channel_title(place[1]))
        elif place[0] == "columns":
            found.append(_titles([place[1]], fields))
        else:
            found.append(say("show.open.catalogue"))
    return found


def _titles(names: Iterable[str], fields: Fields) -> str:
    return joined(fields.by_id[name].title for name in names if name in fields.by_id)


def _channel(policy: Policy, channel: Channel, fields: Fields) -> Iterator[str]:
    form = say(f"show.form.{channel.form}", by=_titles(channel.by, fields), least=channel.min_cell)
    yield say(
        "show.channel",
        title=channel_title(channel.name),
        channel=channel.name,
        form=form,
        audience=channel.audience,
        mark=mark(confirm=channel.confirm),
    )
    if channel.scope and channel.form == "names":
        yield say(f"show.scope.{channel.scope}")
    if channel.period:
        yield say("show.period", period=channel_period(channel))
    if channel.form != "names":
        return
    shown = policy.published_fields(channel.name)
    for name in shown:
        yield _treated(policy, name, channel.name, fields)
    elsewhere = [name for name in policy.columns if name not in shown and _anywhere(policy, name)]
    if elsewhere:
        yield say("show.elsewhere", titles=_titles(elsewhere, fields))
    yield say("show.rest", titles=joined(hidden_here(policy, channel.name, fields.by_id)))


def _anywhere(policy: Policy, name: str) -> bool:
    return any(policy.treatment(name, channel).action != "drop" for channel in policy.channels)


def _treated(policy: Policy, name: str, channel: str, fields: Fields) -> str:
    field, treatment = fields.by_id[name], policy.treatment(name, channel)
    facts = {
        "title": field.title,
        "mark": mark(confirm=policy.columns[name].confirm),
        "why": say("show.why", why=treatment.why) if treatment.why else "",
    }
    if treatment.action == "publish":
        words = say("show.words", words=_allowed(treatment)) if treatment.allowed else ""
        return say("show.publish", words=words, **facts)
    if treatment.allowed:
        seen = say("show.seen_words", words=_allowed(treatment))
    else:
        made = example(field, treatment)
        seen = say("show.seen", example=made) if made else say("show.seen_part")
    return say("show.mask", seen=seen, masker=_masker(treatment), **facts)


def _allowed(treatment: Treatment) -> str:
    return joined([*(treatment.allowed or ()), *filter(None, [treatment.other])])


def _masker(treatment: Treatment) -> str:
    options = ", ".join(
        f"{name}={value}" for name, value in treatment.options.items() if name not in ("allowed", "other")
    )
    return f"{treatment.masker}: {options}" if options else str(treatment.masker)


def as_plain(policy: Policy, fields: Fields, channel: str | None = None) -> dict[str, Any]:
    """The same as plain data, for ``--json``."""
    return {
        "notice": policy.notice,
        "title": policy.title,
        "basis": [
            {"title": one.title, "number": one.number, "confirm": one.confirm}
            for one in policy.catalogue.basis
        ],
        "channels": [_plain_channel(policy, one, fields) for one in asked(policy, channel)],
        "withhold": [{"reason": one.reason, "under": one.under} for one in policy.withhold],
        "floor": policy.floor.candidates,
        "review": list(policy.review),
        "unconfirmed": open_facts(policy, fields),
    }


def _plain_channel(policy: Policy, channel: Channel, fields: Fields) -> dict[str, Any]:
    columns = []
    for name in policy.columns if channel.form == "names" else ():
        treatment = policy.treatment(name, channel.name)
        columns.append(
            {
                "field": name,
                "title": fields.by_id[name].title,
                "treatment": treatment.action,
                "masker": treatment.masker,
                "why": treatment.why,
                "confirm": policy.columns[name].confirm,
            }
        )
    return {
        "channel": channel.name,
        "title": channel_title(channel.name),
        "form": channel.form,
        "audience": channel.audience,
        "scope": channel.scope,
        "period": channel_period(channel),
        "confirm": channel.confirm,
        "columns": columns,
    }
