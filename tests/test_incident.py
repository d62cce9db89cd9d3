"""``deid incident``: whom it counts, which lines it sees passed, what it drafts, and that no cell is ever told.

What should be counted is counted here from the people the lists are made of, without deid.
"""

import json
import re
import stat
import zipfile
from datetime import date

import pytest
from click.testing import CliRunner

from deid import messages
from deid.cli.app import app
from deid.incident.duties import Facts, duties
from deid.incident.kinds import Kind, kind_of
from deid.incident.lines import lines
from deid.policy.fields import load_fields
from deid.policy.withhold import load_reasons

pytestmark = pytest.mark.usefixtures("english")

RAW = [
    "村",
    "户主姓名",
    "身份证号",
    "出生日期",
    "联系电话",
    "银行账号",
    "家庭住址",
    "监护人姓名",
    "监护人身份证号",
    "监护人电话",
    "家庭人口",
    "月保障金额",
    "备注",
]
POSTED = ["村", "户主姓名", "家庭人口", "月保障金额"]
WHO = ["--notice", "dibao_result", "--channel", "village_board"]
SURNAMES, GIVEN, LAST = "王李张刘陈杨黄赵", "小大国建秀玉桂春", "明芳强伟静丽军敏"


def number(first17):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


def person(at, born="19740305"):
    return {
        "村": "新坪村",
        "户主姓名": SURNAMES[at % 8] + GIVEN[at // 8 % 8] + LAST[at // 64 % 8],
        "身份证号": number(f"411224{born}{at % 1000:03}"),
        "出生日期": f"{born[:4]}-{born[4:6]}-{born[6:]}",
        "联系电话": f"138{at:08}",
        "银行账号": f"621700{at:013}",
        "家庭住址": f"河南省卢氏县杜关镇新坪村{at % 9 + 1}组{at + 1}号",
        "监护人姓名": "孙" + GIVEN[at % 8] + LAST[at // 8 % 8],
        "监护人身份证号": number(f"41122419500101{at % 1000:03}"),
        "监护人电话": f"139{at:08}",
        "家庭人口": str(at % 5 + 1),
        "月保障金额": str(300 + at),
        "备注": f"联系人住在桥头第{at}家",
    }


def write(path, headers, people):
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [",".join(one[header] for header in headers) for one in people]
    path.write_text("\r\n".join([",".join(headers), *rows]) + "\r\n", "utf-8-sig")
    return path


class Case:
    def __init__(self, folder):
        self.folder = folder
        self.people = [person(at) for at in range(40)]
        self.raw = write(folder / "raw" / "raw.csv", RAW, self.people)

    def post(self, headers, people=None, name="posted.csv"):
        return write(self.folder / "posted" / name, headers, self.people if people is None else people)

    def deid(self, posted, *more, status=1, rule=WHO):
        run = CliRunner().invoke(
            app,
            ["incident", *map(str, (posted, "--against", self.raw, *rule, *more)), "--lang", "en", "--json"],
        )
        assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
        assert run.exit_code == status, run.output
        self.run = run
        return json.loads(run.stdout)


@pytest.fixture
def case(tmp_path):
    return Case(tmp_path)


def people_of(found):
    """Kind -> how many people."""
    told = {}
    for one in found["kinds"]:
        told[one["kind"], one["detail"]] = one["people"]
    return told


# ---- whom it counts


def test_a_list_that_shows_nothing_is_clean(case):
    found = case.deid(case.post(POSTED), status=0)
    assert found["status"] == "clean"
    assert (found["rows"], found["listed"], found["people"], found["kinds"]) == (40, 40, 0, [])
    assert found["complete"] is True


def test_numbers_count_by_people_and_each_person_once(case):
    found = case.deid(case.post(["村", "户主姓名", "身份证号", "联系电话", "月保障金额"]))
    assert found["people"] == found["listed"] == 40
    assert people_of(found) == {("clear", "resident_id"): 40, ("clear", "phone"): 40}


def test_a_person_listed_twice_is_one(case):
    found = case.deid(
        case.post(["村", "户主姓名", "身份证号", "月保障金额"], [*case.people, *case.people[:7]])
    )
    assert (found["rows"], found["listed"], found["people"]) == (47, 40, 40)
    assert found["kinds"][0]["cells"] == 47


def test_without_numbers_the_exported_list_tells_who_it_is(case):
    """The same 5 people twice, known only by what both lists show."""
    found = case.deid(case.post(["村", "户主姓名", "联系电话", "月保障金额"], case.people[:5] * 2))
    assert (found["rows"], found["people"]) == (10, 5)


def test_who_cannot_be_told_apart_is_never_counted_too_few(case):
    twins = [{**person(at), "户主姓名": "王小明", "月保障金额": "300", "家庭人口": "1"} for at in range(6)]
    write(case.raw, RAW, twins)
    found = case.deid(case.post(["村", "户主姓名", "联系电话", "月保障金额"], twins))
    assert found["people"] == 6


def test_other_people_of_a_row_count_too(case):
    found = case.deid(case.post(["村", "户主姓名", "监护人身份证号", "监护人电话", "月保障金额"]))
    assert people_of(found)["clear", "resident_id"] == 40
    assert found["people"] == 40  # the guardians; nothing of the subjects showed
    both = case.deid(case.post(["村", "户主姓名", "身份证号", "监护人身份证号", "月保障金额"]))
    assert both["people"] == 80
    phones = case.deid(case.post(["村", "户主姓名", "联系电话", "监护人电话", "月保障金额"]))
    assert phones["people"] == 80


def test_several_numbers_in_one_cell_are_several_people(case):
    several = [
        {**one, "备注": f"共同生活：{one['监护人身份证号']}、{case.people[(at + 1) % 40]['身份证号']}"}
        for at, one in enumerate(case.people)
    ]
    found = case.deid(case.post(["村", "户主姓名", "月保障金额", "备注"], several))
    assert people_of(found)["clear", "resident_id"] == 80


def test_a_number_that_cannot_be_read_whole_counts_for_its_row(case):
    damaged = [{**one, "身份证号": f"{one['身份证号'][:15]}000"} for one in case.people[:9]]
    assert case.deid(case.post(["村", "户主姓名", "身份证号", "月保障金额"], damaged))["people"] == 9


def test_old_and_new_numbers_of_one_person_are_one(case):
    old = [{**one, "身份证号": one["身份证号"][:6] + one["身份证号"][8:17]} for one in case.people[:9]]
    assert (
        case.deid(case.post(["村", "户主姓名", "身份证号", "月保障金额"], [*old, *case.people[:9]]))["people"]
        == 9
    )


def test_masks_are_told_by_how_many_numbers_fit(case):
    masked = [
        {**one, "身份证号": one["身份证号"][:6] + "*" * 8 + one["身份证号"][-4:]} for one in case.people
    ]
    found = case.deid(case.post(["村", "户主姓名", "身份证号", "出生日期", "月保障金额"], masked))
    weak = next(one for one in found["kinds"] if one["kind"] == "weak")
    assert (weak["people"], weak["cells"], weak["detail"]) == (40, 40, "subject.id")
    assert weak["candidates"] == {"least": 1, "median": 1, "one": 40}
    assert people_of(found)["column", "birth_date"] == 40


def test_columns_without_a_rule_are_told_by_their_headers(case):
    found = case.deid(case.post(["村", "户主姓名", "出生日期", "家庭住址", "月保障金额"]), rule=[])
    told = people_of(found)
    assert told["column", "birth_date"] == told["column", "address"] == told["door", ""] == 40
    assert found["people"] == 40


def test_people_kept_back_are_told_by_reason(case):
    minors = [person(at, "20150305") for at in range(40, 46)]
    write(case.raw, RAW, [*case.people, *minors])
    found = case.deid(case.post(POSTED, [*case.people, *minors]), "--posted", "2026-11-02")
    assert people_of(found) == {("withheld", "minor"): 6}
    assert found["people"] == 6


def test_words_and_titles_that_tell(case):
    told = [{**one, "备注": "HIV患者" if at < 3 else ""} for at, one in enumerate(case.people)]
    write(case.raw, RAW, told)
    found = case.deid(case.post(["村", "户主姓名", "月保障金额", "备注"], told))
    assert people_of(found)["word", "hiv"] == people_of(found)["withheld", "hiv"] == 3
    titled = case.deid(case.post(POSTED, name="艾滋病病人救助名单.csv"))
    assert people_of(titled)["title", "hiv"] == titled["listed"]


def test_where_only_counts_may_stand_every_name_showed(case):
    found = case.deid(case.post(POSTED), rule=["--notice", "dibao_result", "--channel", "website"])
    assert people_of(found)["names", ""] == 40


def test_two_sheets_of_one_workbook_hold_the_same_people(case):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for at, sheet in enumerate((book.active, book.create_sheet("明细"))):
        headers = ["村", "户主姓名", "身份证号", "月保障金额"][: 4 - at] + ["联系电话"][:at]
        for row in (headers, *([one[header] for header in headers] for one in case.people[: 30 + at * 10])):
            sheet.append(row)
    book["明细"].sheet_state = "hidden"
    path = case.folder / "posted" / "book.xlsx"
    path.parent.mkdir()
    book.save(path)
    found = case.deid(path)
    assert people_of(found) == {("clear", "resident_id"): 40, ("clear", "phone"): 40}
    assert (found["rows"], found["people"]) == (70, 40)


def test_a_page_is_counted_like_a_list(case):
    path = case.folder / "posted" / "list.html"
    path.parent.mkdir()
    headers = ["村", "户主姓名", "身份证号", "月保障金额"]
    rows = "".join(f"<tr>{''.join(f'<td>{one[name]}</td>' for name in headers)}</tr>" for one in case.people)
    head = "".join(f"<th>{name}</th>" for name in headers)
    path.write_text(f"<!DOCTYPE html><html><body><table><tr>{head}</tr>{rows}</table></body></html>", "utf-8")
    assert case.deid(path)["people"] == 40


def test_what_is_no_list_is_counted_by_lines_and_said_to_be_more(case):
    path = case.folder / "posted" / "story.txt"
    path.parent.mkdir()
    path.write_text(
        "".join(f"{one['户主姓名']}的证件号码是{one['身份证号']}。\n" for one in case.people), "utf-8"
    )
    found = case.deid(path)
    assert found["people"] >= 40
    assert found["complete"] is False
    assert "incident_more" in {one["code"] for one in found["findings"]}


def test_the_office_vouches_for_an_incident_too(case):
    """What it says of its names and places counts as it does for ``check``."""
    office = case.folder / "office.yaml"
    office.write_text("places: [永宁]\nnames: [丌]\n", "utf-8")
    people = [{**one, "村": "永宁", "户主姓名": "丌" + one["户主姓名"][1:]} for one in case.people]
    posted = case.post(POSTED, people)
    assert case.deid(posted)["people"] > 0
    assert case.deid(posted, "--office", office, status=0)["status"] == "clean"


def test_the_exported_list_may_lie_in_another_sheet(case):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("全县")):
        for row in (RAW, *([one[header] for header in RAW] for one in case.people)):
            sheet.append(row)
    case.raw = case.folder / "raw" / "raw.xlsx"
    book.save(case.raw)
    posted = case.post([*POSTED, "身份证号"])
    assert case.deid(posted, status=2)["code"] == "input.sheets"
    assert case.deid(posted, "--against-sheet", "2")["people"] == 40


# ---- lines and duties


SHOWED = {
    # what check found: code, column and detail, and the column's field -> kind, detail, how grave
    ("clear_identifier", 3, "phone", "phone"): ("clear", "phone", "other"),
    ("clear_identifier", 3, "bank_card", None): ("clear", "bank_card", "safety"),
    ("weak_mask", 3, "", "subject.id"): ("weak", "subject.id", "other"),
    ("weak_phone", 3, "", None): ("weak", "", "other"),
    ("dropped_column", 1, "", "income"): ("column", "income", "property"),
    ("dropped_column", 1, "", "health"): ("column", "health", "safety"),
    ("not_as_ruled", 1, "", "bank_account"): ("not_ruled", "bank_account", "safety"),
    ("telling_word", 2, "hiv", None): ("word", "hiv", "safety"),
    ("withheld_row", -1, "mental_disorder", None): ("withheld", "mental_disorder", "safety"),
    ("withheld_row", -1, "decision", None): ("withheld", "decision", "other"),
    ("minor_listed", 4, "", "age"): ("withheld", "minor", "other"),
    ("unnamed_column", 6, "", None): ("unnamed", "7", "other"),
    ("raw_value", 2, "", "note"): ("raw_number", "", "other"),
    ("raw_name", 2, "", "note"): ("other_name", "", "other"),
    ("raw_door", 2, "", "village"): ("door", "", "other"),
    ("door_number", 2, "", "village"): ("door", "", "other"),
    ("found_by_a_newer_check", 2, "", None): ("some", "found_by_a_newer_check", "other"),
    ("secrecy-mark", 2, "", None): None,  # of the list, of nobody on it
    ("small_cells", 2, "", None): None,
    ("mild_word", 2, "", None): None,
    ("perhaps_minor", 2, "", None): None,
}


@pytest.mark.parametrize("found", SHOWED, ids=lambda found: "-".join(map(str, found[::2])))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_showed_has_a_kind_a_weight_and_a_title(found, lang):
    *key, field = found
    kind = kind_of(tuple(key), field)
    wanted = SHOWED[found]
    if wanted is None:
        assert kind is None
        return
    assert (kind.code, kind.detail, kind.weight) == wanted
    messages.use(lang)
    for title in (kind.title(load_fields(), load_reasons()), kind.plain_title(load_fields(), load_reasons())):
        assert title and "kindof" not in title and "{" not in title


@pytest.mark.parametrize(
    ("safety", "other", "passed"),
    [
        (0, 0, ("no", "no", "no")), (249, 0, ("no", "no", "no")), (250, 0, ("half", "no", "half")),
        (499, 0, ("half", "no", "half")), (500, 0, ("line", "no", "line")), (5000, 0, ("tenfold", "no", "tenfold")),
        (0, 2499, ("no", "no", "no")), (0, 2500, ("no", "half", "half")), (0, 5000, ("no", "line", "line")),
        (0, 50_000, ("no", "tenfold", "tenfold")), (250, 2500, ("half", "half", "line")), (100, 1500, ("no", "no", "half")),
    ],
)  # fmt: skip
def test_lines_are_passed_where_the_law_draws_them(safety, other, passed):
    found = {
        one.code: one.passed
        for one in lines({"property": 0, "safety": safety, "other": other}, safety + other)
    }
    assert (found["safety"], found["other"], found["mixed"]) == passed
    assert found["property"] == found["people"] == "no"


@pytest.mark.parametrize(("count", "passed"), [(24, "no"), (25, "half"), (50, "line"), (500, "tenfold")])
def test_the_line_of_property(count, passed):
    assert lines({"property": count, "safety": 0, "other": 0}, count)[0].passed == passed


def test_each_person_counts_with_the_gravest_of_what_showed(case):
    found = case.deid(
        case.post(
            ["村", "户主姓名", "身份证号", "联系电话", "银行账号", "监护人姓名", "监护人电话", "月保障金额"]
        )
    )
    counts = {one["code"]: one["count"] for one in found["lines"]}
    assert counts == {"property": 0, "safety": 40, "other": 40, "mixed": 8, "people": 80}


def test_what_nobody_confirmed_is_marked(case):
    found = case.deid(case.post(["村", "户主姓名", "身份证号", "月保障金额"]))
    assert all(one["basis"]["confirm"] for one in found["lines"])
    assert "(to be confirmed)" in case.run.stderr


def todo(kinds=(), codes=(), count=0, removed=None):
    passed = lines({"property": 0, "safety": 0, "other": count}, count)
    made = duties(Facts([Kind(*one) for one in kinds], passed, frozenset(codes), date(2026, 11, 20), removed))
    return {one.code: one for one in made}


def test_duties_follow_from_what_happened():
    usual = {"take_down", "copies", "keep", "regulator", "people", "correct", "assess", "why"}
    assert set(todo()) == usual
    assert set(todo([("withheld", "minor")])) == usual | {"guardians"}
    assert set(todo([("word", "hiv")])) == usual | {"quietly"}
    assert [basis.number for basis in todo([("word", "hiv")])["quietly"].basis] == ["国令第457号"]
    assert set(todo(codes=["secrecy-mark"])) == usual | {"secrecy"}
    assert set(todo(count=2500)) == usual | {"police"}
    assert set(todo(count=1_000_000)) == usual | {"police", "cyber"}
    assert not todo()["take_down"].done
    assert todo(removed=date(2026, 11, 20))["take_down"].done
    assert todo()["regulator"].by == date(2026, 11, 20)


# ---- the drafts


def texts_of(path):
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as book:
            return "".join(book.read(name).decode("utf-8") for name in book.namelist())
    return path.read_text("utf-8")


def plain(path):
    return re.sub(r"<[^>]+>", "", texts_of(path))


def drafts(case, *more, kind="docx"):
    out = case.folder / "drafts"
    posted = case.post([*RAW[:10], "月保障金额", "备注"])
    case.deid(
        posted, "--posted", "2026-11-02", "--removed", "2026-11-20", "--out", out, "--format", kind, *more
    )
    return {path.stem: path for path in out.iterdir()}


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_no_cell_is_ever_told(case, kind):
    told = [
        {**one, "备注": f"HIV患者，{one['备注']}"} if at < 3 else one for at, one in enumerate(case.people)
    ]
    case.people = told
    write(case.raw, RAW, told)
    made = drafts(case, kind=kind)
    said = case.run.stdout + case.run.stderr + "".join(map(texts_of, made.values()))
    cells = {one[header] for one in told for header in RAW if header not in ("家庭人口", "月保障金额", "村")}
    assert len(cells) > 300
    assert [cell for cell in cells if cell in said] == []
    assert "新坪村" not in said


def test_the_drafts_are_there_for_their_owner_only(case):
    made = drafts(case)
    assert set(made) == {"处置单", "情况报告", "告知书", "更正公告"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.values()} == {0o600}
    assert stat.S_IMODE((case.folder / "drafts").stat().st_mode) == 0o700


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_the_drafts_say_what_is_known_and_leave_blank_what_is_not(case, kind):
    office = case.folder / "office.yaml"
    office.write_text('name: 卢氏县民政局\ncounty: "411224"\nphone: 0398-7872345\n', "utf-8")
    made = {
        name: plain(path)
        for name, path in drafts(case, "--views", "31", "--office", office, kind=kind).items()
    }
    for name, text in made.items():
        assert "卢氏县民政局" in text, name
        assert "2026年11月20日" in text, name
        assert "【待填：" in text, name
        assert "{" not in text.partition("</style>")[2] or kind == "docx", name
    report = made["情况报告"]
    assert "19 天" in report
    assert "31" in report
    assert "80 人" in report
    assert "身份证号码" in report
    sheet = made["处置单"]
    assert "法释〔2017〕10号" in sheet
    assert "待核实" in sheet
    assert "内部资料" in sheet
    assert "0398-7872345" in made["更正公告"]


def test_a_letter_speaks_of_other_things_only_where_there_are_some(case):
    letter = plain(drafts(case)["告知书"])
    assert "身份证" in letter
    assert "依法应当保密的其他情况" not in letter


def test_a_letter_names_nothing_that_may_not_be_seen_on_it(case):
    """The envelope is opened by the family; the notice is read by everybody."""
    case.people = [{**one, "备注": "HIV患者"} for one in case.people]
    write(case.raw, RAW, case.people)
    made = {name: plain(path) for name, path in drafts(case).items()}
    assert "艾滋病" in made["处置单"]
    for word in ("艾滋", "HIV", "未成年"):
        assert word not in made["告知书"]
    assert "依法应当保密的其他情况" in made["告知书"]
    for word in ("艾滋", "身份证", "电话号码", "银行", "泄露", "80"):
        assert word not in made["更正公告"]


def test_drafts_never_lie_where_the_list_was_posted(case):
    posted = case.post(RAW[:3])
    for out in (posted.parent, posted.parent / "incident"):
        assert case.deid(posted, "--out", out, status=2)["code"] == "incident.out_public"
    assert [path.name for path in posted.parent.iterdir()] == [posted.name]


def test_drafts_that_may_be_filled_in_are_not_replaced(case):
    path = drafts(case)["告知书"]
    path.write_bytes(b"filled in")
    again = ("--out", case.folder / "drafts")
    assert case.deid(case.post(RAW[:3]), *again, status=2)["code"] == "incident.drafts_there"
    assert path.read_bytes() == b"filled in"
    assert len(case.deid(case.post(RAW[:3]), *again, "--force")["drafts"]) == 4
    assert path.read_bytes() != b"filled in"


def test_drafts_need_a_folder_that_can_be_made(case):
    (case.folder / "drafts").write_text("a file of that name", "utf-8")
    posted = case.post(RAW[:3])
    assert case.deid(posted, "--out", case.folder / "drafts", status=2)["code"] == "output.folder"
    assert (case.folder / "drafts").read_text("utf-8") == "a file of that name"


def test_a_clean_list_needs_no_drafts(case):
    out = case.folder / "drafts"
    assert case.deid(case.post(POSTED), "--out", out, status=0)["drafts"] == []
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    "days",
    [
        ("--posted", "2026-11-20", "--removed", "2026-11-02"), ("--removed", "2999-01-01"), ("--found", "2999-01-01"),
        ("--posted", "2999-01-01"),
    ],
)  # fmt: skip
def test_days_that_cannot_be(case, days):
    assert case.deid(case.post(POSTED), *days, status=2)["code"] == "incident.order"


def test_a_list_that_still_hangs_is_told_to_come_down(case):
    case.deid(case.post(RAW[:3]))
    assert "take it down now" in case.run.stderr
    case.deid(case.post(RAW[:3]), "--removed", "2026-11-20")
    assert "take it down now" not in case.run.stderr


def test_what_cannot_be_read_is_said_without_a_cell(case):
    case.raw.write_bytes(b"\x00\x01411224197403051234")
    found = case.deid(case.post(RAW[:3]), status=2)
    assert found["status"] == "error"
    assert "411224197403051234" not in case.run.output
    assert case.deid(case.folder / "nowhere.csv", status=2)["status"] == "error"
