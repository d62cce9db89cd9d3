"""Which tests run a line, and how long each takes: what one run of the suite under coverage told.

``python tests/mutation/cover.py FOLDER tests/test_new.py`` measures tests that were added since.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Self

SLOWEST = 60.0  # seconds; a slower test is not asked


class Cover:
    """The tests of every line, quickest first, from one or more measurements."""

    def __init__(self, *folders: Path) -> None:
        from coverage import CoverageData

        self._data = []
        self._seconds: dict[str, float] = {}
        self.failed = set()
        for folder in folders:
            data, root = (
                CoverageData(str(folder / "coverage")),
                Path((folder / "root.txt").read_text("utf-8")),
            )
            data.read()
            ours = (Path(name) for name in data.measured_files())
            names = {one.relative_to(root).as_posix(): str(one) for one in ours if one.is_relative_to(root)}
            self._data.append((data, names))
            for line in (folder / "times.jsonl").read_text("utf-8").splitlines():
                test, _, seconds, outcome = json.loads(line)
                self._seconds[test] = self._seconds.get(test, 0.0) + seconds
                if outcome == "failed":
                    self.failed.add(test)

    @classmethod
    def of(cls, folders: list[Path], root: Path, jobs: int) -> Self:
        """The maps kept in folders, the first made now if there is none."""
        if not (folders[0] / "root.txt").exists():
            measure(folders[0], root, jobs)
        return cls(*folders)

    def tests(self, path: str, lines: range) -> tuple[list[str], list[str]]:
        """The tests that run one of the lines, and the others that run anything else of its module."""
        near, every = set(), set()
        for data, names in self._data:
            by_line = data.contexts_by_lineno(names.get(path, path))
            near |= self._known(context for line in lines for context in by_line.get(line, ()))
            here = self._known(context for contexts in by_line.values() for context in contexts)
            if not here:  # a module of nothing but words and patterns
                users = (one for one in names.values() if _uses(Path(one), Path(path)))
                by_user = (contexts for user in users for contexts in data.contexts_by_lineno(user).values())
                here = self._known(one for contexts in by_user for one in contexts)
            every |= here
        return self._quickest(near), self._quickest(every - near)

    def seconds(self, test: str) -> float:
        """How long a test took under coverage, or all of a file."""
        if "::" in test:
            return self._seconds.get(test, 1.0)
        return sum(seconds for name, seconds in self._seconds.items() if name.startswith(f"{test}::"))

    def _known(self, contexts):
        names = {context.rpartition("|")[0] for context in contexts}
        return {name for name in names if name in self._seconds and name not in self.failed}

    def _quickest(self, tests):
        return sorted(
            (one for one in tests if self.seconds(one) < SLOWEST), key=lambda one: (self.seconds(one), one)
        )


def _uses(user: Path, module: Path) -> bool:
    """Whether a file imports from a module, by the look of it."""
    if not user.exists():
        return False
    text = user.read_text("utf-8")
    near = [line for line in text.splitlines() if "import" in line and module.stem in line]
    return any(module.parent.name in line for line in near)


def measure(folder: Path, root: Path, jobs: int, files: tuple[str, ...] = ()) -> None:
    """Run every test that is not long once (or those of some files), branch by branch and test by test."""
    folder.mkdir(parents=True, exist_ok=True)
    here = str(Path(__file__).parent)
    env = {
        **os.environ,
        "DEID_TIMES": str(folder / "times.jsonl"),
        "COVERAGE_FILE": str(folder / "coverage"),
        "PYTHONPATH": os.pathsep.join([str(root), here]),
    }
    (folder / "times.jsonl").unlink(missing_ok=True)
    which = ("-m", "not long and not browser", "-n", str(jobs), "--dist", "worksteal")
    cover = ("--cov", "--cov-branch", "--cov-context=test", "--cov-report=")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "timing", *which, *cover, *files]
    subprocess.run(command, cwd=root, env=env, check=False, stdout=subprocess.DEVNULL)
    (folder / "root.txt").write_text(str(root), "utf-8")


if __name__ == "__main__":
    measure(Path(sys.argv[1]), Path(__file__).resolve().parents[2], 1, tuple(sys.argv[2:]))
