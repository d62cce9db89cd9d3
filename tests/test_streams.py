"""Standard input and output: nothing before the proof, nothing left behind."""

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from pages_helpers import HEADER, as_csv, rows

from deid import messages
from deid.cli.app import app
from deid.io import streams

ASKED = ["--notice", "dibao_review", "--channel", "village_board", "--whole", "--as-of", "2026-11-20"]


@pytest.fixture(autouse=True)
def clean(tmp_path, monkeypatch):
    messages.use("en")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.chdir(tmp_path)
    yield
    messages.use(None)
    assert not list((tmp_path / "tmp").glob("deid-*"))


def run(*arguments, given=None):
    return CliRunner().invoke(app, [*map(str, arguments)], input=given)


@pytest.fixture
def listed(tmp_path):
    (tmp_path / "list.csv").write_bytes(as_csv(rows(30)))
    return tmp_path / "list.csv"


def posted(listed, suffix="csv"):
    out = listed.parent / f"posted.{suffix}"
    assert run("mask", listed, *ASKED, "--out", out, "--force").exit_code == 0
    return out


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_pipe_gives_the_bytes_of_a_file(listed, suffix):
    done = run("mask", "-", *ASKED, "--out", "-", "--format", suffix, given=listed.read_bytes())
    assert done.exit_code == 0, done.stderr
    assert done.stdout_bytes == posted(listed, suffix).read_bytes()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_check_and_preview_read_a_pipe_as_they_read_the_file(listed, suffix):
    path = posted(listed, suffix)
    checked = run("check", "-", "--json", given=path.read_bytes())
    assert (checked.exit_code, json.loads(checked.stdout)["status"]) == (0, "clean")
    raw = run("check", "-", "--json", given=listed.read_bytes())
    assert raw.exit_code == 1
    assert {one["code"] for one in json.loads(raw.stdout)["findings"]} == {
        one["code"] for one in json.loads(run("check", listed, "--json").stdout)["findings"]
    }
    shown = run("preview", "-", *ASKED, given=listed.read_bytes())
    assert (shown.exit_code, shown.stdout) == (0, run("preview", listed, *ASKED).stdout)
    assert run("check", "-", listed, given=b"").exit_code == 2


def test_input_or_output_alone(listed, tmp_path):
    data = listed.read_bytes()
    assert run("mask", "-", *ASKED, "--out", tmp_path / "a.csv", given=data).exit_code == 0
    assert (tmp_path / "a.csv").read_bytes() == posted(listed).read_bytes()
    assert (tmp_path / "a.csv.receipt.json").exists()
    assert run("mask", listed, *ASKED, "--out", "-").stdout_bytes == posted(listed).read_bytes()


def test_a_workbook_through_a_pipe(listed):
    import openpyxl

    book = openpyxl.Workbook()
    for line in [HEADER, *rows(30)]:
        book.active.append(line)
    book.save("list.xlsx")
    done = run("mask", "-", *ASKED, "--out", "-", given=Path("list.xlsx").read_bytes())
    assert done.exit_code == 0, done.stderr


def test_a_refusal_writes_nothing(listed):
    asked = [one for one in ASKED if one != "--whole"]
    done = run("mask", "-", *asked, "--out", "-", "--internal", "inside.json", given=listed.read_bytes())
    assert done.exit_code == 1
    assert done.stdout_bytes == b""
    assert Path("inside.json").exists()


@pytest.mark.parametrize("given", [b"", b"\0\1\2", "没有表头\n1\n".encode()])
def test_what_is_no_list(given):
    done = run("mask", "-", *ASKED, "--out", "-", given=given)
    assert done.exit_code == 2
    assert done.stdout_bytes == b""


def test_receipts_beside_a_stream(listed):
    done = run(
        "mask", listed, *ASKED, "--out", "-", "--receipt", "public.json", "--internal", "inside/x.json"
    )
    assert done.exit_code == 2
    Path("inside").mkdir()
    done = run(
        "mask", listed, *ASKED, "--out", "-", "--receipt", "public.json", "--internal", "inside/x.json"
    )
    assert done.exit_code == 0, done.stderr
    expected = posted(listed)
    assert Path("public.json").read_bytes() == Path(f"{expected}.receipt.json").read_bytes()
    assert stat.S_IMODE(Path("inside/x.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "options",
    [("--out", "-", "--json"), ("--out", "x.csv", "--receipt", "y.json"), ("--out", "x.csv", "--format", "csv"),
     ("--out", "-", "--format", "csv", "--format", "xlsx"), ()],
)  # fmt: skip
def test_wishes_that_do_not_go_together(listed, options):
    done = run("mask", listed, *ASKED, *options)
    assert done.exit_code == 2
    assert not done.stdout_bytes or b'"status": "error"' in done.stdout_bytes
    assert {path.name for path in Path().iterdir()} == {"tmp", "list.csv"}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--split-by", "village", "--pack", "p"), "usage.option_needs"),  # folders do not go down a pipe
        (
            ("--whole", "--request", "依申请公开〔2026〕17号"),
            "usage.request_alone",
        ),  # nor does the applicant's paper
    ],
)
def test_what_does_not_go_down_a_pipe(listed, options, code, monkeypatch):
    told = []
    monkeypatch.setattr("deid.cli.console.tell_failure", told.append)
    asked = [one for one in ASKED if one != "--whole"]
    done = run("mask", listed, *asked, *options, "--out", "-")
    assert (done.exit_code, done.stdout_bytes) == (2, b"")
    assert [one.code for one in told] == [code]
    assert {path.name for path in Path().iterdir()} == {"tmp", "list.csv"}


def test_a_pipe_into_a_pack(listed):
    asked = [one for one in ASKED if one != "--whole"]
    done = run(
        "mask",
        "-",
        *asked,
        "--split-by",
        "village",
        "--pack",
        "p",
        "--format",
        "csv",
        given=listed.read_bytes(),
    )
    assert done.exit_code == 0, done.stderr
    assert {path.name for path in Path("p").iterdir()} == {"果角村", "新坪村"}


def test_a_ledger_says_that_it_went_down_a_pipe(listed):
    import json

    assert run("ledger", "init", "--ledger", "l.db").exit_code == 0
    assert run("mask", listed, *ASKED, "--out", "-", "--ledger", "l.db").exit_code == 0
    (entry,) = json.loads(run("ledger", "show", "--ledger", "l.db", "--json").stdout)["releases"]
    assert entry["output_path"].endswith("/-")


def test_only_the_owner_may_read_the_spool():
    import io

    with streams.private_folder() as folder:
        path = streams.spool(io.BytesIO(b"x"), folder)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not folder.exists()


def test_a_thread_of_a_server_may_have_one_too():
    """Signals can be caught in the main thread only; the folder goes all the same."""
    met = []

    def work():
        with streams.private_folder() as folder:
            met.append((folder, folder.is_dir()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    [(folder, stood)] = met
    assert stood and not folder.exists()


def test_it_goes_after_an_error():
    def broken():
        with streams.private_folder() as folder:
            (folder / "stdin").write_text("x")
            raise ValueError

    with pytest.raises(ValueError):
        broken()


def start(*arguments):
    """The command with its input left open."""
    return subprocess.Popen(
        [sys.executable, "-m", "deid", "mask", "-", *ASKED, "--out", "-", *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": tempfile.gettempdir(), "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip


def spooled():
    return list(Path(tempfile.gettempdir()).glob("deid-stream-*/stdin"))


def wait_for_spool(process):
    process.stdin.write(b"x" * (2 << 20))
    process.stdin.flush()
    until = time.monotonic() + 20
    while not spooled() and time.monotonic() < until:
        time.sleep(0.02)
    assert spooled()


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_run_leaves_nothing_for_long(number):
    process = start()
    wait_for_spool(process)
    with streams.private_folder():
        assert spooled()  # of somebody who lives
    process.send_signal(number)
    process.communicate()
    assert bool(spooled()) == (number == signal.SIGKILL)
    with streams.private_folder():
        assert not spooled()
