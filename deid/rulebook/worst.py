"""The worst row a rule allows, without any data: the fewest ID numbers a reader can be left with.

Every treatment of a rule is run on 20,000 invented people whose birth days are spread evenly over all days
there are, and the result is judged as a release is. That is near-exact, not exact: what is left depends
on the birth day through an interval and a residue modulo 11, of which 20,000 people meet every combination
many times; only where a tail and an exact age show together are there more combinations than people, and
the fewest found can be a few above the fewest there are. Nothing hangs on that: each release is judged
exactly, row by row, and a row the sample missed is refused there.

Ages are counted at the end of the year: on any other day the youngest grown-ups' year of birth is cut short,
and a rule would pass or fail by the day it is looked at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec
import numpy as np
import pyarrow as pa

from deid.kernels import over_distinct
from deid.policy.model import ADULT_AT, MINOR, Field, Policy
from deid.risk import reading
from deid.risk.judge import ReleaseView, judge
from deid.rulebook.invented import OLDEST, PLACE, People, Told, people, told

SUBJECT = "subject"
# Whose columns are read as the subject's: a householder's on a household list, and an account holder's
# always, for in a village the account is mostly one's own.
_ALSO_SUBJECT = frozenset({"account_holder", "none"})
_PLACES = ("town", "village", "group", "address")
_NARROW = frozenset({"village", "town", "school", "institution", "collective"})
_STAMP = 8


class View(msgspec.Struct, frozen=True):
    """What one channel of one rule shows of one person; hashable where it decides the count.

    Attributes:
        notice: the notice type.
        channel: its channel.
        whose: subject, guardian, member …
        floor: how many numbers must be left.
        told: the columns that tell something of the number.
        full_name: a full name shows.
        town: the town shows, or everybody who reads the list stands in it.
        adults: minors are withheld.
        ages: youngest and oldest on the list.
        implied: the ages the notice type itself tells.
    """

    notice: str
    channel: str
    whose: str
    floor: int
    told: frozenset[Told]
    full_name: bool
    town: bool
    adults: bool
    ages: tuple[int, int]
    implied: tuple[int, int] | None

    def joined(self, others: Iterable["View"]) -> "View":
        """All that several views show of one person who is in all of them."""
        merged = self
        for other in others:
            merged = msgspec.structs.replace(
                merged,
                floor=max(merged.floor, other.floor),
                told=merged.told | other.told,
                full_name=merged.full_name or other.full_name,
                town=merged.town or other.town,
                adults=merged.adults or other.adults,
                ages=_common(merged.ages, other.ages),
                implied=_both(merged.implied, other.implied),
            )
        return merged

    @property
    def possible(self) -> bool:
        """Whether anybody can be in it."""
        return self.ages[0] <= self.ages[1]


def _common(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])


def _both(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    return _common(one, other) if one and other else one or other


def views(policy: Policy, fields: Mapping[str, Field]) -> Iterator[View]:
    """What each names channel of a rule shows of each person."""
    youngest = next((one.under or ADULT_AT for one in policy.withhold if one.reason == MINOR), 0)
    age = policy.implies.get("age")
    implied = (int(age[0]), int(age[1])) if age and len(age) > 1 else None
    ages = _common((youngest, OLDEST), implied or (0, OLDEST))
    for name, channel in policy.channels.items():
        if channel.form != "names":
            continue
        shown: dict[str, set[Told]] = {SUBJECT: set()}
        for known in policy.published_fields(name):
            one = told(fields[known], policy.treatment(known, name)) if known in fields else None
            if one is not None:
                shown.setdefault(_whose(fields[known], policy), set()).add(one)
        acts = {place: policy.treatment(place, name).action for place in _PLACES}
        for whose, columns in shown.items():
            own = whose == SUBJECT
            yield View(
                notice=policy.notice,
                channel=name,
                whose=whose,
                floor=policy.floor.candidates,
                told=frozenset(columns),
                full_name=policy.treatment(f"{whose}.name", name).action == "publish",
                town=channel.scope in _NARROW or set(acts.values()) != {"drop"},
                adults=own and youngest > 0,
                ages=ages if own else (0, OLDEST),
                implied=implied if own else None,
            )


def _whose(known: Field, policy: Policy) -> str:
    if known.whose in _ALSO_SUBJECT or (known.whose == "householder" and policy.row == "household"):
        return SUBJECT
    return known.whose


class Bench(msgspec.Struct):
    """Where views are tried; the same question is answered once."""

    as_of: date
    _known: dict[View, int] = msgspec.field(default_factory=dict)
    _cells: dict[tuple[Told, tuple[int, int]], pa.Array] = msgspec.field(default_factory=dict)

    def least(self, view: View) -> int:
        """The fewest numbers a view leaves of anybody."""
        key = msgspec.structs.replace(view, notice="", channel="", whose="", floor=0)
        if key not in self._known:
            self._known[key] = self._judge(view)
        return self._known[key]

    def responsible(self, view: View) -> list[str]:
        """The columns without which more would be left; all that tell something, if none does it alone."""
        least = self.least(view)
        fewer = [
            one.field
            for one in view.told
            if self.least(msgspec.structs.replace(view, told=view.told - {one})) > least
        ]
        return sorted(fewer or [one.field for one in view.told])

    def _judge(self, view: View) -> int:
        made = people(view.ages, self.as_of)
        shown = {one: self._released(one, made, view.ages) for one in view.told}
        numbers = [cells for one, cells in shown.items() if one.kind not in ("birth", "age", "sex")]
        numbers += [over_distinct(cells, _as_number) for one, cells in shown.items() if one.kind == "birth"]
        sexes = [cells for one, cells in shown.items() if one.kind == "sex"]
        found = judge(
            ReleaseView(
                n=len(made.id),
                identifiers=numbers,
                age=_narrowest([cells for one, cells in shown.items() if one.kind == "age"]),
                sex=sexes[0] if sexes else None,
                full_name=view.full_name,
                town_shown=view.town,
                adults_only=view.adults,
            ),
            place=PLACE,
            as_of=self.as_of,
            implies_age=view.implied,
        )
        return int(found.counts.min())

    def _released(self, one: Told, made: People, ages: tuple[int, int]) -> pa.Array:
        key = one, ages
        if key not in self._cells:
            self._cells[key] = one.apply(made.column(one.kind))
        return self._cells[key]


def _as_number(cell: str) -> str:
    """A released birth date as the digits of the ID it tells, so that several of them add up."""
    span = reading.released(reading.birth_range, cell)
    if span is None:
        return "*" * 18
    low, high = (f"{stamp:0{_STAMP}d}" for stamp in span)
    if len(low) != _STAMP or low > high:
        return "?"  # cannot be read: counted as nothing left
    same = next((at for at in range(_STAMP) if low[at] != high[at]), _STAMP)
    return "*" * 6 + low[:same] + "*" * (12 - same)


def _narrowest(columns: Sequence[pa.Array]) -> pa.Array | None:
    """What several columns of ages or bands say together."""
    if len(columns) < 2:  # noqa: PLR2004  nothing to join
        return columns[0] if columns else None
    spans = np.array([[_ages(cell) for cell in column.to_pylist()] for column in columns])
    low, high = spans[:, :, 0].max(axis=0), spans[:, :, 1].min(axis=0)
    return pa.array([f"{a}-{b}" for a, b in zip(low, high, strict=True)], pa.large_string())


def _ages(cell: str) -> tuple[int, int]:
    span = reading.released(reading.age_range, cell)
    return span or (0, reading.OLDEST)
