"""``deid check`` on Word documents, PDF, web pages and zips that others made: built here by hand."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
import zlib

import pytest
from click.testing import CliRunner
from pages_helpers import COMMON, OFFICE, as_csv, number, rows

from deid.checking import archive as archives
from deid.checking import document_docx, document_html, document_pdf, pdf_child
from deid.checking.archive import members_of
from deid.checking.document import Room
from deid.checking.document_docx import read_docx
from deid.checking.document_pdf import read_pdf
from deid.cli.app import app
from deid.errors import InputError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ID = number(7, 1961)
HEADER = ["序号", "村", "姓名", "身份证号", "月保障金额（元）"]
CLEAN = [
    [str(at), "新坪村", name, "411224************", "470"]
    for at, name in enumerate(["王刚", "胡芳", "刘梅旺"], 1)
]
LEAKY = [*CLEAN[:2], ["3", "果角村", "刘梅旺", ID, "470"]]


def check(*arguments, code=None):
    done = CliRunner().invoke(
        app, ["check", *map(str, arguments), "--as-of", "2026-11-20", "--lang", "en", "--json"]
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    told = json.loads(done.stdout[done.stdout.index("{") :])
    assert ID not in done.output
    if code is not None:
        assert done.exit_code == code, told
    return told


def codes(told):
    return {item["code"] for item in told["findings"]}


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(*texts):
    return f"<w:p>{''.join(run(text) for text in texts)}</w:p>"


def word_table(body):
    lines = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in body
    )
    return f"<w:tbl>{lines}</w:tbl>"


def docx(path, body, more=None):
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return path


def part(tag, body):
    return f'<w:{tag} xmlns:w="{W}">{body}</w:{tag}>'


def html(path, body, encoding="utf-8"):
    path.write_bytes(
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"></head><body>{body}</body></html>'.encode(
            encoding
        )
    )
    return path


def html_table(body, cell="td"):
    return (
        "<table>"
        + "".join(f"<tr>{''.join(f'<{cell}>{c}</{cell}>' for c in row)}</tr>" for row in body)
        + "</table>"
    )


def pdf(path, stream=b"", more=(), page="", catalog="", trailer=""):
    """A PDF of one page; ``more`` are further objects, from number 6 on."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R {page} "
        "/Resources << /Font << /F1 5 0 R >> /XObject << /Im1 6 0 R >> >> >>"),
        stream if isinstance(stream, bytes) and stream.startswith(b"<<") else
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for at, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % at + (one.encode() if isinstance(one, str) else one) + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    path.write_bytes(
        out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
        + f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF".encode()
    )  # fmt: skip
    return path


def words(*lines):
    return "\n".join(
        f"BT /F1 12 Tf 50 {700 - 20 * at} Td ({text}) Tj ET" for at, text in enumerate(lines)
    ).encode()


IMAGE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    b"stream\n\x00\nendstream"
)
DRAWN = b"q 500 0 0 700 50 50 cm /Im1 Do Q"


@pytest.mark.parametrize("body", [CLEAN, LEAKY], ids=["clean", "leaky"])
def test_a_table_is_judged_like_the_same_csv(tmp_path, body):
    listed = tmp_path / "list.csv"
    listed.write_bytes(as_csv(body, HEADER))
    wanted = [(f["code"], f["column"], f["rows"]) for f in check(listed)["findings"]]
    for made in (
        docx(
            tmp_path / "list.docx",
            paragraph("低保公示") + word_table([HEADER, *body]) + paragraph("2026年11月20日"),
        ),
        html(tmp_path / "list.html", "<h1>低保公示</h1>" + html_table([HEADER, *body])),
        html(tmp_path / "old.xls", html_table([HEADER, *body]), "gb18030"),
    ):
        told = check(made, code=1 if body is LEAKY else 0)
        assert [(f["code"], f["column"], f["rows"]) for f in told["findings"]] == wanted
        assert told["files"][0]["rows"] == 3
    assert bool(wanted) == (body is LEAKY)


def test_merged_cells_and_two_rows_of_headers(tmp_path):
    body = (
        "<table><tr><td colspan=5>低保公示</td></tr>"
        "<tr><th rowspan=2>序号</th><th rowspan=2>村</th><th rowspan=2>姓名</th><th colspan=2>补贴</th></tr>"
        "<tr><th>面积</th><th>金额</th></tr>"
        f"<tr><td>1</td><td rowspan=2>新坪村</td><td>王刚</td><td>3.5</td><td>470</td></tr>"
        f"<tr><td>2</td><td>胡芳</td><td>1.5</td><td>{ID}</td></tr></table>"
    )
    [found] = [
        f
        for f in check(html(tmp_path / "a.html", body), code=1)["findings"]
        if f["code"] == "clear_identifier"
    ]
    assert found["rows"] == [2]


def test_merged_cells_in_word(tmp_path):
    """One over several rows is told on each of them, one over several columns in the first, however wide it says it is."""

    def cell(text, how=""):
        return f"<w:tc><w:tcPr>{how}</w:tcPr>{paragraph(text)}</w:tc>"

    starts, goes_on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    lines = [
        cell("低保公示", wide) + cell("2026年"),
        cell("新坪村", starts) + cell("王刚") + cell("470"),
        cell("", goes_on) + cell("胡芳") + cell("470"),
        cell("果角村", starts) + cell("", wide.replace("2", "好")) + cell("", wide.replace("2", "99999999")),
    ]
    body = f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"
    [table] = read_docx(docx(tmp_path / "a.docx", body)).tables
    assert table.rows[:3] == [
        ["低保公示", "", "2026年"],
        ["新坪村", "王刚", "470"],
        ["新坪村", "胡芳", "470"],
    ]
    assert len(table.rows[3]) < 2000


HIDDEN_IN_WORD = {
    "a paragraph": {"body": paragraph(f"申请人证件号码{ID}。")},
    "runs": {"body": paragraph(ID[:5], ID[5:11], ID[11:])},
    "deleted": {"body": f'<w:p><w:del w:author="x"><w:r><w:delText>{ID}</w:delText></w:r></w:del></w:p>'},
    "inserted": {"body": f'<w:p><w:ins w:author="x">{run(ID)}</w:ins></w:p>'},
    "hidden": {"body": f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{ID}</w:t></w:r></w:p>"},
    "a text box": {
        "body": f"<w:p><w:r><w:pict><w:txbxContent>{paragraph(ID)}</w:txbxContent></w:pict></w:r></w:p>"
    },
    "a field": {"body": f'<w:p><w:r><w:instrText> HYPERLINK "tel {ID}"</w:instrText></w:r></w:p>'},
    "a comment": {"more": {"word/comments.xml": part("comments", f"<w:comment>{paragraph(ID)}</w:comment>")}},
    "a header": {"more": {"word/header1.xml": part("hdr", paragraph(ID))}},
    "a footer": {"more": {"word/footer2.xml": part("ftr", paragraph(ID))}},
    "a footnote": {
        "more": {"word/footnotes.xml": part("footnotes", f"<w:footnote>{paragraph(ID)}</w:footnote>")}
    },
    "properties": {"more": {"docProps/core.xml": f"<p><title>{ID}</title></p>"}},
    "alternative text": {"body": f'<w:p><w:r><w:docPr id="1" descr="{ID}"/></w:r></w:p>'},
    "a variable": {"more": {"word/settings.xml": part("settings", f'<w:docVar w:name="a" w:val="{ID}"/>')}},
    "custom data": {"more": {"customXml/item1.xml": f"<data><id>{ID}</id></data>"}},
    "a link": {"more": {"word/_rels/document.xml.rels": f'<R><Relationship Target="tel:{ID}"/></R>'}},
    "an address": {
        "more": {"word/_rels/document.xml.rels": f'<R><Relationship Target="http://a/b?sfz={ID}"/></R>'}
    },
    "a field that leads away": {"body": f'<w:p><w:fldSimple w:instr="HYPERLINK &quot;x?{ID}&quot;"/></w:p>'},
    "a name": {"body": f'<w:p><w:bookmarkStart w:id="0" w:name="李娟{ID}"/>{run("公示")}</w:p>'},
    "beside every paragraph": {"body": f"<w:sdt>{ID}</w:sdt>"},
    "hyphens that do not break": {
        "body": f"<w:p>{'<w:r><w:noBreakHyphen/></w:r>'.join(map(run, ('138', '0013', '8000')))}</w:p>"
    },
    "a list within it": {"more": {"word/embeddings/a.csv": as_csv(LEAKY, HEADER)}},
    "a nested table": {
        "body": word_table([["甲", "乙"]]).replace("</w:tc></w:tr>", word_table([[ID]]) + "</w:tc></w:tr>")
    },
}


def test_a_cell_too_many_hides_nothing(tmp_path):
    """The rows do not fit the header: no list, but its lines are searched."""
    odd = [HEADER, *CLEAN[:2], [*CLEAN[2], ID]]
    for made in (html(tmp_path / "a.html", html_table(odd)), docx(tmp_path / "a.docx", word_table(odd))):
        assert {"searched_as_text", "clear_identifier"} <= codes(check(made, code=1))
    totals = [HEADER, ["合计", "", "", "", "1410"]]
    assert check(html(tmp_path / "b.html", html_table(totals)), code=0)["files"][0]["rows"] == 0


@pytest.mark.parametrize("how", HIDDEN_IN_WORD)
def test_word_hides_nothing(tmp_path, how):
    made = docx(tmp_path / "a.docx", **{"body": paragraph("公示"), **HIDDEN_IN_WORD[how]})
    assert codes(check(made, code=1)) & {"clear_identifier", "beside_cells"}, how


HIDDEN_IN_HTML = {
    "text": f"<p>证件{ID}</p>",
    "a broken run": f"<p>{ID[:8]}<b>{ID[8:]}</b></p>",
    "a comment": f"<!-- {ID} -->",
    "a conditional comment": f"<!--[if gte mso 9]><xml><a>{ID}</a></xml><![endif]-->",
    "a script": f"<script>var a = '{ID}';</script>",
    "an attribute": f'<span title="{ID}">李*</span>',
    "data": f'<td data-id="{ID}">李*</td>',
    "a field": f'<input type="hidden" value="{ID}">',
    "a number as Excel keeps it": f'<table><tr><td x:num="{ID[:6] + ID[8:17]}">3</td></tr></table>',
    "a name": f'<td id="sfz{ID}">3</td>',
    "an address": f'<a href="detail.aspx?q=%22{ID}%22">3</a>',
    "a phone that is called": "<td onclick=\"call('13812345678')\">3</td>",
    "a card that is called": "<td onclick=\"pay('6222021234567890128')\">3</td>",
    "a style": f"<style>td {{color: red}} /* {ID} */</style>",
    "a style that never ends": f"<style>/* {ID} */",
    "hidden": f'<div style="display:none">{ID}</div>',
    "an open table": f"<table><tr><td>{ID}",
    "a cell without a row": f"<table><td>{ID}</td></table>",
    "an instruction": f"<?php echo '{ID}'; ?>",
    "a marked section": f"<![CDATA[{ID}]]>",
    "a nested table": f"<table><tr><td><table><tr><td>{ID}</td></tr></table></td></tr></table>",
    "entities": "".join(f"&#{ord(char)};" for char in ID),
    "a call": '<a href="tel:13812345678">x</a>',
    "the title": f"</body><title>{ID}</title>",
}


@pytest.mark.parametrize("how", HIDDEN_IN_HTML)
def test_a_page_hides_nothing(tmp_path, how):
    made = html(tmp_path / "a.html", HIDDEN_IN_HTML[how])
    assert codes(check(made, code=1)) & {"clear_identifier", "beside_cells", "title_identifier"}, how


def test_a_word_in_a_text_says_less_than_in_a_row(tmp_path):
    told = check(html(tmp_path / "a.html", "<p>本月发放艾滋病患者补助</p>"), code=0)
    assert [(f["code"], f["severity"]) for f in told["findings"]] == [("mild_word", "warning")]


def test_pages_in_every_encoding(tmp_path):
    for encoding in ("utf-8", "gb18030", "gb2312", "utf-16"):
        made = html(tmp_path / f"{encoding}.html", html_table([HEADER, *LEAKY]), encoding)
        assert "clear_identifier" in codes(check(made, code=1)), encoding
    for encoding in ("utf-8", "gb18030"):  # and under a name nobody knows, a character cut by the first look
        text = f'<meta charset="x-unheard-of"><p>{"a" * 4000}{"好" * 2000}</p>' + html_table([HEADER, *LEAKY])
        made.write_bytes(text.encode(encoding))
        assert "clear_identifier" in codes(check(made, code=1)), encoding
    made.write_bytes(b"\xef\xbb\xbf" + html_table([HEADER, *CLEAN]).encode())
    assert check(made, code=0)["findings"] == []


ATTACHED = [
    IMAGE,
    "<< /Type /Filespec /F (a.csv) /UF (a.csv) /EF << /F 8 0 R >> >>",
    b"<< /Type /EmbeddedFile /Length %d >>\nstream\n" % len(as_csv(LEAKY, HEADER))
    + as_csv(LEAKY, HEADER)
    + b"\nendstream",
]
HIDDEN_IN_PDF = {
    "text": {"stream": words("hello", f"ID {ID} end")},
    "a note": {"page": f"/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents ({ID}) >>]"},
    "a form field": {"page": f"/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [0 0 9 9] /T (a) /V ({ID}) >>]"},
    "properties": {"more": [IMAGE, f"<< /Title ({ID}) >>"], "trailer": "/Info 7 0 R"},
    "packet": {"more": [IMAGE, f"<< /Length 66 >>\nstream\n<x:xmpmeta><a>{ID}</a></x:xmpmeta>\nendstream"]},
    "a bookmark": {
        "catalog": "/Outlines 7 0 R",
        "more": [IMAGE, "<< /First 8 0 R /Last 8 0 R /Count 1 >>", f"<< /Title ({ID}) /Parent 7 0 R /Dest [3 0 R /Fit] >>"],
    },
    "an address": {"page": f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://a/b?sfz={ID}) >> >>]"},
    "a file it leads to": {"page": f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F ({ID}.xls) >> >>]"},
    "where a bookmark leads": {
        "catalog": "/Outlines 7 0 R",
        "more": [IMAGE, "<< /First 8 0 R /Last 8 0 R /Count 1 >>", f"<< /Title (a) /Parent 7 0 R /A << /S /URI /URI (http://a/{ID}) >> >>"],
    },
    "a place by name": {"catalog": f"/Names << /Dests << /Names [({ID}) [3 0 R /Fit]] >> >>"},
    "a script": {"catalog": f"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (var a = '{ID}') >>] >> >>"},
    "an attachment": {"catalog": "/Names << /EmbeddedFiles << /Names [(a.csv) 7 0 R] >> >>", "more": ATTACHED},
}  # fmt: skip


@pytest.mark.parametrize("how", HIDDEN_IN_PDF)
def test_a_pdf_hides_nothing(tmp_path, how):
    made = pdf(tmp_path / "a.pdf", **{"stream": words("hello"), "more": [IMAGE], **HIDDEN_IN_PDF[how]})
    assert codes(check(made, code=1)) & {"clear_identifier", "beside_cells"}, how


SERIAL, GUID = "20261120153012345", "b0e2f1c4-7d1a-4c33-9012-004512345678"
HASH, PAGE = "D5F0E5C3C1E9123456789012345678E2_13", f"http://www.a.gov.cn/art/2026/11/20/art_{SERIAL}_1.html"
WRONG = ID[:17] + ("1" if ID[17] != "1" else "2")
"""Built like an ID number, but its check character is wrong: a program's number."""


def test_what_programs_number_is_nobodys(tmp_path):
    """Serials, GUIDs, hashes, addresses of pages, colours, fractions, times: none of them is a person's."""
    made = [
        html(
            tmp_path / "a.html",
            f'<meta property="og:url" content="{PAGE}"><style>td {{mso-style-id: {SERIAL}}}</style>'
            f'<input type="hidden" value="{"wEPDwUKMTc5NjQ0NDk4MA9k" * 1500}"><div id="p{SERIAL}" class="c{WRONG}">'
            f'<a href="{PAGE}?id={WRONG}">x</a><td data-ratio="0.6666666666666666" data-key="{GUID}">3</td></div>',
        ),
        docx(
            tmp_path / "a.docx",
            f'<w:p w:rsidR="00{SERIAL[:6]}"><w:bookmarkStart w:id="0" w:name="_Toc{SERIAL}"/>{run("公示")}</w:p>',
            {
                "word/_rels/document.xml.rels": f'<R><Relationship Target="{PAGE}"/></R>',
                "docProps/custom.xml": f"<p><lpwstr>{HASH}</lpwstr><lpwstr>{GUID}</lpwstr></p>",
            },
        ),
        pdf(
            tmp_path / "a.pdf",
            words("hello"),
            [IMAGE, "<< /CreationDate (D:20160601123507-04'00') >>"],
            f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /NM ({GUID}) /A << /S /URI /URI ({PAGE}) >> >>]",
            trailer="/Info 7 0 R",
        ),
    ]
    for one in made:
        assert check(one, code=0)["findings"] == [], one.suffix


def test_cells_of_a_drawn_table_stand_apart(tmp_path):
    """17.28, 92.5 and 1510 are no mobile number; a mask that shows the birth date is weak in a PDF too."""
    line = "BT /F1 12 Tf 50 700 Td (17.28) Tj ET BT /F1 12 Tf 90 700 Td (92.5) Tj ET BT /F1 12 Tf 130 700 Td (1510) Tj ET"
    assert check(pdf(tmp_path / "a.pdf", line.encode(), [IMAGE]), code=0)["findings"] == []
    told = check(pdf(tmp_path / "b.pdf", words("1 " + ID[:14] + "**" + ID[16:]), [IMAGE]), code=1)
    assert "weak_mask" in codes(told)


def test_scans_and_pictures_are_listed_as_not_checked(tmp_path):
    scan = check(pdf(tmp_path / "scan.pdf", DRAWN, [IMAGE]), code=0)
    assert {"pages_not_checked", "pictures_not_checked"} == codes(scan)
    assert [f["rows"] for f in scan["findings"] if f["code"] == "pages_not_checked"] == [[1]]
    assert scan["files"][0]["action"] == "by_hand"
    assert not scan["files"][0]["checked"]
    for made in (
        docx(tmp_path / "a.docx", word_table([HEADER, *CLEAN]), {"word/media/image1.png": b"\x89PNG"}),
        html(tmp_path / "a.html", html_table([HEADER, *CLEAN]) + '<img src="a.png">'),
    ):
        told = check(made, code=0)
        assert [(f["code"], f["count"]) for f in told["findings"]] == [("pictures_not_checked", 1)]
    assert codes(check(pdf(tmp_path / "empty.pdf", b"", [IMAGE]), code=0)) == set()


def zipped(path, members, **how):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_zip_is_judged_member_by_member(tmp_path):
    leaky = docx(tmp_path / "b.docx", word_table([HEADER, *LEAKY])).read_bytes()
    inner = io.BytesIO()
    zipped(inner, {"深/c.csv": as_csv(LEAKY, HEADER)})
    made = zipped(
        tmp_path / "all.zip",
        {
            "好.csv": as_csv(CLEAN, HEADER),
            "b.docx": leaky,
            "内.zip": inner.getvalue(),
            "坏.xlsx": b"PK\x03\x04nothing",
        },
    )
    told = check(made, code=1)
    assert told["files"][0]["rows"] == 9
    texts = [f["text"] for f in told["findings"]]
    assert sum("ID number" in text and text.startswith("b.docx: table 1") for text in texts) == 1
    assert sum("ID number" in text and text.startswith("内.zip: 深/c.csv") for text in texts) == 1
    assert any(text.startswith("坏.xlsx") for text in texts)
    assert not any(text.startswith("好.csv") for text in texts)
    assert check(zipped(tmp_path / "good.zip", {"好.csv": as_csv(CLEAN, HEADER)}), code=0)["findings"] == []


def test_names_within_a_zip(tmp_path):
    """An ID in a name is found and not repeated, a name that points outside stays inside, GBK is read."""
    made = zipped(
        tmp_path / "a.zip", {f"{ID}.csv": as_csv(CLEAN, HEADER), "../../evil.csv": as_csv(CLEAN, HEADER)}
    )
    assert codes(check(made, code=1)) == {"title_identifier"}
    assert not (tmp_path.parent.parent / "evil.csv").exists()
    assert list(tmp_path.parent.glob("evil*")) == []
    raw = made.read_bytes().replace(
        f"{ID}.csv".encode(),
        ("艾滋病患者".encode("gb18030") + b"-2026-a.csv")[: len(ID) + 4].ljust(len(ID) + 4, b"v"),
    )
    made.write_bytes(raw)
    assert "telling_title" in codes(check(made, code=1))
    odd = zipped(tmp_path / "b.zip", {"aa.csv": as_csv(LEAKY, HEADER)})
    odd.write_bytes(odd.read_bytes().replace(b"aa.csv", b"\x81\xff.csv"))  # a name in no encoding we know
    assert "clear_identifier" in codes(check(odd, code=1))


def test_a_damaged_file_within_a_zip_does_not_stop_the_others(tmp_path):
    made = tmp_path / "a.zip"
    with zipfile.ZipFile(made, "w") as archive:  # stored as it is, so that one byte can be spoiled
        archive.writestr("bad.csv", as_csv(CLEAN, HEADER))
        archive.writestr("leaky.csv", as_csv(LEAKY, HEADER))
    made.write_bytes(made.read_bytes().replace("王刚".encode(), "王强".encode(), 1))
    found = check(made, code=1)["findings"]
    assert [f["text"].split(":")[0] for f in found if f["code"] == "not_checked"] == ["bad.csv"]
    assert [f["text"].split(":")[0] for f in found if f["code"] == "clear_identifier"] == ["leaky.csv"]
    made.write_bytes(made.read_bytes()[:-30])
    with pytest.raises(InputError) as caught:
        list(members_of(made, archives.Room()))
    assert caught.value.code == "check.document" and caught.value.__context__ is None


def test_a_document_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(document_docx, "_part", lambda *_: pytest.fail("unpacked"))
    monkeypatch.setattr(document_docx, "_ENTRIES", 20)
    wild = docx(tmp_path / "a.docx", paragraph("0" * (2 << 20)))
    crowded = docx(tmp_path / "b.docx", "", {f"{n}.txt": "" for n in range(30)})
    for made in (wild, crowded):
        with pytest.raises(InputError) as caught:
            read_docx(made)
        assert caught.value.code == TOO_MUCH


def test_bombs_and_locks_are_refused(tmp_path):

    big = zipped(tmp_path / "bomb.zip", {"a.csv": b"0" * (50 << 20)})
    assert "bomb" in check(big, code=2)["message"]
    word = docx(tmp_path / "bomb.docx", paragraph("0" * (50 << 20)))
    assert "bomb" in check(word, code=2)["message"]
    deep = as_csv(CLEAN, HEADER)
    for nth in range(5):
        outer = io.BytesIO()
        zipped(outer, {f"{nth}.zip" if nth else "a.csv": deep})
        deep = outer.getvalue()
    (tmp_path / "deep.zip").write_bytes(deep)
    told = check(tmp_path / "deep.zip", code=1)
    assert [f["text"].count("more than 3 deep") for f in told["findings"]] == [1]
    assert "0001" not in str(told)
    locked = bytearray(zipped(tmp_path / "locked.zip", {"a.csv": as_csv(CLEAN, HEADER)}).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    assert "password" in check(tmp_path / "locked.zip", code=2)["message"].lower()
    word = bytearray(docx(tmp_path / "locked.docx", paragraph("a")).read_bytes())
    word[word.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.docx").write_bytes(word)
    assert "password" in check(tmp_path / "locked.docx", code=2)["message"].lower()
    entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    declared = docx(
        tmp_path / "entity.docx", paragraph("a"), {"word/header1.xml": entity + part("hdr", paragraph("&x;"))}
    )
    assert "entities" in check(declared, code=2)["message"]


def test_tall_and_wide_cells_stay_small(tmp_path):
    body = (
        '<table><tr><td colspan="99999999" rowspan="99999999">x</td></tr>'
        + "<tr><td>y</td></tr>" * 50
        + "</table>"
    )
    assert check(html(tmp_path / "a.html", body), code=0)
    assert "bomb" in check(html(tmp_path / "b.html", "<p " + "a" * (9 << 20)), code=2)["message"]


def test_text_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(document_docx, "Room", lambda file: Room(file, left=1000))
    assert check(docx(tmp_path / "a.docx", paragraph("好" * 900)), code=0)
    for body, more in ((paragraph("好" * 1100), {}), ("", {"docProps/app.xml": f"<a>{'好' * 1100}</a>"})):
        assert "bomb" in check(docx(tmp_path / "b.docx", body, more), code=2)["message"]


LOCK = "<< /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >>".format("00" * 32)
TOO_MUCH, DAMAGED = "check.too_much", "check.document"
DEAD_READERS = {
    "hangs": (subprocess.TimeoutExpired("reader", 1), TOO_MUCH),
    "was killed": (-9, TOO_MUCH),
    "had no memory": (4, TOO_MUCH),
    "met damage": (5, DAMAGED),
    "babbles": (b'{"lines": 1}', DAMAGED),
    "says nothing": (b"", DAMAGED),
}


def code_of(path):
    with pytest.raises(InputError) as caught:
        read_pdf(path)
    assert caught.value.__context__ is None
    return caught.value.code


@pytest.mark.parametrize("reader", DEAD_READERS)
def test_a_pdf_that_kills_its_reader_is_refused(reader, tmp_path, monkeypatch):
    answer, code = DEAD_READERS[reader]

    def answered(command, **_):
        if isinstance(answer, Exception):
            raise answer
        status, told = (answer, b"") if isinstance(answer, int) else (0, answer)
        return subprocess.CompletedProcess(command, status, told)

    made = pdf(tmp_path / "a.pdf", words("hello"), [IMAGE])
    monkeypatch.setattr(document_pdf.subprocess, "run", answered)
    assert code_of(made) == code


def test_pdfs_that_are_not_read(tmp_path):
    locked = pdf(tmp_path / "a.pdf", words("hello"), [IMAGE, LOCK], trailer="/Encrypt 7 0 R /ID [<00> <00>]")
    assert code_of(locked) == "input.password"
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4\nnothing")
    assert code_of(tmp_path / "b.pdf") == DAMAGED
    with (tmp_path / "c.html").open("wb") as large:
        large.write(b"<html>")
        large.truncate(document_html.LARGEST + 1)
    assert "bomb" in check(tmp_path / "c.html", code=2)["message"]
    with (tmp_path / "c.pdf").open("wb") as large:
        large.write(b"%PDF-1.4\n")
        large.truncate(document_pdf.LARGEST + 1)
    assert code_of(tmp_path / "c.pdf") == TOO_MUCH


def test_a_pdf_is_not_called_clean_where_it_cannot_be_read(tmp_path, monkeypatch):
    made = pdf(tmp_path / f"{ID}.pdf", words(ID), [IMAGE])
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    told = check(made, code=1)  # for its name; what is in it nobody has seen
    assert codes(told) == {"not_checked", "title_identifier"}
    assert not told["files"][0]["checked"]
    assert any("deid-lists[documents]" in found["text"] for found in told["findings"])


READER_LIMITS = {
    "a page": ({}, 0),
    "too many pages": ({"_PAGES": 0}, 4),
    "too much text": ({"_CHARACTERS": 3}, 4),
    "too much attached": ({"_CHARACTERS": 30}, 4),
}


@pytest.mark.parametrize("case", READER_LIMITS)
def test_what_the_pdf_reader_refuses(case, tmp_path, monkeypatch, capfdbinary):
    limits, status = READER_LIMITS[case]
    for name, most in limits.items():
        monkeypatch.setattr(pdf_child, name, most)
    monkeypatch.setattr(pdf_child, "_limit", lambda: None)  # it would hold for this process too
    held = {"catalog": "/Names << /EmbeddedFiles << /Names [(a.csv) 7 0 R] >> >>", "more": ATTACHED}
    made = pdf(tmp_path / "a.pdf", words("hello", "  "), **held)
    assert pdf_child.main(str(made)) == status
    told = capfdbinary.readouterr().out
    assert (json.loads(told)["lines"] if told else []) == (["hello"] if status == 0 else [])


def test_faults_of_the_pdf_reader_have_a_status(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_child, "_limit", lambda: None)
    made = pdf(tmp_path / "a.pdf", words("hello"), [IMAGE])
    for fault, status in (
        (MemoryError, 4),
        (OverflowError, 4),
        (OSError, 5),
        (UnicodeError, 5),
        (KeyError, 5),
    ):

        def read(_, fault=fault):
            raise fault

        monkeypatch.setattr(pdf_child, "_read", read)
        assert pdf_child.main(str(made)) == status


def test_against_the_exported_list(tmp_path):
    raw = tmp_path / "raw.csv"
    listed = [[*row[:7], str(400 + at), *row[8:]] for at, row in enumerate(rows())]
    raw.write_bytes(as_csv(listed))
    posted = [
        [str(at + 1), row[2], row[3], "411224************", row[7]] for at, row in enumerate(listed[6:11])
    ]
    shown = ["序号", "村", "户主姓名", "身份证号", "月保障金额（元）"]
    for made in (
        docx(tmp_path / "a.docx", word_table([shown, *posted]) + paragraph(f"联系 {rows()[2][5]}")),
        html(tmp_path / "a.html", html_table([shown, *posted]) + f"<p>{rows()[2][5]}</p>"),
    ):
        told = check(made, "--against", raw, "--notice", "dibao_review", code=1)
        assert "raw_value" in codes(told)
    withheld = [[str(at + 1), listed[at][2], listed[at][3], "", listed[at][7]] for at in (3, 6)]
    told = check(
        docx(tmp_path / "b.docx", word_table([shown, *withheld])),
        "--against",
        raw,
        "--notice",
        "dibao_review",
    )
    assert "withheld_row" in codes(told)


def test_people_kept_back_are_found_in_text_by_name(tmp_path):
    raw = tmp_path / "raw.csv"
    body = [[*row[:3], name, *row[4:]] for row, name in zip(rows(8), ["王刚", "胡芳", "刘梅旺", "欧阳龙", "高兴水", "曾杰翠", "李娟", "王刚"], strict=True)]  # fmt: skip
    raw.write_bytes(as_csv(body))
    asked = ["--against", raw, "--notice", "dibao_review", "--channel", "village_board"]
    for name, code in (("欧阳龙", 1), ("胡芳", 0), ("王刚", 0)):
        told = check(
            docx(tmp_path / f"{code}.docx", paragraph("拟保障对象：") + paragraph(f"{name}、新坪村、470元")),
            *asked,
        )
        assert ("withheld_row" in codes(told)) == bool(code), name


def test_an_exported_list_without_names_finds_nobody_in_a_text(tmp_path):
    raw = tmp_path / "raw.csv"
    raw.write_bytes(as_csv([["新坪村", ID, "470", "艾滋病患者"]], ["村", "身份证号", "月保障金额", "备注"]))
    told = check(docx(tmp_path / "a.docx", paragraph("王刚、新坪村、470元")), "--against", raw, code=0)
    assert "withheld_row" not in codes(told)
    assert "raw_value" in codes(
        check(docx(tmp_path / "b.docx", paragraph(f"新坪村{ID}")), "--against", raw, code=1)
    )


def test_what_deid_wrote_is_clean(tmp_path):
    listed, office = tmp_path / "raw.csv", tmp_path / "office.yaml"
    listed.write_bytes(as_csv(rows()))
    office.write_text(OFFICE, encoding="utf-8")
    (tmp_path / "out").mkdir()
    for suffix in ("csv", "xlsx", "html", "docx", "pdf"):
        out = tmp_path / "out" / f"a.{suffix}"
        done = CliRunner().invoke(
            app, ["mask", str(listed), *COMMON, "--out", str(out), "--office", str(office)]
        )
        assert done.exit_code == 0, done.output
    told = check(tmp_path / "out", code=0)
    said = {(found["code"], found["severity"]) for found in told["findings"]}
    assert said <= {("footer_rows", "note")}  # the lines below the list of a workbook
    assert [one["action"] for one in told["files"]] == ["keep"] * 5
    with_raw = check(
        tmp_path / "out",
        "--against",
        listed,
        "--notice",
        "dibao_review",
        "--channel",
        "village_board",
        code=0,
    )
    assert with_raw["findings"] == told["findings"]


@pytest.mark.long
def test_a_pdf_that_unpacks_to_gigabytes(tmp_path):
    squeeze, text = zlib.compressobj(9), b"BT /F1 12 Tf (hello) Tj ET\n" * 20_000
    packed = b"".join(squeeze.compress(text) for _ in range(4000)) + squeeze.flush()
    packed = zlib.compress(packed, 9)
    stream = (
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(packed)
        + packed
        + b"\nendstream"
    )
    assert "bomb" in check(pdf(tmp_path / "a.pdf", stream, [IMAGE]), code=2)["message"]


@pytest.mark.long
@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_what_an_office_program_wrote(tmp_path):
    page = html(tmp_path / "list.html", "<h1>低保公示</h1>" + html_table([HEADER, *LEAKY]))
    for kind in ("docx:MS Word 2007 XML", "pdf:writer_web_pdf_Export"):
        suffix = kind.partition(":")[0]
        subprocess.run(
            ["soffice", "--headless", "--convert-to", kind, "--outdir", tmp_path, page],
            check=True, capture_output=True, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        told = check(tmp_path / f"list.{suffix}", code=1)
        assert "clear_identifier" in codes(told), suffix
