"""Invented people on whom rules are tried, and what a rule's treatments leave of them."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid import registry
from deid.detect import accepts
from deid.kernels.checks import with_mod11
from deid.policy.model import Field, Treatment

Ints = npt.NDArray[np.int64]
PLACE = "411224"
"""A county for the invented: which one does not matter, readers know it."""
COUNT = 20_000
OLDEST = 105
_UNREAD = "***"
_NUMBERED: dict[str, Callable[[str], str]] = {
    "resident_id": lambda number: number,
    "social_security_number": lambda number: number,
    "disability_card": lambda number: f"{number}43",
    "student_number": lambda number: f"G{number}",
}
_KINDS = {"age": "age", "sex": "sex"}


class People(msgspec.Struct, frozen=True):
    """Invented people: their ID numbers, birth dates, ages and sexes, as text columns of one length."""

    id: pa.Array
    birth: pa.Array
    age: pa.Array
    sex: pa.Array

    def column(self, kind: str) -> pa.Array:
        """What a list would say of them in a column of this kind."""
        if kind in _NUMBERED:
            write = _NUMBERED[kind]
            return pa.array([write(number) for number in self.id.to_pylist()], pa.large_string())
        columns: dict[str, pa.Array] = {"birth": self.birth, "age": self.age, "sex": self.sex}
        return columns[kind]


class Told(msgspec.Struct, frozen=True):
    """One column of a rule that tells something of an ID number, and its treatment; hashable."""

    field: str
    kind: str
    masker: str | None
    options: tuple[tuple[str, Any], ...]
    accepts: str | None
    words: tuple[tuple[str, ...] | None, str | None]

    def apply(self, cells: pa.Array) -> pa.Array:
        """The released cells.

        Raises:
            TypeError, ValueError: the masker does not take its options.
        """
        if self.masker:
            return registry.bind(self.masker, dict(self.options))(cells)
        allowed, other = self.words
        shown = accepts.accept(self.accepts or "", cells, allowed=allowed, other=other)
        return pc.fill_null(shown, pa.scalar(_UNREAD, shown.type))


def kind_of(field: Field) -> str | None:
    """The kind of fact a field holds: an identifier's kind, birth, age, sex; None: nothing that counts."""
    if field.kind in _NUMBERED:
        return field.kind
    if field.kind == "date":
        return "birth" if field.id.endswith("birth_date") else None
    return _KINDS.get(field.kind)


def told(field: Field, treatment: Treatment) -> Told | None:
    """What a column tells under a treatment; None if nothing: dropped, no such fact, or a pseudonym."""
    kind = kind_of(field)
    if kind is None or treatment.action == "drop" or treatment.masker in ("token", "surrogate", "suppress"):
        return None
    options = tuple(sorted((name, _hashable(value)) for name, value in treatment.options.items()))
    words = treatment.allowed, treatment.other
    masked = treatment.masker if treatment.action == "mask" else None
    return Told(field.id, kind, masked, options, treatment.accepts, (None, None) if masked else words)


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=16)
def people(ages: tuple[int, int], as_of: date, count: int = COUNT) -> People:
    """People of these ages at ``as_of``, spread evenly over all birth days there are; always the same ones.

    Ages end at 105: what a list shows of the one person older than that, only the list itself can tell.
    """
    rng = np.random.default_rng(20_260_101)
    low, high = ages[0], max(ages[0], min(ages[1], OLDEST))
    last, first = _birthday(as_of, low), _birthday(as_of, high + 1) + 1
    days = (last - first).astype(np.int64) + 1
    born = first + (np.arange(count) * days // count)
    men = rng.random(count) < 0.5  # noqa: PLR2004  one half
    return describe(born, rng.integers(0, 500, count) * 2 + men, as_of)


def describe(born: npt.NDArray[np.datetime64], sequence: Ints, as_of: date) -> People:
    """People by birth day and sequence number (odd: man)."""
    text = np.datetime_as_string(born, unit="D")
    compact = np.char.replace(text, "-", "")
    first17 = np.char.add(np.char.add(PLACE, compact), np.char.zfill(sequence.astype(str), 3))
    stamp = compact.astype(np.int64)
    years = (as_of.year * 10_000 + as_of.month * 100 + as_of.day - stamp) // 10_000
    kind = pa.large_string()
    return People(
        pa.array(with_mod11(first17), kind),
        pa.array(text.tolist(), kind),
        pa.array(years.astype(str).tolist(), kind),
        pa.array(np.where(sequence % 2 == 1, "男", "女").tolist(), kind),
    )


def _birthday(as_of: date, years: int) -> np.datetime64:
    day = 28 if (as_of.month, as_of.day) == (2, 29) else as_of.day
    return np.datetime64(date(as_of.year - years, as_of.month, day))


def shows_birthday(one: Told) -> bool:
    """Whether what is released depends on the month or the day of birth.

    Two people who differ in nothing else must come out alike: found by trying, so that it holds for any
    masker, a stranger's too. The check digit is kept, for it alone tells neither.

    Raises:
        TypeError, ValueError: the masker does not take its options.
    """
    base = _probe(np.array(["1951-02-11"], dtype="datetime64[D]"))
    others = np.array(["1951-11-11", "1951-02-28"], dtype="datetime64[D]")
    before = one.apply(base.column(one.kind)).to_pylist() * len(others)
    after = one.apply(_probe(others).column(one.kind)).to_pylist()
    return one.kind not in _KINDS.values() and bool(before != after)


def _probe(born: npt.NDArray[np.datetime64]) -> People:
    made = describe(born, np.zeros(len(born), dtype=np.int64), date(2026, 12, 31))
    ids = [f"{number[:17]}0" for number in made.id.to_pylist()]
    return People(pa.array(ids, pa.large_string()), made.birth, made.age, made.sex)
