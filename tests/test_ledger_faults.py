"""A run killed at any moment leaves ledger and files that fit together."""

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from ledger_helpers import BIRTH_RULE, DAY, SIX_FOUR_RULE, people, rule, write_list
from ledger_homes import fixture_home, fixture_server, remove, text_of  # noqa: F401  fixtures go by their names

from deid.ledger import Ledger, State
from deid.ledger.home import home_of
from deid.ledger.ring import read_ring

LONG, SHORT = 200, 15
POINTS = ("before_pending", "after_pending", "after_rename", "inside_pending")

# The command, with a trap door at one point of the hook between a release and the ledger.
TRAPPED = """
import os, signal, sys
from deid.release import recording
from deid.ledger import judge as judging, store
from deid.io.aside import Aside
point = sys.argv.pop(1)
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
def then(function, after):
    def run(*args, **kwargs):
        found = function(*args, **kwargs)
        after()
        return found
    return run
if point == "before_pending":
    recording.judge = die
elif point == "inside_pending":
    recording.judge = then(recording.judge, die)
elif point == "after_pending":
    recording.Recording.commit = die
elif point == "after_rename":
    Aside.commit = lambda self, commit=Aside.commit: (commit(self), "ledger" in sys.argv[-1] and die())
from deid.cli import main
main()
"""


@pytest.fixture
def office(tmp_path, home):
    for folder in ("in", "out", "keys", "book"):
        (tmp_path / folder).mkdir()
    rule(tmp_path / "rules", "six_four", SIX_FOUR_RULE)
    rule(tmp_path / "rules", "births", BIRTH_RULE)
    write_list(tmp_path / "in" / "a.csv", people(300))
    (tmp_path / "keys" / "key").write_text("0b" * 32)
    (tmp_path / "keys" / "key").chmod(0o600)
    (tmp_path / "at").write_text(text_of(home("book/l")))
    Ledger.create(home("book/l"), read_ring(tmp_path / "keys" / "key")).close()
    return tmp_path


def book_at(office):
    """Where the office keeps its ledger."""
    return (office / "at").read_text()


def begin_anew(office):
    remove(home_of(book_at(office)))
    Ledger.create(home_of(book_at(office)), read_ring(office / "keys" / "key")).close()


def command(office, notice="six_four", out="posted.csv"):
    return list(
        map(
            str,
            [
                "mask", office / "in" / "a.csv", "--notice", notice, "--channel", "village_board", "--as-of", DAY,
                "--place", "411224", "--rules", office / "rules", "--out", office / "out" / out, "--force",
                "--key-file", office / "keys" / "key", "--ledger", book_at(office),
            ],
        )
    )  # fmt: skip


def run(office, *arguments):
    done = subprocess.run([sys.executable, "-m", "deid", *arguments], capture_output=True, check=False)
    return done.returncode


def consistent(office):
    """The entries, after checking that they tell the truth about the files."""
    if (office / "book" / "l.db").exists():
        with sqlite3.connect(office / "book" / "l.db") as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        raw.close()
    with Ledger(home_of(book_at(office)), read_ring(office / "keys" / "key")) as book:
        entries = book.entries()
        persons = sum(book.keys().values())
    files = {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (office / "out").glob("[!.]*.csv")
    }
    known = {(one.output_path, one.output_sha256): one.state for one in entries}
    for path, found in files.items():  # nothing stands that the ledger does not know
        assert known[path, found] is State.CONFIRMED
    for one in entries:
        assert one.state is State.PENDING or files.get(one.output_path) == one.output_sha256
        assert one.receipt != "{}"
    assert persons == (300 if entries else 0)
    return entries


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_chosen_moment(office, point):
    trapped = subprocess.run(
        [sys.executable, "-c", TRAPPED, point, *command(office)[:-2], "--ledger=" + command(office)[-1]],
        check=False,
        capture_output=True,
    )
    assert trapped.returncode == -signal.SIGKILL, trapped.stderr
    states = [one.state for one in consistent(office)]
    wanted = {"after_pending": [State.PENDING], "after_rename": [State.CONFIRMED]}
    assert states == wanted.get(point, [])
    # what is pending counts: the rule that completes it is refused until the entry is discarded
    assert run(office, *command(office, "births", "births.csv")) == (1 if states else 0)
    if states == [State.PENDING]:
        assert run(office, "ledger", "discard", "1", "--ledger", book_at(office)) == 0
        assert run(office, *command(office, "births", "births.csv")) == 0
    elif not states:
        assert run(office, *command(office)) == 1  # and the other way round
    else:
        assert run(office, *command(office)) == 0  # made again: the same release
        assert len(consistent(office)) == 1


@pytest.mark.trust
@pytest.mark.parametrize("count", [SHORT, pytest.param(LONG, marks=pytest.mark.long)])
def test_killed_at_random_moments(office, count):
    """kill -9 anywhere; then the same run again ends with one confirmed release."""
    start = time.perf_counter()
    assert run(office, *command(office, out="timing.csv")) == 0
    lasting = time.perf_counter() - start
    (office / "out" / "timing.csv").unlink()
    begin_anew(office)
    rng = random.Random(20261121 + count)
    killed = 0
    for _ in range(count):
        child = subprocess.Popen(
            [sys.executable, "-m", "deid", *command(office)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(lasting * rng.uniform(0.3, 1.05))
        os.kill(child.pid, signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        entries = consistent(office)
        assert len(entries) <= 1
        if entries and rng.random() < 0.5:  # begin anew
            (office / "out" / "posted.csv").unlink(missing_ok=True)
            begin_anew(office)
    assert killed
    assert run(office, *command(office)) == 0
    assert [one.state for one in consistent(office)] == [State.CONFIRMED]
