"""What an application form tells the applicant (告知): what is posted, where, how long, how to object."""

from collections.abc import Iterator

from deid.messages import Language, say
from deid.policy.fields import Fields
from deid.policy.model import MINOR, Channel, Policy
from deid.policy.office import Office
from deid.rulebook.paper import written_in
from deid.rulebook.wording import (
    blank,
    channel_period,
    channel_title,
    cited,
    example,
    joined,
    mark,
    never_shown,
)

_NUMBERED = "seq"  # deid's own numbering tells nothing of anybody


def notice(policy: Policy, fields: Fields, office: Office | None, language: Language | None = None) -> str:
    """The paragraphs of an application form, as plain text.

    Args:
        policy: the rule.
        fields: the fields it names.
        office: whose name and phone stand in it; blanks are marked where it is not known.
        language: zh or en; None takes the one in use.
    """
    with written_in(language):
        return "\n".join(_lines(policy, fields, office))


def _lines(policy: Policy, fields: Fields, office: Office | None) -> Iterator[str]:
    catalogue = policy.catalogue
    publisher = (office.publisher if office else None) or joined(catalogue.publisher)
    yield say("tell.title", title=policy.title)
    basis = joined(cited(one) for one in catalogue.basis)
    yield say("tell.law", title=policy.title, basis=basis, publisher=publisher)
    posted = [channel for channel in policy.channels.values() if channel.form != "none"]
    if any(channel.form == "names" for channel in posted):
        yield say("tell.where")
    else:
        yield say("tell.none")
    for number, channel in enumerate(posted, start=1):
        yield _channel(policy, channel, fields, number)
    yield say("tell.not", titles=joined(never_shown(policy, fields.by_id)))
    minor = next((one.under for one in policy.withhold if one.reason == MINOR), None)
    if policy.withhold:
        yield say("tell.kept_off", under=say("tell.under", under=minor) if minor else "")
    yield say(
        "tell.object",
        office=(office.name if office else None) or blank("office"),
        phone=(office.phone if office else None) or blank("phone"),
    )
    yield say("tell.sign")


def _channel(policy: Policy, channel: Channel, fields: Fields, number: int) -> str:
    facts = {"number": number, "channel": channel_title(channel.name), "mark": mark(confirm=channel.confirm)}
    if channel.form == "aggregate":
        return say("tell.aggregate", **facts)
    whole, part = [], []
    for name in policy.published_fields(channel.name):
        if name == _NUMBERED:
            continue
        field, treatment = fields.by_id[name], policy.treatment(name, channel.name)
        if treatment.action == "publish":
            whole.append(field.title)
            continue
        made = example(field, treatment)
        seen = say("show.seen", example=made) if made else say("show.seen_part")
        part.append(say("tell.one_part", title=field.title, seen=seen))
    return say(
        "tell.names",
        scope=say("tell.scope", scope=say(f"tell.scope.{channel.scope}")) if channel.scope else "",
        shown=joined(whole),
        part=say("tell.part", shown=joined(part)) if part else "",
        period=channel_period(channel),
        **facts,
    )
