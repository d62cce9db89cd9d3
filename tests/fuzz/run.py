"""Fuzz deid: ``python tests/fuzz/run.py --seconds 600 [--only csv]``. Needs atheris (libFuzzer).

Each target runs in a process of its own, begins with its corpus and ends with exit code 1 at the first find;
what was found is written to ``--finds``. The corpus on disk stays as it is: new inputs go to a scratch folder.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
_RUNS = re.compile(r"Done (\d+) runs")


def fuzz(name: str) -> None:
    """One target, in this process, until libFuzzer ends it; its options are still in ``sys.argv``."""
    import atheris

    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    with atheris.instrument_imports(
        include=["deid.io", "deid.policy", "deid.detect", "deid.maskers", "targets"]
    ):
        import targets
    atheris.Setup(sys.argv, targets.TARGETS[name])
    atheris.Fuzz()


def run(name: str, seconds: int, finds: Path) -> tuple[int, int]:
    """How many inputs were tried in so many seconds, and libFuzzer's exit code."""
    finds.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        options = [
            f"-max_total_time={seconds}", "-rss_limit_mb=2048", "-timeout=20", "-max_len=4096",
            f"-artifact_prefix={finds}/{name}-", "-print_final_stats=0", scratch, str(CORPUS / name),
        ]  # fmt: skip
        done = subprocess.run(
            [sys.executable, str(HERE / "run.py"), "--target", name, *options],
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
    tried = _RUNS.search(done.stderr)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-500:], file=sys.stderr)
    return int(tried[1]) if tried else 0, done.returncode


def main() -> None:
    """Fuzz the targets one after another."""
    if sys.argv[1:2] == ["--target"]:
        name = sys.argv[2]
        del sys.argv[1:3]
        fuzz(name)
        return
    names = sorted(path.name for path in CORPUS.iterdir())
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=int, default=60, help="for each target")
    asked.add_argument("--only", choices=names)
    asked.add_argument("--finds", type=Path, default=Path(tempfile.gettempdir()) / "deid-finds")
    given = asked.parse_args()
    failed = False
    for name in [given.only] if given.only else names:
        tried, code = run(name, given.seconds, given.finds)
        failed |= code != 0
        print(f"{name}: {tried} inputs in {given.seconds} s, {'a find' if code else 'no find'}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
