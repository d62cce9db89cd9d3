"""The review page and the inspection sheet: whole, closed, the same every time, and without a raw value."""

import base64
import hashlib
import json
import re
import shutil
import stat
import subprocess

import numpy as np
import pytest
from click.testing import CliRunner
from pages_helpers import AS_OF, COMMON, HEADER, OFFICE, WITHHELD, Cells, as_csv, number, read_csv, rows

from deid.cli.app import app

pytestmark = pytest.mark.usefixtures("chinese")

BODY = rows()
TAGS = set(re.findall(r"\w+", "html head meta title style body main div p h1 h2 table thead tbody tr th td"))
TAGS |= {"figure", "figcaption", "svg", "rect", "text"}
HIDDEN = (4, 5, 8, 9)  # ID, phone, account, address


@pytest.fixture
def room(tmp_path):
    for name in ("in", "out", "papers"):
        (tmp_path / name).mkdir()
    (tmp_path / "in" / "list.csv").write_bytes(as_csv(BODY))
    (tmp_path / "office.yaml").write_text(OFFICE, "utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def mask(room, *more, out="out/posted.csv", common=COMMON):
    page = room / "papers" / "review.html"
    office = ["--office", room / "office.yaml"]
    return page, run(
        "mask", room / "in" / "list.csv", *common, *office, "--out", room / out, "--report", page, *more
    )


def parsed(path):
    page = Cells()
    page.feed(path.read_text("utf-8"))
    page.close()
    return page


def withheld(body=BODY):
    """The rows no list may show: a minor, and whoever a remark gives away."""
    return [row for nth, row in enumerate(body) if nth == 5 or nth in WITHHELD]


def test_no_raw_value_is_in_the_page(room):
    page, result = mask(room)
    assert result.exit_code == 0, result.output
    text = page.read_text("utf-8")
    posted = {row[3] for row in BODY if row not in withheld()}
    for row in BODY:
        for at in HIDDEN:
            assert row[at] not in text
        assert row[4][6:14] not in text
    for row in withheld():
        assert row[3] in posted or row[3] not in text
        assert row[10] not in text.replace("艾滋病病毒感染者", "")


def test_the_page_shows_what_was_posted_and_nothing_else(room):
    """Ten released rows, cell for cell as they stand in the file."""
    page, _ = mask(room)
    lines = parsed(page).lines
    posted = read_csv(room / "out" / "posted.csv")
    at = lines.index(posted[0])
    assert lines[at : at + 11] == posted[:11]
    assert len(posted) > 12
    assert posted[11] not in lines


def test_the_page_tells_what_where_why_and_how_many(room):
    page, _ = mask(room)
    text = page.read_text("utf-8")
    for word in (
        "最低生活保障初审公示",
        "村公示栏",
        "民发〔2021〕57号",
        "主动公开",
        "不予公示",
        "直接标识符",
        "签字",
    ):
        assert word in text
    facts = {line[0].strip(): line[1] for line in parsed(page).lines if len(line) == 2}
    assert facts["原名单行数"] == "30"
    assert facts["公示行数"] == "27"
    assert facts["不予公示"] == "3"
    digest = hashlib.sha256((room / "out" / "posted.csv").read_bytes()).hexdigest()
    assert digest in text


def test_the_histogram_counts_every_posted_row(room):
    page, _ = mask(room)
    svg = re.search(r"<svg.*?</svg>", page.read_text("utf-8"), re.DOTALL)[0]
    figures = re.findall(r">([\d,]+)</text>", svg)
    assert sum(int(one.replace(",", "")) for one in figures) == 27


def test_the_page_is_closed(room):
    """No script, nothing from elsewhere; the one style is the one the policy names."""
    page, _ = mask(room)
    text = page.read_text("utf-8")
    tags = parsed(page).tags
    assert {tag for tag, _ in tags} <= TAGS
    assert not any(name in ("style", "src", "href", "onload") for _, given in tags for name in given)
    policy = next(
        given["content"] for tag, given in tags if given.get("http-equiv") == "Content-Security-Policy"
    )
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in text
    assert "@import" not in text


def test_the_same_run_makes_the_same_page(room):
    page, _ = mask(room)
    before = page.read_bytes()
    page.unlink()
    mask(room, "--force")
    assert page.read_bytes() == before


def test_only_the_owner_may_read_it_and_not_beside_the_list(room):
    page, _ = mask(room)
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    beside = room / "out" / "review.html"
    result = run(
        "mask", room / "in" / "list.csv", *COMMON, "--out", room / "out" / "b.csv", "--report", beside
    )
    assert result.exit_code == 2
    assert "--report" in result.stderr
    assert not beside.exists()
    assert not (room / "out" / "b.csv").exists()


def test_another_kind_of_file_is_refused_before_anything_is_read(room):
    result = run(
        "mask", "none.csv", *COMMON, "--out", room / "out" / "b.csv", "--report", room / "papers" / "r.pdf"
    )
    assert result.exit_code == 2
    assert "r.pdf" in result.stderr


def test_a_refusal_has_a_page_without_rows_or_signatures(room):
    common = [word for word in COMMON if word != "--whole"]
    page, result = mask(room, common=common)
    assert result.exit_code == 1
    text = page.read_text("utf-8")
    assert "不得公示" in text
    assert "several_villages" in text
    assert "同意" not in text
    assert not any(row[3] in text for row in BODY)


def test_counts_have_a_page_too(room):
    page, result = mask(room, common=["--notice", "dibao_result", "--channel", "website", "--as-of", AS_OF])
    assert result.exit_code == 0, result.output
    text = page.read_text("utf-8")
    assert "只公布汇总数" in text
    assert not any(row[3] in text or row[4] in text for row in BODY)


def test_a_page_of_nobody_shows_no_table_of_the_list(room):
    body = [[*row[:4], number(nth, 2015), *row[5:]] for nth, row in enumerate(BODY)]  # children, every one
    (room / "in" / "list.csv").write_bytes(as_csv(body))
    page, result = mask(room)
    assert result.exit_code == 0, result.output
    assert "公示内容" not in page.read_text("utf-8")
    assert not any(row[3] in page.read_text("utf-8") for row in body)


def test_a_list_without_a_finding_says_so(room):
    header = ["乡镇", "村", "户主姓名", "身份证号", "月保障金额（元）"]
    body = [
        ["杜关镇", "果角村", row[3], number(nth, 1950 + nth % 40), row[7]] for nth, row in enumerate(BODY[:8])
    ]
    (room / "in" / "list.csv").write_bytes(as_csv(body, header))
    (room / "office.yaml").write_text(f"{OFFICE}pia: {{dibao_review: {'0' * 64}}}\n", "utf-8")
    page, result = mask(room, "--json")
    assert json.loads(result.stdout)["findings"] == []
    assert "没有提示。" in page.read_text("utf-8")


HOSTILE = "<script>alert(1)</script>"


def test_hostile_headers_and_names_are_text(room):
    header = [*HEADER[:-1], f"补贴金额{HOSTILE}"]
    (room / "in" / "list.csv").write_bytes(as_csv([[*row[:-1], "x"] for row in BODY], header))
    (room / "office.yaml").write_text(OFFICE.replace("示例县民政局", f"'{HOSTILE}\"><img src=x>'"), "utf-8")
    page, result = mask(room)
    assert result.exit_code == 0, result.output
    assert {"script", "img"}.isdisjoint(tag for tag, _ in parsed(page).tags)
    assert "&lt;script&gt;" in page.read_text("utf-8")


# ---- the inspection sheet


def sheet(room, *receipts, name="sheet.html", more=()):
    page = room / "papers" / name
    return page, run("report", *receipts, "--out", page, *more)


@pytest.fixture
def receipts(room):
    internal = room / "papers" / "internal.json"
    mask(room, "--internal", internal)
    return room / "out" / "posted.csv.receipt.json", internal


def test_the_sheet_holds_what_an_inspector_asks(room, receipts):
    public, internal = receipts
    page, result = sheet(room, internal, public, more=["--office", room / "office.yaml"])
    assert result.exit_code == 0, result.output
    text, facts = page.read_text("utf-8"), json.loads(internal.read_text("utf-8"))
    assert text.count("<section") == 1
    for word in (
        "最低生活保障初审公示",
        "示例县民政局",
        "村公示栏",
        "民发〔2021〕57号",
        facts["posted_until"],
        facts["output_sha256"],
    ):
        assert word in text
    proof, figures = facts["verification"], facts["candidates"]
    assert f"查找 {proof['needles']} 个号码，找到 0 个" in text
    assert f"植入 {proof['planted']} 个假号码，找到 {proof['found']} 个" in text
    assert f"最少 {figures['min']:,} 个" in text
    assert "deid verify posted.csv posted.csv.receipt.json" in text
    assert text.count("☐ 同意") == len(facts["review"]) + 2
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_the_command_on_the_sheet_works(room, receipts):
    page, _ = sheet(room, *receipts)
    command = re.search(r"<code>deid (.*?)</code>", page.read_text("utf-8"))[1].split()
    where = {"posted.csv": room / "out" / "posted.csv", "posted.csv.receipt.json": receipts[0]}
    shown = run(*[where.get(word, word) for word in command])
    assert "line." not in shown.output
    assert shown.exit_code in (0, 1), shown.output  # nobody has signed yet


def test_a_public_receipt_alone_claims_no_figures(room, receipts):
    page, result = sheet(room, receipts[0])
    assert result.exit_code == 0
    text = page.read_text("utf-8")
    assert "查找" not in text
    assert "数字见内部回执" in text
    assert '不得公开的人员已剔除</td><td class="w">☐' in text


def test_the_sheet_opens_what_did_not_hold(room, receipts):
    """A mark is set only where the receipt's own figures carry it."""
    facts = json.loads(receipts[1].read_text("utf-8"))
    facts["verification"]["hits"] = 1
    facts["candidates"]["min"] = 999
    bad = room / "papers" / "bad.json"
    bad.write_text(json.dumps(facts), "utf-8")
    page, _ = sheet(room, bad)
    lines = {line[0]: line[1] for line in parsed(page).lines if len(line) == 3}
    assert lines["号码不能还原"] == lines["成品中没有应隐藏的号码"] == "☐"
    page, _ = sheet(room, receipts[1], name="good.html")
    lines = {line[0]: line[1] for line in parsed(page).lines if len(line) == 3}
    assert lines["号码不能还原"] == lines["成品中没有应隐藏的号码"] == "☑"


def test_a_list_that_shows_no_number_claims_nothing_of_it(room, receipts):
    facts = json.loads(receipts[1].read_text("utf-8"))
    facts["candidates"] = None
    bare = room / "papers" / "bare.json"
    bare.write_text(json.dumps(facts), "utf-8")
    page, _ = sheet(room, bare)
    assert {line[0]: line[1] for line in parsed(page).lines if len(line) == 3}["号码不能还原"] == "☐"


def test_a_table_of_counts_keeps_nobody_off(room):
    common = ["--notice", "dibao_review", "--channel", "website", "--as-of", AS_OF]
    assert mask(room, common=common)[1].exit_code == 0
    page, result = sheet(room, room / "out" / "posted.csv.receipt.json")
    assert result.exit_code == 0, result.output
    lines = {line[0]: line[1:] for line in parsed(page).lines if len(line) == 3}
    assert lines["号码不能还原"] == lines["不得公开的人员已剔除"] == ["☑", "只有汇总数"]


def test_a_channel_the_rule_no_longer_has_is_called_by_its_name(room, receipts):
    facts = json.loads(receipts[1].read_text("utf-8"))
    facts["channel"] = "market_square"
    path = room / "papers" / "old.json"
    path.write_text(json.dumps(facts), "utf-8")
    page, result = sheet(room, path)
    assert result.exit_code == 0, result.output
    assert dict(line for line in parsed(page).lines if len(line) == 2)["渠道"] == "market_square"


def test_what_is_no_receipt_of_a_posted_list_has_no_sheet(room, receipts):
    facts = json.loads(receipts[1].read_text("utf-8"))
    for name, content, code in (
        ("junk.json", "no json 411224197403051234", 2),
        ("refused.json", json.dumps({**facts, "status": "refused"}), 1),
    ):
        path = room / "papers" / name
        path.write_text(content, "utf-8")
        page, result = sheet(room, path)
        assert result.exit_code == code
        assert "411224197403051234" not in result.output
        assert not page.exists()


def test_hostile_receipts_are_text(room, receipts):
    facts = json.loads(receipts[1].read_text("utf-8"))
    facts["title"] = facts["deid"] = HOSTILE
    facts["columns"][0]["header"] = facts["columns"][1]["masker"] = HOSTILE
    facts["review"] = [HOSTILE]
    path = room / "papers" / "h.json"
    path.write_text(json.dumps(facts), "utf-8")
    page, result = sheet(room, path)
    assert result.exit_code == 0
    assert "script" not in {tag for tag, _ in parsed(page).tags}


def test_the_sheet_is_not_laid_beside_the_list(room, receipts):
    result = run("report", receipts[0], "--out", room / "out" / "sheet.html")
    assert result.exit_code == 2
    assert not (room / "out" / "sheet.html").exists()


def test_where_the_sheet_may_be_written(room, receipts):
    """A page, of which an older one is replaced only when that is asked for."""
    older = room / "papers" / "older.html"
    older.write_text("older", "utf-8")
    for out, code in ((older, "usage.output_exists"), (room / "papers" / "sheet.pdf", "usage.html_only")):
        result = run("report", receipts[0], "--out", out, "--json")
        assert (result.exit_code, json.loads(result.stdout)["code"]) == (2, code)
    assert older.read_text("utf-8") == "older" and not (room / "papers" / "sheet.pdf").exists()
    result = run("report", receipts[0], "--out", older, "--force", "--json")
    assert (result.exit_code, json.loads(result.stdout)["lists"]) == (0, 1)
    assert older.read_text("utf-8") != "older"


@pytest.mark.long
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser to print with")
def test_every_sheet_is_one_page_of_a4(room, receipts):
    """Also for a list with many columns and a rule with many steps."""
    pdfium = pytest.importorskip("pypdfium2")
    facts = json.loads(receipts[1].read_text("utf-8"))
    facts["columns"] += [{"header": f"第 {at} 列", "field": None, "treatment": "drop"} for at in range(40)]
    wide = room / "papers" / "wide.json"
    facts["output_sha256"] = "0" * 64
    wide.write_text(json.dumps(facts), "utf-8")
    page, _ = sheet(room, receipts[1], wide)
    printed = room / "papers" / "sheet.pdf"
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    flags += " --disable-background-networking --disable-component-update --no-pdf-header-footer"
    subprocess.run(
        ["chromium", *flags.split(), f"--print-to-pdf={printed}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    document = pdfium.PdfDocument(printed)
    assert len(document) == 2
    assert [round(side) for side in document[0].get_size()] == [595, 842]


@pytest.mark.parametrize(
    ("counts", "bins"),
    [
        ([], ()),
        ([0, 1, 9, 10], ((0, 1), (1, 2), (10, 1))),
        ([999, 1000, 100_000], ((100, 1), (1000, 1), (10_000, 0), (100_000, 1))),
        ([39_042_000], ((10_000_000, 1),)),
    ],
)
def test_bins_are_powers_of_ten(counts, bins):
    from deid.release.figures import histogram_of

    assert histogram_of(np.array(counts, dtype=np.int64), np.ones(len(counts), dtype=np.int64)) == bins
