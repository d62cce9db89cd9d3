"""A copy of the tree in which one module at a time is made wrong, and a warm process that tries the tests on it."""

import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import NamedTuple

LEFT = (
    "__pycache__",
    ".git",
    ".venv",
    ".nox",
    ".hypothesis",
    "*_cache",
    "site",
    "build",
    "dist",
    "*.egg-info",
    ".coverage*",
)
WARM = (
    "pytest",
    "hypothesis",
    "numpy",
    "pyarrow",
    "pyarrow.compute",
    "pyarrow.csv",
    "pandas",
    "yaml",
    "msgspec",
    "click",
)
USUAL = (
    *("-x", "-q", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cov", "--no-header", "--no-summary"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


class Asked(NamedTuple):
    """What came of asking tests: the one that failed (empty if none), or that they did not end."""

    failed: str
    hung: bool = False


class Chosen:
    """A pytest plugin: only these tests or whole files, each file's together, and the first that fails."""

    def __init__(self, tests):
        self.place = {test: at for at, test in enumerate(tests)}
        self.files = {}
        for test in tests:
            self.files.setdefault(test.split("::")[0], len(self.files))
        self.failed = ""

    def pytest_collection_modifyitems(self, items):
        wanted = [item for item in items if self._at(item) is not None]
        items[:] = sorted(wanted, key=lambda item: (self.files[item.nodeid.split("::")[0]], self._at(item)))

    def _at(self, item):
        return self.place.get(item.nodeid, self.place.get(item.nodeid.split("::")[0]))

    def pytest_runtest_logreport(self, report):
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report):
        if report.failed and not self.failed:
            self.failed = f"collecting {report.nodeid}"


def copy_tree(root: Path, folder: Path) -> Path:
    """The tree as the tests need it, with ``shared`` beside it where there is one."""
    tree = folder / "main"
    shutil.copytree(root, tree, ignore=shutil.ignore_patterns(*LEFT), symlinks=True)
    lists = root.parent / "shared"
    if lists.exists():
        (folder / "shared").symlink_to(lists.resolve())
    return tree


def _try(tree, tests, answer):
    """In a process of its own: the tests on the tree as it is."""
    os.setsid()
    os.chdir(tree)
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    import pytest
    from hypothesis import Phase, settings

    phases = [Phase.explicit, Phase.generate]  # no shrinking: one example is enough
    settings.register_profile("mutants", phases=phases, derandomize=True, database=None, deadline=None)
    settings.load_profile("mutants")
    chosen = Chosen(tests)
    code = pytest.main([*USUAL, *chosen.files], plugins=[chosen])
    ended = code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    answer.send(chosen.failed or ("" if ended else f"pytest {int(code)}"))
    answer.close()
    os._exit(0)


class Bench:
    """One tree. ``ask`` runs tests in a fork of this process, which has imported everything but deid."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.tree = copy_tree(root, folder)
        sys.dont_write_bytecode = False
        sys.path.insert(0, str(self.tree))
        os.environ["PYTHONPATH"] = str(self.tree)
        os.environ["TMPDIR"] = str(folder)
        for name in WARM:
            __import__(name)
        self._sound: dict[str, bool] = {}
        self._fork = multiprocessing.get_context("fork")

    def ask(self, tests: list[str], seconds: float) -> Asked:
        """Run the tests until the first fails."""
        ours, theirs = self._fork.Pipe(duplex=False)
        child = self._fork.Process(target=_try, args=(self.tree, tests, theirs))
        child.start()
        theirs.close()
        try:
            if not ours.poll(seconds):
                return Asked("", hung=True)
            return Asked(ours.recv())
        except EOFError:
            return Asked("the process died")
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.kill()
            child.join()
            ours.close()

    @contextlib.contextmanager
    def wrong(self, path: str, text: str):
        """The module made wrong for a while; its own bytecode is never used nor overwritten."""
        file = self.tree / path
        kept, state = file.read_bytes(), file.stat()
        sys.dont_write_bytecode, os.environ["PYTHONDONTWRITEBYTECODE"] = True, "1"
        try:
            file.write_text(text, "utf-8")
            os.utime(file, (time.time(), state.st_mtime + 100))
            yield
        finally:
            file.write_bytes(kept)
            os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
            sys.dont_write_bytecode = False
            del os.environ["PYTHONDONTWRITEBYTECODE"]

    def sound(self, tests: list[str], seconds: float) -> bool:
        """Whether tests pass while nothing is wrong; asked once."""
        key = " ".join(tests)
        if key not in self._sound:
            asked = self.ask(tests, seconds)
            self._sound[key] = not asked.failed and not asked.hung
        return self._sound[key]
