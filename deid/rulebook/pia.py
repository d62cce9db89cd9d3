"""The personal information protection impact assessment (个人信息保护影响评估) of a rule, as a draft.

The same rule, office and year give the same bytes. What only the office can know is marked 【待填】.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from deid.messages import Language, say
from deid.policy.fields import Fields
from deid.policy.model import Channel, Field, Policy, Treatment
from deid.policy.office import Office
from deid.rulebook.markdown import table
from deid.rulebook.paper import written_in
from deid.rulebook.pia_risk import risks
from deid.rulebook.show import open_facts
from deid.rulebook.wording import (
    blank,
    channel_period,
    channel_title,
    cited,
    example,
    joined,
    mark,
    never_shown,
    reasons,
)

_QUESTIONS = ("complaint", "others", "before", "told")


def assessment(
    policy: Policy,
    fields: Fields,
    office: Office | None,
    as_of: date,
    language: Language | None = None,
) -> str:
    """The draft, as Markdown.

    Args:
        policy: the rule.
        fields: the fields it names.
        office: whose assessment it is.
        as_of: the year that ages are counted in.
        language: zh or en; None takes the one in use.
    """
    with written_in(language):
        parts = (
            _activity(policy, fields, office),
            _necessity(policy, fields),
            _sensitive(policy, fields),
            risks(policy, fields, as_of),
            _measures(policy),
            _retention(policy),
            _questions(policy, fields),
            [say("pia.conclusion", conclusion=blank("conclusion")), _signed()],
        )
        head = [say("pia.title", title=policy.title), "", say("pia.head", **_rule(policy)), ""]
        body = (_section(number, lines) for number, lines in enumerate(parts, start=1))
        text = "\n".join([*head, *(line for section in body for line in section)])
        return text.replace("\n\n\n", "\n\n")


def digest(content: bytes) -> str:
    """The SHA-256 by which an office file names a finished assessment."""
    return hashlib.sha256(content).hexdigest()


def _rule(policy: Policy) -> dict[str, str]:
    return {"notice": policy.notice, "sha": policy.sha256}


def _signed() -> str:
    return say("pia.signature", signature=blank("signature"))


def _section(number: int, lines: Iterable[str]) -> Iterator[str]:
    yield say(f"pia.{number}")
    yield ""
    yield from lines
    yield ""


def _activity(policy: Policy, fields: Fields, office: Office | None) -> Iterator[str]:
    catalogue = policy.catalogue
    publisher = (office.publisher if office else None) or joined(catalogue.publisher)
    yield say("pia.office", office=(office.name if office else None) or blank("office"))
    yield say("pia.who", who=blank("who"), when=blank("when"))
    yield say("pia.item", item=" / ".join(catalogue.item), publisher=publisher)
    yield say("pia.about", row=say(f"show.row.{policy.row}"), people=blank("people"))
    yield say("pia.from", system=blank("system"))
    rows = (
        [
            channel_title(one.name) + mark(confirm=one.confirm),
            _form(one, fields),
            one.audience,
            channel_period(one) or "—",
        ]
        for one in policy.channels.values()
    )
    yield from table(say("pia.channels"), rows)


def _form(channel: Channel, fields: Fields) -> str:
    by = joined(fields.by_id[place].title for place in channel.by)
    return say(f"show.form.{channel.form}", by=by, least=channel.min_cell)


def _necessity(policy: Policy, fields: Fields) -> Iterator[str]:
    catalogue = policy.catalogue
    yield say("pia.purpose", content=catalogue.content)
    yield say("pia.basis", basis=joined(cited(one) for one in catalogue.basis))
    yield say("pia.way")
    rows = [row for name in policy.columns for row in _column(policy, fields.by_id[name])]
    if not rows:
        yield say("pia.no_columns")
    yield from table(say("pia.columns"), rows)


def _column(policy: Policy, field: Field) -> Iterator[list[str]]:
    """One line per way a field is treated, with the channels that treat it so."""
    ways: dict[tuple[str, str], list[str]] = {}
    for name in policy.channels:
        treatment = policy.treatment(field.id, name)
        if treatment.action != "drop":
            way = _way(field, treatment), treatment.why or _why(field)
            ways.setdefault(way, []).append(channel_title(name))
    for (seen, why), channels in ways.items():
        yield [field.title, say(f"pia.role.{field.role}"), joined(channels), seen, why]


def _way(field: Field, treatment: Treatment) -> str:
    if treatment.action == "publish":
        return say("pia.publish")
    made = example(field, treatment)
    return say("show.seen", example=made) if made else say("show.seen_part")


def _why(field: Field) -> str:
    if field.kind == "place":
        return say("pia.why.place")
    return say("pia.why.result") if field.role == "other" else blank("why")


def _sensitive(policy: Policy, fields: Fields) -> Iterator[str]:
    shown = {name for channel in policy.channels for name in policy.published_fields(channel)}
    titles = [
        fields.by_id[name].title
        for name in policy.columns
        if name in shown and fields.by_id[name].role == "sensitive"
    ]
    yield say("pia.sensitive_shown", titles=joined(titles)) if titles else say("pia.sensitive_none")
    yield say("pia.read_only", titles=joined(never_shown(policy, fields.by_id)))
    if policy.withhold:
        yield say("pia.kept_off", reasons=joined(reasons(policy)))
    if policy.age_reason:
        yield say("pia.assumed", reason=policy.age_reason)


def _measures(policy: Policy) -> Iterator[str]:
    yield say("pia.measure.read_back")
    yield say("pia.measure.floor", floor=policy.floor.candidates)
    if policy.review:
        yield say("pia.measure.review", review=" → ".join(policy.review))
    yield say("pia.measure.inside")


def _retention(policy: Policy) -> Iterator[str]:
    for channel in policy.channels.values():
        if channel.period:
            yield say("pia.stays", channel=channel_title(channel.name), period=channel_period(channel))
    yield say("pia.records")


def _questions(policy: Policy, fields: Fields) -> Iterator[str]:
    asked = [
        (say("pia.question.confirm", what=what), blank("confirm")) for what in open_facts(policy, fields)
    ]
    asked += [(say(f"pia.question.{one}", notice=policy.notice), blank("answer")) for one in _QUESTIONS]
    for number, (question, answer) in enumerate(asked, start=1):
        yield say("pia.question", number=number, question=question, answer=answer)
