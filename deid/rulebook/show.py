"""A rule in plain words, for people who check it and never read YAML."""

from collections.abc import Iterator

from deid import messages
from deid.messages import Language, say
from deid.policy.fields import Fields
from deid.policy.model import Channel, Period, Policy, Span, Treatment
from deid.policy.withhold import load_reasons


def describe(policy: Policy, fields: Fields, language: Language | None = None) -> str:
    """What a rule publishes, masks, drops and withholds, channel by channel.

    Args:
        policy: the rule.
        fields: the fields it names.
        language: zh or en; None takes the one in use.
    """
    before = messages.language()
    if language is not None:
        messages.use(language)
    try:
        return "\n".join(_lines(policy, fields))
    finally:
        if language is not None:
            messages.use(before)


def _lines(policy: Policy, fields: Fields) -> Iterator[str]:
    catalogue = policy.catalogue
    yield say("show.head", title=policy.title, notice=policy.notice)
    yield say("show.domain", domain=policy.domain, method=catalogue.method, level="、".join(catalogue.level))
    yield say("show.row", row=say(f"show.row.{policy.row}"))
    for basis in catalogue.basis:
        yield say(
            "show.basis", title=basis.title, number=basis.number or "", mark=_mark(confirm=basis.confirm)
        )
    yield say("show.publisher", publisher="、".join(catalogue.publisher))
    for channel in policy.channels.values():
        yield from _channel(policy, channel, fields)
    yield say("show.withhold", reasons="、".join(_reasons(policy)))
    if policy.age_reason:
        yield say("show.age", reason=policy.age_reason)
    yield say("show.floor", candidates=policy.floor.candidates)
    if policy.review:
        yield say("show.review", review=" → ".join(policy.review))


def _mark(*, confirm: bool) -> str:
    return say("show.unconfirmed") if confirm else ""


def _channel(policy: Policy, channel: Channel, fields: Fields) -> Iterator[str]:
    by = "、".join(fields.by_id[name].title for name in channel.by)
    form = say(f"show.form.{channel.form}", by=by, least=channel.min_cell)
    mark = _mark(confirm=channel.confirm)
    yield say("show.channel", channel=channel.name, form=form, audience=channel.audience, mark=mark)
    if channel.scope:
        yield say("show.scope", scope=channel.scope)
    if channel.period:
        refresh = (
            say("show.refresh", refresh=say(f"show.refresh.{channel.refresh}")) if channel.refresh else ""
        )
        yield say("show.period", period=_period(channel.period) + refresh)
    if channel.form != "names":
        return
    for name in policy.published_fields(channel.name):
        yield _treatment(fields.by_id[name].title, policy.treatment(name, channel.name))
    yield say("show.rest")


def _period(period: Period) -> str:
    spans = [_span(length) for length in (period.min, period.target) if length]
    lengths = " / ".join(spans) + (say("show.longer") if len(spans) > 1 else "")
    return say(f"show.period.{period.kind}", lengths=lengths)


def _span(length: Span) -> str:
    return say("show.days" if length.unit == "days" else "show.working_days", count=length.count)


def _treatment(title: str, treatment: Treatment) -> str:
    why = say("show.why", why=treatment.why) if treatment.why else ""
    if treatment.action == "mask":
        options = ", ".join(f"{name}={value}" for name, value in treatment.options.items())
        masker = f"{treatment.masker}: {options}" if options else str(treatment.masker)
        return say("show.mask", title=title, masker=masker, why=why)
    allowed = (*(treatment.allowed or ()), *filter(None, [treatment.other]))
    words = say("show.words", words="、".join(allowed)) if treatment.allowed else ""
    return say("show.publish", title=title, words=words, why=why)


def _reasons(policy: Policy) -> Iterator[str]:
    known = load_reasons()
    for one in policy.withhold:
        title = known[one.reason].title if one.reason in known else one.reason
        yield say("show.under", reason=title, under=one.under) if one.under else title
