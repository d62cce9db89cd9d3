"""Names of organisations (组织名称), and the natural persons that stand in them.

A company or an association stays as it is registered. A stall, a shop or a family farm (个体工商户) mostly
bears its owner's name: there the given name is hidden. Who registered the business cannot be seen from its
name, so whatever could be a person's name counts as one.
"""

import pyarrow as pa

from deid import kernels
from deid.detect import accepts, names
from deid.kernels.lazy import compiled
from deid.tables.name_parts import HAN
from deid.tables.surnames import COMMON, COMPOUND, SINGLE

_BUSINESS = """
小吃店 小吃部 快餐店 早餐店 面馆 饭店 饭馆 餐馆 餐厅 酒楼 酒家 烧烤店 火锅店 便利店 百货店
杂货店 副食店 食品店 水果店 蔬菜店 粮油店 超市 商店 商行 商铺 商贸行 门市部 门市 经营部
经销部 销售部 批发部 零售店 专卖店 服装店 鞋店 家电店 五金店 建材店 农资店 农资经营部 种子店
化肥店 药店 诊所 理发店 美发店 美容店 养生馆 照相馆 打印店 文具店 书店 维修部 修理部 修理店
修理厂 汽修厂 洗车店 加工厂 加工坊 加工店 豆腐坊 油坊 酒坊 磨坊 作坊 砖厂 养殖场 养猪场
养牛场 养羊场 养鸡场 种植场 种植园 采摘园 果园 茶园 苗圃 农庄 农家乐 民宿 宾馆 旅馆
家庭农场 农场 工作室 服务部 服务店 网吧 茶馆 茶楼 棋牌室 运输户 养殖户 种植户 加工户 专业户
大户 个体户 个体工商户 工商户 店 馆 铺 坊 户 厂 摊
"""
_ENDS = tuple(sorted(_BUSINESS.split(), key=len, reverse=True))
_PUBLIC = ("图书馆", "文化馆", "档案馆", "博物馆", "纪念馆", "体育馆", "科技馆", "美术馆", "展览馆")
_ABOVE = "省|自治区|市|自治县|县|旗|区|街道|乡|镇|村|社区"
_PLACE = f"([{HAN}]{{1,7}}?)(?:{_ABOVE})(?![场民面委里口域情味音土亲间头村])"
_NAME = 3  # characters of a name that no place is called by, unless it is
_LONGEST = 30


def _places_before(text: str) -> int:
    """How many characters of a name are the places it begins with."""
    at = 0
    while place := compiled(_PLACE).match(text, at):
        if len(place[1]) >= _NAME and names.read(place[1][:_NAME]):
            break
        at = place.end()
    return at


def shown(cell: str) -> str | None:
    """What may show of a cell that names an organisation or a person; None if it names neither.

    >>> [shown(cell) for cell in ("卢氏县人民医院", "卢氏县张建国小吃店", "张建国", "见附件")]
    ['卢氏县人民医院', '卢氏县张**小吃店', '张**', None]
    """
    text = kernels.normalise_text(cell).replace(" ", "")
    bare = compiled(r"\([^()]*\)?$").sub("", text)  # a note behind the name, often the owner's
    for one in dict.fromkeys((text, bare)):
        found = _organisation(one)
        if found is not None:
            return found
    person = names.read(cell)
    return None if person is None else _masked(person)


def _masked(person: names.Name) -> str:
    return person.head + "*" * max(1, min(2, person.length - len(person.head)))


def _organisation(text: str) -> str | None:
    if not text or len(text) > _LONGEST:
        return None
    if text.endswith(_PUBLIC):
        return text if _accepted(f"{text}中心") else None
    end = next((end for end in _ENDS if text.endswith(end) and len(text) > len(end)), None)
    if end is None:
        return _accepted(text)
    start = _places_before(text[: -len(end)])
    places, own = text[:start], text[start : -len(end)]
    if not _accepted(f"{places}{own.replace('*', '')}经营部"):
        return None
    return f"{places}{_without_person(own)}{end}"


def _accepted(text: str) -> str | None:
    found: str | None = accepts.accept("organisation", pa.array([text], pa.string()))[0].as_py()
    return found


def _without_person(own: str) -> str:
    """What a business calls itself, with what could be a person's given name hidden."""
    seen = own.partition("*")[0]
    if seen[:2] in COMPOUND:
        return f"{seen[:2]}**"
    if own != seen or names.read(own) is not None or (own[:1] in SINGLE and len(own) > 1):
        return f"{seen[:1]}**"
    at = next((at for at in range(1, len(own) - 1) if own[at] in COMMON), None)
    return own if at is None else f"{own[at]}**"
