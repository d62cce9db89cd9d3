"""Everything that is checked, by name: ``nox -l`` lists it; ``nox -s trust`` is the long proof.

``DEID_MINUTES`` sets how long each fuzzing target and the mutation run last (default 10).
"""

import os
import shutil
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False  # skipped, on CI too
nox.options.sessions = ["lint", "types", "tests"]
MINUTES = int(os.environ.get("DEID_MINUTES", "10"))
ALL = ("-e", ".[all]")
DATABASE = ("-e", ".[postgresql]")
LINUX = sys.platform.startswith("linux")
# The oldest versions pyproject.toml allows. Their wheels end with Python 3.12.
OLDEST = ("numpy==1.26.*", "pandas==2.2.*", "polars==1.12.*", "pyarrow==17.*")
FRAMES = (
    "tests/test_frames.py", "tests/test_accessors.py", "tests/test_masker_cases.py", "tests/test_parquet.py",
    "tests/test_release_laws.py", "tests/test_io_csv.py", "tests/test_io_out.py", "tests/test_candidates.py",
    "tests/test_accepts.py", "tests/test_identifiers.py", "tests/test_sharp.py", "tests/test_corners.py",
)  # fmt: skip
CONSOLE = ("tests/test_cli.py", "tests/test_messages.py", "tests/test_explain.py", "tests/test_preview.py")
PROOF = (
    "tests/test_laws_all.py", "tests/test_canaries.py", "tests/test_stateful.py", "tests/test_masker_laws.py",
    "tests/test_release_laws.py", "tests/test_ledger_faults.py",
)  # fmt: skip


def _install(session: nox.Session, *more: str) -> None:
    session.install("--upgrade", "pip>=25.1")  # earlier ones know no groups
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
    _install(session, *DATABASE, *(("atheris",) if LINUX else ()))
    session.run("pytest", "-q", "-n", "2", "-m", "not browser", *PROOF)
    others = [f"--ignore={path}" for path in PROOF]
    session.run("pytest", "-q", "-n", "2", "-m", "long and not browser", *others)
    if LINUX:
        session.run("python", "tests/fuzz/run.py", "--seconds", str(MINUTES * 60))
    areas = ("kernels", "maskers", "detect", "risk/candidates", "risk/leaks")
    session.run("python", "tests/mutation/run.py", *areas, "--minutes", str(MINUTES), *session.posargs)


@nox.session
def audit(session: nox.Session) -> None:
    """Known faults of what deid stands on, from a public database; what it does not know is a failure."""
    session.install(*ALL, "pip-audit")
    session.run("pip-audit", "--strict", "--skip-editable")


@nox.session
def services(session: nox.Session) -> None:
    """The server in a browser, other engines, and a ledger on PostgreSQL, where they are installed."""
    _install(session, *DATABASE, "playwright")
    session.run("pytest", "-q", "-m", "browser")
    session.run("pytest", "-q", "-m", "postgresql")
    session.install("-e", ".[spark,dask]")
    engines = sorted(map(str, Path("tests").glob("test_engine*.py")))
    session.run("pytest", "-q", "-m", "not browser", *engines, "tests/test_spark.py")


@nox.session(python=["3.11", "3.12"])
def oldest(session: nox.Session) -> None:
    """The oldest versions we say we work with; tools of other tests ask for newer ones."""
    session.install(*ALL, *OLDEST, "pytest>=8.3", "pypdf>=5")
    session.run("pytest", "-q", "-m", "not long", *FRAMES)


@nox.session
def newest(session: nox.Session) -> None:
    """What was published today."""
    _install(session)
    session.install("--upgrade", "--upgrade-strategy", "eager", *ALL)
    session.run("pytest", "-q", "-m", "not long", *FRAMES)


@nox.session
@nox.parametrize("console", ["gbk", "C", "gb18030"])
def consoles(session: nox.Session, console: str) -> None:
    """A Chinese Windows console, a machine without any locale, and one that speaks GB18030 throughout."""
    known = {"gbk": {"PYTHONIOENCODING": "gbk"}, "C": {"LC_ALL": "C"}}
    env = known.get(console) or _made_locale(session)
    _install(session)
    session.run("pytest", "-q", "-m", "not long", *CONSOLE, env=env)


def _made_locale(session: nox.Session) -> dict[str, str]:
    """A locale that few machines have, made from the sources that come with glibc."""
    if not (shutil.which("localedef") and Path("/usr/share/i18n/charmaps/GB18030.gz").exists()):
        session.skip("this machine cannot make the locale zh_CN.GB18030")
    room = Path(session.create_tmp())
    session.run("localedef", "-i", "zh_CN", "-f", "GB18030", str(room / "zh_CN.GB18030"), external=True)
    return {"LOCPATH": str(room), "LC_ALL": "zh_CN.GB18030"}
