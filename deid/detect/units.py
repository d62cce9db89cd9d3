"""The administrative units at the beginning of a Chinese address, read one after the other."""

import re
from collections.abc import Callable
from functools import cache
from typing import Literal

from deid.kernels.lazy import compiled, lazy
from deid.tables import regions
from deid.tables.name_parts import HAN, ILLNESS

Level = Literal["province", "city", "county", "town", "village"]
LEVELS: tuple[Level, ...] = ("province", "city", "county", "town", "village")

_H = f"[{HAN}]"
_SHORT = 2  # 老县 in 老县镇
_DISTRICT = 4

# Parts of the name of a higher unit can hold no ending of a lower one; the odd ones stand in tables/regions.
_OPEN = "[^省市县区旗镇乡村街路巷号组弄栋幢室社*\\d]"
_STREET = "(?:大街|大道|街|路|巷|胡同|弄|里弄)"
_NOT_TOWN = lazy("路|大道|巷")  # 景德镇路
_ESTATE = ("山庄", "港湾", "海湾", "国际社区")
_NOT_VILLAGE = lazy(rf"(?:[东西南北中前后]?{_STREET}|小区|花园|公寓|小学|中学)")
_SENTENCE = lazy("[住租暂患的了已]|联系|电话|附近|旁边|对面|代领|家属|之[妻子女夫父母]|" + "|".join(ILLNESS))


@cache
def _any(words: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


def _match(shape: str, text: str, at: int) -> int:
    """Where a match of the shape at this place ends; the place itself if there is none."""
    found = compiled(shape).match(text, at)
    return at if found is None else found.end()


def _province(text: str) -> int:
    if end := _match(_any(regions.MUNICIPALITIES + regions.PROVINCES), text, 0):
        return end
    short = _match(_any(regions.SHORT_PROVINCES), text, 0)
    if short and (short == len(text) or text[short] == "*"):
        return short
    if short and not compiled("[省市县区州旗镇乡村路街]|.{0,4}族自治").match(text, short):
        beyond = _city(text, short)
        return short if beyond > short or _county(text, short) > short else 0
    return 0


def _city(text: str, at: int) -> int:
    if (end := _match(_any(regions.PREFECTURES + regions.ODD_CITIES), text, at)) > at:
        return end
    if (end := _match(rf"{_H}{{2,14}}?自治州", text, at)) > at:
        return end
    if (end := _match(r"第?(?:\d{1,2}|[一二三四五六七八九十]{1,3})师", text, at)) > at:
        return end
    end = _match(f"{_OPEN}{{1,6}}?市", text, at)
    after = text[end : end + 1]
    if compiled(f"市辖区|{_any(regions.ODD_COUNTIES)}").match(text, end):
        return end
    # 沙市|区 and 津市|市 are counties; 东市|镇 is a town
    return at if after in tuple("区市") or (end - at == _SHORT and after in tuple("镇乡街村桥")) else end


def _county(text: str, at: int) -> int:
    if (end := _match("市辖区", text, at)) > at:
        at = end
    if (end := _match(_any(regions.ODD_COUNTIES), text, at)) > at:
        return end
    autonomous = _match(rf"{_OPEN}{{2,16}}?(?:自治县|自治旗)", text, at)
    if autonomous > at:
        return autonomous
    end = _match(
        rf"{_OPEN}{{1,6}}?县|{_OPEN}{{1,6}}?[左右前中后]旗|{_OPEN}{{1,7}}族区|{_OPEN}{{1,6}}?市", text, at
    )
    if end == at:
        end = _match(rf"{_OPEN}{{0,8}}?(?:经济技术|高新技术产业|产业)开发区|{_OPEN}{{1,4}}?区", text, at)
        if end - at >= _SHORT and text[end - 2] in "社小园校厂片景库住辖民活属业":
            return at
        if end - at > _DISTRICT and text[end - 2] in "东西南北中一二三四五六期":  # an estate: 御景湾东区
            return at
    if end == at:
        return at
    district = text[end - 1] == "区"
    part_of_town = text[end : end + 1] in tuple("镇乡街村桥社") and (district or end - at == _SHORT)
    return at if part_of_town else end


def _town(text: str, at: int) -> int:
    regiment = _match(r"第?(?:\d{1,3}|[一二三四五六七八九十百零〇]{1,6})(?:团场|团)", text, at)
    if regiment > at:
        return regiment
    plain = "[^省县市路巷号组弄栋幢室*\\d]"
    search = rf"(?:{plain}{{1,10}}?|[^省路巷号组弄栋幢室*\d]{{1,4}}?){_any(regions.TOWN_ENDINGS)}"
    end = _match(search, text, at)
    name = text[at:end]
    if not name or (_NOT_TOWN.match(text, end) and not name.endswith(("街道", "处", "办"))):
        return at
    inner = re.sub(f"{_any(regions.TOWN_ENDINGS)}$", "", name)
    return at if "社区" in name or "村" in inner[1:-1] or _SENTENCE.search(name) else end


def _village(text: str, at: int) -> int:
    numbered = _match(
        r"第?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})(?:连|社区居委会|社区|居委会|分场|营)", text, at
    )
    if numbered > at:
        return numbered
    end = _match(rf"[^*\d号栋幢室]{{1,12}}?{_any(regions.VILLAGE_ENDINGS)}", text, at)
    if end > at:
        more = _match("(?:村|社区居民委员会|社区居委会|社区|居民委员会|居委会|民委员会|委会)", text, end)
        end = more if text[end - 1] == "村" else end
    else:
        weak = rf"[^*\d号栋幢室路街巷]{{1,4}}{_any(regions.WEAK_VILLAGE_ENDINGS)}"
        end = _match(rf"{weak}(?=$|[\d*]|[一二三四五六七八九十]+[组队社号])", text, at)
    name = text[at:end]
    if not name or name.endswith(_ESTATE) or _NOT_VILLAGE.match(text, end) or _SENTENCE.search(name):
        return at
    street = compiled(f"{_STREET}|小区|花园|公寓|大厦|[组队院]").search(name)
    behind = name[street.end() :] if street else ""
    crossed = street is not None and not compiled("社区.*|居委会|居民委员会|村.*").fullmatch(behind)
    return at if crossed else end


_READERS: tuple[tuple[Level, Callable[[str, int], int]], ...] = (
    ("city", _city),
    ("county", _county),
    ("town", _town),
    ("village", _village),
)


def ends(text: str) -> dict[Level, int]:
    """Where each level that can be read ends, higher levels first, each after the one before."""
    found: dict[Level, int] = {}
    at = _province(text)
    if at:
        found["province"] = at
    for level, reader in _READERS:
        if level == "city" and text.startswith(regions.MUNICIPALITIES):
            found["city"] = at = _match(f"(?:市辖区|县(?=$|[*]|{_H}{{2,6}}[县区]))?", text, at)
        elif (end := reader(text, at)) > at:
            found[level] = at = end
    if _SENTENCE.search(text[:at]):
        return {}
    return found
