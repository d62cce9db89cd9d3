"""The columns of a synthetic list, and the cells that stand in them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from deid.policy.fields import load_fields
from deid.policy.model import Policy
from deid.synthetic.people import People, Place
from deid.synthetic.special import SPECIAL
from deid.synthetic.templates import TEMPLATES, Column

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the cells of one block of rows are made from."""

    rng: np.random.Generator
    first: int
    people: People
    place: Place
    policy: Policy


_ALWAYS = ("subject.id", "phone", "address", "bank_account")
_MINORS = 0.02
_ADULTS = (18, 95)


def columns_of(policy: Policy, seed: int) -> tuple[Column, ...]:
    """The columns of a notice type: its template, else what its rule names and what offices export anyway."""
    if policy.notice in TEMPLATES:
        return TEMPLATES[policy.notice].columns
    fields = load_fields().by_id
    name = "householder.name" if policy.row == "household" else "subject.name"
    wanted = ["seq", "town", "village", name]
    wanted += [field for field in policy.columns if field not in ("subject.name", "householder.name")]
    wanted += [*_ALWAYS, "remark"]
    rng = np.random.default_rng([seed, 2])
    made = []
    for field in dict.fromkeys(wanted):
        if field in fields and fields[field].headers:
            spellings = fields[field].headers[:3]
            made.append(Column(field, spellings[0], spellings[int(rng.integers(len(spellings)))]))
    return tuple(made)


def ages_of(policy: Policy) -> tuple[int, int]:
    """Youngest and oldest of the people such a list is about."""
    known = TEMPLATES.get(policy.notice)
    if known is not None and known.ages is not None:
        return known.ages
    implied = policy.implies.get("age")
    if isinstance(implied, (list, tuple)) and len(implied) == 2:  # noqa: PLR2004  from, to
        low, high = (int(str(bound)) for bound in implied)
        return low, min(high, 103)
    return _ADULTS


def minors_of(policy: Policy) -> float:
    """The share of under-age people who got onto such a list."""
    known = TEMPLATES.get(policy.notice)
    return _MINORS if known is None else known.minors


def _pick(words: tuple[str, ...]) -> Callable[[Scene], Cells]:
    def cells(scene: Scene) -> Cells:
        return [words[at] for at in scene.rng.integers(0, len(words), len(scene.people)).tolist()]

    return cells


def _whole(low: int, high: int, step: int = 1) -> Callable[[Scene], Cells]:
    def cells(scene: Scene) -> Cells:
        return [str(n * step) for n in scene.rng.integers(low, high, len(scene.people)).tolist()]

    return cells


def _addresses(scene: Scene) -> Cells:
    people = scene.people
    parts = zip(people.towns, people.villages, people.groups, people.doors, strict=True)
    return [f"{scene.place.county}{town}{village}{group}组{door}号" for town, village, group, door in parts]


def _hundredths(low: int, high: int) -> Callable[[Scene], Cells]:
    def cells(scene: Scene) -> Cells:
        return [f"{n / 100:.2f}" for n in scene.rng.integers(low, high, len(scene.people)).tolist()]

    return cells


def _dates(scene: Scene) -> Cells:
    days = np.datetime64("2026-01-05") + scene.rng.integers(0, 300, len(scene.people))
    return np.datetime_as_string(days, unit="D").tolist()  # type: ignore[no-any-return]


CELLS: dict[str, Callable[[Scene], Cells]] = {
    "seq": lambda s: [str(n) for n in range(s.first + 1, s.first + len(s.people) + 1)],
    "county": lambda s: [s.place.county[-3:]] * len(s.people),
    "town": lambda s: list(s.people.towns),
    "village": lambda s: list(s.people.villages),
    "group": lambda s: [f"{group}组" for group in s.people.groups],
    "address": _addresses,
    "sex": lambda s: ["男" if man else "女" for man in s.people.men.tolist()],
    "birth_date": lambda s: np.datetime_as_string(s.people.births, unit="D").tolist(),
    "age": lambda s: [str(age) for age in s.people.ages.tolist()],
    "bank_account": lambda s: list(s.people.accounts),
    "bank_name": _pick(("农村商业银行", "邮政储蓄银行", "农业银行")),
    "ethnicity": _pick(("汉族", "汉族", "汉族", "回族", "苗族")),
    "member_count": _whole(1, 7),
    "household_count": _whole(1, 2),
    "months": _whole(1, 13),
    "rank": lambda s: [str(n) for n in (s.first + 1 + s.rng.permutation(len(s.people))).tolist()],
    "amount": _whole(20, 200, 10),
    "standard": _whole(20, 200, 10),
    "area": _hundredths(60, 3_000),
    "land_standard": lambda s: ["92.50"] * len(s.people),
    "land_area": _hundredths(60, 3_000),
    "house_area": _hundredths(1_000, 15_000),
    "income": _whole(200, 9_000, 10),
    "cause": _pick(("因病", "因残", "因学", "缺劳动力", "失业", "年老体弱")),
    "support_form": _pick(("分散供养", "分散供养", "集中供养")),
    "care_ability": _pick(("全自理", "半护理", "全护理")),
    "subsidy_type": _pick(("困难残疾人生活补贴", "重度残疾人护理补贴")),
    "disability_class": _pick(("1", "2", "3", "4", "4", "4", "5", "6", "7")),
    "disability_grade": _pick(("1", "2", "3", "4")),
    "school": _pick(("第一小学", "中心小学", "第二初级中学")),
    "grade": _pick(("三年级", "五年级", "七年级")),
    "class": _pick(("1班", "2班", "3班")),
    "item": _pick(("小麦", "玉米", "水稻")),
    "house_grade": _pick(("C级", "D级")),
    "organisation": _pick(("中心敬老院", "第二敬老院")),
    "status": _pick(("正常",)),
    "workplace": _pick(("务农", "镇农机站", "县建筑公司")),
    "remark": lambda s: [""] * len(s.people),
}
_BY_KIND: dict[str, Callable[[Scene], Cells]] = {
    "number": _whole(1, 100),
    "date": _dates,
    "age": CELLS["age"],
    "sex": CELLS["sex"],
    "place": CELLS["village"],
    "code": lambda s: [f"{n:010d}" for n in s.rng.integers(10**9, 10**10, len(s.people)).tolist()],
    "email": lambda s: [f"user{n}@example.com" for n in s.rng.integers(10**3, 10**6, len(s.people)).tolist()],
    "address": _addresses,
    "bank_card": CELLS["bank_account"],
}

_PERSONAL: dict[str, Callable[[People, bool], Cells]] = {  # the subject's own, or somebody else's
    "person_name": lambda people, own: list(people.names if own else people.others),
    "resident_id": lambda people, own: list(people.ids if own else people.other_ids),
    "social_security_number": lambda people, own: list(people.ids if own else people.other_ids),
    "student_number": lambda people, _: ["G" + number for number in people.ids],
    "phone": lambda people, _: list(people.phones),
}


def cells_of(column: Column, scene: Scene, done: dict[str, Cells]) -> Cells:
    """The cells of one column; ``done`` holds the columns made before it."""
    field, people = column.field, scene.people
    if field in done:
        return done[field]
    if field == "land_amount":
        pairs = zip(done["area"], done["land_standard"], strict=True)
        return [f"{float(area) * float(rate):.2f}" for area, rate in pairs]
    if field == "disability_card":
        done["disability_class"] = CELLS["disability_class"](scene)
        done["disability_grade"] = CELLS["disability_grade"](scene)
        parts = zip(people.ids, done["disability_class"], done["disability_grade"], strict=True)
        return ["".join(part) for part in parts]
    known = load_fields().by_id.get(field)
    kind, whose = (known.kind, known.whose) if known else ("text", "none")
    if kind in _PERSONAL:
        return _PERSONAL[kind](people, whose in ("subject", "householder"))
    template = TEMPLATES.get(scene.policy.notice)
    if template is not None and field in template.numbers:
        low, high, step = template.numbers[field]
        return _whole(low // step, high // step + 1, step)(scene)
    if words := _words(scene.policy, field):
        return _pick(words)(scene)
    if field in SPECIAL and (field != "organisation" or field in scene.policy.columns):
        return SPECIAL[field](scene)
    return CELLS.get(field, _BY_KIND.get(kind, _pick(("无",))))(scene)


def _words(policy: Policy, field: str) -> tuple[str, ...]:
    """The words of the template for this column, else those a rule lets through."""
    known = TEMPLATES.get(policy.notice)
    if known is not None and field in known.words:
        return known.words[field]
    column = policy.columns.get(field)
    if column is None:
        return ()
    for treatment in (column.default, *column.channels.values()):
        words = treatment.allowed or treatment.options.get("allowed")
        if words:
            return tuple(str(word) for word in words)
    return ()
