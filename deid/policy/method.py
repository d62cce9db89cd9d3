"""公开属性: whether a list of a kind may be posted on a channel at all, or be given to an applicant."""

from msgspec.structs import replace

from deid.policy.model import Channel, Policy
from deid.terms import Finding, Severity, finding

REQUEST = "request"
"""What a release to one applicant (依申请公开) has for a channel; no rule can name it, nothing is posted."""


def for_applicant(policy: Policy, form: Channel) -> Policy:
    """The rule with one channel more: for one applicant, in the form of a channel of names."""
    given = Channel(name=REQUEST, form="names", scope=form.scope, confirm=form.confirm)
    columns = {
        name: replace(column, channels={**column.channels, REQUEST: policy.treatment(name, form.name)})
        for name, column in policy.columns.items()
    }
    return replace(policy, channels={**policy.channels, REQUEST: given}, columns=columns)


def barred(policy: Policy, channel: Channel) -> Finding | None:
    """Why the list's 公开属性 keeps it from a channel that shows anything; None where it may be posted."""
    if policy.method == "不予公开":
        return finding("not_public", Severity.ERROR, title=policy.title)
    if policy.method == "依申请公开" and channel.audience == "全社会":
        return finding("on_request_only", Severity.ERROR, title=policy.title, channel=channel.name)
    return None
