"""Closed published columns: what a cell must be, in full, to come out as it went in.

A decision looks at one cell only. Anything that does not match becomes null, which callers treat as hidden.
"""

import re
from collections.abc import Sequence
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect import credit_code, names, places, vouched
from deid.kernels.known import known
from deid.kernels.shape import distinct
from deid.tables.name_parts import HAN, ILLNESS

_SIGN = r"[+\-−]?"
_WHOLE = r"\d{1,9}|\d{1,3}(?:,\d{3}){1,2}"
# At most ten digits in all, so that a phone or an ID never passes, whatever dot is put into it.
_DECIMAL = (
    r"\d{1,8}\.\d{1,2}|\d{1,6}\.\d{3,4}|\d{1,4}\.\d{5,6}|\d{1,3},\d{3}\.\d{1,4}|\d{1,2}(?:,\d{3}){2}\.\d{1,2}"
)
_UNIT = (
    "万元|元|角|亩|公顷|平方米|平方|平米|m2|m²|米|人次|人|户|口|周岁|岁|个月|个|月|年|天|日|次|斤|公斤|千克|kg|吨|"
    "头|只|株|棵|台|套|件|袋|箱|床|条|瓶|桶|双|册|本|辆|间|份|名|张|亩次|分|万|%"
)
_PER = "月|年|天|日|人|户|亩|次|季度|季|平方米|m2|头|台|人[/·.]月|人[/·.]年|人[/·.]天|户[/·.]月"
_NUMBER = rf"^{_SIGN} ?(?:人民币 ?)?[¥$]? ?{_SIGN}(?:{_WHOLE}|{_DECIMAL}) ?(?:(?:{_UNIT})(?:/(?:{_PER}))?)?$"
_INTEGER = (
    rf"^{_SIGN}(?:{_WHOLE})(?:\.0{{1,2}})? ?(?:人次|人|户|口|个|岁|月|年|天|次|名|头|只|株|台|套|件|份)?$"
)

_YEAR = r"(?:18|19|20|21)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TIME = r"(?:[ T](?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\.0+)?)?"
_TWO = r"(?:1[0-2]|0[1-9])"
_DATE = (
    rf"^(?:{_YEAR}年?|{_YEAR}[\-/.年]{_MONTH}月?|{_YEAR}{_TWO}(?:(?:0[1-9]|[12]\d|3[01]))?|"
    rf"(?:{_YEAR}-{_MONTH}-{_DAY}|{_YEAR}/{_MONTH}/{_DAY}|{_YEAR}\.{_MONTH}\.{_DAY}|{_YEAR}年{_MONTH}月{_DAY}日){_TIME}|"
    rf"{_YEAR}年(?:第?[一二三四1-4]季度|[上下]半年|度))$"
)
_MONTHS = (
    rf"^(?:(?:{_YEAR}年)?{_MONTH}(?:[\-~至到]{_MONTH})?月份?|{_YEAR}年{_MONTH}月[\-~至到](?:{_YEAR}年)?{_MONTH}月|{_MONTH}|"
    rf"{_YEAR}[\-/.]{_MONTH}|{_YEAR}{_TWO})$"
)

_YEARS = r"(?:1[0-2]\d|130|[1-9]?\d)"
_AGE = rf"{_YEARS} ?(?:周?岁)?"
_ORGANISATION_ENDS = (
    "公司|合作社|合作联社|联合社|学校|小学|中学|高中|初中|大学|学院|职业技术学校|技校|幼儿园|幼儿班|教学点|医院|卫生院|卫生室|"
    "卫生所|敬老院|养老院|福利院|养老服务中心|服务中心|服务站|救助站|村民委员会|村委会|居民委员会|居委会|委员会|政府|办事处|"
    "民政局|财政局|教育局|农业农村局|局|厅|协会|学会|商会|联合会|残联|妇联|工会|党支部|党总支|党委|团委|团支部|基金会|促进会|慈善会|红十字会|慈善总会|"
    "农场|林场|家庭农场|合作农场|养殖场|加工厂|工厂|厂|商店|超市|经营部|门市部|书店|药店|银行|信用社|信用合作社|联社|"
    "分公司|集团|研究院|研究所|事务所|中心|社|站|总队|支队|大队|中队|法院|检察院|党校|分校|校区|研究生院|医学部|电视台|派出所|"
    "司法所|财政所|税务所|监管所|管理所|管理处|办公室|组织部|宣传部|统战部|武装部|政法委|纪委监委|纪委|监委|团委|图书馆|文化馆|"
    "博物馆|档案馆|纪念馆|体育馆"
)
_WORDS = f"[{HAN}]"
_TENS = "[一二三四五六七八九十]{1,3}"
_ESTATE = (
    f"{_WORDS}{{2,12}}(?:小区|花园|[家佳嘉馨]园|[新雅佳嘉]苑|公寓|新村|新城|雅居|公租房|廉租房|保障房|安置房)"
    f"(?:(?:{_TENS}|[1-9])期|[A-Z东西南北]区)?"
)
_YEAR_GROUP = (
    "[一二三四五六七八九]年级|[初高大][一二三四五]|[初高]中?[一二三]年级|大学?[一二三四五]年级|研[一二三]|[小中大]班|学前班|"
    r"(?:19|20)?\d\d[级届]"
)
_CLASS = rf"第?\(?(?:\d{{1,2}}|{_TENS})\)?班"

_PATTERNS = {
    "integer": _INTEGER,
    "number": _NUMBER,
    "date": _DATE,
    "month": _MONTHS,
    "percent": r"^(?:100(?:\.0{1,4})?|\d{1,2}(?:\.\d{1,4})?) ?%$",
    "share": r"^(?:(?:100(?:\.0{1,4})?|\d{1,2}(?:\.\d{1,4})?) ?%|[01](?:\.\d{1,6})?|\d{1,3}/\d{1,4})$",
    "sex": "^[男女]性?$",
    "age": rf"^{_YEARS} ?(?:周岁|岁)?$",
    "age_band": rf"^(?:{_AGE}[\-~至到—–]{_AGE}|{_AGE}及?(?:以上|以下)|{_YEARS} ?\+)$",
    "organisation": (
        rf"^{_WORDS}{{1,24}}(?:\({_WORDS}{{2,6}}\){_WORDS}{{0,10}})?(?:第?\d{{1,3}})?(?:{_ORGANISATION_ENDS})$"
    ),
    # An exam, registration or post number: shorter than an account or an ID, no phone, no birth date.
    "code": r"^(?:\d{3,14}|[A-Z]{1,4}-?\d{1,14})$",
    "building": rf"^(?:第?\d{{1,3}}|{_TENS}|[A-Z]\d{{0,2}})(?:号楼|#楼|号|#|楼|栋|幢|座)?$",
    "school_class": (
        rf"^(?:{_YEAR_GROUP})(?:{_CLASS})?$|^{_CLASS}$|^(?:20)?\d\d[级届]?{_WORDS}{{2,8}}\(?\d{{1,2}}\)?班$"
    ),
    "estate": f"^{_ESTATE}$",
    "nameless": (
        "^(?:(?:社会|海外)?(?:爱心|热心)(?:人士|企业|网友|群众|村民|市民|居民|商户|家长)|海外侨胞|爱心侨胞)$"
    ),
    **places.PATTERNS,
}

# Care homes and the like are organisations, though they tell something of whoever lives there.
_SENSITIVE = """
精神 智力 肢体 视力 听力 因残 致残 失独 孤儿 特殊教育 看守所 监狱
"""
_WITHHOLD = "|".join((*ILLNESS, *_SENSITIVE.split()))
_NOT_ORGANISATION = f"{_WITHHOLD}|^.{{31,}}$|住|患|的|联系|电话|代领|某|{'|'.join(places.TOLD)}"
_BORN = r"(?:19\d\d|20[01]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_NOT_CODE = rf"1[3-9]\d{{9}}$|(?:^|-)0\d{{9,11}}$|(?:^|-){_BORN}$|[1-9]\d{{5}}{_BORN}"
_DENY = {
    **dict.fromkeys(places.PATTERNS, f"{places.DENY}|{places.SENTENCE}"),
    "estate": places.DENY,
    "organisation": _NOT_ORGANISATION,
    "code": _NOT_CODE,
    "school_class": _NOT_ORGANISATION,
}
_NOT_ILLNESS = "精神文明|视力矫正"

KINDS: frozenset[str] = frozenset(_PATTERNS) | {"person_name", "party", "word", "credit_code"}
"""The kinds of cell a published column can be closed to."""


def accept(
    kind: str, col: pa.Array, *, allowed: Sequence[str] | None = None, other: str | None = None
) -> pa.Array:
    """The cells as they may be published, null where they do not match ``kind`` in full.

    Args:
        kind: one of ``KINDS``.
        col: text, shape (n,); full-width characters are read through and published as they came.
        allowed: for ``word``, the words that may be published; for places and persons, more names that the
            office vouches for.
        other: for ``word``, what every other word becomes; without it, null.

    Returns:
        Text, shape (n,), same type; verbatim, save that a note in brackets behind a name is cut.
        Blank stays blank, null stays null.

    Raises:
        ValueError: an unknown kind.

    Examples:
        >>> accept("village", pa.array(["三里村", "三里村3组463号", "张三", ""])).to_pylist()
        ['三里村', None, None, '']
        >>> accept("number", pa.array(["1,030.50元", "13800138000"])).to_pylist()
        ['1,030.50元', None]
        >>> accept("word", pa.array(["低保", "家里困难"]), allowed=["低保"], other="其他").to_pylist()
        ['低保', '其他']
    """
    col = kernels.as_text(col)
    if kind == "person_name":
        shown = names.one_name(col)
        return pc.coalesce(shown, vouched.whole(col, allowed)) if allowed else shown
    if kind == "party":  # one person, an organisation or somebody kind
        person = accept("person_name", col, allowed=allowed)
        return pc.coalesce(person, accept("organisation", col), accept("nameless", col))
    if kind == "credit_code":
        return credit_code.credit_codes(col)
    if kind not in KINDS:
        text = f"no kind {kind!r}; there are {', '.join(sorted(KINDS))}"
        raise ValueError(text)
    if len(col) == 0:
        return col
    coded = distinct(col)
    cells = coded.dictionary
    if kind == "word":
        made = _words(cells, allowed or (), other)
        return col if made is cells else made.take(coded.indices)
    passes = known(("accept", kind), cells, lambda new: pc.or_(_matches(kind, new), kernels.blank(new)))
    if allowed and kind in places.PATTERNS:
        passes = passes | kernels.bools(pc.is_valid(_words(cells, allowed, None)))
    if passes.all():
        return col
    return pc.if_else(pa.array(passes), cells, pa.nulls(len(cells), cells.type)).take(coded.indices)


def _matches(kind: str, cells: pa.Array) -> pa.BooleanArray:
    """Which distinct cells match in full, first as they stand, the rest normalised."""
    hit = _full(kind, cells)
    miss = pc.invert(hit)
    if not pc.any(miss).as_py():
        return hit
    return pc.replace_with_mask(hit, miss, _full(kind, kernels.normalise(cells.filter(miss))))


def _full(kind: str, text: pa.Array) -> pa.BooleanArray:
    hit = _shaped(kind, text)
    return pc.and_not(hit, kernels.contains(text, _DENY[kind])) if kind in _DENY else hit


def _shaped(kind: str, text: pa.Array) -> pa.BooleanArray:
    """The usual names by a small pattern, the rest by the whole one, which is slow to prepare."""
    if kind not in places.USUAL:
        return pc.fill_null(pc.match_substring_regex(text, _PATTERNS[kind]), False)
    hit = pc.fill_null(pc.match_substring_regex(text, places.USUAL[kind]), False)
    rest = pc.and_not(pc.fill_null(pc.match_substring_regex(text, places.WORTH), False), hit)
    if not pc.any(rest).as_py():
        return hit
    whole = pc.match_substring_regex(text.filter(rest), _PATTERNS[kind])
    return pc.replace_with_mask(hit, rest, whole)


@cache
def _normal_words(allowed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in map(kernels.normalise_text, allowed) if word and not tells(word))


def _words(cells: pa.Array, allowed: Sequence[str], other: str | None) -> pa.Array:
    """Distinct cells that are one of the allowed words; ``other`` or null for the rest."""
    listed_words = _normal_words(tuple(allowed))
    listed = pa.array(sorted(listed_words), cells.type)
    passes = pc.is_in(cells, value_set=listed)
    odd = pc.invert(passes)
    if pc.any(odd).as_py():
        near = pc.is_in(kernels.normalise(cells.filter(odd)), value_set=listed)
        passes = pc.replace_with_mask(passes, odd, near)
    if pc.all(passes).as_py():
        return cells
    out = pc.if_else(pc.or_(passes, kernels.blank(cells)), cells, pa.scalar(other, cells.type))
    return pc.if_else(pc.is_valid(cells), out, pa.nulls(len(cells), cells.type))


def tells(word: str) -> bool:
    """Whether a word names an illness or a reason to withhold, which no list may publish.

    >>> [tells(word) for word in ("因病", "精神残疾", "重度残疾人护理补贴", "因灾")]
    [True, True, False, False]
    """
    return re.search(_WITHHOLD, re.sub(_NOT_ILLNESS, "", word)) is not None
