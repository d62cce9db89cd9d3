"""Place names (地名) as a published column may hold them: town, village, group, nothing of a household."""

from deid.tables.name_parts import HAN, ILLNESS, TRANSLITERATION

_NAME = f"[{HAN}]"
_NUMBER = r"第?\d{1,3}"
_ABOVE = "省|自治区|自治州|州|盟|地区|市|自治县|县|自治旗|旗|区|兵团|师|街道办事处|街道|民族乡|乡|镇|苏木"

COUNTY_ENDS = "自治县|县|市辖区|新区|林区|特区|开发区|区|自治旗|旗|市"
TOWN_ENDS = (
    "街道办事处|街道办|街道|地区办事处|办事处|民族苏木|苏木|民族乡|乡|镇|区公所|开发区|工业园区|园区|管理区|示范区|管委会|"
    "团场|农场|林场|牧场|渔场|茶场|园艺场|良种场|原种场"
)
VILLAGE_ENDS = (
    "村民委员会|村委会|村委|行政村|自然村|中心村|村|社区居民委员会|社区居委会|社区|居民委员会|居委会|居委|居民区|家委会|"
    "嘎查村|嘎查|牧委会|生产队|大队|农业队|牧业队|连队|队|连|分场|农场|林场|牧场|渔场|茶场|管区|作业区|作业站|屯|庄|寨|堡|营|坊|圩|垸"
)
GROUP_ENDS = "村民小组|居民小组|选民小组|小组|村民组|居民组|组|生产队|小队|大队|队|社|屯|庄|寨|自然村|片区"
_NUMBERED_VILLAGE = "社区居委会|社区|居民委员会|居委会|连队|连|营|分场|街坊|生产队|作业站"
_NUMBERED_TOWN = "团场|团|师|农场|街道办事处|街道|街"
_NUMBERED_GROUP = "村民小组|居民小组|选民小组|小组|村民组|组|生产队|小队|队|社"

_PREFIX = f"(?:{_NAME}{{1,14}}?(?:{_ABOVE}) ?){{0,4}}"


def _unit(ends: str, numbered: str = "") -> str:
    """A name with one of the endings; digits only as the ordinal directly before one of ``numbered``."""
    named = f"{_NAME}{{1,15}}?(?:{ends})"
    return f"(?:{named}|{_NAME}{{0,12}}{_NUMBER}(?:{numbered}))" if numbered else named


_VILLAGE = _unit(VILLAGE_ENDS, _NUMBERED_VILLAGE)
_TOWN = rf"(?:{_unit(TOWN_ENDS, _NUMBERED_TOWN)}|[一二三四五六七八九十百〇零]{{1,5}}团)"
_GROUP = _unit(GROUP_ENDS, _NUMBERED_GROUP)

PATTERNS = {
    "county": f"^{_PREFIX}{_unit(COUNTY_ENDS)}$",
    "town": f"^{_PREFIX}{_TOWN}$",
    "village": f"^{_PREFIX}{_VILLAGE}$",
    "group": rf"^(?:\d{{1,3}}|{_PREFIX}(?:{_VILLAGE} ?)?(?:{_GROUP}|{_VILLAGE}))$",
    "place": f"^{_PREFIX}(?:{_unit(_ABOVE)}|{_TOWN}|{_VILLAGE}|(?:{_VILLAGE} ?)?{_GROUP})$",
}
"""RE2 patterns, each for the whole normalised cell."""

USUAL = {
    "town": r"^[\x{4e00}-\x{9fff}]{1,6}(?:镇|乡|街道)$",
    "village": r"^[\x{4e00}-\x{9fff}]{1,6}(?:村|社区)$",
}
"""RE2 of the names that most lists hold; each is also matched by its whole pattern."""
WORTH = r"^[^*]*[\x{4e00}-\x{9fff}][^*]*$"
"""RE2 that a cell must match to be worth the whole pattern."""

_OF_PEOPLE = """
欠款 欠债 欠钱 欠费 欠缴 欠低保 拖欠 未还 没还 不还 归还 偿还 还款 还钱 还债 借款 借钱 万元 块钱 元钱
元整 冒领 骗取 套取 挪用 上访 赌博 酗酒 判刑 坐牢 去世 死亡 病故 离异 丧偶
"""
TOLD = tuple(_OF_PEOPLE.split())
"""What is told of people, and names neither a place nor an organisation."""
_TOLD = """
贷款 罚款 退款 存款 汇款 捐款 赔款 人民币 诈骗 信访 举报 投诉 违法 犯罪 打工 务工 低保 特困 贫困 残疾
孤儿 患者 单亲 失业 补助 补贴 津贴 抚恤
"""
"""What names no place, though an organisation may bear it."""
_PARTS = "省市县区旗州盟师团乡镇街道路村社组队屯庄寨场厂矿局院校园公司所站"
SENTENCE = rf"[^{_PARTS}{''.join(sorted(TRANSLITERATION))}\x00-\x7f]{{9}}"
"""So many characters without one that long names of places are made of."""

DENY = (
    "合作社|旅行社|报社|住|患|已|的|了|电话|联系|代领|家属|之[妻子女夫父母]|户主|某|身份|证号|账号|卡号|备注|"
    f"敬老院|养老院|福利院|救助站|{'|'.join(ILLNESS)}|^[^ ]{{45,}}$"
    f"|{'|'.join((*TOLD, *_TOLD.split()))}"
)
"""What no place name holds, whatever its ending."""
