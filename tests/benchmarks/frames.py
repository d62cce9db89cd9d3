"""A frame masked by deid and by hand: python tests/benchmarks/frames.py ROWS, one JSON list on stdout."""

import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import people

import deid

RULES = Path(__file__).parent / "rules"


def by_hand(frame: pd.DataFrame) -> pd.DataFrame:
    """Six columns with ``.str``, nothing checked."""
    made = frame.copy()
    made["户主姓名"] = made["户主姓名"].str[:1] + "**"
    made["身份证号"] = made["身份证号"].str[:6] + "*" * 12
    made["联系电话"] = made["联系电话"].str[:3] + "*" * 8
    made["家庭住址"] = made["家庭住址"].str.replace(r"镇.*$", "镇***", regex=True)
    made["银行账号"] = "*" * 15 + made["银行账号"].str[-4:]
    made["备注"] = made["备注"].str.replace(r"[0-9]{11,18}", "***", regex=True)
    return made


def by_deid(frame: pd.DataFrame) -> pd.DataFrame:
    """The widest rule, everything checked and proven."""
    made: pd.DataFrame = deid.mask(frame, "widest", rules=RULES, whole=True, as_of=date(2026, 11, 21)).data
    return made


def timed(name: str, task: Callable[[pd.DataFrame], pd.DataFrame], frame: pd.DataFrame) -> dict[str, object]:
    """One run."""
    gc.collect()
    start, used = time.perf_counter(), time.process_time()
    task(frame)
    wall, cpu = time.perf_counter() - start, time.process_time() - used
    return {"name": name, "rows": len(frame), "wall": round(wall, 3), "cpu": round(cpu, 3)}


def main() -> None:
    """Both, by hand first."""
    frame = people.batch(1, 0, int(sys.argv[1])).to_pandas()
    found = [timed("pandas_by_hand", by_hand, frame), timed("deid_frame", by_deid, frame)]
    found[1]["ratio"] = round(float(str(found[1]["wall"])) / float(str(found[0]["wall"])), 2)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
