"""What clerks and business systems do to a list: notes, blanks, full-width digits, door numbers, families."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from deid.synthetic.lists import Cells, Scene
from deid.synthetic.people import AS_OF, People
from deid.synthetic.templates import Column

_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_HIV = ("艾滋病患者", "四免一关怀对象", "HIV感染者家属")
_MENTAL = ("精神残疾二级", "精神分裂症")
_HARMLESS = ("五保户", "已核查", "2025年复审", "其子在外务工")
_NAME_NOTES = ("（已故）", "(肢体残疾)", "（{other}代领）", "（户主）")
_FEW = 20  # a shorter list gets no planted rows
_DIRTY_IDS, _DIRTY_PHONES, _REMARKS = 0.3, 0.3, 0.5
_FAMILIES, _SENSITIVE, _NOTED, _DOORS = 0.03, 0.006, 0.01, 0.008


@dataclass(slots=True)
class Planted:
    """What was put into a block, for the truth beside the list."""

    hiv: set[int] = field(default_factory=set)
    mental: set[int] = field(default_factory=set)
    no_village: set[int] = field(default_factory=set)
    never: list[str] = field(default_factory=list)
    never_text: list[str] = field(default_factory=list)


def some(rng: np.random.Generator, count: int, share: float) -> list[int]:
    """A few rows: at least one in a list of twenty, never more than the share otherwise."""
    if count < _FEW:
        return []
    return sorted(rng.choice(count, max(1, int(count * share)), replace=False).tolist())


def families(people: People, rng: np.random.Generator) -> tuple[People, list[int]]:
    """Let some rows live in the house of the row above."""
    towns, villages = list(people.towns), list(people.villages)
    groups, doors = list(people.groups), list(people.doors)
    rows = [row for row in some(rng, len(people), _FAMILIES) if row]
    for row in rows:
        towns[row], villages[row] = towns[row - 1], villages[row - 1]
        groups[row], doors[row] = groups[row - 1], doors[row - 1]
    return replace(people, towns=towns, villages=villages, groups=groups, doors=doors), rows


def remarks(scene: Scene, planted: Planted, joined: list[int], *, messy: bool) -> Cells:
    """A remark column: mostly harmless, some of it what keeps a person off the list."""
    rng, people = scene.rng, scene.people
    count = len(people)
    cells = [""] * count
    kinds = rng.integers(0, 12, count).tolist()
    for row in np.flatnonzero(rng.random(count) < _REMARKS).tolist():
        cells[row] = _remark(kinds[row], row, people, planted, messy=messy)
    chosen = some(rng, count, _SENSITIVE)
    planted.hiv |= set(chosen) | ({joined[0]} if joined else set())
    for row in sorted(planted.hiv):
        cells[row] = _HIV[row % len(_HIV)]
    for row in set(some(rng, count, _SENSITIVE)) - planted.hiv:
        cells[row] = _MENTAL[row % len(_MENTAL)]
        planted.mental.add(row)
    return cells


def _remark(kind: int, row: int, people: People, planted: Planted, *, messy: bool) -> str:
    if not messy or kind >= len(_HARMLESS):
        return _HARMLESS[kind % len(_HARMLESS)]
    if kind == 0:
        planted.never.append(people.phones[row])
        return f"联系其子{people.phones[row]}"
    if kind == 1:
        planted.never.append(people.accounts[row])
        return f"卡号{people.accounts[row]}"
    if kind == 2:  # noqa: PLR2004
        planted.never.append(people.ids[row])
        return f"身份证{people.ids[row]}已核"
    planted.never_text.append(f"{people.others[row]}代领")
    return f"{people.others[row]}代领"


def dirty(cells: Cells, column: Column, kind: str, scene: Scene, planted: Planted) -> Cells:
    """A column as it comes out of a real export."""
    if kind == "resident_id":
        return _damaged(cells, scene, _DIRTY_IDS, _id_styles)
    if kind == "phone":
        return _damaged(cells, scene, _DIRTY_PHONES, _phone_styles)
    if column.field in ("subject.name", "householder.name"):
        return _noted(cells, scene, planted)
    if column.field == "village":
        return _with_doors(cells, scene, planted)
    return cells


def _damaged(cells: Cells, scene: Scene, share: float, styles: Callable[[str], Iterator[str]]) -> Cells:
    made = list(cells)
    rows = np.flatnonzero(scene.rng.random(len(cells)) < share).tolist()
    for row, pick in zip(rows, scene.rng.integers(0, 1 << 30, len(rows)).tolist(), strict=True):
        found = list(styles(cells[row]))
        made[row] = found[pick % len(found)]
    return made


def _id_styles(number: str) -> Iterator[str]:
    yield f"{number[:6]} {number[6:14]} {number[14:]}"
    yield f"\t{number}"
    yield f"'{number}"
    yield f" {number} "
    yield number.translate(_WIDE)
    yield number.lower()
    if number[6:8] == "19":
        yield number[:6] + number[8:17]  # the 15 digits of old registers


def _phone_styles(number: str) -> Iterator[str]:
    yield f"+86 {number}"
    yield f"86{number}"
    yield f"{number[:3]} {number[3:7]} {number[7:]}"
    yield f"{number[:3]}-{number[3:7]}-{number[7:]}"
    yield number.translate(_WIDE)
    yield f"{number}/0398-2{number[-6:]}"


def _noted(cells: Cells, scene: Scene, planted: Planted) -> Cells:
    made = list(cells)
    for row in some(scene.rng, len(cells), _NOTED):
        note = _NAME_NOTES[row % len(_NAME_NOTES)].format(other=scene.people.others[row])
        made[row] += note
        planted.never_text.append(note[1:-1])
    return made


def _with_doors(cells: Cells, scene: Scene, planted: Planted) -> Cells:
    made = list(cells)
    for row in some(scene.rng, len(cells), _DOORS):
        door = f"{scene.people.groups[row]}组{scene.people.doors[row]}号"
        made[row] += door
        planted.never_text.append(door)
        planted.no_village.add(row)
    return made


def above(title: str, county: str, width: int) -> list[list[str]]:
    """The lines above the header of a messy export."""
    quarter = "一二三四"[(AS_OF.month - 1) // 3]
    day = f"{AS_OF.year}年{AS_OF.month}月{AS_OF.day}日"
    return [
        _line(width, f"{county}{AS_OF.year}年第{quarter}季度{title}花名册"),
        _line(width, "填报单位（盖章）：民政办", day),
    ]


def below(width: int, at: int | None, total: str) -> list[list[str]]:
    """The lines below the data."""
    sums = _line(width, "合计")
    if at is not None:
        sums[at] = total
    return [sums, _line(width, "制表人：曹某  联系电话：0398-7696758")]


def _line(width: int, first: str, last: str = "") -> list[str]:
    cells = [""] * width
    cells[0] = first
    if last:
        cells[-1] = last
    return cells
