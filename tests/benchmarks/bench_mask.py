"""How long everybody takes for the same list: python tests/benchmarks/bench_mask.py [--quick] [--save].

Every contestant runs in a process of its own, one after the other, several rounds. Printed are medians of wall
and processor time and the peak of memory, all of the whole process, start included; and wall time relative to
the fastest plain copy of the same run.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import report

HERE = Path(__file__).parent
RESULTS = HERE / "results"
COPIES = ("pyarrow_copy", "pyarrow_stream_copy", "duckdb_copy", "polars_copy")
FULL = (*COPIES, "duckdb_mask", "polars_mask", "deid_dibao", "deid_widest", "deid_gb18030")
# Slow ones get a slice of this share of the rows, and their time is multiplied.
SLICES = {"pandas_copy": 1, "loop_mask": 100, "presidio_mask": 400}


def write_list(path: Path, rows: int, encoding: str = "utf-8") -> None:
    """Make a list in a process of its own: what a process starts is measured with its memory at that time."""
    subprocess.run([sys.executable, str(HERE / "people.py"), str(rows), str(path), encoding], check=True)


def measure(name: str, source: Path, out: Path) -> dict[str, float] | None:
    """One run of one contestant; None if its library is missing or it fails."""
    out.unlink(missing_ok=True)
    settings = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    start = time.perf_counter()
    run = subprocess.Popen(
        [sys.executable, str(HERE / "contestants.py"), name, str(source), str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=settings,
    )
    _, status, used = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode or not out.exists():
        return None
    wall = time.perf_counter() - start
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}


def medians(name: str, source: Path, out: Path, rounds: int, scale: int) -> dict[str, object] | None:
    """The medians of some rounds, times multiplied for a slice."""
    runs = [run for _ in range(rounds) if (run := measure(name, source, out)) is not None]
    if not runs:
        return None
    made = {key: round(statistics.median(run[key] for run in runs), 3) for key in runs[0]}
    made["wall"], made["cpu"] = round(made["wall"] * scale, 3), round(made["cpu"] * scale, 3)
    return {"name": name, "rounds": len(runs), "slice": scale, **made}


def _tell(name: str, made: dict[str, object] | None) -> None:
    print(f"  {name}: {made['wall']} s" if made else f"  {name}: not available", flush=True)


def compare(rows: int, rounds: int, folder: Path, *, slow: bool) -> list[dict[str, object]]:
    """All contestants on one list."""
    source, other, out = folder / "list.csv", folder / "list-gb.csv", folder / "out.csv"
    write_list(source, rows)
    write_list(other, rows, "gb18030")
    found = []
    for name in FULL:
        made = medians(name, other if name == "deid_gb18030" else source, out, rounds, 1)
        _tell(name, made)
        found += [made] if made else []
    for name, share in SLICES.items() if slow else ():
        write_list(folder / "slice.csv", max(rows // share, 1000))
        made = medians(name, folder / "slice.csv", out, 1, rows // max(rows // share, 1000))
        _tell(name, made)
        found += [made] if made else []
    fastest = min(float(one["wall"]) for one in found if one["name"] in COPIES)
    for one in found:
        one["ratio"] = round(float(one["wall"]) / fastest, 2)
    return found


def growth(sizes: list[int], folder: Path) -> list[dict[str, object]]:
    """deid and the copy, from small lists to large ones."""
    source, out = folder / "list.csv", folder / "out.csv"
    found = []
    for rows in sizes:
        write_list(source, rows)
        for name in ("pyarrow_stream_copy", "deid_dibao", "deid_widest"):
            made = medians(name, source, out, 1, 1)
            found += [{"rows": rows, **made}] if made else []
            print(f"  {rows:>10,} {name}: {made and made['wall']} s, {made and made['mb']} MB", flush=True)
    return found


def frames(rows: int) -> list[dict[str, object]]:
    """``deid.mask(frame)`` against the same columns masked by hand, in a process of their own."""
    run = subprocess.run(
        [sys.executable, str(HERE / "frames.py"), str(rows)],
        check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
    )  # fmt: skip
    return list(json.loads(run.stdout))


def start_up(folder: Path, rounds: int) -> dict[str, float]:
    """A list of 1,000 rows against ``import pandas``."""
    source, out = folder / "small.csv", folder / "out.csv"
    write_list(source, 1000)

    def timed(command: list[str]) -> float:
        start = time.perf_counter()
        subprocess.run(
            command, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(HERE.parents[1])}
        )
        return time.perf_counter() - start

    mine = [sys.executable, str(HERE / "contestants.py"), "deid_dibao", str(source), str(out)]
    theirs = [sys.executable, "-c", "import pandas"]
    return {
        "deid_1000_rows": round(statistics.median(timed(mine) for _ in range(rounds)), 3),
        "import_pandas": round(statistics.median(timed(theirs) for _ in range(rounds)), 3),
    }


def machine() -> dict[str, object]:
    """Where this was measured."""
    versions = {}
    for library in ("pyarrow", "numpy", "pandas", "polars", "duckdb"):
        try:
            versions[library] = version(library)
        except PackageNotFoundError:
            versions[library] = None
    return {
        "cores": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        **versions,
    }


def main() -> None:
    """Measure, print, and keep the result if asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=2_000_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--quick", action="store_true", help="200,000 rows, one round, no slow contestants")
    asked.add_argument("--large", action="store_true", help="growth up to 20,000,000 rows")
    asked.add_argument("--save", action="store_true", help="keep the result beside this file")
    chosen = asked.parse_args()
    rows, rounds = (200_000, 1) if chosen.quick else (chosen.rows, chosen.rounds)
    sizes = [n for n in (10_000, 100_000, 1_000_000, 2_000_000) if n <= rows] + (
        [20_000_000] if chosen.large else []
    )
    folder = Path(tempfile.mkdtemp(prefix="deid-bench-"))
    try:
        result = {
            "date": datetime.now(UTC).date().isoformat(),
            "rows": rows,
            "machine": machine(),
            "contestants": compare(rows, rounds, folder, slow=not chosen.quick),
            "start": start_up(folder, 5),
            "growth": growth(sizes, folder),
            "frames": frames(min(rows, 1_000_000)),
        }
    finally:
        shutil.rmtree(folder)
    print(report.as_markdown(result))
    for line in report.worse(result, report.latest(RESULTS)):
        print(f"WARNING: {line}")
    if chosen.save:
        RESULTS.mkdir(exist_ok=True)
        stem = RESULTS / result["date"]
        stem.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
        stem.with_suffix(".md").write_text(report.as_markdown(result) + "\n")


if __name__ == "__main__":
    main()
