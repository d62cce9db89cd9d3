"""查询码: every posted row gets a code of its own, and only the office knows whose it is."""

import csv
import json
import random
import re
import stat

import pyarrow as pa
import pytest
from click.testing import CliRunner

from deid.cli.app import app
from deid.detect import lookup_code
from deid.engine.tally import RowNumbers
from deid.release import slips as slips_module

pytestmark = pytest.mark.usefixtures("english")

LOOK_ALIKES = set("0O1IL2Z5S8BGUV")
HEADER = ["序号", "村", "户主姓名", "身份证号", "联系电话", "保障人口", "月保障金额"]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(nth, year=1960):
    """An invented ID number; every ``nth`` another."""
    body = f"411224{year + nth % 30}{nth % 12 + 1:02}{nth % 28 + 1:02}{nth % 1000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def people(count=40, seed=1):
    """Invented households, many of one name; three heads are minors and stay back."""
    chance = random.Random(seed)
    rows = []
    for nth in range(count):
        year = 2012 if nth % 13 == 5 else 1960
        surname, given = chance.choice("王李张"), chance.choice("伟芳")
        rows.append(
            [
                "新坪村",
                surname + given,
                number(nth, year),
                f"1380013{nth:04}",
                "2",
                str(chance.choice((300, 320))),
            ]
        )
    return rows


def write(path, rows, header=HEADER):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *([str(nth), *row] for nth, row in enumerate(rows, 1))])


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def office(tmp_path):
    """A folder for what is posted, one for what is not, and two keys."""
    (tmp_path / "posted").mkdir()
    (tmp_path / "internal").mkdir()
    for name, digit in (("key", "7"), ("other", "8")):
        (tmp_path / name).write_text(digit * 64)
        (tmp_path / name).chmod(0o600)
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def release(office, rows, *, channel="village_board", key="key", paper="slips.csv", header=HEADER, name="a"):
    write(office / "list.csv", rows, header)
    out = office / "posted" / f"{name}.csv"
    result = run(
        "mask", office / "list.csv", "--notice", "dibao_result", "--channel", channel, "--out", out, "--force",
        "--as-of", "2026-11-21", "--key-file", office / key, "--slips", office / "internal" / paper, "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    return result, out


def codes(out):
    """The posted rows without 序号 and 查询码, and their codes."""
    table = read(out)
    assert table[0][-1] == "查询码"
    return [tuple(row[1:-1]) for row in table[1:]], [row[-1] for row in table[1:]]


def test_every_row_has_a_code_and_the_paper_says_whose(office):
    rows = people()
    _, out = release(office, rows)
    shown, given = codes(out)
    kept = [nth for nth in range(len(rows)) if nth % 13 != 5]
    assert len(given) == len(set(given)) == len(kept) < len(rows)
    assert all(re.fullmatch(r"[0-9A-Z]{4}", code) and not LOOK_ALIKES & set(code) for code in given)
    assert shown == [(rows[nth][0], rows[nth][1], rows[nth][4], rows[nth][5]) for nth in kept]
    heading, titles, *lines = read(office / "internal" / "slips.csv")
    assert heading == ["内部资料 不得公开"]
    assert lines == [
        [str(nth + 1), str(place), rows[nth][1], given[place - 1]] for place, nth in enumerate(kept, 1)
    ]
    assert stat.S_IMODE((office / "internal" / "slips.csv").stat().st_mode) == 0o600


def test_in_a_pack_the_paper_says_on_which_page_and_where(office):
    rows = people(24)
    for nth, row in enumerate(rows):
        row[0] = ["新坪村", "果角村"][nth % 2]
    write(office / "list.csv", rows)
    asked = [
        "mask", office / "list.csv", "--notice", "dibao_result", "--channel", "village_board", "--as-of",
        "2026-11-21", "--split-by", "village", "--format", "csv", "--slips", office / "internal" / "slips.csv",
    ]  # fmt: skip
    without = run(*asked, "--pack", office / "posted" / "none")
    assert without.exit_code == 2  # a code is made with a key, and there is none
    assert not list((office / "posted").iterdir())
    done = run(*asked, "--pack", office / "posted" / "pack", "--key-file", office / "key")
    assert done.exit_code == 0, done.output
    found = {}
    for village in ("新坪村", "果角村"):
        for at, (row, code) in enumerate(
            zip(*codes(office / f"posted/pack/{village}/{village}.csv"), strict=True), 1
        ):
            assert row[0] == village
            found[code] = (f"{village} {at}", row[1])
    _, _, *lines = read(office / "internal" / "slips.csv")
    assert {code: (place, name) for _, place, name, code in lines} == found
    assert all(rows[int(nth) - 1][1] == name for nth, _, name, _ in lines)


def test_the_paper_may_be_a_workbook(office):
    calamine = pytest.importorskip("python_calamine")
    pytest.importorskip("openpyxl")
    _, out = release(office, people(), paper="slips.xlsx")
    book = calamine.CalamineWorkbook.from_path(str(office / "internal" / "slips.xlsx"))
    table = book.get_sheet_by_index(0).to_python()
    assert table[0][0] == "内部资料 不得公开"
    assert [line[3] for line in table[2:]] == codes(out)[1]


def test_nothing_but_the_two_files_holds_a_code(office):
    result, out = release(office, people())
    _, given = codes(out)
    public = out.with_name(out.name + ".receipt.json").read_text("utf-8")
    told = json.loads(result.stdout)
    for code in given:
        assert f'"{code}"' not in result.stdout + public
        assert not re.search(rf"\b{code}\b", result.stderr)
    assert "indistinguishable" not in {found["code"] for found in told["findings"]}
    shown = told["receipt"]["columns"][-1]
    assert (shown["header"], shown["treatment"]) == ("查询码", "publish")


def test_where_rows_cannot_be_told_apart_the_command_is_named(office):
    write(office / "list.csv", people())
    result = run(
        "mask", office / "list.csv", "--notice", "dibao_result", "--channel", "village_board",
        "--out", office / "posted" / "a.csv", "--as-of", "2026-11-21", "--json",
    )  # fmt: skip
    found = {item["code"]: item["text"] for item in json.loads(result.stdout)["findings"]}
    assert "--key-file KEY --slips SLIPS" in found["indistinguishable"]
    assert read(office / "posted" / "a.csv")[0][-1] != "查询码"


def test_withheld_rows_and_hidden_cells_change_no_posted_byte(office):
    rows = people()
    _, out = release(office, rows)
    before = out.read_bytes()
    _, out = release(office, [row for nth, row in enumerate(rows) if nth % 13 != 5])
    assert out.read_bytes() == before
    for row in rows:
        row[3] = "1390000" + row[3][-4:]
    _, out = release(office, rows)
    assert out.read_bytes() == before


def test_codes_go_with_their_rows(office):
    rows = people()
    rows += [list(rows[1]), [*rows[2][:5], "999"]]  # one row twice, one person twice
    _, out = release(office, rows)
    before = sorted(zip(*codes(out), strict=True))
    assert len({code for _, code in before}) == len(before)
    _, out = release(office, rows[::-1])
    assert sorted(zip(*codes(out), strict=True)) == before


def test_another_number_moves_nobody_elses_code(office):
    rows = people()
    _, out = release(office, rows)
    before = codes(out)[1]
    rows[3][2] = number(777)
    _, out = release(office, rows)
    moved = [place for place, (old, new) in enumerate(zip(before, codes(out)[1], strict=True)) if old != new]
    assert moved == [3]


def test_a_row_without_a_number_has_a_code_too(office):
    rows = people()
    header = [*HEADER, "年龄"]
    plain = [[*row[:2], "", *row[3:], "60"] for row in rows]
    _, out = release(office, [*plain, plain[0]], header=header)
    before = sorted(zip(*codes(out), strict=True))
    assert len({code for _, code in before}) == len(plain) + 1
    _, out = release(office, [plain[0], *plain[::-1]], header=header)  # with other serial numbers
    assert sorted(zip(*codes(out), strict=True)) == before


def test_codes_of_two_channels_or_keys_cannot_be_joined(office):
    rows = people(400)
    made = {
        (channel, key): codes(release(office, rows, channel=channel, key=key)[1])[1]
        for channel, key in (("village_board", "key"), ("wechat_group", "key"), ("village_board", "other"))
    }
    first, *others = made.values()
    assert codes(release(office, rows)[1])[1] == first
    for other in others:
        assert len(other) == len(first)
        assert sum(a == b for a, b in zip(first, other, strict=True)) <= 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--channel", "village_board"], "slips.key"),
        (["--channel", "website", "--key-file", "KEY"], "slips.names_only"),
    ],
)
def test_what_cannot_run(office, words, code):
    write(office / "list.csv", people())
    words = [str(office / "key") if word == "KEY" else word for word in words]
    result = run(
        "mask", office / "list.csv", "--notice", "dibao_result", *words, "--as-of", "2026-11-21",
        "--out", office / "posted" / "a.csv", "--slips", office / "internal" / "slips.csv", "--json",
    )  # fmt: skip
    assert result.exit_code == 2
    assert json.loads(result.stdout)["code"] == code
    assert not list((office / "posted").iterdir())
    assert not list((office / "internal").iterdir())


def test_the_paper_may_not_lie_beside_the_output(office):
    write(office / "list.csv", people())
    (office / "posted" / "deeper").mkdir()
    for paper in ("posted/slips.csv", "posted/deeper/slips.csv"):
        result = run(
            "mask", office / "list.csv", "--notice", "dibao_result", "--channel", "village_board",
            "--key-file", office / "key", "--out", office / "posted" / "a.csv", "--slips", office / paper, "--json",
        )  # fmt: skip
        assert (result.exit_code, json.loads(result.stdout)["code"]) == (2, "usage.inside_output")
        assert not (office / paper).exists()


def test_too_many_rows_for_four_characters(office, monkeypatch):
    monkeypatch.setattr(slips_module, "MOST_ROWS", 10)
    write(office / "list.csv", people())
    result = run(
        "mask", office / "list.csv", "--notice", "dibao_result", "--channel", "village_board",
        "--key-file", office / "key", "--as-of", "2026-11-21", "--json",
        "--out", office / "posted" / "a.csv", "--slips", office / "internal" / "slips.csv",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "too_many_for_codes" in {found["code"] for found in json.loads(result.stdout)["findings"]}
    assert not (office / "posted" / "a.csv").exists()
    assert not (office / "internal" / "slips.csv").exists()


def test_codes_that_fall_together_are_parted_whatever_the_order(monkeypatch):
    monkeypatch.setattr(slips_module, "SIZE", 1)
    rows = [bytes([nth]) * 8 for nth in range(19)]  # 19 of 20 codes: nearly every one falls on another
    given = dict(zip(rows, slips_module._codes(b"k" * 32, rows), strict=True))
    assert len(set(given.values())) == 19
    random.Random(1).shuffle(rows)
    assert dict(zip(rows, slips_module._codes(b"k" * 32, rows), strict=True)) == given


def test_the_proof_knows_the_shape_and_the_row():
    column = slips_module._column(7)
    cells = pa.array(["7JNW", "7jnw", "0OIL", "7JNWX", "1", "新坪村", "41122"])
    assert column.fits(cells).tolist() == [True, *[False] * 6]
    slips = slips_module.Slips(None, column, ("7JNW", "RXEC", "JRKM"))

    def written(*cells):
        return [pa.RecordBatch.from_arrays([pa.array(part)], names=[column.name]) for part in cells]

    assert slips.misfits(written(["7JNW"], ["RXEC", "JRKM"])).count == 0
    assert slips.misfits(written(["7JNW"], ["JRKM", "RXEC"])) == RowNumbers(2, (2, 3))
    assert slips.misfits(written(["7JNW", "", "JRKM", "RXEC"])) == RowNumbers(2, (2, 4))


def test_a_wrong_code_is_never_released(office, monkeypatch):
    right = slips_module.Slips.cells
    monkeypatch.setattr(
        slips_module.Slips, "cells", lambda self, *where: pa.array(right(self, *where).to_pylist()[::-1])
    )
    write(office / "list.csv", people())
    result = run(
        "mask", office / "list.csv", "--notice", "dibao_result", "--channel", "village_board",
        "--key-file", office / "key", "--as-of", "2026-11-21", "--json",
        "--out", office / "posted" / "a.csv", "--slips", office / "internal" / "slips.csv",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "shape" in {found["code"] for found in json.loads(result.stdout)["findings"]}
    assert not (office / "internal" / "slips.csv").exists()


def test_check_knows_the_column(office):
    _, out = release(office, people())
    asked = ("--notice", "dibao_result", "--channel", "village_board", "--json")
    assert json.loads(run("check", out, *asked).stdout)["findings"] == []
    table = read(out)
    table[3][-1] = "张三的"
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(table)
    out.with_name(out.name + ".receipt.json").unlink()
    found = json.loads(run("check", out, *asked).stdout)["findings"]
    assert [(item["code"], item["column"], item["rows"]) for item in found] == [
        ("not_as_ruled", "column 6", [3])
    ]


def test_no_spreadsheet_and_no_reader_takes_a_code_for_something_else():
    alphabet = set(lookup_code.ALPHABET)
    assert not LOOK_ALIKES & alphabet
    assert len(alphabet) == len(lookup_code.ALPHABET) == 20
    months = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
    assert not any(set(month) <= alphabet for month in months)
    assert "E" not in alphabet
