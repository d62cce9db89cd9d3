"""One list judged: every batch looked at once, then the findings, worst first."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from deid.checking.against import compare
from deid.checking.asked import Asked, Verdict
from deid.checking.looking import Looking
from deid.checking.verdict import findings_of, kinds_of, least_of
from deid.engine.source import Source
from deid.policy.model import Policy
from deid.terms import Finding, Severity

_GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def check_source(
    source: Source,
    *,
    raw: Source | None = None,
    as_of: date | None = None,
    policy: Policy | None = None,
    channel: str | None = None,
    rules: Sequence[Path] = (),
) -> list[Finding]:
    """Everything in a list that may not be posted (公示前检查), worst first.

    Args:
        source: the list as it would be posted.
        raw: the exported list it was made from; its hidden values are searched for one by one.
        as_of: the day ages are counted at; today by default.
        policy: the notice type it belongs to; then its rule's own view is taken too.
        channel: where it is posted; by default any channel of the rule that shows names.
        rules: folders that add to or tighten the shipped rules.

    Raises:
        InputError: a list cannot be read to its end.
    """
    return list(examine(source, Asked(as_of, policy, channel, tuple(rules), raw)).findings)


def examine(source: Source, asked: Asked) -> Verdict:
    """Judge one list.

    Raises:
        InputError: it cannot be read to its end.
    """
    looking = Looking(source, asked)
    for batch in source.batches():
        looking.add(batch)
    found = [*source.findings, *findings_of(looking)]
    if asked.raw is not None:
        found += compare(source, asked.raw, asked)
    found.sort(key=lambda item: _GRAVITY.index(item.severity))
    return Verdict(tuple(found), looking.marks.seen, kinds_of(looking), least_of(looking))
