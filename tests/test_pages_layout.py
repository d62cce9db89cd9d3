"""Paper: nothing is cut off, no line is lost, whatever stands in the cells."""

import io
import shutil
import sys
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages_helpers import solid

from deid.errors import UsageError
from deid.pages import fonts as fonts_module
from deid.pages.fonts import find_fonts
from deid.pages.heading import Heading
from deid.pages.layout import HEADER, Layout
from deid.pages.notice import notice_html
from deid.pages.pdf_list import PdfPage
from deid.pages.setting import POINT, choose
from deid.pages.wrap import wrap

CHARS = st.sampled_from("果角村（社区）,。，*** 0123456789-./甲Ab一")
CELL = st.one_of(
    st.text(CHARS, max_size=12),
    st.text(CHARS, max_size=90),
    st.sampled_from(["", "411224************", "x\ny"]),
)
TABLE = st.integers(1, 9).flatmap(
    lambda wide: st.lists(st.lists(CELL, min_size=wide, max_size=wide), min_size=0, max_size=7)
)
HEADING = Heading(
    title="示例县耕地地力保护补贴公示", office="示例县农业农村局", phone="0398-1234567", as_of=date(2026, 11, 20),
    posted_until=date(2026, 12, 1), basis=("《某办法》（某发〔2021〕1号）",), provisional=True, rows=3, place="果角村",
)  # fmt: skip
shared = cache(lambda: find_fonts(()))


@settings(max_examples=80, deadline=None)
@given(text=st.text(CHARS, max_size=80), room=st.integers(1, 30))
def test_wrapped_lines_are_the_text(text, room):
    lines = wrap(text, room, len)
    assert "".join(lines) == text
    assert all(len(line.rstrip()) <= max(room, 1) for line in lines)


@settings(max_examples=25, deadline=None)
@given(rows=TABLE, paper=st.sampled_from(["a4", "a3"]))
def test_every_line_lies_in_its_box_and_every_box_on_the_paper(rows, paper):
    headers = [f"表头{at}（元）" for at in range(len(rows[0]) if rows else 3)]
    fonts = shared()
    setting = choose(headers, rows, fonts, paper)
    layout = Layout(headers, rows, HEADING, fonts, setting)
    found = {}
    for sheet in layout.sheets:
        texts = [text for _, _, text in sheet.cells]
        size = len(texts)
        begin = next(
            at for at in range(len(sheet.puts)) if [p.text for p in sheet.puts[at : at + size]] == texts
        )
        inside = sheet.puts[begin : begin + size]
        for put in sheet.puts:
            right = put.x + fonts.width(put.text.rstrip()) * put.size * POINT
            assert put.x >= setting.margin - 0.01
            assert right <= setting.wide - setting.margin + 0.01
            assert 0 < put.y < setting.high - 1
        for x, y, wide, high in sheet.boxes:
            assert x + wide <= setting.wide - setting.margin + 0.01
            assert y + high <= setting.high - setting.margin * 1.2 + 0.01
        ends = [put.x + fonts.width(put.text.rstrip()) * put.size * POINT for put in inside]
        for put, end in zip(inside, ends, strict=True):
            if put.text.strip():
                assert any(
                    x <= put.x and end <= x + wide + 0.01 and y <= put.y <= y + high
                    for x, y, wide, high in sheet.boxes
                ), "a line outside all boxes"
        for row, column, text in sheet.cells:
            if row != HEADER:
                found[row, column] = found.get((row, column), "") + text
    for at, row in enumerate(rows):
        assert [found.get((at, column), "") for column in range(len(row))] == [
            c.replace("\n", "") for c in row
        ]


@settings(max_examples=3, deadline=None)
@given(rows=TABLE)
def test_the_file_says_what_the_rows_say(rows):
    headers = [f"表头{at}" for at in range(len(rows[0]) if rows else 3)]
    out = io.BytesIO()
    page = PdfPage(out, headers, HEADING, fonts=shared(), paper="a4")
    page.write(rows)
    page.close()
    text = "".join(solid(sheet.extract_text()) for sheet in pypdf.PdfReader(out).pages)
    for row in rows:
        for cell in row:
            assert solid(cell) in text or len(cell) > 30  # may go on overleaf
    assert [row for rows in page.read(out) for row in rows] == rows


def test_a_row_higher_than_a_page_goes_on_overleaf():
    rows = [["1", "很长的说明，" * 700], ["2", "短"]]
    setting = choose(["序号", "备注"], rows, shared(), "a4")
    layout = Layout(["序号", "备注"], rows, HEADING, shared(), setting)
    assert len(layout.sheets) > 2
    assert (
        "".join(text for s in layout.sheets for row, column, text in s.cells if (row, column) == (0, 1))
        == rows[0][1]
    )


def test_short_lists_are_set_in_large_type():
    rows = [[str(at), "杜关镇", "果角村", "张三", "470"] for at in range(12)]
    headers = ["序号", "乡镇", "村（社区）", "户主姓名", "月保障金额（元）"]
    small, large = (choose(headers, rows, shared(), paper) for paper in ("a4", "a3"))
    assert small.size == 16
    assert small.wide < small.high
    assert large.size == pytest.approx(16 * 297 / 210)


def test_a_rare_character_is_taken_from_the_next_font():
    fonts = shared()
    assert fonts.can_show("张三㛃")
    assert not fonts.can_show("\ue123")
    first = fonts.loaded[0].path
    plain = fonts_module.Fonts([Path(__file__), first])
    assert plain.can_show("张三")
    assert list(plain.runs("张三ab")) == [(0, "张三ab")]
    assert list(plain.runs("")) == []


def test_a_name_in_two_fonts_stands_whole_on_the_page():
    carried = fonts_module.Fonts(fonts_module._carried())
    assert list(carried.runs("张䶶三")) == [(0, "张"), (1, "䶶"), (0, "三")]
    out, rows = io.BytesIO(), [["1", "张䶶三"]]
    page = PdfPage(out, ["序号", "姓名"], HEADING, fonts=carried, paper="a4")
    page.write(rows)
    page.close()
    assert list(page.read(out)) == [rows]


def test_the_font_that_is_asked_for_comes_first():
    _, serif = fonts_module._carried()
    found = find_fonts((serif,))
    assert found.loaded[0].path == serif


def test_without_the_extra_the_fonts_of_the_system_serve(monkeypatch, tmp_path):
    known = fonts_module._carried()[0]
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    monkeypatch.setattr(fonts_module, "_folders", lambda: [tmp_path, tmp_path / "none"])
    with pytest.raises(UsageError):
        find_fonts(())
    (tmp_path / "deeper").mkdir()
    for name in ("SimHei.ttf", "README.txt", "Arial.ttf"):
        shutil.copy(known, tmp_path / "deeper" / name)
    assert find_fonts(()).loaded[0].path == tmp_path / "deeper" / "SimHei.ttf"


def test_where_windows_keeps_its_fonts(monkeypatch):
    """Those of the system, and those one user has put in."""
    places = {"LOCALAPPDATA": "C:/Users/li/AppData/Local", "WINDIR": "D:/Windows"}
    monkeypatch.setattr(fonts_module, "os", SimpleNamespace(name="nt", environ=places))
    user = "C:/Users/li/AppData/Local/Microsoft/Windows/Fonts"
    assert fonts_module._folders() == [Path("D:/Windows/Fonts"), Path(user)]


def test_without_any_font(monkeypatch):
    monkeypatch.setattr(fonts_module, "_carried", list)
    monkeypatch.setattr(fonts_module, "_installed", list)
    with pytest.raises(UsageError, match="deid-lists"):
        find_fonts(())


@pytest.mark.parametrize("corrects", [False, True])
@pytest.mark.parametrize("until", [None, date(2026, 12, 1)])
def test_a_notice_says_what_the_law_wants(corrects, until):
    from msgspec.structs import replace

    heading = replace(HEADING, corrects=corrects, posted_until=until, stays=None if until else "while_paid")
    text = notice_html(heading).decode()
    for needed in (
        "《某办法》（某发〔2021〕1号）",
        "监督电话：0398-1234567",
        "示例县农业农村局（盖章）",
        "2026年11月20日",
    ):
        assert needed in text
    assert ("更正" in text) == corrects
    assert ("2026年12月1日" in text) == (until is not None)
    assert ("发放期间" in text) == (until is None)
