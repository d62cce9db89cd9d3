"""Pictures of a posted list: of the approved bytes only, with a watermark, with nothing else in them."""

import io
from datetime import date

import fpdf
import pytest
from PIL import Image, ImageChops
from test_approval import Office, refused, told

from deid.approval.picturing import watermark
from deid.errors import InputError
from deid.pages.pictures import pictures
from deid.policy.loader import load_policy


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    made.list, made.receipt = made.draft / "list.pdf", made.draft / "list.pdf.receipt.json"
    (tmp_path / "pictures").mkdir()
    made.mask(channel="wechat_group")
    return made


def ask(office, *more):
    return ["pictures", office.receipt, "--to", office.folder / "pictures", *more]


def test_a_posted_list_becomes_pictures(office):
    office.approve()
    told(*office.post())
    (path,) = told(*ask(office, "--width", "800"))["pictures"]
    with Image.open(path) as picture:
        assert (picture.width, picture.mode, picture.format) == (800, "RGB", "PNG")
        assert not picture.info  # no text chunks: no program, no date, no name
    refused(*ask(office), code="usage.output_exists", status=2)
    told(*ask(office, "--force"))


def test_only_what_is_posted_and_unchanged(office):
    refused(*ask(office), code="not_posted")
    office.approve()
    refused(*ask(office), code="not_posted")
    told(*office.post())
    refused("pictures", office.receipt, "--to", office.folder / "none", code="output.folder", status=2)
    with (office.posted / "list.pdf").open("ab") as file:
        file.write(b"%")
    refused(*ask(office), code="file_differs")
    assert not list((office.folder / "pictures").iterdir())


def test_taken_down_is_taken_down(office):
    office.approve()
    told(*office.post())
    told("withdraw", office.receipt, "--reason", "over")
    refused(*ask(office), code="not_posted")


def test_pages_of_any_size_are_pictures(tmp_path):
    made = fpdf.FPDF()
    for size in ("a4", "a4", (120, 200), (100, 100)):
        made.add_page(format=size)
    made.output(str(tmp_path / "list.pdf"))
    found = [Image.open(io.BytesIO(one)) for one in pictures(tmp_path / "list.pdf", "村务公示", width=400)]
    assert [one.width for one in found] == [400] * 4
    assert found[0].tobytes() == found[1].tobytes() and found[3].height == 400
    assert all(len(one.getcolors(1 << 16)) > 1 for one in found)  # nothing on them but the watermark


def test_what_is_no_pdf_has_no_pictures(tmp_path):
    for name, content in (("broken.pdf", b"%PDF-1.7 411224197403051234"), ("none.pdf", None)):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError) as caught:
            list(pictures(tmp_path / name, "村务公示", width=400))
        assert caught.value.code == "pictures.unreadable"
        assert "411224" not in str(caught.value)


def test_only_a_pdf(office):
    office.list, office.receipt = office.draft / "list.csv", office.draft / "list.csv.receipt.json"
    office.mask(channel="wechat_group")
    office.approve()
    told(*office.post())
    refused(*ask(office), code="pictures.no_pdf", status=2)


def test_the_watermark_covers_the_page_and_hides_nothing(office):
    """Every part of the page is touched; what was black stays darker than what was white."""
    with_mark, without = (
        Image.open(io.BytesIO(next(pictures(office.list, mark, width=900)))).convert("L")
        for mark in ("仅限本村 公示至2026年12月1日", " ")
    )
    changed = ImageChops.difference(with_mark, without)
    across, down = with_mark.width // 4, with_mark.height // 6
    for left in range(0, with_mark.width - across + 1, across):
        for top in range(0, with_mark.height - down + 1, down):
            assert changed.crop((left, top, left + across, top + down)).getbbox(), (left, top)
    ink = [(a, b) for a, b in zip(without.tobytes(), with_mark.tobytes(), strict=True) if a < 40 or a > 250]
    assert max(b for a, b in ink if a < 40) + 80 < min(b for a, b in ink if a > 250)


@pytest.mark.parametrize(
    ("notice", "channel", "until", "wanted"),
    [
        ("dibao_review", "wechat_group", date(2026, 12, 1), "仅限本村 请勿转发 公示至2026年12月1日"),
        ("dibao_result", "village_board", None, "仅限本村 请勿转发 政务公示"),
        ("gengdi", "website_names", None, "政务公示"),
    ],
)
def test_what_the_watermark_says(notice, channel, until, wanted):
    assert watermark(load_policy(notice).channels[channel], until) == wanted
