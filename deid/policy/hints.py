"""What a header says beside what it means: a serial, English, a legend of codes, how to fill it in."""

from deid.kernels.lazy import lazy

_HAN = r"\u4e00-\u9fff"
_OPEN, _CLOSE = r"[(\[【]", r"[)\]】]"
_CHOICE = (
    "是|否|有|无|男|女|y|n|yes|no|√|×|x|a|b|c|d|c级|d级|集中|分散|生活|护理|困难|重度|农村|城市|城镇"
    "|新建|重建|修缮|加固|[一二三四][级类档]|合格|不合格|同意|不同意|个人|单位|农户|企业|全额|差额|[a-d]类"
)
_ASKED = "如|若|请|务必|填|格式|例如|参照|精确|保留|yyyy"
_OTHERS = "人户家代孩童父母夫妻子女监护账卡"
"""What may change whose a column is: no such hint is taken for one."""
_MONEY = "补发|扣回|扣发|扣款|提标|增发|物价补贴|价格临时补贴|分类施保|电价补贴|取暖费|[、,及和与等]"
LEGEND = (
    rf"(?:[0-9a-z]{{1,2}}[.、:=\-]?[{_HAN}]{{1,8}}[,、;/]?){{2,}}"
    rf"|(?:[{_HAN}]{{1,8}}[.:=\-]?[0-9]{{1,2}}[,、;/]?){{2,}}"
)
"""Codes and what each of them stands for, as a pattern of text without blanks: 1男2女."""
_IN_BRACKETS = "|".join(
    (
        "含?曾用名|别名|全名|全称|汉字|中文|必填项?|选填项?|小写|已?脱敏|已?打码|已?隐藏|掩码|数字|户口簿|可选|单选|多选|下拉选择|名称|代码|编码|部门|科室|东[、/]?[南西][、/]?[西南][、/]?北",
        "类别|种类|类型|简述|简要|简称|手写|打印|阳历|公历|农历|周岁|实足|曾用名|[^()]{0,6}一致",
        rf"{LEGEND}|(?:{_CHOICE})(?:[/、,或](?:{_CHOICE}))+",
        rf"(?:{_ASKED})[^(){_OTHERS}]{{0,16}}|到[^(){_OTHERS}]{{1,6}}|不?含(?:{_MONEY})+",
        r"\d{1,3}(?:[-~至]\d{1,3}|岁?以上)?岁?(?:[/、,]\d{1,3}(?:[-~至]\d{1,3}|岁?以上)?岁?)+",
        r"\d{1,2}位(?:数字?|号码|手机号码?|身份证号?码?)?|年[./\-、]?月(?:[./\-、]?日)?",
        "(?<=[名者]\\()(?:单位|组织|企业|机构|合作社|法人)(?:名称|全称)?",
    )
)
_ENGLISH = (
    r"(?:full)?name|id(?:card)?(?:no|number)?|no|number|phone(?:no|number)?|tel(?:ephone)?|mobile|age|sex|gender|dob|"
    r"birth(?:day|date)?|dateofbirth|address|amount|money|total|village|community|town|township|street|county|"
    r"district|group|remarks?|notes?|date|type|category|bank|account(?:no|number)?|area|standard|status|school|grade"
)
_HINT = lazy(
    rf"(?<=.){_OPEN}(?:{_IN_BRACKETS})(?:[,;、](?:{_IN_BRACKETS}))*{_CLOSE}|{_OPEN}(?:单位|个人|组织|企业|机构){_CLOSE}(?=姓名|名称)"
    rf"|(?<=[{_HAN}])[(/]?(?:{_ENGLISH})\.?[)]?$|^(?:no|id|name)\.?(?=[{_HAN}])"
    r"|(?<=名称)(?:及|和|、|/)规格(?:型号)?$"
    rf"|^(?:[(][0-9]{{1,2}}[)]|[0-9]{{1,2}}[.、])(?=[{_HAN}])"
)


def plain(header: str) -> str:
    """A normalised header without its serial, its legend and what is asked of whoever fills the column.

    >>> [plain(header) for header in ("1.姓名", "姓名(name)", "残疾类别(1视力2听力)", "姓名(监护人)")]
    ['姓名', '姓名', '残疾类别', '姓名(监护人)']
    """
    return _HINT.sub("", header)
