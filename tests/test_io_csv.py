"""CSV: every encoding, delimiter, line end and layout of one truth reads as the same table, or is refused."""

import codecs
import hashlib
import io
import itertools
import json
import os
import re
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from io_helpers import FOOTER, HEADER, ROWS, TITLE, cells, csv_text, is_header, opened, pad, write

from deid.errors import InputError
from deid.io import csv_in, open_list, opening
from deid.io.encoding import Reading, Utf8Stream
from deid.io.layout import Layout
from deid.io.rows import Judge, Kind

pytestmark = pytest.mark.usefixtures("english")

LISTS = Path(__file__).parents[1].parent / "shared" / "lists"
LAYOUTS = {
    "plain": [HEADER, *ROWS],
    "title": [*pad(TITLE), HEADER, *ROWS, *FOOTER],
    "ragged title": [*TITLE, [], HEADER, *ROWS, [], ["合计", "5"], ["制表人：曹某", "审核：李某"]],
    "pages": [
        *pad(TITLE),
        HEADER,
        *ROWS[:2],
        ["本页小计", *[""] * 6],
        *pad(TITLE),
        HEADER,
        *ROWS[2:],
        *FOOTER,
    ],
}
# 𠮷 lies outside the BMP: UTF-16 surrogates and four-byte GB18030.
ENCODINGS = {
    "utf-8": {}, "utf-8-sig": {}, "gb18030": {}, "utf-16": {}, "utf-16-le": {}, "utf-16-be": {},
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_table_whatever_it_is_written_in(layout, encoding, tmp_path):
    for delimiter, end in itertools.product(",\t;|", ("\r\n", "\n", "\r")):
        path = write(tmp_path / "list.csv", LAYOUTS[layout], encoding, delimiter=delimiter, end=end)
        source = opened(path)
        assert source.headers == HEADER, (delimiter, end)
        assert cells(source) == ROWS, (delimiter, end)
        assert cells(source) == ROWS
        assert opened(path, encoding=encoding).headers == HEADER


@pytest.mark.parametrize("name", ["gbk", "GB2312", "cp936", "gb18030"])
def test_encodings_by_any_name(name, tmp_path):
    path = write(tmp_path / "list.csv", LAYOUTS["plain"], "gb18030")
    assert cells(opened(path, encoding=name)) == ROWS


def test_big5_only_when_named(tmp_path):
    rows = [["姓名", "金額"], ["王芳", "1"]]
    path = write(tmp_path / "list.csv", rows, "cp950")
    known = {"姓名", "金額"}.__contains__
    assert cells(open_list(path, is_header=known, encoding="big5")) == rows[1:]
    with pytest.raises(InputError):
        open_list(path, is_header=known)


def test_the_euro_sign_of_windows(tmp_path):
    path = tmp_path / "list.csv"
    for rest in ("10元\r\n", "10元", "10", "1", ""):
        path.write_bytes("姓名,备注\r\n王芳,".encode("gb18030") + b"\x80" + rest.encode("gb18030"))
        assert cells(opened(path)) == [["王芳", "€" + rest.strip()]]


def test_mixed_line_ends_and_columns_are_text(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("姓名,金额\n王芳,007\r\n\r\n李梅,NULL\r赵敏,".encode())
    source = opened(path)
    assert cells(source) == [["王芳", "007"], ["李梅", "NULL"], ["赵敏", ""]]
    assert {field.type for batch in source.batches() for field in batch.schema} == {pa.string()}
    assert next(source.batches()).schema.names == ["c0", "c1"]


def test_a_batch_never_ends_inside_a_character_or_a_row(tmp_path):
    body = [[str(at), "新坪村", f"李梅{at}", "", "a\nb" * (at % 3), "1", ""] for at in range(60_000)]
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        path = write(tmp_path / "list.csv", [HEADER, *body], encoding)
        assert cells(opened(path)) == body


def test_a_title_longer_than_a_block(tmp_path):
    rows = [*[["标" * 100_000]] * 4, HEADER, *ROWS]
    source = opened(write(tmp_path / "list.csv", rows, "gb18030"))
    assert (source.headers, cells(source), source.findings) == (HEADER, ROWS, [])


cell = st.text(
    st.characters(codec="gb18030", exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=6
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(cell, cell), max_size=8),
    st.sampled_from(["utf-8", "gb18030", "utf-16-le"]),
    st.sampled_from(",\t;|"),
)
def test_cells_come_back_as_they_were(tmp_path_factory, body, encoding, delimiter):
    rows = [[f"村{at}", *row] for at, row in enumerate(body)] or [["村", "", ""]]
    path = write(
        tmp_path_factory.mktemp("io") / "list.csv",
        [["村", "姓名", "备注"], *rows],
        encoding,
        delimiter=delimiter,
    )
    try:
        assert cells(opened(path)) == rows
    except InputError as error:
        assert error.code in {"input.quotes", "input.no_header"}


REFUSED = {
    "empty": (b"", "input.empty"),
    "blank": (b"\r\n \r\n", "input.empty"),
    "bom only": (codecs.BOM_UTF8, "input.empty"),
    "header only": ("姓名,金额\r\n".encode(), "input.no_rows"),
    "header and footer": ("姓名,金额\r\n合计,0\r\n".encode(), "input.no_rows"),
    "header without end": ("姓名,金额".encode(), "input.no_rows"),
    "headerless": (csv_text(ROWS).encode(), "input.no_header"),
    "binary": (bytes(range(256)) * 40, "input."),
    "nul": ("姓名,金额\r\n王\0芳,1\r\n".encode(), "input."),
    "half a character": ("姓名,金额\r\n王芳,1".encode() + b"\xe4\xb8", "input."),
    "bad bytes": ("姓名,金额\r\n".encode() + b"\xff\xfe\xff,1\r\n", "input.binary"),
    "html": (b"<html><table><tr><td>x</td></tr></table>", "input.kind"),
    "pdf": (b"%PDF-1.7\n", "input.kind"),
    "too many cells": ("姓名,金额\r\n王芳,1\r\n李梅,1,2\r\n".encode(), "input.ragged"),
    "too few cells": ("姓名,金额,备注\r\n王芳,1,\r\n李梅,1\r\n".encode(), "input.ragged"),
    "every row too long": ("姓名,金额\r\n王芳,1,2\r\n李梅,1,2\r\n".encode(), "input.ragged"),
    "every row too short": ("姓名,金额,备注\r\n王芳,1\r\n李梅,1\r\n".encode(), "input.ragged"),
    "quote without partner": ('姓名,金额\r\n"王芳,1\r\n李梅,2\r\n"赵敏,3\r\n'.encode(), "input."),
    "open quote at the end": ('姓名,金额\r\n王芳,1\r\n李梅,"2\r\n赵敏,3\r\n'.encode(), "input.quotes"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_without_a_cell(kind, tmp_path):
    path = tmp_path / "list.csv"
    data, code = REFUSED[kind]
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        opened(path)
    assert caught.value.code.startswith(code)
    assert caught.value.__context__ is None
    for name in ("王芳", "李梅", "赵敏"):
        assert name not in str(caught.value)


def stream(data, codec, skip=""):
    """The bytes behind the header as Arrow is handed them, and the digest of what was read."""
    bom = next((len(mark) for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE) if data.startswith(mark)), 0)
    seen = hashlib.sha256()
    return Utf8Stream(io.BytesIO(data), Reading(codec, bom), skip, seen), seen


def drained(given, size):
    """All that comes, in bites of at most so many bytes."""
    bites = list(iter(lambda: given.read(size), b""))
    assert all(len(bite) <= size for bite in bites)
    return b"".join(bites)


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16-le", "utf-16"), ("utf-16-be", "utf-16-be"),
     ("cp950", "cp950")],
)  # fmt: skip
def test_arrow_gets_the_same_bytes_in_any_bites(codec, encoding, size):
    head, rest = "姓名,村\r\n", "王芳,新村\r\n" * 30 + ("" if codec == "cp950" else "𠮷野,€\r\n")
    data = (head + rest).encode(encoding)
    given, seen = stream(data, codec, head)
    assert given.readable() and not given.seekable()
    assert drained(given, size) == rest.encode()
    assert (given.fault, given.ended, given.given) == (False, True, True)
    assert seen.hexdigest() == hashlib.sha256(data).hexdigest()
    whole, _ = stream(data, codec)
    assert drained(whole, size) == (head + rest).encode()


BAD_BYTES = {
    "a NUL": ("utf-8", b"a\0b"),
    "a NUL in GBK": ("gb18030", b"a\0b"),
    "half a character": ("gb18030", b"abc\x81"),
    "no character": ("gb18030", b"abc\x81\xff"),
    "one that began well": ("gb18030", b"\x81" * 63 + b"\xff"),
    "half a surrogate pair": ("utf-16-le", b"a\0\x00\xd8a\0"),
    "an odd number of bytes": ("utf-16-le", b"a\0b"),
}


@pytest.mark.parametrize("case", BAD_BYTES)
def test_a_stream_ends_where_it_is_no_text(case):
    """Nothing is guessed and nothing raised on Arrow's threads: the reader asks for the fault."""
    codec, data = BAD_BYTES[case]
    for size in (1, 100_000):
        given, _ = stream(data, codec)
        assert len(drained(given, size)) <= len(data)
        assert given.fault
        assert given.read(size) == b""


def test_a_stream_that_breaks_or_is_left():
    """Half a row must not pass for the last one."""

    class Torn(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 2:
                raise OSError(5, "Input/output error")
            return super().read(min(size, 3))

    given = Utf8Stream(Torn(b"a,b\nc"), Reading("utf-8", 0), "", hashlib.sha256())
    assert drained(given, 100) == b"a,b"
    assert given.fault
    given, _ = stream(b"a,b\nc", "utf-8")
    given.close()
    with pytest.raises(OSError):
        given.read(3)


def test_the_euro_sign_is_the_only_odd_byte_that_is_read():
    given, _ = stream("村€".encode("gb18030").replace("€".encode("gb18030"), b"\x80") + b"1", "gb18030")
    assert drained(given, 100).decode() == "村€1"
    with pytest.raises(UnicodeError):
        "𠮷".encode("ascii", errors="deid-euro")


def test_a_bad_byte_far_down_is_found_with_its_line(tmp_path):
    line = "1,新坪村,李梅旺,,,1,\r\n"
    for encoding, bad in (("utf-8", b"\xff\xff"), ("gb18030", b"\x81\xff"), ("utf-8", b"\0")):
        path = tmp_path / "list.csv"
        head = (",".join(HEADER) + "\r\n" + line * 200_000).encode(encoding)
        path.write_bytes(head + b"1," + bad + b",a,b,c,d,e\r\n" + line.encode(encoding))
        with pytest.raises(InputError) as caught:
            opened(path)
        assert caught.value.code == "input.encoding"
        assert "line 200002" in str(caught.value)


def test_ragged_rows_are_named_by_data_row_and_file_row(tmp_path):
    body = [["1", "王芳"]] * 30_000
    body[7] = ["8", "王芳", "x"]
    body[20_010] = ["x"]
    rows = [["花名册"], ["序号", "姓名"], *body, ["制表：李某", "", ""]]
    with pytest.raises(InputError) as caught:
        opened(write(tmp_path / "list.csv", rows))
    assert "data rows 8, 20011 " in str(caught.value)
    assert "file row 10)" in str(caught.value)
    assert "columns: 2;" in str(caught.value)


MANY = 1200  # more than are kept in mind
LOST = {
    "a cell too long for a slow reader": (
        ["王芳,x", f"李梅,{'A' * 140_000},1", "赵敏,y"],
        "input.damaged",
        "data row 2",
    ),
    "more than are counted": (["王芳,x", *["李梅,1,2"] * MANY], "input.ragged", "1000+"),
    "a surplus cell among rows of one width": (
        ["王芳,x,", "李梅,y,z", "赵敏,y,"],
        "input.ragged",
        "data rows 2 ",
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_no_row_that_does_not_fit_is_lost(case, tmp_path):
    rows, code, told = LOST[case]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(["姓名,备注", *rows, ""]), "utf-8")
    with pytest.raises(InputError) as caught:
        opened(path)
    assert caught.value.code == code
    assert told in str(caught.value).replace("Near data row", "near data row")


def test_rows_below_a_list_need_not_fit_it(tmp_path, monkeypatch):
    """Signatures, marks and totals of another width: counted and searched, on every pass."""
    monkeypatch.setattr(opening, "SMALL", 0)
    path = tmp_path / "list.csv"
    path.write_text("姓名,金额,备注\n王芳,3,\n合计,3\n制表人：曹某（秘密★1年）,审核：李某\n", "utf-8")
    source = opened(path)
    for _ in range(2):
        assert cells(source) == [["王芳", "3", ""]]
        told = {one.code: one for one in source.findings}
        assert "footer_rows" in told and "secrecy-mark" in told
    path.write_text(
        "\n".join(["姓名,金额,备注", "王芳,3,", *["制表人：曹某,审核：李某"] * MANY, ""]), "utf-8"
    )
    with pytest.raises(InputError) as caught:  # nobody signs a thousand times
        cells(opened(path))
    assert caught.value.code == "input.damaged"


def test_totals_stay_under_their_columns(tmp_path):
    """Columns that hold nothing are left out, and what a total row has there is nobody's total."""
    path = write(
        tmp_path / "list.csv",
        [["姓名", "", "金额"], ["王芳", "", "3"], ["李梅", "", "4"], ["合计", "2", "7"]],
    )
    source = opened(path)
    assert (source.headers, cells(source)) == (["姓名", "金额"], [["王芳", "3"], ["李梅", "4"]])
    assert [(total.after, total.figures) for total in source.done.totals] == [(2, {-1: 2, 1: 7})]


ODD_ROWS = {
    "a total": ("合计,3", Kind.SUBTOTAL, 0),
    "a page number": ("第3页", Kind.FOOTER, 0),
    "a person": ("王芳,3", None, 0),
    "signatures": ("制表人：曹某,审核：李某", None, 0),
    "signatures with a mark": ("制表人：曹某（秘密★1年）,审核：李某", None, 1),
    "a mark alone": ("【内部资料】", None, 1),
    "several lines": ('"王芳\n3",x\n李梅,y', None, 0),
    "a cell too long for a slow reader": (f"李梅,{'A' * 140_000}", None, 0),
}


@pytest.mark.parametrize("case", ODD_ROWS)
def test_what_becomes_of_a_row_of_another_width(case):
    """Arrow asks on a thread of its own: left out as what it is, or kept in mind until all is read."""
    text, kind, marked = ODD_ROWS[case]
    judge = Judge(Layout(["姓名", "金额", "备注"], 0, 0), is_header)
    asked = csv_in._Skipped(SimpleNamespace(delimiter=",", judge=judge))
    assert asked(SimpleNamespace(text=text)) == "skip"
    assert (asked.kinds, len(asked.doubtful), len(asked.marked)) == (
        [kind] if kind else [],
        int(kind is None),
        marked,
    )
    assert [total.figures for total in asked.totals] == ([{1: 3}] if kind is Kind.SUBTOTAL else [])
    for _ in range(1001):
        last = asked(SimpleNamespace(text="王芳,3"))
    assert last == "error"  # enough is known


def test_trailing_delimiters_throughout_are_fine(tmp_path):
    rows = [[*HEADER, ""], *[[*row, ""] for row in ROWS]]
    assert cells(opened(write(tmp_path / "a.csv", rows))) == ROWS
    assert cells(opened(write(tmp_path / "b.csv", [HEADER, *rows[1:]]))) == ROWS
    assert cells(opened(write(tmp_path / "c.csv", [rows[0], *ROWS]))) == ROWS


def test_both_readings_with_a_header_are_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("姓名,金额\n王芳,1\n".encode())
    mojibake = "姓名,金额".encode().decode("gb18030", "replace").split(",")
    with pytest.raises(InputError) as caught:
        open_list(path, is_header=lambda text: is_header(text) or text in mojibake)
    assert caught.value.code == "input.encoding_doubt"
    assert "--encoding" in str(caught.value)


def test_encoding_names_and_marks(tmp_path):
    path = write(tmp_path / "list.csv", [HEADER, *ROWS], "utf-8-sig")
    for name, code in (("latin-1", "input.encoding_name"), ("gbk", "input.encoding_conflict")):
        with pytest.raises(InputError) as caught:
            opened(path, encoding=name)
        assert caught.value.code == code


def test_huge_cells_are_refused_quickly(tmp_path):
    path = tmp_path / "list.csv"
    for data in (b"A" * 1_060_000, b"A" * 6_000_000, b"A" * 100_000_000, b'"' + b"1,2\n" * 3_000_000):
        path.write_bytes("姓名,金额\r\n王芳,1\r\n".encode() + data + b",2\r\n")
        with pytest.raises(InputError) as caught:
            cells(opened(path))
        assert caught.value.code == "input.too_long"
    path.write_bytes(b"A" * 30_000_000)
    with pytest.raises(InputError):
        opened(path)


def test_large_files_are_streamed_and_watched_for_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "SMALL", 0)
    path = write(tmp_path / "list.csv", LAYOUTS["pages"], "gb18030")
    source = opened(path)
    assert source.kept is None
    assert cells(source) == ROWS
    assert source.footer_count == 3
    assert [found.code for found in source.findings] == [
        "repeated_header",
        "repeated_title",
        "subtotal_rows",
        "footer_rows",
    ]
    first = source.sha256()
    assert cells(source) == ROWS
    assert source.sha256() == first
    state = path.stat()
    path.write_bytes(path.read_bytes().replace("新坪".encode("gb18030"), "果角".encode("gb18030")))
    with pytest.raises(InputError, match="changed"):
        cells(source)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))  # same size and time: the digest tells
    with pytest.raises(InputError, match="changed"):
        cells(source)


def test_a_large_file_without_a_row_is_refused_before_anything_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "SMALL", 0)
    with pytest.raises(InputError) as caught:
        opened(write(tmp_path / "list.csv", [HEADER, ["合计", *[""] * 6]]))
    assert caught.value.code == "input.no_rows"


def test_a_pass_may_be_left_early(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "SMALL", 0)
    path = write(tmp_path / "list.csv", [HEADER, *ROWS * 50_000])
    source = opened(path)
    for _ in range(20):
        next(source.batches())
    assert sum(batch.num_rows for batch in source.batches()) == len(ROWS) * 50_000
    assert all(batch.nbytes <= 16 << 20 for batch in source.batches())


def test_digest(tmp_path):
    path = write(tmp_path / "list.csv", LAYOUTS["title"], "gb18030")
    source = opened(path)
    assert source.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.digest(b"k" * 32) != source.digest(b"l" * 32) != source.sha256()


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.csv")), ids=lambda path: path.name)
def test_the_shared_lists(path):
    truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    known = re.compile(r"(序号|乡镇|行政村|村|.*姓名|.*号码?|.*金额|.*电话|.*地址|住址)(（.*）)?")
    source = open_list(path, is_header=lambda text: bool(known.fullmatch(text)))
    rows = cells(source)
    assert len(rows) == truth["rows"]
    assert [row[0] for row in rows] == [str(at) for at in range(1, truth["rows"] + 1)]


def test_the_shared_lists_are_there():
    assert list(LISTS.glob("*.csv"))


def test_paths(tmp_path):
    with pytest.raises(InputError) as caught:
        opened(tmp_path / ("长" * 300))
    assert caught.value.code in {"input.unreadable", "input.missing"} and caught.value.__context__ is None
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError):
            opened(path)
    path = write(tmp_path / "411224195708198537.csv", [HEADER])
    with pytest.raises(InputError) as caught:
        opened(path)
    assert "411224" not in str(caught.value)
    assert "….csv" in str(caught.value)
