"""How long `deid check` takes beside a plain read of the same CSV.

    python tests/benchmarks/bench_check.py [MEGABYTES] [TURNS]

Two lists are made: one as exported (numbers, addresses and remarks in every row) and one as posted. Each step
runs in a process of its own, all in turn, the best of some turns counts. ``plain`` is pyarrow.csv.read_csv with
all columns as text, on one thread and on all.
"""

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POSTED = (0, 1, 2, 3, 7, 9)  # serial number, town, village, name, people, amount
STEPS = ("plain, 1 thread", "plain", "read", "check")
PER_ROW = {"exported": 198, "posted": 45}  # bytes


def make(kind: str, path: Path, megabytes: int) -> None:
    """Write one of the lists."""
    import people

    rows = megabytes * 1_000_000 // PER_ROW[kind]
    if kind == "exported":
        people.write(path, rows)
        return
    whole = path.with_suffix(".all")
    people.write(whole, rows)
    with (
        whole.open(encoding="utf-8", newline="") as source,
        path.open("w", encoding="utf-8", newline="") as out,
    ):
        csv.writer(out).writerows([row[at] for at in POSTED] for row in csv.reader(source))
    whole.unlink()


def plain(path: Path, *, threads: bool) -> int:
    """Read all cells as text."""
    import pyarrow as pa
    from pyarrow import csv as pacsv

    with path.open(encoding="utf-8-sig", newline="") as file:
        names = next(csv.reader(file))
    table = pacsv.read_csv(
        path,
        read_options=pacsv.ReadOptions(use_threads=threads),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    return table.num_rows


def read(path: Path) -> int:
    """Read as deid reads."""
    from deid.io.known import open_known

    return sum(batch.num_rows for batch in open_known(path, ()).batches())


def check(path: Path) -> int:
    """Judge the file."""
    from deid.checking import folder
    from deid.checking.asked import Asked
    from deid.io.where import Reading

    posted = folder.check_file(path, path.name, Asked(), Reading())
    if not posted.checked:
        raise SystemExit(posted.findings[0].text)
    return posted.rows


def step(name: str, path: Path) -> None:
    """One step in this process: seconds, processor seconds, megabytes at most."""
    from deid.cli.console import without_pandas

    without_pandas()
    steps = {
        "plain, 1 thread": lambda: plain(path, threads=False),
        "plain": lambda: plain(path, threads=True),
        "read": lambda: read(path),
        "check": lambda: check(path),
    }
    start, used = time.perf_counter(), time.process_time()
    rows = steps[name]()
    wall, used = time.perf_counter() - start, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(wall, used, most, rows)


def measure(path: Path, turns: int) -> dict[str, list[float]]:
    """The best turn of every step."""
    best: dict[str, list[float]] = {}
    for _ in range(turns):
        for name in STEPS:
            words = [sys.executable, __file__, "--step", name, str(path)]
            told = subprocess.run(
                words, capture_output=True, text=True, check=True, env=dict(os.environ)
            ).stdout
            found = [float(word) for word in told.split()]
            best[name] = min(best.get(name, found), found)
    return best


def main(megabytes: int, turns: int) -> None:
    """Print the table."""
    print(
        f"{'list':9} {'step':16} {'wall s':>7} {'cpu s':>7} {'peak MB':>8} {'x plain 1':>10} {'x plain':>8}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for kind in PER_ROW:
            path = Path(folder) / f"{kind}.csv"
            make(kind, path, megabytes)
            best = measure(path, turns)
            one, all_ = best["plain, 1 thread"][0], best["plain"][0]
            for name, (wall, used, most, _) in best.items():
                print(
                    f"{kind:9} {name:16} {wall:7.2f} {used:7.2f} {most:8.0f} {wall / one:10.2f} {wall / all_:8.2f}"
                )
            rows = best["check"][3]
            size = path.stat().st_size / 1e6
            print(f"{kind:9} {size:.0f} MB, {rows:,.0f} rows")
            path.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        step(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 400, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
