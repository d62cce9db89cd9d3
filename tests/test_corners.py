"""Ways through kernels, maskers, risk and release that lists seldom take."""

import hmac
import re
from datetime import date, datetime

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

from deid.detect.shapes import check_fits
from deid.errors import InputError, UsageError
from deid.io.aside import Aside
from deid.kernels import as_text, memory
from deid.maskers.age import age
from deid.maskers.amount import amount
from deid.maskers.category import category
from deid.maskers.keep_ends import keep_ends
from deid.maskers.surrogate import surrogate
from deid.maskers.token import token
from deid.registry import bind, spec
from deid.release.arrow_sinks import WholeSink
from deid.release.cure import Change
from deid.release.decided import Mark, read_decisions
from deid.release.fitting import _named
from deid.release.people import read_protected
from deid.risk.candidates import candidates
from deid.risk.judge import ReleaseView, judge
from deid.risk.leaks import hidden_windows
from deid.risk.proxy import Contingency
from deid.risk.twins import Twins

KEY = b"thirty-two bytes of key material"
DAY = date(2026, 11, 21)


def test_the_allocator_is_taken_where_there_is_one(monkeypatch):
    taken = []
    monkeypatch.setattr(pa, "set_memory_pool", taken.append)
    monkeypatch.setattr(pa, "jemalloc_memory_pool", lambda: "pool")
    memory.reuse_pages()
    assert taken == ["pool"]

    def none():
        raise NotImplementedError

    monkeypatch.setattr(pa, "jemalloc_memory_pool", none)
    memory.reuse_pages()
    assert taken == ["pool"]


@pytest.mark.parametrize("value", ["text", ["text"], None, pa.array([1]), pa.chunked_array([[1.5]])])
def test_only_arrow_text_is_text(value):
    with pytest.raises(TypeError, match="an Arrow text array is needed, not ") as caught:
        as_text(value)
    assert "text array is needed, not text" not in str(caught.value)


def test_one_word_is_no_list_of_words():
    with pytest.raises(TypeError, match="must be a list of words"):
        category(pa.array(["因学"]), allowed="因学")


@pytest.mark.parametrize("band", [0, -1, 10**9 + 1])
def test_a_band_has_a_width(band):
    with pytest.raises(ValueError, match="band must be between 1 and 1000000000"):
        amount(pa.array(["100"]), band=band)


@pytest.mark.parametrize("band", [0, -1, 131])
def test_a_band_of_ages_has_a_width_too(band):
    with pytest.raises(ValueError, match="band must be between 1 and 130"):
        age(pa.array(["75"]), band=band)


def test_bands_at_their_edges():
    cells = [
        "999",
        "1000",
        "2000-1000",
        "1000-1000",
        "999999999",
        "1000000000",
        "0.05万元",
        "0.05万-0.15万元",
    ]
    assert amount(pa.array(cells), band=1000).to_pylist() == [
        "0-999", "1000-1999", "*" * 8, "1000-1999", "999999000-999999999", "*" * 8, "0-999", "0-1999",
    ]  # fmt: skip
    assert amount(pa.array(["1"]), band=10**9).to_pylist() == ["0-999999999"]


def hmac_of(text):
    return hmac.digest(KEY, text, "sha256").hex()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("138-0013 8000", "13800138000"),
        ("41122419740305123x", "41122419740305123X"),
        ("Ｚhang_San", "ZHANGSAN"),
    ],
)
def test_a_token_is_an_hmac_and_a_tag(cell, value):
    """Made again by hand: 96 bits of the value's HMAC, 32 of a tag over them; the same in every version."""
    first = hmac_of(b"value\0" + value.encode())[:24]
    made = token(pa.array([cell]), key=KEY).to_pylist()[0]
    assert made == first + hmac_of(b"tag\0" + first.encode())[:8]
    forged = [made[:-1] + ("0" if made[-1] != "0" else "1"), made.upper(), f"{made}0", made[:-1]]
    assert not set(token(pa.array(forged), key=KEY).to_pylist()) & {made, *forged}
    assert token(pa.array([made]), key=b"another key of thirty-two bytes!").to_pylist() != [made]


def test_what_a_token_takes_for_a_value():
    cells = pa.array(["411224197403051234", "", None, "0" * 32])
    assert spec(token).recognise(cells).to_pylist() == [True, False, False, False]
    assert token(token(cells, key=KEY), key=KEY).equals(token(cells, key=KEY))


def test_what_was_masked_before_is_no_value_to_be_masked():
    cells = pa.array(["DB2026", "DB**26", "DB＊＊26", "*", "", "　", None])
    assert spec(keep_ends).recognise(cells).to_pylist() == [True] + [False] * 6
    assert spec(surrogate).recognise(cells).to_pylist() == [True] * 4 + [False] * 3


def test_a_stand_in_is_of_the_same_kind():
    cells = [
        "411224197403051234",
        "41122419740305123443",
        "G411224197403051234",
        None,
        "",
    ]
    made = surrogate(pa.array(cells), key=KEY).to_pylist()
    assert [len(cell or "") for cell in made] == [18, 20, 19, 0, 0]
    assert made[2][0] == "G"
    assert not set(made[:3]) & set(cells)
    assert surrogate(pa.array(cells), key=KEY).to_pylist() == made


def test_stand_ins_are_the_same_in_every_version():
    """Test data made last year must still join with what is made today."""
    made = {
        "411224197403051234": "11165519561002385X",
        "411224740305123": "310658196909135694",
        "41122419740305123443": "51062919761125809318",
        "G411224197403051234": "G511749197409160218",
        "1234567": "8256159",
        "000": "749",
    }
    assert surrogate(pa.array(list(made)), key=KEY).to_pylist() == list(made.values())


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["13800138000", "0398-2925094"], r"[0-9]{11}"),
        (["zhang@example.cn"], r"[0-9a-z_.]+@example\.invalid"),
        (["张三", "欧阳小丽", "㐀某"], r"[\u4e00-\u9fff]{2,4}"),
        (["豫M12345", "沪AD12345"], r"豫Z[A-Z][0-9]{3}[A-Z]"),
        (
            ["卢氏县杜关镇新坪村1组", "五里川镇新坪村（一组）5-1号", "村" * 120, "1号楼、2"],
            r"[\u4e00-\u9fff]+[A-Za-z]座",
        ),
        (["1", "12", "1234567", "6228480012345678910", "0" * 32], r"[1-9][0-9]*"),
        (["9" * 33, "#", "张", "abcdef", "村1号2", "村" * 121, "１2a"], r"\*{8}"),
    ],
)
def test_a_stand_in_looks_like_what_it_stands_for(cells, kind):
    made = surrogate(pa.array(cells), key=KEY).to_pylist()
    assert [one for one in made if not re.fullmatch(kind, one)] == []
    assert not set(made) & set(cells)
    if kind.startswith("[1-9]"):
        assert list(map(len, made)) == list(map(len, cells))
    assert surrogate(pa.array(cells), key=KEY).to_pylist() == made
    if kind != r"\*{8}":
        assert surrogate(pa.array(cells), key=KEY[::-1]).to_pylist() != made


def test_a_stand_in_is_an_adult_of_one_of_four_provinces():
    made = surrogate(pa.array([f"4112241974030{n:04d}1" for n in range(5000)]), key=KEY).to_pylist()
    assert {one[:2] for one in made} == {"11", "31", "41", "51"}
    assert {1 <= int(one[2:4]) <= 19 and 21 <= int(one[4:6]) <= 59 for one in made} == {True}
    born = [date(int(one[6:10]), int(one[10:12]), int(one[12:14])) for one in made]
    assert date(1940, 1, 1) <= min(born) < date(1942, 1, 1)
    assert date(1998, 1, 1) < max(born) <= date(1999, 12, 28)
    assert set(map(len, made)) == {18}
    assert not any(check_fits(one) for one in made)
    assert {one[17] for one in made} == set("0123456789X")


# ------------------------------------------------------------------ what a reader knows
@pytest.mark.parametrize(
    ("error", "said", "facts"),
    [
        (TypeError, "^as_of must be a date$", {"as_of": "2026-11-21"}),
        (TypeError, "^as_of must be a date$", {"as_of": 20261121}),
        (TypeError, "^births must be a date$", {"births": (DAY, "2026")}),
        (TypeError, "^births must be a date$", {"births": [None, DAY]}),
        (TypeError, "^births must be a pair", {"births": (DAY,)}),
        (TypeError, "^births must be a pair", {"births": (DAY, DAY, DAY)}),
        (TypeError, "^births must be a pair", {"births": "ab"}),
        (TypeError, "^births must be a pair", {"births": {DAY}}),
        (TypeError, "^birth, age, sex and births say", {"kind": "phone", "births": (DAY, DAY)}),
        (TypeError, "^birth, age, sex and births say", {"kind": "phone", "birth": "1974"}),
        (TypeError, "^birth, age, sex and births say", {"kind": "phone", "age": 52}),
        (ValueError, "^kind must be", {"kind": "plate"}),
        (ValueError, "^reader must be", {"reader": "phone"}),
        (TypeError, r"^shown\b", {"shown": 7}),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(error, said, facts):
    with pytest.raises(error, match=said):
        candidates(**{"shown": ["***********"], "region": None} | facts)


def test_births_may_be_given_with_a_clock():
    first, last, today = (
        datetime.fromisoformat(day) for day in ("1974-03-05 23:59", "1974-03-06", "2026-01-01")
    )
    for births in ((first, last), [first.date(), last]):
        assert candidates(["411224************"], births=births, as_of=DAY).tolist() == [2000]
    assert candidates(["411224************"], births=(last, last), as_of=today).tolist() == [1000]


def test_the_row_that_cannot_be_read_is_named():
    for place in range(3):
        shown = ["41122419740305****"] * 3
        shown[place] = "4112241974"
        with pytest.raises(ValueError, match=f"^shown: row {place + 1} cannot be read"):
            candidates(shown, as_of=DAY)


def test_some_rows_have_a_region_and_some_need_none():
    shown = ["41122419740305****", None, "**122419740305****"]
    counts = candidates(shown, region=[None, "411224", "411224,421224"], as_of=DAY).tolist()
    assert (counts[0], counts[2]) == (1000, 2000)
    with pytest.raises(ValueError, match="region digits are hidden"):
        candidates(shown, region=[None, "411224", None], as_of=DAY)
    assert candidates(["41122419740305****"], region="411282", as_of=DAY).tolist() == [0]


def test_a_local_reader_knows_that_minors_are_not_listed():
    """Eighteen on the day itself is grown up; the worst block of ten sequences is counted."""
    for born, left in (("20081120", 10), ("20081121", 10), ("20081122", 0)):
        assert candidates([f"411224{born}****"], reader="local", as_of=DAY).tolist() == [left]
        assert candidates([f"411224{born}****"], as_of=DAY).tolist() == [1000]


def test_what_arrow_cannot_take_is_read_one_by_one():
    shown = ["41122419740305123*"] * 4
    assert candidates(shown, sex=["男", 1, np.nan, pa.scalar("女")], as_of=DAY).tolist() == [1, 1, 1, 0]
    assert candidates(shown, sex=pd.Series(["男", 2.0, None, "9"]), as_of=DAY).tolist() == [1, 0, 1, 1]


@pytest.mark.parametrize(
    ("age", "fits"),
    [("52岁以上", 1), ("53+", 0), ("52岁及以下", 1), ("51以下", 0), ("52周岁", 1), ("***", 1), ("50~52", 1)],
)
def test_open_bands_of_age(age, fits):
    assert candidates(["41122419740305123*"], age=age, as_of=DAY).tolist() == [fits]


def test_a_number_of_fifteen_digits_is_widened():
    assert candidates(["411224740305123"], as_of=DAY).tolist() == [1]
    assert candidates(["411224740305***"], as_of=DAY).tolist() == [1000]
    assert candidates(["411224 740305 123", "４１１２２４-740305-xxx"], as_of=DAY).tolist() == [1, 1000]


def test_an_x_before_the_end_is_a_hidden_digit():
    crossed, starred = (
        candidates([shown], as_of=DAY).tolist() for shown in ("4112241974030512XX", "4112241974030512**")
    )
    assert crossed == starred == [10]


@pytest.mark.parametrize("code", ["1", "411", "41122", "4112241"])
def test_a_code_has_an_even_number_of_digits(code):
    with pytest.raises(ValueError, match="region"):
        candidates(["138********"], kind="phone", region=code)


def test_phones_of_a_code():
    everywhere = candidates(["***********"], kind="phone").tolist()
    assert candidates([None], kind="phone").tolist() == everywhere
    beijing, chongqing, pudong = (
        candidates(["138********"], kind="phone", region=code).tolist()[0]
        for code in ("11", "500101", "310115")
    )
    assert all(0 < count < everywhere[0] for count in (beijing, chongqing, pudong))
    assert candidates(["138********"], kind="phone", region="110000").tolist() == [beijing]
    hainan = candidates(["138********"], kind="phone", region="460100").tolist()
    assert 0 < hainan[0] < everywhere[0]


def test_every_run_of_seven_hidden_digits_is_searched_for():
    assert hidden_windows("12345678", 0, 0) == {"1234567", "2345678"}
    assert hidden_windows("12345678", 1, 0) == {"2345678"}
    assert hidden_windows("12345678", 0, 1) == {"1234567"}
    assert hidden_windows("12345678", 1, 1) == set()
    assert hidden_windows("12345678", 4, 4) == {"1234567", "2345678"}  # too short for its ends: hidden whole
    assert hidden_windows("1234 5678", 4, 5) == {"1234567", "2345678"}


def test_columns_of_one_list_are_as_long_as_each_other():
    with pytest.raises(ValueError, match="has not the 2 rows"):
        judge(ReleaseView(2, age=pa.array(["75"])), place="411224", as_of=DAY)


def test_a_batch_without_a_column_tells_nothing_of_it():
    counts = Contingency([0], [1])
    counts.add({}, {1: pa.array(["x", "y"])})
    counts.add({0: pa.array(["a", "b"])}, {})
    assert not any(counts.pairs.values())
    twins = Twins()
    twins.add({}, [])
    assert twins.rows == 0


# ------------------------------------------------------------------ releases
def test_what_would_cure_a_list_is_said():
    told = Change(1, "身份证号", bind("resident_id", {"show_first": 6})), Change(1, "身份证号", None)
    assert all("身份证号" in str(one) for one in told)
    assert "resident_id" in str(told[0])
    assert "show_first=6" in str(told[0])
    assert str(told[0]) != str(told[1])


def test_an_error_stays_as_it_is_where_nothing_is_alike():
    error = UsageError("no such rule", code="usage.notice")
    assert _named(error, []) is error


def as_book(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_decision_names_its_row(suffix, tmp_path):
    head, path = ["行 row", "决定 decision", "指纹 list"], tmp_path / f"w.{suffix}"
    for row, good in ((2, True), (3.0, True), ("x", False), ("", False)):
        rows = [["内部资料 不得公开", None, None], head, [row, "withhold", "L1"], [1, "", ""]]
        if suffix == "csv":
            text = "\n".join(
                ",".join(
                    "" if cell is None else f"{cell:g}" if good and cell == row else str(cell)
                    for cell in line
                )
                for line in rows
            )
            path.write_text(text, "utf-8")
        else:
            as_book(path, rows)
        if good:
            assert list(read_decisions(path, {}, lambda: Mark("L1", 3))) == [int(row)]
            continue
        with pytest.raises(UsageError) as caught:
            read_decisions(path, {}, lambda: Mark("L1", 3))
        assert caught.value.code == "usage.decision_row"


def test_papers_that_are_not_there_or_are_none(tmp_path):
    (tmp_path / "long.csv").write_text(f"row,decision\n2,{'411224197403051234' * 9_000}", "utf-8")
    as_book(tmp_path / "other.xlsx", [["姓名", "身份证号"], ["张三", "411224197403051234"]])
    for path in (tmp_path / "none.csv", tmp_path, tmp_path / "long.csv", tmp_path / "other.xlsx"):
        with pytest.raises(InputError) as caught:
            read_decisions(path, {}, lambda: Mark("L1", 3))
        assert caught.value.code == "input.decide_unreadable"
        assert "411224" not in str(caught.value)
    with pytest.raises(InputError) as caught:
        read_protected(tmp_path / "none.txt", bool)
    assert caught.value.code == "input.protect_unreadable"


def test_rows_are_taken_from_the_batches_they_stand_in(tmp_path):
    with Aside(tmp_path / "a", private=True) as aside:
        sink = WholeSink(aside, ["c0"], ["甲"])
        for part in (["0", "1"], ["2", "3"], ["4"]):
            sink.write(pa.record_batch({"c0": pa.array(part)}))
        sink.close()
        for wanted in ([0], [4], [1, 4], [2, 3], [], [0, 1, 2, 3, 4]):
            assert sink.take(np.array(wanted, np.int64)).column(0).to_pylist() == list(map(str, wanted))
        aside.discard()
