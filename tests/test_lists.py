"""Whole lists with truth: what is posted, and what must stand nowhere. Judged from outside."""

import json
import re
import unicodedata

import pytest
from lists import AS_OF, all_lists, deid, notice_of, rows_of, truth

LISTS = all_lists()
HASHES = {"policy_sha256", "input_sha256", "output_sha256"}


def plain(text: str) -> str:
    return re.sub(r"[\s\-.'’]", "", unicodedata.normalize("NFKC", text)).upper()


def without_hashes(receipt: dict) -> str:
    return json.dumps({key: value for key, value in receipt.items() if key not in HASHES}, ensure_ascii=False)


@pytest.fixture(scope="module", params=LISTS, ids=lambda path: path.stem)
def board(request, tmp_path_factory):
    """One list posted on the village board."""
    out = tmp_path_factory.mktemp("board") / "posted.csv"
    run = deid(
        "mask", request.param, "--notice", notice_of(request.param), "--channel", "village_board",
        "--whole", "--as-of", AS_OF, "--out", out, "--json",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return truth(request.param), out, run


def test_there_are_lists():
    assert len(LISTS) >= 6


def test_rows_posted(board):
    told, out, run = board
    assert len(rows_of(out)) - 1 == told["rows_posted"]
    receipt = json.loads(run.stdout)["receipt"]
    assert receipt["rows_out"] == told["rows_posted"]
    assert receipt["rows_in"] == told["rows"]
    assert receipt["rows_in"] == receipt["rows_out"] + sum(receipt["withheld"].values())


def test_nothing_hidden_stands_anywhere(board):
    told, out, run = board
    receipt = json.loads(out.with_name(out.name + ".receipt.json").read_text(encoding="utf-8"))
    output = out.read_text(encoding="utf-8-sig")
    stdout = json.loads(run.stdout)
    inside = json.dumps(
        {**stdout, "receipt": json.loads(without_hashes(stdout["receipt"]))}, ensure_ascii=False
    )
    for where, text in (
        *(("output", cell) for row in rows_of(out) for cell in row),
        ("receipt", without_hashes(receipt)),
        ("stdout", inside),
        ("stderr", run.stderr),
    ):
        flat = plain(text)
        assert not re.search(r"\d{15}", flat), where
    flat, text = plain("\n".join((output, without_hashes(receipt), inside, run.stderr))), output + run.stderr
    for never in told["never"]:
        assert plain(never) not in flat
    for never in told["never_text"]:
        assert never not in text
        assert never not in inside


def test_everything_that_may_be_shown_is_there(board):
    told, out, _ = board
    header, *rows = rows_of(out)
    for village, name, amount in told["shown"]:
        assert any({village, name, amount} <= set(row) for row in rows), len(name)


def test_the_serial_is_new(board):
    _, out, _ = board
    header, *rows = rows_of(out)
    at = header.index("序号")
    assert [row[at] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]


def test_bytes_are_as_promised(board):
    _, out, _ = board
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    assert b"\r\n" in raw and not re.search(rb"(?<!\r)\n", raw)


def test_own_output_passes_check(board):
    _, out, _ = board
    run = deid("check", out, "--as-of", AS_OF)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_website_shows_no_name(path, tmp_path):
    out = tmp_path / "site.csv"
    run = deid(
        "mask", path, "--notice", notice_of(path), "--channel", "website", "--as-of", AS_OF, "--out", out
    )
    assert run.returncode == 0, run.stderr
    text = out.read_text(encoding="utf-8-sig")
    names = {name for _, name, _ in truth(path)["shown"]}
    assert not [name for name in names if name in text]
    assert not re.search(r"\d{15}", plain(text))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_check_refuses_the_raw_list(path):
    run = deid("check", path, "--json", "--lang", "en", "--as-of", AS_OF)
    assert run.returncode == 1
    found = json.loads(run.stdout)["findings"]
    named = {item["column"] for item in found if item["severity"] == "error"}
    assert named & {"身份证号", "身份证号码", "残疾证号"}
    for never in truth(path)["never"][:300]:
        assert never not in run.stdout + run.stderr
