"""How the columns of a synthetic list are written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, its plain header and the spelling a messy export gives it."""

    field: str
    header: str
    odd: str


@dataclass(frozen=True, slots=True)
class Template:
    """What offices export for one notice type.

    Attributes:
        columns: the columns in their order.
        words: by field, the cells to pick from; without it what the rule allows, else the usual.
        numbers: by field, lowest, highest and step of whole numbers.
        back: by field, the cells that keep their row off the list.
        ages: youngest and oldest of the people; without it what the rule implies, else adults.
        minors: share of under-age people who do not belong on the list.
    """

    columns: tuple[Column, ...]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    back: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ages: tuple[int, int] | None = None
    minors: float = 0.02


def columns(*texts: str) -> tuple[Column, ...]:
    """Columns written as ``field:header:odd header``; the odd one may be left out."""
    parts = [[*text.split(":"), ""] for text in texts]
    return tuple(Column(name, header, odd or header) for name, header, odd, *_ in parts)


PLACE = ("seq:序号", "town:乡镇:乡镇（街道）", "village:村:村（社区）")
REMARK = ("remark:备注:备  注",)
