"""Cells that hold together: valid credit codes, shops named after their owner, neighbours in boundaries."""

from typing import TYPE_CHECKING

from stdnum.cn import uscc

if TYPE_CHECKING:
    from collections.abc import Callable

    from deid.synthetic.lists import Cells, Scene

_TRADES = ("小吃店", "便利店", "家庭农场", "农资经营部", "理发店")
_SOCIETIES = ("养殖专业合作社", "老年人体育协会", "慈善会", "志愿者协会", "农机服务有限公司")
_EVERY = 4  # every fourth organisation is a shop named after its owner
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _organisations(scene: "Scene") -> "Cells":
    county = scene.place.county[-3:]
    made = []
    for row, owner in enumerate(scene.people.others):
        if row % _EVERY == 0:
            made.append(f"{county}{owner}{_TRADES[row % len(_TRADES)]}")
        else:
            made.append(f"{county}{scene.people.villages[row][:-1]}{_SOCIETIES[row % len(_SOCIETIES)]}")
    return [name.replace("社区", "") for name in made]


def _credit_codes(scene: "Scene") -> "Cells":
    made = []
    for digits in scene.rng.integers(0, len(_ALPHABET), (len(scene.people), 9)).tolist():
        body = f"51{scene.place.code}" + "".join(_ALPHABET[digit] for digit in digits)
        made.append(body + uscc.calc_check_digit(body))
    return made


def _boundaries(scene: "Scene") -> "Cells":
    return [f"东至村道，南至{other}家，西至水渠，北至耕地" for other in scene.people.others]


def _numbers(low: int, high: int, pattern: str) -> "Callable[[Scene], Cells]":
    def cells(scene: "Scene") -> "Cells":
        return [pattern.format(n) for n in scene.rng.integers(low, high, len(scene.people)).tolist()]

    return cells


SPECIAL: "dict[str, Callable[[Scene], Cells]]" = {
    "organisation": _organisations,
    "credit_code": _credit_codes,
    "boundaries": _boundaries,
    "exam_number": _numbers(1, 3_000, "20263101{:04d}"),
    "registration_number": _numbers(1, 9_999, "RX2026{:04d}"),
    "position": _numbers(1, 60, "260{:03d}"),
    "building": _numbers(1, 30, "{}号楼"),
    "room": _numbers(101, 1_800, "{}室"),
    "survival_rate": _numbers(85, 100, "{}%"),
    "quantity": _numbers(1, 4, "{}"),
    "insured_quantity": _numbers(1, 40, "{}"),
    "machine_number": _numbers(10**6, 10**7, "NJ{}"),
    "price": _numbers(800, 90_000, "{}"),
    "score": _numbers(6_000, 9_000, "{}"),
    "attachment_count": _numbers(1, 60, "{}"),
}
"""By field; ``organisation`` only where the list is about organisations."""
