"""The clerk's path through the page, and that nothing stays or gets out on the way."""

import io
import json
import re
import zipfile
from html import unescape

import pytest
from click.testing import CliRunner
from web_helpers import DAY, SAMPLE, opened

from deid.cli.app import app as command
from deid.messages import speaking
from deid.web.progress import Stopped

LINES = SAMPLE.read_text("gb18030").splitlines()
NUMBERS = sorted(set(re.findall(r"\d{17}[\dXx]", SAMPLE.read_text("gb18030"))))


@pytest.fixture
def page(tmp_path):
    with opened(tmp_path) as found:
        found.enter()
        yield found


def words(answer):
    return unescape(answer.text)


def test_a_clerk_gets_from_the_file_to_the_pack(page, tmp_path):
    chosen = words(page.upload())
    assert "这是什么名单" in chosen
    assert re.search(r'<option value="dibao_re\w+" selected>', chosen)
    done = words(page.mask())
    assert "可以公示" in done
    assert "处理前" in done and "没有上榜的行" in done and "身份证号还能被推出来吗" in done
    pack = page.client.get("/download/dibao_result-village_board.zip")
    with zipfile.ZipFile(io.BytesIO(pack.content)) as inside:
        names = inside.namelist()
        made = inside.read("dibao_result-village_board.csv")
        receipt = json.loads(inside.read("dibao_result-village_board.csv.receipt.json"))
    assert names == ["dibao_result-village_board.csv", "dibao_result-village_board.csv.receipt.json"]
    out = tmp_path / "dibao_result-village_board.csv"
    asked = ["--notice", "dibao_result", "--channel", "village_board", "--whole", "--as-of", DAY]
    with speaking("zh"):
        run = CliRunner().invoke(command, ["mask", str(SAMPLE), *asked, "--out", str(out), "--json"])
    assert run.exit_code == 0
    assert out.read_bytes() == made
    beside = out.with_name(out.name + ".receipt.json")
    assert json.loads(beside.read_bytes()) == receipt
    internal = page.client.get("/download/internal.json").json()
    assert internal == json.loads(run.stdout)["receipt"]


def test_every_column_is_coloured_and_explained(page):
    page.upload()
    done = words(page.mask(channel="wechat_group"))
    for action in ("publish", "mask", "drop"):
        assert f'class="{action}"' in done
    explained = re.findall(r'<tr id="column\d+">.*?</tr>', done, re.DOTALL)
    assert len(explained) == 12
    assert all(len(re.findall(r"<td>[^<]+</td>", row)) == 2 for row in explained)
    assert "国令第649号" in done


def test_raw_cells_stand_on_the_left_only(page):
    page.upload()
    done = words(page.mask())
    before, after = re.split(r'<h3 id="after">', done)
    assert len([one for one in NUMBERS if one in before]) > 10
    assert [one for one in NUMBERS if one in after] == []


def test_what_is_not_posted_shows_no_reason_in_its_row(page):
    page.upload()
    done = words(page.mask())
    rows = re.findall(r'<tr class="gone">.*?</tr>', done.split('id="after"')[1], re.DOTALL)
    assert rows
    assert all("这一行不公示" in row and "艾滋" not in row and "未成年" not in row for row in rows)


def test_a_refusal_leaves_nothing_to_download(page):
    page.upload()
    refused = words(page.mask(whole=""))
    assert "不能公示" in refused and "更多选项" in refused and "--whole" not in refused
    assert page.client.get("/download/dibao_result-village_board.csv").status_code == 404
    assert page.client.get("/download/internal.json").json()["status"] == "refused"


def test_a_type_that_was_chosen_but_not_shown_is_not_used(page):
    page.upload()
    answer = words(page.mask(shown="gengdi"))
    assert "这是什么名单" in answer and 'value="dibao_result" selected' in answer


def test_the_type_can_be_changed(page):
    page.upload()
    page.post("type", {"notice": "gaoling"})
    assert 'name="shown" value="gaoling"' in page.home().text
    page.post("type", {"notice": "/etc/x.yaml"})
    assert "没有办成" in words(page.home())


def test_counts_are_shown_as_a_table(page):
    page.upload()
    done = words(page.mask(channel="website"))
    assert "公示的汇总表" in done and "户数" in done


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.csv", b"", "空"),
        ("名单.csv", b"\x00\x01\x02" * 500, "表头"),
        ("名单.pdf", b"%PDF-1.7 x", "PDF"),
        ("名单.xlsx", b"PK\x03\x04broken", "损坏"),
    ],
)
def test_a_wrong_file_gets_a_friendly_reason(page, name, content, said):
    answer = page.upload(name, content)
    assert answer.status_code == 422
    assert "没有办成" in words(answer)
    assert "Traceback" not in words(answer) and "--" not in re.sub(r"<[^>]*>", "", words(answer))


def test_nothing_sent_is_said(page):
    page.post("upload")
    assert "没有收到文件" in words(page.wait())


def test_a_column_can_be_named_on_the_page(page):
    page.upload()
    header = next(line for line in LINES if "姓名" in line).split(",")[3]
    page.mask(header=[header], field=["drop"])
    assert "不能公示" in words(page.home())
    page.mask(header=[header], field=[""])
    assert "可以公示" in words(page.home())


def test_both_languages(page):
    page.upload()
    page.mask()
    page.client.get("/", params={"lang": "en"})
    english = words(page.home())
    assert "May be posted" in english and '<html lang="en">' in english
    assert "stand in one file, as you chose" in english  # worded anew, not as it was found
    assert not re.findall(r"web\.\w+\.\w+", english)


def test_nothing_is_left_when_the_page_goes(page):
    page.upload()
    page.mask()
    assert list(page.room.rglob("*.csv"))
    assert page.post("finish").status_code == 303
    assert [path for path in page.room.rglob("*") if path.is_file() and path.name != "lock"] == []
    assert "打开导出的名单" in words(page.home())
    assert page.client.get("/download/internal.json").status_code == 404


def test_one_person_never_sees_another_s_list(page, tmp_path):
    page.upload()
    page.mask()
    page.client.cookies.clear()
    assert page.client.get("/download/dibao_result-village_board.csv").status_code == 401
    page.enter("token-of-wang")
    assert "打开导出的名单" in words(page.home())
    assert page.client.get("/download/dibao_result-village_board.csv").status_code == 404


def test_no_cell_in_the_log(page):
    page.upload()
    page.mask()
    log = "\n".join(page.lines)
    cells = {
        cell for line in LINES for cell in line.split(",") if len(cell) > 5 or not cell.isascii()
    }  # shorter: chance, in times
    assert [cell for cell in cells if cell in log] == []
    assert "token" not in log
    assert "POST /mask 303" in log


def test_a_fault_of_the_program_tells_its_kind_alone(page, monkeypatch):
    def fail(*_):
        raise LookupError("411224197403051234")

    page.upload()
    with monkeypatch.context() as broken:
        broken.setattr("deid.web.view.choices", fail)
        unshown = page.home()
    assert unshown.status_code == 500
    monkeypatch.setattr("deid.web.work.open_upload", fail)
    answer = page.upload()
    assert "LookupError" in words(answer)
    assert sum("LookupError" in line for line in page.lines) == 2
    assert "411224197403051234" not in words(unshown) + words(answer) + "\n".join(page.lines)


def test_a_rule_that_breaks_meanwhile_is_told_on_the_page(tmp_path):
    """Not as a fault of the program: whoever keeps the rules can put it right."""
    (tmp_path / "rules").mkdir()
    with opened(tmp_path, rules=(tmp_path / "rules",)) as page:
        page.enter()
        page.upload()
        (tmp_path / "rules" / "linshi.yaml").write_text("notice: [", "utf-8")
        answer = page.home()
        assert answer.status_code == 422
        assert "linshi.yaml" in words(answer)
        (tmp_path / "rules" / "linshi.yaml").unlink()
        assert "这是什么名单" in words(page.home())


def test_a_file_can_be_read_in_another_way(page):
    page.post("reopen", {"encoding": "gb18030"})  # nothing was sent yet
    assert "打开导出的名单" in words(page.wait())
    page.upload()
    page.post("reopen", {"encoding": "utf-8"})
    assert "没有办成" in words(page.wait())
    page.post("reopen", {"encoding": "gb18030"})
    assert "这是什么名单" in words(page.wait())


def test_where_the_rows_stand_can_be_said_on_the_page(page):
    page.upload()
    for where, good in (
        ({"header_rows": "3"}, True),
        ({"header_rows": "1-5"}, False),
        ({"header_rows": "3", "data_rows": "3-9"}, False),
        ({"header_rows": "0"}, False),
        ({"data_rows": "x"}, False),
    ):
        page.post("reopen", where)
        assert ("没有办成" in words(page.wait())) is not good, where


def test_back_to_the_choice_and_what_was_made_is_gone(page):
    page.post("mask", {"notice": "dibao_result", "shown": "dibao_result"})  # nothing was sent yet
    assert "打开导出的名单" in words(page.wait())
    page.upload()
    page.mask()
    page.post("back")
    assert "这是什么名单" in words(page.home())
    assert page.client.get("/download/internal.json").status_code == 404


def test_somebody_who_signs_in_again_goes_on(page):
    page.upload()
    page.enter()
    assert "这是什么名单" in words(page.home())
    page.enter("token-of-wang")
    assert "打开导出的名单" in words(page.home())


def test_closing_the_page_is_taken_in_silence(page):
    page.upload()
    assert page.client.post("/leave").status_code == 204
    assert "这是什么名单" in words(page.home())  # it was only loaded anew
    page.client.cookies.clear()
    assert page.client.post("/leave").status_code == 204


def test_work_nobody_waits_for_ends_without_a_word(page, monkeypatch):
    def stopped(*_):
        raise Stopped

    page.upload()
    monkeypatch.setattr("deid.web.work.make", stopped)
    answer = words(page.mask())
    assert "没有办成" not in answer and "这是什么名单" in answer
    assert not any("Stopped" in line for line in page.lines)


def test_the_names_of_files_are_made_harmless(page):
    page.upload("../../etc/..\\低保<script>.csv")
    text = page.home().text
    assert "低保script.csv" in text and "<script>." not in text
    assert list(page.room.rglob("低保script.csv"))
