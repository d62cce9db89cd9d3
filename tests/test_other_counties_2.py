"""Lists of other counties and other notice types: what may be posted is posted, what must not is nowhere."""

import csv
import json
import zipfile

import pytest
from click.testing import CliRunner
from counties_2 import MADE, longan, ninghua, wangcang, xinxian
from test_other_counties import leaks, without_hashes

from deid.cli.app import app

BOARD = {"luyong": "website"}  # where names stand in full, if not on the village board
PAPERS = ("xlsx", "html", "docx")


def deid(*arguments):
    run = CliRunner().invoke(app, [str(one) for one in arguments])
    assert run.exception is None or isinstance(run.exception, SystemExit)
    return run


def mask(made, folder, channel, out):
    raw = folder / "名单.csv"
    raw.write_bytes(made.bytes())
    return deid(
        "mask", raw, "--notice", made.notice, "--channel", channel, "--as-of", "2026-11-21", "--json", *out
    )


def written(path):
    """All a reader can find in a file, the parts of a zipped one too."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    text = path.read_text("utf-8-sig")
    return (
        json.dumps(without_hashes(json.loads(text)), ensure_ascii=False) if path.suffix == ".json" else text
    )


def told(run):
    return run.stderr + json.dumps(without_hashes(json.loads(run.stdout)), ensure_ascii=False)


def shows_as_meant(made, out, run):
    """The output holds the rows that were meant, and neither it nor what is said of it holds anything else."""
    assert run.exit_code == 0, run.stderr
    header, *rows = csv.reader(out.read_text("utf-8-sig").splitlines())
    assert not set(header) & set(made.dropped)
    assert [set(show) <= set(row) for show, row in zip(made.shown, rows, strict=True)] == [True] * len(rows)
    for text in (written(out), written(out.with_name("out.csv.receipt.json")), told(run)):
        assert not leaks(made, text)


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_the_board_shows_what_it_should_and_nobody_else(make, tmp_path):
    made, channel = make(), BOARD.get(make().notice, "village_board")
    for donor in (row[1] for row in made.shown):
        made.texts.discard(donor)
    if made.notice in ("juanzeng", "luyong", "tekun_review"):
        made.texts -= {name for row in made.shown for name in row}
    out = tmp_path / "out.csv"
    run = mask(made, tmp_path, channel, ("--whole", "--out", out))
    shows_as_meant(made, out, run)


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_the_chat_group_shows_no_full_name(make, tmp_path):
    made, out = make(), tmp_path / "out.csv"
    run = mask(made, tmp_path, "wechat_group", ("--whole", "--out", out))
    if made.notice in ("luyong", "juanzeng"):  # no names in a chat group, or no chat group at all
        assert run.exit_code in (1, 2)
        assert not out.exists()
        return
    assert run.exit_code == 0, run.stderr
    text = written(out)
    assert not leaks(made, text)
    assert not [full for _, full, _ in made.shown if full in text]


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize("make", [longan, ninghua], ids=lambda make: make.__name__)
def test_papers_tell_no_more_than_the_list(make, kind, tmp_path):
    made, out = make(), tmp_path / f"out.{kind}"
    assert mask(made, tmp_path, "village_board", ("--whole", "--out", out)).exit_code == 0
    assert not leaks(made, written(out))


def test_a_pack_of_villages_tells_nobody_else(tmp_path):
    made, pack = xinxian(), tmp_path / "pack"
    run = mask(made, tmp_path, "village_board", ("--split-by", "village", "--pack", pack, "--format", "csv"))
    assert run.exit_code == 0, run.stderr
    files = [path for path in pack.rglob("*") if path.is_file()]
    assert any(path.name == "郭里社区.csv" for path in files)
    assert not [path.name for path in files if leaks(made, written(path))]


def test_an_amount_of_medicine_is_posted_by_no_other_list(tmp_path):
    made = ninghua()
    made.notice, made.header[6] = "dibao_result", "医疗救助金额"
    out = tmp_path / "out.csv"
    mask(made, tmp_path, "village_board", ("--whole", "--out", out))
    assert "医疗救助金额" not in written(out)


def test_parts_without_their_total_are_asked_about(tmp_path):
    made, out = longan(), tmp_path / "out.csv"
    made.header[8] = "其他事项"
    run = mask(made, tmp_path, "village_board", ("--whole", "--out", out))
    assert run.exit_code == 1
    assert [found["code"] for found in json.loads(run.stdout)["findings"]] == ["two_columns"]


def test_a_company_is_no_child_and_a_person_without_a_number_may_be(tmp_path):
    made, out = wangcang(), tmp_path / "out.csv"
    named = next(row for row in made.rows if row[2])
    kind = next(row for row in made.rows if row[1] == "爱心人士")
    named[2] = kind[2] = ""
    run = mask(made, tmp_path, "village_board", ("--whole", "--out", out))
    assert run.exit_code == 0, run.stderr
    text = written(out)
    assert named[1] not in text
    assert "爱心人士" not in text
    assert "四川华兴建设有限公司" in text
