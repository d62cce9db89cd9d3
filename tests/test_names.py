"""Names: what is exactly one person's name, what never comes out, on the lists too."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.detect import names
from deid.maskers.person_name import person_name

LISTS = Path(__file__).parents[1].parent / "shared" / "lists"
SHOW = ["surname", "surname-last", "court"]
TYPES = [pa.string(), pa.large_string()]

AS_THEY_ARE_TEXT = """
张三 王小丽 欧阳修 欧阳小丽 司马光宗 诸葛亮 范徐丽泰 王李氏 李䶮 岩温 于海 高兴水 安康
扎西·多吉 买买提江•吐尔逊 迪丽努尔·阿卜杜拉 阿依古丽・买买提 卡尔·马克思 吾买尔·艾合买提
扎西多吉 那顺巴雅尔 阿不都热合曼·吐尔逊 次仁旺堆 布和 阿依古丽 热依木 库尔班江 乌云其木格 卓玛 其其格 古丽 张某 张某某 张* 张** 张*三 欧阳*丽
"""
AS_THEY_ARE = AS_THEY_ARE_TEXT.split()
NO_NAME_TEXT = """
张三、李四 张三李四 张三，李四 张三/李四 张三·李四 张三已故 张三妻 李四故 许霞梅之妻代领 某某之妻代领 某某 无 /
- 123 高血压 白血病 艾滋病 麻风病 五保户 低保户 全自理 半护理 感染者 党员 车祸 孙子 代领 合计 户主 村民 张主任
王老师 河南省 福寿村 张家村 安置房 缺劳动力 高血压·糖尿病 联系儿子·在外地 13800138000 张三13800138000 提高 加强
乌鲁木齐 其次 万元 陈方安生 (张三) 张三） ******** ** *三 HIV 有限公司 卢氏县信用合作社
"""
NO_NAME = NO_NAME_TEXT.split()


def column(text: str) -> list[str]:
    return names.one_name(pa.array([text])).to_pylist()


@pytest.mark.parametrize(
    "name", [*AS_THEY_ARE, "张  三", "张　三", " 张三 ", "欧阳 小丽", "John Smith", "Mary O'Brien"]
)
def test_one_name_comes_out_as_it_went_in(name):
    assert column(name) == [name]


@pytest.mark.parametrize(
    "cell", [*NO_NAME, "张三 李四", "HIV positive", "see note", "张三\n李四", "王 五 李 六"]
)
def test_what_is_not_exactly_one_name_never_comes_out(cell):
    assert column(cell) == [None]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("罗翠霞(肢体残疾)", "罗翠霞"),
        ("刘丽娟（李四代领）", "刘丽娟"),
        ("张三 （已故", "张三"),
        ("张三（女）（已故）", "张三"),
        ("张三[见（备注）]", "张三"),
        ("张三（已故）李四", None),
        ("张三、李四（已故）", None),
    ],
)
def test_a_note_in_brackets_is_cut_and_nothing_else(cell, name):
    assert column(cell) == [name]


def test_null_and_blank_stay():
    for kind in TYPES:
        out = names.one_name(pa.array([None, "", "  ", "张三"], kind))
        assert out.type == kind
        assert out.to_pylist() == [None, "", "  ", "张三"]


def test_surname_length():
    assert [names.surname_length(name) for name in ("张三", "欧阳修", "欧阳", "司马相如", "扎西多吉")] == [
        1,
        2,
        1,
        2,
        1,
    ]


def test_names_in_finds_several_in_one_cell_and_no_notes():
    cells = pa.array(["张  三（已故）", "李四、王五", "张三", "无", "张**", "其子在外务工", None, ""])
    assert names.names_in(cells) == ["张三", "李四", "王五"]


WORDS = st.sampled_from(
    [*AS_THEY_ARE, *NO_NAME, "（", "）", "·", " ", "*", "某", "王", "丽", "已", "13800138000", "A", ""]
)
CELLS = st.lists(st.lists(WORDS, max_size=3).map("".join) | st.text(max_size=12) | st.none(), max_size=12)


@settings(max_examples=100, deadline=None)
@given(cells=CELLS)
def test_a_name_that_came_out_comes_out_again(cells):
    once = names.one_name(pa.array(cells, pa.string()))
    assert names.one_name(once) == once


@settings(max_examples=100, deadline=None)
@given(cells=CELLS, show=st.sampled_from(SHOW), kind=st.sampled_from(TYPES))
def test_masking_shows_a_surname_and_twice_changes_nothing(cells, show, kind):
    out = person_name(pa.array(cells, kind), show=show)
    assert out.type == kind
    assert [c is None for c in out.to_pylist()] == [c is None for c in cells]
    assert person_name(out, show=show) == out
    for cell, shown in zip(cells, out.to_pylist(), strict=True):
        if cell and cell.strip() and shown.strip() and shown != "********":
            visible = shown.replace("*", "").replace("某", "")
            assert len(visible) <= 2 + (show == "surname-last")
            assert len(shown) - len(visible) <= 2


@settings(max_examples=50, deadline=None)
@given(left=CELLS, right=CELLS, show=st.sampled_from(SHOW))
def test_batch_boundaries_do_not_matter(left, right, show):
    whole = person_name(pa.array(left + right, pa.string()), show=show)
    apart = [person_name(pa.array(side, pa.string()), show=show) for side in (left, right)]
    assert whole == pa.concat_arrays(apart)
    assert person_name(pa.array([*left, *right], pa.string())[len(left) :], show=show) == apart[1]


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="张三李四王·（）()某* 丽已故之妻阿依古扎西1aA", max_size=8))
def test_masking_from_any_earlier_mask_never_shows_more(text):
    for before in SHOW:
        seen = person_name(pa.array([text]), show=before)
        for after in SHOW:
            shown = person_name(seen, show=after)[0].as_py().replace("*", "").replace("某", "")
            assert len(shown) <= len(seen[0].as_py().replace("*", "").replace("某", ""))


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.truth.json")), ids=lambda path: path.name.split(".")[0])
def test_the_names_that_are_posted_are_read_from_the_list(path):
    truth = json.loads(path.read_text("utf-8"))
    raw = (LISTS / truth["file"]).read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    cells = {cell for row in csv.reader(text.splitlines()) for cell in row}
    read = set(names.one_name(pa.array(sorted(cells))).to_pylist())
    assert {name for _, name, _ in truth["shown"]} <= read
    assert not any(cell and not set(cell).isdisjoint("（(0123456789") for cell in read)
