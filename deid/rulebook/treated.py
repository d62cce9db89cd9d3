"""What happens to each column of a list, and why, in words: for pages, notebooks and whoever signs."""

from typing import Literal

import msgspec

from deid.engine.column_plan import ColumnPlan
from deid.engine.columns import DROP, Column, harmless
from deid.engine.plan import Plan
from deid.messages import say
from deid.policy.fields import Fields
from deid.policy.model import Channel, Field, Policy, Treatment
from deid.rulebook.wording import cited, example, joined

Action = Literal["publish", "mask", "drop", "number", "aggregate"]


class Treated(msgspec.Struct, frozen=True):
    """One column of a list.

    Attributes:
        index: position in the input, from 0.
        label: how it may be called: its header if that is recognised, else "column 7".
        title: what it holds, "" if nobody knows.
        action: publish, mask, drop, number (written anew) or aggregate (only counted or summed).
        how: what becomes of it, in words.
        why: on what this rests, in words.
    """

    index: int
    label: str
    title: str
    action: Action
    how: str
    why: str


def treated(policy: Policy, channel: Channel, plan: Plan, fields: Fields) -> tuple[Treated, ...]:
    """Every column of a list that a plan was made for, in input order.

    Args:
        policy: the rule.
        channel: where the list is posted.
        plan: what was decided about its columns.
        fields: the fields in force.
    """
    counted = {*channel.by, *channel.measures} if channel.form == "aggregate" else set()
    return tuple(_treated(policy, channel, column, fields, counted) for column in plan.columns)


def basis(policy: Policy) -> list[str]:
    """The documents a rule rests on, as papers cite them."""
    return [cited(one) for one in policy.catalogue.basis]


def _treated(
    policy: Policy, channel: Channel, plan: ColumnPlan, fields: Fields, counted: set[str]
) -> Treated:
    column = plan.column
    field = fields.by_id.get(column.field or "")
    title = field.title if field else ""
    label = column.header if column.field is not None and harmless(column.header) else column.label
    if column.serves in counted:
        return Treated(
            column.index, label, title, "aggregate", say("treated.aggregate"), say("treated.why.counts")
        )
    if plan.action == "number":
        return Treated(column.index, label, title, "number", say("treated.number"), say("treated.why.number"))
    if plan.action == "drop":
        why = _why_not(policy, channel, column, field)
        return Treated(column.index, label, title, "drop", say("treated.drop"), why)
    treatment = policy.treatment(column.serves, channel.name)
    why = treatment.why or say("treated.why.rule", notice=policy.title)
    return Treated(column.index, label, title, plan.action, _how(plan, treatment, field), why)


def _how(plan: ColumnPlan, treatment: Treatment, field: Field | None) -> str:
    if plan.action == "publish":
        if plan.allowed:
            words = [*plan.allowed, *filter(None, [plan.other])]
            return say("treated.words", words=joined(words))
        return say("treated.publish")
    made = example(field, treatment) if field else ""
    return say("treated.mask_as", example=made) if made else say("treated.mask", masker=treatment.masker)


def _why_not(policy: Policy, channel: Channel, column: Column, field: Field | None) -> str:
    """Why a column is not shown: the first reason that holds."""
    if column.how == "map" and column.field is None:
        return say("treated.why.map", drop=DROP)
    if (column.field or "").startswith("content."):
        return say("treated.why.content")
    if field is None:
        return say("treated.why.unknown")
    if channel.form != "names":
        return say("treated.why.only_counts")
    if policy.treatment(column.serves, channel.name).action != "drop":
        return say("treated.why.parsed" if column.how == "parsed" else "treated.why.elsewhere")
    if field.whose not in ("subject", "householder", "none"):
        return say("treated.why.others", whose=say(f"treated.whose.{field.whose}"))
    if any(policy.treatment(column.serves, name).action != "drop" for name in policy.channels):
        return say("treated.why.elsewhere")
    return say(f"treated.why.{field.role}")
