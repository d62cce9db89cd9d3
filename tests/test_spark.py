"""Real Spark: the same rows as on one machine, also when a Python worker is killed in the middle."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import lists
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from parts_helpers import rows_at, rows_of_table
from test_engines import AS_OF, ELSEWHERE, household, people, table_of

import deid

pyspark = pytest.importorskip("pyspark")
pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore")]
ROOT = Path(__file__).parents[1]


def session(master):
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    builder = SparkSession.builder.master(master)
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "3",
        "spark.sql.files.maxPartitionBytes": "300k",
        "spark.sql.files.openCostInBytes": "1k",
    }.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("OFF")
    return made


@pytest.fixture(scope="module", params=["local[2,4]", "local-cluster[2,1,1024]"])
def spark(request):
    try:
        made = session(request.param)
        assert made.range(10).count() == 10
    except Exception as error:
        pytest.skip(f"{request.param} does not start here: {type(error).__name__}")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def frame(tmp_path_factory):
    """20,000 households as Parquet."""
    sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
    import people as crowd

    path = tmp_path_factory.mktemp("list") / "list.parquet"
    table = pa.Table.from_batches([crowd.batch(7, 0, 20_000)])
    pq.write_table(table, path, row_group_size=3_000)
    return path, table


def mask(spark, data, notice, out, **asked):
    from deid.engines import spark as engine

    return engine.mask(data, notice, out=out, **{"as_of": AS_OF, "whole": True, **asked})


def same(want, got, out, *, seq="序号"):
    """The same rows in the same order, the same receipt, and a DataFrame that reads them."""
    shown = [name for name in want.data.column_names if name != seq]
    rows = rows_of_table(want.data.select(shown))
    assert rows_at(out) == rows
    assert sorted(tuple(cell or "" for cell in row) for row in got.data.collect()) == sorted(rows)
    left = {key for key in want.receipt if want.receipt[key] != got.receipt[key]} - ELSEWHERE - {"columns"}
    assert [(want.receipt[key], got.receipt[key]) for key in sorted(left)] == []


@pytest.mark.parametrize("channel", ["village_board", "wechat_group", "website"])
def test_twenty_thousand_rows(spark, frame, channel, tmp_path):
    path, table = frame
    data = spark.read.parquet(str(path))
    assert data.rdd.getNumPartitions() > 3
    got = mask(spark, data, "dibao_result", tmp_path / "out", channel=channel)
    same(deid.mask(table, "dibao_result", channel=channel, as_of=AS_OF, whole=True), got, tmp_path / "out")


@pytest.mark.parametrize("path", lists.all_lists(), ids=lambda path: path.stem)
def test_shared_lists(spark, path, tmp_path):
    table, notice = table_of(path), lists.notice_of(path)
    data = spark.createDataFrame(
        list(zip(*(column.to_pylist() for column in table.columns), strict=True)), table.column_names
    )
    got = mask(spark, data.coalesce(2), notice, tmp_path / "out", channel="village_board", format="csv")
    same(deid.mask(table, notice, channel="village_board", as_of=AS_OF, whole=True), got, tmp_path / "out")


def children(pid):
    """The processes that a process has started, and those that they have."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == pid:
                found += [int(entry.name), *children(int(entry.name))]
    return found


def workers(spark):
    """The Python workers of this session, not the daemons that start them."""
    jvm = spark.sparkContext._gateway.proc.pid
    found = []
    for pid in children(jvm):
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            above = Path(f"/proc/{parent}/cmdline").read_bytes()
        except OSError:
            continue
        if b"pyspark" in line and b"pyspark" in above:
            found.append(pid)
    return found


def test_a_killed_worker_loses_and_repeats_nothing(spark, frame, tmp_path):
    """As soon as a part has been written, every Python worker is killed, whatever it is doing."""
    path, table = frame
    killed = []

    def kill():
        until = time.time() + 300
        while time.time() < until and not killed:
            if any(tmp_path.glob(".out.*.tmp/part-*")):
                for pid in workers(spark):
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
            time.sleep(0.002)

    watch = threading.Thread(target=kill, daemon=True)
    watch.start()
    got = mask(spark, spark.read.parquet(str(path)), "dibao_result", tmp_path / "out", channel="wechat_group")
    watch.join(1)
    assert killed
    same(
        deid.mask(table, "dibao_result", channel="wechat_group", as_of=AS_OF, whole=True),
        got,
        tmp_path / "out",
    )
    assert {one.name[:5] for one in (tmp_path / "out").iterdir()} == {"_SUCC", "part-"}


def test_a_refusal_leaves_nothing(spark, tmp_path):
    rows = [(*household(at)[:6], "见附表", "") for at in range(30)]
    table = people(*rows)
    data = spark.createDataFrame(rows, table.column_names)
    with pytest.raises(deid.RefusedError) as caught:
        mask(spark, data, "dibao_result", tmp_path / "out", channel="village_board")
    assert "too_many_hidden" in {found.code for found in caught.value.findings}
    assert [one.name for one in tmp_path.iterdir()] == ["out.receipt.json"]


def test_a_frame_that_reads_differently_each_time(spark, frame, tmp_path):
    def shake(batches):
        for batch in batches:
            columns = [*batch.columns[:-1], pa.array([str(time.time_ns())] * batch.num_rows)]
            yield pa.RecordBatch.from_arrays(columns, schema=batch.schema)

    data = spark.read.parquet(str(frame[0]))
    shaken = data.mapInArrow(shake, data.schema)
    with pytest.raises(deid.InputError) as caught:
        mask(spark, shaken, "dibao_result", tmp_path / "out", channel="village_board")
    assert caught.value.code == "engine.changed"
    assert list(tmp_path.iterdir()) == []


def test_no_error_quotes_a_cell(spark, frame, tmp_path):
    """Spark itself quotes the cell it cannot cast; ours does not."""
    data = spark.read.parquet(str(frame[0])).selectExpr("*", "cast(`身份证号` as int) as n")
    spark.conf.set("spark.sql.ansi.enabled", "true")
    with pytest.raises(deid.UsageError) as caught:
        mask(spark, data, "dibao_result", tmp_path / "out", channel="village_board")
    assert caught.value.code == "engine.failed"
    assert "4112" not in str(caught.value)
    assert caught.value.__context__ is None


def test_the_names_of_a_large_list_can_be_asked(spark, tmp_path):
    """An output named after somebody on the list is refused: the rows are streamed for that."""
    rows = [household(at) for at in range(30)]
    data = spark.createDataFrame(rows, people(*rows).column_names)
    with pytest.raises(deid.RefusedError) as caught:
        mask(spark, data, "dibao_result", tmp_path / rows[3][2], channel="village_board")
    assert "file_name" in {found.code for found in caught.value.findings}


def test_the_example_runs(tmp_path):
    """docs/examples/spark_submit.py as the page says."""
    import subprocess

    source = tmp_path / "list.csv"
    rows = [household(at) for at in range(200)]
    lines = [",".join(people(*rows).column_names), *(",".join(row) for row in rows)]
    source.write_text("\n".join(lines) + "\n", "utf-8")
    command = [
        str(Path(pyspark.__file__).parent / "bin" / "spark-submit"), "--master", "local[2]", str(ROOT / "docs/examples/spark_submit.py"),
        "dibao_result", str(source), str(tmp_path / "posted"), "--channel", "village_board", "--as-of", "2026-11-21", "--format", "csv",
    ]  # fmt: skip
    env = {
        **os.environ,
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
    }
    ran = subprocess.run(command, capture_output=True, text=True, env=env, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert len(rows_at(tmp_path / "posted")) == 200
