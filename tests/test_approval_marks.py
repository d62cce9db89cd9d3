"""Marks of secrecy refuse a list wherever they stand and whatever they look like; harmless words do not."""

import json
import re
import zipfile

import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.cli.app import app
from deid.detect.secrecy import is_marked, marked
from deid.io import opening

pytestmark = pytest.mark.usefixtures("english")

HEADERS = "村,姓名,身份证号,家庭人口,月保障金额,备注"
PEOPLE = [f"新坪村,王小{'明红强芳'[at]},{'41122419740305' + f'{at}238'},{at + 1},60{at}," for at in range(4)]
MARKS = [
    "绝密", "机密", "秘密", "秘密★", "机密★10年", "秘密 ★ 1年", "绝 密", "机　密", "【内部资料】", "內部資料", "絕密★長期",
    "内部资料 不得公开", "内部资料，注意保存", "（此件不予公开）", "公开属性：不予公开", "不予公开", "密级：秘密", "机 密 ★ １０ 年",
    "某县 2026 年名单（秘密★1年）", "★机密", "秘密级", "秘密1年", "不予公开（个人隐私）", "内\n部\n资\n料", "秘\u200b密",
]  # fmt: skip
HARMLESS = [
    "县保密局", "机密性要求", "秘密投票", "无记名秘密投票", "商业秘密法", "国家秘密", "保守国家秘密法", "内部资料室", "内部装修",
    "不予公开理由", "不予公开的原因", "公开", "主动公开", "依申请公开", "密云区", "秘密花园村", "李机", "王密", "本表不公开身份证号",
    "不得公开农户身份证件号码", "涉密人员", "密级", "是否公开", "公开选举", "此件公开发布", "商业秘密3年", "干部", "部分公开",
]  # fmt: skip


def deid(*arguments):
    run = CliRunner().invoke(app, [*map(str, arguments), "--lang", "en", "--json"])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run, json.loads(run.stdout)


def mask(path, *more):
    out = path.parent / "out"
    out.mkdir(exist_ok=True)
    run, found = deid(
        "mask",
        path,
        "--notice",
        "dibao_result",
        "--channel",
        "village_board",
        "--out",
        out / "list.csv",
        *more,
    )
    assert run.exit_code == 0 or not (out / "list.csv").exists()
    return run.exit_code, [one for one in found["findings"] if one["code"] == "secrecy-mark"], run.output


def write(tmp_path, *lines, encoding="utf-8-sig"):
    path = tmp_path / "in.csv"
    path.write_text("\r\n".join(lines) + "\r\n", encoding)
    return path


@pytest.mark.parametrize("text", MARKS)
def test_a_mark_is_a_mark(text):
    assert is_marked(text)
    assert marked(pa.array(["新坪村", None, "", text], pa.string())).tolist() == [False, False, False, True]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_word_is_no_mark(text):
    assert not is_marked(text)
    assert not marked(pa.array([text, "新坪村"], pa.string())).any()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text("绝机秘密★内部资料不予公开年1 　()：,法村", max_size=12) | st.sampled_from(MARKS + HARMLESS),
        max_size=6,
    )
)
def test_columns_and_cells_agree(cells):
    assert marked(pa.array(cells, pa.string())).tolist() == [is_marked(cell) for cell in cells]


def test_the_plain_list_passes(tmp_path):
    status, found, _ = mask(write(tmp_path, HEADERS, *PEOPLE))
    assert (status, found) == (0, [])


@pytest.mark.parametrize("words", ["县保密局", "秘密投票", "商业秘密"])
def test_a_list_with_harmless_words_passes(tmp_path, words):
    status, found, _ = mask(write(tmp_path, f"{words}通报的名单", HEADERS, *PEOPLE[:-1], PEOPLE[-1] + words))
    assert (status, found) == (0, [])


PLACES = {
    "title": (["内部资料 注意保存", HEADERS, *PEOPLE], "Title"),
    "header": ([HEADERS + ",不予公开", *(line + ",是" for line in PEOPLE)], "Header"),
    "footer": ([HEADERS, *PEOPLE, "审核：李四,机密★10年,,,,"], "Footer"),
    "ragged footer": ([HEADERS, *PEOPLE, "制表人：李四 秘密★1年"], "Footer"),
    "subtotal": ([HEADERS, *PEOPLE, "合计,,,10,2410,秘密"], "Footer"),
    "page end": ([HEADERS, *PEOPLE[:2], "填表：内部资料,不予公开,,,,", HEADERS, *PEOPLE[2:]], "Footer"),
    "last line": ([HEADERS, *PEOPLE, "内部资料 不得公开,,,,,"], "data rows 5"),
    "cell": ([HEADERS, *PEOPLE[:2], PEOPLE[2] + "不予公开", PEOPLE[3]], "备注, data rows 3"),
    "spaced cell": ([HEADERS, *PEOPLE[:3], PEOPLE[3] + "绝 密"], "备注, data rows 4"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("large", [False, True], ids=["kept", "streamed"])
def test_a_mark_anywhere_refuses(tmp_path, place, large, monkeypatch):
    """It is told where, never what; also of files too large to keep."""
    if large:
        monkeypatch.setattr(opening, "SMALL", 0)
    lines, where = PLACES[place]
    path = write(tmp_path, *lines)
    status, found, output = mask(path)
    assert status == 1
    assert [where in one["text"] for one in found] == [True]
    assert not re.search(r"机密|秘密|绝 ?密|注意保存|王小|李四", output.replace("保密审查", ""))
    run, checked = deid("check", path)
    assert run.exit_code == 1
    assert [where in one["text"] for one in checked["findings"] if one["code"] == "secrecy-mark"] == [True]


def test_the_number_of_rows_is_whole(tmp_path):
    status, found, _ = mask(write(tmp_path, HEADERS, *(line + "秘密" for line in PEOPLE * 10)))
    assert status == 1 and found[0]["count"] == 40 and found[0]["rows"] == list(range(1, 21))


def test_the_worklist_is_refused(tmp_path):
    """deid's own internal papers are marked as such."""
    child = PEOPLE[0].replace("19740305", "20200305")
    path = write(tmp_path, HEADERS, *PEOPLE, child)
    kept = tmp_path / "kept"
    kept.mkdir()
    status, _, _ = mask(path, "--worklist", kept / "work.csv")
    assert status == 0
    assert mask(kept / "work.csv")[0] != 0
    run, found = deid("check", kept / "work.csv")
    assert run.exit_code == 1 and "secrecy-mark" in [one["code"] for one in found["findings"]]


# ---- workbooks


def book(path, change=lambda book: None):
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    for line in (HEADERS, *PEOPLE):
        made.active.append([cell or None for cell in line.split(",")])
    change(made)
    made.save(path)
    return path


def _title(book):
    book.properties.title = "2026年名单 机密★10年"


def _status(book):
    book.properties.contentStatus = "内部资料"


def _custom(book):
    from openpyxl.packaging.custom import StringProperty

    book.custom_doc_props.append(StringProperty(name="密级", value="秘密"))


def _head(book):
    book.active.oddHeader.center.text = "内部资料 不得公开"


def _foot(book):
    book.active.evenFooter.right.text = '&"黑体,常规"&14绝 密'


def _comment(book):
    from openpyxl.comments import Comment

    book.active["A1"].comment = Comment("秘密★1年", "x")


def _sheet(book):
    book.active.title = "不予公开"


def _other(book):
    book.create_sheet("内部资料")


BOOKS = {
    _title: "Properties", _status: "Properties", _custom: "Properties", _head: "Page header", _foot: "Page header",
    _comment: "Text box", _sheet: "Title", _other: "another sheet",
}  # fmt: skip


@pytest.mark.parametrize("change", BOOKS, ids=lambda one: one.__name__)
def test_a_mark_beside_the_cells_refuses(tmp_path, change):
    path = book(tmp_path / "in.xlsx", change)
    status, found, _ = mask(path)
    assert status == 1 and [BOOKS[change] in one["text"] for one in found] == [True]
    run, checked = deid("check", path)
    assert run.exit_code == 1 and "secrecy-mark" in [one["code"] for one in checked["findings"]]


def test_harmless_words_beside_the_cells(tmp_path):
    def change(book):
        book.properties.title = "县保密局"
        book.active.oddFooter.center.text = "第 &P 页"
        book.create_sheet("商业秘密")

    assert mask(book(tmp_path / "in.xlsx", change))[:2] == (0, [])


def test_a_text_box_in_pieces(tmp_path):
    """A stamp drawn over the sheet, its letters in runs of their own."""
    path = book(tmp_path / "in.xlsx")
    runs = "".join(f"<a:r><a:t>{part}</a:t></a:r>" for part in ("机", "密★", "10年"))
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("xl/drawings/drawing1.xml", f"<xdr><a:p>{runs}</a:p></xdr>")
    status, found, _ = mask(path)
    assert status == 1 and "Text box" in found[0]["text"]


def test_records_of_old_workbooks():
    """Page headers of xls: BIFF records, narrow and wide."""
    import io

    from deid.io.excel_marks import _of_records

    def record(kind, content):
        return kind.to_bytes(2, "little") + len(content).to_bytes(2, "little") + content

    wide = "&C内部资料".encode("utf-16-le")
    stream = record(0x809, b"\0" * 16) + record(0x14, b"\x06\0\x01" + wide) + record(0x15, b"\x03\0\0&CX")
    texts = [text for _, text in _of_records(io.BytesIO(stream))]
    assert [text for text in texts if is_marked(text)] == ["内部资料"]


# ---- 公开属性


@pytest.fixture
def rules(tmp_path):
    """The county's own version of a rule."""

    def make(method, notice="dibao_result"):
        from pathlib import Path

        folder = tmp_path / "rules"
        folder.mkdir(exist_ok=True)
        text = (Path(__file__).parents[1] / "rules" / f"{notice}.yaml").read_text("utf-8")
        line = f"  method: {method}\n" if method else ""
        text = re.sub(r"^  method: .*\n", line, text, flags=re.MULTILINE)
        text = text.replace("deid: 1\n", "deid: 1\nloosen: a test\n", 1)
        (folder / "own_list.yaml").write_text(text.replace(f"notice: {notice}", "notice: own_list"), "utf-8")
        return folder

    return make


@pytest.mark.parametrize(
    ("method", "channel", "code"),
    [
        ("主动公开", "village_board", None),
        ("主动公开", "website", None),
        ("依申请公开", "village_board", None),
        ("依申请公开", "website", "on_request_only"),
        ("不予公开", "village_board", "not_public"),
        ("不予公开", "website", "not_public"),
    ],
)
def test_the_method_of_a_list_bars_channels(tmp_path, rules, method, channel, code):
    path = write(tmp_path, HEADERS, *PEOPLE)
    (tmp_path / "out").mkdir()
    common = [path, "--notice", "own_list", "--channel", channel, "--rules", rules(method)]
    run, found = deid("mask", *common, "--out", tmp_path / "out" / "list.csv")
    assert run.exit_code == (1 if code else 0)
    assert (code in [one["code"] for one in found["findings"]]) == bool(code)
    assert (tmp_path / "out" / "list.csv").exists() == (not code)
    _, checked = deid("check", *common)
    assert (code in [one["code"] for one in checked["findings"]]) == bool(code)


@pytest.mark.parametrize("method", ["", "公开", "~"])
def test_a_rule_without_a_method_does_not_load(tmp_path, rules, method):
    (tmp_path / "out").mkdir()
    run, found = deid(
        "mask", write(tmp_path, HEADERS, *PEOPLE), "--notice", "own_list", "--channel", "village_board",
        "--rules", rules(method), "--out", tmp_path / "out" / "list.csv",
    )  # fmt: skip
    assert run.exit_code == 2 and "method" in found["message"]
