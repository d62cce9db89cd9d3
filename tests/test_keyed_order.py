"""Keyed order: the same rows, in an order that tells nothing, the same whatever is hidden or kept back."""

import csv
import io
import json
import random

import pyarrow as pa
import pytest
from click.testing import CliRunner
from test_slips import people

from deid.cli.app import app
from deid.release.keyed_order import KeyedSink
from deid.release.sinks import MemorySink

pytestmark = pytest.mark.usefixtures("english")

HEADER = ["序号", "村", "户主姓名", "身份证号", "联系电话", "保障人口", "月保障金额"]
ASKED = ["--notice", "dibao_result", "--channel", "village_board", "--as-of", "2026-11-20", "--json"]


@pytest.fixture
def office(tmp_path):
    for name in ("in", "out", "keys"):
        (tmp_path / name).mkdir()
    key = tmp_path / "keys" / "order.key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    return tmp_path


def mask(office, rows, *more, out="posted.csv", keyed=True, key="order.key"):
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *([str(nth), *row] for nth, row in enumerate(rows, 1))])
    (office / "in" / "list.csv").write_text(text.getvalue(), "utf-8-sig")
    asked = ["--order", "keyed", "--key-file", office / "keys" / key] if keyed else []
    target = office / "out" / out
    run = CliRunner().invoke(
        app,
        [
            "mask",
            str(office / "in" / "list.csv"),
            *ASKED,
            "--force",
            "--out",
            str(target),
            *map(str, [*asked, *more]),
        ],
    )
    assert run.exception is None or isinstance(run.exception, SystemExit)
    return run, target


def posted(target):
    return list(csv.reader(io.StringIO(target.read_text("utf-8-sig"))))[1:]


@pytest.fixture
def by_number():
    return sorted(people(60), key=lambda row: row[2])


def test_the_same_rows_in_another_order_numbered_from_one(office, by_number):
    run, target = mask(office, by_number)
    assert run.exit_code == 0, run.output
    mixed = posted(target)
    plain = posted(mask(office, by_number, keyed=False)[1])
    assert sorted(row[1:] for row in mixed) == sorted(row[1:] for row in plain)
    assert [row[1:] for row in mixed] != [row[1:] for row in plain]
    assert [row[0] for row in mixed] == [str(nth) for nth in range(1, len(mixed) + 1)]


def test_the_order_tells_no_more(office, by_number):
    assert "order-tells" in mask(office, by_number, keyed=False)[0].output
    assert "order-tells" not in mask(office, by_number)[0].output


def test_the_order_of_the_input_and_who_is_kept_back_change_nothing(office, by_number):
    before = mask(office, by_number)[1].read_bytes()
    random.Random(3).shuffle(by_number)
    assert mask(office, by_number)[1].read_bytes() == before
    grown_up = [row for row in by_number if row[2][6:10] < "2009"]
    assert len(grown_up) < len(by_number)
    assert mask(office, grown_up)[1].read_bytes() == before


def test_a_hidden_cell_changes_nothing(office, by_number):
    before = mask(office, by_number)[1].read_bytes()
    changed = [[*row[:3], "13900000000", *row[4:]] for row in by_number]
    assert mask(office, changed)[1].read_bytes() == before


def test_another_key_or_channel_is_another_order(office, by_number):
    before = [row[1:] for row in posted(mask(office, by_number)[1])]
    other = office / "keys" / "other.key"
    other.write_bytes(bytes(range(1, 33)))
    other.chmod(0o600)
    assert [row[1:] for row in posted(mask(office, by_number, key="other.key")[1])] != before


@pytest.mark.parametrize("suffix", ["xlsx", "html", "parquet"])
def test_every_kind_of_file_is_proven(office, by_number, suffix):
    run, _ = mask(office, by_number, out=f"posted.{suffix}")
    assert run.exit_code == 0, run.output
    verification = json.loads(run.stdout)["receipt"]["verification"]
    assert verification["needles"] and verification["hits"] == 0
    assert verification["planted"] == verification["found"] > 0


def test_slips_say_where_a_row_stands(office, by_number):
    slips = office / "keys" / "slips.csv"
    run, target = mask(office, by_number, "--slips", slips)
    assert run.exit_code == 0, run.output
    rows = posted(target)
    for line in list(csv.reader(io.StringIO(slips.read_text("utf-8-sig"))))[2:]:
        source, place, name, code = line
        shown = rows[int(place) - 1]
        assert (shown[2], shown[-1]) == (name, code) and by_number[int(source) - 1][1] == name


def test_what_it_needs_and_what_it_does_not_go_with(office, by_number):
    run, target = mask(office, by_number, "--order", "keyed", keyed=False)
    assert run.exit_code == 2 and "--order keyed" in run.output and not target.exists()
    pack = ["--split-by", "village", "--pack", office / "pack"]
    run = CliRunner().invoke(
        app,
        ["mask", str(office / "in" / "list.csv"), *ASKED, "--order", "keyed",
         "--key-file", str(office / "keys" / "order.key"), *map(str, pack)],
    )  # fmt: skip
    assert run.exit_code == 2 and "--split-by" in run.output and not (office / "pack").exists()


def test_a_list_of_nobody_has_its_header(office, by_number):
    for row in by_number:
        row[2] = row[2][:6] + "2015" + row[2][10:]  # children, every one
    run, target = mask(office, by_number)
    assert run.exit_code == 0, run.output
    assert "nothing_left" in run.stdout
    assert posted(target) == [] and target.read_text("utf-8-sig").startswith("序号,")


def test_a_column_that_counts_alone_stays_as_it_is():
    sink = KeyedSink(MemorySink(["n"], ["序号"]), b"k" * 32, {"n"})
    for part in (["1", "2"], ["3"]):
        sink.write(pa.record_batch({"n": part}))
    sink.close()
    assert [cell for batch in sink.read_back() for cell in batch.column(0).to_pylist()] == ["1", "2", "3"]


def test_what_stands_around_the_rows_is_passed_on():
    met = []

    class Headed(MemorySink):
        def head(self, heading):
            met.append(heading)

    sink = KeyedSink(Headed(["a"], ["a"]), b"k" * 32, set())
    sink.head("heading")
    sink.close()  # and there were no rows
    assert met == ["heading"]
    assert list(sink.read_back()) == [] and not len(sink.places)


def test_a_row_that_went_missing_is_not_put_right():
    """What was written is given back as it is, for the proof to find the difference."""

    class Loses(MemorySink):
        def read_back(self):
            for batch in super().read_back():
                yield batch.slice(1)

    sink = KeyedSink(Loses(["a"], ["a"]), b"k" * 32, set())
    sink.write(pa.record_batch({"a": ["x", "y", "z"]}))
    sink.close()
    assert sum(batch.num_rows for batch in sink.read_back()) == 2
