"""What releases tell together: facts merge, and the count is that of every number tried one by one."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_helpers import DAY, PLACE, SIX_FOUR, entry, grown_up, people

from deid.ledger import Ledger
from deid.ledger.everybody import worst
from deid.ledger.facts import (
    DAY as BIRTHDAY,
)
from deid.ledger.facts import (
    EVERYTHING,
    MONTH,
    NOTHING,
    YEAR,
    Ages,
    Known,
    Shown,
    shown_by,
)
from deid.ledger.judge import judge
from deid.ledger.union import People, Union
from deid.registry import bind

LAW = settings(max_examples=60, deadline=None)
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
LEVELS = {0: 0, 1: 3, 2: 4, 3: 6, 4: 8}  # how many digits of the birth date a level tells
KEY = b"k" * 32


def bands(width: int) -> tuple[tuple[int, int, int], ...]:
    return tuple((age, age, age + width - 1) for age in range(0, 121, width))


days = st.integers(0, 800).map(lambda back: DAY - timedelta(days=back))
ages = st.builds(lambda day, width: Ages(day, bands(width)), days, st.sampled_from([1, 5, 10]))
known = st.builds(
    lambda day, low: Known(day, low, 150 if low == 18 else 120), days, st.sampled_from([18, 60, 80])
)
shown = st.builds(
    Shown,
    positions=st.sampled_from([0, SIX_FOUR, 0b111111, 1 << 17, 0b11 << 6, EVERYTHING & ~(0b11111111 << 6)])
    | st.integers(0, EVERYTHING),
    birth=st.integers(0, 4),
    sex=st.booleans(),
    name=st.sampled_from([0, 1, 0b11111]),
    town=st.booleans(),
    ages=st.lists(ages, max_size=2).map(lambda some: tuple(sorted(set(some)))),
    known=st.lists(known, max_size=2).map(lambda some: tuple(sorted(set(some)))),
)
keys = st.builds(
    lambda back, sequence: f"{PLACE}{DAY - timedelta(days=back):%Y%m%d}{sequence:03}",
    st.integers(366 * 5, 36_000),
    st.integers(0, 999),
)


def every_day() -> list[date]:
    first = DAY.replace(year=DAY.year - 120)
    return [first + timedelta(days=at) for at in range((DAY - first).days + 1)]


ALL = every_day()
STAMPS = np.array([int(f"{day:%Y%m%d}") for day in ALL])


def completed(stamps, day: date):
    """Completed years, from year, month and day."""
    year, month, dom = stamps // 10_000, stamps // 100 % 100, stamps % 100
    return day.year - year - ((month > day.month) | ((month == day.month) & (dom > day.day)))


def tried(key: str, facts: Shown) -> int:
    """Every number of the county there is, tried against everything that shows."""
    born = int(key[6:14])
    fits = np.ones(len(STAMPS), dtype=bool)
    digits = LEVELS[facts.birth]
    fits &= STAMPS // 10 ** (8 - digits) == born // 10 ** (8 - digits)
    for at in range(8):
        if facts.positions >> (6 + at) & 1:
            fits &= STAMPS // 10 ** (7 - at) % 10 == int(key[6 + at])
    for one in facts.ages:
        mine = int(completed(np.array([born]), one.as_of)[0])
        band = next(run[1:] for run in reversed(one.runs) if run[0] <= mine)
        then = completed(STAMPS, one.as_of)
        fits &= (then >= band[0]) & (then <= band[1])
    for one in facts.known:
        if one.low <= int(completed(np.array([born]), one.as_of)[0]) <= one.high:
            then = completed(STAMPS, one.as_of)
            fits &= (then >= one.low) & (then <= one.high)
    left = STAMPS[fits]
    day_digits = left[:, None] // 10 ** np.arange(7, -1, -1) % 10
    head = sum(int(digit) * weight for digit, weight in zip(key[:6], WEIGHTS[:6], strict=True))
    residues = np.bincount((day_digits @ WEIGHTS[6:14] + head) % 11, minlength=11)
    check = sum(int(digit) * weight for digit, weight in zip(key, WEIGHTS, strict=True)) % 11
    full = facts.name & 7 == 7 or facts.name & 24 == 24

    def numbers(block: range, parity: int | None) -> int:
        found = 0
        for sequence in block:
            text = f"{sequence:03}"
            if any(facts.positions >> (14 + at) & 1 and text[at] != key[14 + at] for at in range(3)):
                continue
            if parity is not None and sequence % 2 != parity:
                continue
            tail = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS[14:], strict=True))
            wanted = residues[(check - tail) % 11] if facts.positions >> 17 & 1 else residues.sum()
            found += int(wanted)
        return found

    blocks = [range(at, at + 10) for at in range(0, 1000, 10)] if facts.town else [range(1000)]
    sexes = [int(key[16]) % 2] if facts.sex else [0, 1] if full else [None]
    counts = [numbers(block, sex) for block in blocks for sex in sexes]
    return min((count for count in counts if count), default=0)


@LAW
@given(st.lists(st.tuples(keys, st.lists(shown, min_size=1, max_size=3)), min_size=1, max_size=3))
def test_the_union_counts_what_trying_every_number_counts(rows):
    union = Union(People.of(pa.array([key for key, _ in rows], pa.string())))
    for at, (_, releases) in enumerate(rows):
        for one in releases:
            union.add(one, np.array([at]))
    counts = union.count(place=PLACE, as_of=DAY).tolist()
    merged = []
    for key, releases in rows:
        together = NOTHING
        for one in releases:
            together |= one
        merged.append(tried(key, together))
    assert counts == merged
    assert min(counts) >= 1


@LAW
@given(keys, st.permutations(range(3)), st.lists(shown, min_size=3, max_size=3))
def test_the_order_of_releases_does_not_matter(key, order, releases):
    counts = []
    for some in (releases, [releases[at] for at in order]):
        union = Union(People.of(pa.array([key], pa.string())))
        for one in some:
            union.add(one, np.array([0]))
        counts.append(int(union.count(place=PLACE, as_of=DAY)[0]))
    assert counts[0] == counts[1]
    assert releases[0] | releases[1] == releases[1] | releases[0]


@LAW
@given(keys, shown, shown)
def test_knowing_more_never_leaves_more(key, one, other):
    union = Union(People.of(pa.array([key], pa.string())))
    union.add(one, np.array([0]))
    more = union.grown(other, np.array([0]))
    before, after = (some.count(place=PLACE, as_of=DAY)[0] for some in (union, more))
    assert after <= before
    assert more.grown(other, np.array([0])).count(place=PLACE, as_of=DAY)[0] == after


@pytest.mark.trust
@settings(max_examples=15, deadline=None)
@given(st.lists(shown, min_size=2, max_size=3), st.permutations(range(3)))
def test_any_order_refuses_or_none(releases, order):
    """Somebody falls in one order of the releases if and only if somebody falls in every order."""
    releases = [one.latest() for one in releases]  # a release is new on one day

    def refused(some):
        return any(
            worst([(one, 1000) for one in some[:at]], some[at], place=PLACE, as_of=DAY, floor=1000)
            for at in range(1, len(some))
        )

    other = [releases[at] for at in order if at < len(releases)]
    assert refused(releases) == refused(other)


@settings(max_examples=25, deadline=None)
@given(keys, st.lists(shown, min_size=1, max_size=2), shown)
def test_the_worst_anybody_is_no_better_than_somebody(key, earlier, new):
    """A ledger without persons never passes what a ledger with persons refuses."""
    person = People.of(pa.array([key], pa.string()))
    everyone = [*earlier, new]

    def alone(one):
        union = Union(person)
        union.add(one, np.array([0]))
        return int(union.count(place=PLACE, as_of=DAY)[0])

    on_all = all(person.possible(one)[0] and alone(one) >= 1000 for one in everyone)
    together = Union(person)
    for one in everyone:
        together.add(one, np.array([0]))
    before = Union(person)
    for one in earlier:
        before.add(one, np.array([0]))
    count = int(together.count(place=PLACE, as_of=DAY)[0])
    fallen = on_all and count < 1000 and before.count(place=PLACE, as_of=DAY)[0] > count
    found = worst([(one, 1000) for one in earlier], new, place=PLACE, as_of=DAY, floor=1000)
    if fallen:
        assert found is not None


def test_check_digits_are_searched_to_the_end():
    """Whoever has the fewest numbers is found even where the first look at some sequences sees nobody."""
    tail = Shown(positions=0b100100000000111111)
    month = Shown(birth=MONTH, known=(Known(DAY, 36, 150),))
    found = worst([(tail, 1)], month, place=PLACE, as_of=DAY, floor=260)
    assert found is not None
    least = [
        tried(f"{PLACE}{year}{when}{sequence:03}", tail | month)
        for year in (1951, 1974, 1983)
        for when in ("0201", "0315")
        for sequence in range(0, 110, 3)
    ]
    assert found.least <= min(least)
    assert found.least == tried("".join(map(str, found.person.digits[0])), tail | month)


@pytest.mark.parametrize("persons", [False, True])
def test_batches_do_not_matter(persons, tmp_path):
    ids = people(300)
    verdicts = []
    for size in (300, 7):
        book = Ledger.create(tmp_path / f"{size}.db", (KEY,) if persons else ())
        for notice, facts in (("a", Shown(positions=SIX_FOUR)), ("b", Shown(birth=YEAR))):
            some = ids if notice == "a" else [*ids[:20], *people(50, 3)]
            array = pa.array([one[:17] for one in some], pa.string())
            parts = [array.slice(at, size) for at in range(0, len(array), size)]
            verdict = judge(book, entry(notice, facts), persons=parts)
        book.close()
        verdicts.append((verdict.count, verdict.rows, verdict.least, verdict.earlier))
    assert verdicts[0] == verdicts[1]
    assert verdicts[0][0] == (20 if persons else 1)


# ---- what treatments show


@pytest.mark.parametrize(
    ("field", "masker", "options", "expected"),
    [
        ("subject.id", "resident_id", {}, Shown(positions=0b111111)),
        ("subject.id", "resident_id", {"show_first": 6, "show_last": 4}, Shown(positions=SIX_FOUR)),
        ("subject.id", "suppress", {}, NOTHING),
        ("disability_card", "disability_card", {}, Shown(positions=0b111111)),
        ("student_number", "student_number", {}, Shown(positions=0b111111)),
        ("social_security_number", "social_security_number", {}, Shown(positions=0b111111)),
        ("birth_date", "date", {"to": "year"}, Shown(birth=YEAR)),
        ("birth_date", "date", {"to": "month"}, Shown(birth=MONTH)),
        ("birth_date", "date", {"to": "decade"}, Shown(birth=1)),
        ("birth_date", "suppress", {}, NOTHING),
        ("age", "suppress", {}, NOTHING),
        ("sex", "suppress", {}, NOTHING),
        ("subject.name", "person_name", {"show": "surname"}, Shown(name=0b01001)),
        ("subject.name", "person_name", {"show": "court"}, Shown(name=0b01001)),
        ("subject.name", "person_name", {"show": "surname-last"}, Shown(name=0b01101)),
        ("subject.name", "keep_ends", {"first": 0, "last": 1}, Shown(name=0b10100)),
        ("amount", "suppress", {}, NOTHING),
    ],
)
def test_a_masker_shows_what_it_shows(field, masker, options, expected):
    assert shown_by([(field, bind(masker, options))], [], DAY) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("subject.id", Shown(positions=EVERYTHING)),
        ("guardian.id", Shown(positions=EVERYTHING)),
        ("birth_date", Shown(birth=BIRTHDAY)),
        ("sex", Shown(sex=True)),
        ("subject.name", Shown(name=0b11111)),
        ("village", Shown(town=True)),
        ("age", Shown(ages=(Ages(DAY, bands(1)),))),
    ],
)
def test_what_is_published_shows_whole(field, expected):
    assert shown_by([(field, lambda cells: cells)], [], DAY) == expected


def test_age_bands_are_read_from_the_masker():
    found = shown_by([("age", bind("age", {"band": 10}))], [grown_up()], DAY)
    assert found == Shown(ages=(Ages(DAY, bands(10)),), known=(grown_up(),))
    assert found.as_json() == {"age": "band"}


@pytest.mark.parametrize(
    ("field", "cell", "expected"),
    [
        ("subject.id", "a1b2c3", Shown(positions=EVERYTHING)),
        ("birth_date", "74/3", Shown(birth=BIRTHDAY)),
        ("birth_date", "no date", NOTHING),
        ("age", "7x", Shown(ages=(Ages(DAY, bands(1)),))),
        ("age", "old", NOTHING),
        ("subject.name", "丽of王", Shown(name=0b01101 | 0b10000)),
    ],
)
def test_what_nobody_can_read_is_taken_to_show_all(field, cell, expected):
    found = shown_by([(field, lambda cells: pa.array([cell] * len(cells), pa.string()))], [], DAY)
    assert found == expected


def test_names_cut_at_different_ends_are_whole_together():
    front = shown_by([("subject.name", bind("person_name", {"show": "surname"}))], [], DAY)
    back = shown_by([("subject.name", bind("keep_ends", {"first": 0, "last": 1}))], [], DAY)
    assert not front.full_name
    assert not back.full_name
    assert (front | back).full_name  # of names of two characters


@given(shown)
def test_facts_come_back_from_the_ledger(facts):
    assert Shown.from_bytes(facts.as_bytes()) == facts
