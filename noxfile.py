"""Everything that is checked, by name: ``nox -l`` lists it; ``nox -s trust`` is the long proof.

``DEID_MINUTES`` sets how long each fuzzing target and the mutation run last (default 10).
"""

import os
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "types", "tests"]
MINUTES = int(os.environ.get("DEID_MINUTES", "10"))
ALL = ("-e", ".[all]")
LINUX = sys.platform.startswith("linux")
# The oldest versions pyproject.toml allows. Their wheels end with Python 3.12.
OLDEST = ("numpy==1.26.*", "pandas==2.2.*", "polars==1.12.*", "pyarrow==17.*")
FRAMES = (
    "tests/test_frames.py", "tests/test_accessors.py", "tests/test_masker_cases.py", "tests/test_parquet.py",
    "tests/test_release_laws.py", "tests/test_io_csv.py", "tests/test_io_out.py", "tests/test_candidates.py",
)  # fmt: skip
CONSOLE = ("tests/test_cli.py", "tests/test_messages.py", "tests/test_explain.py", "tests/test_preview.py")
PROOF = (
    "tests/test_laws_all.py", "tests/test_canaries.py", "tests/test_stateful.py", "tests/test_masker_laws.py",
    "tests/test_release_laws.py", "tests/test_ledger_faults.py",
)  # fmt: skip


def _install(session: nox.Session, *more: str) -> None:
    session.install(*ALL, *more, "--group", "dev")


@nox.session
def lint(session: nox.Session) -> None:
    """Style and floors."""
    _install(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Two type checkers."""
    _install(session, "pyright")
    session.run("mypy")
    session.run("pyright")


@nox.session
def tests(session: nox.Session) -> None:
    """The tests of every day, with branch coverage."""
    _install(session)
    usual = ("-n", "2", "-m", "not long and not browser")
    session.run("pytest", "-q", *usual, "--cov", "--cov-report=term", *session.posargs)


@nox.session
def trust(session: nox.Session) -> None:
    """Laws, canaries, faults, random orders, fuzzing and mutants, at length."""
    _install(session, "pip-audit", *(("atheris",) if LINUX else ()))
    session.run("pytest", "-q", "-m", "not browser", *PROOF)
    session.run("pytest", "-q", "-n", "2", "-m", "long", "--deselect", "tests/test_laws_all.py")
    if LINUX:
        session.run("python", "tests/fuzz/run.py", "--seconds", str(MINUTES * 60))
    areas = ("kernels", "maskers", "detect", "risk/candidates", "risk/leaks")
    session.run("python", "tests/mutation/run.py", *areas, "--minutes", str(MINUTES), *session.posargs)
    session.run("pip-audit", "--skip-editable")


@nox.session
def services(session: nox.Session) -> None:
    """The server in a browser, and other engines, where they are installed."""
    _install(session, "playwright")
    session.run("pytest", "-q", "-m", "browser")
    session.install("-e", ".[spark,dask]")
    found = [str(path) for path in sorted(Path("tests").glob("test_engine*.py"))]
    if found:
        session.run("pytest", "-q", *found)


@nox.session(python=["3.11", "3.12"])
def oldest(session: nox.Session) -> None:
    """The oldest versions we say we work with."""
    _install(session, *OLDEST)
    session.run("pytest", "-q", "-m", "not long", *FRAMES)


@nox.session
def newest(session: nox.Session) -> None:
    """What was published today."""
    _install(session)
    session.install("--upgrade", "--upgrade-strategy", "eager", *ALL)
    session.run("pytest", "-q", "-m", "not long", *FRAMES)


@nox.session
@nox.parametrize("console", ["gbk", "C"])
def consoles(session: nox.Session, console: str) -> None:
    """A Chinese Windows console, and a machine without any locale."""
    _install(session)
    env = {"PYTHONIOENCODING": "gbk"} if console == "gbk" else {"LC_ALL": "C"}
    session.run("pytest", "-q", "-m", "not long", *CONSOLE, env=env)
