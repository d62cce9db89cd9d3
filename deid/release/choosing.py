"""Which rule and which channel a release is for, and whether such a list may be posted there at all."""

from deid.errors import RefusedError, UsageError
from deid.messages import problem, say
from deid.policy.loader import channel_of, load_policy
from deid.policy.method import REQUEST, barred, for_applicant
from deid.policy.model import Channel, Policy
from deid.release.order import Order
from deid.terms import Severity, finding


def choose(order: Order) -> tuple[Policy, Channel]:
    """The rule and the channel.

    Raises:
        UsageError: no such notice type or channel, or a channel must be named.
        RefusedError: the channel shows nothing of such a list, or its 公开属性 keeps it from there.
    """
    policy = load_policy(order.notice, order.rules)
    name, usable = order.channel, _usable(policy, order)
    if name is None:
        if len(usable) > 1:
            raise problem(
                UsageError, "usage.channel_needed", notice=policy.notice, channels=", ".join(usable)
            )
        name = next(iter(usable or policy.channels))
    channel = channel_of(policy, name)
    if channel.form == "none" or not usable:
        found = finding("form_none", Severity.ERROR, title=policy.title, channel=name)
        raise RefusedError(say("refused.form_none", title=policy.title), code="form_none", findings=(found,))
    if order.request is not None:
        if name not in usable:
            raise problem(UsageError, "usage.request_names", channel=name, channels=", ".join(usable))
        policy = for_applicant(policy, channel)
        channel = policy.channels[REQUEST]
    if (why := barred(policy, channel)) is not None:
        raise RefusedError(say("refused.method", title=policy.title), code=why.code, findings=(why,))
    return policy, channel


def _usable(policy: Policy, order: Order) -> list[str]:
    """The channels there are; for an applicant those that list names."""
    every = policy.channels.items()
    return [name for name, channel in every if order.request is None or channel.form == "names"]
