"""candidates against brute force: every ID number of a small window, made one by one and filtered."""

import subprocess
import sys
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
import phonenumbers as pn
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.risk import phones, residues
from deid.risk.candidates import candidates
from deid.risk.judge import ReleaseView, judge, summary_of

AS_OF = date(2026, 11, 21)
WINDOW = (date(1920, 1, 1), AS_OF)


# ------------------------------------------------------------------ the oracle, written another way
def check_char(first17: str) -> str:
    rest = (1 - 2 * int(first17, 13)) % 11
    return "X" if rest == 10 else str(rest)


@lru_cache(maxsize=64)
def everybody(regions: tuple[str, ...], first: date, days: int) -> list[str]:
    born = [(first + timedelta(day)).strftime("%Y%m%d") for day in range(days)]
    heads = [f"{region}{day}{seq:03d}" for region in regions for day in born for seq in range(1000)]
    return [head + check_char(head) for head in heads]


def years_old(born: str, as_of: date) -> int:
    year, month, day = int(born[:4]), int(born[4:6]), int(born[6:])
    return as_of.year - year - ((as_of.month, as_of.day) < (month, day))


def brute(pool, shown, *, birth, age, sex, as_of, local) -> int:
    seen = [(place, char) for place, char in enumerate(shown) if char != "*"]
    digits = (birth or "").replace("-", "")
    left = [n for n in pool if all(n[place] == char for place, char in seen) and n[6:].startswith(digits)]
    if age is not None:
        left = [n for n in left if age[0] <= years_old(n[6:14], as_of) <= age[1]]
    if sex is not None:
        left = [n for n in left if (int(n[16]) % 2 == 1) == (sex == "男")]
    if not local:
        return len(left)
    left = [n for n in left if years_old(n[6:14], as_of) >= 18]
    blocks = {}
    for number in left:
        blocks[number[14:16]] = blocks.get(number[14:16], 0) + 1
    return min(blocks.values(), default=0)


@st.composite
def rows(draw):
    as_of = draw(st.sampled_from([AS_OF, date(2024, 2, 29), date(2026, 2, 28), date(2026, 3, 1)]))
    year = as_of.year - draw(st.sampled_from([17, 18, 19, 50, 80, 100]))
    first = date(year, as_of.month, min(as_of.day, 28)) - timedelta(draw(st.integers(0, 12)))
    days = draw(st.integers(1, 16))
    regions = tuple(draw(st.sampled_from([("411224",), ("411224", "411282"), ("350524", "350525")])))
    pool = everybody(regions, first, days)
    number = draw(st.sampled_from(pool))
    hidden = draw(st.sets(st.integers(0, 17)) | st.sets(st.integers(6, 17), min_size=6))
    hidden |= draw(
        st.sampled_from([set(), set(range(6, 14)), set(range(14, 18)), set(range(6, 17)), set(range(17))])
    )
    shown = "".join("*" if place in hidden else char for place, char in enumerate(number))
    other = draw(st.sampled_from(pool))
    birth = draw(
        st.sampled_from(
            [
                None,
                number[6:10],
                f"{other[6:10]}-{other[10:12]}",
                f"{other[6:10]}-{other[10:12]}-{other[12:14]}",
            ]
        )
    )
    old = years_old(draw(st.sampled_from([number, other]))[6:14], as_of)
    age = draw(st.sampled_from([None, (old, old), (old - 1, old), (old, old + 9)]))
    sex = draw(st.sampled_from([None, "男", "女"]))
    local = draw(st.booleans())
    return {
        "shown": shown,
        "regions": regions,
        "first": first,
        "days": days,
        "birth": birth,
        "age": age,
        "sex": sex,
        "as_of": as_of,
        "local": local,
    }


def compare(row):
    pool = everybody(row["regions"], row["first"], row["days"])
    facts = {name: row[name] for name in ("birth", "age", "sex", "as_of")}
    ours = candidates(
        [row["shown"]],
        region=",".join(row["regions"]),
        births=(row["first"], row["first"] + timedelta(row["days"] - 1)),
        reader="local" if row["local"] else "plain",
        **facts,
    )
    return int(ours[0]), brute(pool, row["shown"], local=row["local"], **facts)


@settings(max_examples=100, deadline=None)
@given(row=rows())
def test_every_count_equals_brute_force(row):
    ours, truth = compare(row)
    assert ours == truth


@pytest.mark.parametrize("name", ["_REGION", "CHECK_HIDDEN", "HIDDEN_DAYS"])
def test_the_oracle_sees_a_planted_bug(monkeypatch, name):
    """A wrong weight, a check digit never looked at, a day too many: each must make the comparison fail."""
    row = {"shown": "411***********1234", "regions": ("411224", "411282"), "first": date(1974, 3, 1), "days": 16,
           "birth": "1974-03", "age": None, "sex": None, "as_of": AS_OF, "local": False}  # fmt: skip
    ours, truth = compare(row)
    assert ours == truth
    if name == "_REGION":
        monkeypatch.setattr(residues, "_REGION", np.roll(residues._REGION, 1))
        row = row | {"shown": "41****19740305***X"}
    elif name == "CHECK_HIDDEN":
        monkeypatch.setattr(residues, "CHECK_HIDDEN", 4)
        row = row | {"shown": "411224********1238"}
    else:
        real = residues.Calendar.find
        monkeypatch.setattr(
            residues.Calendar,
            "find",
            lambda self, *a: (real(self, *a)[0], np.minimum(real(self, *a)[1] + 1, len(self))),
        )
        row = row | {"shown": "41122419740305****"}
    seen = [compare(row | {"days": days}) for days in range(8, 17)]
    assert any(ours != truth for ours, truth in seen)


# ------------------------------------------------------------------ figures anybody can check
@pytest.mark.parametrize(
    ("shown", "facts", "left"),
    [
        ("411224********1234", {}, 3545),
        ("411224********1234", {"birth": "1974-03-05"}, 1),
        ("41122419740305****", {}, 1000),
        ("41122419740305****", {"sex": "男"}, 500),
        ("411224************", {}, 39_042_000),
        ("411224740305***", {}, 1000),  # 15 digits
        ("4112247403051**", {}, 100),
        ("G411224************", {}, 39_042_000),  # 学籍号
        ("411224********123443", {}, 3545),  # 残疾人证
        ("41122419740305****43B1", {}, 1000),
        ("４１１２２４19740305****43", {}, 1000),
        ("*41122419740305****", {}, 1000),
        ("411224-19740305-****", {}, 1000),
        ("411224●●●●●●●●1234", {}, 3545),
        ("４１１２２４＊＊＊＊＊＊＊＊1234", {}, 3545),
        ("411224xxxxxxxxxxxx", {}, 39_042_000),
        (None, {"region": "411224"}, 39_042_000),
        ("", {"region": "411224"}, 39_042_000),
        ("********", {"region": "411224"}, 39_042_000),
        (None, {"region": "411224,411282"}, 78_084_000),
        ("350524********1234", {"region": "411224"}, 0),  # contradicts what the reader is told
        ("41122419740230****", {}, 0),  # no such day
        ("41122419740305****", {"birth": "1975"}, 0),
        ("41122419740305****", {"age": "75岁"}, 0),
        ("41122419740305****", {"age": 52}, 1000),
        ("41122419740305****", {"age": "50-59"}, 1000),
        ("411224************", {"birth": "1974"}, 365_000),
        ("411224************", {"birth": date(1974, 3, 5)}, 1000),
        ("411224************", {"birth": "1970年代"}, 3_652_000),
    ],
)
def test_known_figures(shown, facts, left):
    assert candidates([shown], births=WINDOW, as_of=AS_OF, **facts).tolist() == [left]


def test_a_small_x_is_a_check_digit_and_a_run_of_them_is_hidden():
    got = candidates(
        ["411224********123X", "411224********123x", "41122419740305xxxx", "4112241974030512xx"]
    ).tolist()
    assert got[0] == got[1] > 3000
    assert got[2:] == [1000, 10]


def test_by_default_births_run_120_years_back():
    days = (AS_OF - date(1906, 11, 21)).days + 1
    assert candidates(["411224************"], as_of=AS_OF).tolist() == [days * 1000]
    assert candidates(["411224************"], as_of=date(2020, 2, 29)).tolist()[0] > 0


def test_facts_may_be_columns():
    shown = ["411224********1234"] * 4
    got = candidates(
        shown,
        birth=["1974", None, "1974-03", ""],
        age=[None, (70, 79), "70-79", 52],
        sex=pd.Series(["男", None, "女", "女"]),
        births=WINDOW,
        as_of=AS_OF,
    )
    each = [
        candidates(shown[:1], birth=b, age=a, sex=s, births=WINDOW, as_of=AS_OF)[0]
        for b, a, s in [
            ("1974", None, "男"),
            (None, (70, 79), None),
            ("1974-03", "70-79", "女"),
            (None, 52, "女"),
        ]
    ]
    assert got.tolist() == each
    assert got.tolist()[2] == 0


@pytest.mark.parametrize(
    "make",
    [
        list,
        pa.array,
        lambda cells: pa.chunked_array([pa.array(cells[:1]), pa.array(cells[1:])]),
        lambda cells: pa.array(cells).dictionary_encode(),
        lambda cells: np.array(cells, dtype=object),
        lambda cells: pd.Series(cells, index=[7, 7, 7]),
        lambda cells: pd.Series(cells, dtype="category"),
        pl.Series,
        tuple,
    ],
)
def test_any_column_will_do(make):
    cells = ["411224********1234", "41122419740305****", None]
    got = candidates(make(cells), region="411224", births=WINDOW)
    assert got.dtype == np.int64
    assert got.tolist() == [3545, 1000, 39_042_000]


def test_no_rows():
    assert candidates([]).tolist() == []
    assert candidates([], kind="phone").tolist() == []


def test_whole_numbers_are_their_digits():
    assert candidates(
        [110105194912310021, 440524188001010014], as_of=AS_OF, births=(date(1870, 1, 1), AS_OF)
    ).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (TypeError, {"shown": "411224********1234"}),
        (TypeError, {"shown": None}),
        (TypeError, {"shown": 5}),
        (TypeError, {"shown": [4.1e17]}),
        (ValueError, {"shown": ["411224197403"]}),
        (ValueError, {"shown": ["41122419740305123A"]}),
        (ValueError, {"shown": ["4.11224E+17"]}),
        (ValueError, {"shown": [None]}),
        (ValueError, {"shown": ["41122*********1234"]}),
        (ValueError, {"shown": [None, None], "region": ["411224", None]}),
        (ValueError, {"shown": [None], "region": "4112"}),
        (ValueError, {"birth": "March"}),
        (ValueError, {"birth": ["1974", "1975"]}),
        (ValueError, {"age": "old"}),
        (ValueError, {"age": -1}),
        (ValueError, {"age": (79, 70)}),
        (TypeError, {"age": True}),
        (TypeError, {"age": (1, 2, 3)}),
        (ValueError, {"sex": "?"}),
        (ValueError, {"reader": "neighbour"}),
        (ValueError, {"kind": "passport"}),
        (TypeError, {"as_of": "today"}),
        (TypeError, {"births": date(1974, 3, 5)}),
        (ValueError, {"births": WINDOW[::-1]}),
        (TypeError, {"kind": "phone", "sex": "男"}),
        (ValueError, {"kind": "phone", "shown": ["138"]}),
        (ValueError, {"kind": "phone", "shown": ["138********"], "region": "Atlantis"}),
    ],
)
def test_nonsense_is_refused_without_a_cell(error, arguments):
    arguments = {"shown": ["411224********1234"]} | arguments
    with pytest.raises(error) as caught:
        candidates(arguments.pop("shown"), **arguments)
    assert caught.value.__context__ is None
    assert not any(
        text in str(caught.value)
        for text in ("1234", "4112241974", "411224197403", "123A", "E+17", "March", "Atlantis")
    )


@pytest.mark.parametrize("name", ["region", "birth", "age", "sex"])
def test_an_error_names_what_is_wrong(name):
    with pytest.raises(ValueError, match=rf"^{name} must be one value or as long as shown"):
        candidates(["411224********1234"], **{name: [None, None]})
    with pytest.raises(ValueError, match=r"^shown: row 2 "):
        candidates(["411224********1234", "411224197403"])


def test_everybody_may_be_born_on_one_day():
    day = date(1974, 3, 5)
    assert candidates(["411224********1234"], births=(day, day)).tolist() == [1]


# ------------------------------------------------------------------ phones
def test_a_phone_in_a_known_city():
    got = candidates(
        ["138********", "138****5678", "***********", "13800138000"], region="411224", kind="phone"
    )
    whole, middle, all_, _ = got.tolist()
    assert 16 <= middle <= 50
    assert whole == middle * 10_000
    assert all_ > whole
    assert set(
        map(
            int,
            candidates(
                ["138****5678"] * 4, region=["411224", "4112", "三门峡", "河南省三门峡市"], kind="phone"
            ),
        )
    ) == {middle}


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 10**9), hidden=st.sets(st.integers(0, 10)))
def test_phones_equal_brute_force_over_prefixes(at, hidden):
    table = phones.prefixes()
    sevens = table.digits @ (10 ** np.arange(6, -1, -1))
    at %= len(sevens)
    number, city = f"{sevens[at]}5678", table.city[at]
    shown = "".join("*" if place in hidden else char for place, char in enumerate(number))
    mine = [str(seven) for seven in sevens[table.city == city]]
    truth = sum(all(a in ("*", b) for a, b in zip(shown[:7], seven, strict=True)) for seven in mine)
    truth *= 10 ** shown[7:].count("*")
    assert candidates([shown], region=table.names[city], kind="phone").tolist() == [truth]


@settings(max_examples=60, deadline=None)
@given(number=st.integers(10**10, 2 * 10**10 - 1))
def test_a_number_counts_if_phonenumbers_calls_it_mobile(number):
    mobile = (
        pn.number_type(pn.PhoneNumber(country_code=86, national_number=number)) == pn.PhoneNumberType.MOBILE
    )
    assert candidates([str(number)], kind="phone").tolist() == [int(mobile)]


def test_every_city_of_the_table_is_found_by_its_own_name():
    for place, name in enumerate(phones.prefixes().names):
        assert phones._city_number(name) == place


# ------------------------------------------------------------------ a release
def view(**columns):
    given = {
        name: pa.array(cells) if isinstance(cells, list) and name != "identifiers" else cells
        for name, cells in columns.items()
    }
    return ReleaseView(1, **given)


def left(columns, **known):
    known = {"place": "411224", "as_of": AS_OF} | known
    return int(judge(columns, **known).counts[0])


def test_all_released_cells_are_judged_together():
    tail, head = [pa.array(["**************1234"])], [pa.array(["411224************"])]
    assert left(view(identifiers=tail)) > 3000
    assert left(view(identifiers=[*tail, *head], birth=["1974-03-05"])) == 1
    assert left(view(identifiers=tail, age=["50-59"])) == int(
        candidates(["411224********1234"], age="50-59", as_of=AS_OF)[0]
    )


def test_the_stronger_reader_counts_fewer():
    whole = view(identifiers=[pa.array(["41122419740305****"])])
    assert left(whole) == 1000
    assert left(view(identifiers=whole.identifiers, full_name=True)) == 500
    assert left(view(identifiers=whole.identifiers, town_shown=True)) == 10
    assert left(view(identifiers=whole.identifiers, town_shown=True, full_name=True)) == 5
    assert left(view(town_shown=True, full_name=True, adults_only=True)) == 5 * sum(
        1
        for day in range((AS_OF - date(1906, 11, 21)).days + 1)
        if date(1906, 11, 21) + timedelta(day) <= date(2008, 11, 21)
    )


# eleven county codes, one per residue the first six digits can leave
COUNTIES = list(
    {
        sum(int(d) * w for d, w in zip(str(n), (7, 9, 10, 5, 8, 4), strict=True)) % 11: str(n)
        for n in range(411200, 411300)
    }.values()
)


@settings(max_examples=12, deadline=None)
@given(
    number=st.sampled_from(everybody(("411224",), date(1974, 2, 25), 8)),
    hidden=st.sets(st.integers(0, 17)) | st.just(set(range(17))),
    sex=st.sampled_from([None, "男", "女"]),
    knows=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_judge_equals_brute_force(number, hidden, sex, knows):
    """The fewest over what this reader knows and we do not: the block, the sex, the county."""
    name, town, away = knows
    shown = "".join("*" if place in hidden else char for place, char in enumerate(number))
    pool = everybody(("411224",), date(1974, 2, 1), 28)
    heads = COUNTIES if away and "*" in shown[:6] else ["411224"]
    groups = {}
    for head in heads:
        for one in pool if head == "411224" else (head + n[6:17] + check_char(head + n[6:17]) for n in pool):
            if all(a in ("*", b) for a, b in zip(shown[6:], one[6:], strict=True)):
                man = "男" if int(one[16]) % 2 else "女"
                if sex in (None, man):
                    key = (head, one[14:16] if town else "", man if name else "")
                    groups[key] = groups.get(key, 0) + 1
    told = view(
        identifiers=[pa.array([shown])], birth=["1974-02"], sex=[sex], full_name=name, town_shown=town
    )
    assert left(told, place=None if away else "411224") == min(groups.values(), default=0)


def test_several_codes_of_one_county():
    """A county that changed its code: both count where hidden, none twice where the digits show."""
    both = "411224,411282"
    assert left(view(birth=["1974-03-05"]), place=both) == 2000
    assert left(view(identifiers=[pa.array(["41122419740305****"])]), place=both) == 1000
    assert left(view(identifiers=[pa.array(["35052419740305***X"])]), place=both) in (90, 91)


def test_an_implied_age_is_dropped_where_the_row_excludes_it():
    cells = ReleaseView(2, age=pa.array(["80-89", "70-79"]))
    found = judge(cells, place="411224", as_of=AS_OF, implies_age=(80, 120))
    assert found.contradicts.tolist() == [False, True]
    assert (found.counts > 3_000_000).all()
    plain = judge(ReleaseView(1), place="411224", as_of=AS_OF, implies_age=(80, 120))
    assert int(plain.counts[0]) == 1000 * ((date(1946, 11, 21) - date(1906, 11, 21)).days + 1)


def test_what_cannot_be_read_counts_nothing():
    """A released number that we cannot read is never taken for unknown."""
    assert left(view(identifiers=[pa.array(["411224 1974 …"])])) == 0
    assert left(view(birth=["五十年代初三月"])) == 0
    assert left(view(age=["约75"])) == 0
    assert left(view(age=["********"], birth=[None], sex=["未知"])) > 10**7


def test_digits_that_show_win_over_the_place():
    assert left(view(identifiers=[pa.array(["35052419740305****"])])) == 1000
    assert left(view(identifiers=[pa.array(["**052419740305****"])]), place=None) == 1000
    assert 0 < left(view(identifiers=[pa.array(["*****419740305***X"])]), place=None) <= 91


def test_identifiers_that_disagree_are_judged_one_by_one():
    pair = [pa.array(["41122419740305****"]), pa.array(["41122419750305***1"])]
    assert left(view(identifiers=pair)) == min(int(candidates([c.to_pylist()[0]])[0]) for c in pair)


def test_summary():
    assert summary_of(dict.fromkeys(range(1000, 3000), 1)) == {"min": 1000, "p01": 1019, "median": 1999}
    assert summary_of({7: 1, 2000: 198, 3000: 1}) == {"min": 7, "p01": 2000, "median": 2000}


def test_no_frame_library_nor_table_is_loaded_to_count():
    """(pandas is: pyarrow itself imports it, where installed, for any pa.scalar or pa.array.)"""
    code = (
        "import sys\n"
        "from deid.risk.candidates import candidates\n"
        "assert candidates(['411224********1234']).shape == (1,)\n"
        "print([m for m in ('polars', 'phonenumbers', 'stdnum', 'faker', 'openpyxl') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
