"""What is asked about a list, and what came of it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from deid.days import today
from deid.engine.source import Source
from deid.policy.loader import channel_of, load_policy
from deid.policy.model import Policy
from deid.policy.office import NOTHING, Known
from deid.terms import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from deid.checking.looking import Looking
    from deid.checking.marks import Marks


def policy_of(notice: str | None, channel: str | None, rules: tuple[Path, ...]) -> Policy | None:
    """The rule a file is judged by, if one is named.

    Raises:
        RuleError, UsageError: there is no such rule, or it has no such channel.
    """
    if notice is None:
        return None
    policy = load_policy(notice, rules)
    if channel:
        channel_of(policy, channel)
    return policy


class Asked(msgspec.Struct, frozen=True):
    """How a list is to be judged.

    Attributes:
        as_of: the day ages and periods are counted at; today if None.
        policy: the notice type it belongs to, if the caller says so.
        channel: where it is posted; None: any channel of the rule that shows names.
        rules: folders that add to or tighten the shipped rules.
        raw: the exported list it was made from.
        names: file and folder names, as they will be seen.
        text: the source is lines of text, where words alone say little.
        seen: is shown every list after it was judged: the look at it, and what was found against the
            exported one; both then keep every row.
        known: names of places and persons the office vouches for.
    """

    as_of: date | None = None
    policy: Policy | None = None
    channel: str | None = None
    rules: tuple[Path, ...] = ()
    raw: Source | None = None
    names: tuple[str, ...] = ()
    text: bool = False
    seen: "Callable[[Looking, Marks], None] | None" = None
    known: Known = NOTHING

    @property
    def day(self) -> date:
        """The day that counts."""
        return self.as_of or today()


class Verdict(msgspec.Struct, frozen=True):
    """What came of one list.

    Attributes:
        findings: worst first; no cell is in them.
        rows: data rows.
        kinds: the kinds of identifiers found in the clear or weakly masked, in Chinese or English.
        least: the fewest numbers that fit anybody on it; 1 where an ID stands in the clear, None if
            the list shows nothing of one.
    """

    findings: tuple[Finding, ...]
    rows: int = 0
    kinds: tuple[str, ...] = ()
    least: int | None = None
