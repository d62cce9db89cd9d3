"""Invented people on three kinds of lists, twelve months long, and what gets posted of them.

The attack (``test_attack``) sees only the folder of posted files; it imports nothing from deid. This module
is the office: it knows everybody, has the lists masked, and keeps the truth for the referee.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

import deid

COUNTY = "411224"
MONTHS = tuple(date(2026 if month < 12 else 2027, month % 12 + 1, 21) for month in range(1, 13))
CHANNELS = ("village_board", "wechat_group")
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
_GIVEN = list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文德春梅红云飞波斌宇浩凯")


@dataclass(frozen=True)
class World:
    """Everybody, and who is on which list in which month."""

    people: pd.DataFrame
    on: dict[str, np.ndarray]  # notice -> (months, people)

    def truth(self):
        """The number of every person, by village and name."""
        return dict(
            zip(zip(self.people["村"], self.people["姓名"], strict=True), self.people["号码"], strict=True)
        )


def make_world(count, seed=0):
    """People aged 19 to 103, a third of them past 78; lists that people join and leave."""
    rng = np.random.default_rng(seed)
    old = rng.random(count) < 0.35
    first = np.where(old, np.datetime64("1923-03-01"), np.datetime64("1949-01-01"))
    span = np.where(old, 365 * 26, 365 * 57)
    born = first + (rng.random(count) * span).astype(int)
    men = rng.random(count) < 0.5
    village = rng.integers(0, max(1, count // 250), count)
    people = pd.DataFrame(
        {
            "姓名": _names(rng, village),
            "性别": np.where(men, "男", "女"),
            "出生日期": np.datetime_as_string(born, unit="D"),
            "号码": _numbers(rng, born, men),
            "乡镇": np.char.add(np.array(list("东西南北"))[village % 4], "坪镇"),
            "村": [f"{_SURNAMES[at % 40]}{_SURNAMES[at // 40 % 40]}庄村" for at in village],
            "电话": [f"138{n:08d}" for n in rng.integers(0, 10**8, count)],
            "账号": [f"62{n:017d}" for n in rng.integers(0, 10**17, count)],
            "人口": rng.integers(1, 6, count),
            "等级": rng.integers(1, 3, count),
        }
    )
    months = np.arange(len(MONTHS))[:, None]
    alive = months < np.where(rng.random(count) < 0.06, rng.integers(1, 12, count), 99)
    of_age = np.array([_years(born, day) >= 80 for day in MONTHS])
    return World(
        people.sort_values(["村", "姓名"], kind="stable"),
        {
            "gaoling": alive & of_age,
            "dibao_result": alive & _spells(rng, count, 0.4),
            "canji_butie": alive & _spells(rng, count, 0.25),
        },
    )


def _spells(rng, count, share):
    """Months on a list: some people join, some leave, most stay."""
    months = np.arange(len(MONTHS))[:, None]
    start = np.where(rng.random(count) < 0.2, rng.integers(1, 12, count), 0)
    end = np.where(rng.random(count) < 0.15, rng.integers(1, 12, count), 99)
    return (rng.random(count) < share) & (months >= start) & (months < end)


def _names(rng, village):
    """Names that occur once in a village, so that nothing but the mask protects anybody."""
    taken, names = set(), []
    for at in village.tolist():
        while True:
            picked = rng.integers(0, [len(_SURNAMES), len(_GIVEN), len(_GIVEN)])
            name = _SURNAMES[picked[0]] + _GIVEN[picked[1]] + _GIVEN[picked[2]]
            if (at, name) not in taken:
                break
        taken.add((at, name))
        names.append(name)
    return names


def _numbers(rng, born, men):
    sequence = rng.integers(0, 500, len(born)) * 2 + men
    days = np.char.replace(np.datetime_as_string(born, unit="D"), "-", "")
    first17 = np.char.add(np.char.add(COUNTY, days), np.char.zfill(sequence.astype(str), 3))
    digits = np.array([list(map(int, number)) for number in first17.tolist()])
    return np.char.add(first17, np.array(list("10X98765432"))[digits @ WEIGHTS % 11]).tolist()


def _years(born, day):
    stamp = np.char.replace(np.datetime_as_string(born, unit="D"), "-", "").astype(int)
    return (day.year * 10_000 + day.month * 100 + day.day - stamp) // 10_000


def exported(world, notice, month):
    """One list of one month as the office's system exports it."""
    rows = world.people[world.on[notice][month][world.people.index]]
    age = _years(rows["出生日期"].to_numpy(dtype="datetime64[D]"), MONTHS[month])
    out = pd.DataFrame({"序号": np.arange(1, len(rows) + 1), "乡镇": rows["乡镇"], "村": rows["村"]})
    name = "户主姓名" if notice == "dibao_result" else "姓名"
    out[name], out["身份证号码"] = rows["姓名"], rows["号码"]
    out["性别"], out["出生日期"], out["年龄"] = rows["性别"], rows["出生日期"], age
    out["联系电话"], out["银行账号"] = rows["电话"], rows["账号"]
    if notice == "gaoling":
        out["补贴金额"] = np.select([age >= 100, age >= 90], [500, 100], 50)
    elif notice == "dibao_result":
        out["保障人数"], out["保障金额"] = rows["人口"], rows["人口"] * 310
    else:
        out["补贴类型"] = np.where(rows["等级"] == 1, "生活补贴", "护理补贴")
        out["补贴金额"] = rows["等级"] * 75
    return out.astype(str).reset_index(drop=True)


def post_with_deid(world, folder):
    """Every list of every month, on every channel, as deid lets it be posted."""
    for notice in world.on:
        for month, day in enumerate(MONTHS):
            raw = exported(world, notice, month)
            for channel in CHANNELS:
                release = deid.mask(raw, notice, channel=channel, whole=True, as_of=day)
                _write(release.data, folder, notice, channel, month)


def post_with_stars(world, folder, masks, birth_on=("gaoling",)):
    """The same lists as offices post them: an ID with its middle starred, here and there a birth date."""
    for notice, (first, last) in masks.items():
        for month in range(len(MONTHS)):
            raw = exported(world, notice, month)
            keep = [
                column for column in raw.columns if column not in ("联系电话", "银行账号", "年龄", "性别")
            ]
            posted = raw[keep if notice in birth_on else [one for one in keep if one != "出生日期"]].copy()
            stars = "*" * (18 - first - last)
            posted["身份证号码"] = [
                number[:first] + stars + number[18 - last :] for number in posted["身份证号码"]
            ]
            _write(posted, folder, notice, "village_board", month)


def _write(frame, folder, notice, channel, month):
    frame.to_csv(folder / f"{month:02d}_{notice}_{channel}.csv", index=False)
