"""What a rule shows of a person (显示要素): positions of the ID, birth, age, sex, name, place; never a value.

The facts are found by sending made-up cells through the very treatments of the release, so that a masker
of a stranger is known as well as ours. Facts of several releases are merged with ``|``.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec
import pyarrow as pa
from msgspec.structs import replace

from deid.kernels.checks import ID_LENGTH
from deid.risk.reading import OLDEST, age_range, birth_range
from deid.risk.shown import widen

Apply = Callable[[pa.Array], pa.Array]

NOT_SHOWN, DECADE, YEAR, MONTH, DAY = range(5)
"""How much of the birth date shows; each level tells all that is told before it."""
EVERYTHING = (1 << ID_LENGTH) - 1
"""All 18 positions."""

HOLD_ID = frozenset({"subject.id", "disability_card", "student_number", "social_security_number"})
_BIRTHS = ("1974-03-05", "1968-12-31", "2001-10-10")
_IDS = ("411224197403051237", "110105196812310028")
_AROUND = {"disability_card": ("", "43"), "student_number": ("G", "")}
_THREE, _TWO = "王小丽", "王丽"
_WIDTHS = {0: DAY, 99: MONTH, 9_999: YEAR, 99_999: DECADE}
_HIDES = frozenset("*某")


class Ages(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Shown ages: from completed year ``runs[i][0]`` on, the years ``runs[i][1:]`` show, as at ``as_of``."""

    as_of: date
    runs: tuple[tuple[int, int, int], ...]

    @property
    def exact(self) -> bool:
        """Whether single years show."""
        return any(low == high for _, low, high in self.runs)


class Known(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Everybody on the list has completed ``low`` … ``high`` years at ``as_of``."""

    as_of: date
    low: int
    high: int


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """The facts of one release, or of several together.

    Attributes:
        positions: bit i is set where character i of an ID number shows.
        birth: NOT_SHOWN … DAY.
        sex: the sex shows.
        name: which characters of names of three (bits 0-2) and of two (bits 3-4) show.
        town: the town or village shows.
        ages: shown ages and bands.
        known: what being on the list tells about the age.
    """

    positions: int = 0
    birth: int = NOT_SHOWN
    sex: bool = False
    name: int = 0
    town: bool = False
    ages: tuple[Ages, ...] = ()
    known: tuple[Known, ...] = ()

    def __or__(self, other: "Shown") -> "Shown":
        return Shown(
            positions=self.positions | other.positions,
            birth=max(self.birth, other.birth),
            sex=self.sex or other.sex,
            name=self.name | other.name,
            town=self.town or other.town,
            ages=tuple(sorted({*self.ages, *other.ages})),
            known=tuple(sorted({*self.known, *other.known})),
        )

    @property
    def full_name(self) -> bool:
        """Whether every character of some names shows."""
        return full_name(self.name)

    def at(self, day: date) -> "Shown":
        """The same with age bands as if posted on ``day``; single years keep their day."""
        moved = {ages if ages.exact else Ages(day, ages.runs) for ages in self.ages}
        return replace(self, ages=tuple(sorted(moved)))

    def latest(self) -> "Shown":
        """What a release posted on several days showed on the last of them."""
        last = max((ages.as_of for ages in self.ages), default=None)
        return replace(self, ages=tuple(ages for ages in self.ages if ages.as_of == last))

    def as_bytes(self) -> bytes:
        """For the ledger."""
        return msgspec.json.encode(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Shown":
        """From the ledger."""
        return msgspec.json.decode(data, type=Shown)

    def as_json(self) -> dict[str, Any]:
        """In words, for people and ``--json``."""
        levels = (None, "decade", "year", "month", "day")
        shown = {
            "id_positions": [at + 1 for at in range(ID_LENGTH) if self.positions >> at & 1],
            "birth": levels[self.birth],
            "age": ("exact" if any(a.exact for a in self.ages) else "band") if self.ages else None,
            "sex": self.sex,
            "name": ("full" if self.full_name else "part") if self.name else None,
            "town": self.town,
        }
        return {name: value for name, value in shown.items() if value}


NOTHING = Shown()


def full_name(name: int) -> bool:
    """Whether a name is whole: all three of three or both of two characters."""
    return name & 0b111 == 0b111 or name & 0b11000 == 0b11000  # noqa: PLR2004


def shown_by(columns: Iterable[tuple[str, Apply]], known: Iterable[Known], as_of: date) -> Shown:
    """What treatments show.

    Args:
        columns: field and treatment of every released column.
        known: what being on the list tells.
        as_of: the day of the release.
    """
    told = Shown(known=tuple(sorted(set(known))))
    for field, apply in columns:
        told |= _one(field, apply, as_of)
    return told


def _one(field: str, apply: Apply, as_of: date) -> Shown:
    if field in HOLD_ID or field.endswith(".id"):
        return Shown(positions=_positions(field, apply))
    if field == "birth_date":
        return Shown(birth=max(_birth(cell) for cell in _through(apply, _BIRTHS)))
    if field == "age":
        return Shown(ages=_ages(apply, as_of))
    if field == "sex":
        return Shown(sex=len(set(_through(apply, ("男", "女")))) > 1)
    if field == "subject.name":
        return Shown(name=_visible(apply, _THREE) | _visible(apply, _TWO) << 3)
    return Shown(town=field in ("town", "village"))


def _through(apply: Apply, cells: Iterable[str]) -> list[str]:
    return [cell or "" for cell in apply(pa.array(list(cells), pa.string())).to_pylist()]


def _positions(field: str, apply: Apply) -> int:
    """The positions that show; a cell nobody can read is taken to show all."""
    before, behind = _AROUND.get(field, ("", ""))
    found = 0
    for cell in _through(apply, [before + number + behind for number in _IDS]):
        read = widen(cell)
        if read is None:
            return EVERYTHING
        found |= sum(1 << at for at, char in enumerate(read) if char != "*")
    return found


def _birth(cell: str) -> int:
    """How much a released birth date tells; what says a number nobody can read tells all."""
    try:
        span = birth_range(cell)
    except ValueError:
        return DAY if any(char.isdigit() for char in cell) else NOT_SHOWN
    return NOT_SHOWN if span is None else _WIDTHS.get(span[1] - span[0], DAY)


def _ages(apply: Apply, as_of: date) -> tuple[Ages, ...]:
    runs: list[tuple[int, int, int]] = []
    cells = _through(apply, map(str, range(121)))
    for age, cell in enumerate(cells):
        band = _band(cell, age)
        if not runs or runs[-1][1:] != band:
            runs.append((age, *band))
    return () if runs == [(0, 0, OLDEST)] else (Ages(as_of, tuple(runs)),)


def _band(cell: str, age: int) -> tuple[int, int]:
    """The years a released age leaves; one that cannot be read, or does not hold the age, tells the year."""
    try:
        band = age_range(cell)
    except ValueError:
        return (age, age) if any(char.isdigit() for char in cell) else (0, OLDEST)
    if band is None:
        return 0, OLDEST
    return band if band[0] <= age <= band[1] else (age, age)


def _visible(apply: Apply, name: str) -> int:
    """Bit i: character i of the name shows. In a result of another length, wherever it stands."""
    cell = _through(apply, [name])[0]
    if len(cell) == len(name):
        return sum(1 << at for at, (a, b) in enumerate(zip(cell, name, strict=True)) if a == b)
    return sum(1 << at for at, char in enumerate(name) if char in cell and char not in _HIDES)
