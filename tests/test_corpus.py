"""Every encoding, delimiter, line end and layout of one truth is read to the identical table, or refused."""

import itertools

import corpus
import pytest

from deid.errors import InputError
from deid.io.known import open_known

pytestmark = pytest.mark.usefixtures("english")

WAYS = list(itertools.product(corpus.DELIMITERS, corpus.ENDS, corpus.QUOTING))


def read(path, **how):
    source = open_known(path, **how)
    rows = [list(row) for batch in source.batches() for row in zip(*batch.to_pydict().values(), strict=True)]
    return source.headers, rows, source


def put(path, data):
    path.write_bytes(data)
    return path


def judge(path, layout, encoding, way):
    made = corpus.LAYOUTS[layout]
    data = corpus.as_bytes(corpus.as_text(made.rows, *way), encoding)
    header, rows, _ = read(put(path, data))
    assert header == made.header, (layout, encoding, way)
    assert rows == made.data, (layout, encoding, way)


@pytest.mark.parametrize("layout", corpus.LAYOUTS)
def test_every_layout_in_every_encoding(layout, tmp_path):
    """Each pair once, delimiters, line ends and quotes taking turns."""
    shift = list(corpus.LAYOUTS).index(layout) * 5
    for at, encoding in enumerate(corpus.ENCODINGS):
        judge(tmp_path / "list.csv", layout, encoding, WAYS[(shift + at * 7) % len(WAYS)])


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_every_delimiter_line_end_and_quoting(way, tmp_path):
    for encoding, layout in (("gb18030", "pages with title and subtotal"), ("utf-16-be", "footers")):
        judge(tmp_path / "list.csv", layout, encoding, way)


@pytest.mark.long
@pytest.mark.parametrize("layout", corpus.LAYOUTS)
def test_the_whole_product(layout, tmp_path):
    for encoding, way in itertools.product(corpus.ENCODINGS, WAYS):
        judge(tmp_path / "list.csv", layout, encoding, way)


@pytest.mark.parametrize("kind", corpus.REFUSED)
def test_what_is_in_doubt_is_refused_in_every_encoding(kind, tmp_path):
    rows, code = corpus.REFUSED[kind]
    for at, encoding in enumerate(corpus.ENCODINGS):
        data = corpus.as_bytes(corpus.as_text(rows, *WAYS[at * 5 % len(WAYS)]), encoding)
        with pytest.raises(InputError) as caught:
            read(put(tmp_path / "list.csv", data))
        assert caught.value.code == code, encoding
        assert caught.value.__context__ is None
        assert "李梅旺" not in str(caught.value)


def test_big5_when_named(tmp_path):
    text = "姓名,村名,ID\r\n王芳,新村,1\r\n林美,大同村,2\r\n"
    path = put(tmp_path / "list.csv", text.encode("big5"))
    assert read(path, encoding="big5")[1] == [["王芳", "新村", "1"], ["林美", "大同村", "2"]]
    with pytest.raises(InputError):
        read(path)


def test_double_bytes_under_a_latin_header_may_be_either_and_are_refused(tmp_path):
    path = put(tmp_path / "list.csv", "No,ID\r\n王芳,1\r\n林美,2\r\n".encode("big5"))
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == "input.encoding_ascii"
    assert read(path, encoding="big5")[1] == [["王芳", "1"], ["林美", "2"]]


def test_a_file_that_reads_two_ways_is_refused_with_both_headers(tmp_path):
    """Bytes chosen so that UTF-8 and GB18030 are both valid and both show a header."""
    path = put(tmp_path / "list.csv", "No,ID,民\r\n1,2,民\r\n".encode())
    assert "民".encode()[:2].decode("gb18030")  # any two bytes of it are a character too
    with pytest.raises(InputError) as caught:
        read(put(path, "No,ID,民民\r\n1,2,民民\r\n".encode()))
    assert caught.value.code == "input.encoding_doubt"
    assert "utf-8: No, ID; gb18030: No, ID" in str(caught.value)
    assert "民" not in str(caught.value)


def test_the_euro_byte_of_windows(tmp_path):
    body = b",".join(text.encode("gbk") for text in ("7", "新坪村", "孙二", "", "10", "")) + b"\x80\r\n"
    text = corpus.as_text(corpus.LAYOUTS["plain"].rows).encode("gbk")
    _, rows, _ = read(put(tmp_path / "list.csv", text + body))
    assert rows == [*corpus.ROWS, ["7", "新坪村", "孙二", "", "10", "€"]]


@pytest.mark.parametrize("encoding", corpus.ENCODINGS)
def test_nul_is_refused(encoding, tmp_path):
    text = corpus.as_text([*corpus.LAYOUTS["plain"].rows, ["7", "x\0", "", "", "", ""]])
    with pytest.raises(InputError):
        read(put(tmp_path / "list.csv", corpus.as_bytes(text, encoding)))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("quoted", [True, False])
def test_texts_written_as_formulas_come_as_texts(encoding, quoted, tmp_path):
    def wrap(cell):
        return f'="{cell}"' if cell and not set(cell) & set('",;|\t\n') else cell

    def line(row):
        return ",".join(
            '"' + wrap(c).replace('"', '""') + '"' if quoted or set(c) & set('",\n') else wrap(c) for c in row
        )

    text = "\r\n".join(line(row) for row in corpus.LAYOUTS["header at page breaks"].rows)
    header, rows, _ = read(put(tmp_path / "list.csv", corpus.as_bytes(text, encoding)))
    assert header == corpus.HEADER
    assert rows == corpus.ROWS


def test_formulas_that_are_more_than_a_text_stay_as_they_are(tmp_path):
    odd = ['=A1&"x"', '="a"&"b"', '="x', "=1+1", '="', '=""']
    text = corpus.as_text([["姓名", "备注"], *(["王芳", cell] for cell in odd)])
    _, rows, _ = read(put(tmp_path / "list.csv", text.encode()))
    assert [row[1] for row in rows] == [*odd[:5], ""]


def test_the_rows_of_the_header_can_be_told(tmp_path):
    from deid.io.where import Where

    rows = [["1", "a", "b", "c", "d", "e"], ["2", "a", "b", "c", "d", "e"], corpus.HEADER, *corpus.ROWS]
    path = put(tmp_path / "list.csv", corpus.as_text(rows).encode())
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == "input.above_header"
    assert "--header-rows" in str(caught.value)
    header, data, source = read(path, where=Where(header=(3, 3)))
    assert (header, data, source.header_rows) == (corpus.HEADER, corpus.ROWS, (3, 3))
    rows, _ = corpus.REFUSED["three levels"]
    put(path, corpus.as_text(rows, "pipe").encode("gbk"))
    header, data, _ = read(path, where=Where(header=(1, 3)))
    assert header[0] == "序号"
    assert header[2] == "家庭成员户主姓名"
    assert data == corpus.ROWS
    for header_rows in ((40, 40), (900, 901)):
        with pytest.raises(InputError) as caught:
            read(path, where=Where(header=header_rows))
        assert caught.value.code == "input.header_rows"
    with pytest.raises(InputError) as caught:
        read(path, where=Where(data=(2, 3)))
    assert caught.value.code == "input.data_rows"


def test_what_was_left_out_is_told_with_its_place(tmp_path):
    made = corpus.LAYOUTS["subtotals"]
    _, _, source = read(put(tmp_path / "list.csv", corpus.as_text(made.rows).encode()))
    (found,) = source.findings
    assert (found.code, found.count) == ("subtotal_rows", 5)
    assert "behind data rows 1, 2, 5, 6, 6)" in found.text
    made = corpus.LAYOUTS["header at page breaks"]
    _, _, source = read(put(tmp_path / "list.csv", corpus.as_text(made.rows).encode()))
    assert [(found.code, found.count) for found in source.findings] == [("repeated_header", 2)]
    assert "behind data rows 2, 4)" in source.findings[0].text
