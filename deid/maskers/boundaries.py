"""The four boundaries of a plot (四至)."""

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.registry import masker
from deid.terms import Role, Technique

_NEIGHBOUR = "邻户"
_THINGS = """
道路 公路 大路 小路 马路 土路 田间路 机耕路 生产路 路 道 巷道 巷 街 街道 通道 过道 桥
沟渠 水渠 渠 水沟 沟 河 河道 河堤 溪 塘 水塘 池塘 水库 井 耕地 农田 水田 旱地 田 田埂
地埂 地 自留地 菜地 菜园 果园 园地 林地 树林 竹林 草地 荒地 荒坡 荒山 空地 山 山坡 山脚
坡 坎 坡坎 围墙 院墙 墙 墙外 滴水 屋檐滴水 广场 晒场 晒坝 学校 村部 村委会 文化广场
集体土地 集体地 集体空地 铁路 国道 省道 县道 乡道 村道 组道 邻户 邻居 邻宅 本户 自家
自家地 自家院墙
"""
_BEFORE = "村|组|村组|本村|本组|乡村|水泥|硬化|入户|人行|公用|公共|集体|村民|通村|主干|排水|灌溉"
_AFTER = "边|边缘|中心|中心线|外缘|外沿|为界|以内|外"
_SIDE = "东南|东北|西南|西北|东|南|西|北"
_MOST = 8


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    things = "|".join(_THINGS.split())
    to = "[至到临邻接靠抵:]"
    between = re.compile(rf"[,、;。/| ]+|(?<![东南西北])(?=(?:{_SIDE})[面侧边]?{to})")
    side = re.compile(rf"({_SIDE})[面侧边]?{to}{{0,2}}(.+)")
    return between, side, re.compile(rf"(?:{_BEFORE})?(?:{things})(?:{_AFTER})?")


@masker(
    "boundaries",
    title="四至",
    role=Role.QUASI,
    technique=Technique.GENERALISATION,
    source="中华人民共和国土地管理法实施条例 (国令第743号): what the village reads of a homestead",
)
def boundaries(col: pa.Array, /) -> pa.Array:
    """Keep roads, water and fields of a plot's boundaries, call every neighbour 邻户 (四至概略).

    Args:
        col: text, shape (n,): 东至…，南至…，西至…，北至….

    Returns:
        Text, shape (n,), same type: each side with a word of a closed list, or 邻户. Null stays null, blank
        stays blank; what is not written as sides becomes eight stars.

    Examples:
        >>> boundaries(pa.array(["东至村道，南至张建国宅基地", "见宗地图", ""])).to_pylist()
        ['东至村道，南至邻户', '********', '']
    """
    col = kernels.as_text(col)
    shown = kernels.over_distinct(col, _one)
    return kernels.finish(col, pc.is_valid(shown), shown)


def _one(cell: str) -> str | None:
    between, side, thing = _patterns()
    found = []
    for piece in between.split(kernels.normalise_text(cell)):
        if not piece:
            continue
        part = side.fullmatch(piece)
        if part is None:
            return None
        found.append(f"{part[1]}至{part[2] if thing.fullmatch(part[2]) else _NEIGHBOUR}")
    return "，".join(found) if 0 < len(found) <= _MOST else None
