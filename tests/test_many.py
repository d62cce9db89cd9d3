"""Folders and patterns: each list its own verdict, one bad file does not stop the others."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from pages_helpers import as_csv, rows

from deid import messages
from deid.cli.app import app

ASKED = ["--notice", "dibao_review", "--channel", "village_board", "--whole", "--as-of", "2026-11-20"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    messages.use("en")
    monkeypatch.chdir(tmp_path)
    Path("in/deeper").mkdir(parents=True)
    Path("in/a.csv").write_bytes(as_csv(rows(12)))
    Path("in/deeper/b.txt").write_bytes(as_csv(rows(20)))
    yield
    messages.use(None)


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def below(folder):
    return {str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file()}


def test_a_folder(tmp_path):
    Path("in/photo.png").write_bytes(b"\x89PNG")
    Path("in/~$a.xlsx").write_bytes(b"lock")
    Path("in/.hidden").mkdir()
    Path("in/.hidden/c.csv").write_bytes(as_csv(rows(3)))
    done = run("mask", "in", *ASKED, "--out", "out/")
    assert done.exit_code == 0, done.output
    assert below("out") == {"a.csv", "a.csv.receipt.json", "deeper/b.csv", "deeper/b.csv.receipt.json"}
    assert "2 files: 2 written" in done.stderr
    for name, source in (("a.csv", "in/a.csv"), ("deeper/b.csv", "in/deeper/b.txt")):
        assert run("mask", source, *ASKED, "--out", "one.csv", "--force").exit_code == 0
        assert Path("out", name).read_bytes() == Path("one.csv").read_bytes()


def test_patterns_and_names():
    Path("in/c.csv").write_bytes(as_csv(rows(5)))
    for inputs, found in (
        (["in/*.csv"], {"a", "c"}),
        (["in/**/*.*"], {"a", "b", "c"}),
        (["in/a.csv", "in/deeper/b.txt"], {"a", "b"}),
        (["in/c.csv", "in/*.csv"], {"a", "c"}),
    ):
        done = run("mask", *inputs, *ASKED, "--out", "out", "--force", "--format", "xlsx")
        assert done.exit_code == 0, done.output
        assert {path.stem for path in Path("out").glob("*.xlsx")} >= found
        assert f"{len(found)} files" in done.stderr


def test_a_file_called_like_a_pattern_is_a_file():
    Path("in/a[1].csv").write_bytes(as_csv(rows(5)))
    assert run("mask", "in/a[1].csv", *ASKED, "--out", "one.csv").exit_code == 0
    assert Path("one.csv").is_file()


def bad_ones():
    """One file that cannot be read, one that may not be posted."""
    Path("in/broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    header, *lines = as_csv(rows(5)).decode().split("\r\n")
    Path("in/refused.csv").write_text("\r\n".join([header.replace("户主姓名", "某列"), *lines]), "utf-8")


def test_one_bad_file_does_not_stop_the_others():
    bad_ones()
    done = run("mask", "in", *ASKED, "--out", "out", "--json")
    assert done.exit_code == 2
    told = json.loads(done.stdout)
    assert told["status"] == "error" and told["findings"] == []
    found = {one["input"]: (one["status"], one["exit"]) for one in told["files"]}
    assert found == {
        "a.csv": ("released", 0), "b.txt": ("released", 0),
        "broken.xlsx": ("error", 2), "refused.csv": ("refused", 1),
    }  # fmt: skip
    assert below("out") >= {"a.csv", "deeper/b.csv"}
    assert not below("out") & {"broken.csv", "refused.csv"}
    assert "4 files: 2 written, 1 refused, 1 could" in done.stderr
    for row in rows(5):
        assert row[3] not in done.output
        assert row[4] not in done.output
    Path("in/broken.xlsx").unlink()
    assert run("mask", "in", *ASKED, "--out", "out", "--force").exit_code == 1


def test_an_unexpected_fault_is_one_file_s_own(monkeypatch):
    from deid.cli import mask

    def faulty(files, *asked, mask_file=mask.mask_file):
        if files.input.name == "a.csv":
            raise KeyError(rows(1)[0][4])
        return mask_file(files, *asked)

    monkeypatch.setattr(mask, "mask_file", faulty)
    done = run("mask", "in", *ASKED, "--out", "out")
    assert done.exit_code == 2
    assert rows(1)[0][4] not in done.output
    assert below("out") >= {"deeper/b.csv"}


def test_papers_lie_in_folders_of_their_own():
    done = run("mask", "in", *ASKED, "--out", "out", "--internal", "inside", "--worklist", "inside")
    assert done.exit_code == 0, done.output
    papers = {"a.internal.json", "a.worklist.xlsx", "deeper/b.internal.json", "deeper/b.worklist.xlsx"}
    assert below("inside") == papers
    assert {stat.S_IMODE(path.stat().st_mode) for path in Path("inside").rglob("*.*")} == {0o600}
    for folder in ("out", "out/deeper", "out/new"):
        assert run("mask", "in", *ASKED, "--out", "out", "--internal", folder, "--force").exit_code == 2


def test_one_ledger_for_all():
    assert run("ledger", "init", "--ledger", "l.db").exit_code == 0
    assert run("mask", "in", *ASKED, "--out", "out", "--ledger", "l.db").exit_code == 0
    assert len(json.loads(run("ledger", "show", "--ledger", "l.db", "--json").stdout)["releases"]) == 2


@pytest.mark.parametrize(
    ("inputs", "options"),
    [
        (["in/*.xlsx"], ["--out", "out"]),
        (["empty"], ["--out", "out"]),
        (["in"], ["--out", "taken"]),
        (["in"], ["--out", "-"]),
        (["in/a.csv", "-"], ["--out", "out"]),
        (["in"], ["--out", "in"]),
        (["in/a.csv", "in/deeper/b.txt"], ["--out", "in"]),
        (["in"], ["--out", "out", "--decide", "x.xlsx"]),
        (["in"], ["--split-by", "village", "--pack", "out"]),
        (["in"], ["--out", "out", "--format", "csv", "--format", "xlsx"]),
        (["in/a.csv", "other/a.csv"], ["--out", "out"]),
    ],
)
def test_calls_that_cannot_be_made(inputs, options):
    Path("empty").mkdir()
    Path("taken").write_text("mine")
    Path("other").mkdir()
    Path("other/a.csv").write_bytes(as_csv(rows(3)))
    asked = [one for one in ASKED if one != "--whole"] if "--pack" in options else ASKED
    before = below(".")
    done = run("mask", *inputs, *asked, *options)
    assert done.exit_code == 2, done.output
    assert below(".") == before


def test_outputs_inside_the_input_are_no_input():
    for _ in range(2):
        done = run("mask", "in", *ASKED, "--out", "in/done", "--force")
        assert done.exit_code == 0, done.output
        assert "2 files" in done.stderr


def test_a_folder_named_after_somebody_s_number():
    Path("in/411224197403051234").mkdir()
    Path("in/411224197403051234/c.csv").write_bytes(as_csv(rows(5)))
    done = run("mask", "in", *ASKED, "--out", "out")
    assert done.exit_code == 2
    assert "411224197403051234" not in done.output + "".join(below("out"))


def test_what_is_kept_of_a_file_is_small(monkeypatch):
    """Memory stays flat: no outcome outlives its file."""
    import gc
    import weakref

    from deid.cli import mask
    from deid.release.run import Outcome

    class Watched(Outcome, frozen=True, weakref=True):
        pass

    made = []

    def watched(files, *asked, mask_file=mask.mask_file):
        gc.collect()
        assert not any(ref() for ref in made)
        outcome = mask_file(files, *asked)
        own = Watched(**{name: getattr(outcome, name) for name in Outcome.__struct_fields__})
        made.append(weakref.ref(own))
        return own

    for nth in range(1):
        Path(f"in/{nth}.csv").write_bytes(as_csv(rows(5)))
    monkeypatch.setattr(mask, "mask_file", watched)
    assert run("mask", "in", *ASKED, "--out", "out").exit_code == 0
