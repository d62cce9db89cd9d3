"""Birth dates and ages as offices write them: every spelling, the first and the last that count, what is none."""

from datetime import date

import pyarrow as pa
import pytest

from deid.detect import dates

PARTS = {
    "1974-3-5": (1974, 3, 5), "1974/03/05": (1974, 3, 5), "1974.3.5": (1974, 3, 5), "1974年3月5日": (1974, 3, 5), "1974年3月5号": (1974, 3, 5), "1974年3月5": (1974, 3, 5),
    "1974 年 3 月 5 日": (1974, 3, 5), "１９７４年３月５日": (1974, 3, 5), "19740305": (1974, 3, 5), "19740305000000": (1974, 3, 5),
    "1974年3月5日出生": (1974, 3, 5), "1974年3月5日生": (1974, 3, 5), "1974年生": (1974, None, None), "1974 生": (1974, None, None),
    "1974-3-5 0:00": (1974, 3, 5), "1974-3-5 12:30:45": (1974, 3, 5), "1974-3-5 12:30:45.123": (1974, 3, 5), "1974-3-5T12:30Z": (1974, 3, 5),
    "1974-3-5 12:30+08:00": (1974, 3, 5), "1974-3-5 12:30+0800": (1974, 3, 5), "1974年3月5日 0:00": (1974, 3, 5), "1974年3月5日 12:30:00": (1974, 3, 5),
    "1974年3月": (1974, 3, None), "1974-3": (1974, 3, None), "1974/12": (1974, 12, None), "1974.3": (1974, 3, None), "197403": (1974, 3, None),
    "1974": (1974, None, None), "1974年": (1974, None, None),
    # a part written 0 is not said, unless a smaller one is
    "1974-0": (1974, None, None), "1974-00-00": (1974, None, None), "197400": (1974, None, None), "19740300": (1974, 3, None), "19740005": None,
    # numbers of days, as spreadsheets keep dates, from 1910 to 2099
    "27093": (1974, 3, 5), "27093.5": (1974, 3, 5), "03654": (1910, 1, 1), "03653": None, "73050": (2099, 12, 31), "73051": None, "3654": None, "270930": None,
    # the first and the last year, the days of a month
    "1849": None, "1850": (1850, None, None), "2099": (2099, None, None), "2100": None, "1974-13": None, "1974-12-31": (1974, 12, 31), "1974-12-32": None,
    "1974-02-29": None, "1976-02-29": (1976, 2, 29), "1974-04-31": None, "1974-01-31": (1974, 1, 31),
    # none
    "1974-3.5": None, "1974/3-5": None, "74-03-05": None, "1974-3-5X": None, "X1974": None, "1974年3": None, "1974030500000": None, "1974-3-5 1230": None, "张三": None, "": None,
    "1974年X": None, "1974-": None, "1974-3-5 12:30:45.": None, "27093.": None, "1974年3月5日X": None,
}  # fmt: skip


def test_what_a_date_says():
    assert {cell: dates.parts(cell) for cell in PARTS} == PARTS


LATEST = {
    "1974-3-5": date(1974, 3, 5), "1974-03": date(1974, 3, 31), "1974-2": date(1974, 2, 28), "1976-2": date(1976, 2, 29), "1974": date(1974, 12, 31), "x": None, "": None,
    None: None, "1974-11": date(1974, 11, 30),
}  # fmt: skip


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_nobody_is_taken_for_older_than_he_may_be(kind):
    out = dates.latest_birth(pa.array([*LATEST, *LATEST], kind))
    assert out.type == pa.date32()
    assert out.to_pylist() == [*LATEST.values()] * 2


AGES = {
    "0": (0, 0), "75": (75, 75), "75岁": (75, 75), "75周岁": (75, 75), "７５": (75, 75), "75 岁": (75, 75), "130": (130, 130), "131": None, "1000": None,
    "70-79": (70, 79), "70~79岁": (70, 79), "70至79": (70, 79), "70到79": (70, 79), "70—79": (70, 79), "70–79": (70, 79), "70岁-79周岁": (70, 79),
    "70-70": (70, 70), "79-70": None, "0-260": (0, 260), "0-261": None, "130-260": (130, 260), "131-140": None, "70-": None,
    "80岁以上": (80, None), "80以上": (80, None), "80及以上": (80, None), "80+": (80, None), "80周岁+": (80, None), "80岁 以上": (80, None), "130以上": (130, None), "131以上": None,
    "80以下": None, "七十": None, "岁": None, "": None, "75X": None, "X75": None, "80+X": None, "80岁以上X": None,
}  # fmt: skip


def test_ages_and_bands_of_them():
    assert {cell: dates.age_range(cell) for cell in AGES} == AGES
    out = dates.ages(pa.array([*AGES, None, "75"]))
    assert out.type == pa.int32()
    assert out.to_pylist() == [*(band and band[0] for band in AGES.values()), None, 75]


def test_the_highest_age():
    assert dates.OLDEST == 130
