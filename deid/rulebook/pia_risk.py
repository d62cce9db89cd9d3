"""The part of an impact assessment that says what readers could make of a list, counted without data."""

from collections.abc import Iterator
from datetime import date

from deid.messages import say
from deid.policy.fields import Fields
from deid.policy.model import Policy
from deid.rulebook.markdown import table
from deid.rulebook.wording import channel_title, joined, never_shown
from deid.rulebook.worst import Bench, views

_NAME = "subject.name"


def risks(policy: Policy, fields: Fields, as_of: date) -> Iterator[str]:
    """What each channel lets a reader do, and what is done against it."""
    named = [one for one in policy.channels.values() if one.form == "names"]
    if named:
        yield from table(say("pia.risks"), _counted(policy, fields, as_of))
        yield ""
        yield say("pia.counted", year=as_of.year)
        yield ""
    full = [channel_title(one.name) for one in named if policy.treatment(_NAME, one.name).action == "publish"]
    if full:
        yield say("pia.risk.known", channels=joined(full))
    if named:
        yield say("pia.risk.copied", titles=joined(never_shown(policy, fields.by_id)))
        yield say("pia.risk.joined")
    everybody = [channel_title(one.name) for one in named if one.audience == "全社会"]
    if everybody:
        yield say("pia.risk.everybody", channels=joined(everybody))
    totals = [one.min_cell for one in policy.channels.values() if one.form == "aggregate"]
    if totals:
        yield say("pia.risk.small", least=min(totals))


def _counted(policy: Policy, fields: Fields, as_of: date) -> Iterator[list[str]]:
    """Per channel the fewest ID numbers a local reader is left with, of anybody on the list."""
    bench = Bench(as_of.replace(month=12, day=31))
    least: dict[str, int] = {}
    for view in views(policy, fields.by_id):
        if view.possible:
            left = bench.least(view)
            least[view.channel] = min(left, least.get(view.channel, left))
    floor = policy.floor.candidates
    for name, left in least.items():
        shown = say(f"pia.name.{policy.treatment(_NAME, name).action}")
        verdict = say("pia.enough" if left >= floor else "pia.too_few")
        yield [channel_title(name), shown, f"{left:,}", f"{floor:,}", verdict]
