"""``--last``: who is new, gone, paid differently, or was shown last time and is kept back now."""

import csv
import io

import openpyxl
from test_quality import HEADER, NAMES, Run, as_csv, changed, number, row, rows


def compare(tmp_path, before, now, *more, header=HEADER, **how):
    last = tmp_path / "last.csv"
    last.write_bytes(before if isinstance(before, bytes) else as_csv(before, header))
    return Run(tmp_path, now, "--last", last, "--no-quality", *more, header=header, **how)


def test_the_same_list_has_nothing_to_say(tmp_path):
    assert compare(tmp_path, rows(), rows()).found() == {}
    assert compare(tmp_path, rows()[::-1], rows()).found() == {}


def test_new_gone_and_changed(tmp_path):
    before = [row(nth) for nth in range(12)]
    now = [row(nth) for nth in [*range(2, 12), 20]]
    now[3][10] = "1.00"
    found = compare(tmp_path, before, now).found()
    assert found == {
        "last_new": (None, [11], 1),
        "last_gone": (None, [1, 2], 2),
        "last_changed": ("补贴金额（元）", [4], 1),
    }


def test_spellings_of_a_number_are_one_person(tmp_path):
    before = changed(4, 身份证号=f"'{number(4)[:6]} {number(4)[6:]} ", 补贴金额="508.750 元")
    before[6][7] = "".join(chr(ord(char) + 0xFEE0) for char in number(6))
    assert compare(tmp_path, before, rows()).found() == {}


def test_rows_without_a_number_go_by_name_and_village(tmp_path):
    before = changed(4, 身份证号="")
    assert compare(tmp_path, before, rows(10)).found() == {"last_gone": (None, [11, 12], 2)}
    other = changed(4, 身份证号=number(40))  # the same name with another number is somebody else
    assert set(compare(tmp_path, other, rows()).found()) == {"last_new", "last_gone"}


def test_lists_without_numbers(tmp_path):
    header = [text for at, text in enumerate(HEADER) if at != 7]
    plain = [[*line[:7], *line[8:]] for line in rows(10)]
    now = [list(line) for line in plain[1:]]
    now[0][9] = "1"
    run = compare(tmp_path, plain, now, header=header)
    assert run.found() == {
        "last_gone": (None, [1], 1),
        "last_changed": ("补贴金额（元）", [1], 1),
        "last_by_name": (None, [], 0),
    }
    twins = [*plain, [*plain[3][:1], "杜关镇", "新坪村", plain[3][3], *plain[3][4:]]]
    assert compare(tmp_path, twins, twins, header=header).found() == {"last_by_name": (None, [], 2)}


def test_a_list_that_was_masked_cannot_be_compared(tmp_path):
    starred = [[*line[:3], line[3][0] + "**", *line[4:7], "411224************", *line[8:]] for line in rows()]
    run = compare(tmp_path, starred, rows())
    assert list(run.found()) == ["last_not_linked"]
    assert run.code == 0
    posted = Run(tmp_path, rows(10)).posted  # names and villages in the clear: what was posted will do
    found = compare(tmp_path, posted, rows(10)[1:]).found()
    assert found == {"last_gone": (None, [1], 1), "last_by_name": (None, [], 0)}


def test_shown_last_time_and_kept_back_now(tmp_path):
    before, now = rows(), changed(4, 备注="艾滋病")
    run = compare(tmp_path, before, now)
    assert run.found() == {"withheld_now": (None, [5], 1)}
    assert run.code == 0
    assert [f["severity"] for f in run.told["findings"] if f["code"] == "withheld_now"] == ["warning"]
    lines = list(csv.reader(io.StringIO(run.paper.read_text(encoding="utf-8-sig"))))
    [line] = [line for line in lines if line[:1] == ["5"] and line[4] == "hiv"]
    assert "shown last time" in line[2]
    assert compare(tmp_path, before, now, "--strict").code == 1
    assert compare(tmp_path, now, now).found() == {}  # kept back last time already


def test_a_decision_settles_it(tmp_path):
    before, now = rows(), changed(4, 备注="艾滋病")
    run = compare(tmp_path, before, now)
    lines = list(csv.reader(io.StringIO(run.paper.read_text(encoding="utf-8-sig"))))
    for line in lines:
        if line[:1] == ["5"] and len(line) > 5:
            line[5:9] = ["withhold", "confirmed", "a", "b"]
    paper, text = tmp_path / "decided.csv", io.StringIO()
    csv.writer(text).writerows(lines)
    paper.write_text(text.getvalue(), encoding="utf-8-sig")
    assert compare(tmp_path, before, now, "--decide", paper).found() == {}


def test_somebody_newly_protected(tmp_path):
    protect = tmp_path / "protect.txt"
    protect.write_text(number(3) + "\n", encoding="utf-8")
    run = compare(tmp_path, rows(), rows(), "--protect", protect)
    assert run.found() == {"withheld_now": (None, [4], 1)}
    assert number(3) not in run.stdout + run.screen + run.public.decode()


def test_a_list_of_households(tmp_path):
    """Members are no rows of their own here: only heads can be kept back."""
    header = ["户号", "与户主关系", "乡镇", "村", "姓名", "身份证号", "月保障金额"]
    body = [
        [
            str(nth // 2),
            "户主" if nth % 2 == 0 else "配偶",
            "杜关镇",
            "新坪村",
            NAMES[nth],
            number(nth),
            "470",
        ]
        for nth in range(8)
    ]
    now = [list(line) for line in body]
    assert compare(tmp_path, body, now, header=header, notice="dibao_result").found() == {}


def test_posted_bytes_do_not_depend_on_it(tmp_path):
    for name in "abc":
        (tmp_path / name).mkdir()
    plain = Run(tmp_path / "a", changed(4, 备注="艾滋病"), "--no-quality")
    beside = compare(tmp_path / "b", rows(20), changed(4, 备注="艾滋病"))
    assert len(beside.found()) == 2
    assert (plain.code, plain.posted, plain.public) == (beside.code, beside.posted, beside.public)
    for text in (beside.stdout, beside.screen):
        assert not any(number(nth) in text for nth in range(20))


def test_people_who_are_gone_stand_in_the_worklist_by_name(tmp_path):
    book = tmp_path / "work.xlsx"
    compare(tmp_path, rows(), rows()[3:], "--worklist", book)
    sheet = openpyxl.load_workbook(book).worksheets[1]
    gone = [line for line in sheet.iter_rows(values_only=True) if line[4] == "last_gone"]
    assert [(line[0], line[1]) for line in gone] == [
        (f"row {at + 1} of last time", NAMES[at]) for at in range(3)
    ]


def test_a_last_list_that_cannot_be_read(tmp_path):
    run = compare(tmp_path, b"\x00\x01", rows())
    assert run.code == 2
    assert run.posted == b""
