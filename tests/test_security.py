"""Attacks by whoever makes the file, the rule or the request: each is refused or comes to nothing."""

import csv
import io
import re
import struct
import subprocess
import sys
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import pytest
from web_helpers import opened

from deid.errors import DeidError, InputError
from deid.io.known import open_known
from deid.keys import new_key
from deid.policy.fields import load_fields
from deid.policy.headers import match_header
from deid.policy.nodes import Problems, parse
from deid.release.files import Files, mask_file
from deid.release.order import Order

pytestmark = pytest.mark.trust

DAY = date(2026, 11, 21)
ID = "411224195708198537"
HEADER = ["序号", "村", "姓名", "身份证号", "金额", "备注"]
ROWS = [
    [str(at + 1), "新坪村", name, f"4112241957081985{at}7", "470", ""]
    for at, name in enumerate(["李梅旺", "王芳", "赵敏"])
]
INVISIBLE = "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202d\u202e\u2060\u2066\u2067\u2069\ufe0f\ufeff"


def write(path, header=HEADER, rows=ROWS):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    path.write_text(out.getvalue(), "utf-8-sig", newline="")
    return path


def masked(path, out, **more):
    """What stands in the output and the public receipt, nothing where the list was refused."""
    order = Order("dibao_result", channel="village_board", as_of=DAY, whole=True, place="411224")
    try:
        mask_file(Files(path, out, **more), order)
    except DeidError as error:
        assert ID not in f"{error}{error.__context__}"
    return "".join(file.read_text("utf-8", "replace") for file in out.parent.glob(out.name + "*"))


@pytest.fixture
def room(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "papers").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "a: !!python/object/apply:os.system ['touch {file}']\n",
        "a: !!python/name:os.system\n",
        "<<: {deid: 1}\na: &x 1\n",
        "a: !!binary aGVsbG8=\n",
        "a: !include {file}\n",
        "? [a, b]\n: c\n",
        "a: " + "{b: " * 40 + "1" + "}" * 40,
        "%YAML 1.1\n%TAG ! tag:evil,2026:\n---\na: !x 1\n",
    ],
)
def test_yaml_can_do_nothing(text, tmp_path):
    problems = Problems()
    parse(text.replace("{file}", str(tmp_path / "made")).encode(), "probe.yaml", problems)
    assert problems
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "dibao_result/../x", "..", "x\0y", "\n"])
def test_a_notice_is_no_path_to_elsewhere(name, room):
    order = Order(name, channel="village_board", as_of=DAY)
    with pytest.raises(DeidError) as caught:
        mask_file(Files(write(room / "in" / "a.csv"), room / "out" / "o.csv"), order)
    assert "root" not in str(caught.value)


PARTS = {
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
}


def book(path, rows=ROWS, before="", parts=PARTS):
    cells = "".join(
        f'<row r="{at}">'
        + "".join(
            f'<c r="{"ABCDEF"[to]}{at}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for to, cell in enumerate(row)
        )
        + "</row>"
        for at, row in enumerate([HEADER, *rows], start=1)
    )
    sheet = f'{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in {**parts, "xl/worksheets/sheet1.xml": sheet}.items():
            packed.writestr(name, text)
    return path


def test_a_good_workbook_is_read(room):
    assert "李梅旺" in masked(book(room / "in" / "a.xlsx"), room / "out" / "o.csv")


@pytest.mark.parametrize("entity", ['SYSTEM "file://{file}"', '"秘密内容"'])
def test_xml_entities_bring_nothing_in(entity, room):
    (room / "secret").write_text("秘密内容", "utf-8")
    declared = f"<!DOCTYPE x [<!ENTITY e {entity.replace('{file}', str(room / 'secret'))}>]>"
    rows = [[*row[:1], "&e;村", *row[2:]] for row in ROWS]
    assert "秘密内容" not in masked(book(room / "in" / "a.xlsx", rows, declared), room / "out" / "o.csv")


def test_a_zip_bomb_is_not_unpacked(room):
    path = room / "in" / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (20 << 20))
    with pytest.raises(InputError) as caught:
        open_known(path)
    assert caught.value.code == "input.bomb"


def test_a_bomb_that_lies_about_its_size_is_refused(room):
    path = book(room / "in" / "a.xlsx", parts={**PARTS, "xl/theme.xml": " " * (3 << 20)})
    data = path.read_bytes()
    said, lie = struct.pack("<I", 3 << 20), struct.pack("<I", 100)
    assert data.count(said) == 2
    path.write_bytes(data.replace(said, lie))
    with pytest.raises(InputError):
        open_known(path)


def test_a_part_named_out_of_the_archive_is_not_written(room):
    book(room / "in" / "a.xlsx", parts={**PARTS, "../../escaped.txt": "x", "/tmp/escaped-deid.txt": "x"})
    masked(room / "in" / "a.xlsx", room / "out" / "o.csv")
    assert not list(room.rglob("escaped*")) and not Path("/tmp/escaped-deid.txt").exists()


FORMULAS = ["=cmd|'/c calc'!A1", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("x")']


@pytest.mark.parametrize("suffix", ["csv", "html"])
def test_no_cell_is_a_formula(suffix, room):
    rows = [
        [*row[:1], formula, formula, *row[3:5], formula]
        for row, formula in zip(ROWS * 3, FORMULAS, strict=False)
    ]
    path = write(room / "in" / "a.csv", rows=rows + ROWS * 40)
    said = masked(path, room / "out" / f"o.{suffix}")
    assert not re.search(r"(?m)(?:^|,|\"|>)\s*[=@＝]\s*(?:cmd|SUM|1|HYPERLINK)", said)


SCRIPTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td><script>alert(1)</script>",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("suffix", ["csv", "html"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_stay_text(script, suffix, room):
    path = write(
        room / "in" / "a.csv", [*HEADER, script, f"金额{script}"], [[*row, script, script] for row in ROWS]
    )
    bad = write(
        room / "in" / "b.csv", HEADER, [[*row[:1], script, script, *row[3:]] for row in ROWS[:1]] + ROWS * 40
    )
    for at, one in enumerate((path, bad)):
        report = room / "papers" / f"{at}.html"
        said = masked(one, room / "out" / f"o{at}.{suffix}", report=report)
        said += report.read_text("utf-8") if report.exists() else ""
        assert "<script>alert" not in said and "<img src=x" not in said


@pytest.mark.parametrize(
    "name",
    ["../../evil.csv", "/etc/evil.csv", "..\\..\\evil.csv", "<script>alert(1)</script>.csv", "a\nb.csv"],
)
def test_a_name_of_an_upload_is_only_a_name(name, tmp_path):
    with opened(tmp_path) as page:
        page.enter()
        said = page.upload(name).text
        kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix == ".csv"]
        assert all(path.is_relative_to(page.room) for path in kept)
        assert "<script>alert" not in said
    assert not list(tmp_path.parent.glob("evil*"))


@pytest.mark.parametrize("header", ["身份证号", "姓名", "户主姓名", "联系电话", "银行账号", "金额"])
def test_marks_nobody_sees_change_no_header(header):
    fields = load_fields(())
    plain = match_header(header, fields)
    assert plain is not None
    for mark in INVISIBLE:
        for at in range(len(header) + 1):
            assert match_header(header[:at] + mark + header[at:], fields) == plain, (at, f"{ord(mark):x}")


@pytest.mark.parametrize(
    "header", ["金\u200b额", "\u202e额金", "金额 ", "⾦额", "村\u2066", "补贴金额（元）\u202d"]
)
@pytest.mark.parametrize("shape", ["{}", "'{}", "{} ", "\u202e{}", "{}元"])
def test_a_column_of_numbers_is_published_under_no_header(header, shape, room):
    """Whatever a header is made to look like, the cells decide."""
    rows = [[row[0], row[1], row[2], "", "470", shape.format(row[3])] for row in ROWS * 10]
    said = masked(write(room / "in" / "a.csv", [*HEADER[:4], "标准", header], rows), room / "out" / "o.csv")
    assert not re.search(r"\d{15}", "".join(said.split("receipt")[0].split('"policy_sha256"')[0]))
    assert not any(row[3][6:14] in said for row in ROWS)


DIGITS = {
    "full-width": "０１２３４５６７８９", "arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹", "devanagari": "०१२३४५६७८९",
    "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "circled": "⓪①②③④⑤⑥⑦⑧⑨", "superscript": "⁰¹²³⁴⁵⁶⁷⁸⁹", "han": "〇一二三四五六七八九",
    "letters": "O1234S67B9", "marked": [f"{at}\u200b" for at in range(10)], "combined": [f"{at}\u20e3" for at in range(10)],
}  # fmt: skip


def told(text):
    """The digits a reader sees, in whatever script."""
    plain = unicodedata.normalize("NFKC", text)
    table = {
        "〇": "0",
        **{char: str(at) for at, char in enumerate("零一二三四五六七八九")},
        "O": "0",
        "S": "5",
        "B": "8",
    }
    seen = (str(unicodedata.digit(char, "")) or table.get(char, "") for char in plain)
    return "".join(seen)


@pytest.mark.parametrize("kind", DIGITS)
def test_digits_of_other_scripts_are_hidden_too(kind, room):
    rows = []
    for row in ROWS * 10:
        odd = "".join(DIGITS[kind][int(char)] for char in row[3])
        rows.append(
            [
                row[0],
                f"新坪村{odd}" if row is ROWS[0] else row[1],
                row[2],
                odd,
                odd if row is ROWS[1] else "470",
                odd,
            ]
        )
    said = masked(write(room / "in" / "a.csv", rows=rows), room / "out" / "o.csv")
    posted = said.partition('"deid"')[0]
    assert not any(row[3][6:] in told(posted) for row in ROWS)


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o666])
def test_a_key_that_others_can_read_is_not_used(mode, room):
    new_key(room / "papers" / "key")
    (room / "papers" / "key").chmod(mode)
    run = subprocess.run(
        [sys.executable, "-m", "deid", "mask", write(room / "in" / "a.csv"), "--notice", "dibao_result", "--channel",
         "village_board", "--whole", "--out", room / "out" / "o.csv", "--key-file", room / "papers" / "key"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 2, run.stderr
    assert not list((room / "out").iterdir())
