"""Every cell of a list is one of a kind; what had to be hidden is then looked for in all that was written or said."""

import io
import logging
import os
import pickle
import stat
import subprocess
import sys
import traceback
from contextlib import contextmanager
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from canary_world import AS_OF, COUNT, HEADERS, ILL, MINOR, NOTICE, as_csv, hidden, make_rows, number, search
from click.testing import CliRunner

import deid
from deid.cli.app import app
from deid.engine.column_plan import ColumnPlan

pytestmark = pytest.mark.trust

ROWS = make_rows()
MARKS = hidden(ROWS)
STARRED = hidden(ROWS, names=True)
STEPS = ["保密审查", "部门负责人", "分管领导"]
CELLS = {cell: f"row {at + 1}, {header}" for at, row in enumerate(ROWS) for header, cell in zip(HEADERS, row, strict=True)
         if header not in ("序号", "保障人口", "乡镇", "村")}  # fmt: skip


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    """Whatever is laid aside lies here, and must be gone in the end."""
    import tempfile

    folder = tmp_path / "aside"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.rglob("*")) == []


class Office:
    """Folders, the command run in them, and everything it said."""

    def __init__(self, folder):
        self.folder, self.said = folder, []
        for name in ("in", "out", "inside", "posted", "filing", "book"):
            (folder / name).mkdir()
        self.source = folder / "in" / "list.csv"
        self.source.write_bytes(as_csv(ROWS))

    def run(self, *arguments, code=0):
        log = io.StringIO()
        with listening(log):
            run = CliRunner().invoke(app, [*map(str, arguments)])
        text = run.stdout + run.stderr + log.getvalue()
        if run.exception is not None and not isinstance(run.exception, SystemExit):
            text += "".join(traceback.format_exception(run.exception))
        self.said.append(text)
        assert run.exit_code == code, text
        return run

    def mask(self, output, *more, code=0, channel="village_board", source=None):
        return self.run(
            "mask", source or self.source, "--notice", NOTICE, "--channel", channel, "--whole", "--as-of", AS_OF,
            "--out", output, *more, code=code,
        )  # fmt: skip

    def leaks(self, marks, *, beside=()):
        found = {f"said: {where}" for text in self.said for where in search(text, marks)}
        for path in self.folder.rglob("*"):
            if path.is_file() and path != self.source and path not in beside:
                found |= {f"{path.name}: {where}" for where in search(path.read_bytes(), marks)}
        return found


@contextmanager
def listening(log):
    """All that is logged, down to DEBUG."""
    handler, root = logging.StreamHandler(log), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


# ---- the search itself


def test_the_search_finds_what_is_there():
    """Otherwise nothing found would mean nothing."""
    import zipfile

    marker, where = ROWS[3][4], {f"row 4, {HEADERS[4]}"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("a/b.xml", f"<t>{marker[:9]}</t><t>{marker[9:]}</t>")
    for data in (
        marker.encode(), marker.encode("utf-16-le"), f"{marker[:6]} {marker[6:14]}-{marker[14:]}", packed.getvalue(),
        f"x{marker[8:15]}y", "".join(f"&#{ord(char)};" for char in marker),
    ):  # fmt: skip
        assert where <= search(data, MARKS), data
    assert search(ROWS[ILL][3].encode("gb18030"), MARKS) == {f"row {ILL + 1}, 户主姓名"}
    assert search(ROWS[MINOR][9], MARKS) and not search(ROWS[0][3] + ROWS[0][9], MARKS)
    assert len(MARKS) > COUNT * 12


# ---- files


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "html", "docx", "pdf"])
@pytest.mark.parametrize("channel", ["village_board", "wechat_group", "website"])
def test_nothing_hidden_is_written_or_said(office, suffix, channel):
    if channel != "village_board" and suffix not in ("csv", "xlsx"):
        pytest.skip("the same pages")
    internal, report = office.folder / "inside" / "in.json", office.folder / "inside" / "page.html"
    book = office.folder / "book" / "ledger.db"
    office.run("ledger", "init", book)
    output = office.folder / "out" / f"list.{suffix}"
    office.mask(
        output, "--json", "--internal", internal, "--report", report, "--ledger", book, channel=channel
    )
    office.run("ledger", "show", "--ledger", book, "--json")
    assert output.stat().st_size and internal.stat().st_size and report.stat().st_size
    marks = CELLS if channel == "website" else STARRED if channel == "wechat_group" else MARKS
    assert office.leaks(marks) == set()


def test_the_way_to_the_board(office):
    """Steps, sheet, notice, filing, record, ledger."""
    out, book = office.folder / "out" / "list.csv", office.folder / "book" / "ledger.db"
    receipt = office.folder / "out" / "list.csv.receipt.json"
    office.run("ledger", "init", book)
    office.mask(out, "--ledger", book)
    office.run("approve", receipt, "--sheet", "--out", office.folder / "inside" / "sheet.docx")
    for role in STEPS:
        office.run("approve", receipt, "--role", role, "--by", "审查人")
    office.run(
        "post",
        receipt,
        "--to",
        office.folder / "posted",
        "--on",
        AS_OF,
        "--ledger",
        book,
        "--filing",
        office.folder / "filing",
    )
    office.run("verify", office.folder / "posted" / "list.csv", receipt, "--json")
    office.run("report", receipt, "--out", office.folder / "inside" / "evidence.html")
    office.run("withdraw", receipt, "--reason", "公示期满", "--ledger", book)
    office.run("ledger", "show", "--ledger", book)
    assert office.leaks(MARKS) == set()


def test_persons_in_the_ledger_are_no_persons(office):
    """The register of what was shown of whom holds keyed digests, and no plain ones."""
    book, key = office.folder / "book" / "ledger.db", office.folder / "inside" / "key"
    key.write_text("5a" * 32)
    key.chmod(0o600)
    office.run("ledger", "init", book, "--persons", "--key-file", key)
    office.mask(office.folder / "out" / "list.csv", "--ledger", book, "--key-file", key)
    raw = b"".join(path.read_bytes() for path in book.parent.iterdir())
    assert search(raw, CELLS) == set()
    assert office.leaks(MARKS) == set()


def test_papers_that_hold_persons_are_locked(office):
    paper = office.folder / "inside" / "work.csv"
    office.mask(office.folder / "out" / "list.csv", "--worklist", paper)
    assert search(paper.read_bytes(), {ROWS[ILL][3]: "name"}) == {"name"}
    if os.name == "posix":
        assert stat.S_IMODE(paper.stat().st_mode) == 0o600
    assert office.leaks(MARKS, beside={paper}) == set()


def test_judging_and_looking_say_no_cell(office):
    out = office.folder / "out" / "list.csv"
    office.mask(out)
    office.run("check", office.source, "--json", code=1)
    office.run("check", office.source, "--notice", NOTICE, "--channel", "village_board", code=1)
    office.run("check", out, "--against", office.source, "--json")
    office.run(
        "preview",
        office.source,
        "--notice",
        NOTICE,
        "--channel",
        "village_board",
        "--whole",
        "--as-of",
        AS_OF,
    )
    assert office.leaks(MARKS) == set()


# ---- refusals and errors


def spoilt():
    """Name -> the bytes of a list that cannot be made, with a cell where a message might quote it."""
    rows = [list(row) for row in ROWS]
    wide, headed, stray = [list(row) for row in rows], list(HEADERS), [list(row) for row in rows]
    wide[5].append(rows[6][4])
    headed[4] = rows[4][4]
    stray[9][9] = rows[9][4]
    for row in stray[:20]:
        row[2] = row[4]
    return {
        "a cell too many": as_csv(wide),
        "a header that is a number": as_csv(rows, headed),
        "two columns of one field": as_csv(rows, [*HEADERS[:6], "身份证号", *HEADERS[7:]]),
        "numbers for villages": as_csv(stray),
        "no header": as_csv(rows[1:], rows[0]),
        "broken text": as_csv(rows, encoding="utf-8").replace("村".encode(), b"\xff\xfe\x00", 3),
        "an open quote": as_csv(rows, encoding="utf-8").replace(
            rows[8][4].encode(), b'"' + rows[8][4].encode(), 1
        ),
        "a header with a number": as_csv(rows, [*HEADERS[:-1], f"流转{number(40, 1960)}"]),
        "no names": as_csv([row[:3] + row[4:] for row in rows], HEADERS[:3] + HEADERS[4:]),
        "NUL": as_csv(rows, encoding="utf-8").replace(rows[8][4].encode(), rows[8][4].encode() + b"\x00", 1),
        "no workbook": b"PK\x03\x04" + as_csv(rows, encoding="utf-8"),
        "json": ('[{"a": "' + rows[2][4] + '"').encode(),
    }


@pytest.mark.parametrize("name", spoilt())
@pytest.mark.parametrize("suffix", ["csv", pytest.param("xlsx", marks=pytest.mark.long)])
def test_errors_quote_nothing(office, name, suffix):
    source = office.folder / "in" / f"bad.{suffix}"
    source.write_bytes(spoilt()[name])
    out = office.folder / "out" / "list.csv"
    log = io.StringIO()
    with listening(log):
        run = CliRunner().invoke(
            app, ["mask", str(source), "--notice", NOTICE, "--channel", "village_board", "--whole", "--as-of", AS_OF,
                  "--out", str(out), "--json"],
        )  # fmt: skip
    assert run.exit_code in (0, 1, 2) and isinstance(run.exception, SystemExit | type(None)), run.exception
    marks = {**(MARKS if run.exit_code == 0 else CELLS), number(40, 1960): "header"}
    if name == "numbers for villages" and run.exit_code == 0:
        marks = MARKS
    office.said = [run.stdout + run.stderr + log.getvalue()]
    assert office.leaks(marks, beside={source}) == set()


def test_a_file_name_that_tells_is_not_said(office):
    source = office.folder / "in" / f"{ROWS[2][3]}{ROWS[2][4]}.csv"
    source.write_bytes(as_csv(ROWS))
    office.mask(office.folder / "out" / "list.csv", "--json", source=source)
    assert office.leaks(MARKS, beside={source}) == set()


class Box:
    """Holds a frame without telling."""

    def __init__(self, rows=ROWS, headers=HEADERS, kind="pandas"):
        frame = pd.DataFrame(rows, columns=headers, dtype=object)
        self.frame = pa.Table.from_pandas(frame, preserve_index=False) if kind == "arrow" else frame


def told_by(error):
    """Everything an error tells a logger that wants to know all: chain, notes, locals of our frames, pickle, rich."""
    import gc

    from rich.console import Console
    from rich.traceback import Traceback

    text, link, seen = "", error, set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        text += f"{link}{link!r}{link.args!r}{getattr(link, '__notes__', '')!r}{vars(link)!r}"
        text += "".join(traceback.format_exception(link))
        for frame, _ in traceback.walk_tb(link.__traceback__):
            if frame.f_globals.get("__name__", "").partition(".")[0] in ("deid", "pyarrow"):
                text += repr({name: whole(value) for name, value in frame.f_locals.items()})
        link = link.__cause__ or link.__context__
    page = Console(file=io.StringIO(), width=400)
    page.print(
        Traceback.from_exception(
            type(error), error, error.__traceback__, show_locals=True, locals_max_string=4000
        )
    )
    gc.collect()
    return text + page.file.getvalue() + pickle.dumps(error).decode("latin-1")


def whole(value):
    """A table in full: its repr shows only its first cells."""
    return (
        value.to_pylist()
        if isinstance(value, pa.Table | pa.RecordBatch | pa.Array | pa.ChunkedArray)
        else value
    )


def mask_box(box, **options):
    asked = {"channel": "village_board", "whole": True, "as_of": date.fromisoformat(AS_OF), **options}
    return deid.mask(box.frame, NOTICE, **asked)


def failures():
    """Name -> box and options of a run that fails."""
    twice = [*HEADERS[:8], "月保障金额", *HEADERS[9:]]
    return {
        "several villages": (Box(), {"whole": False}),
        "several villages in Arrow": (Box(kind="arrow"), {"whole": False}),
        "no such channel": (Box(), {"channel": "radio"}),
        "two columns of one field": (Box(headers=twice), {}),
        "strict": (Box(kind="arrow"), {"strict": True}),
        "a lie about a column": (Box(), {"maps": {"家庭住址": "village"}}),
        "no such decisions": (Box(), {"decide": "nowhere.xlsx"}),
    }


@pytest.mark.parametrize("name", failures())
def test_exceptions_hold_no_cell(name):
    box, options = failures()[name]
    with pytest.raises(deid.DeidError) as caught:
        mask_box(box, **options)
    assert search(told_by(caught.value), CELLS) == set()


def test_a_fault_inside_tells_the_program_nothing(monkeypatch):
    """An error of some library that quotes a row becomes one that names its kind."""

    def broken(self, cells):
        raise pa.ArrowInvalid(str(cells.to_pylist()))

    monkeypatch.setattr(ColumnPlan, "apply", broken)
    box = Box()
    with pytest.raises(deid.DeidError, match="ArrowInvalid") as caught:
        mask_box(box)
    assert search(told_by(caught.value), CELLS) == set()


@pytest.mark.parametrize("call", [deid.mask_column, deid.check, deid.mask])
def test_wrong_calls_hold_no_cell(call):
    box = Box()
    with pytest.raises((TypeError, deid.DeidError)) as caught:
        call([box.frame], "suppress", nonsense=1)
    assert search(told_by(caught.value), CELLS) == set()


@pytest.mark.parametrize("raised", [ValueError, KeyError, pa.ArrowInvalid, MemoryError])
def test_a_fault_inside_tells_the_clerk_nothing(office, monkeypatch, raised):
    """Whatever breaks in the middle, with a row in its message: the command says only what kind of thing it was."""

    def broken(self, cells):
        raise raised(str(cells.to_pylist()))

    monkeypatch.setattr(ColumnPlan, "apply", broken)
    office.mask(office.folder / "out" / "list.csv", "--json", code=2)
    assert office.leaks(CELLS) == set()
    assert not (office.folder / "out" / "list.csv").exists()


def test_a_killed_run_leaves_locked_files_only(office, own_temporary_folder):
    """What is laid aside belongs to one user; killing the run before the rename leaves nothing raw in the folder."""
    program = (
        "import os, sys\nfrom deid.io.aside import Aside\n"
        "Aside.commit = lambda self: os._exit(9)\nfrom deid.cli import main\nmain()\n"
    )
    out = office.folder / "out" / "list.csv"
    done = subprocess.run(
        [sys.executable, "-c", program, "mask", office.source, "--notice", NOTICE, "--channel", "village_board",
         "--whole", "--as-of", AS_OF, "--out", out], capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 9 and not out.exists()
    left = [
        path for folder in (out.parent, own_temporary_folder) for path in folder.rglob("*") if path.is_file()
    ]
    for path in left:
        assert search(path.read_bytes(), MARKS) == set()
        if os.name == "posix":
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
        path.unlink()
    assert search(done.stdout + done.stderr, MARKS) == set()


# ---- the server


def test_the_server_s_answers(tmp_path):
    from web_helpers import bearer, opened

    content, log = as_csv(ROWS), io.StringIO()
    asked = {"notice": NOTICE, "channel": "village_board", "whole": "true", "as_of": AS_OF}
    with listening(log), opened(tmp_path) as page:

        def call(path, data, file=content, **headers):
            sent = {"file": (f"{ROWS[2][3]}{ROWS[2][4]}.csv", file)}
            return page.client.post(path, data=data, files=sent, headers={**bearer(), **headers})

        made = call("/v1/mask", asked)
        assert made.status_code == 200
        answers = [made, *(page.client.get(link, headers=bearer()) for link in made.json()["files"])]
        answers += [call("/v1/mask", asked, accept=kind) for kind in ("text/html", "application/zip")]
        answers += [call("/v1/mask", {**asked, "whole": ""}), call("/v1/check", {"as_of": AS_OF})]
        answers += [call("/v1/mask", asked, bad) for bad in spoilt().values()]
        answers += [
            call("/v1/mask", {**asked, "notice": ROWS[3][4]}),
            call("/v1/mask", {**asked, "as_of": ROWS[3][4]}),
        ]
        page.enter()
        page.upload(content=content)
        refused, done = page.mask(whole=""), page.mask()
        assert search(done.content, MARKS)  # the clerk's own screen shows first rows before and after
        answers += [
            page.client.get("/progress"),
            page.client.get("/progress", headers=bearer("token-of-wang")),
        ]
        assert search(refused.content, CELLS) == set()
        said = "\n".join(page.lines) + log.getvalue()
    for answer in answers:
        good = answer.status_code == 200
        heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        marks = MARKS if good else {mark: where for mark, where in CELLS.items() if mark not in ROWS[3]}
        assert search(answer.content, marks) | search(heads, marks) == set(), answer.url
    assert search(said, MARKS) == set()
