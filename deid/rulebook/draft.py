"""A first draft of a rule for a list nobody wrote one for: what it would publish, and what it leaves out.

What is not sure is dropped. A name is published nowhere but on the village's own board, and only once
somebody has written why.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from deid.engine.odd import SURE
from deid.policy.fields import Fields
from deid.rulebook.draft_look import Seen

Act = Literal["publish", "name", "drop"]
Need = Literal[
    "none", "seq", "why", "fits", "identifier", "direct", "sensitive", "other_person", "harmless", "unknown"
]

NAME = "subject.name"
PLACES = ("town", "village", "group")
MEASURES = ("member_count", "household_count", "area", "land_area", "standard", "amount")
_KEPT = ("seq", *PLACES, *MEASURES)
_OTHERS = frozenset({"guardian", "member", "official"})
_STANDS_IN = {"householder.name": NAME}


class Line(msgspec.Struct, frozen=True):
    """What the draft does with one column, and what publishing it would take."""

    seen: Seen
    field: str | None
    act: Act
    need: Need

    @property
    def must_map(self) -> bool:
        """Whether a release has to be told what the column is."""
        return self.act != "drop" and not self.seen.named


class Draft(msgspec.Struct, frozen=True):
    """A drafted rule."""

    notice: str
    row: Literal["household", "person"]
    lines: tuple[Line, ...]

    def of(self, field: str) -> tuple[Line, ...]:
        """The columns that seem to be a field."""
        return tuple(line for line in self.lines if line.field == field)

    def act(self, field: str) -> Act:
        """What the draft does with a field: the most that one of its columns gets."""
        acts = {line.act for line in self.of(field)}
        return "name" if "name" in acts else "publish" if "publish" in acts else "drop"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields there are, in the order of the list."""
        return tuple(dict.fromkeys(line.field for line in self.lines if line.field is not None))

    @property
    def must_map(self) -> tuple[Line, ...]:
        """The columns whose header nobody knows yet."""
        return tuple(line for line in self.lines if line.must_map)


def draft(notice: str, seen: Sequence[Seen], fields: Fields) -> Draft:
    """The draft for a list with these columns.

    Args:
        notice: the id the rule shall have.
        seen: its columns.
        fields: the fields there are.
    """
    there = {one.field for one in seen}
    stands = {} if NAME in there else _STANDS_IN
    lines = []
    for one in seen:
        field = stands.get(one.field or "", one.field)
        act, need = _decide(one, field, fields)
        lines.append(Line(one, field, act, need))
    return Draft(notice, _row(there), tuple(lines))


def _decide(one: Seen, field: str | None, fields: Fields) -> tuple[Act, Need]:
    direct = field is not None and fields.by_id[field].role == "direct"
    if one.identifier and not (direct and field != NAME):
        return "drop", "identifier"
    if field is None:
        return "drop", "unknown"
    fits = one.share is not None and one.share >= SURE and one.filled > 0
    if field == NAME:
        return ("name", "why") if fits else ("drop", "fits")
    if field == "seq":
        return "publish", "seq"
    if field in _KEPT:
        return ("publish", "none") if fits else ("drop", "fits")
    known = fields.by_id[field]
    if known.whose in _OTHERS:
        return "drop", "other_person"
    if known.role == "other":
        return "drop", "harmless"
    return "drop", "direct" if direct else "sensitive"


def _row(there: set[str | None]) -> Literal["household", "person"]:
    """One row, one household: where rows can be grouped, or the list speaks of householders alone."""
    if "relation" in there:
        return "household"
    return "household" if "householder.name" in there and NAME not in there else "person"
