"""Results of a benchmark as a table, and what got worse: python tests/benchmarks/report.py NEW.json [OLD.json]."""

import json
import sys
from pathlib import Path
from typing import Any

SLACK = 1.15
"""A ratio may vary by so much between two runs of the same program."""
WATCHED = ("deid_dibao", "deid_widest", "deid_gb18030")


def as_markdown(result: dict[str, Any]) -> str:
    """The result as people read it."""
    where = result["machine"]
    machine = f"{where['cores']} cores, {where['processor']}, {where['system']}"
    lines = [
        f"{result['rows']:,} rows, 12 columns; {result['date']}; {machine}; load {where['load']} at the start",
        "",
        "| contestant | wall s | CPU s | peak MB | × fastest copy |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for one in result["contestants"]:
        note = f" (1/{one['slice']} of the rows, multiplied)" if one["slice"] > 1 else ""
        lines.append(
            f"| {one['name']}{note} | {one['wall']:.2f} | {one['cpu']:.2f} | {one['mb']:.0f} | {one['ratio']:.2f} |"
        )
    lines += ["", "| rows | contestant | wall s | CPU s | peak MB |", "| ---: | --- | ---: | ---: | ---: |"]
    lines += [
        f"| {one['rows']:,} | {one['name']} | {one['wall']:.2f} | {one['cpu']:.2f} | {one['mb']:.0f} |"
        for one in result["growth"]
    ]
    start = result["start"]
    lines += [
        "",
        f"1,000 rows, cold: {start['deid_1000_rows']:.2f} s; `import pandas`: {start['import_pandas']:.2f} s.",
    ]
    lines += [
        f"{one['name']}, {one['rows']:,} rows in memory: {one['wall']:.2f} s"
        + (f" ({one['ratio']:.2f} ×)" if "ratio" in one else "")
        for one in result["frames"]
    ]
    return "\n".join(lines)


def latest(folder: Path) -> dict[str, Any] | None:
    """The newest result that is kept."""
    kept = sorted(folder.glob("*.json"))
    return json.loads(kept[-1].read_text()) if kept else None


def worse(new: dict[str, Any], old: dict[str, Any] | None) -> list[str]:
    """What is slower, relative to the fastest copy of its own run, than in the result that is kept."""
    if old is None or old["rows"] != new["rows"]:
        return []
    before = {one["name"]: one["ratio"] for one in old["contestants"]}
    return [
        f"{one['name']} takes {one['ratio']} × the fastest copy, {before[one['name']]} × on {old['date']}"
        for one in new["contestants"]
        if one["name"] in WATCHED and one["name"] in before and one["ratio"] > before[one["name"]] * SLACK
    ]


def main() -> int:
    """Compare two results; 1 if anything got worse."""
    new = json.loads(Path(sys.argv[1]).read_text())
    old = (
        json.loads(Path(sys.argv[2]).read_text())
        if len(sys.argv) > 2
        else latest(Path(__file__).parent / "results")
    )
    print(as_markdown(new))
    found = worse(new, old)
    for line in found:
        print(f"WARNING: {line}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
