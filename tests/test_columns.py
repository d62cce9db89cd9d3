"""Columns read as bytes, remembered and cut in parts: what each kernel says, cell by cell, however a column is stored."""

import re
import string
import threading
import time
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from deid.kernels import (
    as_text,
    bits,
    blank,
    bools,
    by_outline,
    by_shape,
    compact,
    contains,
    edges,
    finish,
    flat,
    flow,
    known,
    maybe_digits,
    mod11_char,
    mod11_ok,
    normalise,
    over_distinct,
    shape,
    text,
)
from deid.kernels.checks import as_bytes, numbers_of
from deid.kernels.formulas import escape_formulas, unescape_formulas
from deid.kernels.lazy import lazy

KINDS = (pa.string(), pa.large_string())
CELLS = (
    ["4112", "12X", "王", "秘密", "a王b", "", None, "0"],
    ["x"],
    ["", ""],
    [None, None],
    [],
    ["ab", "cd", "é𠮷"],
    ["abc", "d", ""],
    ["12", None, ""],
)


def stored(cells):
    """The same cells as columns of both types, whole, as a slice, with other cells before and behind, as chunks."""
    for kind in KINDS:
        yield pa.array(cells, kind)
        yield pa.array([*cells, "密9"], kind).slice(0, len(cells))
        yield pa.array(["密z", None, *cells, "~密"], kind).slice(2, len(cells))
        yield as_text(pa.chunked_array([pa.array(cells[:1], kind), pa.array(cells[1:], kind)]))
        yield pa.array([*cells, "x"], kind).filter(pa.array([True] * len(cells) + [False]))


def raw(cells):
    return [(cell or "").encode() for cell in cells]


# ------------------------------------------------------------------ the bytes of a column
@pytest.mark.parametrize("cells", CELLS)
def test_a_column_is_the_bytes_of_its_cells(cells):
    for col in stored(cells):
        bytes_of(cells, col)


def bytes_of(cells, col):
    parts, joined = raw(cells), b"".join(raw(cells))
    data, ends = flat.own_data(col)
    assert bytes(data) == joined
    assert [joined[a:b] for a, b in pairwise(ends)] == parts
    assert ends[0] == 0
    assert flat.sizes(col).tolist() == [len(part) for part in parts]
    assert flat.first_bytes(col).tolist() == [part[0] if part else 0 for part in parts]
    for place in range(4):
        found = flat.byte_at(col, place).tolist()
        assert len(found) == len(cells)
        assert all(len(p) <= place or p[place] == byte for p, byte in zip(parts, found, strict=True))
    assert flat.edges(col) == edges(col) == ((min(joined), max(joined)) if joined else (0, 255))
    widths = {len(part) for part in parts}
    same = len(widths) == 1 and None not in cells
    assert flat.width_of(col) == (widths.pop() if same else None)


@pytest.mark.parametrize("cells", CELLS)
def test_what_is_asked_of_bytes_is_answered_for_rows(cells):
    for col in stored(cells):
        rows_of(cells, col)


def rows_of(cells, col):
    parts = raw(cells)
    for byte in (*b"12Xxz~", "王".encode()[0], "𠮷".encode()[0]):
        wanted = [byte in part for part in parts]
        assert flat.rows_with(col, lambda data, byte=byte: data == byte).tolist() == wanted
        assert flat.any_with(col, lambda data, byte=byte: data == byte) == any(wanted)
    assert flat.rows_with_text(col, "王密").tolist() == [
        cell is not None and ("王" in cell or "密" in cell) for cell in cells
    ]
    upper = flat.same_cells(col, pa.py_buffer(bytes(flat.data_of(col)).upper()))
    assert upper.to_pylist() == [cell and cell.encode().upper().decode() for cell in cells]
    assert upper.type == col.type


@pytest.mark.parametrize("at", range(flat._STEP - 4, flat._STEP + 3))
def test_the_seam_between_two_stretches_hides_nothing(at):
    """A column is looked at in stretches; a character may stand across the end of one."""
    col = pa.array(["x" * (at - 1), "x密", "", "y", "x" * flat._STEP, "密"])
    assert np.flatnonzero(flat.rows_with_text(col, ["密"])).tolist() == [1, 5]
    assert np.flatnonzero(flat.rows_with(col, lambda data: data == ord("y"))).tolist() == [3]
    assert flat.any_with(col, lambda data: data == ord("y"))
    digits = pa.array(["x" * (at - 1), "x1234", "9" * 5])
    assert shape.folded(digits).to_pylist() == ["x" * (at - 1), "x0000", "00000"]


def test_a_character_is_known_by_all_its_bytes():
    """密 is E5 AF 86; each neighbour shares two of the three."""
    near = [
        bytes(changed).decode() for changed in ([0xE6, 0xAF, 0x86], [0xE5, 0xAE, 0x86], [0xE5, 0xAF, 0x87])
    ]
    assert flat.rows_with_text(pa.array([*near, "密"]), ["密"]).tolist() == [False, False, False, True]
    assert flat.rows_with_text(pa.array(["\u0bc6x", "密"]), ["密"]).tolist() == [False, True]


def test_which_bytes_belong_to_common_chinese_text():
    han = pa.array([chr(code) for code in range(0x4000, 0xA000)])
    assert not flat.any_with(han, flat.not_han)
    assert not flat.any_with(han, flat.strange)
    plain = pa.array([chr(code) for code in range(0x80)])
    assert flat.rows_with(plain, flat.not_han).all()
    assert not flat.any_with(plain, flat.strange)
    others = [
        chr(code) for code in (*range(0x80, 0x4000), *range(0xA000, 0xD800), *range(0xE000, 0x10FFFF, 97))
    ]
    for test in (flat.not_han, flat.strange):
        assert flat.rows_with(pa.array(others), test).all()


@pytest.mark.parametrize("data", [b"", b"a", b"12345678", b"0123456789abcdef!"])
def test_words_are_eight_bytes_from_each_place(data):
    padded = data + bytes(8)
    words = flat.words_of(np.frombuffer(data, dtype=np.uint8)).tolist()
    assert words == [int.from_bytes(padded[at : at + 8], "little") for at in range(len(data) + 1)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cells", [["ab1", "王", "xyz"], ["a"], ["12", "34"]])
def test_a_table_of_bytes_is_a_column(cells, kind):
    table = np.array([list(cell.encode()) for cell in cells], dtype=np.uint8)
    assert flat.fixed(table, kind).equals(pa.array(cells, kind))
    assert flat.fixed(np.asfortranarray(table), kind).equals(pa.array(cells, kind))
    part = pa.array(["__", *cells, "~~"], kind).slice(1, len(cells))
    assert as_bytes(part, len(cells[0].encode())).tolist() == table.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_no_cells_are_no_bytes(kind):
    bare = pa.Array.from_buffers(kind, 0, [None, pa.py_buffer(b""), pa.py_buffer(b"")])  # Arrow allows it
    some = pa.array(["x"], kind)
    for none in (pa.array([], kind), bare, some.slice(1), some.filter(pa.array([False]))):
        assert [part.tolist() for part in flat.own_data(none)] == [[], [0]]
        for read in (flat.sizes, flat.first_bytes, lambda col: flat.byte_at(col, 1)):
            assert read(none).tolist() == []
        assert as_bytes(none, 18).shape == (0, 18)
        assert mod11_ok(none).tolist() == []
        assert numbers_of(as_bytes(none, 8)).tolist() == []
        for function in (normalise, compact, shape.folded, escape_formulas, unescape_formulas):
            assert function(none).equals(none)
        for question in (blank, lambda col: contains(col, "x"), lambda col: shape.shaped_like(col, "x")):
            assert question(none).to_pylist() == []
        assert over_distinct(none, str.upper).equals(none)
        assert finish(none, pa.array([], pa.bool_()), none).equals(none)


# ------------------------------------------------------------------ check digits
def test_every_place_has_its_weight():
    """ISO 7064 MOD 11-2 written another way: the number in base 2, with 10 written X."""
    firsts = ["0" * 17, "9" * 17, *("0" * at + digit + "0" * (16 - at) for at in range(17) for digit in "17")]
    rests = [(1 - 2 * int(first, 13)) % 11 for first in firsts]
    chars = ["X" if rest == 10 else str(rest) for rest in rests]
    assert [mod11_char(first) for first in firsts] == chars
    for kind in KINDS:
        for char in "0123456789X":
            col = pa.array([first + char for first in firsts], kind)
            assert mod11_ok(col).tolist() == [char == wanted for wanted in chars]


def test_a_check_digit_is_that_of_seventeen_digits():
    for first in ("1" * 16, "1" * 18, ""):
        with pytest.raises(ValueError, match="zip"):
            mod11_char(first)


@pytest.mark.parametrize("width", range(1, 19))
def test_digits_are_the_number_they_write(width):
    some = (0, 9, 123456789012345678, 10**18 - 1, *(10**at for at in range(18)))
    values = sorted({value % 10**width for value in some})
    cells = np.array([list(f"{value:0{width}d}".encode()) for value in values], dtype=np.uint8)
    assert numbers_of(cells).tolist() == values
    assert numbers_of(np.asfortranarray(cells)).tolist() == values


# ------------------------------------------------------------------ shapes
ASCII = [chr(code) for code in range(0x80)]


@pytest.mark.parametrize("cells", [*CELLS, ["1", "22", "333", "1"], ["12", "34"], ["0", "9"], ASCII])
def test_a_shape_is_the_cell_with_zeros(cells):
    for col in stored(cells):
        shapes_of(cells, col)


def shapes_of(cells, col):
    wanted = [cell and "".join("0" if char in string.digits else char for char in cell) for cell in cells]
    coded = shape.shapes(col)
    assert coded.dictionary.take(coded.indices).to_pylist() == wanted
    assert coded.dictionary.type == col.type
    assert len(set(coded.dictionary.to_pylist())) == len(coded.dictionary)
    coded = shape.distinct(col)
    assert coded.dictionary.take(coded.indices).to_pylist() == cells
    for pattern in ("0", "^0*$", "", "nothing like it", "王"):
        for name in (None, f"a test of {pattern}"):
            found = by_shape(col, lambda part, p=pattern: pc.match_substring_regex(part, p), name)
            direct = pc.fill_null(pc.match_substring_regex(pa.array(wanted, pa.string()), pattern), False)
            assert found.to_pylist() == direct.to_pylist()
            assert found.null_count == 0


def test_no_answer_counts_as_no():
    def question(part):
        return pc.if_else(pc.match_substring(part, "0"), True, pa.nulls(len(part), pa.bool_()))

    for name in (None, object()):
        assert by_shape(pa.array(["1", "x", None, "y2"]), question, name).to_pylist() == [
            True,
            False,
            False,
            True,
        ]
        assert by_shape(pa.array(["x"]), question, name).to_pylist() == [False]


def test_a_shape_is_asked_about_once():
    asked = []

    def question(part):
        asked.extend(part.to_pylist())
        return pc.match_substring(part, "电话")

    col = pa.array(["王1", "王2", "李3", None, "王4", "电话5"])
    name = object()
    assert by_shape(col, question, name).to_pylist() == [False] * 5 + [True]
    assert by_shape(pa.array(["王9", "孙1"]), question, name).to_pylist() == [False, False]
    assert asked == ["王0", "李0", "电话0", "孙0"]


@pytest.mark.parametrize("kind", KINDS)
def test_remarks_that_differ_in_names_have_one_outline(kind):
    asked = []

    def question(part):
        asked.extend(part.to_pylist())
        return pc.match_substring_regex(part, r"\p{Han}0")

    col = pa.array(
        ["鿏9", "王某1", "李丽2", "張㐀3", "王3〇", "豫A4", "陈某", "一1", None, "龥龥7", "十7"], kind
    )
    assert by_outline(col.slice(1, 9), question, object()).to_pylist() == [
        True, True, True, True, False, False, True, False, True,
    ]  # fmt: skip
    assert asked == ["中中0", "中㐀0", "中0〇", "豫A0", "中中", "一0"]
    apart = pa.array(list(shape.TOLD_APART), kind)
    told = by_outline(apart, lambda part: pc.match_substring_regex(part, "[一豫]"), object())
    assert apart.filter(told).to_pylist() == ["一", "豫"]


# ------------------------------------------------------------------ answers that are remembered
def test_answers_are_forgotten_before_they_are_too_many():
    asked = []

    def ask(col):
        asked.append(len(col))
        return pc.if_else(pc.ends_with(col, "7"), True, pa.array([None] * len(col), pa.bool_()))

    name = object()
    parts = [[str(n) for n in range(start, start + 3000)] for start in range(0, 12_000, 3000)]
    for part in parts:
        for _ in range(2):
            assert known.known(name, pa.array(part), ask).tolist() == [cell.endswith("7") for cell in part]
    assert asked == [3000] * 4  # the second time nothing is new
    assert known.known(name, pa.array(parts[0]), ask).sum() == 300
    assert asked == [3000] * 5  # long forgotten, and asked again
    assert known.known(name, pa.array(["17", "x" * (1 << 17)]), ask).tolist() == [True, False]
    assert known.known(name, pa.array(["x" * (1 << 17)]), ask).tolist() == [False]
    assert asked == [3000] * 5 + [2, 1]  # texts too long to be remembered
    assert known.known(name, pa.array(["17", None, "7"]), ask).tolist() == [True, False, True]


@pytest.mark.parametrize(("size", "asked"), [(known.FEW, 1), (known.FEW + 1, 2)])
def test_few_texts_are_remembered_and_many_are_not(size, asked):
    calls, name, many = [], object(), pa.array([str(n) for n in range(size)])

    def ask(col):
        calls.append(col)
        return pc.starts_with(col, "1")

    for _ in range(2):
        assert known.known(name, many, ask).tolist() == [str(n)[0] == "1" for n in range(size)]
    assert len(calls) == asked


def test_what_is_remembered_can_be_forgotten():
    asked = []
    name = object()

    def ask(col):
        asked.append(col.to_pylist())
        return pc.match_substring(col, "a")

    for _ in range(2):
        known.known(name, pa.array(["a"]), ask)
    text.forget_all()
    known.known(name, pa.array(["a"]), ask)
    assert asked == [["a"], ["a"]]
    text.normalise_text("x")
    normalise(pa.array(["１"]))
    assert text._normal.cache_info().currsize
    text.forget_all()
    assert not text._normal.cache_info().currsize


def test_the_last_columns_are_remembered():
    calls = []

    @text.once_per_column
    def length(col):
        """How long."""
        calls.append(len(col))
        return len(col)

    whole = pa.array(["a", "b", "c", "d"])
    assert length.__doc__ == "How long."
    for part in (whole, whole.slice(0, 3), whole.slice(1, 3)):
        assert length(part) == length(part) == len(part)
    assert length(pa.array(["a", "b", "c", "d"])) == 4  # the same cells elsewhere
    assert calls == [4, 3, 3, 4]
    text.forget()
    assert length(whole) == 4
    assert calls == [4, 3, 3, 4, 4]
    columns = [pa.array([str(n)]) for n in range(25)]
    for col in (*columns, *columns[1:]):
        length(col)
    assert calls[5:] == [1] * 25  # twenty-four are remembered
    length(columns[0])
    assert calls[5:] == [1] * 26
    other = threading.Thread(target=length, args=(columns[0],))
    other.start()
    other.join()
    assert calls[5:] == [1] * 27  # each thread remembers its own


def nulls_over(cells, kind):
    """A column all of whose cells are null, though there are bytes behind them, as a mask leaves them."""
    return pa.Array.from_buffers(
        kind, len(cells), [pa.py_buffer(b"\0"), *pa.array(cells, kind).buffers()[1:]]
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cells", [[" ", "x"], ["", "1"], ["王１", "4112"], ["=1", "'=1"], ["\u200b", "é"]])
def test_what_stands_behind_a_null_is_not_there(cells, kind):
    col, none = nulls_over(cells, kind), pa.nulls(len(cells), kind)
    assert blank(pa.array(cells, kind)).to_pylist() == [not cell.strip(" \u200b") for cell in cells]
    for question in (blank, lambda c: contains(c, "x|王"), lambda c: shape.shaped_like(c, ".")):
        assert question(col).to_pylist() == [False] * len(cells)
    for function in (normalise, compact, escape_formulas, unescape_formulas, shape.folded):
        assert function(col).to_pylist() == none.to_pylist()
    assert over_distinct(col, str.upper).to_pylist() == none.to_pylist()
    assert finish(col, pa.array([True, False]), pa.array(["a", "b"], kind)).to_pylist() == none.to_pylist()
    assert shape.shapes(col).indices.to_pylist() == none.to_pylist()
    assert flat.width_of(col) is None


# ------------------------------------------------------------------ threads
def test_as_many_threads_as_arrow_up_to_eight(monkeypatch):
    for cores, threads in ((1, 1), (2, 2), (8, 8), (9, 8), (64, 8)):
        monkeypatch.setattr(pa, "cpu_count", lambda cores=cores: cores)
        assert flow.threads() == threads


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_answers_come_in_order(monkeypatch, threads):
    monkeypatch.setattr(flow, "threads", lambda: threads)

    def work(item):
        time.sleep(0.002 * (item % 3 == 0))
        return -item

    for size in (0, 1, 2, 3, 30):
        assert list(flow.in_order(work, range(1, size + 1))) == list(range(-1, -size - 1, -1))


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_comes_where_its_answer_would(monkeypatch, threads):
    monkeypatch.setattr(flow, "threads", lambda: threads)
    answers = flow.in_order(lambda item: 12 // item, [3, 4, 0, 6, 1])
    assert [next(answers), next(answers)] == [4, 3]
    with pytest.raises(ZeroDivisionError):
        next(answers)
    assert list(answers) == []


def test_several_items_are_worked_on_at_once(monkeypatch):
    monkeypatch.setattr(flow, "threads", lambda: 3)
    together = threading.Barrier(3, timeout=5)
    assert list(flow.in_order(lambda item: together.wait() >= 0 and item, range(6))) == list(range(6))


def test_one_thread_or_one_item_needs_no_other_thread(monkeypatch):
    here = threading.get_ident()
    monkeypatch.setattr(flow, "threads", lambda: 4)
    assert list(flow.in_order(lambda _: threading.get_ident(), [1])) == [here]
    monkeypatch.setattr(flow, "threads", lambda: 1)
    assert set(flow.in_order(lambda _: threading.get_ident(), range(5))) == {here}


def test_work_that_nobody_waits_for_is_not_begun(monkeypatch):
    monkeypatch.setattr(flow, "threads", lambda: 2)
    begun, go = [], threading.Event()

    def work(item):
        begun.append(item)
        return item if item == 0 else go.wait(5)

    answers = flow.in_order(work, range(100))
    assert next(answers) == 0
    threading.Timer(0.05, go.set).start()
    answers.close()
    assert len(begun) <= 3


# ------------------------------------------------------------------ cells
GAPS = [0x20, 0x9, 0xA, 0xC, 0xD, 0xA0, 0x3000]
INVISIBLE = [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F,
             0xFE00, 0xFE0F, 0xFEFF]  # fmt: skip
SEEN = [0x21, 0x2A, 0x30, 0x7E, 0x7F, 0xA1, 0xAC, 0xAE, 0x34E, 0x350, 0x180D, 0x180F, 0x2010, 0x202F, 0x2070, 0x3001,
        0x4E00, 0x9FFF, 0xA000, 0xFDFF, 0xFE10, 0xFF10, 0x20000]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_reader_sees_is_not_blank(kind):
    for code in GAPS + INVISIBLE:
        char = chr(code)
        assert blank(pa.array([char], kind)).to_pylist() == [True], hex(code)
        cells = [char, f"{char}{char}", f"{char}x", f"{char}X", f"X{char}", "", None, "王"]
        wanted = [True, True, False, False, False, True, False, False]
        assert blank(pa.array(cells, kind)).to_pylist() == wanted, hex(code)
        assert blank(pa.array(["z", *cells], kind).slice(1)).to_pylist() == wanted, hex(code)
    for code in SEEN:
        for others, wanted in (([], []), (["", None, " "], [True, False, True])):
            assert blank(pa.array([chr(code), *others], kind)).to_pylist() == [False, *wanted], hex(code)


def test_what_nobody_sees_goes_and_nothing_else_does():
    cells = [f"1{chr(code)}2\ufeff" for code in INVISIBLE + SEEN]
    plain = [text.normalise_text(cell) for cell in cells]
    assert plain[: len(INVISIBLE)] == ["12"] * len(INVISIBLE)
    assert all(len(cell) == 3 for cell in plain[len(INVISIBLE) :])
    assert normalise(pa.array(cells)).to_pylist() == plain


@pytest.mark.parametrize("char", "ХхΧχ×╳✕")
def test_a_look_alike_is_an_x(char):
    assert text.normalise_text(f"1{char}2{char}") == "1X2X"
    assert normalise(pa.array([f"1{char}", None, "王"])).to_pylist() == ["1X", None, "王"]
    assert compact(pa.array([f"{char} 1", char, "-"])).to_pylist() == ["X1", "X", ""]


@pytest.mark.parametrize("char", [" ", "\t", "\r", "\n", "\v", "\f", "\u00a0", "\u3000", "'", "’", "‘", "`"])
def test_outer_gaps_and_quotes_go(char):
    for cell, plain in (
        (f"{char}王1{char}", "王1"),
        (f"{char * 2}1é", "1é"),
        (f"X{char}", "X"),
        (f"{char}1X", "1X"),
    ):
        assert text.normalise_text(cell) == plain
        assert normalise(pa.array([cell, None])).to_pylist() == [plain, None]


@pytest.mark.parametrize("gap", [*" \t\r\n\f-._·‐‑‒–—―−﹣－　", "\u00a0", " - ", "..", "\u2009"])
def test_inner_gaps_go_where_asked(gap):
    cells = [f"1{gap}2", f"{gap}王{gap}X{gap}", "王", None, f"1{gap}2{gap}é"]
    for col in stored(cells):
        assert compact(col).to_pylist() == ["12", "王X", "王", None, "12é"]
        assert normalise(col).to_pylist() == [cell and text.normalise_text(cell) for cell in cells]
    assert compact(pa.array(["a/b", "1,2", "1'2", "1+2"])).to_pylist() == ["a/b", "1,2", "1'2", "1+2"]


@pytest.mark.parametrize("size", [1, 64, 65, 200])
def test_words_are_found_in_short_and_long_columns(size):
    cells = [("张三已故", None, "死亡2025", "在世", "")[n % 5] for n in range(size)]
    for col in stored(cells):
        found = contains(col, "已故|死亡")
        assert found.type == pa.bool_()
        assert found.to_pylist() == [(True, False, True, False, False)[n % 5] for n in range(size)]


def test_a_look_ahead_for_digits_misses_none():
    """Digits of many scripts, and so many of them; only what surely has too few may be passed over."""
    may = pa.array(["123", "a1b2c3", "1X2X3", "１２３", "٣٤٥", "〇〇〇", "𝟏𝟐𝟑", "㈠㈡㈢", "12345"])
    assert pc.all(pc.match_substring_regex(may, maybe_digits(3))).as_py()
    assert pc.all(pc.match_substring_regex(pa.array(["12X", "XX1"]), maybe_digits(3, "X"))).as_py()
    cannot = pa.array(["1", "12", "", "王一二三", "X1", "12Y", "一1二2三"])
    assert not pc.any(pc.match_substring_regex(pa.array(["XXX", "1XX"]), maybe_digits(3))).as_py()
    assert not pc.any(pc.match_substring_regex(cannot, maybe_digits(3))).as_py()
    assert not pc.any(pc.match_substring_regex(cannot, maybe_digits(3, "X"))).as_py()


@pytest.mark.parametrize(
    ("cells", "seen", "shown", "out"),
    [
        (["411224"], [True], ["411***"], ["411***"]),
        (["411224"], [False], ["411***"], ["********"]),
        (["411224"], [None], ["411***"], ["********"]),
        (["", " ", "　"], [False, None, False], ["x", "x", "x"], ["", " ", "　"]),
        ([None, None], [True, False], ["x", "x"], [None, None]),
        ([None, "a"], [True, True], ["x", "b"], [None, "b"]),
    ],
)
def test_only_what_was_recognised_leaves_a_masker(cells, seen, shown, out):
    for kind in KINDS:
        made = finish(pa.array(cells, kind), pa.array(seen, pa.bool_()), pa.array(shown, kind))
        assert made.type == kind
        assert made.to_pylist() == out
        nothing = finish(pa.array(cells, kind), pa.scalar(False), pa.array(shown, kind)).to_pylist()
        assert nothing == [cell if not cell or not cell.strip() else "********" for cell in cells]


def test_what_is_text():
    wanted = ["x", None, "王"]
    for values in (
        pa.array(wanted),
        pa.array(wanted, pa.large_string()),
        pa.array(wanted).dictionary_encode(),
        pa.chunked_array([wanted[:1], wanted[1:]]),
        pa.chunked_array([pa.array(wanted).dictionary_encode()]),
        pa.array(wanted, pa.string_view()),
    ):
        col = as_text(values)
        assert col.to_pylist() == wanted
        assert col.type in KINDS
    assert as_text(pa.array(wanted)).type == pa.string()
    assert as_text(pa.nulls(2)).equals(pa.nulls(2, pa.large_string()))
    assert as_text(pa.chunked_array([], pa.string())).to_pylist() == []


def test_a_function_is_asked_once_per_distinct_cell():
    asked = []

    def function(cell):
        asked.append(cell)
        return None if cell == "x" else cell * 2

    for kind in KINDS:
        asked.clear()
        out = over_distinct(pa.array(["0", "a", "x", "a", None, "0"], kind).slice(1), function)
        assert out.equals(pa.array(["aa", None, "aa", None, "00"], kind))
        assert asked == ["a", "x", "0"]


def test_booleans_as_numpy():
    assert bools(pa.array([True, None, False])).tolist() == [True, False, False]
    assert bools(pa.chunked_array([[True], [None]])).tolist() == [True, False]
    assert bits(pa.array([True, False]).slice(1)).tolist() == [False]


def test_a_pattern_made_when_it_is_first_used():
    pattern = lazy("a(.)")
    assert pattern.search("xab")[1] == "b"
    assert pattern.match("xab") is None
    assert pattern.match("abx")[1] == "b"
    assert pattern.fullmatch("abx") is None
    assert pattern.fullmatch("ab")[1] == "b"
    assert pattern.sub("_", "abxac") == "_x_"
    assert pattern.split("1ab2") == ["1", "b", "2"]
    assert pattern.findall("abac") == ["b", "c"]
    assert [found[1] for found in pattern.finditer("abac")] == ["b", "c"]
    assert (pattern.pattern, pattern.flags) == ("a(.)", re.compile("b").flags)
    assert lazy("A", 2).search("a")
    assert not lazy("A").search("a")


# ------------------------------------------------------------------ what a spreadsheet would run
SIGNS = "=+-@\t\r＝＋－＠"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("rest", ["1+1", "王", "cmd|' /c calc'!A0", "é", "1e5", ""])
def test_a_formula_is_made_text(sign, rest):
    risky = not (sign in "+-＋－" and rest.isdigit())
    for cells in ([sign + rest], [None, sign + rest, "", "王"], ["王"] * 3 + [sign + rest]):
        for col in stored(cells):
            made = escape_formulas(col)
            signed = [bool(cell) and cell[0] in SIGNS and risky for cell in cells]
            assert made.to_pylist() == [f"'{c}" if s else c for c, s in zip(cells, signed, strict=True)]
            assert unescape_formulas(made).to_pylist() == cells


@pytest.mark.parametrize(
    "cell",
    ["-12.5", "+86 13800138000", "-1,234,567.89", "+5%", "－３", "+86 138-0013-8000", "-0", " -1", "1=1", "a@b", "'", "''", "",
     "王=", "（王）", "，", "＇1",
     "'王", "12:30", "98", "09", "王李"],
)  # fmt: skip
def test_a_number_or_a_phone_is_left_alone(cell):
    cell = cell.replace("－３", "－3")
    for col in stored([cell, None]):
        assert escape_formulas(col).to_pylist() == [cell, None]
        assert unescape_formulas(col).to_pylist() == [cell, None]


@pytest.mark.parametrize(
    "cell", ["-1+1", "-12.5x", "+1,23", "+1 2", "+86 1380013800013800138000138", "-", "-.5", "-1=", "+-1"]
)
def test_almost_a_number_is_not_one(cell):
    assert escape_formulas(pa.array([cell])).to_pylist() == [f"'{cell}"]
    assert unescape_formulas(pa.array([f"'{cell}", "x"])).to_pylist() == [cell, "x"]


def test_a_column_of_nothing_but_odd_cells_is_read_like_its_cells():
    odd = ["１３８００１３８０００", "\u200b411224", "138-0013 8000"]
    for read in (normalise, compact):
        assert read(pa.array(odd[:2])).to_pylist() == [
            read(pa.array([cell])).to_pylist()[0] for cell in odd[:2]
        ]
        assert read(pa.array(odd)).to_pylist() == [read(pa.array([cell])).to_pylist()[0] for cell in odd]
    assert compact(pa.array(odd)).to_pylist() == ["13800138000", "411224", "13800138000"]
