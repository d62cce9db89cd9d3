"""Objections: what is kept, when they are due, what waits for them. The ledger is read back with sqlite3 alone."""

import json
import shutil
import sqlite3
from datetime import date

import pytest
from click.testing import CliRunner

from deid import messages
from deid.approval.objecting import Received, object_to, open_against
from deid.cli.app import app
from deid.ledger import Ledger, schema
from deid.policy.fields import load_fields
from deid.policy.loader import load_policy
from deid.rulebook.show import describe


@pytest.fixture(autouse=True)
def no_window(monkeypatch):
    """Tables as a file gets them, however wide the window is."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(autouse=True, scope="module")
def english():
    messages.use("en")
    yield
    messages.use(None)


STEPS = [("保密审查", "王芳"), ("部门负责人", "李强"), ("分管领导", "赵敏")]
HEADERS = "村,姓名,身份证号,家庭人口,月保障金额"
DAY = "2026-11-02"  # a Monday
LATER = "2026-11-20"


def deid(*arguments):
    run = CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run


def told(*arguments, status=0):
    run = deid(*arguments, "--json")
    assert run.exit_code == status, run.output
    return json.loads(run.stdout)


def codes(found):
    return {found.get("code"), *(one["code"] for one in found["findings"])} - {None}


class Office:
    def __init__(self, folder):
        self.folder = folder
        self.book = folder / "book" / "ledger.db"

    @classmethod
    def new(cls, folder):
        for name in ("draft", "posted", "book"):
            (folder / name).mkdir()
        made = cls(folder)
        assert deid("ledger", "init", made.book).exit_code == 0
        return made

    def receipt(self, notice):
        return self.folder / "draft" / f"{notice}.csv.receipt.json"

    def mask(self, notice, as_of=DAY, names="明红强芳", channel="village_board"):
        source = self.folder / "in.csv"
        rows = [f"新坪村,王小{one},41122419740305{at}238,{at + 1},60{at}" for at, one in enumerate(names)]
        source.write_text("\r\n".join([HEADERS, *rows]) + "\r\n", "utf-8-sig")
        out = self.folder / "draft" / f"{notice}.csv"
        run = deid("mask", source, "--notice", notice, "--channel", channel, "--as-of", as_of, "--whole", "--force",
                   "--out", out, "--ledger", self.book)  # fmt: skip
        assert run.exit_code == 0, run.output
        for role, by in STEPS:
            assert deid("approve", self.receipt(notice), "--role", role, "--by", by).exit_code == 0

    def post(self, notice, *more, on=DAY, ledger=True, status=0):
        book = ["--ledger", self.book] if ledger else []
        return told("post", self.receipt(notice), "--to", self.folder / "posted", "--on", on, *book, *more,
                    status=status)  # fmt: skip

    def add(self, about=1, *more, kind="信息有误", via="电话", file_no="2026异12", on="2026-11-04", status=0):
        return told("objection", "add", about, "--kind", kind, "--via", via, "--file-no", file_no, "--on", on,
                    "--ledger", self.book, *more, status=status)  # fmt: skip

    def close(self, number=1, outcome="不成立", on="2026-11-06", status=0):
        return told(
            "objection",
            "close",
            number,
            "--outcome",
            outcome,
            "--on",
            on,
            "--ledger",
            self.book,
            status=status,
        )

    def rows(self):
        with sqlite3.connect(self.book) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute("SELECT * FROM objections ORDER BY id")]


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    made = Office.new(tmp_path_factory.mktemp("office"))
    made.mask("tekun_review")
    made.post("tekun_review")
    return made.folder


@pytest.fixture
def office(once, tmp_path):
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path)


# ---- what is kept, and when it is due


def test_an_objection_is_kept_without_anybody_s_name(office):
    found = office.add()
    assert found["status"] == "recorded"
    assert found["findings"] == []
    assert office.rows() == [
        {
            "id": 1, "release": 1, "received_on": "2026-11-04", "via": "电话", "kind": "信息有误", "file_no": "2026异12",
            "due_on": "2026-11-25", "provisional": 0, "closed_on": None, "outcome": None,
        }
    ]  # fmt: skip
    raw = office.book.read_bytes()
    assert not any(word.encode() in raw for word in ("王小明", "王芳", "411224197403050238"))


def test_a_receipt_names_a_release_too(office):
    assert office.add(office.receipt("tekun_review"))["objection"]["release"] == 1
    stranger = office.folder / "other.csv.receipt.json"
    facts = json.loads(office.receipt("tekun_review").read_bytes()) | {"output_sha256": "0" * 64}
    stranger.write_text(json.dumps(facts), "utf-8")
    assert codes(office.add(stranger, status=2)) == {"objection.no_release"}
    assert codes(office.add(7, status=2)) == {"ledger.no_entry"}


@pytest.mark.parametrize(
    ("notice", "days"), [("tekun_review", "15 working days"), ("xuanmin", "3 days"), ("gengdi", "None")]
)
def test_the_rule_says_how_soon(notice, days):
    assert str(load_policy(notice).objections.answer) == days


def test_where_no_rule_says_how_soon_the_clerk_is_told(office):
    office.mask("dibao_review")
    office.post("dibao_review")
    found = office.add(2)
    assert codes(found) == {"objection_due_unconfirmed"}
    assert found["objection"]["due_on"] == "2026-11-25"


def test_a_county_may_only_shorten_the_time(office):
    own = office.folder / "own"
    own.mkdir()
    head = "deid: 1\nnotice: tekun_review\n"
    (own / "tekun_review.yaml").write_text(f"{head}objections: {{answer: 5 working days}}\n", "utf-8")
    assert office.add(1, "--rules", own)["objection"]["due_on"] == "2026-11-11"
    (own / "tekun_review.yaml").write_text(f"{head}objections: {{answer: 30 working days}}\n", "utf-8")
    run = deid("rules", "show", "tekun_review", "--rules", own)
    assert run.exit_code == 2
    assert "objections.answer" in run.output


@pytest.mark.parametrize(
    "file_no",
    [
        "张三第3号",
        "13800138000",
        "2026-13800138000",
        "411224197403051234",
        "卷",
        "关于王小明的异议1",
        "",
        "1" * 33,
        "２０２６",
    ],
)
def test_a_file_number_can_hold_nobody(office, file_no):
    found = office.add(file_no=file_no, status=2)
    assert codes(found) == {"objection.file_no"}
    assert len(file_no) < 3 or file_no not in json.dumps(found, ensure_ascii=False)
    assert office.rows() == []


@pytest.mark.parametrize(
    ("option", "value"), [("kind", "他不配"), ("via", "王小明来说的"), ("kind", "13800138000")]
)
def test_words_of_ones_own_are_not_taken(office, option, value):
    run = deid("objection", "add", 1, "--kind", "其他", "--via", "书面", "--file-no", "1", f"--{option}", value,
               "--ledger", office.book)  # fmt: skip
    assert run.exit_code == 2
    assert office.rows() == []


def test_days_that_cannot_be(office):
    assert codes(office.add(on="2026-11-01", status=2)) == {"objection.before_posting"}
    assert codes(office.add(on="2999-01-01", status=2)) == {"objection.future"}
    office.add()
    assert codes(office.close(on="2026-11-03", status=2)) == {"objection.too_early"}
    assert codes(office.close(2, status=2)) == {"objection.unknown"}
    assert office.close()["objection"]["open"] is False
    assert codes(office.close(status=2)) == {"objection.closed"}
    assert [row["outcome"] for row in office.rows()] == ["不成立"]


def test_one_that_comes_late_is_taken_all_the_same(office):
    assert codes(office.add(on="2026-11-16")) == {"objection_late"}


def test_a_list_that_never_hung_cannot_be_objected_to(office):
    office.mask("dibao_review", as_of=LATER)
    assert codes(office.add(2, on=LATER, status=2)) == {"objection.never_hung"}


def test_they_are_listed_by_the_day_they_are_due(office):
    office.add(on="2026-11-06", file_no="1")
    office.add(on="2026-11-04", file_no="2")
    office.add(on="2026-11-05", file_no="3")
    office.close(2)
    listed = told("objection", "list", "--ledger", office.book)["objections"]
    assert [one["file_no"] for one in listed] == ["2", "3", "1"]
    assert [one["open"] for one in listed] == [False, True, True]
    some = told("objection", "list", 1, "--open", "--ledger", office.book)["objections"]
    assert [one["file_no"] for one in some] == ["3", "1"]
    text = deid("objection", "list", "--ledger", office.book).stdout
    assert text.index("2026-11-25") < text.index("2026-11-27")


def test_an_objection_to_a_list_whose_rule_is_gone_beyond_the_calendar(office):
    """The usual time, said to be unconfirmed; weekends only, said to be provisional."""
    with sqlite3.connect(office.book) as db:
        db.execute("UPDATE releases SET notice = 'abolished', posted_until = '2026-11-11'")
    with Ledger(office.book) as book:
        release = book.entry(1)
        made, found = object_to(book, release, Received(date(2031, 1, 6), "电话", "信息有误", "2031异9"))
        assert open_against(book, None) == []  # a list without a ledger
    assert {one.code for one in found} == {
        "objection_due_unconfirmed",
        "holiday_calendar_incomplete",
        "objection_late",
    }
    assert made.provisional and made.due_on == date(2031, 1, 27)
    assert office.rows()[0]["provisional"] == 1


def test_where_there_are_none(office):
    run = deid("objection", "list", "--ledger", office.book)
    assert run.exit_code == 0 and run.stdout == "" and run.stderr.strip()


def test_a_late_answer_is_said_to_be_late(office, monkeypatch):
    office.add()
    assert codes(office.close(on="2999-01-01", status=2)) == {"objection.future"}
    monkeypatch.setattr("deid.cli.objection.some_day", lambda text: date.fromisoformat(text or "2027-01-04"))
    run = deid("objection", "close", 1, "--outcome", "不成立", "--on", "2026-12-01", "--ledger", office.book)
    assert run.exit_code == 0 and "2026-11-25" in run.stderr
    assert office.rows()[0]["closed_on"] == "2026-12-01"


# ---- what waits for them


@pytest.mark.parametrize(
    ("first", "second"), [("tekun_review", "tekun_result"), ("dibao_review", "dibao_result")]
)
def test_the_result_waits_for_objections_to_what_was_posted_first(tmp_path, first, second):
    office = Office.new(tmp_path)
    office.mask(first)
    office.post(first)
    office.add()
    office.mask(second, as_of=LATER)
    found = office.post(second, on=LATER, status=1)
    assert codes(found) == {"objections_first"}
    assert not (office.folder / "posted" / f"{second}.csv").exists()
    office.close()
    assert "objections_first" not in codes(office.post(second, on=LATER))
    assert (office.folder / "posted" / f"{second}.csv").exists()


def test_the_office_can_say_that_nobody_objected_to_is_on_the_list(office):
    office.add()
    office.mask("tekun_result", as_of=LATER)
    assert codes(office.post("tekun_result", "--objections-aside", on=LATER)) == {"objections_aside"}
    record = json.loads((office.folder / "draft" / "tekun_result.csv.approval.json").read_bytes())
    assert record["entries"][-1]["aside"] == 1
    assert (
        deid(
            "verify", office.folder / "posted" / "tekun_result.csv", office.receipt("tekun_result")
        ).exit_code
        == 0
    )


def test_another_county_s_objections_do_not_stop_a_list(office):
    office.add()
    with sqlite3.connect(office.book) as db:
        db.execute("UPDATE releases SET place = '350524' WHERE id = 1")
    office.mask("tekun_result", as_of=LATER)
    assert codes(office.post("tekun_result", on=LATER)) == set()


def test_a_county_that_is_not_known_may_be_this_one(office):
    office.add()
    with sqlite3.connect(office.book) as db:
        db.execute("UPDATE releases SET place = NULL WHERE id = 1")
    office.mask("tekun_result", as_of=LATER)
    assert codes(office.post("tekun_result", on=LATER, status=1)) == {"objections_first"}


def test_without_a_ledger_the_clerk_is_told_that_nobody_looked(office):
    office.mask("tekun_result", as_of=LATER)
    assert codes(office.post("tekun_result", on=LATER, ledger=False)) == {"objections_not_checked"}


def test_the_list_that_is_objected_to_may_be_posted_again(office):
    """Put right and posted anew is what the rules ask for; it is said that the objection is still open."""
    office.add()
    office.folder.joinpath("draft", "old").mkdir()
    kept = office.folder / "draft" / "old" / "old.csv.receipt.json"
    for name in ("receipt.json", "approval.json"):
        kept.with_name(f"old.csv.{name}").write_bytes(
            (office.folder / "draft" / f"tekun_review.csv.{name}").read_bytes()
        )
    office.mask("tekun_review", as_of=LATER, names="明红强")
    found = office.post("tekun_review", "--force", on=LATER)
    assert codes(found) == {"objections_open"}
    seen = told("verify", office.folder / "posted" / "tekun_review.csv", office.receipt("tekun_review"),
                "--ledger", office.book)  # fmt: skip
    assert seen["status"] == "verified"
    assert codes(seen) == {"objections_open"}
    office.close()
    assert codes(told("verify", office.folder / "posted" / "tekun_review.csv", office.receipt("tekun_review"),
                      "--ledger", office.book)) == set()  # fmt: skip


# ---- the ledger tells


def test_the_ledger_tells_what_is_open(office):
    office.add(file_no="1")
    office.add(file_no="2")
    office.close(1)
    shown = told("ledger", "show", "--ledger", office.book)["releases"]
    assert shown[0]["objections"] == {"open": 1, "received": 2}
    assert "1/2" in deid("ledger", "show", "--ledger", office.book).stdout
    due = told("ledger", "due", "--ledger", office.book, "--as-of", "2026-11-10")
    assert [(one["file_no"], one["due_on"]) for one in due["objections"]] == [("2", "2026-11-25")]
    assert "2026-11-25" in deid("ledger", "due", "--ledger", office.book, "--as-of", "2026-11-10").stdout
    assert told("ledger", "due", "--ledger", office.book, "--as-of", "2026-11-03")["objections"] == []


def test_the_year_s_figures(office):
    for number, (on, kind) in enumerate(
        [("2026-11-03", "信息有误"), ("2026-11-04", "不愿公开"), ("2026-11-05", "其他")], 1
    ):
        office.add(on=on, kind=kind, file_no=str(number))
    office.close(1, "成立", on="2026-11-05")
    office.close(2, "撤回", on="2026-11-06")
    found = told("ledger", "stats", "--ledger", office.book, "--as-of", "2026-12-31")["objections"]
    assert found == {
        "received": 3,
        "kinds": {"不符合条件": 0, "信息有误": 1, "不愿公开": 1, "其他": 1},
        "outcomes": {"成立": 1, "部分成立": 0, "不成立": 0, "撤回": 1},
        "in_time": 2, "open": 1, "overdue": 1,
    }  # fmt: skip
    early = told("ledger", "stats", "--ledger", office.book, "--as-of", "2026-11-05")["objections"]
    assert (early["received"], early["open"], early["overdue"]) == (3, 2, 0)
    assert "3 objections" in deid("ledger", "stats", "--ledger", office.book, "--as-of", "2026-12-31").stdout


def test_purge_leaves_what_is_objected_to_and_takes_the_rest_along(office):
    office.add()
    with sqlite3.connect(office.book) as db:
        db.execute("UPDATE releases SET state = 'withdrawn', ended_on = '2026-11-12'")
    assert told("ledger", "purge", "--ledger", office.book, "--as-of", "2030-01-01")["removed"] == 0
    office.close()
    assert told("ledger", "purge", "--ledger", office.book, "--as-of", "2030-01-01")["removed"] == 1
    assert office.rows() == []


def test_a_ledger_of_before_is_brought_up_to_date(tmp_path, monkeypatch):
    with monkeypatch.context() as then:
        then.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        office = Office.new(tmp_path)
        with sqlite3.connect(office.book) as db:
            names = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert "objections" not in names
        assert "releases" in names
    office.mask("tekun_review")
    office.post("tekun_review")
    assert office.add()["objection"]["id"] == 1
    assert date.fromisoformat(office.rows()[0]["due_on"]) == date(2026, 11, 25)


def test_lint_knows_lists_that_do_not_exist(tmp_path):
    (tmp_path / "dibao_result.yaml").write_text(
        "deid: 1\nnotice: dibao_result\nobjections: {settle_first: [dibao_review, nobody]}\n", "utf-8"
    )
    found = told("rules", "lint", tmp_path, status=1)
    assert "settle_unknown" in codes(found)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "异议办结期限：15 个工作日内"), ("en", "within 15 working days")]
)
def test_a_rule_is_shown_with_its_objections(lang, words):
    assert words in describe(load_policy("tekun_review"), load_fields(), lang)
    assert "tekun_review" in describe(load_policy("tekun_result"), load_fields(), lang)
