"""Parquet in and out: every plain type as the text it means, nothing rounded, nothing beside the rows."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from pages_helpers import HEADER, as_csv, number, read_csv, rows

from deid.cli.app import app
from deid.errors import InputError
from deid.io.opening import open_list
from deid.io.parquet_in import text_column
from deid.io.parquet_out import ParquetWriter

pytestmark = pytest.mark.usefixtures("english")

ASKED = ["--notice", "dibao_review", "--channel", "village_board", "--whole", "--as-of", "2026-11-20"]


when = dt.datetime.fromisoformat


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def typed(body):
    """The list with the types a database gives: numbers as integers and decimals, the rest text."""
    columns = dict(zip(HEADER, zip(*body, strict=True), strict=True))
    columns["序号"] = pa.array(map(int, columns["序号"]), pa.int32())
    columns["联系电话"] = pa.array(map(int, columns["联系电话"]), pa.int64())
    columns["保障人口（人）"] = pa.array(map(int, columns["保障人口（人）"]), pa.uint8())
    columns["村"] = pa.array(columns["村"]).dictionary_encode()
    return pa.table(columns)


def test_the_same_list_gives_the_same_bytes(tmp_path):
    body = rows(30)
    (tmp_path / "a.csv").write_bytes(as_csv(body))
    pq.write_table(typed(body), tmp_path / "b.parquet", row_group_size=7)
    for name in ("a.csv", "b.parquet"):
        done = run("mask", tmp_path / name, *ASKED, "--out", tmp_path / f"{name[0]}.out.csv")
        assert done.exit_code == 0, done.output
    assert (tmp_path / "a.out.csv").read_bytes() == (tmp_path / "b.out.csv").read_bytes()


def test_what_is_written(tmp_path):
    (tmp_path / "a.csv").write_bytes(as_csv(rows(30)))
    for name in ("posted.csv", "posted.parquet", "again.parquet"):
        assert run("mask", tmp_path / "a.csv", *ASKED, "--out", tmp_path / name).exit_code == 0
    assert (tmp_path / "posted.parquet").read_bytes() == (tmp_path / "again.parquet").read_bytes()
    table = pq.read_table(tmp_path / "posted.parquet")
    assert [table.column_names, *map(list, zip(*table.to_pydict().values(), strict=True))] == read_csv(
        tmp_path / "posted.csv"
    )
    assert table.schema.metadata is None
    assert set(table.schema.types) == {pa.string()}
    done = run("check", tmp_path / "posted.parquet", "--notice", "dibao_review", "--channel", "village_board")
    assert done.exit_code == 0, done.output


def test_bytes_do_not_depend_on_batches(tmp_path):
    table = pa.table({"a": [str(n) for n in range(150_000)], "b": [None, "x"] * 75_000})
    made = []
    for size in (1000, 70_000, 150_000):
        with (tmp_path / "x").open("wb") as file:
            writer = ParquetWriter(file, ["a", "b"])
            for batch in table.to_batches(size):
                writer.write(batch)
            writer.close()
        made.append((tmp_path / "x").read_bytes())
    assert made[0] == made[1] == made[2]
    assert pq.read_table(tmp_path / "x").num_rows == 150_000


def test_a_proof_reads_the_file(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(as_csv(rows(30)))

    def spoilt(self, batch, write=ParquetWriter.write):
        write(self, batch)
        write(self, batch.slice(0, 1))

    monkeypatch.setattr(ParquetWriter, "write", spoilt)
    assert run("mask", tmp_path / "a.csv", *ASKED, "--out", tmp_path / "posted.parquet").exit_code == 1
    assert not (tmp_path / "posted.parquet").exists()


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        ([411224197403051234, -1, None], pa.int64(), ["411224197403051234", "-1", ""]),
        ([2**64 - 1], pa.uint64(), ["18446744073709551615"]),
        ([Decimal("1930.00"), Decimal("-0.50"), None], pa.decimal128(12, 2), ["1930.00", "-0.50", ""]),
        ([Decimal("0.0000001")], pa.decimal128(12, 7), ["0.0000001"]),
        ([Decimal(411224197403051234)], pa.decimal128(18, 0), ["411224197403051234"]),
        ([Decimal("1e3")], pa.decimal128(10, -3), ["1000"]),
        ([92.5, 13800138000.0, 0.1, None], pa.float64(), ["92.5", "13800138000", "0.1", ""]),
        ([411224197403051234.0], pa.float64(), ["4.11224197403051E+17"]),
        ([float("nan"), 0.1], pa.float32(), ["", "0.1"]),
        ([True, False, None], pa.bool_(), ["是", "否", ""]),
        ([dt.date(1974, 3, 5), None], pa.date32(), ["1974-03-05", ""]),
        ([dt.date(1974, 3, 5)], pa.date64(), ["1974-03-05"]),
        ([when("1974-03-05"), when("1974-03-05 01:02:03")], pa.timestamp("us"), ["1974-03-05", "1974-03-05 01:02:03"]),
        ([when("1974-03-05 01:02:03.000004")], pa.timestamp("us"), ["1974-03-05 01:02:03.000004"]),
        ([when("1974-03-04 16:00")], pa.timestamp("s", "Asia/Shanghai"), ["1974-03-05"]),
        ([when("1903-03-04 01:00")], pa.timestamp("ns"), ["1903-03-04 01:00:00"]),
        ([dt.time(8, 30)], pa.time32("s"), ["08:30:00"]),
        (["王\0明", None], pa.string(), ["王明", ""]),
        (["王明".encode()], pa.binary(), ["王明"]),
        (["a", "b", "a"], pa.dictionary(pa.int8(), pa.string()), ["a", "b", "a"]),
        ([None, None], pa.null(), ["", ""]),
    ],
)  # fmt: skip
def test_cells_are_what_they_mean(values, kind, texts):
    assert text_column(pa.array(values, kind)).to_pylist() == texts


def test_ids_as_floats_are_damaged_and_said_to_be(tmp_path):
    body = rows(30)
    table = typed(body)
    broken = pa.array([float(row[4][:17] + "0") for row in body])
    pq.write_table(table.set_column(4, "身份证号", broken), tmp_path / "a.parquet")
    done = run("mask", tmp_path / "a.parquet", *ASKED, "--out", tmp_path / "x.csv", "--json")
    assert not any(row[4][:15] in done.output for row in body)
    if (tmp_path / "x.csv").exists():
        text = (tmp_path / "x.csv").read_text("utf-8-sig")
        assert "E+17" not in text


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[1]] * 30), pa.array([{"a": 1}] * 30), pa.array([dt.timedelta(1)] * 30),
        pa.array([[("a", 1)]] * 30, pa.map_(pa.string(), pa.int8())),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_cell_is_refused(tmp_path, column):
    pq.write_table(typed(rows(30)).append_column("附件", column), tmp_path / "a.parquet")
    done = run("mask", tmp_path / "a.parquet", *ASKED, "--out", tmp_path / "x.csv")
    assert done.exit_code == 2
    assert "Column 12" in done.output
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize("size", [4, 12, 100, -8, -100])
def test_a_damaged_file_is_refused_without_a_cell(tmp_path, size):
    pq.write_table(typed(rows(30)), tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:size])
    done = run("mask", tmp_path / "a.parquet", *ASKED, "--out", tmp_path / "x.csv")
    assert done.exit_code == 2
    assert "曾杰翠" not in done.output


def test_bytes_turned_inside_are_never_passed_on(tmp_path):
    pq.write_table(typed(rows(30)), tmp_path / "a.parquet", compression="zstd")
    whole = bytearray((tmp_path / "a.parquet").read_bytes())
    for at in range(60, 2000, 37):
        whole[at] ^= 0xFF
    (tmp_path / "a.parquet").write_bytes(bytes(whole))
    done = run("mask", tmp_path / "a.parquet", *ASKED, "--out", tmp_path / "x.csv")
    assert done.exit_code == 2
    assert "input.damaged" in done.output or "cannot be read" in done.output or "intact" in done.output


def test_text_that_is_no_text(tmp_path):
    table = typed(rows(30)).set_column(2, "村", pa.array([b"\xff\xfe"] * 30))
    pq.write_table(table, tmp_path / "a.parquet")
    assert run("mask", tmp_path / "a.parquet", *ASKED, "--out", tmp_path / "x.csv").exit_code == 2


def test_totals_and_empty_lists_are_read_as_in_other_files(tmp_path):
    body = rows(6)
    body.append(["合计", *[""] * 6, "9,999", *[""] * 3])
    pq.write_table(pa.table(dict(zip(HEADER, zip(*body, strict=True), strict=True))), tmp_path / "a.parquet")
    source = open_list(tmp_path / "a.parquet", is_header=lambda text: text in HEADER)
    assert sum(batch.num_rows for batch in source.batches()) == 6
    assert source.footer_count == 1
    pq.write_table(typed(rows(6)).slice(0, 0), tmp_path / "b.parquet")
    with pytest.raises(InputError):
        open_list(tmp_path / "b.parquet", is_header=lambda text: text in HEADER)


def test_identifiers_do_not_come_through(tmp_path):
    body = rows(30)
    pq.write_table(typed(body), tmp_path / "a.parquet")
    done = run("mask", tmp_path / "a.parquet", *ASKED, "--out", tmp_path / "x.parquet")
    assert done.exit_code == 0, done.output
    shown = str(pq.read_table(tmp_path / "x.parquet").to_pydict())
    for nth, row in enumerate(body):
        assert number(nth, 1950 + nth % 40) not in shown
        assert row[5] not in shown


def test_tables_without_columns_and_locked_ones(tmp_path):
    pq.write_table(pa.table({}), tmp_path / "none.parquet")
    (tmp_path / "locked.parquet").write_bytes(b"PARE" + b"\0" * 40)
    for name, code in (("none", "input.empty"), ("locked", "input.password")):
        with pytest.raises(InputError) as caught:
            open_list(tmp_path / f"{name}.parquet", is_header=HEADER.__contains__)
        assert caught.value.code == code
