"""The quickest ways of the kernels say what the plain ones say: written out here again, cell by cell."""

import hashlib
import io
import random
import re
import unicodedata
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.detect import phrases, remarks, scan
from deid.detect.births import birth_dates
from deid.engine.ages import completed_years
from deid.engine.near import before_of_cells
from deid.io.encoding import Reading, Utf8Stream
from deid.kernels import blank, by_outline, mod11_char, mod11_ok, normalise_text
from deid.kernels.checks import numbers_of
from deid.kernels.formulas import escape_formulas, unescape_formulas
from deid.kernels.shape import shapes
from deid.policy.withhold import as_searched, load_reasons
from deid.quality.twice import Twice
from deid.risk.twins import row_digests

LAW = settings(max_examples=100, deadline=None)
PIECES = [
    "13800138000", "患", "艾滋", "病", "豫A", "12345", "，", "。", "（", "云", "三", "七八九零一二三", " ", "\u200b", "×", "X", "x",
    "\u9fa6", "\u9fff", "\u4dff", "精神", "残疾", "０", "１", "hiv", "1", "0", "𠮷", "", "'", "=", "@", "\n", ",", "é", "々", "—",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
columns = st.lists(st.none() | texts | st.text(max_size=6), max_size=12)
GONE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


def sliced(cells, kind=None):
    return pa.array(["王", None, *cells, "13800138000"], kind or pa.string()).slice(2, len(cells))


@LAW
@given(texts | st.text(max_size=8))
def test_a_normal_text_has_no_invisible_mark_and_one_x(cell):
    plain = re.sub("[ХхΧχ×╳✕]", "X", GONE.sub("", unicodedata.normalize("NFKC", cell)))
    assert normalise_text(cell) == plain.strip(" \t\r\n\v\f\u00a0\u3000'’‘`")


@LAW
@given(columns)
@pytest.mark.parametrize("pattern", [scan._MAYBE, remarks._SHAPE, remarks._WRITTEN, remarks._LONG])
def test_an_outline_answers_as_its_cell(pattern, cells):
    col = sliced(cells)
    direct = pc.fill_null(pc.match_substring_regex(col, pattern), False)
    asked = by_outline(col, lambda part: pc.match_substring_regex(part, pattern), ("test", pattern))
    assert asked.to_pylist() == direct.to_pylist()


@LAW
@given(columns)
def test_a_text_passed_over_holds_no_phrase(cells):
    reasons = load_reasons()
    wanted = tuple(phrase for reason in reasons.values() for phrase in reason.phrases)
    passed = phrases.without(sliced(cells), wanted)
    searched = as_searched(sliced(cells)).to_pylist()
    assert not any(
        clear and (cell is None or any(phrase in cell for phrase in wanted))
        for clear, cell in zip(passed.tolist(), searched, strict=True)
    )


def test_plain_texts_are_passed_over_and_others_are_not():
    cells = [
        "2026年4月入户核查，情况属实",
        "患精神分裂症",
        "精 神分裂",
        "hiv",
        "两\n行",
        "与王伟同户，电话13800138000",
    ]
    wanted = ("精神分裂", "艾滋")
    assert phrases.without(pa.array(cells[:4] + cells[5:]), wanted).tolist() == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert not phrases.without(
        pa.array(cells), wanted
    ).any()  # a text of several lines: nothing is passed over
    assert not phrases.without(pa.array(cells[:1]), ("疯",)).any()  # a phrase of one character


@LAW
@given(columns, st.sampled_from([pa.string(), pa.large_string()]))
def test_numbers_alone_have_the_shapes_of_all(cells, kind):
    digits = [re.sub("[^0-9]", "", cell or "") for cell in cells]
    coded = shapes(sliced(digits, kind))
    assert coded.dictionary.take(coded.indices).to_pylist() == ["0" * len(cell) for cell in digits]
    assert blank(sliced(digits, kind)).to_pylist() == [not cell for cell in digits]


@given(st.integers(1, 18), st.lists(st.integers(0, 10**18 - 1), min_size=1, max_size=20))
def test_digits_are_numbers(width, values):
    cells = [f"{value:018d}"[-width:] for value in values]
    table = np.frombuffer("".join(cells).encode(), dtype=np.uint8).reshape(len(cells), width)
    assert numbers_of(table).tolist() == [int(cell) for cell in cells]


@given(
    st.lists(st.tuples(st.integers(0, 10**17 - 1), st.sampled_from("0123456789X")), min_size=1, max_size=20)
)
def test_check_digits_are_those_of_one_cell(values):
    firsts = [f"{value:017d}" for value, _ in values]
    col = pa.array([first + last for first, (_, last) in zip(firsts, values, strict=True)])
    assert mod11_ok(col).tolist() == [
        mod11_char(first) == last for first, (_, last) in zip(firsts, values, strict=True)
    ]


def day_of(text):
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def test_birth_dates_and_ages_are_those_of_the_calendar():
    rng, today = random.Random(4), date(2026, 2, 28)
    births = [f"{rng.randint(1895, 2030)}{rng.randint(0, 13):02}{rng.randint(0, 32):02}" for _ in range(4000)]
    births += ["19000101", "18991231", "20240229", "20230229", "20260228", "20260301", "19000229"]
    read = birth_dates(pa.array([f"411224{birth}1234" for birth in births]), today=today)
    wanted = [day_of(birth) for birth in births]
    wanted = [day if day and date(1900, 1, 1) <= day <= today else None for day in wanted]
    assert read.to_pylist() == wanted
    for as_of in (today, date(2024, 2, 29), date(1999, 12, 31)):
        ages = [
            -1 if day is None else as_of.year - day.year - ((as_of.month, as_of.day) < (day.month, day.day))
            for day in wanted
        ]
        assert completed_years(read, as_of).tolist() == [max(age, -1) for age in ages]


def test_rows_are_equal_however_few_cells_are_distinct():
    rng = random.Random(5)
    few = ["张*", "411224************", None, "", "杜关镇三里村***"]
    many = few + ["".join(rng.choices("0123456789中*", k=rng.randint(0, 30))) for _ in range(900)]
    by_cell = {}
    for cells in (few * 100, many, rng.sample(many, len(many))):
        for cell, digest in zip(cells, row_digests([pa.array(cells, pa.string())]).tolist(), strict=True):
            assert by_cell.setdefault(cell or "", digest) == digest
    assert len(set(by_cell.values())) == len(by_cell)


def test_whoever_stands_on_two_rows_is_found():
    rng = random.Random(6)
    numbers = [rng.randint(0, 400) for _ in range(600)]
    twice = Twice()
    for start in range(0, 600, 200):
        part = np.array(numbers[start : start + 200], dtype=np.int64)
        twice.add(part, np.arange(len(part)), start)
    wanted = [row + 1 for row, number in enumerate(numbers) if number in numbers[:row]]
    assert [(rows.tolist(), count) for rows, count in twice.found()] == [(wanted, len(wanted))]
    assert list(Twice().found()) == []


@LAW
@given(st.lists(st.text("杜关镇三里村12组号", max_size=20), max_size=8))
def test_the_words_before_a_keys_end_are_those_of_the_cell(cells):
    raw = [cell.encode() for cell in cells]
    wanted = [[one.rjust(32, b"\0")[-24:-16], one.rjust(32, b"\0")[-32:-24]] for one in raw]
    found = before_of_cells(sliced(cells)).tolist()
    assert found == [[int.from_bytes(word, "little") for word in words] for words in wanted]


@LAW
@given(columns)
def test_formulas_are_escaped_by_their_first_sign(cells):
    col = sliced(cells)
    made = escape_formulas(col).to_pylist()
    for cell, shown in zip(cells, made, strict=True):
        assert shown == cell or (shown == f"'{cell}" and cell[0] in "=+-@\t\r＝＋－＠")
        assert not (shown or "").startswith(("=", "@"))
    undone = [cell[1:] if cell and re.match("'[=+\\-@\t\r＝＋－＠]", cell) else cell for cell in made]
    assert unescape_formulas(pa.array(made, pa.string())).to_pylist() == undone


def test_half_a_row_never_ends_a_stream_that_was_left():
    stream = Utf8Stream(io.BytesIO("序号,姓名\n1,张三\n".encode()), Reading("utf-8", 0), "", hashlib.sha256())
    stream.read(8)
    stream.close()
    with pytest.raises(OSError, match=r"^$"):
        stream.read(8)
