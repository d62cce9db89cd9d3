"""Layout: titles, two-level headers, repeated headers, totals and footers, rows that stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from io_helpers import HEADER, ROWS, TITLE, cells, csv_text, is_header, opened, pad, write

from deid.detect.echo import safe_name
from deid.errors import InputError
from deid.io import filter as sieve
from deid.io import open_list, opening

pytestmark = pytest.mark.usefixtures("english")

PLAIN = [str(at) for at in range(1, 4)]


def read(tmp_path, rows, **how):
    source = opened(write(tmp_path / "list.csv", rows, **how))
    return source.headers, cells(source), source


def code_of(tmp_path, rows):
    with pytest.raises(InputError) as caught:
        opened(write(tmp_path / "list.csv", rows))
    assert caught.value.__context__ is None
    return caught.value.code


BODY = [
    ["1", "王芳", "411224195708198537", "李强", "411224195708198545", "100"],
    ["2", "李梅", "x", "", "", "5"],
]


@pytest.mark.parametrize(
    ("upper", "lower", "headers"),
    [
        (
            ["序号", "户主", "", "配偶", "", "金额"],
            ["", "姓名", "身份证号", "姓名", "身份证号", ""],
            ["序号", "户主姓名", "户主身份证号", "配偶姓名", "配偶身份证号", "金额"],
        ),
        (
            ["序号", "户主基本信息", "", "监护人信息", "", "金额"],
            ["", "姓名", "身份证号", "姓名", "电话", ""],
            ["序号", "户主姓名", "户主身份证号", "监护人姓名", "监护人电话", "金额"],
        ),
        (
            ["序号", "基本信息", "", "补贴情况", "", ""],
            ["", "姓名", "身份证号", "面积", "标准", "金额"],
            ["序号", "姓名", "身份证号", "补贴面积", "补贴标准", "补贴金额"],
        ),
        (
            ["序号", "姓名", "身份证号", "不认识的人", "", "金额"],
            ["", "", "", "姓名", "身份证号", ""],
            ["序号", "姓名", "身份证号", "不认识的人姓名", "不认识的人身份证号", "金额"],
        ),
    ],
)
def test_two_levels(upper, lower, headers, tmp_path):
    for above in ([], [["花名册"]], pad(TITLE, 6)):
        got, rows, source = read(tmp_path, [*above, upper, lower, *BODY])
        assert got == headers
        assert rows == BODY
        assert [found.code for found in source.findings] == ["two_level_header"]


def test_two_levels_with_the_group_in_every_cell(tmp_path):
    """Some exports write a merged cell's text into every cell it covers."""
    upper = ["序号", "户主", "户主", "配偶", "配偶", "金额"]
    lower = ["序号", "姓名", "身份证号", "姓名", "身份证号", "金额"]
    got, rows, _ = read(tmp_path, [upper, lower, *BODY])
    assert got == ["序号", "户主姓名", "户主身份证号", "配偶姓名", "配偶身份证号", "金额"]
    assert rows == BODY


def test_two_levels_repeated_on_each_page(tmp_path):
    upper, lower = ["序号", "户主", "", "配偶", "", "金额"], ["", "姓名", "身份证号", "姓名", "身份证号", ""]
    _, rows, source = read(tmp_path, [["册"], upper, lower, BODY[0], ["册"], upper, lower, BODY[1]])
    assert rows == BODY
    assert {found.code: found.count for found in source.findings} == {
        "two_level_header": 0, "repeated_header": 2, "repeated_title": 1,
    }  # fmt: skip


def test_three_levels_are_refused(tmp_path):
    top = ["序号", "家庭成员信息", "", "", "", "金额"]
    upper, lower = ["", "户主", "", "配偶", "", ""], ["", "姓名", "身份证号", "姓名", "身份证号", ""]
    assert code_of(tmp_path, [top, upper, lower, *BODY]) == "input.header_levels"


def test_a_title_of_two_cells_is_no_group(tmp_path):
    for title in (
        TITLE[1],
        ["填报单位：民政办", "", "", "", "单位：元", "", ""],
        ["花名册", "", "", "", "", "", "第1页"],
    ):
        got, rows, source = read(tmp_path, [title, HEADER, *ROWS])
        assert got == HEADER
        assert rows == ROWS
        assert source.title == [text for text in title if text]


def test_header_cells_with_breaks_blanks_and_units(tmp_path):
    header = ["序 号", " 村\u3000", "\ufeff姓名", "身份证\n号", "家庭住址", "金额（元）", "备注"]
    got, rows, _ = read(tmp_path, [header, *ROWS])
    assert got == ["序 号", "村", "姓名", "身份证 号", "家庭住址", "金额（元）", "备注"]
    assert rows == ROWS


def test_one_header_twice_is_kept_for_the_rule_to_decide(tmp_path):
    assert read(tmp_path, [["姓名", "金额", "金额"], ["王芳", "1", "2"]])[0] == ["姓名", "金额", "金额"]


def test_columns_without_a_name(tmp_path):
    got, rows, _ = read(
        tmp_path, [["姓名", "", "金额", "", ""], ["王芳", "", "1", "", ""], ["李梅", " ", "2", "", ""]]
    )
    assert got == ["姓名", "金额"]
    assert rows == [["王芳", "1"], ["李梅", "2"]]
    got, rows, _ = read(tmp_path, [["姓名", "", "金额"], ["王芳", "x", "1"]])
    assert got == ["姓名", "", "金额"]
    assert code_of(tmp_path, [["姓名", "金额", ""], ["王芳", "1", ""], ["李梅", "2", "x"]]) == "input.ragged"


def test_a_column_without_a_name_that_most_rows_fill(tmp_path):
    got, rows, _ = read(
        tmp_path, [["姓名", "金额", ""], ["王芳", "1", "x"], ["李梅", "2", "y"], ["赵云", "3", ""]]
    )
    assert got == ["姓名", "金额", ""]
    assert rows == [["王芳", "1", "x"], ["李梅", "2", "y"], ["赵云", "3", ""]]
    assert code_of(tmp_path, [["姓名", "金额"], ["王芳", "1", "x"], ["李梅", "2"]]) == "input.ragged"


def test_a_serial_number_alone_is_no_row(tmp_path):
    """Templates number rows far below the list."""
    leftover = ["6", "", "", "", "", "", ""]
    for at in (1, len(ROWS)):
        assert read(tmp_path, [HEADER, *ROWS[:at], leftover, *ROWS[at:]])[1] == ROWS
    assert read(tmp_path, [["村", "金额"], ["新坪村", "1"], ["7", ""]])[1] == [["新坪村", "1"], ["7", ""]]


def test_a_list_of_one_column(tmp_path):
    got, rows, _ = read(tmp_path, [["姓名"], ["王芳"], ["李梅"], ["合计"], ["制表：赵某"]])
    assert got == ["姓名"]
    assert rows == [["王芳"], ["李梅"]]


DROPPED = [
    ["合计", "", "", "", "", "470", ""],
    ["合 计", "", "", "", "", "470", ""],
    ["", "　总　计：", "", "", "", "470", ""],
    ["6", "小计", "", "", "", "470", ""],
    ["新坪村小计", "", "", "", "", "470", ""],
    ["本页小计", "2人", "", "", "", "470", ""],
    ["共12户30人", "", "", "", "", "", ""],
    ["制表人：曹某", "", "", "", "", "", ""],
    ["说明：本表一式三份", "", "", "", "", "", ""],
    ["第 2 页，共 5 页", "", "", "", "", "", ""],
    ["", "", "监督电话：0398-7696758", "", "", "", ""],
    ["公示期：2026-11-20至2026-11-27", "", "", "", "", "", ""],
    ["", " ", "　", "", "\t", "", ""],
]


@pytest.mark.parametrize("row", DROPPED)
def test_rows_that_are_no_data_go_wherever_they_stand(row, tmp_path):
    for at in range(len(ROWS) + 1):
        assert read(tmp_path, [HEADER, *ROWS[:at], row, *ROWS[at:]])[1] == ROWS


TAIL = ["制表人：曹某", "", "审核：李某", "", "", "2026.11.20", ""]


def test_a_footer_of_several_cells_goes_only_at_the_end_of_a_page(tmp_path):
    assert read(tmp_path, [HEADER, *ROWS, TAIL, TAIL])[1] == ROWS
    assert read(tmp_path, [HEADER, *ROWS, TAIL, [], DROPPED[0], []])[1] == ROWS
    assert read(tmp_path, [HEADER, *ROWS[:2], TAIL, HEADER, *ROWS[2:]])[1] == ROWS
    assert read(tmp_path, [HEADER, *ROWS[:2], TAIL, *ROWS[2:]])[1] == [*ROWS[:2], TAIL, *ROWS[2:]]


def test_what_is_followed_by_data_is_no_tail(tmp_path):
    body = [*ROWS[:2], TAIL, *ROWS[2:]]
    assert read(tmp_path, [HEADER, *body, DROPPED[0], TAIL])[1] == body
    rows = [HEADER, *ROWS, ["制表：甲", "审核：乙"], *ROWS, ["制表：甲", "审核：乙"]]
    with pytest.raises(InputError, match=r"columns: 1; data rows 6 \(the first is file row 7\)"):
        opened(write(tmp_path / "list.csv", rows))
    source = opened(write(tmp_path / "list.csv", [HEADER, *ROWS, *rows[-1:] * 3]))
    assert (cells(source), source.footer_count) == (ROWS, 3)


KEPT = [
    ["合计", "", "", "411224195708198537", "", "470", ""],
    ["说明", "新坪村", "王芳", "411224 19570819 8537", "x", "470", ""],
    ["负责人", "新坪村", "王芳", "无", "x", "470", "y"],
    ["备注：", "", "", "411224********8537", "", "", ""],
    ["小计村", "新坪村", "王芳", "", "", "470", ""],
    ["第三居委会", "", "王芳", "", "", "470", ""],
    ["新坪村", "", "王芳", "", "", "", ""],
]


@pytest.mark.parametrize("row", KEPT)
def test_nobody_falls_off_the_list(row, tmp_path):
    for at in (1, len(ROWS)):
        body = [*ROWS[:at], row, *ROWS[at:]]
        assert read(tmp_path, [HEADER, *body])[1] == body


def test_footers_on_a_batch_boundary(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "SMALL", 0)
    monkeypatch.setattr("deid.io.csv_in._GATHERED", 1)
    monkeypatch.setattr("deid.io.csv_in.BLOCK", 512)
    body = [[str(at), "新坪村", "王芳", "", "", "1", ""] for at in range(200)]
    for tail in ([TAIL] * 12, [DROPPED[0], TAIL, TAIL]):
        assert read(tmp_path, [HEADER, *body, *tail])[1] == body
    mixed = [*body, *[TAIL] * 12, *body]
    assert read(tmp_path, [HEADER, *mixed])[1] == mixed
    assert sieve._TAIL > 12


def test_another_header_below_is_refused(tmp_path):
    other = ["序号", "姓名", "电话", "金额", "", "", ""]
    assert code_of(tmp_path, [HEADER, *ROWS, other, *ROWS]) == "input.second_header"
    assert code_of(tmp_path, [HEADER, *ROWS, other[:4], ["1", "a", "b", "c"]]) == "input.second_header"


def test_data_above_the_header_is_refused(tmp_path):
    assert code_of(tmp_path, [ROWS[0], HEADER, *ROWS]) == "input.above_header"
    assert code_of(tmp_path, [["a", "b", "c", "d", "e"], HEADER, *ROWS]) == "input.above_header"


def test_a_header_too_far_down_is_not_found(tmp_path):
    assert code_of(tmp_path, [["花名册"]] * 30 + [HEADER, *ROWS]) == "input.no_header"
    assert read(tmp_path, [["花名册"]] * 29 + [HEADER, *ROWS])[1] == ROWS


def test_no_pattern_takes_a_long_time(tmp_path):
    evil = ["计" * 20_000, "合" * 20_000, " " * 20_000, "1" * 20_000, "", "", "制" + " " * 20_000]
    assert read(tmp_path, [HEADER, evil, ["合" + " " * 20_000, *[""] * 6]])[1][0] == evil


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(ROWS), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from(DROPPED)), max_size=6),
    st.booleans(),
)
def test_inserted_rows_never_change_the_data(tmp_path_factory, body, extra, title):
    rows = list(body)
    for at, row in sorted(extra, key=lambda pair: -pair[0]):
        rows.insert(at, row)
    path = tmp_path_factory.mktemp("io") / "list.csv"
    path.write_text(csv_text([*(pad(TITLE) if title else []), HEADER, *rows]), "utf-8", newline="")
    assert cells(opened(path)) == body


@pytest.mark.parametrize(
    ("name", "shown"),
    [("名单2026.csv", "名单2026.csv"), ("低保20261120.csv", "低保20261120.csv"), ("13800138000.csv", "….csv"),
     ("１３８００１３８０００.csv", "….csv"), ("王 411224 19570819 8537.csv", "….csv"), ("王19740305.csv", "….csv"),
     ("a\nb.csv", "….csv"), ("list.13800138000", "…"), ("", "input file")],
)  # fmt: skip
def test_names_of_files_in_messages(name, shown):
    assert safe_name(name) == shown


def test_is_header_is_asked_little(tmp_path):
    asked = []

    def ask(text):
        asked.append(text)
        return is_header(text)

    path = write(tmp_path / "list.csv", [HEADER, *ROWS * 2000])
    open_list(path, is_header=ask)
    assert len(asked) < 500
