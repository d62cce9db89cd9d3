"""Decisions of the office about single rows (``--decide``), and what one needs to stand."""

from collections.abc import Collection, Mapping

import msgspec

PUBLISH, WITHHOLD = "publish", "withhold"
PROTECTED = "protected"
"""Whom the competent office asked to keep off: posted only if the decision says so in so many words."""
APPROVERS = 2
"""How many must sign where no reason of the rules says it."""


class Decision(msgspec.Struct, frozen=True):
    """What was decided about one row.

    Attributes:
        verdict: publish or withhold.
        rules: the reasons it names.
        approvers: how many different people signed it.
    """

    verdict: str
    rules: frozenset[str] = frozenset()
    approvers: int = 0

    def clears(self, reasons: Collection[str], needed: Mapping[str, int]) -> bool:
        """Whether a row with these reasons may be posted: enough have signed for the strictest of them."""
        if PROTECTED in reasons and PROTECTED not in self.rules:
            return False
        return all(self.approvers >= needed.get(name, APPROVERS) for name in reasons)

    def joined(self, other: "Decision") -> "Decision":
        """What two lines about one row come to: where they disagree, the person stays back."""
        verdict = PUBLISH if self.verdict == other.verdict == PUBLISH else WITHHOLD
        return Decision(verdict, self.rules & other.rules, min(self.approvers, other.approvers))


class Effect(msgspec.Struct, frozen=True):
    """What a decision came to: the row, the reasons it had, and whether the decision stands."""

    row: int
    decision: Decision
    reasons: tuple[str, ...]
    stands: bool

    def as_json(self) -> dict[str, object]:
        """For the internal receipt; nobody's name."""
        return {
            "row": self.row,
            "decision": self.decision.verdict,
            "reasons": list(self.reasons),
            "approvers": self.decision.approvers,
            "stands": self.stands,
        }
