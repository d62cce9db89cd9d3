"""A rule's own words in plain language, shared by every paper that is written from a rule."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from deid import registry
from deid.kernels import as_text
from deid.messages import say
from deid.policy.model import Basis, Channel, Field, Policy, Span, Treatment
from deid.policy.withhold import load_reasons
from deid.rulebook.invented import describe

SEEN_OFTEN = (
    "subject.id", "disability_card", "phone", "bank_account", "address", "birth_date", "health", "remark",
)  # fmt: skip
"""What such lists hold and readers ask about first; whichever does not show is named."""
_BLANK = re.compile("【待填[:：]")
_EXAMPLES = {
    "person_name": "张建国",
    "phone": "13800138000",
    "bank_card": "6217000000000000001",
    "address": "河南省卢氏县杜关镇新坪村3组12号",
    "date": "1974-03-05",
    "age": "75",
    "number": "1030",
    "plate": "豫M12345",
    "email": "example@example.com",
}
_NUMBERED = frozenset({"resident_id", "disability_card", "student_number", "social_security_number"})
_HIDDEN = "********"


def channel_title(name: str) -> str:
    """A channel's name in words."""
    return say(f"channel.{name}")


def channel_period(channel: Channel) -> str:
    """How long a list stays, with what the law and the catalogue ask."""
    period = channel.period
    if period is None:
        return ""
    lengths = [span_words(length) for length in (period.min, period.target) if length]
    longer = say("show.longer") if len(lengths) > 1 else ""
    words = say(f"show.period.{period.kind}", lengths=" / ".join(lengths) + longer)
    again = say(f"show.refresh.{channel.refresh}") if channel.refresh else ""
    return words + (say("show.refresh", refresh=again) if again else "")


def span_words(length: Span) -> str:
    """A length of time in words."""
    return say("show.days" if length.unit == "days" else "show.working_days", count=length.count)


def mark(*, confirm: bool) -> str:
    """What stands behind a fact that nobody has confirmed."""
    return say("show.unconfirmed") if confirm else ""


def cited(basis: Basis) -> str:
    """A document as papers cite it: full title and number."""
    number = f"（{basis.number}）" if basis.number else ""
    return f"《{basis.title}》{number}{mark(confirm=basis.confirm)}"


def reasons(policy: Policy) -> list[str]:
    """Who is kept off the list."""
    known = load_reasons()
    found = []
    for one in policy.withhold:
        title = known[one.reason].title if one.reason in known else one.reason
        found.append(say("show.under", reason=title, under=one.under) if one.under else title)
    return found


def hidden_here(policy: Policy, channel: str, fields: Mapping[str, Field]) -> list[str]:
    """What readers ask about first and a channel does not show at all."""
    shown = set(policy.published_fields(channel))
    return [fields[name].title for name in SEEN_OFTEN if name in fields and name not in shown]


def never_shown(policy: Policy, fields: Mapping[str, Field]) -> list[str]:
    """What people ask about first and no channel shows."""
    shown = {name for channel in policy.channels for name in policy.published_fields(channel)}
    return [fields[name].title for name in SEEN_OFTEN if name in fields and name not in shown]


def blank(what: str) -> str:
    """A place that only a person can fill in."""
    return say("blank", what=say(f"blank.{what}"))


def blanks(text: str) -> int:
    """How many places of a paper nobody has filled in."""
    return len(_BLANK.findall(text))


def joined(words: Iterable[str]) -> str:
    """Words side by side."""
    return say("word.joint").join(words)


def example(field: Field, treatment: Treatment) -> str:
    """What an invented value looks like once it is masked; "" where there is none to show."""
    if treatment.masker is None or "key" in registry.options(registry.get(treatment.masker)):
        return ""
    if field.kind in _NUMBERED:
        born = np.array(["1974-03-05"], dtype="datetime64[D]")
        cells = describe(born, np.array([123]), date(2026, 1, 1)).column(field.kind)
    else:
        cells = as_text(pa.array([_EXAMPLES.get(field.kind)], pa.string()))
    shown = registry.bind(treatment.masker, treatment.options)(cells)[0].as_py()
    return "" if shown in (None, _HIDDEN) else str(shown)
