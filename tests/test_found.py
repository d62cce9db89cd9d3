"""What fuzzing and attacks on time and memory brought to light: each find as a test."""

import io
import zipfile

import pyarrow as pa
import pytest

from deid.errors import InputError
from deid.io import excel_marks
from deid.io.opening import open_list
from deid.maskers.free_text import free_text

_ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:calcext="c"><office:body><table:table>'
    "{rows}</table:table></office:body></office:document-content>"
)


def ods(path, head, rows):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("content.xml", head + _ODS.format(rows=rows))
    path.write_bytes(packed.getvalue())
    return path


@pytest.mark.parametrize("cell", ["80110000100000000X", "138-0013-80110000100000000X $2170000"])
def test_seventeen_digits_and_an_x_are_no_organisation_unless_a_registrar_stands_first(cell):
    """An ID number with a wrong birth date may fit the check digit of a 统一社会信用代码 by chance."""
    assert "80110000100000000X" not in free_text(pa.array([cell]))[0].as_py()


def test_an_organisation_is_still_kept():
    assert free_text(pa.array(["代码91350100M000100Y43"])).to_pylist() == ["代码91350100M000100Y43"]


@pytest.mark.parametrize(
    "row",
    [
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="65535"/>',
        '<table:table-row table:number-rows-repeated="65535">\n<table:table-cell calcext:value-type="error"/></table:table-row>',
    ],
)
def test_a_few_words_cannot_stand_for_millions_of_rows(row, tmp_path):
    path = ods(tmp_path / "a.ods", "", row * 2000)
    with pytest.raises(InputError) as caught:
        open_list(path, is_header={"姓名"}.__contains__)
    assert caught.value.code == "input.excel"


def test_entities_are_refused(tmp_path):
    bomb = "<!DOCTYPE a [<!ENTITY a 'x'>" + "".join(
        f"<!ENTITY {one} '{f'&{other};' * 10}'>" for one, other in zip("bcdefghij", "abcdefghi", strict=True)
    )
    path = ods(tmp_path / "a.ods", bomb + "]>", "<table:table-row/>&j;")
    with pytest.raises(InputError):
        open_list(path, is_header={"姓名"}.__contains__)


@pytest.mark.parametrize("tag", ["oddHeader", 'oddFooter xml:space="preserve"', "x:firstHeader"])
def test_page_headers_are_read_whatever_their_attributes(tag):
    text = f"<headerFooter><{tag}>&amp;C机密★1年</{tag.split()[0]}></headerFooter>"
    assert any("机密" in part for _, part in excel_marks._of_paper(text))


def test_a_row_of_marks_only_is_a_row(tmp_path):
    """A cell of control characters is not blank, and yet nothing is left of it once it is cleaned."""
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,金额\r\n王芳,1\r\n\x1f,\x1f,\x1f\r\n".encode())
    with pytest.raises(InputError) as caught:
        open_list(path, is_header={"姓名", "金额"}.__contains__)
    assert caught.value.code.startswith("input.")
