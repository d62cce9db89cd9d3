"""Draw docs/assets/floors.svg from the import graph and the floors in pyproject.toml.

`python .ci/diagram.py` writes, `--check` only tells whether it is out of date; `.ci/reference.py` runs it too. A line
is drawn where a package imports another and does not reach it through a third, so that the picture can be read.
"""

import sys
import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PATH = ROOT / "docs" / "assets" / "floors.svg"
BOX, HIGH, GAP, ROW, EDGE, SWAY, WIDEST = 108, 30, 60, 76, 24, 84, 4
STYLE = """
.box{fill:#fff;stroke:#3f51b5;stroke-width:1.5}.name{font:14px ui-monospace,Consolas,monospace;fill:#1a237e}
.line{fill:none;stroke:#5c6bc0;stroke-width:1.2;opacity:.55}.floor{fill:#eef0fa}
@media (prefers-color-scheme:dark){.box{fill:#1e2129}.name{fill:#c5cae9}.floor{fill:#282c37}}
"""


def floors():
    """The packages of each floor, from the top."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (contract,) = [one for one in settings["contracts"] if one["type"] == "layers"]
    return [[name.strip().removeprefix("deid.") for name in row.replace(":", "|").split("|")]
            for row in (line.strip("() ") for line in contract["layers"])]  # fmt: skip


def imports(names):
    """Which package imports which, directly."""
    graph = grimp.build_graph("deid", exclude_type_checking_imports=True, cache_dir=None)
    found = {name: set() for name in names}
    for module in graph.modules:
        package = module.split(".")[1] if "." in module else ""
        if package not in found:
            continue
        for other in graph.find_modules_directly_imported_by(module):
            target = other.split(".")[1] if "." in other else ""
            if target in found and target != package:
                found[package].add(target)
    return found


def told(direct):
    """The imports that no chain of others tells already."""
    reach = {}

    def below(name):
        if name not in reach:
            reach[name] = set()  # a circle ends here
            reach[name] = direct[name].union(*(below(one) for one in direct[name])) if direct[name] else set()
        return reach[name]

    return sorted(
        (name, other)
        for name, others in direct.items()
        for other in others
        if not any(other in below(one) for one in others - {other})
    )


def draw(rows, lines):
    """The picture."""
    wide = max(len(row) * (BOX + GAP) - GAP for row in rows) + 2 * EDGE
    high = len(rows) * ROW - (ROW - HIGH) + 2 * EDGE
    place = {}
    for at, row in enumerate(rows):
        sway = (-SWAY, SWAY)[at % 2] if len(row) < WIDEST else 0  # lines pass beside boxes, not behind them
        left = (wide - (len(row) * (BOX + GAP) - GAP)) / 2 + sway
        for number, name in enumerate(row):
            place[name] = (left + number * (BOX + GAP), EDGE + at * ROW)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" '
            'aria-labelledby="t"><title id="t">deid: floors and imports</title>'
        ),
        f"<style>{STYLE.strip()}</style>",
    ]
    parts += [
        f'<rect class="floor" x="4" y="{EDGE + at * ROW - 9}" width="{wide - 8}" height="{HIGH + 18}" rx="6"/>'
        for at in range(len(rows))
    ]
    for name, other in lines:
        (x1, y1), (x2, y2) = place[name], place[other]
        x1, x2, y1 = x1 + BOX / 2, x2 + BOX / 2, y1 + HIGH
        bend = (y2 - y1) * 0.5
        parts.append(
            f'<path class="line" d="M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f}'
            f' {x2:.0f} {y2:.0f}"><title>{escape(name)} → {escape(other)}</title></path>'
        )
    for name, (x, y) in place.items():
        parts.append(f'<rect class="box" x="{x:.0f}" y="{y:.0f}" width="{BOX}" height="{HIGH}" rx="5"/>')
        parts.append(
            f'<text class="name" x="{x + BOX / 2:.0f}" y="{y + 20:.0f}" text-anchor="middle">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def main():
    """Write the picture if it changed, or only tell it."""
    rows = floors()
    text = draw(rows, told(imports([name for row in rows for name in row])))
    check = "--check" in sys.argv
    if PATH.exists() and PATH.read_text("utf-8") == text:
        return
    print(f"{PATH.relative_to(ROOT)} {'is out of date: run .ci/reference.py' if check else 'written'}")
    if not check:
        PATH.parent.mkdir(parents=True, exist_ok=True)
        PATH.write_text(text, encoding="utf-8", newline="\n")
    raise SystemExit(1 if check else 0)


if __name__ == "__main__":
    main()
