"""Addresses, unit by unit: which words end one, which only look like it, which doors are one household's."""

import pyarrow as pa
import pytest

from deid.detect import addresses

UNITS = """
河南省: province=河南省
台湾省: province=台湾省
新疆生产建设兵团第十师北屯市: province=新疆生产建设兵团 city=第十师 county=北屯市
河南: province=河南
河南*: province=河南
河南人家:
河南路3号:
河南镇: town=河南镇
河南村: village=河南村
河南三门峡市卢氏县: province=河南 city=三门峡市 county=卢氏县
河南卢氏县五里川镇: province=河南 county=卢氏县 town=五里川镇
四川凉山州西昌市: province=四川 city=凉山州 county=西昌市
湖南城步苗族自治县: county=湖南城步苗族自治县
湖南城步县: province=湖南 county=城步县
海南州共和县: city=海南州 county=共和县
吉林市船营区: city=吉林市 county=船营区

北京市: province=北京市 city=北京市
北京市海淀区中关村街道: province=北京市 city=北京市 county=海淀区 town=中关村街道
北京市市辖区海淀区: province=北京市 city=市辖区 county=海淀区
重庆市县云阳县: province=重庆市 city=县 county=云阳县
重庆市县: province=重庆市 city=县
重庆市县***: province=重庆市 city=县
上海浦东新区: province=上海 county=浦东新区

内蒙古自治区锡林郭勒盟正蓝旗: province=内蒙古自治区 city=锡林郭勒盟 county=正蓝旗
凉X山自治州昭觉县:
凉山彝族自治州昭觉县: city=凉山彝族自治州 county=昭觉县
伊犁州伊宁县: city=伊犁州 county=伊宁县
第8师石河子市: city=第8师 county=石河子市
8师142团3连: city=8师 town=142团 village=3连
12师: city=12师
八师一四二团: city=八师 town=一四二团
十二师: city=十二师
景德镇市浮梁县: city=景德镇市 county=浮梁县
镇江市丹徒区: city=镇江市 county=丹徒区
新乡市红旗区: city=新乡市 county=红旗区
三门峡市市辖区: city=三门峡市 county=市辖区
三门峡市市中区: city=三门峡市 county=市中区
郑州市经济技术开发区: city=郑州市 county=经济技术开发区
郑州市高新区: city=郑州市 county=高新区
三亚市: city=三亚市
沙市区观音垱镇: county=沙市区 town=观音垱镇
津市市: county=津市市
东市镇王村: town=东市镇 village=王村
河南省东市镇王村: province=河南省 town=东市镇 village=王村
东市乡王村: town=东市乡 village=王村
东市街:
东市村: village=东市村
东市桥:
东市X1号: city=东市
洛阳市X东村: city=洛阳市 village=X东村
大理州大理市: city=大理州 county=大理市

卢氏县: county=卢氏县
市辖区海淀区: county=市辖区海淀区
市辖区: county=市辖区
鄂温克族自治旗巴彦托海镇: county=鄂温克族自治旗 town=巴彦托海镇
内蒙古自治区锡林郭勒盟阿巴嘎旗别力古台镇: province=内蒙古自治区 city=锡林郭勒盟 county=阿巴嘎旗 town=别力古台镇
达尔罕茂明安联合旗百灵庙镇: county=达尔罕茂明安联合旗 town=百灵庙镇
阿鲁科尔沁旗: county=阿鲁科尔沁旗
陈巴尔虎旗: county=陈巴尔虎旗
扎赉特旗: county=扎赉特旗
东乌珠穆沁旗: county=东乌珠穆沁旗
西乌珠穆沁旗: county=西乌珠穆沁旗
额济纳旗: county=额济纳旗
科尔沁右翼前旗: county=科尔沁右翼前旗
乌拉特中旗: county=乌拉特中旗
苏尼特左旗: county=苏尼特左旗
瀍河东关回族区: county=瀍河东关回族区
管城回族区: county=管城回族区
卢氏产业开发区: county=卢氏产业开发区
高新技术产业开发区: county=高新技术产业开发区
大雁塔区: county=大雁塔区
河南省老县镇三合村: province=河南省 town=老县镇 village=三合村
老县镇三合村: town=老县镇 village=三合村
东县乡: town=东县乡
老县街:
老县桥:
老县村: village=老县村
老县X5号: county=老县
城关区镇:  town=城关区镇
阳区镇: town=阳区镇
阳区X5号: county=阳区
南区村: village=南区村
北区桥:
西区社:
花园区:
校区:
厂区:
阳光小区3号:
东社区: village=东社区
御景湾东区:
翡翠东区: county=翡翠东区
翡翠城东区:
郑州市城东区: city=郑州市 county=城东区
翡翠城一区:
翡翠城六区:
翡翠城五期区:
东区: county=东区
城东区: county=城东区
翡翠城X区: county=翡翠城X区

142团: town=142团
第142团: town=第142团
142团场: town=142团场
红星团场: town=红星团场
一四二团: town=一四二团
五里川镇: town=五里川镇
五里川镇路:
五里川镇大道:
五里川镇巷5号:
五里川镇X5号: town=五里川镇
城关街道路3号: town=城关街道
城关办事处路1号: town=城关办事处
城关街道办路1号: town=城关街道办
查干扣布尔嘎苏木: town=查干扣布尔嘎苏木
达来苏木: town=达来苏木
宝音民族乡: town=宝音民族乡
红星农场: town=红星农场
团结林场: town=团结林场
白音牧场: town=白音牧场
街道:
乡:
镇镇: town=镇镇
省庄镇:
王村镇: town=王村镇
大王村镇: town=大王村镇
村庄镇: town=村庄镇
王村头镇: village=王村
东社区镇: village=东社区

3连: village=3连
第3连: village=第3连
十二连: village=十二连
3社区: village=3社区
第三居委会: village=第三居委会
城东社区村: village=城东社区
3社区居委会: village=3社区居委会
第2分场: village=第2分场
5营: village=5营
新坪村委会: village=新坪村委会
新坪村民委员会: village=新坪村民委员会
大村村: village=大村村
新坪社区居民委员会: village=新坪社区居民委员会
城东居委会: village=城东居委会
城东居民委员会: village=城东居民委员会
巴彦嘎查: village=巴彦嘎查
巴彦嘎查村: village=巴彦嘎查村
巴彦牧委会: village=巴彦牧委会
王家庄: village=王家庄
王家庄3号: village=王家庄
王家庄***: village=王家庄
王家庄三组: village=王家庄
王家庄十二队: village=王家庄
王家庄路:
王家庄X:
李家屯: village=李家屯
孙家寨: village=孙家寨
马家堡: village=马家堡
张家营: village=张家营
柳树湾: village=柳树湾
大沟: village=大沟
新坪: village=新坪
野狐岭: village=野狐岭
石坝: village=石坝
新坪连: village=新坪连
龙山山庄:
金港湾:
蓝海湾:
碧桂园国际社区:
中山路社区: village=中山路社区
中山路村3号: village=中山路村
中山路居委会: village=中山路居委会
中山路居民委员会: village=中山路居民委员会
幸福村路3号:
幸福村南街:
幸福村东大街:
幸福村小区:
幸福村花园:
幸福村公寓:
幸福村小学:
幸福村中学:
幸福村X学: village=幸福村
中山大道王村:
人民街三里村:
人民巷三里村:
红旗胡同三里村:
东里弄三里村:
三组王村:
二队李庄:
大厦王庄:
花园王村:
大院村: village=大院村
花园村: village=花园村
"""


def table(text):
    """Address, and its units by level."""
    rows = (line.partition(":") for line in text.splitlines() if line)
    return {cell: dict(unit.split("=") for unit in units.split()) for cell, _, units in rows}


def test_units_are_known_by_how_they_end():
    assert {cell: addresses.split(cell) for cell in table(UNITS)} == table(UNITS)


SENTENCE = "住 租 暂 患 的 了 已 联系 电话 附近 旁边 对面 代领 家属 之妻 之子 之女 之夫 之父 之母 病 受害人"


@pytest.mark.parametrize("word", SENTENCE.split())
def test_a_sentence_is_no_unit(word):
    assert addresses.split(f"张三{word}卢氏县") == {}
    assert addresses.split(f"张{word}五里川镇") == {}
    assert addresses.split(f"张{word}三里村") == {}
    assert addresses.split(f"卢氏县{word}五里川镇") == {"county": "卢氏县"}
    assert addresses.split(f"卢氏县五里川镇张{word}三里村") == {"county": "卢氏县", "town": "五里川镇"}


@pytest.mark.parametrize(
    ("level", "left"),
    [
        ("province", "河南省"),
        ("city", "河南省三门峡市"),
        ("county", "河南省三门峡市卢氏县"),
        ("town", "河南省三门峡市卢氏县五里川镇"),
        ("village", "河南省三门峡市卢氏县五里川镇新坪村"),
    ],
)
def test_an_address_is_cut_below_a_level(level, left):
    home = "河南省三门峡市卢氏县五里川镇新坪村1组19号"
    assert addresses.cut(home, level) == left
    cells = pa.array([home, home.replace("村1", "村3社区1"), None, "张三", "8师142团3连5号", "X"])
    told = [cell and addresses.cut(cell, level) for cell in cells.to_pylist()]
    assert (
        addresses.over_heads(addresses.tidied(cells), lambda head: addresses.cut(head, level)).to_pylist()
        == told
    )
    assert addresses.over_heads(cells.slice(0, 1), lambda head: addresses.cut(head, level)).to_pylist() == [
        left
    ]


def test_numbered_units_are_read_through_their_digits():
    read = {
        "8师142团3连5号": "8师142团3连5号", "3社区5号": "3社区5号", "第2居委会5号": "第2居委会5号", "新坪村3分场2室": "新坪村3分场2室",
        "新坪3营A座": "新坪3营", "142团，5室": "142团", "新坪村A座5号": "新坪村", "新坪村5室": "新坪村", "新坪村5号": "新坪村", "新坪村1组5号": "新坪村",
        "新坪村X座5室": "新坪村", "3社区X座5号": "3社区", "1234": "", None: None,
    }  # fmt: skip
    assert addresses.over_heads(pa.array(list(read)), str).to_pylist() == list(read.values())


def test_a_level_that_is_not_there():
    assert addresses.cut("五里川镇新坪村", "county") is None
    assert addresses.cut("卢氏县新坪村", "town") == "卢氏县"
    assert addresses.cut("张三", "village") is None


@pytest.mark.parametrize(
    ("cell", "tidy"),
    [
        ("家庭住址：卢氏县五里川镇", "卢氏县五里川镇"),
        ("户籍所在地: 卢氏县", "卢氏县"),
        ("居住地址 卢氏县", "卢氏县"),
        ("详细地址卢氏县", "卢氏县"),
        ("通讯地址卢氏县", "卢氏县"),
        ("现住址卢氏县", "卢氏县"),
        ("所在地卢氏县", "卢氏县"),
        ("工作地址卢氏县", "工作地址卢氏县"),
        ("河南 卢氏县", "河南卢氏县"),
        ("新疆，伊犁州", "新疆伊犁州"),
        ("北京;海淀区", "北京海淀区"),
        ("张三 五里川镇", "张三 五里川镇"),
        ("五里川镇 新坪村；1组 19号 5", "五里川镇新坪村1组19号5"),
        ("新坪村X 5组", "新坪村X 5组"),
        (" 卢氏县 ", "卢氏县"),
        ("卢氏县１组", "卢氏县1组"),
    ],
)  # fmt: skip
def test_what_is_tidied(cell, tidy):
    assert addresses.tidy(cell) == tidy
    assert addresses.tidied(pa.array([cell, None, "卢氏县"])).to_pylist() == [tidy, None, "卢氏县"]


def test_a_plain_column_is_left_as_it_is():
    cells = pa.array(["卢氏县五里川镇", "新坪村1组19号", None])
    assert addresses.tidied(cells) is cells


KEYS = """
新坪村19号: 新坪村19号
新坪村1234号: 新坪村1234号
新坪村12345号: 新坪村12345号
新坪村号:
新坪村1组19号: 新坪村1组19号
新坪村1234组1号: 新坪村1234组1号
新坪村3社1号: 新坪村3社1号
新坪村2队1号: 新坪村2队1号
新坪村三组20号: 新坪村3组20号
新坪村3村民小组20号: 新坪村3组20号
新坪村第3组20号: 新坪村3组20号
新坪村第123社20号: 新坪村123社20号
新坪村第三村民组20号: 新坪村3组20号
新坪村3居民小组20号: 新坪村3组20号
新坪村3居民组20号: 新坪村3组20号
新坪村3小组20号: 新坪村3组20号
新坪村三居民小组二十号: 新坪村3组20号
新坪村第一百二十组5号: 新坪村120组5号
新坪村一百一十号: 新坪村110号
新坪村百号: 新坪村100号
新坪村十号: 新坪村10号
新坪村十九号: 新坪村19号
新坪村二〇三号: 新坪村203号
新坪村一百零三号: 新坪村103号
新坪村〇五号: 新坪村05号
新坪村十社五号: 新坪村10社5号
新坪村第十队五号: 新坪村10队5号
新坪村三栋二单元五室: 新坪村3栋2单元5室
新坪村五幢六房: 新坪村5幢6房
新坪村五幢六户: 新坪村5幢6户
新坪村第五幢六户: 新坪村5幢6户
新坪村第五栋第二单元第六房: 新坪村5栋2单元6房
新坪村第五号: 新坪村5号
新坪村19室: 新坪村19室
新坪村19户: 新坪村19户
新坪村19房: 新坪村19房
新坪村19楼:
新坪村19:
新坪村3单元12: 新坪村3单元12
新坪村3单元:
新坪村3-12: 新坪村3-12
新坪村3—12: 新坪村3—12
新坪村3-12-5: 新坪村3-12-5
新坪村3号楼12: 新坪村3号楼12
新坪村3号楼1:
新坪村3号楼12345:
新坪村3号楼:
新坪村3栋12: 新坪村3栋12
新坪村3幢12: 新坪村3幢12
新坪村3座12: 新坪村3座12
新坪村19号（西屋）: 新坪村19号
新坪村19号[西屋: 新坪村19号
新坪村19号【西屋】: 新坪村19号
㐀村1组19号: 㐀村1组19号
A村19号: A村19号
新坪村19号号:
新坪X村19号: 新坪X村19号
新坪村X号:
新坪村X小组5号: 新坪村X小组5号
新坪村第X组5号: 新坪村第X组5号
新坪村村民组5号: 新坪村村民组5号
卢氏县新坪村A座1201室: 新坪村A座1201室
卢氏县第3组十号: 3组10号
"""


def test_households_have_one_key_however_they_are_written():
    rows = (line.partition(": ")[::2] for line in KEYS.strip().splitlines())
    keys = {cell.removesuffix(":"): key or None for cell, key in rows}
    for cells in (list(keys), [*keys, None]):
        told = [keys.get(cell) for cell in cells]
        assert dict(
            zip(cells, addresses.full_address_keys(pa.array(cells)).to_pylist(), strict=True)
        ) == dict(zip(cells, told, strict=True))
        assert addresses.is_full(pa.array(cells)).to_pylist() == [key is not None for key in told]
    for cell, key in keys.items():
        assert addresses.full_address_keys(pa.array([f"河南省卢氏县五里川镇{cell}"])).to_pylist() == [
            key and (f"五里川镇{key}" if "卢氏县" not in cell else f"五里川镇卢氏县{key}")
        ], cell


USUAL = "新坪村19号 新坪村1234号 新坪村1组19号 新坪村123组1号 新坪村3社1号 新坪村2队1号 卢氏县19号"
UNUSUAL = """
新坪村12345号 新坪村号 新坪村1234组1号 新坪村三组20号 新坪村3村民小组20号 新坪村第3组20号 新坪小组5号 新坪村19 新坪村19室 A村19号
新坪组19号 新坪1组社19号 新坪村19号号 新坪村3号楼2号 新坪村:5号 住址卢氏县19号 新坪村１９号 新坪村社五队19号
"""


def test_the_usual_door_needs_no_pattern():
    usual, others = USUAL.split(), UNUSUAL.split()
    cells = pa.array([*usual, *others, None, "", "新坪村 19号"])
    assert addresses.usual(cells).tolist() == [True] * len(usual) + [False] * (len(others) + 3)
    assert addresses.usual(pa.array(usual)).all()
    assert addresses.usual(cells.slice(2, 9)).tolist() == addresses.usual(cells).tolist()[2:11]


def test_a_null_is_no_address_whatever_bytes_lie_under_it():
    told = pa.array(["新坪村19号", "新坪村19号"])
    hollow = pa.Array.from_buffers(pa.string(), 2, [pa.py_buffer(b"\x01"), *told.buffers()[1:]])
    assert hollow.to_pylist() == ["新坪村19号", None]
    assert addresses.usual(hollow).tolist() == [True, False]
    assert addresses.is_full(hollow).to_pylist() == [True, False]
    assert addresses.full_address_keys(hollow).to_pylist() == ["新坪村19号", None]
    assert addresses.over_heads(hollow, str.upper).to_pylist() == ["新坪村", None]
