"""公示前体检: wrong numbers, sums and ages are told inside, and never change what is posted."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.cli.app import app
from deid.quality.figures import SCALE, figures, shown

HEADER = ["序号", "乡镇", "行政村", "农户姓名", "性别", "出生日期", "年龄", "身份证号", "补贴面积（亩）", "补贴标准（元/亩）", "补贴金额（元）", "一卡通账号", "备注"]  # fmt: skip
NAMES = ["王刚", "胡芳", "刘梅旺", "欧阳龙旺", "高兴水", "曾杰翠", "李娟", "赵海", "孙丽", "周强"]
DAY = "2026-11-20"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(nth, county="411224"):
    digits = f"{county}{1950 + nth}{nth % 12 + 1:02}{nth % 28 + 1:02}{100 + nth:03}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


def row(nth):
    born = f"{1950 + nth}-{nth % 12 + 1:02}-{nth % 28 + 1:02}"
    area = Decimal(nth + 1) + Decimal("0.5")
    return [
        str(nth + 1), "杜关镇", "新坪村", NAMES[nth % 10], "男" if nth % 2 else "女", born, str(2026 - 1950 - nth),
        number(nth), str(area), "92.5", str((area * Decimal("92.5")).quantize(Decimal("0.01"))),
        f"62284800{nth:03}12345678", "",
    ]  # fmt: skip


def rows(count=12):
    return [row(nth) for nth in range(count)]


def total(body, at=10):
    return [["合计", *[""] * (at - 1), str(sum(Decimal(line[at]) for line in body)), *[""] * (12 - at)]]


def as_csv(body, header=HEADER):
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([header, *body])
    return text.getvalue().encode()


class Run:
    """One run of the command, and everything it left behind."""

    def __init__(self, folder, body, *more, header=HEADER, notice="gengdi", name="list.csv"):
        (folder / "out").mkdir(exist_ok=True)
        listed, self.out, self.paper = folder / name, folder / "out" / "posted.csv", folder / "work.csv"
        listed.write_bytes(body if isinstance(body, bytes) else as_csv(body, header))
        command = ["mask", listed, "--notice", notice, "--channel", "village_board", "--as-of", DAY, "--whole",
                   "--out", self.out, "--force", "--worklist", self.paper, "--json", "--lang", "en", *more]  # fmt: skip
        done = CliRunner().invoke(app, list(map(str, command)))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        self.code, self.screen, self.stdout = done.exit_code, done.stderr, done.stdout
        self.told = json.loads(done.stdout)
        public = self.out.with_name("posted.csv.receipt.json")
        self.public = public.read_bytes() if public.exists() else b""
        self.posted = self.out.read_bytes() if self.out.exists() else b""

    def found(self, *codes):
        """Code -> column, rows, count of what the look noticed."""
        begins = codes or ("quality_", "last_", "withheld_now")
        return {
            one["code"]: (one["column"], one["rows"], one["count"])
            for one in self.told["findings"]
            if one["code"].startswith(begins)
        }


def changed(at, count=12, **cells):
    """The list with some cells of one row changed, by header."""
    body = rows(count)
    for header, cell in cells.items():
        body[at][next(i for i, h in enumerate(HEADER) if h.startswith(header))] = cell
    return body


def test_a_sound_list_has_nothing_to_say(tmp_path):
    assert Run(tmp_path, rows() + total(rows())).found() == {}
    assert Run(tmp_path, rows()).code == 0


WRONG_CHECK = number(4)[:-1] + ("1" if number(4)[-1] != "1" else "2")
CASES = {
    "quality_check_digit": (changed(4, 身份证号=WRONG_CHECK), "身份证号", [5]),
    "quality_damaged": (changed(4, 身份证号="4.11224195405051E+17"), "身份证号", [5]),
    "quality_id_shape": (changed(4, 身份证号=number(4)[:-2]), "身份证号", [5]),
    "quality_sex": (changed(4, 性别="男"), "性别", [5]),
    "quality_birth": (changed(4, 出生日期="1954/5/6"), "出生日期", [5]),
    "quality_age": (changed(4, 年龄="66"), "年龄", [5]),
    "quality_twice": (
        changed(4, 身份证号=number(2), 性别="女", 出生日期="1952-03-03", 年龄="74"),
        "身份证号",
        [5],
    ),
    "quality_product": (changed(4, 补贴金额="508.74"), "补贴金额（元）", [5]),
    "quality_deceased": (changed(4, 备注="2026年8月病故"), "备注", [5]),
    "quality_place": (changed(4, 身份证号=number(4, "513436")), "身份证号", [5]),
}


@pytest.mark.parametrize("code", CASES)
def test_every_fault_is_found_alone(tmp_path, code):
    body, column, where = CASES[code]
    assert Run(tmp_path, body).found() == {code: (column, where, 1)}


def born(nth, shape):
    return shape.format(y=1950 + nth, m=nth % 12 + 1, d=nth % 28 + 1)


def test_what_is_no_fault(tmp_path):
    """Other spellings, 虚岁, blanks, masked numbers, rounding, somebody else's death: one row each."""
    harmless = [
        lambda nth: {"出生日期": born(nth, "{y}年{m}月{d}日")},
        lambda nth: {"出生日期": born(nth, "{y}{m:02}{d:02}")},
        lambda nth: {"出生日期": born(nth, "{y}-{m:02}")},
        lambda nth: {"出生日期": born(nth, "{y}.{m}.{d}")},
        lambda nth: {"年龄": str(2027 - 1950 - nth)},
        lambda nth: {"性别": ""},
        lambda nth: {"身份证号": f"'{number(nth)[:6]} {number(nth)[6:14]} {number(nth)[14:]}"},
        lambda nth: {"身份证号": "411224************"},
        lambda nth: {"补贴金额": str(Decimal(row(nth)[10]).quantize(Decimal("0.1")))},
        lambda nth: {"补贴金额": f"{Decimal(row(nth)[10]):.0f}元"},
        lambda nth: {"补贴金额": ""},
        lambda nth: {"备注": "丈夫已故"},
        lambda nth: {"备注": "病故", "补贴金额": "0", "补贴面积": "0"},
    ]
    body = [changed(nth, len(harmless), **make(nth))[nth] for nth, make in enumerate(harmless)]
    assert Run(tmp_path, body).found() == {}


def test_numbers_that_a_spreadsheet_rounded(tmp_path):
    """The last three digits became zeros: damage, told once, and nothing is compared with such a number."""
    rounded = number(4)[:15] + "000"
    assert Run(tmp_path, changed(4, 身份证号=rounded, 性别="男")).found() == {
        "quality_damaged": ("身份证号", [5], 1)
    }
    for other in ("6217000010001234001", "6217000010001234010", "6217000010001234100"):
        assert Run(tmp_path, changed(4, 一卡通账号=other)).found() == {}
    assert Run(tmp_path, changed(4, 一卡通账号="6.22848000041235E+18")).found() == {
        "quality_damaged": ("一卡通账号", [5], 1)
    }


def test_totals(tmp_path):
    body = rows()
    assert Run(tmp_path, body + total(body)).found() == {}
    wrong = total(body)
    wrong[0][10] = str(Decimal(wrong[0][10]) + Decimal("0.01"))
    assert Run(tmp_path, body + wrong).found() == {"quality_total": ("补贴金额（元）", [12], 1)}
    groups = [
        *body[:5],
        ["小计", *total(body[:5])[0][1:]],
        *body[5:],
        ["小计", *total(body[5:])[0][1:]],
        *total(body),
    ]
    assert Run(tmp_path, groups).found() == {}
    off = [list(line) for line in groups]
    off[5][10] = "1"
    assert Run(tmp_path, off).found() == {"quality_total": ("补贴金额（元）", [5], 1)}
    first = [total(body)[0], *body]
    assert Run(tmp_path, first).found() == {}
    lone = [["合计", *[""] * 11, total(body)[0][10]]]  # exports put the sum into the last column
    assert Run(tmp_path, body + lone).found() == {}
    lone[0][12] = "7"
    assert list(Run(tmp_path, body + lone).found()) == ["quality_total"]
    short = as_csv(body) + f"合计,,,,,,,,,,{total(body)[0][10]}\r\n".encode()
    assert Run(tmp_path, short).found() == {}
    assert list(Run(tmp_path, as_csv(body) + b"\xe5\x90\x88\xe8\xae\xa1,,,,,,,,,,77\r\n").found()) == [
        "quality_total"
    ]


def test_totals_in_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    wrong = total(rows())[0]
    for line in [["2026年耕地地力保护补贴"], HEADER, *rows(), [*wrong[:10], "5", "", ""]]:
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    found = Run(tmp_path, content.getvalue(), name="list.xlsx").found()
    assert found == {"quality_total": ("补贴金额（元）", [12], 1)}


def test_columns_that_mean_something_else(tmp_path):
    """Where nearly every amount differs the columns are at fault, not the rows: one line says so."""
    body = [[*line[:9], "9250", *line[10:]] for line in rows()]
    assert Run(tmp_path, body).found() == {"quality_product_all": ("补贴金额（元）", [], 12)}


def test_ages_outside_the_notice(tmp_path):
    header = ["序号", "乡镇", "村", "老人姓名", "身份证号", "补贴标准"]
    old = [
        [str(at + 1), "杜关镇", "新坪村", NAMES[at], "411224" + f"{1935 + at}0101{100 + at}0", "100"]
        for at in range(9)
    ]
    old = [
        [
            *line[:4],
            line[4][:17]
            + "10X98765432"[sum(int(d) * w for d, w in zip(line[4][:17], WEIGHTS, strict=True)) % 11],
            line[5],
        ]
        for line in old
    ]
    old.append([*old[0][:4], "41122419600101100" + "", "100"])
    young = "411224196001011" + "00"
    young += "10X98765432"[sum(int(d) * w for d, w in zip(young, WEIGHTS, strict=True)) % 11]
    old[9][4] = young
    found = Run(tmp_path, old, header=header, notice="gaoling").found()
    assert found == {"quality_age_limit": ("身份证号", [10], 1)}


def spoilt():
    """A list with every fault in it."""
    body = rows(30)
    body[4] = changed(
        4, 身份证号=WRONG_CHECK, 性别="男", 出生日期="1960-01-01", 年龄="20", 补贴金额="1", 备注="已故"
    )[4]
    body[6][7], body[8][7] = number(5), "4.11E+17"
    return [*body, ["合计", *[""] * 9, "1", "", ""]]


@pytest.mark.parametrize("more", [(), ("--strict",)])
def test_nothing_posted_and_no_exit_code_depends_on_it(tmp_path, more):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with_look, without = (
        Run(tmp_path / "a", spoilt(), *more),
        Run(tmp_path / "b", spoilt(), "--no-quality", *more),
    )
    assert with_look.code == without.code
    assert with_look.posted == without.posted
    assert with_look.public == without.public
    assert len(with_look.found()) > 5
    assert without.found() == {}
    assert b"quality" not in with_look.public


def test_no_cell_in_what_is_told(tmp_path):
    run = Run(tmp_path, spoilt())
    for line in spoilt():
        for cell in (line[7], line[11]):
            assert len(cell) < 9 or cell not in run.stdout + run.screen


def test_the_worklist_shows_the_rows(tmp_path):
    run = Run(tmp_path, spoilt())
    lines = list(csv.reader(io.StringIO(run.paper.read_text(encoding="utf-8-sig"))))
    noticed = {(line[0], line[1]) for line in lines if line[4:5] == ["quality_check_digit"]}
    assert noticed == {("5", NAMES[4])}
    filled = run.paper.rename(tmp_path / "filled.csv")
    again = Run(tmp_path, spoilt(), "--decide", filled)  # read back: what was noticed decides nothing
    assert (again.code, again.posted) == (run.code, run.posted)
    book = tmp_path / "work.xlsx"
    Run(tmp_path, spoilt(), "--worklist", book)
    assert openpyxl.load_workbook(book).sheetnames[1] == "before posting"
    assert openpyxl.load_workbook(book).worksheets[0]["A1"].value == "内部资料 不得公开"


def test_a_withheld_row_is_not_let_out_by_a_second_line(tmp_path):
    """Two lines about one row: where they disagree, the person stays back."""
    run = Run(tmp_path, spoilt())
    lines = list(csv.reader(io.StringIO(run.paper.read_text(encoding="utf-8-sig"))))
    at = next(i for i, line in enumerate(lines) if "decision" in "".join(line))
    mark = lines[0][9]
    both = [
        [*["2", NAMES[1], "", "", "x"], verdict, "why", "a", "b", mark] for verdict in ("withhold", "publish")
    ]
    paper = tmp_path / "decided.csv"
    text = io.StringIO()
    for order in (both, both[::-1]):
        text = io.StringIO()
        csv.writer(text).writerows([*lines[: at + 1], *order])
        paper.write_text(text.getvalue(), encoding="utf-8-sig")
        done = Run(tmp_path, spoilt(), "--decide", paper)
        assert done.told["receipt"]["withheld"].get("decision") == 1


@pytest.mark.parametrize("step", ["__init__", "see", "take", "marks"])
def test_a_fault_of_the_look_stops_nothing(tmp_path, monkeypatch, step):
    from deid.quality.look import Quality

    def stumble(*_):
        raise ValueError(number(0))

    monkeypatch.setattr(Quality, step, stumble)
    run = Run(tmp_path, rows())
    assert run.code == 0
    assert len(run.posted.splitlines()) == 13
    assert list(run.found()) == ["quality_failed"]
    assert number(0) not in run.stdout + run.screen


def test_batches_make_no_difference(tmp_path, monkeypatch):
    from deid.io import csv_in

    whole = Run(tmp_path, spoilt() * 1, "--strict").found()
    monkeypatch.setattr("deid.io.opening.SMALL", 0)
    monkeypatch.setattr(csv_in, "BLOCK", 1 << 10)
    monkeypatch.setattr(csv_in, "_GATHERED", 1)
    assert Run(tmp_path, spoilt(), "--strict").found() == whole


def test_a_list_too_long_to_compare_says_how_far_it_was_compared(tmp_path, monkeypatch):
    from deid.io import csv_in

    body = rows(40)
    body[39][7] = body[0][7]  # too far down to be seen
    monkeypatch.setattr("deid.io.opening.SMALL", 0)
    monkeypatch.setattr(csv_in, "BLOCK", 1 << 10)
    monkeypatch.setattr(csv_in, "_GATHERED", 1)
    whole = Run(tmp_path, body)
    assert whole.found("quality_twice")["quality_twice"][1] == [40]
    monkeypatch.setattr("deid.quality.twice.MOST", 10)
    part = Run(tmp_path, body)
    ((code, (_, listed, count)),) = part.found("quality_twice").items()
    assert (code, listed) == ("quality_twice_not_all", [])
    assert 10 <= count < 40
    assert part.posted == whole.posted


@pytest.mark.parametrize("cells", [[], [None, None], ["", None], ["无", "见附件"], ["1" * 12]])
def test_a_column_without_figures_has_none(cells):
    read = figures(pa.array(cells, pa.string()))
    assert not read.known.any() and not read.values.any()
    assert read.odd.tolist() == [bool(cell) for cell in cells]


money = st.decimals(min_value=-999_999, max_value=999_999, places=2)


@settings(max_examples=60, deadline=None)
@given(st.lists(money, min_size=1, max_size=40))
def test_sums_are_exact(values):
    read = figures(pa.array([f"{value:,}" for value in values]))
    assert int(read.values.sum()) == sum(values) * SCALE
    assert [Decimal(shown(int(one))) for one in read.values] == values
