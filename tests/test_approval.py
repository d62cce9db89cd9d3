"""From draft to posted: the steps in order, bound to the bytes, the record, posting, taking down, the ledger.

What is posted and what is recorded is read back here with json, hashlib and sqlite3 alone.
"""

import hashlib
import json
import os
import re
import shlex
import shutil
import sqlite3
import stat
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from deid.approval.copying import put, remove, take_away
from deid.cli.app import app
from deid.errors import DeidError

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "docs" / "sample" / "低保名单.csv"
STEPS = [("保密审查", "王芳"), ("部门负责人", "李强"), ("分管领导", "赵敏")]
DAY = "2026-11-20"
HEADERS = "村,姓名,身份证号,家庭人口,月保障金额"


def sha(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def own_digest(entry):
    """The digest of an entry of a record, over everything else in it."""
    rest = {key: value for key, value in entry.items() if key != "digest"}
    plain = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def deid(*arguments):
    run = CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run


def told(*arguments, status=0):
    """What a command says with --json."""
    run = deid(*arguments, "--json")
    assert run.exit_code == status, run.output
    return json.loads(run.stdout)


def refused(*arguments, code, status=1):
    """That a command is refused for one reason."""
    found = told(*arguments, status=status)
    assert code in (found.get("code"), *(one["code"] for one in found["findings"])), found
    return found


class Office:
    """Folders of an office, and a draft in one of them."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("draft", "posted", "filing", "book"):
            (folder / name).mkdir()
        self.draft, self.posted = folder / "draft", folder / "posted"
        self.list = self.draft / "list.csv"
        self.receipt = self.draft / "list.csv.receipt.json"
        self.record = self.draft / "list.csv.approval.json"
        self.book = folder / "book" / "ledger.db"

    def mask(self, *more, out=None, as_of=DAY, channel="village_board", notice="dibao_review", rows=4):
        source = self.folder / "in.csv"
        people = [
            f"新坪村,王小{'明红强芳丽军'[at]},{'41122419740305' + f'{at}238'},{at + 1},60{at}"
            for at in range(rows)
        ]
        source.write_text("\r\n".join([HEADERS, *people]) + "\r\n", "utf-8-sig")
        run = deid("mask", source, "--notice", notice, "--channel", channel, "--as-of", as_of,
                   "--out", out or self.list, "--force", *more)  # fmt: skip
        assert run.exit_code == 0, run.output

    def approve(self, *steps, receipt=None):
        for role, by in steps or STEPS:
            run = deid("approve", receipt or self.receipt, "--role", role, "--by", by)
            assert run.exit_code == 0, run.output

    def post(self, *more, on=DAY, receipt=None):
        return ["post", receipt or self.receipt, "--to", self.posted, "--on", on, *more]

    def ledger(self):
        with sqlite3.connect(self.book) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute("SELECT * FROM releases ORDER BY id")]


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    made.mask()
    return made


# ---- the steps


def test_the_whole_way(office):
    for role, by in STEPS:
        step = told("approve", office.receipt, "--role", role, "--by", by)
        assert step["output_sha256"] == sha(office.list)
    found = told(*office.post("--filing", office.folder / "filing"))
    assert found["status"] == "posted"
    assert found["posted_until"] == "2026-12-01"  # seven working days after the 20th, a Friday
    assert names(office.posted) == ["list.csv", "list.csv.receipt.json", "list.notice.html"]
    assert sha(office.posted / "list.csv") == sha(office.list)
    beside = json.loads((office.posted / "list.csv.receipt.json").read_text("utf-8"))
    assert (beside["posted_on"], beside["posted_until"]) == (DAY, "2026-12-01")
    assert "rows_in" not in beside and "withheld" not in beside
    notice = (office.posted / "list.notice.html").read_text("utf-8")
    assert "2026年11月20日至2026年12月1日" in notice and "民发〔2021〕57号" in notice
    seen = told("verify", office.posted / "list.csv", office.receipt)
    assert [step["role"] for step in seen["steps"]] == [role for role, _ in STEPS]
    told("withdraw", office.receipt, "--reason", "公示期满")
    assert names(office.posted) == []
    assert sha(office.draft / "list.csv.withdrawn") == sha(office.list)
    refused("verify", office.list, office.receipt, code="was_withdrawn")


def test_steps_come_in_order_and_once(office):
    refused("approve", office.receipt, "--role", "分管领导", "--by", "赵敏", code="step_order")
    office.approve(STEPS[0])
    refused("approve", office.receipt, "--role", "保密审查", "--by", "王芳", code="step_twice")
    refused("approve", office.receipt, "--role", "科长", "--by", "王芳", code="approval.role", status=2)
    for name in ("", " ", "王\n芳", "长" * 41):
        found = told("approve", office.receipt, "--role", "部门负责人", "--by", name, status=2)
        assert found["code"] in ("approval.name", "approval.who")
    assert [one["role"] for one in json.loads(office.record.read_text("utf-8"))["entries"]] == ["保密审查"]


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_missing_step_keeps_the_list_down(office, steps):
    office.approve(*STEPS[:steps]) if steps else None
    found = refused(*office.post(), code="step_missing")
    assert all(role in found["findings"][0]["text"] for role, _ in STEPS[steps:])
    assert names(office.posted) == []
    refused("verify", office.list, office.receipt, code="step_missing")


def test_one_changed_byte_refuses_everything(office):
    office.approve()
    content = bytearray(office.list.read_bytes())
    content[len(content) // 2] ^= 1
    office.list.write_bytes(bytes(content))
    refused(*office.post(), code="list_changed")
    refused("approve", office.receipt, "--role", "保密审查", "--by", "王芳", code="list_changed")
    refused("approve", office.receipt, "--sheet", code="list_changed")
    refused("verify", office.list, office.receipt, code="file_differs")
    assert names(office.posted) == []


def test_the_receipt_is_bound_too(office):
    """Whoever takes the review out of the receipt has neither record nor rule on his side."""
    data = json.loads(office.receipt.read_text("utf-8"))
    office.receipt.write_text(json.dumps({**data, "review": []}, ensure_ascii=False), "utf-8")
    refused(*office.post(), code="rule_changed")
    office.receipt.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    office.approve()
    office.receipt.write_text(json.dumps({**data, "as_of": "2026-11-19"}, ensure_ascii=False), "utf-8")
    refused(*office.post(), code="step_missing")  # what was approved was another receipt


@pytest.mark.parametrize("spoil", ["by", "on", "swap", "cut", "head", "digest", "again", "anew"])
def test_a_changed_record_is_noticed(office, spoil):
    office.approve()
    data = json.loads(office.record.read_text("utf-8"))
    entries = data["entries"]
    if spoil in ("by", "on"):
        entries[1][spoil] = "2026-01-01" if spoil == "on" else "别人"
    elif spoil == "swap":
        entries[0], entries[1] = entries[1], entries[0]
    elif spoil == "cut":
        del entries[0]
    elif spoil == "head":
        data["head"]["review"] = data["head"]["review"][:2]
    elif spoil == "digest":
        entries[2]["digest"] = "0" * 64
    elif spoil == "anew":  # one entry made anew, but not those behind it
        entries[1]["by"] = "别人"
        entries[1]["digest"] = own_digest(entries[1])
    else:
        entries.append(entries[-1])
    office.record.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    refused(*office.post(), code="record_broken")
    refused("verify", office.list, office.receipt, code="record_broken")
    assert names(office.posted) == []


@pytest.mark.parametrize("content", [b"", b"nothing", b"\xff", b"[]", b'{"head": 1}'])
def test_a_record_that_cannot_be_read_keeps_the_list_down(office, content):
    office.approve()
    office.record.write_bytes(content)
    refused(*office.post(), code="approval.record_unreadable", status=2)
    assert names(office.posted) == []


def test_a_machine_that_does_not_know_who_works_on_it(office, monkeypatch):
    """A container without accounts: who signed is recorded all the same."""

    def nobody():
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    office.approve()
    entries = json.loads(office.record.read_text("utf-8"))["entries"]
    assert [(one["by"], one["recorded_by"]) for one in entries] == [(by, "?") for _, by in STEPS]


def test_the_record_is_a_chain(office):
    """Each entry holds the digest of the one before it, and its own over the rest."""
    office.approve()
    entries = json.loads(office.record.read_text("utf-8"))["entries"]
    for before, entry in pairwise(entries):
        assert entry["previous"] == before["digest"]
    for entry in entries:
        assert own_digest(entry) == entry["digest"]
    assert all(entry["recorded_by"] for entry in entries)
    if os.name == "posix":
        assert stat.S_IMODE(office.record.stat().st_mode) == 0o600


def test_ink_on_paper(office):
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    ink = ["approve", office.receipt, "--role", "保密审查", "--by", "王芳", "--paper"]
    assert told(*ink, status=2)["code"] == "approval.paper"
    assert told(*ink, "--date", tomorrow, status=2)["code"] == "approval.future"
    assert told(*ink, "--date", "20.11.2026", status=2)["code"] == "usage.date"
    found = told(*ink, "--date", "2024-11-19")
    assert found["steps"][0]["paper"] is True and found["steps"][0]["on"] == "2024-11-19"
    second = ["approve", office.receipt, "--role", "部门负责人", "--by", "王芳", "--paper", "--date"]
    refused(*second, "2024-11-18", code="step_backdated")
    assert [one["code"] for one in told(*second, "2024-11-19")["findings"]] == ["same_approver"]


@pytest.mark.parametrize("suffix", ["html", "docx"])
def test_the_sheet_tells_the_digest(office, suffix):
    office.approve(STEPS[0])
    path = office.draft / f"sheet.{suffix}"
    told("approve", office.receipt, "--sheet", "--out", path)
    text = (
        path.read_text("utf-8")
        if suffix == "html"
        else zipfile.ZipFile(path).read("word/document.xml").decode()
    )
    if suffix == "docx":  # Word opens no document with text beside its paragraphs
        parts = [part for part in ET.fromstring(text).iter() if not part.tag.endswith("}t")]
        assert not [part for part in parts if (part.text or "").strip() or (part.tail or "").strip()]
    mark = sha(office.list)
    assert (
        "政府信息公开保密审查单" in text and f"{mark[:4]} {mark[4:8]} {mark[8:12]}" in text and mark in text
    )
    assert all(role in text for role, _ in STEPS) and "王芳" in text and "特定群体" in text
    assert "李强" not in text and "4112" not in text.replace(mark, "").replace(mark[:4], "")
    assert (
        told("approve", office.receipt, "--sheet", "--out", office.draft / "sheet.pdf", status=2)["status"]
        == "error"
    )


def test_the_sheet_is_printed_alone(office):
    """Whoever names somebody with it meant to record a step."""
    for more in (["--role", STEPS[0][0]], ["--by", "王芳"], ["--paper"], ["--date", "2026-11-19"]):
        assert told("approve", office.receipt, "--sheet", *more, status=2)["code"] == "approval.sheet_alone"
    assert names(office.draft) == ["list.csv", "list.csv.receipt.json"]


# ---- posting


def test_the_clock_starts_with_the_posting(office):
    office.approve()
    assert told(*office.post(on="2026-11-24"))["posted_until"] == "2026-12-03"
    entry = json.loads(office.record.read_text("utf-8"))["entries"][-1]
    assert (entry["kind"], entry["on"], entry["until"]) == ("posted", "2026-11-24", "2026-12-03")


def test_the_day_must_fit(office):
    office.approve()
    refused(*office.post(on="2026-11-19"), code="posted_before")
    refused(*office.post(on="2026-12-02"), code="draft_stale")
    assert names(office.posted) == []


def test_beyond_the_published_calendar_the_day_is_provisional(office):
    office.mask(as_of="2031-01-06")
    office.approve()
    found = told(*office.post(on="2031-01-06"))
    assert found["provisional"] and [one["code"] for one in found["findings"]] == [
        "holiday_calendar_incomplete"
    ]
    beside = json.loads((office.posted / "list.csv.receipt.json").read_text("utf-8"))
    assert beside["provisional"] is True
    refused("approve", office.receipt, "--role", STEPS[0][0], "--by", "王芳", code="already_posted")


def test_a_page_that_prints_its_dates_is_posted_on_its_day(office):
    office.mask(out=office.draft / "list.html")
    receipt = office.draft / "list.html.receipt.json"
    office.approve(receipt=receipt)
    refused(*office.post(on="2026-11-21", receipt=receipt), code="dates_printed")
    told(*office.post(receipt=receipt))


def test_a_rule_that_changed_since(office, tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    shipped = (ROOT / "rules" / "dibao_review.yaml").read_text("utf-8")
    (rules / "dibao_review.yaml").write_text(shipped.replace("candidates: 1000", "candidates: 1001"), "utf-8")
    office.approve()
    refused(*office.post("--rules", rules), code="rule_changed")
    told(*office.post())


def test_where_it_may_be_posted(office):
    office.approve()
    command = ["post", office.receipt, "--on", DAY, "--to"]
    for folder in (office.draft, office.folder):
        assert told(*command, folder, status=2)["code"] == "approval.inside_posted"
    assert told(*command, office.folder / "nowhere", status=2)["code"] == "output.folder"
    assert told(*office.post("--filing", office.posted), status=2)["code"] == "approval.inside_posted"
    (office.posted / "list.csv").write_text("somebody's", "utf-8")
    assert told(*office.post(), status=2)["code"] == "usage.output_exists"
    told(*office.post("--force"))
    assert sha(office.posted / "list.csv") == sha(office.list)


def test_posting_again_completes_and_changes_nothing(office):
    office.approve()
    told(*office.post())
    before = office.record.read_bytes()
    found = told(*office.post("--filing", office.folder / "filing"))
    assert [one["code"] for one in found["findings"]] == ["posted_already"]
    assert office.record.read_bytes() == before and Path(found["filing"]).is_dir()
    other = office.folder / "other"
    other.mkdir()
    refused("post", office.receipt, "--to", other, "--on", DAY, code="already_posted")
    (office.posted / "list.csv").write_text("changed", "utf-8")
    refused(*office.post("--force"), code="already_posted")


def test_a_crash_before_the_record_is_mended_by_the_same_command(office):
    office.approve()
    before = office.record.read_bytes()
    told(*office.post())
    office.record.write_bytes(before)  # as if the power had failed after the rename
    found = told(*office.post())
    assert (
        found["findings"] == []
        and json.loads(office.record.read_text("utf-8"))["entries"][-1]["kind"] == "posted"
    )


def test_the_filing_copy(office):
    office.approve()
    folder = Path(told(*office.post("--filing", office.folder / "filing"))["filing"])
    assert names(folder) == [
        "list.csv",
        "list.csv.approval.json",
        "list.csv.receipt.json",
        "list.csv.sheet.html",
        "list.notice.html",
    ]
    assert sha(folder / "list.csv") == sha(office.list)
    assert (folder / "list.csv.approval.json").read_bytes() == office.record.read_bytes()
    sheet = (folder / "list.csv.sheet.html").read_text("utf-8")
    assert all(name in sheet for _, name in STEPS)


def test_a_filing_folder_that_cannot_be_made(office):
    """The list hangs by then; the same command completes what is missing."""
    office.approve()
    filing = office.folder / "filing"
    filing.rmdir()
    filing.write_text("a file of that name", "utf-8")
    refused(*office.post("--filing", filing), code="approval.filing", status=2)
    assert sha(office.posted / "list.csv") == sha(office.list)
    filing.unlink()
    filing.mkdir()
    assert Path(told(*office.post("--filing", filing))["filing"]).is_dir()


def test_an_internal_receipt_needs_its_list_and_stays_inside(office):
    inside = office.folder / "book" / "inside.json"
    office.mask("--internal", inside)
    assert (
        told("approve", inside, "--role", "保密审查", "--by", "王芳", status=2)["code"]
        == "approval.which_list"
    )
    for role, by in STEPS:
        told("approve", inside, "--role", role, "--by", by, "--list", office.list)
    told(*office.post("--list", office.list, receipt=inside))
    assert (office.folder / "book" / "inside.approval.json").is_file()
    posted = b"".join(path.read_bytes() for path in office.posted.iterdir())
    assert b"rows_in" not in posted and b"input_sha256" not in posted
    told("withdraw", inside, "--reason", "期满")


def test_an_internal_receipt_beside_the_list_is_not_posted(office):
    inside = office.folder / "book" / "inside.json"
    office.mask("--internal", inside)
    made = json.loads(office.receipt.read_bytes())
    office.receipt.write_bytes(inside.read_bytes())
    office.approve()
    told(*office.post())
    assert (
        json.loads((office.posted / office.receipt.name).read_bytes()).keys() - {"posted_on"} == made.keys()
    )


@pytest.mark.parametrize(
    "spoil",
    [lambda told: None, lambda told: [], lambda told: told | {"output_sha256": "of another list"},
     lambda told: told | {"remark": "李家庄 王芳"}, lambda told: told | {"findings": [{"text": "王芳"}]}],
    ids=["gone", "no receipt", "another list", "a remark", "a finding"],
)  # fmt: skip
def test_what_is_hung_beside_the_list_comes_from_the_approved_receipt(office, spoil):
    inside = office.folder / "book" / "inside.json"
    office.mask("--internal", inside)
    made = json.loads(office.receipt.read_bytes())
    spoilt = spoil(dict(made))
    office.receipt.write_text(json.dumps(spoilt)) if spoilt is not None else office.receipt.unlink()
    for role, by in STEPS:
        told("approve", inside, "--role", role, "--by", by, "--list", office.list)
    told(*office.post("--list", office.list, receipt=inside))
    assert names(office.posted) == ["list.csv", "list.csv.receipt.json", "list.notice.html"]
    hung = json.loads((office.posted / office.receipt.name).read_bytes())
    days = ("posted_on", "posted_until", "provisional")
    assert {key: hung[key] for key in hung if key not in days} == {
        key: made[key] for key in made if key not in days
    }


def test_what_an_office_adds_to_its_receipt_is_not_hung(office):
    told_so = json.loads(office.receipt.read_bytes()) | {"remark": "王芳", "rows_in": 7}
    told_so["findings"] = [{"code": "of our own", "text": "王芳", "rows": [3]}]
    office.receipt.write_text(json.dumps(told_so), "utf-8")
    office.approve()
    told(*office.post())
    hung = (office.posted / office.receipt.name).read_text("utf-8")
    assert not {"remark", "王芳", "rows_in", "of our own"} & set(hung.split('"'))


def test_no_receipt_no_posting(office):
    broken = office.draft / "broken.receipt.json"
    for content in (
        b"",
        b"[]",
        b"{}",
        b'{"status": "released", "notice": 1}',
        b"\xff\xfe",
        office.list.read_bytes(),
    ):
        broken.write_bytes(content)
        assert (
            told("approve", broken, "--role", "保密审查", "--by", "王芳", status=2)["code"]
            == "approval.no_receipt"
        )
    broken.write_text('{"status": "refused", "notice": "x", "channel": "y", "as_of": "2026-11-20"}', "utf-8")
    refused("approve", broken, "--role", "保密审查", "--by", "王芳", code="not_released")
    assert (
        told("post", office.draft / "none.receipt.json", "--to", office.posted, status=2)["status"] == "error"
    )
    office.list.unlink()
    assert (
        told("approve", office.receipt, "--role", "保密审查", "--by", "王芳", status=2)["code"]
        == "approval.no_list"
    )


# ---- taking down and correcting


def test_taking_down_what_somebody_changed_or_took(office):
    office.approve()
    refused("withdraw", office.receipt, "--reason", "期满", code="not_posted")
    told(*office.post())
    assert told("withdraw", office.receipt, "--reason", " ", status=2)["code"] == "approval.reason"
    (office.posted / "list.csv").write_text("张三 411224197403051238", "utf-8")
    found = told("withdraw", office.receipt, "--reason", "内容有误")
    assert [one["code"] for one in found["findings"]] == ["posted_changed"]
    assert (office.draft / "list.csv.withdrawn").read_text("utf-8").startswith("张三")
    assert names(office.posted) == []
    refused("withdraw", office.receipt, "--reason", "期满", code="not_posted")
    refused(*office.post(), code="was_withdrawn")


def test_taking_down_what_is_gone(office):
    office.approve()
    told(*office.post())
    (office.posted / "list.csv").unlink()
    refused("verify", office.posted / "list.csv", office.receipt, code="approval.no_file", status=2)
    found = told("withdraw", office.receipt, "--reason", "期满")
    assert [one["code"] for one in found["findings"]] == ["posted_missing"]


def test_a_correction_takes_the_older_list_down(office):
    office.approve()
    told(*office.post())
    second = office.draft / "second.csv"
    office.mask(out=second, rows=5)
    receipt = office.draft / "second.csv.receipt.json"
    office.approve(receipt=receipt)
    told(*office.post("--replaces", office.receipt, receipt=receipt))
    assert names(office.posted) == [
        "second.csv",
        "second.csv.receipt.json",
        "second.notice.html",
    ]
    assert "更正" in (office.posted / "second.notice.html").read_text("utf-8")
    older = json.loads(office.record.read_text("utf-8"))["entries"][-1]
    assert (older["kind"], older["reason"]) == ("withdrawn", "更正")
    newer = json.loads((office.draft / "second.csv.approval.json").read_text("utf-8"))["entries"][-1]
    assert newer["replaces"] == sha(office.list)


def test_a_list_made_anew_under_the_same_name_needs_new_steps(office):
    office.approve()
    told(*office.post())
    first = sha(office.list)
    office.mask(rows=5)
    refused(*office.post(), code="step_missing")
    office.approve()
    kept = office.draft / f"list.csv.{first[:12]}.approval.json"
    assert json.loads(kept.read_text("utf-8"))["head"]["output_sha256"] == first
    assert told(*office.post(), status=2)["code"] == "usage.output_exists"
    told(*office.post("--replaces", kept))  # by its record: the receipt was overwritten
    assert sha(office.posted / "list.csv") == sha(office.list) != first


def test_a_list_that_was_taken_down_before_is_kept_too(office):
    """The next list under the same name, taken down in its turn, does not replace what was kept."""
    kept = []
    for rows in (4, 5):
        office.mask(rows=rows)
        office.approve()
        told(*office.post())
        kept.append(sha(office.list))
        told("withdraw", office.receipt, "--reason", "期满")
    found = [sha(office.draft / f"list.csv.withdrawn{more}") for more in ("", ".2")]
    assert found == kept and kept[0] != kept[1]


def test_files_are_moved_whole_or_not_at_all(tmp_path):
    """What was not approved, what cannot be read and what cannot be removed leave no half of a file."""
    source, target, folder = tmp_path / "list.csv", tmp_path / "posted.csv", tmp_path / "folder"
    source.write_bytes(b"approved")
    folder.mkdir()
    (folder / "open.csv").write_bytes(b"x")
    for call, code in (
        (lambda: put(source, target, hashlib.sha256(b"others").hexdigest()), "list_changed"),
        (lambda: put(tmp_path / "gone.csv", target, sha(source)), "approval.no_list"),
        (lambda: take_away(folder, target), "approval.no_list"),
        (lambda: remove(folder), "output.in_use"),
    ):
        with pytest.raises(DeidError) as caught:
            call()
        assert code in (caught.value.code, *(one.code for one in getattr(caught.value, "findings", ())))
        assert caught.value.__context__ is None
        assert names(tmp_path) == ["folder", "list.csv"] and names(folder) == ["open.csv"]


def test_an_unposted_list_cannot_be_corrected(office):
    second = office.draft / "second.csv"
    office.mask(out=second, rows=5)
    office.approve(receipt=office.draft / "second.csv.receipt.json")
    refused(
        *office.post("--replaces", office.receipt, receipt=office.draft / "second.csv.receipt.json"),
        code="not_posted",
    )
    office.approve()
    refused(
        *office.post("--replaces", office.receipt, receipt=office.draft / "second.csv.receipt.json"),
        code="not_posted",
    )
    assert names(office.posted) == []


# ---- the ledger


@pytest.fixture
def kept(office):
    assert deid("ledger", "init", office.book).exit_code == 0
    office.mask("--ledger", office.book)
    return office


def test_a_draft_stays_pending_until_it_is_posted(kept):
    assert [one["state"] for one in kept.ledger()] == ["pending"]
    deid("ledger", "show", "--ledger", kept.book)  # opening settles nothing
    assert [one["state"] for one in kept.ledger()] == ["pending"]
    kept.approve()
    told(*kept.post("--ledger", kept.book, on="2026-11-24"))
    (entry,) = kept.ledger()
    assert (entry["state"], entry["posted_until"]) == ("confirmed", "2026-12-03")
    assert entry["output_path"] == str(kept.posted.resolve() / "list.csv")
    kept.mask("--ledger", kept.book)  # the same bytes once more: it hangs where it hangs
    (entry,) = kept.ledger()
    assert (entry["state"], entry["posted_until"]) == ("confirmed", "2026-12-03")
    assert entry["output_path"] == str(kept.posted.resolve() / "list.csv")


def test_taking_down_is_written_in_the_ledger(kept):
    kept.approve()
    told(*kept.post("--ledger", kept.book))
    told("withdraw", kept.receipt, "--reason", "期满", "--ledger", kept.book, "--on", "2026-12-02")
    (entry,) = kept.ledger()
    assert (entry["state"], entry["ended_on"]) == ("withdrawn", "2026-12-02")


def test_what_the_ledger_does_not_know_comes_down_all_the_same(office):
    office.approve()
    told(*office.post())
    assert deid("ledger", "init", office.book).exit_code == 0
    found = told("withdraw", office.receipt, "--reason", "期满", "--ledger", office.book)
    assert [one["code"] for one in found["findings"]] == ["not_in_ledger"]
    assert names(office.posted) == []


def test_what_the_ledger_never_judged_is_not_posted(office):
    assert deid("ledger", "init", office.book).exit_code == 0
    office.approve()
    refused(*office.post("--ledger", office.book), code="never_judged")
    assert names(office.posted) == []


def test_a_posting_cut_short_is_confirmed_at_the_next_opening(kept):
    kept.approve()
    told(*kept.post("--ledger", kept.book))
    with sqlite3.connect(kept.book) as db:
        db.execute("UPDATE releases SET state = 'pending'")
    deid("ledger", "show", "--ledger", kept.book)
    assert [one["state"] for one in kept.ledger()] == ["confirmed"]


def test_posted_by_hand(kept):
    assert deid("ledger", "confirm", "1", "--ledger", kept.book).exit_code == 0
    (entry,) = kept.ledger()
    assert (entry["state"], entry["ended_on"]) == ("confirmed", None)


# ---- what is never said


def test_no_cell_is_told_anywhere(office):
    """Nothing of the list stands in the record, the sheet, the notice or what the commands say."""
    said = []
    for role, by in STEPS:
        said.append(deid("approve", office.receipt, "--role", role, "--by", by, "--json").output)
    said.append(deid("approve", office.receipt, "--sheet").output)
    said.append(deid(*office.post("--json")).output)
    said.append(deid("verify", office.list, office.receipt).output)
    for path in (office.record, office.draft / "list.csv.sheet.html", office.posted / "list.notice.html"):
        said.append(path.read_text("utf-8"))
    assert not re.search(r"王小.|新坪村|411224", "".join(said))


@pytest.mark.parametrize("page", ["posting.md", "posting.en.md"])
def test_the_commands_of_the_page_work_as_written(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, tmp_path)
    text = (ROOT / "docs" / "guides" / page).read_text("utf-8")
    lines = "".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)).splitlines()
    assert {line.split()[1] for line in lines if line.startswith("deid ")} >= {
        "approve",
        "post",
        "verify",
        "withdraw",
    }
    for line in lines:
        words = shlex.split(line, comments=True)
        if words[0] == "mkdir":
            [Path(name).mkdir() for name in words[1:]]
        else:
            assert words[0] == "deid"
            run = deid(*words[1:])
            assert run.exit_code == 0, line + "\n" + run.output
    shown = [path.name for path in tmp_path.rglob("*.notice.html")]
    assert len(shown) == 2  # the correction, and the filing copy of the list that came down
