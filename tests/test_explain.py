"""``deid explain``: its numbers against plain enumeration, and the pages that quote them."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from deid import messages
from deid.cli.app import app
from deid.cli.tables import width
from deid.errors import UsageError
from deid.rulebook.explain import TABLE_DAY, explain, main
from deid.rulebook.masks import masked, union

pytestmark = pytest.mark.usefixtures("english")

DOCS = Path(__file__).parents[1] / "docs"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BORN = {
    (): ("0000-00-00", "9999-99-99"),
    ("age",): ("1973-11-22", "1974-11-21"),
    ("band",): ("1966-11-22", "1976-11-21"),
    ("birth_year",): ("1974-01-01", "1974-12-31"),
    ("birth_month",): ("1974-03-01", "1974-03-31"),
    ("birth_date",): ("1974-03-05", "1974-03-05"),
}


def enumerated(shown, born):
    """Every number there is, one by one: the days of 120 years, 1,000 sequences."""
    sequences = [f"{n:03d}" for n in range(1000)]
    sequences = [rest for rest in sequences if fits(shown[14:17], rest)]
    day, count = date(1906, 11, 21), 0
    while day <= TABLE_DAY:
        text = f"411224{day:%Y%m%d}"
        if fits(shown[:14], text) and born[0] <= day.isoformat() <= born[1]:
            count += sum(fits(shown[17], check(text + rest)) for rest in sequences)
        day += timedelta(days=1)
    return count


def fits(shown, text):
    return all(a in ("*", b) for a, b in zip(shown, text, strict=True))


def check(first17):
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


@pytest.mark.trust
@pytest.mark.parametrize("mask", ["6+4", "10+4", "14+0", "6+0"])
def test_the_numbers_are_those_of_plain_enumeration(mask):
    page = explain(mask, as_of=TABLE_DAY)
    for line in page.lines:
        columns = tuple(column for column in line.columns if column != "sex")
        if "sex" in line.columns or (columns in ((), ("band",)) and mask == "6+0"):
            continue  # sex is tried elsewhere, and forty million numbers take too long one by one
        assert line.plain == enumerated(page.shown, BORN[columns]), (mask, columns)


def test_a_local_reader_never_has_more_left():
    for mask in ("6+0", "6+4", "10+0", "10+4", "14+0", "0+3"):
        for line in explain(mask, as_of=TABLE_DAY).lines:
            assert 1 <= line.local <= line.plain


@pytest.mark.parametrize("word", ["出生年月", "birth_month", "month"])
def test_what_is_asked_for_is_answered_first(word):
    page = explain("6+4", [word], as_of=TABLE_DAY)
    assert page.asked is not None
    assert (page.asked.columns, page.asked.plain) == (("birth_month",), 3)
    assert explain("6+4", ["出生日期", "性别"], as_of=TABLE_DAY).asked.plain == 1


@pytest.mark.parametrize("mask", ["6", "6-4", "+", "18+0", "10+8", "99+99", "六+四", ""])
def test_a_mask_nobody_can_read_is_refused(mask):
    with pytest.raises(UsageError):
        explain(mask)


@pytest.mark.parametrize("given", [{"beside": ["电话"]}, {"place": "4112"}, {"place": "41122４"}])
def test_other_options_nobody_can_read_are_refused(given):
    with pytest.raises(UsageError):
        explain("6+4", **given)


def test_the_invented_number_is_never_shown_whole():
    assert masked("6+4") == "411224********1234"
    page = explain("14+3", as_of=TABLE_DAY)
    assert page.shown.count("*") == 1
    assert union(masked("6+4"), masked("10+0")) == "4112241974****1234"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("mask", ["6+4", "14+0", "6+0", "10+0", "0+0", "3+4"])
def test_the_page_fits_on_paper(mask, language):
    messages.use(language)
    result = CliRunner().invoke(app, ["explain", "mask", mask, "--with", "出生年月"])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert len(lines) <= 60
    assert max(map(width, lines)) <= 80
    assert "{" not in result.stdout
    assert not re.search(r"\d{17}", result.stdout)


def test_the_command_as_json():
    runner = CliRunner()
    result = runner.invoke(
        app, ["explain", "mask", "6+4", "--with", "年龄,性别", "--place", "110101", "--json"]
    )
    data = json.loads(result.stdout)
    assert data["status"] == "clean"
    assert data["shown"].startswith("110101********")
    assert data["asked"][0]["with"] == ["age", "sex"]
    assert {tuple(one["with"]): one["plain"] for one in data["candidates"]}[("birth_date",)] == 1
    assert data["why"]
    assert data["instead"]
    assert runner.invoke(app, ["explain", "mask", "6"]).exit_code == 2


def test_the_threat_model_quotes_what_is_counted(capsys):
    """Written by hand, its tables could go stale; `python -m deid.rulebook.explain` prints them."""
    main()
    tables = capsys.readouterr().out.strip().split("\n\n")
    assert len(tables) == 6
    for name, mine in (("threat-model.md", tables[:3]), ("threat-model.en.md", tables[3:])):
        text = (DOCS / name).read_text("utf-8")
        assert all(one in text for one in mine)
