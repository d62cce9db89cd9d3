"""An attack on a year of posted lists, by somebody who has only the posters and a computer.

Nothing here comes from deid: the attacker reads CSV files, lays channels, notice types and months side by
side, and enumerates by himself. He knows what any villager knows: the county, the sex of whoever is named, the
rules of each subsidy (80 years and older, the steps of the amounts), the day each list was posted.
"""

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from attack_world import COUNTY, MONTHS, make_world, post_with_deid, post_with_stars

FLOOR = 1000
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
DAYS = np.arange(np.datetime64("1906-02-21"), np.datetime64("2027-01-22"))
DAY_DIGITS = np.array([list(map(int, f"{day}".replace("-", ""))) for day in DAYS.astype(str)])
OLDEST = 120
STEPS = {"50": (80, 89), "100": (90, 99), "500": (100, OLDEST)}  # the county's published rates


@dataclass
class Known:
    """What the attacker has on one person."""

    low: np.datetime64 = DAYS[0]
    high: np.datetime64 = DAYS[-1]
    shown: list = field(default_factory=lambda: ["*"] * 18)
    sex: str | None = None

    def ages(self, low, high, day):
        """The person has completed low … high years on a day."""
        self.born(birthday(day, high + 1) + 1, birthday(day, low))

    def born(self, low, high):
        self.low, self.high = max(self.low, low), min(self.high, high)

    def digits(self, cell):
        """Visible characters of a number; what two lists show adds up."""
        self.shown = [seen if seen != "*" else new for seen, new in zip(self.shown, cell, strict=True)]

    @property
    def key(self):
        return self.low, self.high, "".join(self.shown), self.sex


def birthday(day, years):
    month, of_month = (2, 28) if (day.month, day.day) == (2, 29) else (day.month, day.day)
    return np.datetime64(date(day.year - years, month, of_month))


def attack(folder, sexes):
    """Everything the posted files tell, by village and name.

    Args:
        folder: the posted files, MONTH_NOTICE_CHANNEL.csv.
        sexes: the sex of everybody, which neighbours know.
    """
    known, rows = {}, read(folder)
    order = names_by_place(rows)
    present = {}
    for (month, notice, channel), listed in rows.items():
        people = set()
        for number, row in enumerate(listed):
            who = order.get((month, notice, number), (row["村"], row.get("姓名") or row.get("户主姓名")))
            if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", who[1] or ""):
                continue
            people.add(who)
            one = known.setdefault(who, Known(sex=sexes.get(who)))
            learn(one, row, notice, MONTHS[month])
        present[month, notice, channel] = people
    for (month, notice, channel), people in present.items():
        learn_from_change(known, people, present.get((month - 1, notice, channel)), notice, month)
    return known


def read(folder):
    found = {}
    for path in sorted(Path(folder).glob("*.csv")):
        month, notice = path.stem.split("_", 1)
        channel = re.search(r"_(village_board|wechat_group)$", notice)
        with path.open(encoding="utf-8-sig", newline="") as file:
            listed = list(csv.DictReader(file))
        found[int(month), notice[: channel.start()], channel[1]] = listed
    return found


def names_by_place(rows):
    """Who stands where: the chat group's 张** is the board's row of the same place, village and surname."""
    found = {}
    for (month, notice, channel), listed in rows.items():
        if channel != "village_board":
            continue
        other = rows.get((month, notice, "wechat_group"), listed)
        if len(other) != len(listed):
            continue
        for number, row in enumerate(listed):
            name = row.get("姓名") or row.get("户主姓名") or ""
            if other[number]["村"] == row["村"]:
                found[month, notice, number] = (row["村"], name)
    return found


def learn(one, row, notice, day):
    """One row of one list."""
    for header, cell in row.items():
        if re.fullmatch(r"[\d*]{17}[\dX*]", cell):
            one.digits(cell)
        elif header == "年龄" and (band := re.fullmatch(r"(\d+)(?:-(\d+)|岁以上)?", cell)):
            high = int(band[2]) if band[2] else (OLDEST if "以上" in cell else int(band[1]))
            one.ages(int(band[1]), high, day)
        elif "出生" in header and (born := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", cell)):
            one.born(*span(born))
        elif header == "性别" and cell in "男女":
            one.sex = cell
        elif notice == "gaoling" and "金额" in header and cell in STEPS:
            one.ages(*STEPS[cell], day)
    if notice == "gaoling":
        one.ages(80, OLDEST, day)


def span(born):
    year, month, day = born.groups()
    if day:
        return np.datetime64(born[0]), np.datetime64(born[0])
    start = np.datetime64(f"{year}-{month}" if month else year)
    return start.astype("datetime64[D]"), (start + 1).astype("datetime64[D]") - 1


def learn_from_change(known, people, before, notice, month):
    """Who is on the list of the aged for the first time has turned 80 since the last one."""
    if notice != "gaoling" or before is None:
        return
    for who in people - before:
        known[who].born(birthday(MONTHS[month - 1], 80) + 1, birthday(MONTHS[month], 80))


def enumerate_numbers(one):
    """Every number that fits, one by one: days, sequences, check character. Shape (n, 18), as text."""
    low, high, shown, sex = one
    days = (low <= DAYS) & (high >= DAYS)
    for place, char in enumerate(shown[6:14]):
        if char != "*":
            days &= DAY_DIGITS[:, place] == int(char)
    sequence = np.arange(1000)
    fits = np.ones(1000, dtype=bool) if sex is None else sequence % 2 == (sex == "男")
    for place, char in enumerate(shown[14:17]):
        if char != "*":
            fits &= sequence // 10 ** (2 - place) % 10 == int(char)
    chosen, digits = sequence[fits], np.array(list(map(int, COUNTY)))
    left = DAY_DIGITS[days] @ WEIGHTS[6:14] + digits @ WEIGHTS[:6]
    right = np.stack([chosen // 100, chosen // 10 % 10, chosen % 10], axis=1) @ WEIGHTS[14:17]
    checks = np.array(list("10X98765432"))[(left[:, None] + right[None, :]) % 11]
    good = np.ones(checks.shape, dtype=bool) if shown[17] == "*" else checks == shown[17]
    return np.flatnonzero(days), chosen, good, checks


def count(known):
    """How many numbers are left of each person."""
    counted = {}
    for one in known.values():
        if one.key not in counted:
            counted[one.key] = int(enumerate_numbers(one.key)[2].sum())
    return {who: counted[one.key] for who, one in known.items()}


def rebuilt(one):
    """The number itself, where one is left."""
    days, chosen, good, checks = enumerate_numbers(one.key)
    ((day, sequence),) = np.argwhere(good)
    text = f"{DAYS[days[day]]}".replace("-", "")
    return f"{COUNTY}{text}{chosen[sequence]:03d}{checks[day, sequence]}"


# ---- the referee --------------------------------------------------------------------------------------------


def sexes(world):
    people = world.people
    return dict(zip(zip(people["村"], people["姓名"], strict=True), people["性别"], strict=True))


def never_wrong(known, world):
    """The attacker's reasoning is sound: the true number always fits what he believes."""
    truth = world.truth()
    assert set(known) <= set(truth)
    for who, one in known.items():
        number = truth[who]
        born = np.datetime64(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
        assert one.low <= born <= one.high
        assert all(a in ("*", b) for a, b in zip(one.shown, number, strict=True))


def on_any_list(world):
    people = world.people
    on = np.any([months.any(axis=0) for months in world.on.values()], axis=0)[people.index]
    return set(zip(people["村"][on], people["姓名"][on], strict=True))


def assert_deid_holds(world, folder):
    post_with_deid(world, folder)
    known = attack(folder, sexes(world))
    assert len(known) > 0.97 * len(on_any_list(world))  # the lists are lists: people can be found on them
    never_wrong(known, world)
    assert all(set("".join(one.shown)) == {"*"} for one in known.values())
    left = count(known)
    assert min(left.values()) >= FLOOR
    return known, left


def assert_stars_fail(world, folder):
    """6+4 everywhere, the birth date on one kind of list: everybody on that list is rebuilt."""
    post_with_stars(world, folder, dict.fromkeys(world.on, (6, 4)))
    known = attack(folder, sexes(world))
    never_wrong(known, world)
    people = world.people
    dated = world.on["gaoling"].any(axis=0)[people.index]
    exposed = set(zip(people["村"][dated], people["姓名"][dated], strict=True))
    left, truth = count(known), world.truth()
    assert {who for who, numbers in left.items() if numbers == 1} >= exposed
    assert all(rebuilt(known[who]) == truth[who] for who in exposed)
    assert len(exposed) > len(people) // 5


@pytest.fixture(scope="module")
def world():
    return make_world(2_000)


@pytest.fixture(scope="module")
def posted(world, tmp_path_factory):
    return assert_deid_holds(world, tmp_path_factory.mktemp("deid"))


def test_a_year_of_lists_narrows_nobody_below_the_floor(posted):
    """Three notice types, two channels, twelve months, all laid side by side."""
    _, left = posted
    assert len(left) > 1_000


def test_the_same_lists_with_6_and_4_give_whole_numbers(world, tmp_path):
    assert_stars_fail(world, tmp_path)


def test_two_masks_give_whole_numbers_without_any_birth_date(world, tmp_path):
    """One office keeps 6+4, another the first 14: whoever is on both lists is rebuilt."""
    post_with_stars(world, tmp_path, {"dibao_result": (6, 4), "canji_butie": (14, 0)}, birth_on=())
    known = attack(tmp_path, sexes(world))
    never_wrong(known, world)
    left, truth = count(known), world.truth()
    both = [who for who, one in known.items() if "*" not in one.shown]
    assert len(both) > 50
    assert all(left[who] == 1 and rebuilt(known[who]) == truth[who] for who in both)


def test_the_first_month_on_the_list_of_the_aged_tells_the_month_of_birth(world, posted):
    """A known limit (docs/threat-model): no mask hides when somebody joins a list that begins at 80.

    Some 14,000 numbers are left then, well above the floor. A reader who also knows which ten sequences the
    police station uses has a hundredth of them, below it: that is told in the documentation, not hidden.
    """
    known, left = posted
    narrow = [who for who, one in known.items() if (one.high - one.low).astype(int) < 31]
    assert narrow
    assert 13_500 <= min(left[who] for who in narrow) <= 15_500
    assert min(left.values()) == min(left[who] for who in narrow)


def test_the_attack_is_not_blind():
    """What it must find it finds: by hand, one number, one month, one year."""
    one = Known(sex="女")
    one.digits("411224********1220")
    assert count({"a": one})["a"] > 3_000
    one.born(np.datetime64("1974-01-01"), np.datetime64("1974-12-31"))
    assert 20 <= count({"a": one})["a"] <= 40
    bare = Known(sex="男")
    bare.ages(80, 89, date(2026, 11, 21))
    assert count({"a": bare})["a"] == 3_652 * 500


@pytest.mark.long
def test_a_hundred_thousand_people(tmp_path):
    """The same with a county: minutes."""
    big = make_world(100_000, seed=1)
    for name in ("deid", "stars"):
        (tmp_path / name).mkdir()
    assert_deid_holds(big, tmp_path / "deid")
    assert_stars_fail(big, tmp_path / "stars")
