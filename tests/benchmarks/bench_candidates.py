"""How long a million rows take: python tests/benchmarks/bench_candidates.py [ROWS]."""

import sys
import time
from datetime import date

import numpy as np
import pyarrow as pa

from deid.risk.candidates import candidates
from deid.risk.judge import ReleaseView, judge

AS_OF = date(2026, 11, 21)


def numbers(rows: int, seed: int = 1) -> list[str]:
    """Invented 18-character numbers with any last character."""
    rng = np.random.default_rng(seed)
    days = np.datetime64("1930-01-01") + rng.integers(0, 34_000, rows)
    stamps = np.char.replace(days.astype(str), "-", "")
    tails = rng.integers(0, 10_000, rows)
    return [f"411{n % 7}24{day}{n:04d}" for day, n in zip(stamps.tolist(), tails.tolist(), strict=True)]


def cases(rows: int) -> dict[str, tuple[pa.Array, dict[str, object]]]:
    """What shows, from the usual to the worst (every row differs, the check digit shows)."""
    whole = numbers(rows)
    births = [f"{cell[6:10]}-{cell[10:12]}" for cell in whole]
    ages = pa.array(np.random.default_rng(2).integers(18, 100, rows))
    return {
        "6 + 0": (pa.array([cell[:6] + "*" * 12 for cell in whole]), {}),
        "6 + 4": (pa.array([cell[:6] + "*" * 8 + cell[14:] for cell in whole]), {}),
        "14 + 0, sex": (pa.array([cell[:14] + "*" * 4 for cell in whole]), {"sex": "男"}),
        "6 + 4, age": (pa.array([cell[:6] + "*" * 8 + cell[14:] for cell in whole]), {"age": ages}),
        "6 + 4, year and month": (
            pa.array([cell[:6] + "*" * 8 + cell[14:] for cell in whole]),
            {"birth": pa.array(births)},
        ),
        "6 + month and day + 4": (pa.array([cell[:6] + "****" + cell[10:] for cell in whole]), {}),
        "all but two": (pa.array([cell[:15] + "**" + cell[17:] for cell in whole]), {}),
        "disability cards": (pa.array([cell[:6] + "*" * 8 + cell[14:] + "43" for cell in whole]), {}),
        "6 + 4, age, local": (
            pa.array([cell[:6] + "*" * 8 + cell[14:] for cell in whole]),
            {"age": ages, "reader": "local"},
        ),
    }


def main(rows: int) -> None:
    """Print seconds per case."""
    for name, (shown, facts) in cases(rows).items():
        start = time.perf_counter()
        candidates(shown, as_of=AS_OF, **facts)
        print(f"{name:24} {time.perf_counter() - start:6.2f} s")
    shown, facts = cases(rows)["6 + 4, age"]
    ages = facts["age"].cast(pa.string())
    start = time.perf_counter()
    judge(
        ReleaseView(rows, [shown], age=ages, full_name=True, town_shown=True, adults_only=True),
        place="411224",
        as_of=AS_OF,
        implies_age=(60, 120),
    )
    print(f"{'judge, everything known':24} {time.perf_counter() - start:6.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
