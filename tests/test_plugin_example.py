"""The plug-in example is a whole package: its entry point is found, and its own tests pass."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "deid-plugin-example"
PROJECT = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture
def installed(tmp_path):
    """A process's environment in which the example is installed, as far as the import system can tell."""
    about = tmp_path / "deid_ranger_card-0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PROJECT['name']}\nVersion: 0\n", "utf-8")
    groups = PROJECT["entry-points"].items()
    lines = [
        f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in entries.items()) for group, entries in groups
    ]
    (about / "entry_points.txt").write_text("".join(lines), "utf-8")
    path = os.pathsep.join([str(tmp_path), str(EXAMPLE), str(EXAMPLE.parents[2])])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def run(command, env, room):
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=room, env=env, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_its_own_tests_pass(installed, tmp_path):
    """All but the laws, which take seconds; CI runs those too, on the package installed by pip."""
    options = ["-q", "-p", "no:cacheprovider", "-k", "not laws", "--rootdir", str(EXAMPLE)]
    done = run(["pytest", *options, str(EXAMPLE / "tests")], installed, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_its_commands_work(installed, tmp_path):
    rules = str(EXAMPLE / "deid_ranger_card" / "rules")
    for words in (["maskers", "show", "ranger_card"], ["rules", "lint", rules]):
        done = run(["deid", *words], installed, tmp_path)
        assert done.returncode == 0, done.stderr


def test_without_it_the_rule_is_refused(tmp_path):
    """A rule whose masker is not installed cannot run; nothing is published in its stead."""
    done = run(["deid", "rules", "lint", str(EXAMPLE / "deid_ranger_card" / "rules")], None, tmp_path)
    assert done.returncode == 1
    assert "ranger_card" in done.stdout + done.stderr
