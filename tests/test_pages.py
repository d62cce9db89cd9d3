"""Workbooks, HTML, Word and PDF pages: the same cells as the CSV, nothing else, and every tampering found."""

import gc
import io
import json
import re
import sys
import tempfile
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import openpyxl
import pyarrow as pa
import pypdf
import pytest
from click.testing import CliRunner
from pages_helpers import (
    COMMON,
    HEADER,
    NAMES,
    OFFICE,
    READERS,
    SUFFIXES,
    WITHHELD,
    Cells,
    as_csv,
    everything,
    pdf_text,
    read_csv,
    rows,
    solid,
)  # fmt: skip

from deid.cli.app import app
from deid.errors import RefusedError, UsageError
from deid.io import Aside
from deid.pages import docx_list, html_list, pdf_list, xlsx_list
from deid.pages.heading import Heading
from deid.release.outputs import Look, sink_for

pytestmark = pytest.mark.usefixtures("english")

HEADING = Heading(title="某某公示", office="示例县民政局", phone="0398-1234567", as_of=date(2026, 11, 20))


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """One list, released in every kind; path by suffix."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "in").mkdir()
    (folder / "in" / "list.csv").write_bytes(as_csv(rows()))
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    made = {}
    for suffix in (".csv", *SUFFIXES):
        made[suffix] = folder / f"posted{suffix}"
        result = run(
            "mask",
            folder / "in" / "list.csv",
            *COMMON,
            "--office",
            folder / "office.yaml",
            "--out",
            made[suffix],
        )
        assert result.exit_code == 0, result.output
    return made


def test_the_csv_is_what_it_should_be(released):
    header, *body = read_csv(released[".csv"])
    assert header == [HEADER[at] for at in (0, 1, 2, 3, 6, 7)]
    kept = [row for at, row in enumerate(rows()) if at not in {*WITHHELD, 5}]
    expected = [[str(nth), *(row[at] for at in (1, 2, 3, 6, 7))] for nth, row in enumerate(kept, start=1)]
    assert body == expected


@pytest.mark.parametrize("suffix", READERS)
def test_cells_are_those_of_the_csv(released, suffix):
    assert READERS[suffix](released[suffix]) == read_csv(released[".csv"])


def test_the_pdf_shows_the_cells_in_order(released):
    header, *body = read_csv(released[".csv"])
    pages = pdf_text(released[".pdf"])
    text = ""
    for number, page in enumerate(pages, start=1):
        foot = f"示例县民政局最低生活保障初审公示第{number}页共{len(pages)}页"
        assert page.endswith(foot)
        above, head, rest = page.removesuffix(foot).partition(solid("".join(header)))
        assert head
        assert bool(above) == (number == 1)
        text += rest
    cells, found, below = text.partition("依据：")
    assert cells == solid("".join("".join(row) for row in body))
    assert found
    assert below.endswith("示例县民政局（盖章）2026年11月20日")
    assert "公示期：2026年11月20日至2026年12月1日监督电话：0398-1234567" in pages[0]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_hidden_is_anywhere_in_the_file(released, suffix):
    text = everything(released[suffix])
    assert NAMES[0] in text or suffix == ".pdf"
    for row in rows():
        for at in (4, 5, 8, 9, 10):
            assert row[at] not in text
            assert row[at] not in solid(text)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_input_gives_the_same_bytes(released, suffix, tmp_path):
    again = tmp_path / f"again{suffix}"
    folder = released[suffix].parent
    result = run(
        "mask", folder / "in" / "list.csv", *COMMON, "--office", folder / "office.yaml", "--out", again
    )
    assert result.exit_code == 0, result.output
    assert again.read_bytes() == released[suffix].read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_rows_kept_back_leave_no_trace(released, suffix, tmp_path):
    folder = released[suffix].parent
    rest = [row for at, row in enumerate(rows()) if at not in {*WITHHELD, 5}]
    (tmp_path / "list.csv").write_bytes(as_csv(rest))
    out = tmp_path / f"posted{suffix}"
    result = run("mask", tmp_path / "list.csv", *COMMON, "--office", folder / "office.yaml", "--out", out)
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == released[suffix].read_bytes()
    receipts = [path.with_name(path.name + ".receipt.json").read_bytes() for path in (out, released[suffix])]
    assert receipts[0] == receipts[1]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_receipt_names_the_bytes(released, suffix):
    import hashlib

    receipt = json.loads(released[suffix].with_name(f"posted{suffix}.receipt.json").read_text("utf-8"))
    assert receipt["output_sha256"] == hashlib.sha256(released[suffix].read_bytes()).hexdigest()


def test_a_workbook_says_nothing_about_its_maker_and_prints_well(released):
    book = openpyxl.load_workbook(released[".xlsx"])
    sheet, properties = book.active, book.properties
    told = [properties.creator, properties.lastModifiedBy, properties.title, properties.subject,
            properties.description, properties.keywords, properties.category]  # fmt: skip
    assert not any(told), told
    assert properties.created.date() == date(2026, 11, 20)
    assert not book.defined_names
    assert sheet["A1"].value == "示例县民政局最低生活保障初审公示"
    assert "A1:F1" in map(str, sheet.merged_cells.ranges)
    assert sheet["A4"].value == "监督电话：0398-1234567"
    assert sheet.freeze_panes == "A6"
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.page_setup.paperSize == 9
    assert "&P" in sheet.oddFooter.center.text
    filled = [cell for line in sheet.iter_rows(min_row=6) for cell in line if cell.value is not None]
    assert {cell.data_type for cell in filled} == {"s"}
    assert {cell.number_format for cell in filled} == {"@"}
    with zipfile.ZipFile(released[".xlsx"]) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not [
            name for name in archive.namelist() if re.search("comment|external|media|custom|vba", name)
        ]


def test_a_document_has_no_properties_and_repeats_its_header(released):
    with zipfile.ZipFile(released[".docx"]) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml",
            "word/footer1.xml", "word/styles.xml",
        ]  # fmt: skip
        text = archive.read("word/document.xml").decode()
        assert text.count("<w:tblHeader/>") == 1
        spaces = {name: ET.fromstring(archive.read(name)).tag.partition("}")[0]
                  for name in archive.namelist()}  # fmt: skip
        holders = [part for part in ET.fromstring(text).iter() if not part.tag.endswith("}t")]
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "{http://schemas.openxmlformats.org/package/2006/"
    assert spaces == {
        "[Content_Types].xml": package + "content-types", "_rels/.rels": package + "relationships",
        "word/_rels/document.xml.rels": package + "relationships", "word/document.xml": word,
        "word/footer1.xml": word, "word/styles.xml": word,
    }  # fmt: skip
    assert not [part for part in holders if (part.text or "").strip() or (part.tail or "").strip()]
    with zipfile.ZipFile(released[".docx"]) as archive:
        assert "仿宋" in archive.read("word/styles.xml").decode()
    for needed in (
        "《最低生活保障审核确认办法》（民发〔2021〕57号）",
        "监督电话：0398-1234567",
        "示例县民政局（盖章）",
    ):
        assert needed in text


def test_a_page_for_the_site_is_closed_and_readable_by_all(released):
    page = Cells()
    page.feed(released[".html"].read_text("utf-8"))
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe", "object", "form", "a"} & set(tags)
    attributes = {name for _, attrs in page.tags for name in attrs}
    assert not [name for name in attributes if name.startswith("on") or name in ("src", "href", "style")]
    assert ("html", {"lang": "zh-CN"}) in page.tags
    assert ("meta", {"name": "robots", "content": "noindex,noarchive"}) in page.tags
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert tags.count("caption") == tags.count("h1") == tags.count("main") == 1
    assert {attrs.get("scope") for tag, attrs in page.tags if tag == "th"} == {"col"}
    assert page.texts["title"] == page.texts["h1"] == "示例县民政局最低生活保障初审公示"
    assert "@media print" in page.texts["style"]
    assert "http:" not in released[".html"].read_text("utf-8")


def test_a_pdf_says_nothing_about_its_maker(released):
    reader = pypdf.PdfReader(released[".pdf"])
    assert dict(reader.metadata) == {"/CreationDate": "D:20261120000000Z"}
    assert reader.xmp_metadata is None
    assert not reader.attachments
    fonts = reader.pages[0]["/Resources"]["/Font"]
    assert all("FontFile" in str(font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()) for font in fonts.values())  # fmt: skip


# The proof: what is on disk is not what was meant.


def sink(
    tmp_path,
    suffix,
    cells=(("1", "张三"), ("2", "李四")),
    headers=("序号", "姓名"),
    heading=HEADING,
    pieces=None,
):
    """A page of these cells, written whole or in pieces of so many rows."""
    aside = Aside(tmp_path / f"o{suffix}")
    names = [f"c{at}" for at in range(len(headers))]
    made = sink_for(aside.output, Look())(aside, names, list(headers))
    columns = [pa.array([row[at] for row in cells], pa.string()) for at in range(len(names))]
    try:
        made.head(heading)
        for batch in pa.Table.from_arrays(columns, names).to_batches(pieces or max(len(cells), 1)):
            made.write(batch)
        made.close()
    except BaseException:
        aside.discard()
        raise
    return aside, made


def edited(path, change):
    """The workbook as another program saves it after a change."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    change(book.active)
    with path.open("wb") as file:
        book.save(file)


def back(made):
    return [tuple(row.values()) for batch in made.read_back() for row in batch.to_pylist()]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_was_written_is_read_back(tmp_path, suffix):
    aside, made = sink(
        tmp_path, suffix, [("1", "张三"), ("2", None), ("3", "a & <b> \"c\" 'd'"), ("4", "x\ny")]
    )
    assert back(made) == [("1", "张三"), ("2", ""), ("3", "a & <b> \"c\" 'd'"), ("4", "x\ny")]
    aside.discard()


@pytest.mark.parametrize("count", [0, 3, 4])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_list_of_any_length_is_written_and_read_piece_by_piece(tmp_path, monkeypatch, suffix, count):
    for page in (docx_list, html_list, pdf_list, xlsx_list):
        monkeypatch.setattr(page, "_BLOCK" if page is html_list else "_BATCH", 3)
    cells = [(str(at), f"第{at}行") for at in range(count)]
    aside, made = sink(tmp_path, suffix, cells, pieces=2)
    read = [batch.num_rows for batch in made.read_back()]
    assert sum(read) == count and 0 not in read
    assert back(made) == cells
    aside.discard()


@pytest.mark.trust
def test_a_pdf_of_many_characters_is_read_back(tmp_path):
    """More than a byte can number; hyphens where a line ends, ligatures."""
    cells = [(str(at), "".join(chr(0x4E00 + 40 * at + k) for k in range(40))) for at in range(60)]
    cells += [("60", "b-" * 300), ("61", "果-" * 300), ("62", "\ufb01\ufb04")]
    aside, made = sink(tmp_path, ".pdf", cells)
    assert back(made) == cells
    aside.discard()


def replaced_part(path, change):
    """The zip once more, its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def swap(name, old, new):
    def change(parts):
        assert old.encode() in parts[name]
        parts[name] = parts[name].replace(old.encode(), new.encode(), 1)

    return change


TEXT = "word/document.xml"
TAMPERED = {
    "docx comment part": (".docx", lambda parts: parts.update({"word/comments.xml": b"<x/>"})),
    "docx properties": (".docx", lambda parts: parts.update({"docProps/core.xml": b"<x/>"})),
    "docx title": (".docx", swap(TEXT, "某某公示", "张三公示")),
    "docx after the table": (".docx", swap(TEXT, "</w:tbl>", "</w:tbl><w:p><w:r><w:t>x</w:t></w:r></w:p>")),
    "docx style": (".docx", swap("word/styles.xml", "仿宋", "宋体")),
    "docx cell too many": (".docx", swap(TEXT, "</w:tr></w:tbl>", "<w:tc><w:p/></w:tc></w:tr></w:tbl>")),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_zip_is_refused(tmp_path, name):
    suffix, change = TAMPERED[name]
    aside, made = sink(tmp_path, suffix)
    replaced_part(aside.path, change)
    with pytest.raises(RefusedError) as caught:
        back(made)
    assert caught.value.code == "page_differs"
    aside.discard()


@pytest.mark.parametrize(
    "change",
    [
        *[lambda sheet, at=at: sheet.__setitem__(at, "多出来的字") for at in ("A1", "A2", "A9", "C5", "A12")],
        lambda sheet: sheet.parent.create_sheet("底稿").append(["411224197403051234"]),
        lambda sheet: setattr(sheet, "title", "411224197403051234"),
    ],
    ids=["A1", "A2", "A9", "C5", "A12", "another sheet", "the sheet's name"],
)
def test_a_workbook_with_another_text_is_refused(tmp_path, change):
    aside, made = sink(tmp_path, ".xlsx")
    edited(aside.path, change)
    with pytest.raises(RefusedError):
        back(made)
    aside.discard()


def test_a_changed_cell_is_what_is_read_back(tmp_path):
    """Not what was meant: the proof by shape sees it."""
    aside, made = sink(tmp_path, ".xlsx")

    def change(sheet):
        (cell,) = [cell for line in sheet.iter_rows() for cell in line if cell.value == "李四"]
        cell.value = "411224197403051234"

    edited(aside.path, change)
    assert back(made) == [("1", "张三"), ("2", "411224197403051234")]
    aside.discard()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<td class="s">李四', '<script>1</script><td class="s">李四'),
        ('<td class="s">李四', '<!-- 411224197403051234 --><td class="s">李四'),
        ('<td class="s">李四', '<td class="s" title="411224197403051234">李四'),
        ('<td class="s">李四', '411224197403051234<td class="s">李四'),
        ('<td class="s">李四', '<td></td><td class="s">李四'),
        ('<td class="s">李四', '<!DOCTYPE 411224197403051234><td class="s">李四'),
        ('<td class="s">李四', '<?411224197403051234?><td class="s">李四'),
        ('<td class="s">李四', '<![CDATA[411224197403051234]]><td class="s">李四'),
        ("某某公示", "张三公示"),
        ("</html>", "</html>411224197403051234"),
        ("</html>", "</HTML>"),
        ("noindex", "index"),
    ],
)  # fmt: skip
def test_a_tampered_page_is_refused(tmp_path, old, new):
    aside, made = sink(tmp_path, ".html")
    text = aside.path.read_text("utf-8")
    assert old in text
    aside.path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RefusedError):
        back(made)
    aside.discard()


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([("1", "张三"), ("2", "李五")], id="another text"),
        pytest.param([("1", "张三"), ("2", "李四"), *[("3", "411224197403051234")] * 99], id="another page"),
    ],
)
def test_a_pdf_of_other_text_is_refused(tmp_path, cells):
    aside, made = sink(tmp_path, ".pdf")
    other, made_too = sink(tmp_path, ".pdf", cells)
    aside.path.write_bytes(other.path.read_bytes())
    with pytest.raises(RefusedError):
        back(made)
    other.discard()
    aside.discard()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("cell", ["张\u200b三", "a\u202eb", "x\x07", "a\tb", "张三\ufeff", "a\x85b"])
def test_what_a_page_would_lose_is_refused(tmp_path, suffix, cell):
    with pytest.raises(RefusedError) as caught:
        sink(tmp_path, suffix, [("1", "张三"), ("2", cell)])
    (found,) = caught.value.findings
    assert (found.code, found.column, found.rows) == ("page_character", "column 2", (2,))


def test_a_character_without_glyph_is_refused(tmp_path):
    with pytest.raises(RefusedError) as caught:
        sink(tmp_path, ".pdf", [("1", "张三"), ("2", "李四\U000e0041"[:2] + "\ue123")])
    (found,) = caught.value.findings
    assert (found.code, found.column, found.rows) == ("page_glyph", "column 2", (2,))
    assert "\ue123" not in found.text


@pytest.mark.parametrize("change", ["lost", "added"])
def test_a_line_laid_out_wrongly_is_found(tmp_path, monkeypatch, change):
    """What stands on the pages, put together cell by cell, are the rows: none lost, none twice."""
    real = pdf_list.Layout

    def layout(*asked):
        made = real(*asked)
        cells = next(sheet.cells for sheet in made.sheets)
        body = next(at for at, (row, _, _) in enumerate(cells) if row == 1)
        if change == "lost":
            del cells[body]
        else:
            cells.append((2, 0, "3"))
        return made

    monkeypatch.setattr(pdf_list, "Layout", layout)
    aside, made = sink(tmp_path, ".pdf")
    with pytest.raises(RefusedError):
        back(made)
    aside.discard()


def test_a_heading_without_glyph_is_refused(tmp_path):
    office = Heading(title="某某公示", office="示例\ue123民政局", phone="", as_of=date(2026, 11, 20))
    with pytest.raises(RefusedError) as caught:
        sink(tmp_path, ".pdf", heading=office)
    assert "\ue123" not in str(caught.value)


def test_a_list_of_one_column_fits_all_pages(tmp_path):
    for suffix in SUFFIXES:
        aside, made = sink(tmp_path, suffix, [("张三",), ("李四",)], headers=("姓名",))
        assert back(made) == [("张三",), ("李四",)]
        aside.discard()


@pytest.mark.parametrize("columns", [14, 60])
def test_wide_tables_are_narrowed_to_the_paper(tmp_path, columns):
    headers = [f"很长很长的表头第{at}" for at in range(columns)]
    aside, made = sink(tmp_path, ".docx", [("很长的说明" * 9,) * columns], headers=headers)
    with zipfile.ZipFile(aside.path) as archive:
        text = archive.read(TEXT).decode()
    paper = int(re.search(r'<w:pgSz w:w="(\d+)"', text)[1])
    widths = [int(wide) for wide in re.findall(r'<w:gridCol w:w="(\d+)"', text)]
    assert len(widths) == columns and 0 < sum(widths) < paper
    assert back(made) == [("很长的说明" * 9,) * columns]
    aside.discard()


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "＋x", "－x", "＠x", '=HYPERLINK("x")']
HARMLESS = ["+86 138-0013-8000", "-12.5", "-1,930.00", "+5%", "***", "1=1"]


def test_no_cell_of_a_workbook_runs(tmp_path):
    cells = [(str(at), cell) for at, cell in enumerate(FORMULAS + HARMLESS)]
    aside, made = sink(tmp_path, ".xlsx", cells, headers=("序号", "=备注"))
    sheet = openpyxl.load_workbook(io.BytesIO(aside.path.read_bytes())).active
    seen = {str(line[0].value): line[1] for line in sheet.iter_rows() if line[1].value}
    assert seen["序号"].value == "'=备注"
    for at, cell in cells:
        assert seen[at].data_type == "s"
        assert seen[at].value == ("'" + cell if cell in FORMULAS else cell)
    assert back(made) == cells
    aside.discard()


@pytest.mark.parametrize(("suffix", "limit"), [(".pdf", 20_000), (".docx", 20_000)])
def test_what_is_too_long_for_a_wall_is_refused(tmp_path, suffix, limit):
    with pytest.raises(RefusedError) as caught:
        sink(tmp_path, suffix, [("1", "x")] * (limit + 1))
    assert caught.value.code == "page_too_long"


def test_what_is_too_long_for_a_sheet_is_refused_and_leaves_no_row_behind(tmp_path, monkeypatch):
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "own"))
    codes = []
    for cells in ([("1", "长" * 32_768)], [("1", "x")] * 20):  # Excel would cut the cell
        with pytest.raises(RefusedError) as caught:
            sink(tmp_path, ".xlsx", cells)
        codes.append(caught.value.code)
        monkeypatch.setattr(xlsx_list, "_MOST", 20)
    assert codes == ["page_differs", "page_too_long"]
    del caught
    gc.collect()
    assert not list((tmp_path / "own").iterdir())


def test_a_workbook_that_cannot_be_finished_is_no_workbook(tmp_path, monkeypatch):
    from xlsxwriter.workbook import Workbook

    def full(self):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Workbook, "_store_workbook", full)
    with pytest.raises(UsageError) as caught:
        sink(tmp_path, ".xlsx")
    assert caught.value.code == "output.write"
    assert not (tmp_path / "o.xlsx").exists()


# What a user meets.


@pytest.fixture
def listed(tmp_path):
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "list.csv"
    path.write_bytes(as_csv(rows(12)))
    return path


@pytest.mark.parametrize("name", ["posted.txt", "posted", "posted.xls", "posted.csv.bak"])
def test_an_unknown_suffix_names_the_known(listed, tmp_path, name):
    result = run("mask", listed, *COMMON, "--out", tmp_path / name)
    assert result.exit_code == 2
    assert all(suffix in result.stderr for suffix in (".csv", ".xlsx", ".html", ".pdf", ".docx"))
    assert not (tmp_path / name).exists()


def test_a_suffix_in_capitals_is_the_same(listed, tmp_path):
    assert run("mask", listed, *COMMON, "--out", tmp_path / "posted.XLSX").exit_code == 0
    assert READERS[".xlsx"](tmp_path / "posted.XLSX")[1][3] == "曾杰翠"


def test_a_missing_library_is_named(listed, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = run("mask", listed, *COMMON, "--out", tmp_path / "posted.xlsx")
    assert result.exit_code == 2
    assert "deid-lists[xlsx]" in result.stderr


@pytest.mark.parametrize("options", [("--paper", "a3"), ("--font", "x.ttf"), ("--out-encoding", "gb18030")])
def test_an_option_of_another_kind_is_refused(listed, tmp_path, options):
    assert run("mask", listed, *COMMON, *options, "--out", tmp_path / "posted.html").exit_code == 2


def test_no_font_at_all(listed, tmp_path):
    (tmp_path / "x.ttf").write_bytes(b"no font")
    result = run("mask", listed, *COMMON, "--font", tmp_path / "x.ttf", "--out", tmp_path / "posted.pdf")
    assert result.exit_code == 2
    assert "--font" in result.stderr


def test_gb18030_holds_the_same_cells(listed, tmp_path):
    for name, options in (("a.csv", ()), ("b.csv", ("--out-encoding", "gb18030"))):
        assert run("mask", listed, *COMMON, *options, "--out", tmp_path / name).exit_code == 0
    assert read_csv(tmp_path / "b.csv", "gb18030") == read_csv(tmp_path / "a.csv")
    assert not (tmp_path / "b.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "name", ["曾杰翠低保公示", "公示_高兴水", "411224197403051234", "李四13900056000", "王刚"]
)
@pytest.mark.parametrize("suffix", [".csv", ".html"])
def test_a_file_is_not_named_after_anybody(listed, tmp_path, name, suffix):
    out = tmp_path / f"{name}{suffix}"
    assert run("mask", listed, *COMMON, "--out", out).exit_code == (2 if re.search(r"\d", name) else 1)
    assert not out.exists()


@pytest.mark.parametrize("name", ["2026年11月果角村低保公示", "posted-20261120", "王家庄低保名单"])
def test_an_ordinary_name_is_none(listed, tmp_path, name):
    assert run("mask", listed, *COMMON, "--out", tmp_path / f"{name}.csv").exit_code == 0


def test_somebody_kept_back_may_not_be_named_either(tmp_path, listed):
    body = rows(12)
    body[3][3] = "司马长风"
    listed.write_bytes(as_csv(body))
    assert run("mask", listed, *COMMON, "--out", tmp_path / "司马长风的情况.csv").exit_code == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_tables_of_counts_go_the_same_way(listed, tmp_path, suffix):
    asked = ["--notice", "dibao_review", "--channel", "website", "--as-of", "2026-11-20"]
    made = []
    for end in (".csv", suffix):
        out = tmp_path / f"counts{end}"
        result = run("mask", listed, *asked, "--out", out)
        assert result.exit_code == 0, result.output
        made.append(out)
    table = read_csv(made[0])
    if suffix == ".pdf":
        assert "".join(map("".join, table)) in pdf_text(made[1])[0]
    else:
        assert READERS[suffix](made[1]) == table


def test_a_refusal_leaves_receipts_and_no_page(tmp_path, listed):
    body = rows(12)
    body[0][3] = "李\ue123"
    body = [[*row[:2], "果角村\ue123", *row[3:]] if at == 0 else row for at, row in enumerate(body)]
    listed.write_bytes(as_csv(body))
    result = run("mask", listed, *COMMON, "--out", tmp_path / "posted.pdf", "--json")
    assert "\ue123" not in result.output
    assert (tmp_path / "posted.pdf").exists() == (result.exit_code == 0)
    assert (tmp_path / "posted.pdf.receipt.json").exists()
    assert not list(tmp_path.glob(".*.tmp"))


def test_outputs_know_their_kinds(tmp_path):
    from pathlib import Path

    with pytest.raises(UsageError):
        sink_for(Path("x.doc"), Look())


@pytest.mark.parametrize("page", ["outputs.md", "outputs.en.md"])
def test_the_commands_of_the_guide_run(page, tmp_path, monkeypatch):
    from pathlib import Path

    root = Path(__file__).parents[1]
    (tmp_path / "docs").symlink_to(root / "docs")
    (tmp_path / "公示").mkdir()
    (tmp_path / "posted").mkdir()
    (tmp_path / "office.yaml").write_text(OFFICE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (block, _) = re.findall(r"```sh\n(.*?)```", (root / "docs/guides" / page).read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()[1:]:
        result = run(*line.split()[1:], "--as-of", "2026-11-20")
        assert result.exit_code == 0, line + result.output
