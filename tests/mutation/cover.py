"""Which tests run a line, and how long each takes: what one run of the suite under coverage told."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Self

SLOWEST = 60.0  # seconds; a slower test is not asked


class Cover:
    """The tests of every line, quickest first."""

    def __init__(self, folder: Path, root: Path) -> None:
        from coverage import CoverageData

        self._data = CoverageData(str(folder / "coverage"))
        self._data.read()
        ours = (Path(name) for name in self._data.measured_files())
        self._files = {one.relative_to(root).as_posix(): str(one) for one in ours if one.is_relative_to(root)}
        self._seconds: dict[str, float] = {}
        failed = set()
        for line in (folder / "times.jsonl").read_text("utf-8").splitlines():
            test, _, seconds, outcome = json.loads(line)
            self._seconds[test] = self._seconds.get(test, 0.0) + seconds
            if outcome == "failed":
                failed.add(test)
        self.failed = failed

    @classmethod
    def of(cls, folder: Path, root: Path, jobs: int) -> Self:
        """The map kept in a folder, made now if there is none."""
        where = folder / "root.txt"
        if not where.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _measure(folder, root, jobs)
            where.write_text(str(root), "utf-8")
        return cls(folder, Path(where.read_text("utf-8")))

    def tests(self, path: str, lines: range) -> tuple[list[str], list[str]]:
        """The tests that run one of the lines, and the others that run anything else of its module."""
        by_line = self._data.contexts_by_lineno(self._files.get(path, path))
        near = self._known(context for line in lines for context in by_line.get(line, ()))
        every = self._known(context for contexts in by_line.values() for context in contexts)
        if not every:  # a module of nothing but words and patterns
            users = (one for one in self._files.values() if _uses(Path(one), Path(path)))
            every = self._known(one for user in users for lines in self._contexts(user) for one in lines)
        return self._quickest(near), self._quickest(every - near)

    def seconds(self, test: str) -> float:
        """How long a test took under coverage."""
        return self._seconds.get(test, 1.0)

    def _contexts(self, file):
        return self._data.contexts_by_lineno(file).values()

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


def _measure(folder: Path, root: Path, jobs: int) -> None:
    """Run every test that is not long once, branch by branch and test by test."""
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
    command = [sys.executable, "-m", "pytest", "-q", "-p", "timing", *which, *cover]
    subprocess.run(command, cwd=root, env=env, check=False, stdout=subprocess.DEVNULL)
