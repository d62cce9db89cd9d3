"""Every trap of a workbook has a finding with its place, and is never carried over or lets a value pass."""

import io
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import corpus
import pytest

pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
pytest.importorskip("olefile")

import workbooks
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.worksheet.datavalidation import DataValidation

from deid.checking.beside import kinds_beside_cells
from deid.errors import InputError, UsageError
from deid.io import excel_guard, excel_marks
from deid.io.dressing import Dressing
from deid.io.excel_marks import marks_beside
from deid.io.excel_old import survey_old
from deid.io.known import open_known
from deid.io.sheet import Sheet
from deid.io.where import Where

pytestmark = pytest.mark.usefixtures("english")


def read(path, **how):
    source = open_known(path, **how)
    rows = [list(row) for batch in source.batches() for row in zip(*batch.to_pydict().values(), strict=True)]
    return source.headers, rows, source


def told(source):
    for found in source.findings:
        assert workbooks.IDS not in found.text
        assert "王芳" not in found.text
    return {(found.code, found.column): found for found in source.findings}


def refused(path, **how):
    with pytest.raises(InputError) as caught:
        read(path, **how)
    assert caught.value.__context__ is None
    assert "王芳" not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("layout", corpus.LAYOUTS)
def test_every_layout_as_a_workbook(layout, tmp_path):
    made = corpus.LAYOUTS[layout]
    header, rows, _ = read(workbooks.saved(workbooks.grid(made.rows), tmp_path / "list.xlsx"))
    assert header == made.header
    assert rows == made.data


@pytest.mark.parametrize("kind", sorted(corpus.REFUSED.keys() - {"a row too short"}))
def test_what_is_in_doubt_is_refused(kind, tmp_path):
    rows, code = corpus.REFUSED[kind]
    assert refused(workbooks.saved(workbooks.grid(rows), tmp_path / "list.xlsx")) == code


def test_what_is_hidden_has_a_place(tmp_path):
    _, rows, source = read(workbooks.saved(workbooks.hiding(), tmp_path / "list.xlsx"))
    assert rows == corpus.ROWS
    found = {code: finding for (code, _), finding in told(source).items()}
    assert found.keys() == {"hidden_rows", "hidden_columns", "hidden_sheets", "comments"}
    assert "Sheet 1" in found["hidden_rows"].text
    assert "(rows 3, 5)" in found["hidden_rows"].text
    assert "(D)" in found["hidden_columns"].text
    assert "(number 2, 3)" in found["hidden_sheets"].text
    assert "(C4)" in found["comments"].text
    assert [found[code].count for code in sorted(found)] == [1, 1, 2, 2]


def test_names_and_properties(tmp_path):
    _, rows, source = read(workbooks.saved(workbooks.naming(), tmp_path / "list.xlsx"))
    assert rows == corpus.ROWS
    assert {(code, found.count) for (code, _), found in told(source).items()} == {
        ("defined_names", 1),
        ("properties", 2),
    }


@pytest.mark.parametrize("kind", workbooks.CARRIED)
def test_parts_that_are_never_carried_over(kind, tmp_path):
    path = workbooks.saved(workbooks.grid([corpus.HEADER, *corpus.ROWS]), tmp_path / "plain.xlsx")
    assert not told(read(path)[2])
    made = workbooks.with_parts(path, tmp_path / "list.xlsx", **workbooks.CARRIED[kind])
    _, rows, source = read(made)
    assert rows == corpus.ROWS
    assert [(code, found.count) for (code, _), found in told(source).items()] == [(kind, 1)]


def test_merged_cells_are_repeated_but_amounts_are_not(tmp_path):
    header, rows, source = read(workbooks.saved(workbooks.filling(), tmp_path / "list.xlsx"))
    assert rows == workbooks.FILLED
    found = told(source)
    assert {(code, column, each.count) for (code, column), each in found.items()} == {
        ("merged_cells", "户号", 2),
        ("merged_cells", "村", 3),
        ("merged_cells", "户主姓名", 2),
        ("merged_amounts", "补贴金额", 2),
        ("subtotal_rows", None, 1),
    }
    assert "(B3, B4, B5)" in found["merged_cells", "村"].text
    assert str(found["merged_amounts", "补贴金额"].severity) == "warning"


def test_merged_cells_fill_blanks_below_them_and_nothing_else():
    """An area that begins above the list or beside it fills nothing, a cell that holds something keeps it."""
    areas = [((1, 0), (3, 0)), ((2, 1), (4, 1)), ((2, 3), (4, 3)), ((3, 9), (5, 9)), ((4, 2), (4, 3))]
    dressing = Dressing(Sheet(errors=[(3, 9)]), 0, areas, epoch_1904=False)
    rows = [["", "新坪村", "王芳"], ["", "", "李强"], ["", "果角村", "赵敏"]]
    assert [dressing.tell(at, list(row)) for at, row in enumerate(rows, 2)] == rows
    below = list(dressing.below(iter([list(row) for row in rows]), 2, ["户号", "村", "这是什么"]))
    assert below == [["", "新坪村", "王芳"], ["", "新坪村", "李强"], ["", "果角村", "赵敏"]]
    assert [
        (one.code, one.column, one.count) for one in dressing.findings(["户号", "村"], {"村"}.__contains__)
    ] == [("merged_cells", "村", 1)]
    [nameless] = dressing.findings(["户号", "411224195708198537"], lambda _: True)
    assert "B" in nameless.column and "4112" not in nameless.column + nameless.text


def test_errors_and_formulas_without_a_result_are_not_blank(tmp_path):
    header, rows, source = read(workbooks.saved(workbooks.failing(), tmp_path / "list.xlsx"))
    assert header == corpus.HEADER
    wanted = [list(row) for row in corpus.ROWS]
    wanted[0][3] = wanted[2][4] = wanted[3][4] = wanted[3][5] = "#N/A"
    assert rows == wanted
    found = told(source)
    assert {(code, column): each.count for (code, column), each in found.items()} == {
        ("error_cells", "身份证号"): 1,
        ("error_cells", "补贴金额"): 1,
        ("formula_cells", "补贴金额"): 1,
        ("formula_cells", "备注"): 1,
    }
    assert "(F6)" in found["error_cells", "身份证号"].text
    assert "(G9)" in found["formula_cells", "补贴金额"].text


def test_an_error_in_the_last_row_is_like_any_other(tmp_path):
    book = workbooks.grid([corpus.HEADER, *corpus.ROWS])
    book.active["E7"].value, book.active["E7"].data_type = "#REF!", "e"
    _, rows, source = read(workbooks.saved(book, tmp_path / "list.xlsx"))
    assert rows[-1][4] == "#N/A"
    assert len(rows) == len(corpus.ROWS)
    assert [code for code, _ in told(source)] == ["error_cells"]


def test_formulas_come_as_their_stored_results(tmp_path):
    def stored(sheet):
        unworked = r"<f>1/0</f><v(?:></v>| ?/>)"  # openpyxl writes the one with lxml, the other without
        text, count = re.subn(unworked, "<f>1+1</f><v>860</v>", sheet.decode(), count=1)
        assert count == 1
        return text.replace('<c r="H9"', '<c r="H9" t="str"').encode()

    path = workbooks.saved(workbooks.failing(), tmp_path / "plain.xlsx")
    made = workbooks.with_parts(path, tmp_path / "list.xlsx", **{"xl/worksheets/sheet1.xml": stored})
    _, rows, source = read(made)
    assert rows[3][4] == "860"
    assert rows[3][5] == ""
    assert not [code for code, _ in told(source) if code == "formula_cells"]


def test_rows_made_of_unworked_formulas_are_not_lost(tmp_path):
    book = workbooks.grid([corpus.HEADER, *corpus.ROWS])
    for column in "ABCDEF":
        book.active[f"{column}9"].value = f"=名单!{column}2"
    assert refused(workbooks.saved(book, tmp_path / "list.xlsx")) == "input.formulas"
    for column in "ABCDEF":
        book.active[f"{column}9"].value = None
        book.active[f"{column}4"].value = f"=名单!{column}2"
    _, rows, _ = read(workbooks.saved(book, tmp_path / "list.xlsx"))
    assert rows[2] == ["#N/A"] * 6
    assert len(rows) == len(corpus.ROWS)


@pytest.mark.parametrize(
    ("epoch", "serial"), [(CALENDAR_WINDOWS_1900, "1974-03-05"), (CALENDAR_MAC_1904, "1978-03-06")]
)
def test_dates_and_serial_dates(epoch, serial, tmp_path):
    _, rows, source = read(workbooks.saved(workbooks.dated(epoch), tmp_path / "list.xlsx"))
    assert rows == [["王芳", "1974-03-05", "27093"], ["李强", serial, "1"]]
    found = told(source)
    assert found.keys() == {("serial_dates", "出生日期")}
    assert "(B3)" in found["serial_dates", "出生日期"].text


def test_ids_stored_as_numbers_are_damaged_and_say_so(tmp_path):
    book = workbooks.grid([corpus.HEADER, *corpus.ROWS])
    for row in range(2, 8):
        book.active[f"D{row}"].value = float(workbooks.IDS)
    _, rows, _ = read(workbooks.saved(book, tmp_path / "list.xlsx"))
    assert {row[3] for row in rows} == {"4.11224195708199E+17"}  # never digits nobody typed


def test_one_list_of_several_on_a_sheet(tmp_path):
    rows, _ = corpus.REFUSED["two lists"]
    path = workbooks.saved(workbooks.grid(rows), tmp_path / "list.xlsx")
    assert refused(path) == "input.second_header"
    assert read(path, where=Where(data=(2, 7)))[1] == corpus.ROWS
    assert refused(path, where=Where(header=(900, 901))) == "input.header_rows"
    header, second, source = read(path, where=Where(header=(9, 9)))
    assert header == ["序号", "姓名", "联系电话", "补贴金额"]
    assert second == [["1", "a", "b", "2"]]
    assert source.header_rows == (9, 9)


def test_prefixed_tags_and_single_quotes_are_read_too(tmp_path):
    """Some export programs write <x:row r='3' hidden='1'>."""

    def changed(sheet):
        text = sheet.decode().replace('<row r="3" hidden="1"', "<row r='3' hidden='true'")
        text = text.replace('<c r="F6" t="e"', "<c r='F6' t='e'")
        return text.encode()

    path = workbooks.saved(workbooks.failing(), tmp_path / "plain.xlsx")
    _, rows, source = read(
        workbooks.with_parts(path, tmp_path / "list.xlsx", **{"xl/worksheets/sheet1.xml": changed})
    )
    assert ("error_cells", "身份证号") in told(source)
    from deid.io.excel_sheet import scan

    xml = b"<x:sheetData><x:row r='3' hidden='true'><x:c r='B3' t='e'><x:v>#N/A</x:v></x:c></x:row></x:sheetData>"
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as book:
        book.writestr("x", xml)
    with zipfile.ZipFile(tmp_path / "x.zip") as book, book.open("x") as part:
        sheet = scan(part)
    assert (sheet.hidden_rows, sheet.errors) == ([2], [(2, 1)])


def test_an_error_without_a_place_is_refused(tmp_path):
    path = workbooks.saved(workbooks.failing(), tmp_path / "plain.xlsx")

    def changed(sheet):
        return sheet.replace(b'<c r="F6" t="e"', b'<c t="e"')

    made = workbooks.with_parts(path, tmp_path / "list.xlsx", **{"xl/worksheets/sheet1.xml": changed})
    assert refused(made) == "input.places"


def test_a_stray_cell_far_out_is_refused_before_it_costs_memory(tmp_path):
    book = workbooks.grid([corpus.HEADER, *corpus.ROWS])
    book.active["XFD1048576"].value = " "
    path = workbooks.saved(book, tmp_path / "list.xlsx")
    code = (
        "import resource,sys; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30));"
        "from deid.io.known import open_known; from pathlib import Path; open_known(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert done.returncode == 1  # an error of ours, not an abort
    assert "XFD" in done.stderr
    assert refused(path) == "input.stray"


def test_bombs(tmp_path, monkeypatch):
    path = workbooks.saved(workbooks.grid([corpus.HEADER, *corpus.ROWS]), tmp_path / "plain.xlsx")
    huge = b"<x>" + b" " * 40_000_000 + b"</x>"
    for part in ("xl/sharedStrings.xml", "xl/media/image1.png", "docProps/app.xml"):
        assert refused(workbooks.with_parts(path, tmp_path / "list.xlsx", **{part: huge})) == "input.bomb"
    monkeypatch.setattr(excel_guard, "RATIO", 10**9)
    assert (
        refused(workbooks.with_parts(path, tmp_path / "list.xlsx", **{"xl/workbook.xml": huge * 2}))
        == "input.excel"
    )


def test_two_parts_of_one_name_are_refused(tmp_path):
    """Which of them a program shows, nobody can tell."""
    path = workbooks.saved(workbooks.grid([corpus.HEADER, *corpus.ROWS]), tmp_path / "list.xlsx")
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("XL/worksheets/Sheet1.xml", book.read("xl/worksheets/sheet1.xml"))
    assert refused(path) == "input.excel"


def test_the_binary_kind_is_refused(tmp_path):
    path = tmp_path / "list.xlsb"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.bin", b"x")
    assert refused(path) == "input.xlsb"


def old_workbook(path):
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("名单")
    header = [*corpus.HEADER, "出生日期"]
    for at, row in enumerate([header, *([*row, 27093] for row in corpus.ROWS)], start=1):
        for column, cell in enumerate(row):
            if cell != "" and (at, column) not in {(3, 1), (4, 1), (6, 4)}:
                sheet.write(at, column, cell)
    sheet.merge(2, 4, 1, 1)
    sheet.row(5).hidden = True
    sheet.col(3).hidden = True
    sheet.row(6).set_cell_error(4, 0x2A)
    book.add_sheet("去年").visibility = 1
    book.add_sheet("旧").visibility = 2
    book.save(str(path))
    return path


def test_old_workbooks(tmp_path):
    header, rows, source = read(old_workbook(tmp_path / "list.xls"))
    wanted = [[*row, "1978-03-06"] for row in corpus.ROWS]
    wanted[1][1] = wanted[2][1] = corpus.ROWS[0][1]
    wanted[4][4] = "#N/A"
    assert header == [*corpus.HEADER, "出生日期"]
    assert rows == wanted
    found = told(source)
    assert {(code, each.count) for (code, _), each in found.items()} == {
        ("hidden_sheets", 2),
        ("hidden_rows", 1),
        ("hidden_columns", 1),
        ("error_cells", 1),
        ("merged_cells", 2),
        ("serial_dates", 6),
    }
    assert "(rows 6)" in found["hidden_rows", None].text
    assert "(D)" in found["hidden_columns", None].text
    assert "(E7)" in found["error_cells", "补贴金额"].text
    assert "(B4, B5)" in found["merged_cells", "行政村"].text


class Ole:
    """The container of an old workbook: streams by name, and what its properties say."""

    def __init__(self, streams, told=(), properties=None):
        self._streams, self._told, self._properties = streams, told, properties or {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def exists(self, name):
        return name in self._streams or name in self._properties

    def listdir(self, **_):
        return [name.split("/") for name in self._streams]

    def openstream(self, name):
        return io.BytesIO(self._streams[name])

    def get_metadata(self):
        return SimpleNamespace(**dict(self._told))

    def getproperties(self, name, **_):
        return self._properties[name]


def biff(*records):
    """Records of kind and content; what a sheet's number says in BOUNDSHEET is where its BOF stands."""
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


BOF, EOF, BOUND = (0x809, b"\0" * 16), (0x0A, b""), 0x85


def old_book(*book, sheet=()):
    head = [BOF, *book, (BOUND, b"\0" * 4 + b"\0\0\2\0ab"), EOF]
    place = struct.pack("<I", len(biff(*head)))
    head[-2] = (BOUND, place + head[-2][1][4:])
    return biff(*head, BOF, *sheet, EOF)


def test_what_old_workbooks_hide(tmp_path, monkeypatch):
    """Their records, made by hand: comments, charts, names, links to other books, and what lies beside."""
    row, column = (
        (0x208, struct.pack("<H", 4) + b"\0" * 10 + b"\x20\0\0\0"),
        (0x7D, struct.pack("<HH", 2, 3) + b"\0" * 4 + b"\1\0"),
    )
    shown = [(0x208, b"\0" * 16), (0x7D, b"\0" * 10)]
    note = (0x1C, struct.pack("<HH", 6, 1) + b"\0" * 4)
    values = [
        (0x203, struct.pack("<HH", 9, 4) + b"\0" * 10),
        (0xBD, struct.pack("<HH", 1, 2) + b"\0" * 12 + struct.pack("<H", 7)),
    ]
    errors = [
        (0x205, struct.pack("<HHH", 3, 4, 0) + b"\x2a\1"),
        (0x06, struct.pack("<HHH", 5, 4, 0) + b"\2\0\x2a\0\0\0\xff\xff"),
        (0x06, struct.pack("<HHH", 5, 5, 0) + b"\0" * 8),  # a formula with its result
        (0x205, struct.pack("<HHH", 3, 5, 0) + b"\1\0"),  # no error but 是
    ]
    chart = [
        (0x5D, b"\x15\0\x12\0\5\0"),
        BOF,
        (0x208, b"\0" * 12 + b"\x20\0\0\0"),
        EOF,
    ]  # its rows are not the sheet's
    book = [
        (0x22, b"\1\0"),
        (0x18, b"\0\0" + b"mine"), (0x18, b"\x20\0" + b"theirs"), (0x18, b"\0\0" + b"_xlnm._FilterDatabase"),
        (0x1AE, b"\1\0\1\4"), (0x1AE, b"\1\0\1\x3a"), (0x1AE, b"\1\0\4\0http"),
    ]  # fmt: skip
    streams = {
        "Workbook": old_book(*book, sheet=[row, column, *shown, note, *values, *errors, *chart]),
        "_VBA_PROJECT_CUR/VBA/dir": b"", "_SX_DB_CUR/0001": b"", "MBD00A1/Package": b"", "Revision Log": b"",
    }  # fmt: skip
    monkeypatch.setattr("olefile.OleFileIO", lambda _: Ole(streams, [("author", "x"), ("title", "")]))
    found = survey_old(tmp_path / "list.xls")
    sheet = found.sheets[0]
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.comments) == ([4], [(2, 3)], [(6, 1)])
    assert (sheet.errors, sheet.far, found.epoch_1904) == ([(3, 4), (5, 4)], (10, 8), True)
    assert +found.carried == {
        "macros": 1, "pivot_caches": 1, "embedded": 1, "revisions": 1, "properties": 1, "defined_names": 1,
        "external_links": 1, "images": 1,
    }  # fmt: skip


OLD_BOOKS = {
    "a password": ({"Workbook": old_book((0x2F, b"\0" * 6))}, "input.password"),
    "a password of today": ({"EncryptedPackage": b""}, "input.password"),
    "no sheet": ({"Workbook": biff(BOF, EOF)}, "input.excel"),
    "a row that breaks off": ({"Book": old_book(sheet=[(0x208, b"\0")])}, "input.excel"),
    "no workbook at all": ({"WordDocument": b""}, "input.excel"),
}


@pytest.mark.parametrize("kind", OLD_BOOKS)
def test_old_workbooks_that_are_not_read(kind, tmp_path, monkeypatch):
    streams, code = OLD_BOOKS[kind]
    (tmp_path / "list.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    monkeypatch.setattr("olefile.OleFileIO", lambda _: Ole(streams))
    assert refused(tmp_path / "list.xls") == code


def test_old_workbooks_of_any_size_are_not_read(tmp_path, monkeypatch):
    path = old_workbook(tmp_path / "list.xls")
    monkeypatch.setattr(excel_guard, "UNPACKED", 0)
    assert refused(path) == "input.bomb"


def test_without_olefile_the_way_out_is_told(tmp_path, monkeypatch):
    path = old_workbook(tmp_path / "list.xls")
    monkeypatch.setitem(sys.modules, "olefile", None)
    for call in (lambda: read(path), lambda: marks_beside(path, "list.xls")):
        with pytest.raises(UsageError, match="pip install"):
            call()


@pytest.mark.parametrize(
    "written",
    ["内部资料".encode("gb18030"), "内部资料".encode(), "内部资料\0".encode("utf-16-le"), "内部资料"],
    ids=str,
)
@pytest.mark.parametrize("where", ["alone", "in a list"])
def test_a_mark_in_the_properties_of_an_old_workbook(written, where, tmp_path, monkeypatch):
    path = old_workbook(tmp_path / "list.xls")
    properties = {
        "\x05DocumentSummaryInformation": {1: 1252, 2: [b"x", written] if where == "in a list" else written}
    }
    monkeypatch.setattr("olefile.OleFileIO", lambda _: Ole({}, properties=properties))
    assert [found.code for found in marks_beside(path, "list.xls")] == ["secrecy-mark"]
    monkeypatch.setattr(
        "olefile.OleFileIO", lambda _: Ole({}, properties={"\x05SummaryInformation": {2: b"list"}})
    )
    assert marks_beside(path, "list.xls") == []


def test_a_part_that_cannot_be_searched_for_marks_is_refused(tmp_path, monkeypatch):
    path = workbooks.saved(workbooks.hiding(), tmp_path / "list.xlsx")
    monkeypatch.setattr(excel_marks, "_TOO_LARGE", 10)
    for made in (path, tmp_path / "none.xlsx"):
        with pytest.raises(InputError) as caught:
            marks_beside(made, "list.xlsx")
        assert caught.value.code == "input.excel" and caught.value.__context__ is None


def test_damaged_old_workbooks(tmp_path):
    path = old_workbook(tmp_path / "list.xls")
    whole = path.read_bytes()
    for cut in range(600, len(whole), 997):
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.__context__ is None


def test_damaged_workbooks(tmp_path):
    whole = workbooks.bytes_of(workbooks.hiding())
    path = tmp_path / "list.xlsx"
    for cut in range(100, len(whole), 499):
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.__context__ is None
    for at in range(0, len(whole), 211):
        path.write_bytes(whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 8]) + whole[at + 8 :])
        try:
            _, rows, _ = read(path)
        except InputError as error:
            assert error.__context__ is None
        else:
            assert rows == corpus.ROWS, at


def test_locked_workbooks(tmp_path):
    msoffcrypto = pytest.importorskip("msoffcrypto")
    from msoffcrypto.format.ooxml import OOXMLFile

    plain, path = tmp_path / "plain.xlsx", tmp_path / "list.xlsx"
    workbooks.saved(workbooks.grid([corpus.HEADER, *corpus.ROWS]), plain)
    with plain.open("rb") as raw, path.open("wb") as out:
        OOXMLFile(raw).encrypt("秘密", out)
    assert msoffcrypto
    assert refused(path) == "input.password"


def open_document(path, body):
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c">'
        f'<office:body><office:spreadsheet><table:table table:name="名单">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", "<x/>")
        book.writestr("styles.xml", "<x/>")
        book.writestr("settings.xml", "<x/>")
    return path


def ods_row(*texts, row="", cell=""):
    made = "".join(
        f'<table:table-cell office:value-type="string"{cell}><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row{row}>{made}</table:table-row>"


def test_open_documents(tmp_path):
    path = tmp_path / "list.ods"
    head = '<table:table-column/><table:table-column table:visibility="collapse"/>' + ods_row(
        "姓名", "补贴金额"
    )
    hidden = ods_row("李强", "2", row=' table:visibility="filter"')
    broken = ods_row("赵敏").replace(
        "</table:table-row>",
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#N/A</text:p></table:table-cell></table:table-row>",
    )
    _, rows, source = read(open_document(path, head + ods_row("王芳", "1") + hidden + broken))
    assert rows == [["王芳", "1"], ["李强", "2"], ["赵敏", "#N/A"]]
    found = told(source)
    assert {(code, each.count) for (code, _), each in found.items()} == {
        ("hidden_rows", 1),
        ("hidden_columns", 1),
        ("error_cells", 1),
    }
    assert refused(open_document(path, head + ods_row("王<text:tab/>芳", "1"))) == "input.places"
    many = ods_row(
        "王芳", "1", row=' table:number-rows-repeated="1048000"', cell=' table:number-columns-repeated="9000"'
    )
    assert refused(open_document(path, head + many)) == "input.stray"
    bomb = open_document(path, head + ods_row("&a;", "1"))
    with zipfile.ZipFile(bomb) as book:
        text = book.read("content.xml").decode()
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text)
    assert refused(path) == "input.excel"
    from deid.io.excel_ods import survey_ods

    with zipfile.ZipFile(path) as book, pytest.raises(ValueError):
        survey_ods(book, book.infolist())  # an entity is enough, however little it says


def test_what_open_documents_hide(tmp_path):
    """Comments, names, links, revisions, merged cells, formulas nobody worked out, dates since 1904."""
    from deid.io.excel_ods import survey_ods

    cell = '<table:table-cell office:value-type="string"{0}><text:p>{1}</text:p>{2}</table:table-cell>'
    inner = "<table:table><table:table-row/></table:table>"  # a chart's own
    body = (
        '<table:table-row table:number-rows-repeated="2">'
        + cell.format("", "甲", "<office:annotation/>" + inner)
        + "</table:table-row>"
        "<table:table-row>"
        + cell.format(' table:number-rows-spanned="3" table:number-columns-spanned="2"', "乙", "")
        + "<table:covered-table-cell/>"
        + '<table:table-cell table:formula="of:=1/0"/><table:table-cell table:formula="of:=1" office:value-type="float"/>'
        "</table:table-row>"
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048000"/>'  # the rest of the sheet
    )
    path = open_document(tmp_path / "list.ods", body)
    names = (
        '<table:null-date table:date-value="1904-01-01"/><table:named-range table:name="a"/>'
        '<table:named-range table:name="_xlnm._FilterDatabase"/><table:cell-range-source/><table:tracked-changes/>'
        "<table:data-pilot-table/></office:spreadsheet>"
    )
    more = {
        "meta.xml": "<meta><dc:creator>某科员</dc:creator><dc:title>名单</dc:title></meta>",
        "Pictures/1.png": "x", "Object 1/content.xml": "<x/>", "Basic/Standard/Module1.xml": "<x/>",
    }  # fmt: skip
    made = workbooks.with_parts(
        path,
        tmp_path / "made.ods",
        **{"content.xml": lambda old: old.replace(b"</office:spreadsheet>", names.encode())},
        **more,
    )
    with zipfile.ZipFile(made) as book:
        found = survey_ods(book, book.infolist())
    [sheet] = found.sheets.values()
    assert (sheet.comments, sheet.uncached, sheet.hidden_rows) == ([(0, 0)], [(2, 2)], [])
    assert (sheet.merged, sheet.far, found.epoch_1904) == ([((2, 0), (4, 1))], (3, 4), True)
    assert +found.carried == {
        "defined_names": 1, "external_links": 1, "revisions": 1, "pivot_caches": 1, "properties": 2, "images": 1,
        "embedded": 1, "macros": 1,
    }  # fmt: skip


def test_open_documents_that_are_no_xml_or_hide_a_million_rows(tmp_path):
    path = open_document(tmp_path / "list.ods", "<table:table-row>")
    assert refused(path) == "input.excel"
    hidden = '<table:table-row table:visibility="collapse" table:number-rows-repeated="65000"/>' * 17
    assert refused(open_document(path, hidden)) == "input.excel"


@pytest.mark.parametrize("name", ["hiding", "naming", "failing"])
def test_check_lists_the_same_traps(name, tmp_path):
    from datetime import date

    from deid.checking.asked import Asked
    from deid.checking.folder import check_file
    from deid.io.where import Reading

    path = workbooks.saved(getattr(workbooks, name)(), tmp_path / "list.xlsx")
    posted = check_file(path, "list.xlsx", Asked(as_of=date(2026, 11, 21)), Reading())
    codes = {found.code for found in posted.findings}
    wanted = {
        "hiding": {"hidden_rows", "hidden_columns", "hidden_sheets", "comments", "beside_cells"},
        "naming": {"defined_names", "properties", "beside_cells"},
        "failing": {"error_cells", "formula_cells"},
    }[name]
    assert wanted <= codes
    assert len([found for found in posted.findings if found.code == "hidden_rows"]) == (name == "hiding")


@pytest.mark.parametrize("kind", sorted({"pivot_caches", "external_links", "revisions"}))
def test_check_searches_what_is_carried(kind, tmp_path):
    path = workbooks.saved(workbooks.grid([corpus.HEADER, *corpus.ROWS]), tmp_path / "plain.xlsx")
    for content in (
        f"<x><v>{workbooks.IDS}</v></x>",
        f'<x><s v="{workbooks.IDS}"/></x>',
        f"<x><pic descr='证件 {workbooks.IDS}'/></x>",
        f"<x><v>{'字' * 20_000}{workbooks.IDS}</v></x>",
        f"<x><v>{'字' * 1_200_000}{workbooks.IDS}</v></x>",  # no block ends in it
        f"<x><v>{workbooks.IDS}</v></x>".encode("utf-16"),
        "<x>" + "<y/>" * ((1 << 18) - 4) + f"<v>{workbooks.IDS}</v></x>",  # it lies on both sides of a block
    ):
        made = workbooks.with_parts(
            path, tmp_path / "list.xlsx", **dict.fromkeys(workbooks.CARRIED[kind], content)
        )
        assert kinds_beside_cells(made) & {"resident_id", "long_number"}
    harmless = '<x uid="123456789012345678"><v>470</v></x>'  # what programs number their parts with
    made = workbooks.with_parts(
        path, tmp_path / "list.xlsx", **dict.fromkeys(workbooks.CARRIED[kind], harmless)
    )
    assert kinds_beside_cells(made) == set()


def _named(book):
    book.active.oddFooter.center.text = f"王芳 {workbooks.IDS}"


def _chosen(book):
    rule = DataValidation(type="list", formula1=f'"{workbooks.IDS}"', sqref="B2")
    book.active.add_data_validation(rule)


def _asked(book):
    rule = DataValidation(type="whole", prompt="证件 411224570819853", formula1="1", sqref="B2")
    book.active.add_data_validation(rule)


def _linked(book):
    book.active["B2"].hyperlink = f"http://a/b?sfz={workbooks.IDS}"


def _formatted(book):
    book.active["B2"].number_format = f'"{workbooks.IDS}"'


def _computed(book):
    book.active["A9"] = f'=IF(B2="{workbooks.IDS}","是","否")'


def _harmless(book):
    """The office's own phone, a page of its site, a format of zeros, what WPS writes into every file."""
    sheet = book.active
    sheet.oddFooter.center.text = "监督电话：0398-2925094"
    sheet["B2"].hyperlink = "http://a.gov.cn/art/2026/11/20/art_20261120153012345678_1.html"
    sheet["B2"].number_format = "0" * 18
    sheet["A9"] = "=SUM(A2:A3)*123456789012345678"
    book.properties.keywords = "D5F0E5C3C1E9123456789012345678E2_13"


@pytest.mark.parametrize("change", [_named, _chosen, _asked, _linked, _formatted, _computed, _harmless])
def test_check_searches_what_is_no_cell(change, tmp_path):
    """Page footers, choices, prompts, links, number formats and formulas are posted with the file."""
    book = workbooks.grid([["村", "姓名", "监督电话"], ["新坪村", "王芳", "13800138000"]])
    change(book)
    found = kinds_beside_cells(workbooks.saved(book, tmp_path / "list.xlsx"))
    assert found == (set() if change is _harmless else {"resident_id"})


STRINGS = [
    (f"<si><t>{workbooks.IDS}</t></si>", {"resident_id"}),
    ("<si><r><t>电话</t></r><r><t>13912345678</t></r></si>", {"phone"}),
    ("".join(f"&#{ord(digit)};" for digit in workbooks.IDS).join(["<si><t>", "</t></si>"]), {"resident_id"}),
    ("<si><t>13800138000</t></si><si><t>王芳20261120153012</t></si>", set()),
]


@pytest.mark.parametrize(("more", "kinds"), STRINGS)
def test_check_finds_what_deleted_cells_left_behind(more, kinds, tmp_path):
    """What some cell shows is the cell's, where its header says whether it may stand there."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(tmp_path / "plain.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["村", "姓名", "监督电话"])
        sheet.write_row(1, 0, ["新坪村", "王芳", "13800138000"])

    left = {"xl/sharedStrings.xml": lambda old: old.replace(b"</sst>", f"{more}</sst>".encode())}
    made = workbooks.with_parts(tmp_path / "plain.xlsx", tmp_path / "list.xlsx", **left)
    assert kinds_beside_cells(made) == kinds


def test_check_searches_open_documents(tmp_path):
    note = f"<office:annotation><text:p>核对 {workbooks.IDS}</text:p></office:annotation>"
    for cell, kinds in ((note, {"resident_id"}), ("", set())):
        made = open_document(
            tmp_path / "list.ods",
            f'<table:table-row><table:table-cell office:value-type="string">{cell}<text:p>13800138000</text:p>'
            "</table:table-cell></table:table-row>",
        )
        assert kinds_beside_cells(made) == kinds


def test_check_searches_old_workbooks(tmp_path):
    """What stands in no cell: a number format, a page header, a string that was erased."""
    xlwt = pytest.importorskip("xlwt")

    def old(change):
        book = xlwt.Workbook()
        sheet = book.add_sheet("名单")
        for at, text in enumerate(["新坪村", "王芳", "13800138000", workbooks.IDS[:17] + "0"]):
            sheet.write(0, at, text)
        change(book, sheet)
        book.save(str(tmp_path / "list.xls"))
        return kinds_beside_cells(tmp_path / "list.xls")

    assert old(lambda *_: None) == set()
    assert old(lambda _, sheet: sheet.write(1, 0, workbooks.IDS)) == set()
    assert old(lambda book, _: book.add_str(workbooks.IDS)) == {"resident_id"}
    assert old(lambda _, sheet: setattr(sheet, "header_str", b"&C 411224570819853")) == {"resident_id"}
    style = xlwt.easyxf(num_format_str=f'"{workbooks.IDS}"')
    assert old(lambda _, sheet: sheet.write(1, 0, 1, style)) == {"resident_id"}


def test_comments_of_old_workbooks_are_read(tmp_path, monkeypatch):
    """Wide or narrow, the text of a comment stands in the record behind its box."""
    path = old_workbook(tmp_path / "list.xls")
    for held in (b"\1" + "电话13912345678".encode("utf-16-le"), b"\0" + "电话13912345678".encode("gb18030")):
        streams = {"Workbook": old_book(sheet=[(0x1B6, b"\0" * 18), (0x3C, held)])}
        monkeypatch.setattr("olefile.OleFileIO", lambda _, streams=streams: Ole(streams))
        assert kinds_beside_cells(path) == {"phone"}


def test_check_looks_beside_the_cells_of_an_empty_sheet_too(tmp_path):
    from deid.checking.asked import Asked
    from deid.checking.folder import check_file
    from deid.io.where import Reading

    book = workbooks.grid([])
    path = workbooks.saved(book, tmp_path / "list.xlsx")
    assert check_file(path, "list.xlsx", Asked(), Reading()).findings == ()
    book.active["C4"].comment = Comment(f"核对 {workbooks.IDS}", "某人")
    found = check_file(workbooks.saved(book, path), "list.xlsx", Asked(), Reading())
    assert found.bad and {"beside_cells", "comments"} <= {one.code for one in found.findings}


@pytest.mark.long
@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_what_libreoffice_writes(kind, tmp_path):
    """Every workbook, written anew by another program, holds the same table and the same traps."""
    import shutil

    if not (office := shutil.which("soffice")):
        pytest.skip("LibreOffice is not installed")
    rows = [[cell.replace("\t", " ") for cell in row] for row in corpus.ROWS]
    made = {
        "filling": workbooks.filling(),
        "dated": workbooks.dated(CALENDAR_MAC_1904),
        "plain": workbooks.grid([corpus.HEADER, *rows]),
        "failing": workbooks.failing(),
    }
    made["failing"].active["F9"].value = "x"
    made["failing"].active["H9"].value = "x"
    for name, book in made.items():
        workbooks.saved(book, tmp_path / f"{name}.xlsx")
    out = tmp_path / "out"
    subprocess.run(
        [
            *(office, "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", kind),
            *("--outdir", str(out), *(str(tmp_path / f"{name}.xlsx") for name in made)),
        ],
        check=True,
        capture_output=True,
        timeout=280,
    )
    assert read(out / f"filling.{kind}")[1] == workbooks.FILLED
    assert read(out / f"dated.{kind}")[1] == [["王芳", "1974-03-05", "27093"], ["李强", "1978-03-06", "1"]]
    assert read(out / f"plain.{kind}")[1] == rows
    found = told(read(out / f"failing.{kind}")[2])
    assert found["error_cells", "补贴金额"].count == 2
