"""Masking, steps, posting, taking down and the ledger in any order, with faults in between.

Whatever happened, what hangs was approved to the byte, the ledger agrees with the board, and nobody is shown who
should not be. Read back with json, hashlib and sqlite3 alone.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from canary_world import HEADERS, as_csv, hidden, make_rows, search
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from deid.cli.app import app

pytestmark = pytest.mark.trust

ROWS = make_rows()
MARKS = hidden(ROWS)
STEPS = ("保密审查", "部门负责人", "分管领导")
DAY = "2026-11-20"
LISTS = st.sampled_from(["a", "b"])
FAULTS = st.sampled_from(
    [None, None, None, *((kind, at) for kind in ("full", "killed") for at in (1, 2, 3, 5))]
)
CALLS = ("replace", "link", "fsync", "unlink")


class Killed(BaseException):
    """The process is gone."""


class Trap:
    """Lets one of the calls that change the disk fail, or ends the run there."""

    def __init__(self, fault):
        self.kind, self.left = fault or (None, 0)
        self.sprung = False

    def __enter__(self):
        self.real = {name: getattr(os, name) for name in CALLS}
        for name, call in self.real.items():
            setattr(os, name, self.wrapped(call))
        return self

    def wrapped(self, call):
        def run(*args, **kwargs):
            if self.kind and not self.sprung:
                self.left -= 1
                if self.left == 0:
                    self.sprung = True
                    if self.kind == "killed":
                        raise Killed
                    raise OSError(28, "No space left on device")
            return call(*args, **kwargs)

        return run

    def __exit__(self, *_):
        for name, call in self.real.items():
            setattr(os, name, call)


class Office(RuleBasedStateMachine):
    """An office that does things in any order."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        for name in ("in", "draft", "posted", "book"):
            (self.folder / name).mkdir()
        self.book = self.folder / "book" / "ledger.db"
        self.said = ""
        self.ever, self.clean = {}, {b""}

    def teardown(self):
        shutil.rmtree(self.folder)

    def do(self, *arguments, fault=None):
        """One command; its exit code, or None if it was killed."""
        with Trap(fault) as trap:
            try:
                run = CliRunner().invoke(app, [*map(str, arguments)])
            except Killed:
                return None
        assert run.exit_code in (0, 1, 2), run.output
        assert run.exception is None or isinstance(run.exception, SystemExit | Killed), run.exception
        self.said += run.output
        return (
            None
            if isinstance(run.exception, Killed) or (trap.sprung and trap.kind == "killed")
            else run.exit_code
        )

    def receipt(self, name):
        return self.folder / "draft" / f"{name}.csv.receipt.json"

    @initialize()
    def open_book(self):
        assert self.do("ledger", "init", self.book) == 0

    @rule(name=LISTS, first=st.integers(0, 4), fault=FAULTS)
    def mask(self, name, first, fault):
        source = self.folder / "in" / f"{name}.csv"
        source.write_bytes(as_csv([*ROWS[first:16], ROWS[12]]))
        asked = ["mask", source, "--notice", "dibao_review", "--channel", "village_board", "--whole", "--as-of", DAY,
                 "--out", self.folder / "draft" / f"{name}.csv", "--ledger", self.book, "--force"]  # fmt: skip
        code = self.do(*asked, fault=fault)
        if fault is None:
            assert code == 0, self.said[-600:]
        for path in (self.folder / "draft").glob("*.csv"):
            self.ever[hashlib.sha256(path.read_bytes()).hexdigest()] = path.name

    @precondition(lambda self: any((self.folder / "draft").glob("*.json")))
    @rule(name=LISTS, step=st.sampled_from([*STEPS, "all", "all"]), fault=FAULTS)
    def approve(self, name, step, fault):
        for role in STEPS if step == "all" else (step,):
            self.do("approve", self.receipt(name), "--role", role, "--by", "王芳", fault=fault)

    @precondition(lambda self: any((self.folder / "draft").glob("*.json")))
    @rule(name=LISTS, force=st.booleans(), fault=FAULTS)
    def post(self, name, force, fault):
        asked = [
            "post",
            self.receipt(name),
            "--to",
            self.folder / "posted",
            "--on",
            DAY,
            "--ledger",
            self.book,
        ]
        self.do(*asked, *(["--force"] if force else []), fault=fault)

    @precondition(lambda self: any((self.folder / "posted").iterdir()))
    @rule(name=LISTS, fault=FAULTS)
    def withdraw(self, name, fault):
        code = self.do(
            "withdraw", self.receipt(name), "--reason", "公示期满", "--ledger", self.book, fault=fault
        )
        if code == 0:
            assert not (self.folder / "posted" / f"{name}.csv").exists()

    @precondition(lambda self: any((self.folder / "draft").glob("*.csv")))
    @rule(name=LISTS, at=st.integers(0, 400))
    def tamper(self, name, at):
        """Somebody changes a byte of a draft: it must never hang like that."""
        path = self.folder / "draft" / f"{name}.csv"
        if path.exists():
            content = bytearray(path.read_bytes())
            content[at % len(content)] ^= 1
            path.write_bytes(bytes(content))

    @rule()
    def look(self):
        """Opening the ledger settles what was cut short."""
        assert self.do("ledger", "show", "--ledger", self.book, "--json") == 0

    @invariant()
    def what_hangs_was_approved(self):
        for path in (self.folder / "posted").glob("*.csv"):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            assert digest in self.ever, "bytes that were never made"
            assert any(
                self.approved(record, digest) for record in (self.folder / "draft").glob("*.approval.json")
            )

    @staticmethod
    def approved(record, digest):
        data = json.loads(record.read_text("utf-8"))
        roles = [entry.get("role") for entry in data["entries"]]
        return data["head"]["output_sha256"] == digest and roles[:3] == list(STEPS)

    @invariant()
    def the_ledger_is_sound(self):
        if not self.book.exists():
            return
        with sqlite3.connect(self.book) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            states = {state for (state,) in db.execute("SELECT state FROM releases")}
            counted = db.execute("SELECT count(*) FROM releases").fetchone()[0]
        db.close()
        assert states <= {"pending", "confirmed", "withdrawn", "discarded", "superseded"}, states
        assert counted >= len(list((self.folder / "posted").glob("*.csv")))

    @invariant()
    def nobody_is_shown_who_is_kept_back(self):
        assert search(self.said, MARKS) == set()
        self.said = ""
        for place in ("draft", "posted", "book"):
            for path in (self.folder / place).iterdir():
                content = path.read_bytes() if path.is_file() else b""
                if content not in self.clean:
                    assert search(content, MARKS) == set(), path.name
                    self.clean.add(content)


def machine(examples, steps):
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=False,
            suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
        ),
    )  # fmt: skip


def test_any_order():
    machine(3, 8)


@pytest.mark.long
def test_any_order_for_long():
    machine(60, 25)


def test_the_machine_can_fail(tmp_path):
    """A board with bytes nobody approved is noticed."""
    office = Office()
    try:
        (office.folder / "posted" / "a.csv").write_bytes(as_csv(ROWS, HEADERS))
        with pytest.raises(AssertionError):
            office.what_hangs_was_approved()
        with pytest.raises(AssertionError):
            office.nobody_is_shown_who_is_kept_back()
    finally:
        office.teardown()
