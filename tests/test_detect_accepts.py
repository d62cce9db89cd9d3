"""Closed columns, word by word and limit by limit: what may be published, and what is one step too far."""

import pyarrow as pa
import pytest

from deid.detect import accepts, credit_code
from deid.detect.accepts import accept

UNITS = """
万元 元 角 亩 公顷 平方米 平方 平米 m2 m² 米 人次 人 户 口 周岁 岁 个月 个 月 年 天 日 次 斤 公斤 千克 kg 吨 头 只 株 棵 台 套 件 袋 箱 床 条
瓶 桶 双 册 本 辆 间 份 名 张 亩次 分 万 %
"""
PER = "月 年 天 日 人 户 亩 次 季度 季 平方米 m2 头 台 人/月 人·月 人.月 人/年 人·年 人/天 户/月 户·月"
COUNTED = "人次 人 户 口 个 岁 月 年 天 次 名 头 只 株 台 套 件 份"
ORGANISATIONS = """
公司 合作社 合作联社 联合社 学校 小学 中学 高中 初中 大学 学院 职业技术学校 技校 幼儿园 幼儿班 教学点 医院 卫生院 卫生室 卫生所 敬老院 养老院
福利院 养老服务中心 服务中心 服务站 救助站 村民委员会 村委会 居民委员会 居委会 委员会 政府 办事处 民政局 财政局 教育局 农业农村局 局 厅 协会 学会
商会 联合会 残联 妇联 工会 基金会 促进会 慈善会 红十字会 慈善总会 农场 林场 家庭农场 合作农场 养殖场 加工厂 工厂 厂 商店 超市 经营部 门市部 书店
药店 银行 信用社 信用合作社 联社 分公司 集团 研究院 研究所 事务所 中心 社 站 总队 支队 大队 中队 法院 检察院 党校 分校 校区 研究生院 医学部
电视台 派出所 司法所 财政所 税务所 监管所 管理所 管理处 办公室 组织部 宣传部 统战部 武装部 政法委 纪委监委 纪委 监委 团委 图书馆 文化馆 博物馆
档案馆 纪念馆 体育馆
"""
ESTATES = "小区 花园 家园 佳园 嘉园 馨园 新苑 雅苑 佳苑 嘉苑 公寓 新村 新城 雅居 公租房 廉租房 保障房 安置房"
TELLING = "精神 智力 肢体 视力 听力 因残 致残 失独 孤儿 特殊教育 看守所 监狱 病 受害人"
OF_PERSONS = "住 患 的 联系 电话 代领 某"
KINDS = """
integer number date month percent share sex age age_band organisation code building school_class estate nameless county town village group place
person_name party word credit_code
"""
KIND_PEOPLE = "人士 企业 网友 群众 村民 市民 居民 商户 家长"
HAN24 = "卢氏县" * 8


def each(shape, words):
    """The shape with each of the words in it."""
    return [shape.replace("_", word) for word in words.split()]


PASSES = {
    "number": [
        *each("12_", UNITS), *each("92.5元/_", PER), "123456789", "1,234", "123,456,789", "-12", "+12", "−12", "12345678.90",
        "123456.1234", "1234.123456", "123,456.1234", "12,345,678.90", "人民币12元", "人民币 ¥12", "￥ -12.5", "$12", "¥12", "12 元", "１２元", "12",
    ],
    "integer": [*each("12_", COUNTED), "-12", "12.0", "12.00人", "1,234", "12 户", "123456789"],
    "date": [
        "2026", "1899年", "2126", "2026-1", "2026/12月", "2026.01", "2026年11月", "202611", "20261231", "2026-1-1", "2026/01/31",
        "2026.11.20", "2026年11月20日", "2026-11-20 23:59:59", "2026-11-20T0:00", "2026-11-20 00:00:00.000", "2026年第1季度",
        "2026年四季度", "2026年上半年", "2026年下半年", "2026年度",
    ],
    "month": ["1月", "12月份", "2026年1月", "1-12月", "1~3月份", "1至3月", "1到3月", "2026年1月-3月", "2026年11月至2027年2月", "2026年11月到12月", "1", "12", "2026-1", "2026/11", "2026.11", "202611", "202601"],
    "percent": ["100%", "100.0%", "100.0000 %", "0%", "99.9999%", "12.5％"],
    "share": ["100%", "12.5 %", "0", "1", "0.5", "0.123456", "1/3", "123/1234"],
    "sex": ["男", "女", "男性", "女性"],
    "age": ["0", "9", "99", "120", "129", "130", "75岁", "75 周岁"],
    "age_band": ["70-79", "70~79岁", "70岁至79岁", "70到79周岁", "70—79", "70–79", "80岁以上", "60及以下", "60岁以下", "80及以上", "80+", "80 +", "0-130"],
    "organisation": [
        *each("卢氏县_", ORGANISATIONS), *each("卢氏县新坪_", ORGANISATIONS), "卢氏县第12中学", "卢氏县12中学", "卢氏县123中学", "卢氏（集团）公司",
        "卢氏（一二三四五六）公司", "卢氏（集团）一二三四五六七八九十公司", f"{HAN24}公司", f"{'卢' * 14}（集团）{'氏' * 8}有限公司",
    ],
    "code": ["123", "A123", "ABCD12345678901234", "12345678901234", "19741305", "19740532", "18740305", "20200305", "20290305", "0123", "012345678"],
    "building": ["3", "123", "第3号楼", "3#楼", "3号", "3#", "3楼", "3栋", "3幢", "3座", "十二栋", "一二三栋", "A", "A座", "B12栋", "A1"],
    "school_class": [
        "三年级", "九年级", "初一", "高三", "初二年级", "高中一年级", "大五", "大学一年级", "大三年级", "研一", "研三", "小班", "中班", "大班", "学前班", "2024级", "24届",
        "1924届", "三年级2班", "三年级（12）班", "高一第十二班", "2班", "第12班", "十二班", "(十二)班", "24护理1班", "2024级机电(2)班", "24届一二三四五六七八12班",
    ],
    "estate": [
        *each("新坪_", ESTATES), "一二三四五六七八九十甲乙小区", "新坪小区一期", "新坪小区十二期", "新坪小区9期", "新坪小区A区", "新坪小区东区", "新坪小区西区",
        "新坪小区南区", "新坪小区北区", "新坪小区Z区",
    ],
    "nameless": [*each("爱心_", KIND_PEOPLE), *each("社会热心_", KIND_PEOPLE), "海外爱心人士", "海外侨胞", "爱心侨胞"],
    "person_name": ["张三", "欧阳修", "张  三"],
    "party": ["张三", "欧阳修", "卢氏县新坪商贸有限公司", "爱心家长"],
    "credit_code": ["91350100M000100Y43", "91350100 M000100Y43", "９1350100M000100Y43"],
}  # fmt: skip
HIDDEN = {
    "number": [
        "1234567890", "12,34", "1,234,567,890", "123456789.12", "1234567.123", "12345.12345", "1.1234567", "123.1234567", "1,234.12345", "123,456,789.12", "12X",
        "X12", "12元/", "12元/X", "12元X", "人民币", "元", "12元人", "--12X", "12%X", "12/月", "1030元张三",
    ],
    "integer": ["12X", "12.5", "12.000", "1234567890", "人", "X12"],
    "date": [
        "1799", "2226", "2026-13", "2026-0", "20261301", "20261200", "20261232", "2026-1-32", "2026-01-00", "2026/1-1", "2026-1/1", "2026.1/1", "2026年1月1",
        "2026-1-1 24:00", "2026-1-1 0:60", "2026-1-1 00:00:60", "2026-1-1X", "X2026", "2026年第5季度", "2026年X", "2026年半年", "2026年五季度", "12026",
    ],
    "month": ["13", "0", "13月", "2026年", "202613", "2026-13", "X1", "1X", "1-13月", "202611X"],
    "percent": ["101%", "100.1%", "99.12345%", "50", "50%X", "X50%", "100.00000%"],
    "share": ["101%", "2", "1.1234567", "0.1234567", "1234/1", "1/12345", "1/", "X1", "1/3X", "0.5X"],
    "sex": ["男女", "X男", "男X", "性", "M"],
    "age": ["131", "140", "200", "X75", "75X", "007", "岁"],
    "age_band": ["131-140", "70-", "70", "70岁以", "70岁+X", "X70+", "70-79X", "70岁岁+", "70以", "131+", "131以上"],
    "organisation": [
        "公司", "卢氏县公司X", "X卢氏县公司", "卢氏县1234中学", "卢氏（集）公司", "卢氏（一二三四五六七）公司", "卢氏（集团）一二三四五六七八九十甲公司", f"{HAN24}县公司",
        *(f"卢氏县{word}公司" for word in TELLING.split()),
        *(f"卢氏县{word}公司" for word in OF_PERSONS.split()), f"{'卢' * 15}（集团）{'氏' * 8}有限公司", "卢氏县精神文明精神公司",
    ],
    "code": [
        "12", "ABCDE123", "123456789012345", "13800138000", "13000138000", "19900138000", "113800138000", "0123456789", "012345678901", "19740305", "20190131",
        "41122419740305", "4112241974030512", "A13800138000", "123X", "张三123", "X",
    ],
    "building": ["1234", "一二三四栋", "A123", "AB", "3号X", "X号楼X", "张", "栋", "3单元"],
    "school_class": [
        "十年级", "大六", "研四", "初六", "高四年级", "24", "三年级123班", "(3班张", "班", "X班", "三年级X", "2班X", "24护理1班X", "24一1班", "24一二三四五六七八九1班", "三年级特殊教育班",
        "24护理某1班", "24癌症1班", "1824届",
    ],
    "estate": ["坪小区", "小区", "一二三四五六七八九十甲乙丙小区", "新坪小区X", "X新坪小区", "新坪小区10期", "新坪小区0期", "新坪小区一二三四期", "新坪小区中区", "新坪小区a区", "新坪病小区", "新坪小区3号楼"],
    "nameless": ["张三", "爱心", "爱心人", "X爱心人士", "爱心人士X", "国内爱心人士", "人士", "侨胞"],
    "person_name": ["张三、李四", "高血压", "卢氏县公司"],
    "party": ["张三、李四", "见附件", "X"],
    "credit_code": ["91350100M000100Y44", "91350100M000100Y4", "91350100M000100y43", "110105194912310021", "11010519491231002X", "I1350100M000100Y43", "X"],
}  # fmt: skip


@pytest.mark.parametrize("kind", PASSES)
def test_what_may_be_published_comes_out_as_it_went_in(kind):
    cells = PASSES[kind]
    assert dict(zip(cells, accept(kind, pa.array(cells)).to_pylist(), strict=True)) == {
        cell: cell for cell in cells
    }


@pytest.mark.parametrize("kind", HIDDEN)
def test_one_step_further_is_hidden(kind):
    cells = HIDDEN[kind]
    assert dict(zip(cells, accept(kind, pa.array(cells)).to_pylist(), strict=True)) == dict.fromkeys(cells)


# ------------------------------------------------------------------ places
ENDS = {
    "county": "自治县 县 市辖区 新区 林区 特区 开发区 区 自治旗 旗 市",
    "town": "街道办事处 街道办 街道 地区办事处 办事处 民族苏木 苏木 民族乡 乡 镇 区公所 开发区 工业园区 园区 管理区 示范区 管委会 团场 农场 林场 牧场 渔场 "
    "茶场 园艺场 良种场 原种场",
    "village": "村民委员会 村委会 村委 行政村 自然村 中心村 村 社区居民委员会 社区居委会 社区 居民委员会 居委会 居委 居民区 家委会 嘎查村 嘎查 牧委会 "
    "生产队 连队 连 分场 农场 林场 牧场 渔场 茶场 管区 作业区 屯 庄 寨 堡 营 坊 圩 垸",
    "group": "村民小组 居民小组 选民小组 小组 村民组 居民组 组 生产队 小队 大队 队 社 屯 庄 寨 自然村 片区",
    "place": "省 自治区 自治州 州 盟 地区 市 自治县 县 自治旗 旗 区 兵团 师 街道办事处 街道 民族乡 乡 镇 苏木 管委会 居民区 片区",
}
NUMBERED = {
    "village": "社区居委会 社区 居民委员会 居委会 连队 连 营 分场 街坊 生产队",
    "town": "团场 团 师 农场 街道办事处 街道 街",
    "group": "村民小组 居民小组 选民小组 小组 村民组 组 生产队 小队 队 社",
}
ABOVE = "省 自治区 自治州 州 盟 地区 市 自治县 县 自治旗 旗 区 兵团 师 街道办事处 街道 民族乡 乡 镇 苏木"
NO_PLACE = """
合作社 旅行社 报社 住 患 已 的 了 电话 联系 代领 家属 之妻 之子 之女 之夫 之父 之母 户主 某 身份 证号 账号 卡号 备注 敬老院 养老院 福利院
救助站 病 高血压 受害人
"""
LONG = "巴" * 15


@pytest.mark.parametrize("kind", ENDS)
def test_places_by_how_they_end(kind):
    ends = ENDS[kind].split()
    named = [f"{name}{end}" for name in ("坪", "新坪", LONG) for end in ends]
    within = [f"{above}{gap}新坪{ends[0]}" for above in each("卢氏_", ABOVE) for gap in ("", " ")]
    within += [
        f"{'卢氏镇' * 4}新坪{ends[-1]}",
        f"卢氏镇 卢氏镇 卢氏镇 卢氏镇 新坪{ends[-1]}",
        f"{LONG[1:]}镇新坪{ends[-1]}",
    ]
    numbered = [
        f"{number}{end}"
        for number in ("3", "第3", "新坪123", f"{'巴' * 12}第123")
        for end in NUMBERED.get(kind, "").split()
    ]
    for cells in (named, within, numbered):
        assert accept(kind, pa.array(cells, pa.string())).to_pylist() == cells
    odd = (
        [f"{LONG}巴{end}" for end in ends] + [f"X新坪{end}" for end in ends] + [f"新坪{end}X" for end in ends]
    )
    odd += [f"{word}新坪{ends[0]}" for word in NO_PLACE.split()] + [
        f"卢氏镇新坪{word}{ends[-1]}" for word in NO_PLACE.split()
    ]
    odd += [f"1234{end}" for end in NUMBERED.get(kind, "").split()] + [
        f"{'巴' * 13}3{end}" for end in NUMBERED.get(kind, "").split()
    ]
    odd += [
        f"{LONG}镇新坪{ends[-1]}",
        f"卢氏镇  新坪{ends[-1]}",
        f"{(LONG[:10] + '镇') * 4}新坪{ends[-1]}",
        f"卢氏镇-新坪{ends[-1]}",
        f"卢氏镇**新坪{ends[-1]}",
    ]
    assert {cell for cell in accept(kind, pa.array(odd)).to_pylist() if cell} == set()


def test_a_name_of_places_is_at_most_so_long():
    fits = f"{'卢' * 14}省{'巴' * 14}县{'巴' * 13}村"
    assert len(fits) == 44
    assert accept("village", pa.array([fits, f"{fits[:15]}氏{fits[15:]}", f"坪{fits}", fits.replace("县", "县 坪")])).to_pylist() == [
        fits, None, None, fits.replace("县", "县 坪")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "fits", "odd"),
    [
        ("county", ["河南省 卢氏县"], ["卢氏", "县", "3县", "新坪村", "河南省 "]),
        ("town", ["一四二团", "百〇三零团", "142团", "新疆兵团第一师 一团"], ["一二三四五六团", "团", "新坪村", "3号镇", "12"]),
        ("village", ["㐀村", "五里川镇 新坪村", "3连"], ["3组", "新坪村3组", "12", "新坪", "村", "新坪村**", "五里川镇"]),
        (
            "group",
            ["1", "123", "三组", "新坪村3组", "新坪村 3组", "新坪村", f"{'巴' * 13}村新湾小组", "新坪村 新湾小组", "五里川镇3连3组"],
            ["1234", "3号", "组", "五里川镇", "新坪村3组19号", "新坪村  3组", f"{'巴' * 16}村新湾小组"],
        ),
        (
            "place",
            ["河南省", "一四二团", "142团", "红星管委会", "新坪居民区", "3连", "新坪村3组", "新坪村 新湾小组", f"{'巴' * 13}村新湾小组", "3组"],
            ["12", "新坪", "组", "新坪村19号", "省"],
        ),
    ],
)  # fmt: skip
def test_places_in_full(kind, fits, odd):
    assert accept(kind, pa.array([*fits, *odd])).to_pylist() == fits + [None] * len(odd)


def test_places_that_the_office_names():
    cells = pa.array(["大洼", " 大洼 ", "小洼", "新坪村", None, "", "癌洼"])
    for kind in (*ENDS, "estate"):
        own = [cell for cell in accept(kind, cells, allowed=["大洼", "癌洼"]).to_pylist() if cell]
        assert [cell for cell in own if cell != "新坪村"] == ([] if kind == "estate" else ["大洼", " 大洼 "])
    assert accept("village", cells).to_pylist() == [None, None, None, "新坪村", None, "", None]
    for kind in ("number", "organisation", "sex"):
        assert accept(kind, pa.array(["大洼"]), allowed=["大洼"]).to_pylist() == [None]


# ------------------------------------------------------------------ words
def test_words_are_compared_as_they_are_read():
    cells = pa.array(["低保", "ＡＢ", "AB", "低 保", "张三", None, "", "特困", "低保"])
    assert accept("word", cells, allowed=["ＡＢ", "低保", "特困"]).to_pylist() == [
        "低保",
        "ＡＢ",
        "AB",
        None,
        None,
        None,
        "",
        "特困",
        "低保",
    ]
    assert accept("word", cells, allowed=("低保",), other="X").to_pylist() == [
        "低保",
        "X",
        "X",
        "X",
        "X",
        None,
        "",
        "X",
        "低保",
    ]
    whole = pa.array(["低保", "低保"])
    assert accept("word", whole, allowed=["低保"]) is whole
    assert accept("word", pa.array([None, "低保"]), allowed=["低保"], other="X").to_pylist() == [None, "低保"]
    assert accept(
        "word", pa.array(["癌", "低保"], pa.large_string()), allowed=["癌", "低保"], other="X"
    ).to_pylist() == ["X", "低保"]


def test_a_column_that_passes_whole_is_not_copied():
    for kind, cell in (("village", "新坪村"), ("number", "12"), ("sex", "男")):
        cells = pa.array([cell, "", cell])
        assert accept(kind, cells) is cells
        assert accept(kind, pa.array([cell, None, "X"])).to_pylist() == [cell, None, None]


@pytest.mark.parametrize("word", [*TELLING.split(), "艾滋", "视力矫正视力", "因病"])
def test_words_that_tell(word):
    assert accepts.tells(word)
    assert accepts.tells(f"一{word}一")
    assert accept("word", pa.array([word]), allowed=[word]).to_pylist() == [None]


@pytest.mark.parametrize(
    "word", ["X", "精神文明", "视力矫正", "精神文明视力矫正", "因灾", "低保", "重度残疾人护理补贴", ""]
)
def test_words_that_do_not(word):
    assert not accepts.tells(word)


def test_what_a_column_can_be_closed_to():
    assert set(KINDS.split()) == accepts.KINDS
    with pytest.raises(ValueError, match="no kind 'free_text'; there are age, age_band, building"):
        accept("free_text", pa.array(["x"]))


def test_organisations_by_their_codes():
    cells = pa.array(
        [
            " 91350100M000100Y43 ",
            "9135 0100 M000 100Y 43",
            "",
            " ",
            None,
            "0" * 18,
            "913501",
            "１１3501000001000002",
        ]
    )
    assert credit_code.credit_codes(cells).to_pylist()[:6] == [
        " 91350100M000100Y43 ",
        "9135 0100 M000 100Y 43",
        "",
        " ",
        None,
        None,
    ]
    assert credit_code.credit_codes(cells).to_pylist()[6:] == [None, None]
