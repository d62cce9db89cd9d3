"""Whatever goes wrong around a run: afterwards the old state or the new one, a clear message, nothing raw left."""

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lists import deid
from test_security import HEADER, ROWS, write

from deid.errors import DeidError
from deid.io import aside as asides
from deid.ledger import Ledger, State
from deid.ledger.ring import read_ring
from deid.release import files as releases
from deid.release.files import Files, mask_file
from deid.release.order import Order

pytestmark = pytest.mark.trust

OLD = b"the list that was posted before"
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX")


@pytest.fixture
def room(tmp_path):
    for name in ("in", "out", "papers"):
        (tmp_path / name).mkdir()
    write(tmp_path / "in" / "a.csv")
    return tmp_path


def order(**more):
    return Order("dibao_result", channel="village_board", place="411224", whole=True, **more)


def asked(source, out, *more):
    return ["mask", source, "--notice", "dibao_result", "--channel", "village_board", "--whole", "--out", out,
            "--place", "411224", *more]  # fmt: skip


def nothing_raw(*folders):
    """No file in these folders holds an ID number, and no temporary file is left."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                assert path.suffix != ".tmp", path.name
                data = path.read_bytes()
                assert not any(row[3].encode() in data for row in ROWS), path.name


def said_well(run, *codes):
    assert run.returncode in codes, run.stderr
    assert run.stderr.strip() and "Traceback" not in run.stderr
    assert not any(row[3] in run.stderr + run.stdout for row in ROWS)


class Full:
    """A file on a disk that is full after some bytes."""

    def __init__(self, file, left, why):
        self._file, self._left, self._why = file, left, why

    def __getattr__(self, name):
        return getattr(self._file, name)

    def write(self, data):
        self._left -= len(data)
        if self._left < 0:
            raise OSError(self._why, os.strerror(self._why))
        return self._file.write(data)


@pytest.mark.parametrize("why", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("left", [0, 30, 400])
@pytest.mark.parametrize("suffix", ["csv", "html"])
def test_a_full_disk_leaves_the_old_list(suffix, left, why, room, monkeypatch):
    out = room / "out" / f"o.{suffix}"
    out.write_bytes(OLD)
    create = asides._create
    monkeypatch.setattr(asides, "_create", lambda path: Full(create(path), left, why))
    try:
        mask_file(Files(room / "in" / "a.csv", out, force=True), order())
    except (DeidError, OSError) as error:
        assert not any(row[3] in f"{error}{error.__context__}" for row in ROWS)
        assert out.read_bytes() == OLD or b"411224" not in out.read_bytes()
    nothing_raw(room / "out")


@posix
@pytest.mark.skipif(
    shutil.which("mount") is None or os.name != "posix" or os.geteuid() != 0, reason="needs root"
)
def test_a_small_file_system_fills_up(room):
    small = room / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True, check=False
    ).returncode:
        pytest.skip("no mounting here")
    try:
        write(room / "in" / "a.csv", rows=ROWS * 2000)
        run = deid(*asked(room / "in" / "a.csv", small / "o.csv"))
        said_well(run, 2)
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", small], check=False)


@posix
@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
def test_an_output_on_another_file_system(room, tmp_path_factory):
    far = Path("/dev/shm") / f"deid-{os.getpid()}"
    far.mkdir()
    try:
        assert far.stat().st_dev != room.stat().st_dev
        assert (
            deid(
                *asked(room / "in" / "a.csv", far / "o.csv", "--internal", room / "papers" / "i.json")
            ).returncode
            == 0
        )
        nothing_raw(far)
        assert sorted(path.name for path in far.iterdir()) == ["o.csv", "o.csv.receipt.json"]
    finally:
        shutil.rmtree(far)


@posix
def test_a_folder_that_may_not_be_written_to(room, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(asides.os, "open", denied)
    with pytest.raises(DeidError) as caught:
        mask_file(Files(room / "in" / "a.csv", room / "out" / "o.csv"), order())
    assert caught.value.code == "output.folder"
    assert list((room / "out").iterdir()) == []


def test_an_input_that_changes_while_it_is_read(room, monkeypatch):
    source = write(room / "in" / "a.csv", rows=ROWS * 40_000)
    monkeypatch.setattr("deid.io.opening.SMALL", 1000)  # so that it is not held in memory
    real = releases.release_list

    def changing(listed, *rest):
        batches = listed.batches

        class Changing:
            def __getattr__(self, name):
                return getattr(listed, name)

            def batches(self):
                for at, batch in enumerate(batches()):
                    if at == 0:
                        write(source, rows=[*ROWS, ["9", "新坪村", "钱一", ROWS[0][3], "1", ""]])
                    yield batch

        return real(Changing(), *rest)

    monkeypatch.setattr(releases, "release_list", changing)
    with pytest.raises(DeidError) as caught:
        mask_file(Files(source, room / "out" / "o.csv"), order())
    assert caught.value.code == "input.changed"
    assert list((room / "out").iterdir()) == []


def test_two_processes_on_one_output_and_ledger(room):
    (room / "keys").mkdir()
    key, book = room / "keys" / "key", room / "papers" / "l.db"
    key.write_text("0b" * 32)
    key.chmod(0o600)
    Ledger.create(book, read_ring(key)).close()
    command = [sys.executable, "-m", "deid", *map(str, asked(
        room / "in" / "a.csv", room / "out" / "o.csv", "--force", "--ledger", book, "--key-file", key))]  # fmt: skip
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [one.communicate(timeout=120) for one in both]
    assert 0 in [one.returncode for one in both], said
    assert all(one.returncode in {0, 1, 2} for one in both) and "Traceback" not in str(said)
    nothing_raw(room / "out")
    with Ledger(book, read_ring(key)) as opened:
        entries = opened.entries()
    posted = hashlib.sha256((room / "out" / "o.csv").read_bytes()).hexdigest()
    assert posted in {one.output_sha256 for one in entries if one.state in {State.PENDING, State.CONFIRMED}}
    receipt = json.loads((room / "out" / "o.csv.receipt.json").read_text("utf-8"))
    assert receipt["output_sha256"] == posted


@pytest.mark.long
def test_a_clock_that_goes_back(room):
    common = ["--force", "--as-of"]
    for day in ("2026-11-21", "2026-11-20", "1999-01-01"):
        run = deid(*asked(room / "in" / "a.csv", room / "out" / "o.csv", *common, day))
        said_well(run, 0, 1)
        nothing_raw(room / "out")


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        pytest.param({"LC_ALL": "zh_CN.GB18030"}, marks=pytest.mark.long),
        {"PYTHONIOENCODING": "gbk"},
    ],
    ids=["C", "gb18030", "gbk"],
)
def test_the_same_bytes_in_every_locale(locale, room):
    day = ["--as-of", "2026-11-21"]
    plain, other = room / "out" / "a.csv", room / "out" / "b.csv"
    assert deid(*asked(room / "in" / "a.csv", plain, *day)).returncode == 0
    command = [sys.executable, "-m", "deid", *map(str, asked(room / "in" / "a.csv", other, *day, "--json"))]
    run = subprocess.run(command, env={**os.environ, **locale}, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    assert other.read_bytes() == plain.read_bytes()
    assert b"Traceback" not in run.stderr


@posix
@pytest.mark.parametrize(
    "name",
    [
        "低保 名\n单.csv",
        *(
            pytest.param(name, marks=pytest.mark.long)
            for name in ("a b.csv", "-a.csv", "a'b\"c.csv", "a;b$(x).csv", "名\u202e单.csv")
        ),
    ],
)
def test_file_names(name, room):
    shutil.copy(room / "in" / "a.csv", room / "in" / name)
    run = deid(*asked(room / "in" / name, room / "out" / f"o{name}"))
    said_well(run, 0)
    assert (room / "out" / f"o{name}").is_file()
    assert "\u202e" not in run.stderr
    nothing_raw(room / "out")


@posix
def test_links_and_dots(room):
    (room / "in" / "link.csv").symlink_to(room / "in" / "a.csv")
    (room / "away").symlink_to(room / "out")
    assert deid(*asked(room / "in" / "link.csv", room / "in" / ".." / "out" / "o.csv")).returncode == 0
    for inside in (room / "away" / "i.json", room / "papers" / ".." / "out" / "i.json"):
        run = deid(*asked(room / "in" / "a.csv", room / "out" / "p.csv", "--internal", inside))
        said_well(run, 2)
    (room / "out" / "l.csv").symlink_to(room / "in" / "a.csv")
    before = (room / "in" / "a.csv").read_bytes()
    said_well(deid(*asked(room / "in" / "a.csv", room / "out" / "l.csv", "--force")), 2)
    said_well(deid(*asked(room / "in" / "link.csv", room / "in" / "a.csv", "--force")), 2)
    assert (room / "in" / "a.csv").read_bytes() == before
    assert not (room / "out" / "i.json").exists() and not (room / "out" / "p.csv").exists()


@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_one_row(rows, room):
    write(room / "in" / "a.csv", rows=ROWS[:rows])
    run = deid(*asked(room / "in" / "a.csv", room / "out" / "o.csv"))
    said_well(run, 0 if rows else 2)
    assert (room / "out" / "o.csv").exists() is bool(rows)


def test_ten_thousand_columns(room):
    wide = [f"栏{at}" for at in range(10_000)]
    write(room / "in" / "a.csv", [*HEADER, *wide], [[*row, *[row[3]] * 10_000] for row in ROWS])
    start = time.process_time()
    run = deid(*asked(room / "in" / "a.csv", room / "out" / "o.csv"))
    said_well(run, 0, 1, 2)
    assert time.process_time() - start < 60
    nothing_raw(room / "out")


@pytest.mark.long
@pytest.mark.parametrize("quoted", [True, False])
def test_a_cell_of_a_hundred_megabytes(quoted, room):
    cell = ("4112241957081985" + "a\n" * quoted) * (100_000_000 // (18 if quoted else 16))
    mark = '"' if quoted else ""
    with (room / "in" / "a.csv").open("a", encoding="utf-8") as file:
        file.write(f"9,新坪村,钱一,{ROWS[0][3]},1,{mark}{cell}{mark}\r\n")
    said_well(deid(*asked(room / "in" / "a.csv", room / "out" / "o.csv")), 1, 2)
    assert not (room / "out" / "o.csv").exists()
    nothing_raw(room / "out")


@posix
@pytest.mark.parametrize("count", [3, pytest.param(200, marks=pytest.mark.long)])
@pytest.mark.parametrize("suffix", ["csv", pytest.param("xlsx", marks=pytest.mark.long)])
def test_killed_at_any_moment(suffix, count, room):
    """kill -9: the old list or the new one; what is left is private, and the next run is not disturbed by it."""
    write(room / "in" / "a.csv", rows=[[str(at), *ROWS[at % 3][1:]] for at in range(3000)])
    out = room / "out" / f"o.{suffix}"
    command = [
        sys.executable,
        "-m",
        "deid",
        *map(str, asked(room / "in" / "a.csv", out, "--force", "--as-of", "2026-11-21")),
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    start = time.perf_counter()
    assert subprocess.run(command, check=False, **quiet).returncode == 0
    lasting, new = time.perf_counter() - start, out.read_bytes()
    rng, killed = random.Random(count), 0
    for _ in range(count):
        out.write_bytes(OLD)
        child = subprocess.Popen(command, **quiet)
        time.sleep(lasting * rng.uniform(0.3, 1.05))
        os.kill(child.pid, signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        assert out.read_bytes() in {OLD, new}
        for left in (room / "out").glob("*.tmp"):
            assert stat.S_IMODE(left.stat().st_mode) == 0o600
            assert not any(row[3].encode() in left.read_bytes() for row in ROWS)
            left.unlink()
    assert killed
    assert subprocess.run(command, check=False, **quiet).returncode == 0
    assert out.read_bytes() == new
