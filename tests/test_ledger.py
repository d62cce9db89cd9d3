"""The ledger: what it keeps, what it refuses, what it answers, and that it holds no person."""

import json
import re
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from ledger_helpers import (
    BIRTH_RULE,
    DAY,
    SIX_FOUR,
    SIX_FOUR_RULE,
    entry,
    grown_up,
    people,
    rule,
    write_list,
)
from ledger_homes import fixture_home, fixture_server, held, text_of  # noqa: F401  fixtures go by their names

from deid import messages
from deid.cli.app import app
from deid.errors import KeyMaterialError, UsageError
from deid.io.aside import Aside
from deid.keys import new_key
from deid.ledger import Ledger, Shown, State, file, queries, schema
from deid.ledger.facts import MONTH, NOTHING, YEAR, Ages, Known
from deid.ledger.home import home_of
from deid.ledger.judge import judge
from deid.ledger.ring import check_apart, read_ring, rotated
from deid.messages import problem

pytestmark = pytest.mark.usefixtures("english")

KEY, OTHER = b"k" * 32, b"o" * 32
SIX_FOUR_SHOWN, BIRTH_SHOWN = Shown(positions=SIX_FOUR), Shown(birth=YEAR)
COMMON = ["--channel", "village_board", "--as-of", DAY.isoformat(), "--place", "411224", "--lang", "en"]


@pytest.fixture
def book(home):
    with Ledger.create(home("book")) as opened:
        yield opened


def keys(ids):
    return [pa.array([None if one is None else one[:17] for one in ids], pa.string())]


def deid(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture
def office(tmp_path, home):
    """A county with two rules that tell too much together, and folders for everything."""
    for folder in ("in", "out", "keys", "book"):
        (tmp_path / folder).mkdir()
    rule(tmp_path / "rules", "six_four", SIX_FOUR_RULE)
    rule(tmp_path / "rules", "births", BIRTH_RULE)
    write_list(tmp_path / "in" / "a.csv", people(30))
    write_list(tmp_path / "in" / "b.csv", [*people(30)[:10], *people(20, 5)])
    write_list(tmp_path / "in" / "c.csv", people(20, 5))
    (tmp_path / "at").write_text(text_of(home("book/l")))
    return tmp_path


def book_at(office):
    """Where the office keeps its ledger."""
    return (office / "at").read_text()


def mask(office, source, notice, *more, out=None):
    return deid(
        "mask", office / "in" / f"{source}.csv", "--notice", notice, *COMMON, "--rules", office / "rules",
        "--out", office / "out" / (out or f"{source}-{notice}.csv"), "--ledger", book_at(office), "--json", *more,
    )  # fmt: skip


def init(office, *more):
    result = deid("ledger", "init", book_at(office), *more)
    assert result.exit_code == 0, result.output
    return result


def shown(office):
    result = deid("ledger", "show", "--ledger", book_at(office), "--json")
    return json.loads(result.stdout)["releases"]


# ---- judging


@pytest.mark.parametrize("order", [(SIX_FOUR_SHOWN, BIRTH_SHOWN), (BIRTH_SHOWN, SIX_FOUR_SHOWN)])
def test_a_release_that_would_complete_an_earlier_one_is_refused(book, order):
    assert not judge(book, entry("first", order[0])).refused
    verdict = judge(book, entry("second", order[1]))
    assert verdict.refused
    assert verdict.least == 3  # somebody born at the very edge of the last 120 years
    assert verdict.earlier == ("first/village_board/2026-11-21",)
    assert [one.notice for one in book.entries()] == ["first"]


def test_the_same_facts_again_take_nothing_away(book):
    for month in range(1, 13):
        day = date(2026, month, 5)
        facts = Shown(positions=SIX_FOUR, name=1, known=(grown_up(day),))
        assert not judge(book, entry("monthly", facts, day)).refused


def test_other_counties_and_counts_do_not_matter(book):
    judge(book, entry("a", SIX_FOUR_SHOWN, place="350524"))
    judge(book, entry("b", NOTHING, form="aggregate"))
    assert not judge(book, entry("c", BIRTH_SHOWN)).refused
    assert judge(book, entry("d", SIX_FOUR_SHOWN, place=None)).refused  # it may be this county


def test_people_who_cannot_be_on_both_are_not_judged_together(book):
    children = Shown(birth=YEAR, known=(Known(DAY, 0, 17),))
    elders = Shown(positions=SIX_FOUR, known=(Known(DAY, 80, 120),))
    assert not judge(book, entry("school", children)).refused
    assert not judge(book, entry("gaoling", elders)).refused


def test_a_release_below_the_floor_before_does_not_stop_what_tells_nothing_more(book):
    judge(book, entry("old", Shown(positions=SIX_FOUR, birth=YEAR), floor=1))
    assert not judge(book, entry("new", Shown(positions=0b111111))).refused
    assert judge(book, entry("newer", Shown(birth=MONTH))).refused


def test_bands_that_pass_from_list_to_list_are_told_of(book):
    bands = tuple((age, age, age + 9) for age in range(0, 121, 10))
    for month, told in ((10, None), (11, 155)):
        day = date(2026, month, 5)
        facts = Shown(ages=(Ages(day, bands),), town=True, name=31, known=(Known(day, 80, 120),))
        verdict = judge(book, entry("gaoling", facts, day))
        assert not verdict.refused
        assert verdict.birthdays == told
    exact = tuple((age, age, age) for age in range(121))
    years = Shown(ages=(Ages(DAY, exact),))
    assert not judge(book, entry("years", years)).refused
    later = date(2026, 12, 1)
    assert judge(book, entry("years", Shown(ages=(Ages(later, exact),), name=31, town=True), later)).refused


def test_the_same_bytes_on_another_day_can_tell_more(book):
    """Single years, unchanged from one month to the next: nobody had a birthday in between."""
    exact = tuple((age, age, age) for age in range(121))

    def again(day, **more):
        return judge(
            book, entry("years", Shown(ages=(Ages(day, exact),), **more), day, output_sha256="1", floor=3000)
        )

    assert not again(date(2026, 5, 1), town=True).refused
    assert again(date(2026, 11, 1), town=True).refused
    assert not again(date(2026, 5, 1), town=True).refused


def test_persons_are_judged_one_by_one(home):
    ids, others = people(40), people(40, 9)
    with Ledger.create(home("l"), (KEY,)) as book:
        assert not judge(book, entry("a", SIX_FOUR_SHOWN), persons=keys(ids)).refused
        assert not judge(book, entry("b", BIRTH_SHOWN), persons=keys(others)).refused
        verdict = judge(book, entry("c", BIRTH_SHOWN), persons=keys([*others[:5], ids[3], others[9], ids[7]]))
        assert verdict.rows == (6, 8)
        assert verdict.count == 2
        assert verdict.least in range(28, 37)
        assert verdict.earlier == ("a/village_board/2026-11-21",)
        assert book.keys() == {next(iter(book.keys())): 80}  # nothing of a refusal stays


def test_a_year_of_exact_ages_tells_the_month_of_birth(home):
    exact = tuple((age, age, age) for age in range(121))
    born = "41122419500615123"
    with Ledger.create(home("l"), (KEY,)) as book:
        for month, refused in ((5, False), (6, False), (7, True)):
            day = date(2026, month, 1)
            facts = Shown(ages=(Ages(day, exact),), sex=True)
            verdict = judge(book, entry("m", facts, day, floor=16_000), persons=[pa.array([born])])
            assert verdict.refused is refused
        assert verdict.least == 30 * 500


def test_rows_without_a_number_count_for_everybody(home):
    with Ledger.create(home("l"), (KEY,)) as book:
        assert not judge(book, entry("a", SIX_FOUR_SHOWN), persons=keys([*people(5), None])).refused
        assert book.entries()[0].unlinked == 1
        verdict = judge(book, entry("b", BIRTH_SHOWN), persons=keys(people(5, 3)))
        assert verdict.count == 5
    with Ledger.create(home("m"), (KEY,)) as book:
        judge(book, entry("a", SIX_FOUR_SHOWN), persons=keys(people(5)))
        verdict = judge(book, entry("b", BIRTH_SHOWN), persons=keys([people(5, 3)[0], None, None]))
        assert verdict.rows == (2, 3)
        assert verdict.unlinked == 2
        assert judge(book, entry("c", BIRTH_SHOWN)).refused  # a list without any number


def test_pending_counts_until_discarded(book):
    first = judge(book, entry("a", SIX_FOUR_SHOWN)).entry
    assert first.state is State.PENDING
    assert judge(book, entry("b", BIRTH_SHOWN)).refused
    book.move(first.id, State.DISCARDED, DAY)
    assert not judge(book, entry("b", BIRTH_SHOWN)).refused
    with pytest.raises(UsageError, match="not pending"):
        book.move(first.id, State.DISCARDED, DAY)
    for state in (State.CONFIRMED, State.WITHDRAWN):
        with pytest.raises(UsageError):
            book.move(first.id, state, DAY)
    with pytest.raises(UsageError, match="no entry"):
        book.entry(99)


def test_a_withdrawn_list_was_seen(book):
    first = judge(book, entry("a", SIX_FOUR_SHOWN)).entry
    book.move(first.id, State.WITHDRAWN, DAY)
    assert judge(book, entry("b", BIRTH_SHOWN)).refused


def test_who_may_only_look_settles_nothing_and_is_not_stopped(tmp_path, monkeypatch):
    path = tmp_path / "list.csv"
    path.write_bytes(b"posted")
    with Ledger.create(tmp_path / "l.db") as book:
        made = entry("a", NOTHING, output_sha256=file.digest(path), output_path=str(path))
        judge(book, made)
        for code, stopped in (("ledger.denied", False), ("ledger.busy", True)):

            def refuse(*_, code=code):
                raise problem(UsageError, code)

            monkeypatch.setattr(Ledger, "_confirm", refuse)
            if stopped:
                with pytest.raises(UsageError) as caught:
                    book.settle()
                assert caught.value.code == code
            else:
                book.settle()
            assert [one.state for one in book.entries()] == [State.PENDING]
        monkeypatch.undo()
        book.settle()
        assert [one.state for one in book.entries()] == [State.CONFIRMED]
    for nothing in (tmp_path, tmp_path / "none", tmp_path / ("长" * 300)):
        assert file.digest(nothing) is None


def test_opening_settles_what_a_crash_left(home, tmp_path):
    out = tmp_path / "posted.csv"
    with Ledger.create(home("l")) as book:
        judge(
            book,
            entry(
                "a",
                NOTHING,
                output_path=str(out),
                output_sha256="2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            ),
        )
    out.write_bytes(b"something else")
    with Ledger(home("l")) as book:
        assert book.entries()[0].state is State.PENDING
    out.write_bytes(b"foo")
    with Ledger(home("l")) as book:
        assert book.entries()[0].state is State.CONFIRMED


def test_the_same_release_made_again_counts_once(home):
    ids = people(10)
    with Ledger.create(home("l"), (KEY,)) as book:
        first = judge(book, entry("a", SIX_FOUR_SHOWN), persons=keys(ids)).entry
        book.move(first.id, State.CONFIRMED)
        later = date(2026, 12, 1)
        again = judge(
            book, entry("a", SIX_FOUR_SHOWN, later, output_sha256=first.output_sha256), persons=keys(ids)
        )
        assert again.entry.id == first.id
        assert [(one.state, one.as_of) for one in book.entries()] == [(State.CONFIRMED, later)]
        other = judge(
            book,
            entry("a", SIX_FOUR_SHOWN, channel="town_board", output_sha256=first.output_sha256),
            persons=keys(ids),
        )
        assert other.entry.id != first.id


def test_two_ways_of_hiding_a_name_make_it_whole(book):
    """张* here and *伟 there: the name, and with it the sex."""
    year = Shown(birth=YEAR, town=True, known=(Known(DAY, 60, 120),))
    judge(book, entry("a", Shown(name=0b01001), floor=2000))
    assert not judge(book, entry("b", year, floor=2000)).refused
    assert judge(book, entry("c", Shown(name=0b10100), floor=2000)).refused


# ---- the command


@pytest.mark.parametrize("persons", [False, True])
def test_mask_refuses_what_the_earlier_list_lacked(office, persons):
    key = ["--key-file", office / "keys" / "key"] if persons else []
    init(office, *(["--persons", *key] if persons else []))
    first = mask(office, "a", "six_four", *key)
    assert first.exit_code == 0, first.output
    assert [one["state"] for one in shown(office)] == ["confirmed"]
    apart = mask(office, "c", "births", *key)
    assert apart.exit_code == (0 if persons else 1)
    both = mask(office, "b", "births", *key)
    assert both.exit_code == 1
    assert not (office / "out" / "b-births.csv").exists()
    data = json.loads(both.stdout)
    found = [one for one in data["findings"] if one["code"] == "ledger_union"]
    assert len(found) == 1
    assert "six_four/village_board/2026-11-21" in found[0]["text"]
    assert data["receipt"]["output_sha256"] is None
    assert (found[0]["rows"] == list(range(1, 11))) is persons
    assert json.loads((office / "out" / "b-births.csv.receipt.json").read_text())["status"] == "refused"
    assert len(shown(office)) == (2 if persons else 1)


def pack(office, ids, notice, *more):
    """A list of two villages, the second from the sixteenth row on, as a folder of each."""
    path = write_list(office / "in" / "d.csv", ids)
    lines = path.read_text("utf-8-sig").splitlines()
    lines[16:] = [line.replace("新坪村", "果角村") for line in lines[16:]]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig")
    split = ["--split-by", "village", "--pack", office / "out" / f"pack-{notice}", "--format", "csv"]
    return deid(
        "mask", path, "--notice", notice, *COMMON, "--rules", office / "rules", *split,
        "--ledger", book_at(office), "--json", *more,
    )  # fmt: skip


def test_one_page_that_tells_too_much_stops_the_pack(office):
    """The pages judged before it are not in the ledger either."""
    rule(office / "rules", "years", f"{BIRTH_RULE}  village: publish\n")
    key = ["--key-file", office / "keys" / "key"]
    init(office, "--persons", *key)
    assert mask(office, "a", "six_four", *key).exit_code == 0
    refused = pack(office, [*people(15, 5), *people(30)[:15]], "years", *key)
    assert refused.exit_code == 1
    (union,) = (one for one in json.loads(refused.stdout)["findings"] if one["code"] == "ledger_union")
    assert union["rows"] == list(range(16, 31))
    assert not (office / "out" / "pack-years").exists()
    assert [one["notice"] for one in shown(office)] == ["six_four"]
    assert pack(office, people(30, 5), "years", *key).exit_code == 0


def test_each_page_of_a_pack_holds_its_own_people(office):
    key = ["--key-file", office / "keys" / "key"]
    init(office, "--persons", *key)
    made = pack(office, people(30), "six_four", *key)
    assert made.exit_code == 0, made.output
    with Ledger(home_of(book_at(office)), read_ring(office / "keys" / "key")) as book:
        (gone,) = (one.id for one in book.entries() if "果角村" in one.output_path)
        book.remove([gone])  # that village's page never hung anywhere
    write_list(office / "in" / "e.csv", people(30)[15:])
    assert mask(office, "e", "births", *key).exit_code == 0
    write_list(office / "in" / "f.csv", [*people(30)[15:], *people(30)[:15]])
    found = json.loads(mask(office, "f", "births", *key).stdout)["findings"]
    (union,) = (one for one in found if one["code"] == "ledger_union")
    assert union["rows"] == list(range(16, 31))


@pytest.mark.parametrize(
    ("notice", "channel", "header", "row", "lowest"),
    [
        ("ruxue", "service_hall", "登记号,录取学校", "2026{:04},县第一小学", None),
        ("dibao_result", "village_board", "村,姓名,身份证号,金额", "新坪村,李梅旺,411224195001010000,{}", 18),
        ("gaoling", "village_board", "村,姓名,身份证号,金额", "新坪村,李梅旺,411224193001010000,{}", 80),
    ],
)
def test_what_being_on_a_list_tells_of_the_age(office, notice, channel, header, row, lowest):
    """Nobody on a list of pupils is taken for a grown-up; where minors are kept off, everybody is one."""
    init(office)
    path = office / "in" / "g.csv"
    path.write_text("\n".join([header, *(row.format(nth) for nth in range(9))]), "utf-8")
    asked = [*COMMON[2:], "--channel", channel, "--ledger", book_at(office)]
    made = deid("mask", path, "--notice", notice, *asked, "--out", office / "out" / "g.csv")
    assert made.exit_code == 0, made.output
    with Ledger(home_of(book_at(office))) as book:
        (made,) = book.entries()
        assert max((one.low for one in made.shown.known), default=None) == lowest


def test_the_receipt_is_recorded_and_no_cell(office):
    key = ["--key-file", office / "keys" / "key"]
    init(office, "--persons", *key)
    result = mask(office, "a", "six_four", *key)
    released = shown(office)[0]
    assert released["receipt"] == json.loads(result.stdout)["receipt"]
    assert released["shown"]["id_positions"] == [1, 2, 3, 4, 5, 6, 15, 16, 17, 18]
    assert released["output_sha256"] == released["receipt"]["output_sha256"]
    raw = (office / "in" / "a.csv").read_text("utf-8-sig").splitlines()[1:]
    kept = held(home_of(book_at(office)))
    assert released["output_sha256"].encode() in kept
    for line in raw:
        name, number, _, birth, *_ = line.split(",")
        for cell in (name, number, number[:17], number[6:], birth):
            assert cell.encode() not in kept
            assert cell.encode("utf-16-le") not in kept


def test_the_same_run_again_is_one_release(office):
    init(office)
    assert mask(office, "a", "six_four").exit_code == 0
    assert mask(office, "a", "six_four", "--force").exit_code == 0
    assert mask(office, "a", "six_four", out="copy.csv").exit_code == 0
    listed = shown(office)
    assert len(listed) == 1
    assert listed[0]["output_path"].endswith("copy.csv")
    other = mask(office, "a", "six_four", "--channel", "wechat_group", out="wechat.csv")
    assert other.exit_code == 0, other.output
    assert len({one["run"] for one in shown(office)}) == 1
    assert len(shown(office)) == 2


def test_a_list_without_numbers_is_told_of(office):
    key = ["--key-file", office / "keys" / "key"]
    init(office, "--persons", *key)
    text = (office / "in" / "a.csv").read_text("utf-8-sig")
    (office / "in" / "d.csv").write_text(
        re.sub(r",411224\d+[\dX],", ",", text).replace("身份证号,", ""), "utf-8-sig"
    )
    result = mask(office, "d", "births", *key)
    assert result.exit_code == 0, result.output
    found = next(one for one in json.loads(result.stdout)["findings"] if one["code"] == "not_linkable")
    assert found["severity"] == "note"
    assert found["count"] == 30
    assert mask(office, "a", "six_four", *key).exit_code == 1


def test_strict_takes_birthdays_seriously(office):
    rule(office / "rules", "bands", "  age: {mask: age, band: 10}\n  village: publish\n")
    init(office)
    assert mask(office, "a", "bands", "--as-of", "2026-09-01").exit_code == 0
    strict = mask(office, "a", "bands", "--strict", out="strict.csv")
    assert strict.exit_code == 1
    codes = {one["code"]: one["severity"] for one in json.loads(strict.stdout)["findings"]}
    assert codes["ledger_birthdays"] == "error"
    assert len(shown(office)) == 1
    assert mask(office, "a", "bands", out="loose.csv").exit_code == 0


def test_a_list_that_is_refused_anyway_is_not_recorded(office):
    rule(office / "rules", "six_four", SIX_FOUR_RULE, floor=1_000_000)
    init(office)
    assert mask(office, "a", "six_four").exit_code == 1
    assert shown(office) == []


def test_the_key_of_the_office_serves(office):
    init(office, "--persons", "--key-file", office / "keys" / "key")
    (office / "in" / "office.yaml").write_text("name: 某镇\nkey_file: ../keys/key\n", "utf-8")
    assert mask(office, "a", "six_four", "--office", office / "in" / "office.yaml").exit_code == 0
    assert shown(office)[0]["unlinked"] == 0


def test_trouble_is_told_and_nothing_written(office):
    (office / "book" / "none").mkdir()
    missing = mask(office, "a", "six_four")
    assert missing.exit_code == 2
    assert "no such ledger" in missing.output
    key = ["--key-file", office / "keys" / "key"]
    beside = deid(
        "ledger", "init", office / "book" / "m.db", "--persons", "--key-file", office / "book" / "key"
    )
    assert beside.exit_code == 2
    assert "elsewhere" in beside.output
    assert deid("ledger", "init", book_at(office), "--persons").exit_code == 2
    init(office, "--persons", *key)
    assert deid("ledger", "init", book_at(office), "--persons", *key).exit_code == 2
    no_key = mask(office, "a", "six_four")
    assert no_key.exit_code == 2
    assert "needs its key" in no_key.output
    new_key(office / "keys" / "other")
    wrong = mask(office, "a", "six_four", "--key-file", office / "keys" / "other")
    assert wrong.exit_code == 2
    assert list((office / "out").iterdir()) == []
    assert deid("ledger", "show").exit_code == 2


def test_a_failed_rename_leaves_no_entry_that_counts(office, monkeypatch):
    init(office)

    def full(self):
        self.discard()
        raise problem(UsageError, "output.write")

    monkeypatch.setattr(Aside, "commit", full)
    assert mask(office, "a", "six_four").exit_code == 2
    monkeypatch.undo()
    assert [one["state"] for one in shown(office)] == ["discarded"]
    assert mask(office, "b", "births").exit_code == 0


def test_a_list_that_stands_counts_whatever_came_after(office, monkeypatch):
    """The file is where everybody sees it, though the run ended in an error."""
    init(office)

    def late(self, commit=Aside.commit):
        commit(self)
        if self.output.suffix == ".csv":
            raise problem(UsageError, "output.write")

    monkeypatch.setattr(Aside, "commit", late)
    assert mask(office, "a", "six_four").exit_code == 2
    monkeypatch.undo()
    assert (office / "out" / "a-six_four.csv").exists()
    assert [one["state"] for one in shown(office)] == ["confirmed"]
    assert mask(office, "b", "births").exit_code == 1


def test_people_of_a_long_list_are_those_of_its_posted_rows(office, monkeypatch):
    """Children at its top are on no board, and whoever comes after them is still told apart."""
    monkeypatch.setattr("deid.io.opening.SMALL", 0)
    monkeypatch.setattr("deid.io.csv_in.BLOCK", 1 << 10)
    monkeypatch.setattr("deid.io.csv_in._GATHERED", 1)
    key = ["--key-file", office / "keys" / "key"]
    init(office, "--persons", *key)
    path = write_list(office / "in" / "h.csv", people(80, 9))
    lines = path.read_text("utf-8-sig").splitlines()
    children = [re.sub(r",411224\d{8}", ",41122420150101", line) for line in lines[1:61]]
    path.write_text("\n".join([lines[0], *children, *lines[61:]]), "utf-8-sig")
    made = mask(office, "h", "six_four", *key)
    assert json.loads(made.stdout)["receipt"]["withheld"] == {"minor": 60}
    write_list(office / "in" / "i.csv", [*people(5, 11), *people(80, 9)[60:]])
    found = json.loads(mask(office, "i", "births", *key).stdout)["findings"]
    (union,) = (one for one in found if one["code"] == "ledger_union")
    assert (union["rows"][0], union["count"]) == (6, 20)


def test_a_confirmation_that_fails_is_made_at_the_next_opening(office, monkeypatch):
    init(office)
    seen = Ledger.entry

    def busy(self, number):
        raise problem(UsageError, "ledger.busy")

    monkeypatch.setattr(Ledger, "entry", busy)
    assert mask(office, "a", "six_four").exit_code == 0
    monkeypatch.setattr(Ledger, "entry", seen)
    assert (office / "out" / "a-six_four.csv").exists()
    assert [one["state"] for one in shown(office)] == ["confirmed"]


def test_aggregates_are_recorded_and_never_judged(office):
    init(office)
    more = ["--channel", "website", "--notice", "dibao_result"]
    text = "村,户主姓名,身份证号,月保障金额,乡镇\r\n" + "".join(
        f"新坪村,王芳,{one},100,杜关镇\r\n" for one in people(40)
    )
    (office / "in" / "e.csv").write_text(text, "utf-8-sig")
    result = mask(office, "e", "dibao_result", *more)
    assert result.exit_code == 0, result.output
    assert [(one["form"], one["audience"], one["shown"]) for one in shown(office)] == [
        ("aggregate", "全社会", {})
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", ["show", "due", "handover", "stats", "purge"])
def test_answers_in_both_languages(office, command, lang):
    init(office)
    mask(office, "a", "six_four", "--channel", "wechat_group")
    messages.use(lang)
    for more in ([], ["--json"]):
        result = deid("ledger", command, "--ledger", book_at(office), "--as-of", "2027-01-04", *more)
        assert result.exit_code == 0, result.output
        if more:
            assert json.loads(result.stdout)["status"] == "clean"
        elif command in ("show", "due"):  # a draft that waits since November is due
            assert "six_four" in result.stdout
    assert deid("ledger", command, "--ledger", office / "in" / "a.csv").exit_code == 2


def test_a_ledger_is_made_and_empty_and_says_so(office):
    made = deid("ledger", "init", book_at(office), "--json")
    assert (made.exit_code, json.loads(made.stdout)["persons"]) == (0, False)
    for command in ("show", "due"):
        empty = deid("ledger", command, "--ledger", book_at(office))
        assert (empty.exit_code, empty.stdout) == (0, "") and empty.stderr.strip()


def test_the_handover_in_words(office):
    """What is handed over whole, with its file; what is only counted; a day that nobody has confirmed."""
    init(office)
    with Ledger(home_of(book_at(office))) as book:
        for number in range(2):
            made = entry(
                "seen",
                NOTHING,
                date(2031, 1, 2),
                channel="website",
                audience="全社会",
                output_sha256=str(number),
            )
            book.move(
                judge(book, msgspec.structs.replace(made, output_path=f"/x/list{number}.csv")).entry.id,
                State.CONFIRMED,
            )
        book.move(judge(book, entry("inside", NOTHING, date(2031, 1, 2))).entry.id, State.CONFIRMED)
    told = deid("ledger", "handover", "--ledger", book_at(office), "--as-of", "2031-01-06")
    assert told.exit_code == 0, told.output
    assert "list0.csv" in told.stdout and "list1.csv" in told.stdout and "/x/" not in told.stdout
    assert "provisional" in told.stderr


def test_discard_and_withdraw(office):
    init(office)
    mask(office, "a", "six_four")
    at = ["--ledger", book_at(office), "--as-of", "2026-12-24"]
    assert deid("ledger", "discard", "1", *at).exit_code == 2
    assert deid("ledger", "discard", "7", *at).exit_code == 2
    assert deid("ledger", "withdraw", "1", *at).exit_code == 0
    result = deid("ledger", "withdraw", "1", *at, "--json")
    assert json.loads(result.stdout)["release"]["ended_on"] == "2026-12-24"
    with Ledger(home_of(book_at(office))) as book:
        judge(book, entry("left", NOTHING))
    assert deid("ledger", "discard", "2", *at).exit_code == 0
    assert [one["state"] for one in shown(office)] == ["withdrawn", "discarded"]


# ---- what it answers


def test_due(book):
    ten, twenty = date(2026, 11, 10), date(2026, 11, 20)
    made = [
        entry("post", NOTHING, publish_by=twenty),
        entry("passed", NOTHING, publish_by=ten),
        entry("down", NOTHING, posted_until=ten),
        entry("up", NOTHING, posted_until=DAY),
        entry("gone", NOTHING, posted_until=ten),
        entry("paid", NOTHING, date(2026, 8, 1), refresh_by=ten, output_sha256="1"),
        entry("paid", NOTHING, ten, refresh_by=date(2027, 2, 10), output_sha256="2"),
        entry("late", NOTHING, date(2026, 8, 1), refresh_by=ten),
    ]
    for one in made:
        book.move(judge(book, one).entry.id, State.CONFIRMED)
    book.move(5, State.WITHDRAWN, ten)
    judge(book, entry("left", NOTHING, publish_by=ten))
    found = queries.due(book, twenty)
    assert [one.notice for one in found.post_by] == ["post", "left"]
    assert [one.notice for one in found.take_down] == ["down"]
    assert [one.notice for one in found.refresh] == ["late"]
    assert [one.notice for one in found.pending] == ["left"]


@pytest.mark.parametrize(
    ("asked", "day", "since"),
    [
        (date(2026, 1, 6), date(2026, 1, 20), date(2026, 1, 5)),
        (date(2026, 1, 20), date(2026, 1, 20), date(2026, 1, 5)),
        (date(2026, 2, 16), date(2026, 2, 24), date(2026, 2, 5)),  # 春节 15–23 February
        (date(2026, 10, 1), date(2026, 10, 8), date(2026, 9, 20)),  # 国庆节; 20 September is a working Sunday
        (date(2026, 10, 7), date(2026, 10, 8), date(2026, 9, 20)),
    ],
)
def test_handover_days_move_past_holidays(book, asked, day, since):
    found = queries.handover(book, asked)
    assert (found.day, found.since, found.provisional) == (day, since, False)


def test_handover_beyond_the_calendar_is_provisional(book):
    assert queries.handover(book, date(2031, 1, 6)).provisional


def test_handover_holds_what_everybody_may_see_and_still_stands(book):
    at = date(2026, 11, 10)
    made = [
        entry("open", NOTHING, at, audience="全社会"),
        entry("running", NOTHING, at, audience="全社会", posted_until=date(2026, 11, 20)),
        entry("over", NOTHING, at, audience="全社会", posted_until=date(2026, 11, 12)),
        entry("village", NOTHING, at),
        entry("village", NOTHING, date(2026, 11, 11), output_sha256="2"),
        entry("before", NOTHING, date(2026, 11, 5), audience="全社会"),
    ]
    for one in made:
        book.move(judge(book, one).entry.id, State.CONFIRMED)
    judge(book, entry("pending", NOTHING, at, audience="全社会"))
    found = queries.handover(book, date(2026, 11, 15))
    assert found.day == date(2026, 11, 20)
    assert [one.notice for one in found.whole] == ["open", "running"]
    assert found.others == (("over", "village_board", 1), ("village", "village_board", 2))


def test_figures_of_a_year(book):
    made = [
        entry("a", NOTHING, date(2026, 3, 1), posted_until=date(2026, 3, 10)),
        entry("a", NOTHING, date(2026, 4, 1), posted_until=date(2026, 4, 10), output_sha256="2"),
        entry("b", NOTHING, date(2026, 5, 1), form="aggregate", audience="全社会"),
        entry("a", NOTHING, date(2025, 3, 1), output_sha256="3"),
        entry("late", NOTHING, date(2026, 6, 1), posted_until=date(2026, 6, 10)),
    ]
    for one in made:
        book.move(judge(book, one).entry.id, State.CONFIRMED)
    book.move(1, State.WITHDRAWN, date(2026, 3, 11))
    book.move(2, State.WITHDRAWN, date(2026, 4, 20))
    found = queries.stats(book, date(2026, 12, 31))
    by_notice = found.pop("by_notice")
    assert found.pop("objections")["received"] == 0
    assert found == {
        "year": 2026, "releases": 4, "names": 3, "aggregate": 1, "rows": 30, "withdrawn": 2, "on_time": 1, "overdue": 1,
    }  # fmt: skip
    assert [(one["notice"], one["releases"], one["rows"]) for one in by_notice] == [
        ("a", 2, 20),
        ("b", 1, 0),
        ("late", 1, 10),
    ]


def test_purge_forgets_releases_and_their_people(home):
    with Ledger.create(home("l"), (KEY,)) as book:
        old, kept = people(20), people(20, 4)
        first = judge(book, entry("a", SIX_FOUR_SHOWN), persons=keys(old + kept[:5])).entry
        judge(book, entry("b", NOTHING), persons=keys(kept))
        book.move(first.id, State.WITHDRAWN, date(2024, 2, 29))
        assert queries.purge(book, date(2024, 2, 29)) == 0  # three years before, there is no such day
        assert queries.purge(book, date(2027, 2, 27)) == 0
        assert queries.purge(book, date(2027, 2, 28)) == 0
        assert queries.purge(book, date(2027, 3, 1)) == 1
        assert [one.notice for one in book.entries()] == ["b"]
        assert sum(book.keys().values()) == 20
        assert not judge(book, entry("c", BIRTH_SHOWN), persons=keys(old + kept)).refused
        ids = [one.id for one in book.entries()]
        assert first.id not in ids  # numbers are never used twice


# ---- keys


def test_rotation_finds_people_under_every_key(home):
    ids = people(30)
    path = home("l")
    with Ledger.create(path, (KEY,)) as book:
        judge(book, entry("a", SIX_FOUR_SHOWN), persons=keys(ids))
    with Ledger(path, (OTHER, KEY)) as book:
        judge(book, entry("b", NOTHING), persons=keys(ids[:10]))
        assert list(book.keys().values()) == [20, 10]  # whoever comes again moves to the key in use
        verdict = judge(book, entry("c", BIRTH_SHOWN), persons=keys([ids[2], ids[20], people(1, 8)[0]]))
        assert verdict.rows == (1, 2)
    for ring in ((OTHER,), (KEY,), (b"x" * 32,)):
        with Ledger(path, ring) as book, pytest.raises(KeyMaterialError, match="lacks a key"):
            book.need_key()


def test_rotate_writes_the_ring(office):
    key = office / "keys" / "key"
    init(office, "--persons", "--key-file", key)
    mask(office, "a", "six_four", "--key-file", key)
    for _ in range(2):
        result = deid("ledger", "rotate", "--ledger", book_at(office), "--key-file", key)
        assert result.exit_code == 0, result.output
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(read_ring(key)) == 3
    assert mask(office, "b", "births", "--key-file", key).exit_code == 1
    assert mask(office, "a", "six_four", "--key-file", key, out="again.csv").exit_code == 0
    deid("ledger", "rotate", "--ledger", book_at(office), "--key-file", key)
    assert len(read_ring(key)) == 2  # nobody stands under the older ones any more


def test_only_a_ledger_with_persons_rotates(office):
    new_key(office / "keys" / "key")
    init(office)
    result = deid("ledger", "rotate", "--ledger", book_at(office), "--key-file", office / "keys" / "key")
    assert result.exit_code == 2


def test_key_files(tmp_path):
    path = tmp_path / "key"
    new_key(path)
    assert len(read_ring(path)) == 1
    path.write_bytes(rotated((KEY,), {"nobody"}))
    assert len(read_ring(path)) == 1
    path.write_text(KEY.hex() + "\n\n" + "b2" * 8 + "\n")
    with pytest.raises(KeyMaterialError):
        read_ring(path)
    path.write_bytes(bytes(range(100, 250)) + b"\n" + b"x" * 40)
    assert read_ring(path) == (path.read_bytes(),)
    path.write_text("a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=\n" + "0b" * 32)
    assert read_ring(path) == (b"k" * 32, b"\x0b" * 32)
    path.chmod(0o644)
    with pytest.raises(KeyMaterialError):
        read_ring(path)


def test_a_key_lies_apart_from_the_ledger_it_opens(tmp_path):
    """Who copies the ledger's folder must not get both; a database lies in no folder."""
    for beside in ("key", "below/key", "other/../key"):
        with pytest.raises(UsageError) as caught:
            check_apart(tmp_path / "l.db", tmp_path / beside)
        assert caught.value.code == "ledger.key_beside"
    check_apart(tmp_path / "book" / "l.db", tmp_path / "key")
    check_apart(home_of("postgresql://office@server/book"), tmp_path / "key")


# ---- the file


def test_what_is_no_ledger_is_left_alone(tmp_path):
    path = tmp_path / "l.db"
    for content in (b"", b"not a database" * 100):
        path.write_bytes(content)
        with pytest.raises(UsageError, match="no ledger"):
            Ledger(path)
        assert path.read_bytes() == content
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (a)")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="no ledger"):
        Ledger(path)
    other.close()
    assert path.read_bytes() == before
    with pytest.raises(UsageError, match="never overwrites"):
        Ledger.create(path)
    with pytest.raises(UsageError, match="cannot be written"):
        Ledger.create(tmp_path / "none" / "l.db")
    with pytest.raises(UsageError, match="no such ledger"):
        Ledger(tmp_path / "typo.db")


def test_migrations_run_once_and_newer_files_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "l.db"
    with Ledger.create(path) as book:
        judge(book, entry("a", SIX_FOUR_SHOWN))
    monkeypatch.setattr(
        schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (a); INSERT INTO later VALUES (7)")
    )
    for _ in range(2):
        with Ledger(path) as book:
            assert [one.notice for one in book.entries()] == ["a"]
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM later").fetchone()[0] == 1
    raw.close()
    monkeypatch.undo()
    with pytest.raises(UsageError, match="newer"):
        Ledger(path)


def test_a_migration_that_fails_changes_nothing(tmp_path, monkeypatch):
    path = tmp_path / "l.db"
    Ledger.create(path).close()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (a); NONSENSE"))
    with pytest.raises(UsageError):
        Ledger(path)
    monkeypatch.undo()
    with Ledger(path) as book:
        assert book.entries() == []


def test_only_the_owner_can_read_it(tmp_path):
    path = tmp_path / "l.db"
    with Ledger.create(path) as book:
        judge(book, entry("a", NOTHING))
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    path.chmod(0o644)
    Ledger(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_busy_ledger_says_so(tmp_path, monkeypatch):
    path = tmp_path / "l.db"
    Ledger.create(path).close()
    monkeypatch.setattr(file, "WAIT", 0.05)
    with (
        Ledger(path) as one,
        Ledger(path) as other,
        one.writing(),
        pytest.raises(UsageError, match="Another process"),
    ):
        judge(other, entry("a", NOTHING))


MANY = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from ledger_helpers import entry
from deid.ledger import Ledger, Shown
from deid.ledger.home import home_of
from deid.ledger.judge import judge
with Ledger(home_of(sys.argv[1])) as book:
    for at in range(20):
        assert not judge(book, entry(sys.argv[2] + str(at), Shown(name=1))).refused
"""


def test_processes_at_once_lose_nothing(home):
    path = home("l")
    Ledger.create(path).close()
    script = MANY.format(tests=str(Path(__file__).parent))
    running = [subprocess.Popen([sys.executable, "-c", script, text_of(path), name]) for name in "abc"]
    assert [one.wait(120) for one in running] == [0, 0, 0]
    with Ledger(path) as book:
        assert len(book.entries()) == 60
        assert len({one.notice for one in book.entries()}) == 60


def test_of_two_releases_at_once_that_tell_too_much_one_is_refused(office):
    init(office)
    running = [
        subprocess.Popen(
            [
                sys.executable, "-m", "deid", "mask", office / "in" / "a.csv", "--notice", notice, *COMMON,
                "--rules", office / "rules", "--out", office / "out" / f"{notice}.csv",
                "--ledger", book_at(office),
            ],
            stderr=subprocess.DEVNULL,
        )
        for notice in ("six_four", "births")
    ]  # fmt: skip
    assert sorted(one.wait(120) for one in running) == [0, 1]
    assert len(shown(office)) == 1
    assert [path.stem for path in (office / "out").glob("*.csv")] == [shown(office)[0]["notice"]]


@pytest.mark.long
def test_a_year_of_three_notices_of_a_county(tmp_path):
    """36 lists of 100,000 people each; every one is judged in seconds and the file stays small."""
    rng = np.random.default_rng(3)
    births = np.datetime64("1930-01-15") + rng.integers(0, 25_000, 100_000)
    sequences = rng.integers(1000, size=100_000)
    all_keys = pa.array(
        [f"411224{str(day).replace('-', '')}{at:03}" for day, at in zip(births, sequences, strict=True)]
    )
    with Ledger.create(tmp_path / "l.db", (KEY,)) as book:
        for month in range(1, 13):
            for notice in ("a", "b", "c"):
                some = all_keys.filter(pa.array(rng.random(100_000) < 0.95))
                parts = [some.slice(at, 65_536) for at in range(0, len(some), 65_536)]
                start = time.perf_counter()
                facts = Shown(name=31, town=True, known=(grown_up(date(2026, month, 1)),))
                assert not judge(book, entry(notice, facts, date(2026, month, 1)), persons=parts).refused
                assert time.perf_counter() - start < 20
    assert (tmp_path / "l.db").stat().st_size < 50_000_000
