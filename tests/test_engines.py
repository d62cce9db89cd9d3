"""A list in parts comes out as the same list in one piece, and what goes between the parts holds no cell."""

import pickle
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import ledger_helpers
import lists
import numpy as np
import pyarrow as pa
import pytest
import spark_helpers
from hypothesis import given, settings
from hypothesis import strategies as st
from parts_helpers import Loop, even_cuts, released, rows_at, rows_of_table

import deid
from deid.engines import place
from deid.engines.batches import Sealed
from deid.io.known import open_known

pytestmark = pytest.mark.usefixtures("english")

AS_OF = date(2026, 11, 21)
ELSEWHERE = {"input_sha256", "output_sha256"}


def table_of(path: Path) -> pa.Table:
    source = open_known(path)
    return pa.Table.from_batches(list(source.batches())).rename_columns(list(source.headers))


def compare(table, notice, out, *, cuts, seq="序号", **asked):
    """Both releases, or both refusals: the same rows in the same order, the same receipt. Gives the receipt."""
    asked = {"as_of": AS_OF, "whole": True, **asked}
    want, got = None, None
    try:
        want = deid.mask(table, notice, **asked)
        one = want.receipt
    except deid.RefusedError as error:
        one = error.receipt
    try:
        two = released(table, notice, out, cuts=cuts, **asked).receipt.internal()
    except deid.RefusedError as error:
        got, two = error, error.receipt
    assert (want is None) == (got is not None)
    left = {key: (one[key], two[key]) for key in one if key not in ELSEWHERE and one[key] != two[key]}
    if "columns" in left:
        assert [c for c in one["columns"] if c["field"] != "seq"] == [
            c for c in two["columns"] if c["field"] != "seq"
        ]
        del left["columns"]
    assert left == {}
    assert out.exists() == (want is not None)
    if want is not None:
        shown = [name for name in want.data.column_names if name != seq]
        assert rows_at(out) == rows_of_table(want.data.select(shown))
    return two


def people(*rows, headers=("户号", "村", "姓名", "身份证号", "家庭住址", "银行账号", "月保障金额", "备注")):
    return pa.table({name: pa.array([row[at] for row in rows]) for at, name in enumerate(headers)})


def household(at, remark="", number=None, address=None, account=None):
    """A row of a household of its own, in a part of its own if the cuts say so."""
    one = f"41122419{50 + at % 40}0{1 + at % 9}{11 + at % 17}{100 + at}"
    return (
        number or f"H{at:05}", "新坪村", "王李张刘陈"[at % 5] + "建国梅芳秀"[at // 5 % 5] + "华军兰平"[at // 25 % 4], ledger_helpers.number(one),
        address or f"河南省三门峡市卢氏县官坡镇新坪村{at + 1}组{at + 3}号", account or f"62170099{at:011}", str(300 + at), remark,
    )  # fmt: skip


@pytest.mark.parametrize("channel", ["village_board", "wechat_group", "website"])
@pytest.mark.parametrize("name", ["dibao-411224", "canji-350524"])
def test_shared_lists(name, channel, tmp_path):
    path = lists.folder() / f"{name}.csv"
    table = table_of(path)
    cuts = even_cuts(table.num_rows, 5)
    receipt = compare(table, lists.notice_of(path), tmp_path / "out", cuts=cuts, channel=channel)
    assert receipt["status"] == "released"


@pytest.mark.long
@pytest.mark.parametrize("path", lists.all_lists(), ids=lambda path: path.stem)
def test_all_shared_lists_on_all_channels(path, tmp_path):
    table, notice = table_of(path), lists.notice_of(path)
    for name, channel in deid.load_policy(notice).channels.items():
        if channel.form != "none":
            compare(table, notice, tmp_path / name, cuts=even_cuts(table.num_rows, 7), channel=name)


@settings(max_examples=8, deadline=None)
@given(cuts=st.lists(st.integers(0, 60), max_size=6), batch=st.integers(1, 70))
def test_neither_cuts_nor_batches_matter(tmp_path_factory, cuts, batch):
    rows = [
        household(at, "艾滋病患者" if at == 7 else "", number="H1" if at in (7, 31) else None)
        for at in range(60)
    ]
    table, room = people(*rows), tmp_path_factory.mktemp("cuts")
    one = released(table, "dibao_result", room / "one", channel="village_board", as_of=AS_OF)
    loop = Loop(table, cuts, batch)
    two = released(table, "dibao_result", room / "two", engine=loop, channel="village_board", as_of=AS_OF)
    assert rows_at(room / "two") == rows_at(room / "one")
    assert len(rows_at(room / "one")) == 58
    assert {**two.receipt.internal(), "input_sha256": "", "output_sha256": ""} == {
        **one.receipt.internal(), "input_sha256": "", "output_sha256": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "shared",
    [
        {"number": "H77"},
        {"address": "河南省三门峡市卢氏县官坡镇新坪村9组99号"},
        {"account": "6217009999999999999"},
    ],
    ids=str,
)
def test_a_household_is_kept_back_in_every_part(shared, tmp_path):
    """The persons with the illness stand in the first and the last part, their families in the others."""
    rows = [household(at, **(shared if at in (2, 11, 29) else {})) for at in range(30)]
    rows[29] = household(29, "艾滋病患者", **shared)
    rows[1], rows[25] = household(1, "艾滋病患者", number="H88"), household(25, number="H88")
    receipt = compare(people(*rows), "dibao_result", tmp_path / "out", cuts=[10, 20], channel="village_board")
    assert receipt["withheld"] == {"hiv": 5}


def test_the_same_person_is_kept_back_in_every_part(tmp_path):
    rows = [household(at) for at in range(30)]
    rows[4] = (*rows[4][:3], rows[25][3], *rows[4][4:])
    rows[25] = (*rows[25][:7], "精神残疾二级")
    receipt = compare(people(*rows), "dibao_result", tmp_path / "out", cuts=[9, 21], channel="village_board")
    assert receipt["withheld"] == {"mental_disorder": 2}


def members(rows):
    headers = ("户号", "村", "姓名", "与户主关系", "身份证号", "月保障金额", "备注")
    return people(*rows, headers=headers)


@pytest.mark.parametrize("words", [("户主", "配偶", "之子"), ("01", "02", "02")], ids=["words", "codes"])
def test_members_of_a_household_in_several_parts(words, tmp_path):
    """The head's row stands in one part, a member who protects the household in another; one has no head.

    Where 01 is the householder's code, 02 is not, though a part that holds no 01 could not tell.
    """
    head, spouse, child = words
    rows = []
    for at in range(24):
        one = household(at // 2 + (at % 2) * 300)
        rows.append((f"H{at // 2}", "新坪村", one[2], head if at % 2 == 0 else spouse, one[3], "500", ""))
    rows = rows[::2] + rows[1::2]
    rows[15] = (*rows[15][:6], "艾滋病患者")
    rows[5] = (*rows[5][:3], child, *rows[5][4:])
    receipt = compare(members(rows), "dibao_result", tmp_path / "out", cuts=[12], channel="village_board")
    assert receipt["withheld"] == {"hiv": 1}
    assert receipt["rows_out"] == 10
    assert "household_without_head" in {found["code"] for found in receipt["findings"]}


def test_whom_the_office_protects(tmp_path):
    rows = [household(at) for at in range(20)]
    (tmp_path / "protect.txt").write_text(rows[13][3], "utf-8")
    asked = {"channel": "village_board", "protect": tmp_path / "protect.txt"}
    receipt = compare(people(*rows), "dibao_result", tmp_path / "out", cuts=[6, 12], **asked)
    assert receipt["withheld"] == {"protected": 1}


class Watched(Loop):
    """Keeps everything that goes out to the parts and comes back."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.sent = []

    def run(self, work, *, sums=False):
        made = super().run(work, sums=sums)
        self.sent += [pickle.dumps(work), pickle.dumps(made)]
        return made


@pytest.mark.parametrize("channel", ["village_board", "wechat_group", "website"])
def test_no_cell_leaves_its_part(channel, tmp_path):
    rows = [household(at, "艾滋病患者" if at % 5 == 0 else "") for at in range(40)]
    (tmp_path / "protect.txt").write_text(rows[13][3], "utf-8")
    engine = Watched(people(*rows), [10, 25])
    asked = {"channel": channel, "as_of": AS_OF, "key": b"0123456789abcdef" * 2}
    released(
        people(*rows),
        "dibao_result",
        tmp_path / "out",
        engine=engine,
        protect=tmp_path / "protect.txt",
        **asked,
    )
    everything = b"".join(engine.sent)
    assert len(engine.sent) == 4
    assert b"H00013" not in everything
    for row in rows:
        for at in (2, 3, 4, 5):
            assert row[at].encode() not in everything
        assert row[3][:17].encode() not in everything
    assert asked["key"] not in everything
    assert str(tmp_path / "protect.txt").encode() not in everything


@pytest.fixture
def open_columns(monkeypatch):
    """A planted bug: published columns let everything through, and the proof by shape does not notice."""
    monkeypatch.setattr("deid.detect.accepts.accept", lambda kind, cells, **_: cells)


@pytest.mark.usefixtures("open_columns")
def test_a_hidden_number_that_another_part_shows_is_found(tmp_path):
    """An account in the first part is an amount in the last: both ways refuse, with the same figures."""
    rows = [household(at) for at in range(30)]
    rows[28] = (*rows[28][:6], rows[2][5], rows[28][7])
    receipt = compare(people(*rows), "dibao_result", tmp_path / "out", cuts=[10, 20], channel="village_board")
    assert receipt["status"] == "refused"
    assert receipt["verification"]["hits"] > 0


@pytest.mark.usefixtures("open_columns")
def test_hidden_digits_in_their_own_row(tmp_path):
    rows = [household(at) for at in range(30)]
    rows[27] = (*rows[27][:6], rows[27][3][3:10], rows[27][7])
    receipt = compare(people(*rows), "dibao_result", tmp_path / "out", cuts=[10, 20], channel="village_board")
    leak = next(found for found in receipt["findings"] if found["code"] == "leak")
    assert leak["rows"] == [28]


def test_a_cell_that_was_not_hidden_is_found_in_every_part(tmp_path, monkeypatch):
    """A planted bug: nothing is masked. What was written is held against what the rule can produce, row by row."""
    monkeypatch.setattr("deid.engine.column_plan.ColumnPlan.apply", lambda _, cells: cells)
    rows = [household(at) for at in range(30)]
    for at in (3, 27):
        rows[at] = (*rows[at][:6], "见附表", "")
    receipt = compare(people(*rows), "dibao_result", tmp_path / "out", cuts=[10, 20], channel="village_board")
    assert receipt["status"] == "refused"
    assert [4, 28] in [found["rows"] for found in receipt["findings"]]


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_file_that_lost_a_row_is_not_put_in_place(form, tmp_path, monkeypatch):
    from deid.release.arrow_sinks import ParquetSink
    from deid.release.sinks import CsvSink

    for sink in (ParquetSink, CsvSink):
        write = sink.write
        monkeypatch.setattr(sink, "write", lambda self, batch, write=write: write(self, batch.slice(1)))
    with pytest.raises(deid.RefusedError) as caught:
        released(people(*[household(at) for at in range(30)]), "dibao_result", tmp_path / "out", cuts=[10],
                 format=form, channel="village_board", as_of=AS_OF)  # fmt: skip
    assert caught.value.findings
    assert [path.name for path in tmp_path.iterdir()] == ["out.receipt.json"]


def test_a_list_without_columns(tmp_path):
    with pytest.raises(deid.UsageError) as caught:
        released(pa.table({}), "dibao_result", tmp_path / "out", channel="village_board", as_of=AS_OF)
    assert caught.value.code == "engine.empty"


def weak(folder, columns, floor="{candidates: 1000}"):
    """A county's rule that shows too much."""
    folder.mkdir()
    text = (Path(__file__).parents[1] / "rules" / "dibao_result.yaml").read_text("utf-8")
    head, _, rest = text.partition("columns:\n")
    tail = rest[rest.index("withhold:") :].replace("floor: {candidates: 1000}", f"floor: {floor}")
    head = head.replace("notice: dibao_result", "notice: weak").replace("aliases:", "aliases: [] #")
    (folder / "weak.yaml").write_text(f"{head}columns:\n{columns}\n{tail}", "utf-8")
    return folder


SHOWN = """
  village: publish
  subject.name: {required: true, mask: person_name, show: surname}
  subject.id: {mask: resident_id, show_first: 14}
  amount: publish
"""


def test_too_few_numbers(tmp_path):
    rows = [household(at) for at in range(40)]
    asked = {"channel": "village_board", "rules": weak(tmp_path / "rules", SHOWN)}
    receipt = compare(people(*rows), "weak", tmp_path / "out", cuts=[10, 31], **asked)
    found = next(found for found in receipt["findings"] if found["code"] == "candidates")
    assert found["count"] == 40
    assert found["rows"] == list(range(1, 21))


def test_classes_over_all_parts(tmp_path):
    """Two equal rows in different parts are one class."""
    rows = [(*household(at % 5)[:6], "500", "") for at in range(40)]
    shown = SHOWN.replace("  subject.id: {mask: resident_id, show_first: 14}\n", "")
    asked = {"channel": "village_board", "rules": weak(tmp_path / "rules", shown, "{candidates: 1000, k: 9}")}
    receipt = compare(people(*rows), "weak", tmp_path / "out", cuts=[3, 17], **asked)
    assert receipt["classes"]["k_min"] == 8
    assert "classes" in {found["code"] for found in receipt["findings"]}


def test_a_mark_of_secrecy_in_any_part(tmp_path):
    rows = [household(at, "机密★" if at == 25 else "") for at in range(30)]
    receipt = compare(people(*rows), "dibao_result", tmp_path / "out", cuts=[10, 20], channel="village_board")
    assert [(found["code"], found["rows"]) for found in receipt["findings"]] == [("secrecy-mark", [26])]


def test_no_rows_in_some_parts(tmp_path):
    rows = [household(at) for at in range(10)]
    compare(people(*rows), "dibao_result", tmp_path / "out", cuts=[0, 0, 4, 4, 10], channel="village_board")


def test_everybody_withheld(tmp_path):
    rows = [household(at, "艾滋病患者") for at in range(10)]
    receipt = compare(people(*rows), "dibao_result", tmp_path / "out", cuts=[5], channel="village_board")
    assert receipt["rows_out"] == 0
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == ["_SUCCESS", "part-00000.parquet"]


def test_csv_is_that_of_the_command(tmp_path):
    """The parts of a CSV output, put together, are the file ``deid mask`` writes, but for 序号."""
    path = lists.folder() / "dibao-411224.csv"
    table = table_of(path)
    released(
        table,
        "dibao_result",
        tmp_path / "out",
        cuts=[100, 200],
        format="csv",
        channel="village_board",
        as_of=AS_OF,
        whole=True,
    )
    ran = lists.deid(
        "mask",
        path,
        "--notice",
        "dibao_result",
        "--channel",
        "village_board",
        "--whole",
        "--as-of",
        AS_OF,
        "--out",
        tmp_path / "one.csv",
    )
    assert ran.returncode == 0, ran.stderr
    parts = [lists.rows_of(part) for part in sorted((tmp_path / "out").glob("*.csv"))]
    assert len(parts) == 3
    whole = lists.rows_of(tmp_path / "one.csv")
    assert whole[0][0] == "序号"
    assert [parts[0][0], *(row for part in parts for row in part[1:])] == [row[1:] for row in whole]


class Again(Loop):
    """Every part is worked on twice and the first answer is lost, as when a worker dies after its work."""

    def run(self, work, *, sums=False):
        super().run(work, sums=sums)
        return super().run(work, sums=sums)


def test_a_lost_worker_loses_and_repeats_nothing(tmp_path):
    table = people(*[household(at) for at in range(60)])
    asked = {"channel": "wechat_group", "as_of": AS_OF}
    one = released(table, "dibao_result", tmp_path / "one", cuts=[20, 40], **asked).receipt.internal()
    two = released(
        table, "dibao_result", tmp_path / "two", engine=Again(table, [20, 40]), **asked
    ).receipt.internal()
    assert two == one
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == [
        "_SUCCESS",
        *(f"part-0000{at}.parquet" for at in range(3)),
    ]
    assert rows_at(tmp_path / "two") == rows_at(tmp_path / "one")


class Changing(Loop):
    """A list that reads differently the second time: other rows, or the same cut elsewhere."""

    later = None

    def run(self, work, *, sums=False):
        made = super().run(work, sums=sums)
        self.parts = self.later or self.parts
        return made


@pytest.mark.parametrize("how", ["row", "cut", "fewer"])
def test_a_list_that_changes_is_no_list(how, tmp_path):
    table = people(*[household(at) for at in range(30)])
    engine = Changing(table, [10])
    other = people(*[household(at + (at == 17)) for at in range(30)]) if how == "row" else table
    engine.later = Loop(other, [11] if how == "cut" else [10]).parts[: 1 if how == "fewer" else 2]
    with pytest.raises(deid.InputError) as caught:
        released(table, "dibao_result", tmp_path / "out", engine=engine, channel="village_board", as_of=AS_OF)
    assert caught.value.code == "engine.changed"
    assert list(tmp_path.iterdir()) == []


def refuse(tmp_path, **papers):
    rows = [(*household(at)[:6], "见附表", "") for at in range(10)]
    with pytest.raises(deid.RefusedError) as caught:
        released(
            people(*rows), "dibao_result", tmp_path / "out", channel="village_board", as_of=AS_OF, **papers
        )
    return caught.value


def test_a_refusal_leaves_receipts_only(tmp_path):
    (tmp_path / "inside").mkdir()
    error = refuse(tmp_path, internal=tmp_path / "inside" / "receipt.json")
    assert {found.code for found in error.findings} >= {"too_many_hidden"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inside", "out.receipt.json"]
    assert (tmp_path / "inside" / "receipt.json").stat().st_mode & 0o777 == 0o600


def test_an_older_output_is_not_posted_by_mistake(tmp_path):
    table = people(*[household(at) for at in range(10)])
    asked = {"channel": "village_board", "as_of": AS_OF}
    released(table, "dibao_result", tmp_path / "out", **asked)
    with pytest.raises(deid.UsageError) as caught:
        released(table, "dibao_result", tmp_path / "out", **asked)
    assert caught.value.code == "engine.exists"
    released(table, "dibao_result", tmp_path / "out", overwrite=True, **asked)
    refuse(tmp_path, overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.receipt.json", "out.superseded"]
    released(table, "dibao_result", tmp_path / "out", **asked)
    refuse(tmp_path, overwrite=True)  # what was moved away before stays, as a single file does
    assert sorted(path.name for path in tmp_path.glob("out.s*")) == ["out.superseded", "out.superseded.2"]


class Torn(Loop):
    """Spoils a proven file before the release is put in its place."""

    def run(self, work, *, sums=False):
        made = super().run(work, sums=sums)
        if type(work).__name__ == "Mask":
            path = next(Path(work.place.aside).glob("part-00001*"))
            path.write_bytes(path.read_bytes()[:-1] + b"!")
        return made


def test_what_is_put_in_place_is_what_was_proven(tmp_path):
    table = people(*[household(at) for at in range(30)])
    with pytest.raises(deid.UsageError) as caught:
        released(
            table,
            "dibao_result",
            tmp_path / "out",
            engine=Torn(table, [10]),
            channel="village_board",
            as_of=AS_OF,
        )
    assert caught.value.code == "engine.torn"
    assert list(tmp_path.iterdir()) == []


class Broken(Loop):
    """A part that cannot be read, whose error quotes a cell."""

    def batches(self, part):
        yield from super().batches(part)
        text = f"cannot parse {household(1)[3]}"
        raise pa.ArrowInvalid(text)


def test_no_error_quotes_a_cell(tmp_path):
    table = people(*[household(at) for at in range(30)])
    with pytest.raises(deid.UsageError) as caught:
        released(
            table,
            "dibao_result",
            tmp_path / "out",
            engine=Broken(table, [10]),
            channel="village_board",
            as_of=AS_OF,
        )
    assert caught.value.code == "engine.part"
    assert "ArrowInvalid" in str(caught.value)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


class Refused(Loop):
    """A part that is in doubt, and says why."""

    def batches(self, part):
        yield from super().batches(part)
        if part:
            raise deid.InputError("ours", code="in.doubt")


def test_errors_of_ours_come_from_the_parts_as_they_are(tmp_path, monkeypatch):
    table = people(*[household(at) for at in range(30)])
    asked = {"channel": "wechat_group", "as_of": AS_OF}
    with pytest.raises(deid.InputError) as caught:
        released(table, "dibao_result", tmp_path / "out", engine=Refused(table, [10]), **asked)
    assert caught.value.code == "in.doubt"
    monkeypatch.setattr("deid.registry.Bound.__call__", lambda _, col: col.slice(1))
    with pytest.raises(deid.BrokenMaskerError) as caught:
        released(table, "dibao_result", tmp_path / "out", cuts=[10], **asked)
    assert "4112" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_executors_of_another_version_do_nothing(tmp_path, monkeypatch):
    """Digests of another version would find nobody of a household: stopped before anything is written."""
    table = people(*[household(at) for at in range(10)])
    prints = iter(["one", "other"])
    monkeypatch.setattr("deid.engines.working.fingerprint", lambda: next(prints))
    with pytest.raises(deid.UsageError) as caught:
        released(table, "dibao_result", tmp_path / "out", channel="village_board", as_of=AS_OF)
    assert caught.value.code == "engine.version"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("persons", [False, True])
def test_the_ledger_is_asked_once(persons, tmp_path):
    """Each of two releases passes alone; together they show the year of birth and the last four characters."""
    from deid.keys import new_key

    for name in ("keys", "book", "rules"):
        (tmp_path / name).mkdir()
    ledger, key, rules = tmp_path / "book" / "ledger.db", tmp_path / "keys" / "ledger.key", tmp_path / "rules"
    new_key(key)
    more = ["--persons", "--key-file", key] if persons else []
    made = lists.deid("ledger", "init", "--ledger", ledger, *more)
    assert made.returncode == 0, made.stderr
    ledger_helpers.rule(rules, "tails", "  subject.id: {mask: resident_id, show_first: 0, show_last: 4}\n")
    ledger_helpers.rule(rules, "years", "  subject.id: {mask: resident_id, show_first: 10}\n")
    table = people(*[household(at) for at in range(30)])
    papers = {"ledger": ledger, "key_file": key if persons else None, "overwrite": True}
    asked = {"as_of": AS_OF, "rules": rules, "place": "411224", "channel": "village_board"}
    for _ in range(2):  # the same bytes made once more are no second release
        released(table, "tails", tmp_path / "one", cuts=[10, 20], **papers, **asked)
    shown = lists.deid("ledger", "show", "--ledger", ledger, "--json")
    assert shown.stdout.count('"tails"') >= 1
    assert '"confirmed"' in shown.stdout, shown.stdout
    with pytest.raises(deid.RefusedError) as caught:
        released(table, "years", tmp_path / "two", cuts=[10, 20], **papers, **asked)
    found = next(found for found in caught.value.findings if found.code == "ledger_union")
    assert found.count == (30 if persons else 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "book",
        "keys",
        "one",
        "one.receipt.json",
        "rules",
        "two.receipt.json",
    ]
    other = people(*[household(at) for at in range(100, 130)])
    if persons:  # nobody of the first list is on this one
        assert released(other, "years", tmp_path / "two", cuts=[10, 20], **papers, **asked).released


def test_names_of_the_output(tmp_path):
    rows = [household(at) for at in range(10)]
    with pytest.raises(deid.UsageError):
        released(people(*rows), "dibao_result", tmp_path / rows[3][3], channel="village_board", as_of=AS_OF)
    with pytest.raises(deid.RefusedError) as caught:
        released(people(*rows), "dibao_result", tmp_path / rows[3][2], channel="village_board", as_of=AS_OF)
    assert {found.code for found in caught.value.findings} >= {"file_name"}
    assert not any(rows[3][2] in one.name for one in tmp_path.iterdir())  # no receipt tells it either


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ({"format": "xlsx"}, "engine.format"),
        ({"internal": "out/receipt.json"}, "engine.inside"),
        ({"internal": "receipt.json"}, "engine.inside"),
    ],
    ids=str,
)
def test_what_cannot_be_asked(papers, code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(deid.UsageError) as caught:
        released(people(household(1)), "dibao_result", "out", channel="village_board", as_of=AS_OF, **papers)
    assert caught.value.code == code


def test_typed_columns_read_as_in_one_piece(tmp_path):
    table = people(*[household(at) for at in range(30)])
    amounts = pa.array([None if at == 5 else 300.5 + at for at in range(30)])
    table = table.set_column(6, "月保障金额", amounts)
    compare(table, "dibao_result", tmp_path / "out", cuts=[11], channel="village_board")


def test_digests_find_what_keys_find():
    """Looking up by digests keeps back whom looking up by keys keeps back, whatever the cells look like."""
    from deid.engines.digests import digests_of, remote
    from deid.io import from_table
    from deid.release import Order
    from deid.release.prepare import make_draft, prepare

    rng = np.random.default_rng(5)
    rows = [household(at, "艾滋病患者" if at % 9 == 0 else "") for at in range(200)]
    odd = [
        (
            *row[:3],
            row[3].replace("4112", "４１１２") if at % 7 == 0 else row[3],
            row[4][: int(rng.integers(3, 30))],
            *row[5:],
        )
        for at, row in enumerate(rows * 2)
    ]
    source = from_table(people(*odd))
    order = Order("dibao_result", channel="village_board", as_of=AS_OF)
    plan = prepare(source, order).plan
    draft = make_draft(source, order)
    hits = digests_of(draft.screen, plan.screen.hits)
    other = pickle.loads(pickle.dumps(remote(plan.screen, hits)))
    for batch in source.batches():
        assert plan.screen.codes(batch).tolist() == other.codes(batch).tolist()
        assert (plan.screen.codes(batch) != 0).sum() > 40


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_dask(form, tmp_path):
    """The same rows and figures through Dask, and a lazy frame that reads them."""
    dask = pytest.importorskip("dask.dataframe")
    from deid.engines.dask import mask

    rows = [
        household(at, "艾滋病患者" if at == 7 else "", number="H1" if at in (7, 51) else None)
        for at in range(60)
    ]
    table = people(*rows)
    asked = {"channel": "wechat_group", "as_of": AS_OF}
    want = deid.mask(table, "dibao_result", **asked)
    data = dask.from_pandas(table.to_pandas(), npartitions=4)
    got = mask(data, "dibao_result", out=tmp_path / "out", format=form, **asked)
    assert got.receipt["withheld"] == {"hiv": 2}
    assert {key for key in want.receipt if want.receipt[key] != got.receipt[key]} <= ELSEWHERE
    made = got.data.compute()
    assert [tuple(row) for row in made.to_numpy().tolist()] == rows_of_table(want.data)
    assert len(list((tmp_path / "out").glob("part-*"))) == 4


@pytest.mark.parametrize("sizes", [[140_000], [1, 65_535, 65_536, 8928], [0, 70_000, 70_000]], ids=str)
def test_rows_come_in_batches_of_one_size(sizes):
    """However an engine cuts them: a digest of the same rows is the same."""
    cells = [f"{at}" for at in range(140_000)]
    whole = pa.table({"甲": pa.array(cells), "乙": pa.array(range(140_000))})
    edges = np.cumsum([0, *sizes])
    parts = Sealed([whole.slice(a, b - a) for a, b in pairwise(edges.tolist())])
    batches = list(parts)
    assert [batch.num_rows for batch in batches] == [65_536, 65_536, 8928]
    assert batches[0].schema.names == ["c0", "c1"]
    assert [cell for batch in batches for cell in batch["c0"].to_pylist()] == cells
    assert parts.rows == 140_000
    assert parts.seal == (again := Sealed([whole]), list(again))[0].seal
    other = Sealed([whole.slice(1)])
    assert list(other) and other.seal != parts.seal


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store that is reached by an address; files have no modes there."""
    from pyarrow import fs

    (tmp_path / "lists").mkdir(exist_ok=True)
    system = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    known = {"store": lambda uri: (system, uri.removeprefix("store://"))}
    monkeypatch.setattr(
        fs, "FileSystem", SimpleNamespace(from_uri=lambda uri: known[uri.partition(":")[0]](uri))
    )
    return tmp_path / "lists"


def test_a_release_in_a_store(store):
    """Put in place as on a disk, the older one moved away after a refusal, nothing left aside."""
    table = people(*[household(at) for at in range(30)])
    asked = {"channel": "village_board", "as_of": AS_OF, "cuts": [10, 20]}
    released(table, "dibao_result", "store://lists/out/", **asked)
    first = rows_at(store / "out")
    assert len(first) == 30
    with pytest.raises(deid.UsageError) as caught:
        released(table, "dibao_result", "store://lists/out", **asked)
    assert caught.value.code == "engine.exists"
    released(
        table.slice(0, 20), "dibao_result", "store://lists/out", overwrite=True, **{**asked, "cuts": [10]}
    )
    assert rows_at(store / "out") == first[:20]
    assert sorted(path.name for path in store.iterdir()) == ["out", "out.receipt.json"]
    odd = people(*[(*household(at)[:6], "见附表", "") for at in range(10)])
    with pytest.raises(deid.RefusedError):
        released(odd, "dibao_result", "store://lists/out", overwrite=True, **{**asked, "cuts": []})
    assert sorted(path.name for path in store.iterdir()) == ["out.receipt.json", "out.superseded"]


@pytest.mark.parametrize("out", ["none/out", "file/out", "unheard-of://lists/out", "store://lists/file/out"])
def test_a_place_that_cannot_be_used(out, tmp_path, monkeypatch, request):
    folder = request.getfixturevalue("store") if out.startswith("store") else tmp_path
    folder.mkdir(exist_ok=True)
    (folder / "file").write_text("x", "utf-8")
    monkeypatch.chdir(folder)
    with pytest.raises(deid.UsageError) as caught:
        released(people(household(1)), "dibao_result", out, channel="village_board", as_of=AS_OF)
    assert caught.value.code == "engine.place"
    assert names_of(folder) == ["file"]


def test_what_arrives_is_what_was_proven(tmp_path, monkeypatch):
    """A disk that takes a file and keeps another: the part is not counted as written."""
    made, there = tmp_path / "made.csv", place.place_for(tmp_path / "out", "csv", overwrite=False)
    made.write_bytes(b"proven")
    there.make()
    assert there.put(3, made).part == 3
    monkeypatch.setattr(place.Place, "_digest", lambda *_: "0" * 64)
    with pytest.raises(deid.UsageError) as caught:
        there.put(3, made)
    assert caught.value.code == "engine.torn"
    there.discard()
    there.discard()
    assert names_of(tmp_path) == ["made.csv"]


class Stuck:
    """A file system on which the folder aside cannot be given its name."""

    def __init__(self, system, aside):
        self._system, self._aside = system, aside

    def move(self, source, target):
        if source == self._aside:
            raise OSError
        self._system.move(source, target)

    def __getattr__(self, name):
        return getattr(self._system, name)


def test_an_older_output_stays_where_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    older, new = tmp_path / "out", tmp_path / "new.csv"
    older.mkdir()
    (older / "part-00000.csv").write_text("older", "utf-8")
    new.write_text("new", "utf-8")
    there = place.place_for(older, "csv", overwrite=True)
    there.make()
    written = there.put(0, new)
    stuck = Stuck(place._located(there.out)[0], there.aside)
    monkeypatch.setattr(place, "_located", lambda out: (stuck, out))
    with pytest.raises(OSError):
        there.commit([written])
    assert (older / "part-00000.csv").read_text("utf-8") == "older"
    monkeypatch.undo()
    there.discard()
    there.make()
    there.commit([there.put(0, new)])
    assert (older / "part-00000.csv").read_text("utf-8") == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.csv", "out"]


def names_of(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def spark(monkeypatch):
    """Spark's place is taken; what Spark itself makes of it is tested with Spark (test_spark.py)."""
    spark_helpers.install(monkeypatch)
    from deid.engines import spark as engine

    return engine


@pytest.mark.parametrize(("form", "channel"), [("parquet", "wechat_group"), ("csv", "village_board")])
def test_what_is_asked_of_spark(form, channel, spark, tmp_path):
    """The same rows and figures as on one machine, told in whatever order, and a frame that reads them."""
    rows = [household(at % 50, "艾滋病患者" if at % 50 == 7 else "") for at in range(60)]
    rows[45] = (*rows[45][:6], "见附表", "")
    table, asked = people(*rows), {"channel": channel, "as_of": AS_OF}
    want = deid.mask(table, "dibao_result", **asked)
    frame = spark_helpers.Frame.of(table, [7, 7, 40])
    got = spark.mask(frame, "dibao_result", out=tmp_path / "out", format=form, **asked)
    assert {key for key in want.receipt if want.receipt[key] != got.receipt[key]} <= ELSEWHERE
    assert [46] in [found["rows"] for found in got.receipt["findings"]]
    assert rows_at(tmp_path / "out") == rows_of_table(want.data)
    assert got.data[:2] == (form, (tmp_path / "out").as_uri())
    assert frame.log in ([], ["on disk", "gone"])
    assert (frame.log != []) == (channel == "wechat_group")  # only masked names are counted in classes
    if form == "csv":
        place = f"file://{tmp_path}/out"
        again = spark.mask(frame, "dibao_result", out=place, overwrite=True, format=form, **asked)
        assert again.data[1] == place


def test_spark_streams_the_rows_where_names_are_asked(spark, tmp_path):
    rows = [household(at) for at in range(30)]
    frame = spark_helpers.Frame.of(people(*rows), [10, 20])
    with pytest.raises(deid.RefusedError) as caught:
        spark.mask(frame, "dibao_result", out=tmp_path / rows[23][2], channel="village_board", as_of=AS_OF)
    assert "file_name" in {found.code for found in caught.value.findings}


class SparkError(Exception):
    """Its text quotes a cell; its condition does not."""

    def __init__(self, **told):
        super().__init__(household(1)[3])
        for name, kind in told.items():
            setattr(self, name, lambda kind=kind: kind)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SparkError(getCondition="CAST_INVALID_INPUT"), "CAST_INVALID_INPUT"),
        (SparkError(getCondition=None, getErrorClass="DIVIDE_BY_ZERO"), "DIVIDE_BY_ZERO"),
        (SparkError(getErrorClass="OLDER"), "OLDER"),
        (SparkError(), "SparkError"),
        (deid.InputError("ours"), None),
    ],
    ids=["condition", "class", "older Spark", "neither", "ours"],
)
def test_of_an_error_of_spark_only_its_kind_is_told(error, kind, spark, tmp_path, monkeypatch):
    frame = spark_helpers.Frame.of(people(household(1)), [])

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(spark_helpers.Frame, "where", fail)
    with pytest.raises(deid.DeidError) as caught:
        spark.mask(frame, "dibao_result", out=tmp_path / "out", channel="village_board", as_of=AS_OF)
    if kind is None:
        assert isinstance(caught.value, deid.InputError)
    else:
        assert caught.value.code == "engine.failed"
        assert kind in str(caught.value) and "4112" not in str(caught.value)
    assert caught.value.__context__ is None
    assert list(tmp_path.iterdir()) == []


def test_frames_of_another_kind(spark, tmp_path):
    from deid.engines import dask

    for engine, name in ((spark, "Spark"), (dask, "Dask")):
        with pytest.raises(deid.UsageError, match=name) as caught:
            engine.mask(people(household(1)), "dibao_result", out=tmp_path / "out", channel="village_board")
        assert caught.value.code == "engine.source"


class Delayed:
    """A Dask DataFrame of these parts."""

    def __init__(self, table, cuts):
        self.columns, self._parts = table.column_names, Loop(table, cuts).parts

    def to_delayed(self, *, optimize_graph):
        return [part.to_pandas() for part in self._parts]


@pytest.mark.filterwarnings("ignore")
def test_dask_adds_up_nothing_where_nobody_is_posted(tmp_path):
    pytest.importorskip("dask")
    from deid.engines import dask

    data = Delayed(people(*[household(at, "艾滋病患者") for at in range(9)]), [5])
    made = dask.mask(data, "dibao_result", out=tmp_path / "out", channel="wechat_group", as_of=AS_OF)
    assert (made.receipt["rows_out"], made.receipt["withheld"]) == (0, {"hiv": 9})
    assert len(made.data) == 0


@pytest.mark.filterwarnings("ignore")
def test_dask_streams_and_tells_no_cell(tmp_path, monkeypatch):
    pytest.importorskip("dask")
    from deid.engines import dask

    rows = [household(at) for at in range(30)]
    data, asked = Delayed(people(*rows), [10, 20]), {"channel": "village_board", "as_of": AS_OF}
    with pytest.raises(deid.RefusedError) as caught:
        dask.mask(data, "dibao_result", out=tmp_path / rows[23][2], **asked)
    assert "file_name" in {found.code for found in caught.value.findings}
    for path in tmp_path.iterdir():
        path.unlink()

    for error, code in ((ValueError(rows[1][3]), "engine.failed"), (deid.InputError("ours", code="a"), "a")):

        def fail(*_, error=error):
            raise error

        monkeypatch.setattr(dask, "_worked", fail)
        with pytest.raises(deid.DeidError) as caught:
            dask.mask(data, "dibao_result", out=tmp_path / "out", **asked)
        assert caught.value.code == code
        assert "4112" not in str(caught.value)
        assert caught.value.__context__ is None
        assert list(tmp_path.iterdir()) == []
