"""Who stays off a list, whatever the headers are called and wherever a number stands; and who may say otherwise."""

import csv
import io
import json
from datetime import date, timedelta

import openpyxl
import pyarrow as pa
import pytest
from parts_helpers import released

import deid
from deid.days import today
from deid.detect.persons import keys_inside
from deid.engine.columns import assign
from deid.engine.words import words_of
from deid.policy.fields import load_fields
from deid.policy.withhold import Reason
from deid.release.decided import mark_of
from deid.release.files import Files, mask_file
from deid.release.order import Order

pytestmark = pytest.mark.usefixtures("english")

AS_OF = date(2026, 11, 21)
OWN, UNKNOWN = "身份证号", "农户识别码"
FIELDS = ["乡镇", "行政村", "农户姓名", "补贴面积（亩）", "补贴金额（元）"]
MAN, WIFE = "张建国", "李小红"


def number(born="19740305", sequence=123):
    first = f"411224{born}{sequence:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]


ADULT, OTHER, CHILD = number(), number("19650305"), number("20150305")


def table(more, *people):
    """A list of farmers: the headers besides the usual ones, and per row its name and those cells."""
    rows = [["五里川镇", "新坪村", name, "3", "1030", *cells] for name, *cells in people]
    return pa.table({header: list(cells) for header, *cells in zip([*FIELDS, *more], *rows, strict=True)})


def made(data, notice="gengdi", **options):
    return deid.mask(data, notice, channel="village_board", as_of=AS_OF, **options)


def names(release):
    return release.data.column("农户姓名").to_pylist()


def told(release, code):
    return [found for found in release.receipt["findings"] if found["code"] == code]


# ------------------------------------------------------------------ columns that only their cells betray
@pytest.mark.parametrize(
    ("more", "cells", "posted", "why"),
    [
        ([UNKNOWN], [[ADULT], [CHILD], [OTHER]], [MAN, "赵大海"], "a child's number, whosever, beside nothing else"),
        (["人员编号"], [[ADULT], [CHILD], [OTHER]], [MAN, "赵大海"], "so under a header for other numbers"),
        ([UNKNOWN], [[ADULT], [""], [OTHER]], [MAN, "赵大海"], "no number where others have one: age unknown"),
        ([UNKNOWN], [[ADULT], ["91350100M000100Y43"], [OTHER]], [MAN, WIFE, "赵大海"], "an organisation is no child"),
        ([OWN, UNKNOWN], [[ADULT, OTHER], [OTHER, CHILD], [ADULT, ADULT]], [MAN, WIFE, "赵大海"], "their own decides"),
        ([OWN, UNKNOWN], [[ADULT, OTHER], ["", CHILD], ["", ADULT]], [MAN], "an adult's number proves nobody adult"),
        (["监护人姓名"], [[ADULT], [CHILD], [OTHER]], [MAN, WIFE, "赵大海"], "a guardian's is a guardian's"),
    ],
)  # fmt: skip
def test_ages_by_numbers_under_headers_that_do_not_say_so(more, cells, posted, why):
    data = table(more, *([name, *row] for name, row in zip((MAN, WIFE, "赵大海"), cells, strict=True)))
    release = made(data)
    assert names(release) == posted, why
    assert [one["column"] for one in told(release, "content_is_identifier")] == [
        more[0] if more[0] in ("人员编号", "监护人姓名") else f"column {5 + len(more)}"
    ]


def test_where_ages_are_asked_for_somebodys_numbers_are_not_enough():
    data = table([UNKNOWN], [MAN, ADULT], [WIFE, OTHER])
    with pytest.raises(deid.RefusedError) as caught:
        made(data, "dibao_result")
    assert [found.code for found in caught.value.findings][:2] == ["no_age", "content_is_identifier"]
    maps = {UNKNOWN: "subject.id"}  # what the finding says to do
    assert made(data, "dibao_result", maps=maps).receipt["rows_out"] == 2


@pytest.mark.parametrize("cuts", [[], [1], [1, 2, 3]])
def test_content_that_shows_late_decides_the_first_rows_too(cuts, tmp_path):
    """The same in one piece and in parts: what is kept back, and what shares a person with it."""
    data = table(
        [UNKNOWN, "备注"],
        [MAN, ADULT, ""],
        ["王小明", CHILD, ""],
        [WIFE, OTHER, "艾滋病"],
        ["赵大海", OTHER, ""],
    )
    release = made(data)
    assert names(release) == [MAN]
    out = released(data, "gengdi", tmp_path / "out", cuts=cuts, channel="village_board", as_of=AS_OF)
    assert out.receipt.withheld == release.receipt["withheld"] == {"minor": 1, "hiv": 2}


def test_a_family_named_in_a_remark_stays_back_with_its_member():
    remark = f"艾滋病，妻{WIFE}{OTHER}"
    people = [[MAN, ADULT, remark], [WIFE, OTHER, ""], ["赵大海", number("19660305"), ""]]
    assert names(made(table([OWN, "备注"], *people))) == ["赵大海"]
    people[0][2] = remark.replace("艾滋病", "强制隔离戒毒")  # nobody's but the subject's own
    assert names(made(table([OWN, "备注"], *people))) == [WIFE, "赵大海"]
    people[0][2] = "艾滋病"
    official = [[*one, OTHER if one[0] == MAN else ""] for one in people]
    assert WIFE in names(made(table([OWN, "备注", "经办人身份证号"], *official)))


def homes(*people):
    """A list of households with a row per member: 户号, 户主, 与户主关系, name, ID, remark."""
    headers = ["户号", "户主姓名", "与户主关系", "姓名", OWN, "备注", "村", "月保障金额"]
    rows = [[*cells, "新坪村", "470"] for cells in people]
    return pa.table({header: list(cells) for header, *cells in zip(headers, *rows, strict=True)})


def heads(release):
    return release.data.column("姓名").to_pylist()


@pytest.mark.parametrize("note", ["", "（户主）", "【已故】", " （"])
def test_a_note_behind_the_householder_makes_no_other_household(note):
    """Without a number of their own, households are told by village and householder."""
    data = homes(
        ["", f"{MAN}{note}", "配偶", WIFE, OTHER, "艾滋病患者"],
        ["", MAN, "户主", MAN, ADULT, ""],
        ["", "赵大海", "户主", "赵大海", number("19660305"), ""],
    )
    release = made(data.drop_columns("户号"), "dibao_result")
    assert heads(release) == ["赵大海"]
    assert release.receipt["withheld"] == {"hiv": 1}


@pytest.mark.parametrize("cuts", [None, [1], [2]])
def test_a_household_stays_back_with_the_member_the_office_protects(cuts, tmp_path):
    """Her own row is not posted anyway: it is the householder's that tells of her."""
    (tmp_path / "p.txt").write_text(OTHER)
    data = homes(
        ["1", MAN, "户主", MAN, ADULT, ""],
        ["2", "赵大海", "户主", "赵大海", number("19660305"), ""],
        ["1", MAN, "配偶", WIFE, OTHER, ""],
    )
    asked = {"channel": "village_board", "as_of": AS_OF, "protect": tmp_path / "p.txt"}
    if cuts is None:
        release = made(data, "dibao_result", protect=tmp_path / "p.txt")
        assert heads(release) == ["赵大海"]
        assert [found["count"] for found in told(release, "protected_found")] == [1]
        withheld = release.receipt["withheld"]
    else:
        withheld = released(data, "dibao_result", tmp_path / "out", cuts=cuts, **asked).receipt.withheld
    assert withheld == {"protected": 1}


def test_the_county_is_told_by_all_rows_together(tmp_path):
    """Two columns nobody knows: which of them holds ID numbers does not hang on how the list comes."""
    here = [number(sequence=at) for at in range(5)]
    there = [f"350524{number(sequence=at)[6:]}" for at in range(6)]
    codes = [[here[at] if at < 5 else "无", there[at] if at < 6 else "无"] for at in range(11)]
    data = table(["甲码", "乙码"], *[[MAN, *cells] for cells in codes])
    places = set()
    for cuts in ([], [5], [2, 7]):
        out = released(
            data, "gengdi", tmp_path / f"o{len(cuts)}", cuts=cuts, channel="village_board", as_of=AS_OF
        )
        places |= {found.text for found in out.receipt.findings if found.code == "place_assumed"}
    assert len(places) == 1
    assert "350524" in places.pop()


def test_two_rules_that_look_at_one_batch_do_not_mix():
    """What a thread remembers of the last batch belongs to the reasons it was read for."""
    column = assign(["备注"], load_fields(), {}).items
    batch = pa.record_batch({"c0": ["常住户", "迁出户"]})
    found = {}
    for word in ("常住", "迁出"):
        reason = Reason(name="own", title="自定", phrases=(word,))
        [(_, rows)] = words_of(batch, column, {"own": reason}).hits(reason, frozenset())
        found[word] = rows.tolist()
    assert found == {"常住": [True, False], "迁出": [False, True]}


# ------------------------------------------------------------------ --protect
@pytest.mark.parametrize(
    ("header", "cell"),
    [
        (UNKNOWN, OTHER),
        ("备注", f"妻子赵某 {OTHER}"),
        ("备注", f"{OTHER[:6]} {OTHER[6:14]} {OTHER[14:]}，电话13800138000"),
        ("备注", "四一一二二四一九六五零三零五一二三" + OTHER[17]),
        ("家庭成员身份证号", f"{ADULT}、{OTHER}"),
        ("家庭成员身份证号", f"赵某{OTHER}李某{ADULT}"),
        ("家庭成员身份证号", ADULT + OTHER),
        ("家庭成员身份证号", OTHER[:17]),
        ("残疾证号", OTHER + "43"),
        ("备注", f"老号{OTHER[:6]}{OTHER[8:17]}"),
        ("银行账号", f"6228480000000000000/{OTHER}"),
        ("农户姓名#", f"赵某{OTHER}"),
    ],
)
def test_whom_the_office_protects_wherever_the_number_stands(header, cell, tmp_path):
    (tmp_path / "p.txt").write_text(f"{OTHER}\n", "utf-8")
    if header.endswith("#"):
        data = table([OWN], [MAN, ADULT], [cell, number("19660305")])
    else:
        data = table(
            [OWN, header], [MAN, ADULT, ""], [WIFE, number("19660305"), cell], *[["周明", ADULT, ""]] * 18
        )
    release = made(data, protect=tmp_path / "p.txt")
    assert release.receipt["withheld"] == {"protected": 1}
    assert names(release)[0] == MAN
    [found] = told(release, "protected_found")
    assert (found["severity"], found["count"]) == ("note", 1)


def test_what_is_no_protected_persons_number():
    cells = [
        "6228480123456789012",
        "联系13800138000 2025-01-01",
        "豫政〔2025〕12号",
        "",
        None,
        "4112241965030512",
    ]
    assert len(keys_inside(pa.array(cells)).keys) == 0


@pytest.mark.parametrize(
    ("text", "code", "lines"),
    [
        (f"{ADULT}\n\n赵某 {OTHER[:17]}\n", "input.protect_lines", "3"),
        (f"{ADULT}\n李小红\n", "input.protect_lines", "2"),
        (f"李小红\n{ADULT}\n", "input.protect_lines", "1"),
        (f"4.11224740305123E+17\n{ADULT}", "input.protect_lines", "1"),
        (f"{ADULT} {OTHER}", "input.protect_lines", "1"),
        (f"{ADULT}\n{OTHER}{CHILD}", "input.protect_lines", "2"),
        ("姓名,身份证号\n", "input.protect_empty", None),
        ("\n \n", "input.protect_empty", None),
        (b"PK\x03\x04" + ADULT.encode(), "input.protect_book", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "input.protect_book", None),
        (b"\x00\x01\x02", "input.protect_unreadable", None),
    ],
)
def test_a_protect_file_is_read_whole_or_not_at_all(text, code, lines, tmp_path):
    path = tmp_path / "p.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(deid.InputError) as caught:
        made(table([OWN], [MAN, ADULT]), protect=path)
    assert caught.value.code == code
    assert lines is None or f"(lines {lines})" in str(caught.value)
    assert ADULT not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_protect_file_as_offices_save_it(encoding, tmp_path):
    path, wrong = tmp_path / "p.txt", "1" if CHILD[17] != "1" else "2"
    path.write_bytes(
        f"姓名，身份证号\r\n赵某，{OTHER}，13800138000\r\n\r\n'{CHILD[:17]}{wrong}\r\n".encode(encoding)
    )
    release = made(table([OWN], [MAN, ADULT], [WIFE, OTHER]), protect=path)
    assert names(release) == [MAN]
    [doubt] = told(release, "protect_doubtful")  # a miswritten number finds nobody
    assert (doubt["severity"], "(lines 4)" in doubt["text"]) == ("warning", True)


# ------------------------------------------------------------------ --worklist and --decide
HEAD = ["row", "rule", "decision", "why", "approver", "approver_2", "list"]
PEOPLE = [
    [MAN, ADULT, ""],
    ["王小明", CHILD, ""],
    ["赵大海", OTHER, "强制隔离戒毒"],
    ["钱国强", number("19660305"), "强制隔离戒毒，艾滋病"],
]


class Office:
    """A list, whom to protect, and what was decided about it."""

    def __init__(self, folder):
        self.folder, self.runs = folder, 0
        self.listed = folder / "list.csv"
        data = table([OWN, "备注"], *PEOPLE)
        self.listed.write_text(
            "\n".join(map(",".join, [data.column_names, *zip(*data.to_pydict().values(), strict=True)]))
        )
        (folder / "protect.txt").write_text(OTHER)
        (folder / "out").mkdir()
        (folder / "papers").mkdir()

    def run(self, *, listed=None, protect=True, **options):
        self.runs += 1
        out, paper = self.folder / "out" / f"{self.runs}.csv", self.folder / "papers" / f"{self.runs}.csv"
        protect = self.folder / "protect.txt" if protect else None
        order = Order("gengdi", channel="village_board", as_of=AS_OF, protect=protect, **options)
        outcome = mask_file(Files(listed or self.listed, out, worklist=paper), order)
        lines = list(csv.reader(io.StringIO(paper.read_text("utf-8-sig"))))
        posted = [row[2] for row in csv.reader(io.StringIO(out.read_text("utf-8-sig")))][1:]
        return posted, lines, outcome.receipt

    def decide(self, *lines, head=HEAD, **options):
        path = self.folder / f"decided-{self.runs}.csv"
        path.write_text("\n".join(map(",".join, [head, *lines])), "utf-8")
        return self.run(decide=path, **options)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def test_the_worklist_tells_every_reason_of_a_row(office):
    posted, (heading, _, *lines), _ = office.run()
    assert posted == [MAN]
    rows = {line[0]: (line[3], line[4]) for line in lines if not line[4].startswith("quality_")}
    assert rows == {
        "2": (OWN, "minor"),
        "3": (f"{OWN}; 备注", "protected; drug_rehabilitation"),
        "4": ("备注", "hiv; drug_rehabilitation"),
    }
    assert heading[-1] == lines[0][-1] != ""  # to be copied by whoever adds a row
    assert "protected by the competent office; 戒毒人员" in {line[2] for line in lines}


@pytest.mark.parametrize(
    ("line", "posted", "why"),
    [
        ("2,minor,publish,ok,A,B", True, "as the law asks"),
        ("2,deceased,publish,ok,A,", False, "the row's reason counts, not the one that is written"),
        ("3,drug_rehabilitation,publish,ok,A,B", False, "who is protected must be named as such"),
        ("3,drug_rehabilitation; protected,publish,ok,A,B", True, "named, and signed by two"),
        ("4,drug_rehabilitation,publish,ok,A,", False, "the strictest of all reasons counts"),
        ("4,drug_rehabilitation,publish,ok,A,B", True, "two have signed"),
    ],
)
def test_a_decision_needs_what_the_strictest_reason_needs(line, posted, why, office):
    mark = office.run()[1][0][-1]
    name = PEOPLE[int(line[0]) - 1][0]
    shown, _, receipt = office.decide([*line.split(","), mark])
    assert (name in shown) is posted, why
    code, silent = ("decided", "decision_void") if posted else ("decision_void", "decided")
    found = {one.code: one.rows for one in receipt.findings}
    assert found[code] == (int(line[0]),)
    assert silent not in found
    [effect] = receipt.internal()["decisions"]
    assert (effect["row"], effect["stands"], effect["approvers"]) == (
        int(line[0]),
        posted,
        1 + (",A,B" in line),
    )
    assert "decisions" not in receipt.public()
    assert not {PEOPLE[1][0], "A"} & set(json.dumps(receipt.internal(), ensure_ascii=False).split('"'))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2,minor,publish,ok,A,B,", "input.decide_no_list"),
        ("1,,withhold,,,,", "input.decide_no_list"),
        ("2,minor,publish,ok,A,B,L000000000000000", "input.decide_other_list"),
        ("5,minor,publish,ok,A,B,MARK", "usage.decision_beyond"),
        ("0,minor,publish,ok,A,B,MARK", "usage.decision_row"),
        ("２,minor,publish,ok,A,B,MARK", "usage.decision_row"),
        ("2,minor,publish,ok,A,a ,MARK", "usage.decision_approvers"),
        ("2,nothing_we_know,publish,ok,A,,MARK", "usage.decision_approvers"),
        ("4,drug_rehabilitation; hiv,publish,ok,A,,MARK", "usage.decision_approvers"),
        ("2,minor,publish,,A,B,MARK", "usage.decision_why"),
        ("2,minor,maybe,ok,A,B,MARK", "usage.decision_word"),
    ],
)
def test_a_decision_that_cannot_be_one(line, code, office):
    mark = office.run()[1][0][-1]
    with pytest.raises(deid.DeidError) as caught:
        office.decide(line.replace("MARK", mark).split(","))
    assert caught.value.code == code


def test_a_decision_is_for_one_list_only(office):
    mark = office.run()[1][0][-1]
    line = ["2", "minor", "publish", "ok", "A", "B", mark]
    rows = office.listed.read_text().splitlines()
    office.listed.write_text("\n".join([rows[0], rows[2], rows[1], *rows[3:]]))  # row 2 is somebody else now
    with pytest.raises(deid.InputError, match="another list"):
        office.decide(line)
    with pytest.raises(deid.InputError, match="no fingerprint"):
        office.decide(line[:-1], head=HEAD[:-1])


def test_a_workbook_with_two_lists_has_two_fingerprints(office):
    book = openpyxl.Workbook()
    for name, people in (("甲村", PEOPLE), ("乙村", PEOPLE[::-1])):
        data = table([OWN, "备注"], *people)
        sheet = book.create_sheet(name)
        for row in [data.column_names, *zip(*data.to_pydict().values(), strict=True)]:
            sheet.append(row)
    book.remove(book.active)
    book.save(office.folder / "two.xlsx")
    from deid.io.known import open_known

    assert len({mark_of(open_known(office.folder / "two.xlsx", sheet=at)).text for at in "12"}) == 2


def test_a_member_row_decides_nothing(office):
    """Where households are posted the householder's row is the household's."""
    rows = [
        ["户号", "与户主关系", "乡镇", "村", "姓名", OWN, "月保障金额"],
        ["1", "户主", "五里川镇", "新坪村", MAN, ADULT, "470"],
        ["1", "配偶", "五里川镇", "新坪村", WIFE, OTHER, "470"],
    ]
    listed = office.folder / "homes.csv"
    listed.write_text("\n".join(map(",".join, rows)))
    from deid.io.known import open_known

    paper = office.folder / "d.csv"
    paper.write_text("\n".join([",".join(HEAD), f"2,,withhold,,,,{mark_of(open_known(listed)).text}"]))
    order = Order("dibao_result", channel="village_board", as_of=AS_OF, decide=paper)
    receipt = mask_file(Files(listed, office.folder / "out" / "h.csv"), order).receipt
    assert receipt.rows_out == 1
    assert [one.rows for one in receipt.findings if one.code == "decision_void"] == [(2,)]


@pytest.mark.parametrize("kind", ["gbk", "tabs", "xlsx", "utf-16"])
def test_a_worklist_as_offices_save_it(kind, office):
    lines = office.run()[1]
    at = next(at for at, line in enumerate(lines) if line[0] == "2" and line[4] == "minor")
    lines[at][5:9] = ["公示", "已核", "甲", "乙"]
    path = office.folder / f"filled.{'xlsx' if kind == 'xlsx' else 'csv'}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append([int(cell) if cell.isdecimal() else cell for cell in line])
        book.save(path)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter="\t" if kind == "tabs" else ",").writerows(lines)
        path.write_bytes(text.getvalue().encode("utf-8" if kind == "tabs" else kind))
    assert "王小明" in office.run(decide=path)[0]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk", b"x\x00", b"nothing"]
)
@pytest.mark.parametrize("name", ["d.xlsx", "d.csv"])
def test_a_damaged_worklist_is_told_as_such(content, name, office):
    (office.folder / name).write_bytes(content)
    with pytest.raises(deid.InputError) as caught:
        office.run(decide=office.folder / name)
    assert caught.value.code in ("input.decide_unreadable", "input.excel")


@pytest.mark.parametrize(("age", "posted"), [("0", False), ("1", False), ("17", False), ("18", True)])
def test_a_newborn_is_a_child(age, posted):
    release = made(table(["年龄"], (MAN, "50"), (WIFE, age)))
    assert (WIFE in names(release), release.receipt["withheld"]) == (posted, {} if posted else {"minor": 1})


@pytest.mark.parametrize(
    ("more", "cells", "told"), [(["备注"], [""], "words"), ([], [], "not checkable in this file")]
)
def test_the_receipt_says_whether_an_illness_could_be_looked_for(more, cells, told):
    assert made(table(more, (MAN, *cells))).receipt["checked"]["hiv"] == told


# ------------------------------------------------------------------ the day ages are counted at
def test_whoever_is_a_child_is_none_of_age_for_a_wrong_year():
    """2036 for 2026: children stay off, and it is said."""
    people = table(["身份证号"], ("王芳", ADULT), ("李明", number(f"{today().year - 11}0101")))
    ahead = deid.mask(people, "gengdi", channel="village_board", as_of=date(9999, 1, 1))
    assert names(ahead) == ["王芳"] and told(ahead, "far_ahead")
    soon = deid.mask(people, "gengdi", channel="village_board", as_of=today() + timedelta(days=300))
    assert not told(soon, "far_ahead")
    checked = deid.check(
        pa.table({"姓名": ["李明"], "出生年月": [f"{today().year - 11}-01"]}),
        notice="gengdi",
        as_of=date(9999, 1, 1),
    )
    assert [one for one in checked if one.code == "minor_listed"], [one.code for one in checked]
