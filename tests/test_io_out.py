"""The CSV that is written, formula escaping, and files that appear whole or not at all."""

import csv
import io
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from io_helpers import HEADER, ROWS, cells, opened

from deid.errors import UsageError
from deid.io import Aside, CsvWriter, escape_formulas, from_table
from deid.io import umask as umask_module
from deid.io.aside import write_private
from deid.io.stage import Stage

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋x", "－x", "＠x", "-", "=", "+", "-12.5a",
            "+86-a", "-2+3+cmd|' /C calc'!A0", '=HYPERLINK("x")', "@", "+\n1", "-1\n=2"]  # fmt: skip
HARMLESS = ["-12.5", "+3", "-1,930.00", "+5%", "+8613800138000", "+86 138-0013-8000", "1=1", "a@b.com", "***", "",
            "'=1", "2026-11-20", "470", "－12.5"]  # fmt: skip


def written(batches, headers):
    out = io.BytesIO()
    writer = CsvWriter(out, headers)
    for batch in batches:
        writer.write(batch)
    return out.getvalue()


def batch(rows, kind=None):
    kind = kind or pa.string()
    columns = [pa.array(column, kind) for column in zip(*rows, strict=True)]
    return pa.RecordBatch.from_arrays(columns, names=[f"c{at}" for at in range(len(columns))])


def test_the_exact_bytes():
    got = written(
        [batch([["1", "张三", None], ["2", 'a"b', ""], ["3", "x,y\nz", "=1"]])], ["序号", "姓名", "=备注"]
    )
    assert got == (
        b"\xef\xbb\xbf" + '序号,姓名,\'=备注\r\n1,张三,\r\n2,"a""b",\r\n3,"x,y\nz",\'=1\r\n'.encode()
    )


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_get_an_apostrophe(cell):
    for kind in (pa.string(), pa.large_string()):
        assert escape_formulas(pa.array([cell, None, "x"], kind)).to_pylist() == ["'" + cell, None, "x"]


@pytest.mark.parametrize("cell", HARMLESS)
def test_numbers_phones_and_text_stay(cell):
    assert escape_formulas(pa.array([cell, "=1"])).to_pylist() == [cell, "'=1"]


cell = st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
                 st.sampled_from(FORMULAS + HARMLESS + [",", '"', "\r\n"]))  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(cell, cell, cell), max_size=12),
    st.integers(1, 5),
    st.sampled_from([pa.string(), pa.large_string()]),
)
def test_what_is_written_is_what_the_csv_module_reads(rows, size, kind):
    whole = batch(rows or [("", "", "")], kind)
    parts = [whole.slice(at, size) for at in range(0, whole.num_rows, size)]
    got = written([whole], HEADER[:3])
    assert written(parts, HEADER[:3]) == got
    read = list(csv.reader(io.StringIO(got.decode("utf-8-sig"), newline="")))
    escaped = [
        escape_formulas(column.cast(pa.string())).fill_null("").to_pylist() for column in whole.columns
    ]
    assert read == [HEADER[:3], *map(list, zip(*escaped, strict=True))]


def test_one_column_empty_batches_and_arrow_files():
    assert written([batch([["a"], [""]])], ["村"]) == b"\xef\xbb\xbf" + "村\r\na\r\n\r\n".encode()
    assert written([batch([["a", "b"]]).slice(0, 0)], ["村", "人"]) == b"\xef\xbb\xbf" + "村,人\r\n".encode()
    sink = pa.BufferOutputStream()
    CsvWriter(sink, ["村"]).write(batch([["a"]]))
    assert sink.getvalue().to_pybytes() == b"\xef\xbb\xbf" + "村\r\na\r\n".encode()
    for headers, rows in (([], [["a"]]), (["村"], [["a", "b"]])):
        with pytest.raises(ValueError):
            written([batch(rows)], headers)


def test_tables_in_memory():
    table = pa.table(
        {"姓名": pa.array(["王芳", None, ""], pa.large_string()), "村": pa.array(["a", "b", "合计"])}
    )
    source = from_table(table, headers=["姓名", "姓名"])
    assert source.headers == ["姓名", "姓名"]
    assert [part.to_pydict() for part in source.batches()] == [
        {"c0": ["王芳", None, ""], "c1": ["a", "b", "合计"]}
    ]
    assert (source.columns, source.title, source.footer_count, source.findings, source.file_name) == (
        2,
        [],
        0,
        [],
        "data",
    )
    again = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    assert (
        from_table(again).sha256()
        == source.sha256()
        == from_table(table.combine_chunks().to_batches()[0]).sha256()
    )
    assert from_table(table.slice(1)).sha256() != source.sha256()
    other = pa.table({"姓名": ["王芳", "", None], "村": ["a", "b", "合计"]})
    assert from_table(other).sha256() != source.sha256()
    assert from_table(pa.table({"a": pa.array([], pa.string_view())})).headers == ["a"]
    assert next(from_table(pa.table({"a": pa.array(["x"], pa.string_view())})).batches()).schema.types == [
        pa.string()
    ]
    coded = pa.table(
        {"姓名": pa.array(["王芳", None, ""]).dictionary_encode(), "村": pa.array(["a", "b", "合计"])}
    )
    assert from_table(coded).sha256() == source.sha256()
    for odd in (pa.array([1]), pa.array([1]).dictionary_encode()):
        with pytest.raises(ValueError, match="2"):
            from_table(pa.table({"a": ["x"], "b": odd}))


def left(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def test_nothing_stands_there_before_commit_and_all_of_it_after(tmp_path):
    out = tmp_path / "posted.csv"
    with Aside(out) as aside:
        aside.file.write(b"whole")
        assert not out.exists()
        assert aside.path.parent == tmp_path
        assert aside.path.name.startswith(".")
        if os.name == "posix":
            assert aside.path.stat().st_mode & 0o777 == 0o600
        aside.commit()
        aside.discard()
    assert out.read_bytes() == b"whole"
    assert left(tmp_path) == ["posted.csv"]


@pytest.mark.parametrize("old", [None, b"old"])
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, None])
def test_an_error_leaves_the_old_output_or_none(old, error, tmp_path):
    out = tmp_path / "posted.csv"
    if old is not None:
        out.write_bytes(old)
    try:
        with Aside(out) as aside:
            aside.file.write(b"half")
            if error:
                raise error
    except (ValueError, KeyboardInterrupt):
        pass
    assert left(tmp_path) == (["posted.csv"] if old else [])
    assert old is None or out.read_bytes() == old


def test_reading_back_before_commit(tmp_path):
    with Aside(tmp_path / "posted.csv") as aside:
        aside.file.write(b"abc")
        aside.file.seek(0)
        assert aside.file.read() == b"abc"


@pytest.fixture
def masked(request):
    """A umask for a while."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
@pytest.mark.parametrize("masked", [0o022, 0o077, 0o002], indirect=True)
@pytest.mark.parametrize("told", ["by the system", "nowhere", "not by this system"])
def test_modes(tmp_path, monkeypatch, masked, told):
    if told != "by the system":
        monkeypatch.setattr(umask_module, "_STATUS", tmp_path / "status")
    if told == "not by this system":
        (tmp_path / "status").write_text("Name:\tpython\n", "ascii")
    for private, mode in ((True, 0o600), (False, 0o644 & ~masked)):
        with Aside(tmp_path / "posted.csv", private=private) as aside:
            aside.commit()
        assert (tmp_path / "posted.csv").stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_many_writers_leave_the_process_as_it_was(tmp_path):
    """Asking for the umask changes it for a moment; two that ask at once could leave it changed."""
    before = os.umask(0o022)
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: write_private(tmp_path / f"{number}", b"", mode=0o644), range(200)))
        after = os.umask(0o022)
    finally:
        os.umask(before)
    assert after == 0o022
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o644}


def test_private_files_are_private(tmp_path):
    write_private(tmp_path / "inner.json", b"{}")
    assert (tmp_path / "inner.json").read_bytes() == b"{}"
    assert (tmp_path / "inner.json").stat().st_mode & 0o777 == 0o600
    write_private(tmp_path / "outer.json", b"{}", mode=0o644)
    assert (tmp_path / "outer.json").stat().st_mode & 0o600 == 0o600


def code_of(call):
    with pytest.raises(UsageError) as caught:
        call()
    assert caught.value.__context__ is None
    return caught.value.code


def test_outputs_that_are_refused(tmp_path):
    source = tmp_path / "list.csv"
    source.write_bytes(b"in")
    (tmp_path / "folder").mkdir()
    assert code_of(lambda: Aside(tmp_path / "none" / "posted.csv")) == "output.folder"
    assert code_of(lambda: Aside(tmp_path / "folder")) == "output.directory"
    assert code_of(lambda: Aside(source, source=source)) == "output.same"
    assert code_of(lambda: Aside(source / "posted.csv")) == "output.folder"
    assert code_of(lambda: Aside(tmp_path / ("长" * 300))) in {"output.folder", "output.write"}
    if os.name == "posix":
        (tmp_path / "link.csv").symlink_to(source)
        os.link(source, tmp_path / "twin.csv")
        os.mkfifo(tmp_path / "pipe.csv")
        assert code_of(lambda: Aside(tmp_path / "link.csv", source=source)) == "output.symlink"
        assert code_of(lambda: Aside(tmp_path / "twin.csv", source=source)) == "output.same"
        assert code_of(lambda: Aside(tmp_path / "pipe.csv")) == "output.symlink"
    assert source.read_bytes() == b"in"
    assert not [name for name in left(tmp_path) if name.startswith(".")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(tmp_path):
    tmp_path.chmod(0o500)
    assert code_of(lambda: Aside(tmp_path / "posted.csv")) == "output.folder"
    tmp_path.chmod(0o700)


def test_an_output_open_elsewhere_stays_as_it_was(tmp_path, monkeypatch):
    out = tmp_path / "posted.csv"
    out.write_bytes(b"old")

    def locked(*_):
        raise PermissionError

    with Aside(out) as aside:
        aside.file.write(b"new")
        monkeypatch.setattr(Path, "replace", locked)
        assert code_of(aside.commit) == "output.in_use"
    assert out.read_bytes() == b"old"
    assert left(tmp_path) == ["posted.csv"]


@pytest.mark.skipif(os.name != "posix", reason="POSIX links")
def test_a_link_planted_while_it_was_written_is_not_followed(tmp_path):
    (tmp_path / "elsewhere.csv").write_bytes(b"somebody's")
    with Aside(tmp_path / "posted.csv") as aside:
        aside.file.write(b"new")
        aside.output.symlink_to(tmp_path / "elsewhere.csv")
        assert code_of(aside.commit) == "output.symlink"
    assert (tmp_path / "elsewhere.csv").read_bytes() == b"somebody's"
    assert left(tmp_path) == ["elsewhere.csv", "posted.csv"]


@pytest.mark.skipif(os.name != "posix", reason="only there are folders synced")
@pytest.mark.parametrize("refused", ["open", "fsync"])
def test_a_folder_that_cannot_be_synced_is_no_fault(refused, tmp_path, monkeypatch):
    """Some network disks do not let a folder be opened or synced; the list stands there all the same."""
    real = getattr(os, refused)

    def only_files(what, *more):
        if what == tmp_path or (refused == "fsync" and stat.S_ISDIR(os.fstat(what).st_mode)):
            raise OSError(95, "Operation not supported")
        return real(what, *more)

    monkeypatch.setattr(os, refused, only_files)
    write_private(tmp_path / "posted.csv", b"whole")
    assert (tmp_path / "posted.csv").read_bytes() == b"whole"
    assert left(tmp_path) == ["posted.csv"]


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    with Aside(tmp_path / "posted.csv") as aside:
        monkeypatch.setattr(os, "fsync", full)
        assert code_of(aside.commit) == "output.write"
    assert left(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
def test_a_write_to_a_full_device_is_a_clear_error(tmp_path):
    with Aside(tmp_path / "posted.csv") as aside:
        aside.file.close()
        aside.file = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115  closed by discard
        assert code_of(lambda: aside.write(b"x")) == "output.write"
        assert code_of(aside.restart) == "output.write"
        aside.file.close()
        aside.file = Path("/dev/full").open("wb")  # noqa: SIM115  it fails once more when it is closed
        aside.file.write(b"x")
    assert left(tmp_path) == []


def test_a_folder_stands_there_whole_and_the_older_one_is_kept(tmp_path):
    pack = tmp_path / "pack"
    for content in ("first", "second", "third"):
        with Stage(pack) as stage:
            (stage.root / "list.csv").write_text(content)
            assert not pack.exists() or (pack / "list.csv").read_text() != content
            stage.commit()
    assert left(tmp_path) == ["pack", "pack.superseded", "pack.superseded.2"]
    kept = [(tmp_path / name / "list.csv").read_text() for name in left(tmp_path)]
    assert kept == ["third", "first", "second"]
    (tmp_path / "empty").mkdir()  # holds nothing that could be mistaken for a list
    with Stage(tmp_path / "empty") as stage:
        stage.commit()
    assert "empty.superseded" not in left(tmp_path)


def test_a_folder_that_cannot_be_put_in_its_place(tmp_path, monkeypatch):
    """Where it was refused, or is open in another program: the older one stays and nothing else is left."""
    (tmp_path / "file").write_text("x")
    assert code_of(lambda: Stage(tmp_path / "none" / "pack")) == "output.folder"
    assert code_of(lambda: Stage(tmp_path / "file")) == "pack.no_folder"
    older = tmp_path / "pack"
    older.mkdir()
    (older / "list.csv").write_text("older")
    if os.name == "posix":
        (tmp_path / "link").symlink_to(older)
        assert code_of(lambda: Stage(tmp_path / "link")) == "pack.no_folder"
        (tmp_path / "link").unlink()
    rename = Path.rename

    def in_use(path, target):
        if path.suffix == ".tmp":
            raise PermissionError
        return rename(path, target)

    with Stage(older) as stage, monkeypatch.context() as patched:
        (stage.root / "list.csv").write_text("newer")
        patched.setattr(Path, "rename", in_use)
        assert code_of(stage.commit) == "output.in_use"
    assert left(tmp_path) == ["file", "pack"]
    assert (older / "list.csv").read_text() == "older"

    def denied(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "mkdir", denied)
    assert code_of(lambda: Stage(older)) == "output.folder"


def test_a_list_goes_out_as_it_came_in(tmp_path):
    with Aside(tmp_path / "posted.csv") as aside:
        writer = CsvWriter(aside.file, HEADER)
        writer.write(batch(ROWS))
        aside.commit()
    assert cells(opened(tmp_path / "posted.csv")) == ROWS
