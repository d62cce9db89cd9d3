"""Invented people: names from Faker, places that do not exist, ID numbers by our own arithmetic."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deid.detect import names as shapes
from deid.extras import need
from deid.kernels.checks import with_mod11

AS_OF = date(2026, 11, 21)
"""The day the ages of all synthetic people are counted at, so that the same seed gives the same list."""

COUNTIES = (
    ("411224", "河南省三门峡市卢氏县"),
    ("350524", "福建省泉州市安溪县"),
    ("321302", "江苏省宿迁市宿城区"),
    ("520122", "贵州省贵阳市息烽县"),
    ("510824", "四川省广元市苍溪县"),
    ("430726", "湖南省常德市石门县"),
    ("341225", "安徽省阜阳市阜南县"),
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟")
DOTTED = (
    "扎西·多吉",
    "阿依古丽·买买提",
    "迪丽努尔·阿卜杜拉",
    "次仁·卓玛",
    "买买提江·吐尔逊",
    "古丽娜尔·艾山",
)
_PLACE_HEADS, _PLACE_TAILS = "新大上下南北石白青红双柳杨松竹梅", "坪桥湾沟河泉岭寨井坡林溪塘"
_PREFIXES = np.array(["133", "138", "139", "150", "151", "159", "177", "186", "189", "199"])
_HOUSES_IN_VILLAGE = 300
_YOUNG = 18

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """A county that exists, with towns and villages that do not."""

    code: str
    county: str
    towns: tuple[str, ...]
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """A block of people, column by column."""

    names: list[str]
    others: list[str]
    men: npt.NDArray[np.bool_]
    births: npt.NDArray[np.datetime64]
    ages: Ints
    ids: list[str]
    other_ids: list[str]
    phones: list[str]
    accounts: list[str]
    towns: list[str]
    villages: list[str]
    groups: list[int]
    doors: list[int]

    def __len__(self) -> int:
        return len(self.names)


def make_place(seed: int, rows: int) -> Place:
    """The county and villages of a list; longer lists have more of them."""
    rng = np.random.default_rng([seed, 1])
    code, county = COUNTIES[seed % len(COUNTIES)]
    words = [head + tail for head in _PLACE_HEADS for tail in _PLACE_TAILS]
    picked = [words[at] for at in rng.permutation(len(words))]
    towns = min(20, 2 + rows // 2_000)
    villages = min(len(words) - towns, 3 + rows // 150)
    kinds = ("镇", "乡", "街道")
    return Place(
        code,
        county,
        tuple(word + kinds[at % 3] for at, word in enumerate(picked[:towns])),
        tuple(
            word + ("社区" if at % 5 == 4 else "村")  # noqa: PLR2004  every fifth
            for at, word in enumerate(picked[towns : towns + villages])
        ),
    )


def make_people(
    rng: np.random.Generator, count: int, place: Place, ages: tuple[int, int], *, minors: float, seed: int
) -> People:
    """A block of people.

    Args:
        rng: where chance comes from.
        count: how many.
        place: where they live.
        ages: youngest and oldest.
        minors: share of under-age people who do not belong on the list.
        seed: chooses the names.
    """
    villages = rng.integers(0, len(place.villages), count)
    doors = rng.integers(1, _HOUSES_IN_VILLAGE, count)
    groups = doors % 15 + 1
    men = rng.random(count) < 0.5  # noqa: PLR2004  one half
    births = _births(rng, count, ages, minors)
    regions = np.where(rng.random(count) < 0.93, place.code, rng.choice([c for c, _ in COUNTIES], count))  # noqa: PLR2004
    other_births = _births(rng, count, (20, 75), 0.0)
    return People(
        names=_names(rng, men, seed),
        others=_names(rng, ~men, seed),
        men=men,
        births=births,
        ages=ages_at(births),
        ids=_ids(rng, regions, births, men),
        other_ids=_ids(rng, regions, other_births, ~men),
        phones=_digits(rng.choice(_PREFIXES, count), rng.integers(0, 10**8, count), 8),
        accounts=_digits(np.full(count, "62"), rng.integers(0, 10**17, count), 17),
        towns=[place.towns[at % len(place.towns)] for at in villages.tolist()],
        villages=[place.villages[at] for at in villages.tolist()],
        groups=groups.tolist(),
        doors=doors.tolist(),
    )


def ages_at(births: npt.NDArray[np.datetime64]) -> Ints:
    """Completed years at ``AS_OF``."""
    years = births.astype("datetime64[Y]").astype(np.int64) + 1970
    months = births.astype("datetime64[M]").astype(np.int64) % 12 + 1
    days = (births - births.astype("datetime64[M]")).astype(np.int64) + 1
    later = months * 100 + days > AS_OF.month * 100 + AS_OF.day
    return np.asarray(AS_OF.year - years - later)


def _births(
    rng: np.random.Generator, count: int, ages: tuple[int, int], minors: float
) -> npt.NDArray[np.datetime64]:
    low, high = ages
    today = np.datetime64(AS_OF)
    youngest, oldest = _years_before(low), _years_before(high + 1) + 1
    found = oldest + rng.integers(0, (youngest - oldest).astype(int) + 1, count)
    young = rng.random(count) < minors
    found = np.where(young, today - rng.integers(3 * 366, 17 * 365, count), found)
    eve = young & (rng.random(count) < 0.3)  # noqa: PLR2004  some come of age tomorrow
    return np.where(eve, _years_before(_YOUNG) + 1, found)


def _years_before(years: int) -> np.datetime64:
    return np.datetime64(date(AS_OF.year - years, AS_OF.month, AS_OF.day))


def _digits(heads: npt.NDArray[np.str_], numbers: Ints, width: int) -> list[str]:
    tails = np.char.zfill(numbers.astype(str), width)
    return np.char.add(heads, tails).tolist()  # type: ignore[no-any-return]


def _ids(
    rng: np.random.Generator,
    regions: npt.NDArray[np.str_],
    births: npt.NDArray[np.datetime64],
    men: npt.NDArray[np.bool_],
) -> list[str]:
    """ID numbers: region, birth date, sequence (odd: man), check character of MOD 11-2."""
    days = np.char.replace(np.datetime_as_string(births, unit="D"), "-", "")
    sequence = rng.integers(0, 500, len(births)) * 2 + men
    return with_mod11(np.char.add(np.char.add(regions, days), np.char.zfill(sequence.astype(str), 3)))


@cache
def _name_parts(seed: int) -> tuple[list[str], list[str], list[str]]:
    """Surnames by their frequency and given names of women and men, as Faker knows them."""
    need("synthetic", "faker")
    from faker import Faker  # noqa: PLC0415  an extra, and slow to import

    fake = Faker("zh_CN")
    fake.seed_instance(seed)
    surnames = _sound([fake.last_name() for _ in range(600)], "{}建国")
    women = _sound([fake.first_name_female() for _ in range(600)], "王{}")
    men = _sound([fake.first_name_male() for _ in range(600)], "王{}")
    return surnames, women, men


def _sound(parts: list[str], frame: str) -> list[str]:
    kept = shapes.plain(pa.array([frame.format(part) for part in parts])).to_pylist()
    return [part for part, good in zip(parts, kept, strict=True) if good]


def _names(rng: np.random.Generator, men: npt.NDArray[np.bool_], seed: int) -> list[str]:
    surnames, women, given_men = _name_parts(seed)
    count = len(men)
    heads = rng.integers(0, len(surnames), count).tolist()
    for_women = rng.integers(0, len(women), count).tolist()
    for_men = rng.integers(0, len(given_men), count).tolist()
    made = [
        surnames[head] + (given_men[him] if man else women[her])
        for head, him, her, man in zip(heads, for_men, for_women, men.tolist(), strict=True)
    ]
    for at in np.flatnonzero(rng.random(count) < 0.03).tolist():  # noqa: PLR2004
        made[at] = COMPOUND[at % len(COMPOUND)] + (
            given_men[for_men[at]] if men[at] else women[for_women[at]]
        )
    for at in np.flatnonzero(rng.random(count) < 0.01).tolist():  # noqa: PLR2004
        made[at] = DOTTED[at % len(DOTTED)]
    good = shapes.plain(pa.array(made, pa.string())).to_numpy(zero_copy_only=False)
    for at in np.flatnonzero(~good).tolist():  # a surname and a given name that make a word together
        if "·" not in made[at]:
            made[at] = "王" + (given_men[for_men[at]] if men[at] else women[for_women[at]])
    return made
