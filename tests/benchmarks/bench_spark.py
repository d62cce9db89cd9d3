"""Rows a second of deid on Spark, against one process, and what grows with the list.

    python tests/benchmarks/bench_spark.py [ROWS] [CORES]

Prints the first pass, the second pass and the whole, a plain Spark copy of the same file, and the ledger's size.
"""

import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])

import numpy as np  # noqa: E402
import people  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

AS_OF = date(2026, 11, 21)


TICK = os.sysconf("SC_CLK_TCK")


def stat_of(pid):
    return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()


def cpu_of(pid):
    """CPU seconds of a process, of those it started, and of those of them that have ended."""
    used = sum(map(int, stat_of(pid)[11:15])) / TICK
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                used += cpu_of(entry.name) if stat_of(entry.name)[1] == str(pid) else 0
            except OSError:
                continue
    return used


def timed(what, work, rows, pid=None):
    """Wall time, and CPU time of this process or of another with its children: that says more on a busy machine."""
    pid = pid or os.getpid()
    start, used = time.perf_counter(), cpu_of(pid)
    found = work()
    took, used = time.perf_counter() - start, cpu_of(pid) - used
    print(
        f"{what:42} {took:8.1f} s  {rows / took:10,.0f} rows/s; CPU {used:6.1f} s, {rows / used:10,.0f} rows/s per core",
        flush=True,
    )
    return found


def write_list(path, rows):
    schema = people.batch(1, 0, 1).schema
    with pq.ParquetWriter(path, schema) as out:
        for first in range(0, rows, people.CHUNK):
            out.write_batch(people.batch(1, first, min(people.CHUNK, rows - first)), row_group_size=100_000)


def in_one_process(path, rows):
    """The same work without Spark, on one core, pass by pass; each reads the file anew, as an executor does."""
    from parts_helpers import Loop, released

    class Timed(Loop):
        def batches(self, part):
            with pq.ParquetFile(path) as book:
                yield from book.iter_batches(1 << 16)

        def run(self, work, *, sums=False):
            again = super().run
            return timed(f"{type(work).__name__}, one core", lambda: again(work, sums=sums), rows)

    pa.set_cpu_count(1)
    with tempfile.TemporaryDirectory() as room:
        for channel in ("village_board", "website"):
            engine = Timed(pq.read_table(path).slice(0, 1), [])
            table = pq.ParquetFile(path).schema_arrow.empty_table()
            out = Path(room) / channel
            released(table, "dibao_result", out, engine=engine, channel=channel, as_of=AS_OF, whole=True)


def on_spark(path, rows, cores):
    from pyspark.sql import SparkSession

    import deid.engines.spark as engine

    made = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false")
    spark = made.config("spark.sql.files.maxPartitionBytes", "16m").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    data = spark.read.parquet(str(path))
    engine_room = tempfile.TemporaryDirectory()
    room = Path(engine_room.name)
    asked = {"as_of": AS_OF, "whole": True}
    data.limit(10).mapInArrow(lambda batches: batches, data.schema).count()  # starts the workers
    pid = spark.sparkContext._gateway.proc.pid
    timed("copy by Spark, no Python", lambda: data.write.parquet(str(room / "copy")), rows, pid)
    for channel in ("village_board", "wechat_group", "website"):
        timed(
            f"deid.engines.spark.mask, {channel}",
            lambda: engine.mask(data, "dibao_result", out=room / channel, channel=channel, **asked),  # noqa: B023
            rows,
            pid,
        )
    print(
        f"{data.rdd.getNumPartitions()} partitions; driver's peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB"
    )
    spark.stop()


def ledger(count):
    """How much a ledger with persons takes: so many people, and the same people on two more lists."""
    from deid.keys import new_key
    from deid.ledger import Ledger
    from deid.ledger.ring import read_ring

    rng = np.random.default_rng(1)
    numbers = rng.choice(39_000_000, count, replace=False)
    persons = [f"411224{1930 + n // 500_000}{n % 500_000:07}"[:17].encode() for n in numbers.tolist()]
    with tempfile.TemporaryDirectory() as room:
        key, path = Path(room) / "key", Path(room) / "ledger.db"
        new_key(key)
        ring = read_ring(key)
        Ledger.create(path, ring).close()
        for release in (1, 2, 3):
            start = time.process_time()
            with Ledger(path, ring) as book, book.writing():
                assert book.persons is not None
                codes, histories = book.persons.seen(persons)
                book.persons.record(codes, histories, release)
            used = time.process_time() - start
            size = path.stat().st_size / count
            print(f"ledger after list {release}: {size:.1f} bytes a person; CPU {count / used:,.0f} people/s")


if __name__ == "__main__":
    rows, cores = int((*sys.argv[1:], 400_000)[0]), int((*sys.argv[2:], 2)[0])
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "list.parquet"
        write_list(source, rows)
        print(
            f"{rows:,} rows, {source.stat().st_size >> 20} MB as Parquet, {os.cpu_count()} cores, Python {sys.version.split()[0]}"
        )
        in_one_process(source, rows)
        on_spark(source, rows, cores)
        ledger(rows // 4)
