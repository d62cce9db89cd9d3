"""Excel workbooks, made with openpyxl or by hand: cells as text, the right sheet, nothing unsafe."""

import datetime as dt
import sys
import zipfile

import pytest
from io_helpers import FOOTER, HEADER, ROWS, TITLE, cells, opened

from deid.errors import InputError
from deid.io import excel_guard
from deid.io.excel_book import text_of

pytestmark = pytest.mark.usefixtures("english")

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")


def book(path, **sheets):
    out = openpyxl.Workbook()
    out.remove(out.active)
    for name, rows in sheets.items():
        sheet = out.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out.save(path)
    return path


def plain(rows):
    """What Excel would hold: no cell of control characters, nothing for a blank."""
    return [[cell.replace("\x0b", "") or None for cell in row] for row in rows]


EXPECTED = [[cell.replace("\x0b", "") for cell in row] for row in ROWS]


def refused(path, **how):
    with pytest.raises(InputError) as caught:
        opened(path, **how)
    assert caught.value.__context__ is None
    return caught.value.code


def test_the_same_table_as_csv(tmp_path):
    for rows in (
        [HEADER, *ROWS],
        [*TITLE, HEADER, *ROWS, *FOOTER],
        [*TITLE, HEADER, *ROWS[:2], *TITLE, HEADER, *ROWS[2:]],
    ):
        source = opened(book(tmp_path / "list.xlsx", 名单=plain(rows)))
        assert source.headers == HEADER
        assert cells(source) == EXPECTED
        assert cells(source) == EXPECTED
        assert source.title[0] == "名单"
    assert len(source.sha256()) == 64


def test_cells_that_are_no_text(tmp_path):
    row = [
        1,
        13800138000,
        411224195708198537,
        92.5,
        dt.date(2026, 11, 20),
        True,
        dt.datetime(2026, 11, 20, 8, 30),  # noqa: DTZ001  Excel knows no zones
    ]
    source = opened(
        book(
            tmp_path / "list.xlsx", 名单=[HEADER, row, [2, 0.1 + 0.2, -5, 1e-3, None, False, dt.time(8, 30)]]
        )
    )
    assert cells(source) == [
        ["1", "13800138000", "4.11224195708199E+17", "92.5", "2026-11-20", "是", "2026-11-20 08:30:00"],
        ["2", "0.3", "-5", "0.001", "", "否", "08:30:00"],
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(999999999999999, "999999999999999"), (999999999999999.0, "999999999999999"), (10**15, "1.00000000000000E+15"),
     (6222021234567890123, "6.22202123456789E+18"), (float("inf"), "INF"), (-0.0, "0"), (None, ""), ("a\0b", "ab"),
     (dt.timedelta(hours=1), "1:00:00")],
)  # fmt: skip
def test_no_digit_is_invented(cell, text):
    assert text_of(cell) == text


def test_merged_header_cells(tmp_path):
    out = openpyxl.Workbook()
    sheet = out.active
    for row in (["花名册"], ["序号", "户主", None, "金额"], [None, "姓名", "身份证号"], [1, "王芳", "x", 5]):
        sheet.append(row)
    for area in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(area)
    out.save(tmp_path / "list.xlsx")
    source = opened(tmp_path / "list.xlsx")
    assert source.headers == ["序号", "户主姓名", "户主身份证号", "金额"]
    assert cells(source) == [["1", "王芳", "x", "5"]]


def test_which_sheet(tmp_path):
    rows = [HEADER, *plain(ROWS)]
    path = book(tmp_path / "list.xlsx", 说明=[["填表说明"]], 名单=rows)
    assert cells(opened(path)) == EXPECTED
    path = book(tmp_path / "list.xlsx", 一=rows, 二=rows[:2])
    assert refused(path) == "input.sheets"
    assert len(cells(opened(path, sheet="二"))) == 1
    assert len(cells(opened(path, sheet="2"))) == 1
    assert refused(path, sheet="三") == refused(path, sheet="3") == "input.sheet_missing"
    path = book(tmp_path / "list.xlsx", 空=[["x"]])
    assert refused(path) == refused(path, sheet="空") == "input.no_header"


def test_what_is_hidden_is_told(tmp_path):
    out = openpyxl.load_workbook(
        book(tmp_path / "list.xlsx", 名单=[HEADER, *plain(ROWS)], 旧=[HEADER, *plain(ROWS)])
    )
    out["旧"].sheet_state = "hidden"
    out["名单"].row_dimensions[3].hidden = True
    out["名单"].column_dimensions["C"].hidden = True
    out["名单"]["C2"].comment = openpyxl.comments.Comment("批注", "某人")
    out.save(tmp_path / "list.xlsx")
    source = opened(tmp_path / "list.xlsx")
    assert cells(source) == EXPECTED
    told = {found.code: (str(found.severity), found.count) for found in source.findings}
    assert told == {
        "hidden_rows": ("warning", 1), "hidden_columns": ("note", 1), "comments": ("note", 1), "hidden_sheets": ("note", 1),
        "properties": ("note", 1),
    }  # fmt: skip


def test_no_rows_and_rows_too_long(tmp_path):
    assert refused(book(tmp_path / "a.xlsx", 名单=[HEADER])) == "input.no_rows"
    assert refused(book(tmp_path / "b.xlsx", 名单=[HEADER, *plain(ROWS), [*ROWS[0], "x"]])) == "input.ragged"


def test_damaged_locked_and_foreign_files(tmp_path):
    path = book(tmp_path / "list.xlsx", 名单=[HEADER, *plain(ROWS)])
    whole = path.read_bytes()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for data, code in (
        (whole[: len(whole) // 2], "input.excel"),
        (whole[:200] + b"\xff" * 100 + whole[300:], "input."),
        (ole + b"\0" * 2000, "input.excel"),
        (ole + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "input.password"),
    ):
        path.write_bytes(data)
        assert refused(path).startswith(code)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refused(path) == "input.excel"


def test_bombs_are_refused_before_they_are_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    assert refused(path) == "input.bomb"
    monkeypatch.setattr(excel_guard, "UNPACKED", 1)
    monkeypatch.setattr(excel_guard, "RATIO", 10**9)
    assert refused(path) == "input.bomb"


def test_without_calamine_the_way_out_is_told(tmp_path, monkeypatch):
    path = book(tmp_path / "list.xlsx", 名单=[HEADER, *plain(ROWS)])
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(InputError) as caught:
        opened(path)
    assert caught.value.code == "input.excel_extra"
    assert "pip install" in str(caught.value)
