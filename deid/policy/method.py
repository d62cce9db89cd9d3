"""公开属性: whether a list of a kind may be posted on a channel at all."""

from deid.policy.model import Channel, Policy
from deid.terms import Finding, Severity, finding


def barred(policy: Policy, channel: Channel) -> Finding | None:
    """Why the list's 公开属性 keeps it from a channel; None where it may be posted."""
    if channel.form == "none":
        return None  # nothing is posted anyway
    if policy.method == "不予公开":
        return finding("not_public", Severity.ERROR, title=policy.title)
    if policy.method == "依申请公开" and channel.audience == "全社会":
        return finding("on_request_only", Severity.ERROR, title=policy.title, channel=channel.name)
    return None
