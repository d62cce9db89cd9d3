"""Names of organisations: every kind of shop hides its owner, every public house stays, places stay before both."""

import pytest

from deid.detect.organisations import shown

BUSINESS = """
小吃店 小吃部 快餐店 早餐店 面馆 饭店 饭馆 餐馆 餐厅 酒楼 酒家 烧烤店 火锅店 便利店 百货店 杂货店 副食店 食品店 水果店 蔬菜店 粮油店 超市 商店 商行 商铺 商贸行
门市部 门市 经营部 经销部 销售部 批发部 零售店 专卖店 服装店 鞋店 家电店 五金店 建材店 农资店 农资经营部 种子店 化肥店 药店 诊所 理发店 美发店 美容店 养生馆
照相馆 打印店 文具店 书店 维修部 修理部 修理店 修理厂 汽修厂 洗车店 加工厂 加工坊 加工店 豆腐坊 油坊 酒坊 磨坊 作坊 砖厂 养殖场 养猪场 养牛场 养羊场 养鸡场
种植场 种植园 采摘园 果园 茶园 苗圃 农庄 农家乐 民宿 宾馆 旅馆 家庭农场 农场 工作室 服务部 服务店 网吧 茶馆 茶楼 棋牌室 运输户 养殖户 种植户 加工户 专业户 大户
个体户 个体工商户 工商户 店 馆 铺 坊 户 厂 摊
"""
PUBLIC = "图书馆 文化馆 档案馆 博物馆 纪念馆 体育馆 科技馆 美术馆 展览馆"


@pytest.mark.parametrize("business", BUSINESS.split())
def test_the_owner_of_a_business_is_hidden(business):
    assert shown(f"卢氏县张建国{business}") == f"卢氏县张**{business}"
    assert shown(f"张建国{business}") == f"张**{business}"
    assert shown(f"卢氏县便民{business}") == f"卢氏县便民{business}"


@pytest.mark.parametrize("hall", PUBLIC.split())
def test_a_public_house_is_nobody_s(hall):
    assert shown(f"张建国{hall}") == f"张建国{hall}"
    assert shown(f"卢氏县{hall}（分馆）") == f"卢氏县{hall}"
    assert shown(f"癌症{hall}") is None


SHOWN = {
    # places before it, one after the other; what only looks like a place is part of the name
    "河南省三门峡市卢氏县张三面馆": "河南省三门峡市卢氏县张**面馆",
    "河南省张三面馆": "河南省张**面馆",
    "好再来北苑里东社区张三超市": "好再来北苑里东社区张**超市",
    "紫云苗族布依族自治县张三面馆": "紫云苗族布依族自治县张**面馆",
    "新疆维吾尔自治区张三面馆": "新疆维吾尔自治区张**面馆",
    "大厂回族自治县张三面馆": "大厂回族自治县张**面馆",
    "正蓝旗张三面馆": "正蓝旗张**面馆",
    "雁塔区城关街道张三面馆": "雁塔区城关街道张**面馆",
    "河西乡张三面馆": "河西乡张**面馆",
    "五里川镇张家村张三超市": "五里川镇张家村张**超市",
    "城东社区张三超市": "城东社区张**超市",
    "张家村超市": "张家村超市",
    "张建国县面馆": "张**面馆",
    "卢氏县市场超市": "卢氏县市场超市",
    "卢氏县李四市场便利店": "卢氏县李**便利店",
    "卢氏县李四市民便利店": "卢氏县李**便利店",
    "卢氏县李四区域便利店": "卢氏县李**便利店",
    "卢氏县李四乡味面馆": "卢氏县李**面馆",
    "卢氏县李四乡村面馆": "卢氏县李**面馆",
    # whose name it is
    "欧阳建国面馆": "欧阳**面馆",
    "欧阳面馆": "欧阳**面馆",
    "诸葛亮面馆": "诸葛**面馆",
    "布和面馆": "布**面馆",
    "林木店": "林**店",
    "林店": "林店",
    "高高面馆": "高**面馆",
    "福满林面馆": "福**面馆",
    "老王面馆": "老王面馆",
    "大李店": "大李店",
    "城关李四超市": "李**超市",
    "大张明超市": "张**超市",
    "好再来李": None,
    "好再来面馆": "好再来面馆",
    # masked before
    "张*小吃店": "张**小吃店",
    "张建*小吃店": "张**小吃店",
    "建国**超市": "建**超市",
    "建国富**超市": "建**超市",
    "欧阳**超市": "欧阳**超市",
    # a note behind it
    "张建国小吃店（张建国）": "张**小吃店",
    "张建国小吃店（张建国": "张**小吃店",
    "卢氏县人民医院（东院）": "卢氏县人民医院",
    "卢氏（集团）公司": "卢氏(集团)公司",
    # persons
    "张建国": "张**",
    "张三": "张*",
    "欧阳修": "欧阳*",
    "欧阳建国": "欧阳**",
    "布和": "布*",
    "扎西·多吉": "扎**",
    "阿不都热合曼": "阿**",
    "张某": "张*",
    "张****": "张**",
    "J. Smith": "J**",
    "A B": "A**",
    "John Smith": "J**",
    "J*": "J**",
    "张三（女）": "张*",
    # neither
    "卢氏县张建国X": None,
    "卢氏县癌症面馆": None,
    "某某面馆": None,
    "见附件": None,
    "小吃店": "小吃店",
    "店": None,
    "": None,
    " ": None,
    "卢 氏 县 张 三 面 馆": "卢氏县张**面馆",
    f"{'卢' * 24}经营部": "卢**经营部",
    f"{'便' * 25}面馆": None,
}  # fmt: skip


def test_what_may_show_of_a_cell():
    assert {cell: shown(cell) for cell in SHOWN} == SHOWN


def test_a_name_too_long_is_none():
    fits = f"{'便' * 15}(便民){'便' * 6}个体工商户"
    assert shown(fits) == fits
    assert shown(f"便{fits}") is None
