"""Every trap of a workbook has a finding with its place, and is never carried over or lets a value pass."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import corpus
import pytest

pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
pytest.importorskip("olefile")

import workbooks
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from deid import messages
from deid.errors import InputError
from deid.io import excel_guard
from deid.io.known import open_known
from deid.io.where import Where


@pytest.fixture(autouse=True)
def english():
    messages.use("en")
    yield
    messages.use(None)


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


@pytest.mark.parametrize("name", ["hiding", "naming", "failing"])
def test_check_lists_the_same_traps(name, tmp_path):
    from datetime import date

    from deid.checking.asked import Asked
    from deid.checking.folder import check_file
    from deid.checking.onefile import Reading

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
    from deid.checking.opening import kinds_beside_cells

    path = workbooks.saved(workbooks.grid([corpus.HEADER, *corpus.ROWS]), tmp_path / "plain.xlsx")
    content = dict.fromkeys(workbooks.CARRIED[kind], f"<x><v>{workbooks.IDS}</v></x>")
    made = workbooks.with_parts(path, tmp_path / "list.xlsx", **content)
    assert "resident_id" in kinds_beside_cells(made)


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
