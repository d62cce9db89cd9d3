"""Made-up releases, people and rules for the tests of the ledger."""

from datetime import date
from pathlib import Path

import numpy as np

from deid.ledger import Entry
from deid.ledger.facts import Known

DAY = date(2026, 11, 21)
PLACE = "411224"
RULES = Path(__file__).parents[1] / "rules"
SIX_FOUR = 0b111100000000111111
HEADERS = "姓名,身份证号,村,出生日期,年龄,金额"


def number(first17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


def people(count: int, seed: int = 0) -> list[str]:
    """ID numbers of grown-ups."""
    rng = np.random.default_rng(seed)
    births = np.datetime64("1930-01-15") + rng.integers(0, 25_000, count)
    return [number(f"{PLACE}{str(day).replace('-', '')}{rng.integers(1000):03}") for day in births]


def entry(notice: str, shown, day: date = DAY, **more) -> Entry:
    values = {
        "run": "r", "notice": notice, "title": notice, "channel": "village_board", "form": "names",
        "audience": "特定群体", "place": PLACE, "as_of": day, "output_sha256": f"{notice} {day}",
        "output_path": "/nowhere/at/all", "policy_sha256": "0", "rows_out": 10, "floor": 1000,
        "shown": shown,
    }  # fmt: skip
    return Entry(**{**values, **more})


def grown_up(day: date = DAY) -> Known:
    return Known(day, 18, 150)


def write_list(path: Path, ids: list[str], names: str = "王李张刘陈") -> Path:
    path.parent.mkdir(exist_ok=True)
    lines = [
        f"{names[at % len(names)]}{'梅芳强伟静'[at % 5]}{'丽军敏超霞平'[at % 6]},{one},新坪村,"
        f"{one[6:10]}-{one[10:12]}-{one[12:14]},{DAY.year - int(one[6:10])},{100 + at}"
        for at, one in enumerate(ids)
    ]
    path.write_text("\r\n".join([HEADERS, *lines]) + "\r\n", encoding="utf-8-sig")
    return path


def rule(folder: Path, notice: str, columns: str, floor: int = 1000, review: str = "") -> None:
    """A notice type of the county's own, made from a shipped one."""
    folder.mkdir(exist_ok=True)
    text = (RULES / "dibao_result.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("columns:\n")
    tail = rest[rest.index("withhold:") :]
    head = head.replace("notice: dibao_result", f"notice: {notice}").replace("row: household", "row: person")
    head = head.replace("最低生活保障对象确认公布", notice, 1)
    start = head.index("aliases:")
    head = head[:start] + head[head.index("domain:") :]
    tail = tail.replace("candidates: 1000", f"candidates: {floor}")
    tail = tail.replace("review: [保密审查, 部门负责人, 分管领导]\n", review)
    lines = (
        f"columns:\n  subject.name:\n    required: true\n    mask: person_name\n    show: surname\n{columns}"
    )
    (folder / f"{notice}.yaml").write_text(head + lines + tail, encoding="utf-8")


SIX_FOUR_RULE = "  subject.id: {mask: resident_id, show_first: 6, show_last: 4}\n  village: publish\n"
BIRTH_RULE = "  birth_date: {mask: date, to: year}\n  amount: publish\n"
