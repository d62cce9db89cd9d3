"""The growth of a kept result as a plot: python tests/benchmarks/plot.py [RESULT.json] (matplotlib)."""

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).parent
PLOT = HERE.parents[1] / "docs" / "img" / "performance.svg"
LINES = {
    "pyarrow_stream_copy": ("plain copy: the limit", "#888888", "--"),
    "deid_dibao": ("deid mask, dibao_result", "#1f6f43", "-"),
    "deid_widest": ("deid mask, all columns", "#b3541e", "-"),
}


def draw(result: dict, out: Path) -> None:
    """Seconds and memory over rows."""
    mpl.rcParams["svg.hashsalt"] = "deid"
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
    for name, (label, colour, style) in LINES.items():
        runs = [one for one in result["growth"] if one["name"] == name]
        rows = [one["rows"] for one in runs]
        left.plot(
            rows, [one["wall"] for one in runs], style, color=colour, marker="o", markersize=3, label=label
        )
        right.plot(rows, [one["mb"] for one in runs], style, color=colour, marker="o", markersize=3)
    left.set(xscale="log", yscale="log", xlabel="rows", ylabel="seconds, whole process")
    right.set(xscale="log", ylim=(0, None), xlabel="rows", ylabel="peak MB")
    left.legend(frameon=False, fontsize=8)
    for axes in (left, right):
        axes.grid(visible=True, alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(f"{result['machine']['cores']} cores, {result['date']}", fontsize=9)
    figure.tight_layout()
    out.parent.mkdir(exist_ok=True)
    figure.savefig(out, metadata={"Date": None})


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else max((HERE / "results").glob("*.json"))
    draw(json.loads(chosen.read_text()), PLOT)
