"""A release to one applicant: whoever did not say yes shows a surname and nothing else, wherever one looks.

What is judged here is written down anew: which answers are a yes, and what a row without one may look like.
"""

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import canary_world
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_helpers import BIRTH_RULE, SIX_FOUR_RULE, number, people, rule
from ledger_helpers import HEADERS as PEOPLE_HEADERS

from deid.cli.app import app
from deid.engine.column_plan import ColumnPlan
from deid.errors import UsageError
from deid.io import from_table
from deid.release import Order, release_list
from deid.release.request import request_number
from deid.release.request_paper import request_paper
from deid.release.run import posted_heading
from deid.release.sinks import MemorySink

AS_OF = "2026-11-20"
HEADERS = ["序号", "乡镇", "村", "户主姓名", "身份证号", "家庭人口", "月保障金额", "征求意见结果", "备注"]
SHOWN = ["序号", "乡镇", "村", "户主姓名", "家庭人口", "月保障金额"]
YES = ["同意", " 同意 ", "同意公开", "是", "√"]
NO = [
    "不同意",
    "逾期",
    "逾期未答复",
    "",
    "—",
    "同意，但不公开金额",
    "不反对",
    "看情况",
    "同意?",
    "否",
    "不 同 意",
    "拒绝",
    "1",
]
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "梅芳强伟静丽军敏超霞平刚"
STARS = {"***", "********"}
LAW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def run(*arguments, code=0):
    done = CliRunner().invoke(app, ["--lang", "zh", *map(str, arguments)])
    assert done.exit_code == code, done.stdout + done.stderr
    return done


def write(path, rows, headers=HEADERS):
    out = io.StringIO()
    csv.writer(out).writerows([headers, *rows])
    path.parent.mkdir(exist_ok=True)
    path.write_text(out.getvalue(), "utf-8", newline="")
    return path


def mask(
    folder,
    rows,
    *more,
    channel="village_board",
    headers=HEADERS,
    request="2026-017",
    notice="dibao_result",
    code=0,
):
    """What came out: header and rows, the public receipt, the paper, what was said."""
    source = write(folder / "in" / "list.csv", rows, headers)
    output = folder / "list.csv"
    asked = ["--request", request] if request else []
    done = run("mask", source, "--notice", notice, "--channel", channel, "--whole", "--place", "411224", "--force",
               "--as-of", AS_OF, "--out", output, *asked, *more, "--json", code=code)  # fmt: skip
    if code:
        return json.loads(done.stdout)
    beside = output.with_name("list.csv.request.docx")
    return (
        list(csv.reader(io.StringIO(output.read_bytes().decode("utf-8-sig")))),
        output.with_name("list.csv.receipt.json").read_bytes(),
        beside.read_bytes() if request else b"",
        json.loads(done.stdout),
    )


def release(rows, channel="village_board", request="2026-017"):
    """The same in memory."""
    sinks = []
    table = pa.table(
        {str(at): pa.array([row[at] for row in rows]) for at in range(len(HEADERS))}
    ).rename_columns(HEADERS)
    order = Order(
        "dibao_result",
        channel=channel,
        as_of=date.fromisoformat(AS_OF),
        place="411224",
        whole=True,
        request=request,
    )
    done = release_list(
        from_table(table), order, lambda names, heads: sinks.append(MemorySink(names, heads)) or sinks[-1]
    )
    assert done.released, [found.code for found in done.receipt.findings]
    paper = request_paper(done.receipt, done.prepared, posted_heading(done.prepared)) if request else b""
    out = [sinks[-1].headers, *map(list, zip(*sinks[-1].table().to_pydict().values(), strict=True))]
    return out, done.receipt.public(), paper


def paper(data):
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return re.sub("<[^>]*>", "", parts.read("word/document.xml").decode())


letters = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=4)
answers = (
    st.sampled_from(YES)
    | st.sampled_from(NO)
    | letters.filter(lambda text: not {*text.casefold()} & {*"yes是同愿√✓✔"})
)
persons = st.tuples(
    st.sampled_from(["新坪村", "果角村"]), st.sampled_from(SURNAMES), st.sampled_from(GIVEN), st.sampled_from(["", *GIVEN]),
    st.integers(1, 9), st.integers(100, 2000), answers, st.sampled_from(["", "", "已核查", "艾滋病患者"]),
)  # fmt: skip


def listed(some):
    """A list of as many different people; the names of the first two are each one's own."""
    return [
        [str(at + 1), "杜关镇", village, surname + one + two, number(f"411224{1940 + at}0203{at:03}"), str(size), str(sum_),
         answer, note]
        for at, (village, surname, one, two, size, sum_, answer, note) in enumerate(some)
    ]  # fmt: skip


lists = st.lists(persons, min_size=1, max_size=12).map(listed)


def agreed(row):
    return row[7].strip() in {"同意", "同意公开", "是", "√"}


@LAW
@given(lists)
@pytest.mark.parametrize("channel", ["village_board", "wechat_group"])
def test_no_more_than_a_surname_of_whoever_did_not_agree(channel, rows):
    given_, *_ = release(rows, channel)
    board, *_ = release(rows, channel, request=None)
    kept = [row for row in rows if "艾滋" not in row[8]]
    assert given_[0] == board[0]
    assert len(given_) == len(board) == len(kept) + 1
    for row, shown, posted in zip(kept, given_[1:], board[1:], strict=True):
        if agreed(row):
            assert shown == posted
            continue
        cells = dict(zip(given_[0], shown, strict=True))
        name = cells.pop("户主姓名")
        assert name == row[3][0] + "*" * (len(row[3]) - 1)
        assert cells.pop("序号") == posted[0]
        assert set(cells.values()) <= STARS


@LAW
@given(lists, st.data())
def test_another_answer_changes_that_row_only(rows, data):
    rows = [[*row[:8], ""] for row in rows]
    at = data.draw(st.integers(0, len(rows) - 1))
    before, receipt, _ = release(rows)
    rows[at] = [*rows[at][:7], data.draw(answers), ""]
    after, again, _ = release(rows)
    assert [line for line in range(len(before)) if before[line] != after[line]] in ([], [at + 1])
    assert receipt["rows_out"] == again["rows_out"] == len(rows)


@LAW
@given(lists)
def test_who_is_kept_back_leaves_no_trace(rows):
    rest = [row for row in rows if "艾滋" not in row[8]]
    if rest and len(rest) < len(rows):
        assert release(rows) == release(rest)


def test_a_cell_of_whoever_did_not_agree_changes_nothing():
    rows = listed(
        [("新坪村", "王", "梅", "芳", 2, 500, "同意", ""), ("新坪村", "李", "强", "", 3, 700, "不同意", "")]
    )
    made = release(rows)
    for at, other in ((2, "别处，五组"), (5, "无"), (6, "九百元整"), (8, "已核查"), (1, "")):
        changed = [rows[0], [*rows[1][:at], other, *rows[1][at + 1 :]]]
        assert release(changed) == made, HEADERS[at]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".html", ".docx", ".pdf"])
def test_nothing_hidden_is_written_or_said(tmp_path, suffix):
    rows = [
        [*row, "" if at % 3 == 2 else "同意" if at % 2 else "不同意"]
        for at, row in enumerate(canary_world.make_rows())
    ]
    headers = [*canary_world.HEADERS, "征求意见结果"]
    source = tmp_path / "list.csv"
    source.write_bytes(canary_world.as_csv(rows, headers))
    (tmp_path / "inside").mkdir()
    (tmp_path / "out").mkdir()
    done = run("mask", source, "--notice", "dibao_result", "--channel", "village_board", "--whole", "--as-of", AS_OF,
               "--request", "依申请公开〔2026〕17号", "--out", tmp_path / "out" / f"list{suffix}",
               "--internal", tmp_path / "inside" / "i.json", "--report", tmp_path / "inside" / "r.html")  # fmt: skip
    marks = canary_world.hidden([row[:-1] for row in rows])
    silent = [row for row in rows if row[-1] != "同意"]
    assert 10 < len(silent) < len(rows) - 4
    for row in silent:
        for header, cell in zip(headers[:-1], row, strict=False):
            if header in canary_world.SHOWN - canary_world.TOO_SHORT:
                marks[cell] = f"{row[0]} {header}"
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path != source]
    assert len(written) == 5
    for data in (done.stdout + done.stderr, *(path.read_bytes() for path in written)):
        assert canary_world.search(data, marks) == set()
    kept = [
        row
        for at, row in enumerate(rows)
        if row[-1] == "同意" and at not in (canary_world.MINOR, canary_world.ILL)
    ]
    shown = {row[3]: row[0] for row in kept}
    output = tmp_path / "out" / f"list{suffix}"
    assert canary_world.search(output.read_bytes(), shown) == set(
        shown.values()
    )  # the search finds what is there


def test_the_paper_counts_and_names_nobody(tmp_path):
    some = [("新坪村", SURNAMES[at], "梅", "芳", 2, 500, "同意" if at < 3 else "逾期", "") for at in range(8)]
    some[0] = (*some[0][:7], "艾滋病患者")
    _, receipt, made, told = mask(tmp_path, listed(some))
    text = paper(made)
    assert "申请编号：2026-017" in text
    for said in (
        "名单中的 7 行",
        "其中 2 行，本人同意公开",
        "其中 5 行，姓名只留姓氏",
        "身份证号",
        "国令第711号",
        "待核实",
    ):
        assert said in text
    rest = listed(some[1:])
    assert "艾滋病病毒感染者" in text
    assert mask(tmp_path, rest)[2] == made  # as said of every list
    assert told["receipt"]["consent"] == {"agreed": 2, "overdue": 5}
    assert told["receipt"]["request"] == json.loads(receipt)["request"] == "2026-017"
    assert "consent" not in json.loads(receipt)
    assert json.loads(receipt)["channel"] == "request"


@pytest.mark.parametrize(
    ("headers", "options", "yes"),
    [
        ({"征求意见结果": "意见"}, [], 0),  # whose opinion is not said: the office's own, maybe
        ({"征求意见结果": "意见"}, ["--map", "意见=consent"], 1),
        ({"征求意见结果": "审核意见"}, [], 0),
        ({"征求意见结果": "是否同意公开"}, [], 1),
        ({"征求意见结果": "是否不同意公开"}, ["--map", "是否不同意公开=consent"], 0),
        ({"征求意见结果": "意见（同意/不同意）"}, ["--map", "意见（同意/不同意）=consent"], 1),
        ({"征求意见结果": "第三方意见", "备注": "本人意见"}, [], 0),  # all must say yes
        ({}, ["--map", "征求意见结果=drop"], 0),
    ],
)
def test_only_a_column_of_the_people_s_own_answers_counts(tmp_path, headers, options, yes):
    rows = listed(
        [("新坪村", "王", "梅", "芳", 2, 500, "同意", ""), ("新坪村", "李", "强", "", 3, 700, "不同意", "")]
    )
    told = mask(tmp_path, rows, *options, headers=[headers.get(one, one) for one in HEADERS])[3]
    assert told["receipt"]["consent"].get("agreed", 0) == yes
    codes = [found["code"] for found in told["findings"]]
    assert ("request_unasked" in codes) == (not yes and "备注" not in headers)


def test_one_no_counts_for_the_person_and_for_the_household(tmp_path):
    twice = listed(
        [("新坪村", "王", "梅", "芳", 2, 500, "同意", ""), ("新坪村", "王", "梅", "芳", 2, 900, "逾期", "")]
    )
    twice[1][4] = twice[0][4]
    out = mask(tmp_path, twice)[0]
    assert [row[3] for row in out[1:]] == ["王**", "王**"]
    headers = ["户号", "与户主关系", *HEADERS]
    home = listed([("新坪村", "王", "梅", "芳", 2, 500, "同意", ""), ("新坪村", "王", "强", "", 2, 500, "不同意", ""),
                   ("新坪村", "李", "丽", "军", 1, 400, "同意", "")])  # fmt: skip
    rows = [["1", "户主", *home[0]], ["1", "子", *home[1]], ["2", "户主", *home[2]]]
    out = mask(tmp_path, rows, headers=headers)[0]
    assert [row[3] for row in out[1:]] == ["王**", "李丽军"]
    rows[1][-2] = "同意"
    assert [row[3] for row in mask(tmp_path, rows, headers=headers)[0][1:]] == ["王梅芳", "李丽军"]


@pytest.mark.parametrize("broken", ["passes", "names", "places"])
def test_the_proof_finds_what_shows_too_much(tmp_path, monkeypatch, broken):
    real = ColumnPlan.without

    def without(self, cells, agreed):
        spoilt = {"passes": True, "names": self.field == "subject.name", "places": self.field == "village"}[
            broken
        ]
        return cells if spoilt else real(self, cells, agreed)

    monkeypatch.setattr(ColumnPlan, "without", without)
    rows = listed(
        [("新坪村", "王", "梅", "芳", 2, 500, "同意", ""), ("新坪村", "李", "强", "", 3, 700, "不同意", "")]
    )
    told = mask(tmp_path, rows, code=1)
    assert {"shape"} == {found["code"] for found in told["findings"] if found["severity"] == "error"}
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["list.csv.receipt.json"]


def test_a_refusal_leaves_neither_list_nor_paper(tmp_path):
    rows = listed([("新坪村", "王", "梅", "芳", 2, 500, "同意", "")])
    mask(tmp_path, rows)
    mask(tmp_path, rows, "--map", "征求意见结果=drop", "--strict", code=1)
    names = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert names == ["list.csv.receipt.json", "list.csv.request.docx.superseded", "list.csv.superseded"]


GOOD = ["2026-017", "依申请公开〔2026〕17号", "SQ-2026-3", "第 12 号", "20261120-004", "（2026）依申请第5号"]
BAD = ["", " ", "张三", "张三2026", "王梅芳的申请", "13800138000", "138-0013-8000", "+86 138 0013 8000", "ZhangSan1",
       "411224197403051234", "41122419740305123X", "411224-19740305-1234", "6217000000000000001", "a@b.cn1",
       "2026-017; rm", "../1", "2026--1", "告知书", "E12345678", "6217-0000-0000", "1380013 8000", "2026年1" * 9]  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_a_number_of_the_register(text):
    assert request_number(request_number(text)) == request_number(text)


@pytest.mark.parametrize("text", BAD)
def test_what_could_be_somebody_is_no_number(text):
    with pytest.raises(UsageError) as told:
        request_number(text)
    assert not text.strip() or text.strip() not in str(told.value)


@pytest.mark.parametrize("text", [" 2026-017", "依申请公开〔2026〕 17号", "第１２号"])
def test_receipts_hold_the_number_as_it_is_written_down(text):
    """Whoever calls from a program hands over what ``request_number`` gave, and nothing near it."""
    with pytest.raises(UsageError):
        release(listed([("新坪村", "王", "梅", "芳", 2, 500, "同意", "")]), request=text)
    assert release(listed([("新坪村", "王", "梅", "芳", 2, 500, "同意", "")]), request=request_number(text))


def test_the_paper_says_who_gives_whom_to_call_and_how_many_cells_are_hidden(tmp_path):
    some = [("新坪村", "王", "梅", "芳", size, 500, "同意", "") for size in range(1, 30)]
    rows = listed(some)
    rows[3][5] = "若干人"
    office = tmp_path / "office.yaml"
    office.write_text("name: 示例县民政局\ncounty: '411224'\nphone: 0398-1234567\n", "utf-8")
    text = paper(mask(tmp_path, rows, "--office", office)[2])
    assert "示例县民政局" in text and "0398-1234567" in text
    assert "另有 1 个单元格" in text
    assert "若干人" not in text


@pytest.mark.parametrize(
    ("notice", "channel", "options", "code", "said"),
    [
        ("dibao_result", "website", [], 2, "request_names"),
        (
            "dibao_result",
            "village_board",
            ["--split-by", "village", "--pack", "pack", "--format", "csv"],
            2,
            "x",
        ),
        ("ertong", "village_board", [], 1, "form_none"),
    ],
)
def test_what_nobody_is_given(tmp_path, notice, channel, options, code, said):
    rows = listed([("新坪村", "王", "梅", "芳", 2, 500, "同意", "")])
    if "--pack" in options:
        source = write(tmp_path / "in" / "list.csv", rows)
        done = run("mask", source, "--notice", notice, "--channel", channel, "--request", "1", *options[:2], "--pack",
                   tmp_path / "pack", "--format", "csv", "--json", code=2)  # fmt: skip
        assert json.loads(done.stdout)["code"] == "usage.request_alone"
        return
    told = mask(tmp_path, rows, notice=notice, channel=channel, code=code)
    assert said in json.dumps(told)
    assert not (tmp_path / "list.csv").exists()


@pytest.mark.parametrize(("method", "code"), [("主动公开", 0), ("依申请公开", 0), ("不予公开", 1)])
def test_the_method_of_the_list_decides(tmp_path, method, code):
    folder = tmp_path / "rules"
    rule(folder, "own_list", "  village: publish\n  amount: publish\n")
    text = (folder / "own_list.yaml").read_text("utf-8")
    (folder / "own_list.yaml").write_text(text.replace("method: 主动公开", f"method: {method}"), "utf-8")
    rows = listed([("新坪村", "王", "梅", "芳", 2, 500, "同意", "")])
    told = mask(tmp_path, rows, "--rules", folder, notice="own_list", code=code)
    codes = [one["code"] for one in (told if code else told[3])["findings"]]
    assert ("not_public" in codes) == bool(code)
    assert ("request_public" in codes) == (method == "主动公开")


def test_what_was_given_is_not_posted(tmp_path):
    mask(tmp_path, listed([("新坪村", "王", "梅", "芳", 2, 500, "同意", "")]))
    (tmp_path / "posted").mkdir()
    receipt = tmp_path / "list.csv.receipt.json"
    for role in ("保密审查", "部门负责人", "分管领导"):
        run("approve", receipt, "--role", role, "--by", "甲")
    done = run("post", receipt, "--to", tmp_path / "posted", "--json", code=2)
    assert json.loads(done.stdout)["code"] == "usage.request_posted"
    assert list((tmp_path / "posted").iterdir()) == []


def applicants(folder, notice, request, *more, code=0):
    rows = [
        [
            "王梅芳",
            one,
            "新坪村",
            f"{one[6:10]}-{one[10:12]}-{one[12:14]}",
            str(2026 - int(one[6:10])),
            "300",
            "同意",
        ]
        for one in people(30)
    ]
    headers = [*PEOPLE_HEADERS.split(","), "征求意见结果"]
    ledger = ["--ledger", folder / "book.db", "--rules", folder / "rules"]
    return mask(folder, rows, *ledger, *more, notice=notice, headers=headers, request=request, code=code)


@pytest.fixture
def book(tmp_path):
    rule(tmp_path / "rules", "one", SIX_FOUR_RULE, floor=100, review="review: [保密审查]\n")
    rule(tmp_path / "rules", "two", BIRTH_RULE, floor=100)
    run("ledger", "init", "--ledger", tmp_path / "book.db")
    return tmp_path


@pytest.mark.parametrize("later", ["2026-2", None])
def test_what_an_applicant_has_is_judged_with_all_that_comes_later(book, later):
    """First six and last four leave some; with the year of birth from another list hardly any."""
    applicants(book, "one", "2026-1")
    told = applicants(book, "two", later, code=1)
    found = next(one for one in told["findings"] if one["code"] == "ledger_union")
    assert "one/request 2026-1/" in found["text"]


def test_what_was_posted_is_judged_with_what_an_applicant_would_have(book):
    applicants(book, "one", None)
    told = applicants(book, "two", "2026-1", code=1)
    assert "ledger_union" in [one["code"] for one in told["findings"]]


def test_the_ledger_knows_each_applicant_once(book):
    for request in ("2026-1", "2026-2", "2026-1"):
        applicants(book, "one", request)
    shown = json.loads(run("ledger", "show", "--ledger", book / "book.db", "--json").stdout)
    assert [(one["channel"], one["request"], one["state"]) for one in shown["releases"]] == [
        ("request", "2026-1", "confirmed"),
        ("request", "2026-2", "confirmed"),
    ]
    assert len({one["output_sha256"] for one in shown["releases"]}) == 1
    due = json.loads(run("ledger", "due", "--ledger", book / "book.db", "--as-of", AS_OF, "--json").stdout)
    assert not any(due[name] for name in ("post_by", "refresh", "take_down", "pending"))
    handed = run("ledger", "handover", "--ledger", book / "book.db", "--as-of", AS_OF, "--json").stdout
    assert "request" not in handed


def test_no_rule_names_the_channel():
    """No rule can name the channel, so nobody gets such a form by --channel."""
    rules = Path(__file__).parents[1] / "rules"
    assert not [
        path.name
        for path in rules.rglob("*.yaml")
        if re.search(r"^\s+request:", path.read_text("utf-8"), re.MULTILINE)
    ]
    done = run(
        "mask", "list.csv", "--notice", "dibao_result", "--channel", "request", "--out", "x.csv", code=2
    )
    assert done.exit_code == 2
