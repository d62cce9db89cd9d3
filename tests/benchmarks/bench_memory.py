"""Peak memory of ``deid mask``: CSV and Parquet stay flat, a workbook of 200,000 rows under 600 MB.

    python tests/benchmarks/bench_memory.py            # up to 200,000 rows
    python tests/benchmarks/bench_memory.py --large    # CSV and Parquet of 2,000,000 rows too

Every run is a process of its own; the figures are its own peak (resident set) and wall time. Lists are made
in processes of their own too: a child begins with the peak of its parent.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_XLSX, GROWTH = 600, 1.10
ASKED = [
    "--notice",
    "dibao_result",
    "--channel",
    "village_board",
    "--as-of",
    "2026-11-21",
    "--place",
    "411224",
]
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
VILLAGES = 200


def invented(rows: int, seed: int = 1):
    """A list of people who do not exist."""
    import numpy as np
    import pyarrow as pa

    rng = np.random.default_rng(seed)
    births = (np.datetime64("1940-01-01") + rng.integers(0, 20_000, rows)).astype(str)
    bodies = [f"411224{day.replace('-', '')}{nth % 1000:03}" for nth, day in enumerate(births)]
    digits = np.frombuffer("".join(bodies).encode(), np.uint8).reshape(rows, 17) - ord("0")
    ends = np.array(list("10X98765432"))[(digits * np.array(WEIGHTS)).sum(axis=1) % 11]
    surnames, given = list("王李张刘陈杨黄赵"), list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平")
    pick = lambda words: np.array(words)[rng.integers(0, len(words), rows)]  # noqa: E731
    names = np.char.add(np.char.add(pick(surnames), pick(given)), pick(given))
    han = list("东西南北上下大小新老前后高长青白黄红石水")
    towns = [f"{one}山镇" for one in han[:10]]
    where = rng.integers(0, VILLAGES, rows)
    villages = np.array([han[nth % 20] + han[nth // 20] + "坪村" for nth in range(VILLAGES)])[where]
    return pa.table(
        {
            "序号": np.arange(1, rows + 1).astype(str),
            "乡镇": np.array(towns)[where % 10],
            "村": villages,
            "户主姓名": names,
            "身份证号": [body + end for body, end in zip(bodies, ends, strict=True)],
            "联系电话": np.char.add("13", rng.integers(10**8, 10**9, rows).astype(str)),
            "家庭住址": np.char.add(villages, np.char.add(rng.integers(1, 12, rows).astype(str), "组18号")),
            "保障人口": rng.integers(1, 7, rows).astype(str),
            "月保障金额": rng.integers(200, 2000, rows).astype(str),
            "开户行账号": np.char.add("6228480", rng.integers(10**11, 10**12, rows).astype(str)),
            "致困原因": pick(["因病", "因残", "缺劳力", "其他"]),
            "备注": pick(["", "", "", "已核实"]),
        }
    )


def write(rows: int, path: Path) -> None:
    """A list as a file of the kind the suffix says."""
    import pyarrow.csv as pacsv
    import pyarrow.parquet as pq

    table = invented(rows)
    if path.suffix == ".csv":
        pacsv.write_csv(table, path)
    elif path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        import xlsxwriter

        book = xlsxwriter.Workbook(path, {"constant_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, table.column_names)
        for at, row in enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True), 1):
            sheet.write_row(at, 0, row)
        book.close()


def measure(*arguments: object) -> tuple[float, float, int]:
    """Peak memory in MB, seconds and exit code of one run of the command."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "deid", "mask", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    scale = 1 if sys.platform == "darwin" else 1024
    return used.ru_maxrss * scale / 2**20, time.perf_counter() - begun, process.returncode


def main() -> int:
    """Print the table; 1 if a goal is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--make", nargs=2, metavar=("FILE", "ROWS"))
    asked = parser.parse_args()
    if asked.make:
        write(int(asked.make[1]), Path(asked.make[0]))
        return 0
    sizes = [20_000, 200_000, *([2_000_000] if asked.large else [])]
    peaks: dict[str, dict[int, float]] = {}
    print(f"{'input':>10} {'output':>10} {'rows':>10} {'file MB':>8} {'peak MB':>8} {'seconds':>8} exit")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for rows in sizes:
            for kind, target in (
                (".csv", ".csv"),
                (".parquet", ".parquet"),
                (".csv", "villages"),
                (".xlsx", ".csv"),
                (".csv", ".xlsx"),
            ):
                if ".xlsx" in (kind, target) and rows > 200_000:
                    continue
                source = folder / f"{rows}{kind}"
                if not source.exists():
                    subprocess.run([sys.executable, __file__, "--make", str(source), str(rows)], check=True)
                where = ["--whole", "--out", folder / f"out{target}"]
                if target == "villages":
                    where = ["--split-by", "village", "--pack", folder / f"pack{rows}", "--format", "csv"]
                peak, seconds, code = measure(source, *ASKED, *where, "--force")
                peaks.setdefault(f"{kind}>{target}", {})[rows] = peak
                size = source.stat().st_size / 2**20
                print(
                    f"{kind:>10} {target:>10} {rows:>10,} {size:>8.1f} {peak:>8.0f} {seconds:>8.1f} {code}",
                    flush=True,
                )
    missed = [
        name for name, found in peaks.items() if name.startswith(".xlsx") and max(found.values()) > LIMIT_XLSX
    ]
    if len(sizes) > 2:
        missed += [
            name
            for name, found in peaks.items()
            if name.endswith((">.csv", ">.parquet"))
            and not name.startswith(".xlsx")
            and found[2_000_000] > found[200_000] * GROWTH
        ]
    print("missed:", ", ".join(missed) if missed else "nothing")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
