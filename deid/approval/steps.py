"""Approving: one step after another, in the order of the rule, for exactly these bytes."""

from datetime import date

from deid.approval.chain import Chain, load_chain, new_chain, save_chain
from deid.approval.draft import Draft, refusal
from deid.days import today
from deid.errors import UsageError
from deid.messages import problem
from deid.terms import Finding, Severity, finding

_LONGEST = 40


def approve(draft: Draft, role: str, by: str, *, signed_on: date | None = None) -> Chain:
    """Record one step.

    Args:
        draft: what is approved.
        role: the step, as the rule calls it.
        by: who took it.
        signed_on: the day of an ink signature on the printed sheet; None for a step taken now.

    Raises:
        UsageError: the rule has no such step, or no name was given.
        RefusedError: the list changed, a step before it is missing, or it is recorded already.
    """
    review, by = draft.facts.review, by.strip()
    if not by or len(by) > _LONGEST or not by.isprintable():
        raise problem(UsageError, "approval.name")
    if role not in review:
        known = "、".join(review)
        raise problem(UsageError, "approval.role" if review else "approval.no_review", known=known)
    on = signed_on or today()
    if on > today():
        raise problem(UsageError, "approval.future")
    draft.need_unchanged()
    chain = load_chain(draft) or new_chain(draft)
    _in_order(chain, role, on)
    chain = chain.with_entry("approved", on, role=role, by=by, paper=signed_on is not None)
    save_chain(draft, chain)
    return chain


def _in_order(chain: Chain, role: str, on: date) -> None:
    if chain.of("posted"):
        raise refusal(code="already_posted")
    if role in chain.steps:
        raise refusal(code="step_twice", role=role)
    if role != chain.missing[0]:
        raise refusal(
            code="step_order", role=role, missing="、".join(chain.missing[: chain.missing.index(role)])
        )
    if any(date.fromisoformat(entry.on) > on for entry in chain.of("approved")):
        raise refusal(code="step_backdated", role=role)


def same_hand(chain: Chain) -> list[Finding]:
    """A warning where one person took several steps."""
    names = [entry.by for entry in chain.of("approved")]
    if len(set(names)) == len(names):
        return []
    return [finding("same_approver", Severity.WARNING, count=len(names) - len(set(names)) + 1)]


def need_steps(draft: Draft) -> Chain:
    """The record of a draft all of whose steps are there.

    Raises:
        RefusedError: a step is missing, or the record is broken.
    """
    chain = load_chain(draft) or new_chain(draft)
    if chain.missing:
        raise refusal(code="step_missing", missing="、".join(chain.missing))
    return chain
