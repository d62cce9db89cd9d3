"""xlsx in and out: deid with every check, beside the least work that gives the same columns and checks nothing.

    python tests/benchmarks/bench_xlsx.py [ROWS]

CPU seconds of this process, the median of three runs; ``plain`` reads with calamine and writes with pandas.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import pandas as pd  # noqa: E402
import people  # noqa: E402

AS_OF = date(2026, 11, 21)


def cpu(work):
    """The median CPU time of three runs."""
    took = []
    for _ in range(3):
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return statistics.median(took)


def few_by_hand(frame):
    """What dibao_result posts on the village board."""
    return frame[["乡镇", "村", "户主姓名", "保障人口", "月保障金额"]].copy()


def told(what, mine, theirs, rows):
    print(
        f"{what:44} deid {mine:7.2f} s  other {theirs:7.2f} s  ratio {mine / theirs:6.2f}  {rows / mine:10,.0f} rows/s",
        flush=True,
    )


def xlsx_rows(rows):
    from deid.release.files import Files, mask_file
    from deid.release.order import Order

    with tempfile.TemporaryDirectory() as room:
        source = Path(room) / "list.xlsx"
        frame = people.batch(1, 0, rows).to_pandas()
        frame.to_excel(source, index=False)
        order = Order("dibao_result", channel="village_board", whole=True, as_of=AS_OF)
        for suffix in (".csv", ".xlsx"):
            out = Path(room) / f"posted{suffix}"
            mine = cpu(lambda: mask_file(Files(source, out, force=True), order))  # noqa: B023

            def plain():
                read = pd.read_excel(source, dtype=str, engine="calamine")
                few = few_by_hand(read)
                few.to_csv(out, index=False) if out.suffix == ".csv" else few.to_excel(out, index=False)  # noqa: B023

            told(f"xlsx to {suffix[1:]}, {rows:,} rows; plain: calamine", mine, cpu(plain), rows)


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, pandas {pd.__version__}")
    xlsx_rows(int((*sys.argv[1:], 20_000)[0]))
