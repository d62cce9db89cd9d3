"""Ways through kernels, maskers, risk and release that lists seldom take."""

from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

from deid.errors import UsageError
from deid.io.aside import Aside
from deid.kernels import as_text, memory
from deid.maskers.amount import amount
from deid.maskers.category import category
from deid.maskers.surrogate import surrogate
from deid.maskers.token import token
from deid.registry import bind, spec
from deid.release.arrow_sinks import WholeSink
from deid.release.cure import Change
from deid.release.fitting import _named
from deid.release.people import _decode, _text, read_decisions
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


def test_what_a_token_takes_for_a_value():
    cells = pa.array(["411224197403051234", "", None, "0" * 32])
    assert spec(token).recognise(cells).to_pylist() == [True, False, False, False]
    assert token(token(cells, key=KEY), key=KEY).equals(token(cells, key=KEY))


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


# ------------------------------------------------------------------ what a reader knows
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


def test_papers_as_offices_save_them():
    assert _decode("号码".encode("gb18030")) == "号码"
    assert _decode(b"\xef\xbb\xbf1") == "1"
    assert _decode(b"\x81\xff 411224") == " 411224"
    assert [_text(cell) for cell in (3.0, 2.5, " a ", 7)] == ["3", "2.5", "a", "7"]


def as_book(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_decision_names_its_row(suffix, tmp_path):
    head, path = ["行 row", "决定 decision"], tmp_path / f"w.{suffix}"
    for row, good in ((2, True), (3.0, True), ("x", False), ("", False)):
        rows = [["内部资料 不得公开", None], head, [row, "withhold"], [1, ""]]
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
            assert list(read_decisions(path, {}, str).verdicts) == [int(row)]
            continue
        with pytest.raises(UsageError) as caught:
            read_decisions(path, {}, str)
        assert caught.value.code == "usage.decision_row"


def test_rows_are_taken_from_the_batches_they_stand_in(tmp_path):
    with Aside(tmp_path / "a", private=True) as aside:
        sink = WholeSink(aside, ["c0"], ["甲"])
        for part in (["0", "1"], ["2", "3"], ["4"]):
            sink.write(pa.record_batch({"c0": pa.array(part)}))
        sink.close()
        for wanted in ([0], [4], [1, 4], [2, 3], [], [0, 1, 2, 3, 4]):
            assert sink.take(np.array(wanted, np.int64)).column(0).to_pylist() == list(map(str, wanted))
        aside.discard()
