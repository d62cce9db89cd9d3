"""One folder per village: no row on another village's board, every row on one, all of it or nothing."""

import csv
import hashlib
import io
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages_helpers import HEADER, OFFICE, READERS, as_csv, number, pdf_text, read_csv, rows

from deid.cli.app import app
from deid.errors import UsageError
from deid.release import village_tells
from deid.release.outputs import Look
from deid.release.pack import kinds_of

pytestmark = pytest.mark.usefixtures("english")

ASKED = ["--notice", "dibao_review", "--channel", "village_board", "--as-of", "2026-11-20"]
SPLIT = [*ASKED, "--split-by", "village"]
TOWN, VILLAGE = 1, 2


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture
def listed(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    return write(tmp_path, rows(30))


def write(folder, body, header=HEADER):
    path = folder / "in" / "list.csv"
    path.write_bytes(as_csv(body, header))
    return path


def village_rows(pack, suffix=".csv"):
    """Folder -> the rows of its list, header and all."""
    return {one.name: read_csv(one / f"{one.name}{suffix}") for one in sorted(pack.iterdir())}


def whole(listed, tmp_path):
    out = tmp_path / "out" / "whole.csv"
    done = run("mask", listed, *ASKED, "--whole", "--out", out, "--force")
    assert done.exit_code == 0, done.output
    return read_csv(out)


def test_every_row_is_on_its_own_village_board(listed, tmp_path):
    pack = tmp_path / "out" / "pack"
    done = run("mask", listed, *SPLIT, "--pack", pack, "--format", "csv")
    assert done.exit_code == 0, done.output
    header, *body = whole(listed, tmp_path)
    assert {row[VILLAGE] for row in body} == {"果角村", "新坪村"}
    found = village_rows(pack)
    assert set(found) == {"果角村", "新坪村"}
    for village, (top, *mine) in found.items():
        assert top == header
        assert [row[0] for row in mine] == [str(nth) for nth in range(1, len(mine) + 1)]
        assert [row[1:] for row in mine] == [row[1:] for row in body if row[VILLAGE] == village]
    assert sum(len(mine) - 1 for mine in found.values()) == len(body)


def test_what_stands_in_a_folder(listed, tmp_path):
    pack, office = tmp_path / "out" / "pack", tmp_path / "office.yaml"
    office.write_text(OFFICE, encoding="utf-8")
    done = run(
        "mask", listed, *SPLIT, "--pack", pack, "--format", "csv", "--format", "html", "--office", office
    )
    assert done.exit_code == 0, done.output
    for folder in pack.iterdir():
        village = folder.name
        names = {
            village + end
            for end in (".csv", ".csv.receipt.json", ".html", ".html.receipt.json", ".notice.html")
        }
        assert {path.name for path in folder.iterdir()} == names
        count = len(read_csv(folder / f"{village}.csv")) - 1
        notice = (folder / f"{village}.notice.html").read_text("utf-8")
        assert f"名单共 {count} 户" in notice
        assert village in notice
        assert "0398-1234567" in notice
        others = {"果角村", "新坪村"} - {village}
        assert not any(other in path.read_text("utf-8-sig") for path in folder.iterdir() for other in others)
        for kind in (".csv", ".html"):
            receipt = json.loads((folder / f"{village}{kind}.receipt.json").read_bytes())
            posted = (folder / f"{village}{kind}").read_bytes()
            assert receipt["output_sha256"] == hashlib.sha256(posted).hexdigest()
            assert receipt["rows_out"] == count
            assert not {"rows_in", "withheld", "input_sha256", "pack"} & set(receipt)


@pytest.mark.parametrize("kind", [".xlsx", ".html", ".docx", ".parquet", ".pdf"])
def test_every_kind_of_list_shows_the_same_cells(listed, tmp_path, kind):
    done = run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "a", "--format", "csv")
    assert done.exit_code == 0, done.output
    done = run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "b", "--out", f"list{kind}")
    assert done.exit_code == 0, done.output
    for village, table in village_rows(tmp_path / "out" / "a").items():
        path = tmp_path / "out" / "b" / village / f"{village}{kind}"
        if kind == ".parquet":
            read = pq.read_table(path)
            assert [read.column_names, *map(list, zip(*read.to_pydict().values(), strict=True))] == table
        elif kind == ".pdf":
            text = "".join(pdf_text(path))
            assert all(cell.replace(" ", "") in text for row in table[1:] for cell in row)
        else:
            assert READERS[kind](path) == table


def test_villages_of_one_name_in_two_towns(tmp_path, listed):
    body = rows(24)
    for nth, row in enumerate(body):
        row[TOWN], row[VILLAGE] = ["东镇", "西镇"][nth % 2], ["新坪村", "果角村", "新坪村"][nth % 3]
    write(tmp_path, body)
    assert run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv").exit_code == 0
    found = village_rows(tmp_path / "out" / "p")
    assert set(found) == {"东镇新坪村", "西镇新坪村", "东镇果角村", "西镇果角村"}
    assert all(row[TOWN] + row[VILLAGE] == name for name, (_, *mine) in found.items() for row in mine)


@pytest.mark.parametrize(
    ("column", "cell"), [(VILLAGE, ""), (VILLAGE, "张三家"), (VILLAGE, "  "), (TOWN, "")]
)
def test_a_row_that_does_not_tell_its_village_refuses_all(tmp_path, listed, column, cell):
    body = rows(30)
    if column == TOWN:
        body[20][TOWN] = "另一镇"
        body[20][VILLAGE] = body[16][VILLAGE]
    body[16][column] = cell
    write(tmp_path, body)
    done = run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv")
    assert done.exit_code == 1
    assert "17" in done.stderr
    assert not any(row[3] in done.output or row[4] in done.output for row in body)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["p.receipt.json"]


def test_towns_that_are_not_posted_are_not_mixed_up(tmp_path, listed):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "dibao_review.yaml").write_text(
        "deid: 1\nnotice: dibao_review\ncolumns:\n  town: drop\n", encoding="utf-8"
    )
    body = rows(24)
    for nth, row in enumerate(body):
        row[TOWN] = ["东镇", "西镇"][nth % 2]
        row[VILLAGE] = ["新坪村", "果角村", "新坪村"][nth % 3] if nth % 2 else "新坪村"
    write(tmp_path, body)
    done = run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--rules", rules, "--format", "csv")
    assert done.exit_code == 1, done.output
    assert "pack_blank_town" in done.output
    assert not (tmp_path / "out" / "p").exists()


def override(tmp_path, **columns):
    """A county's own rule that shows some columns otherwise."""
    (tmp_path / "rules").mkdir(exist_ok=True)
    lines = "".join(f"  {name}: {how}\n" for name, how in columns.items())
    text = f"deid: 1\nnotice: dibao_review\ncolumns:\n{lines}"
    (tmp_path / "rules" / "dibao_review.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "rules"


@pytest.mark.parametrize(
    ("hidden", "header", "places", "code"),
    [
        pytest.param("village", "村", ["东镇", "新坪村"], "pack_no_village", id="no village is shown"),
        pytest.param("town", "村", ["东镇", ""], "pack_blank_village", id="no row tells its village"),
        pytest.param("town", "村组", ["", "新坪村2组"], "pack_blank_town", id="one group in two towns"),
    ],
)
def test_villages_that_cannot_be_told_apart_refuse_all(tmp_path, listed, hidden, header, places, code):
    town, village = places
    body = rows(24)
    for nth, row in enumerate(body):
        row[TOWN], row[VILLAGE] = town or ["东镇", "西镇"][nth % 2], village
    write(tmp_path, body, [*HEADER[:2], header, *HEADER[3:]])
    asked = [*SPLIT, "--rules", override(tmp_path, **{hidden: "drop"}), "--format", "csv", "--json"]
    done = run("mask", listed, *asked, "--pack", tmp_path / "out" / "p")
    assert done.exit_code == 1, done.output
    assert code in [one["code"] for one in json.loads(done.stdout)["findings"]]
    assert not (tmp_path / "out" / "p").exists()


def test_groups_of_a_village_hang_together(tmp_path, listed):
    header = [*HEADER[:2], "村组", *HEADER[3:]]
    body = rows(24)
    for nth, row in enumerate(body):
        row[VILLAGE] = ["新坪村1组", "果角村2组", "新坪村3组"][nth % 3]
    write(tmp_path, body, header)
    done = run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv")
    assert done.exit_code == 0, done.output
    assert set(village_rows(tmp_path / "out" / "p")) == {"新坪村", "果角村"}
    body[0][VILLAGE] = "4组"
    write(tmp_path, body, header)
    assert run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "q", "--format", "csv").exit_code == 1


def test_the_refusal_names_the_command_that_helps(listed, tmp_path):
    done = run("mask", listed, *ASKED, "--out", tmp_path / "out" / "x.csv")
    assert done.exit_code == 1
    assert "--split-by village --pack" in done.stderr


@pytest.mark.parametrize(
    "options",
    [("--pack", "p"), ("--split-by", "village"), ("--split-by", "village", "--pack", "p", "--whole")],
)
def test_half_a_wish_is_no_wish(listed, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path / "out")
    assert run("mask", listed, *ASKED, *options).exit_code == 2
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("formats", "look", "suffixes"),
    [
        pytest.param((), {}, [".csv", ".pdf"], id="a table, and a page for the board"),
        pytest.param((), {"encoding": "gb18030"}, [".csv", ".pdf"], id="the encoding is the table's"),
        pytest.param((), {"paper": "a3"}, [".csv", ".pdf"], id="the paper is the page's"),
        pytest.param(("PDF", ".csv", "pdf"), {"paper": "a3"}, [".pdf", ".csv"], id="each once, as asked"),
        pytest.param(
            ("csv", "xlsx"), {"encoding": "gb18030"}, [".csv", ".xlsx"], id="no workbook in gb18030"
        ),
        pytest.param(("html",), {"encoding": "gb18030"}, None, id="an encoding of nothing"),
        pytest.param(("csv",), {"paper": "a3"}, None, id="paper of nothing"),
    ],
)
def test_what_every_village_gets(formats, look, suffixes):
    if suffixes is None:
        with pytest.raises(UsageError):
            kinds_of(formats, Look(**look))
        return
    kinds = kinds_of(formats, Look(**look))
    assert [one.suffix for one in kinds] == suffixes
    for one in kinds:
        if one.suffix in (".csv", ".pdf"):
            asked = one.make.keywords.get("encoding") or one.make.keywords["open_page"].keywords["paper"]
            usual = {".csv": look.get("encoding", "utf-8"), ".pdf": look.get("paper", "a4")}
            assert asked == usual[one.suffix]


def test_without_chinese_fonts_the_board_gets_a_page_of_html(monkeypatch):
    from deid.pages import fonts

    monkeypatch.setattr(fonts.Fonts, "can_show", lambda *_: False)
    assert [one.suffix for one in kinds_of((), Look())] == [".csv", ".html"]
    with pytest.raises(UsageError):  # paper was asked for: a page without it is not what was meant
        kinds_of((), Look(paper="a3"))


def test_counts_have_no_villages_to_split(listed, tmp_path):
    asked = [
        "--notice",
        "dibao_review",
        "--channel",
        "website",
        "--as-of",
        "2026-11-20",
        "--split-by",
        "village",
    ]
    assert run("mask", listed, *asked, "--pack", tmp_path / "out" / "p").exit_code == 2
    assert not list((tmp_path / "out").iterdir())


def test_an_older_pack(listed, tmp_path):
    pack = tmp_path / "out" / "pack"
    asked = ["mask", listed, *SPLIT, "--pack", pack, "--format", "csv"]
    pack.mkdir()
    assert run(*asked).exit_code == 0  # an empty folder is no pack
    first = village_rows(pack)
    assert run(*asked).exit_code == 2
    assert run(*asked, "--force").exit_code == 0
    assert village_rows(tmp_path / "out" / "pack.superseded") == village_rows(pack) == first
    body = rows(30)
    body[4][VILLAGE] = ""
    write(tmp_path, body)
    assert run(*asked, "--force").exit_code == 1
    assert not pack.exists()
    assert village_rows(tmp_path / "out" / "pack.superseded.2") == first


def test_a_folder_of_other_things_is_left_alone(listed, tmp_path):
    mine = tmp_path / "out" / "mine"
    (mine / "果角村").mkdir(parents=True)
    (mine / "果角村" / "letters.txt").write_text("mine")
    done = run("mask", listed, *SPLIT, "--pack", mine, "--force")
    assert done.exit_code == 2
    assert (mine / "果角村" / "letters.txt").read_text() == "mine"
    assert run("mask", listed, *SPLIT, "--pack", tmp_path / "in", "--force").exit_code == 2
    assert listed.exists()
    done = run("mask", listed, *SPLIT, "--pack", mine / "果角村" / "letters.txt", "--force", "--json")
    assert (done.exit_code, json.loads(done.stdout)["code"]) == (2, "pack.no_folder")
    assert (mine / "果角村" / "letters.txt").read_text() == "mine"


@pytest.mark.parametrize("option", ["--internal", "--worklist"])
def test_papers_stay_outside(listed, tmp_path, option):
    pack = tmp_path / "out" / "pack"
    assert run("mask", listed, *SPLIT, "--pack", pack, option, pack / "x.csv").exit_code == 2
    done = run("mask", listed, *SPLIT, "--pack", pack, option, tmp_path / "x.csv", "--format", "csv")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "x.csv").stat().st_mode & 0o777 == 0o600


def test_one_receipt_inside_for_the_whole_release(listed, tmp_path):
    pack, inside = tmp_path / "out" / "pack", tmp_path / "inside.json"
    done = run("mask", listed, *SPLIT, "--pack", pack, "--internal", inside, "--format", "csv", "--json")
    told = json.loads(done.stdout)
    assert told["output"] == str(pack)
    receipt = json.loads(inside.read_bytes())
    assert receipt == told["receipt"]
    assert receipt["rows_in"] == 30
    for one in receipt["pack"]:
        for name, sha in one["files"].items():
            assert hashlib.sha256((pack / one["folder"] / name).read_bytes()).hexdigest() == sha
    assert sum(one["rows_out"] for one in receipt["pack"]) == receipt["rows_out"]


def test_the_same_input_gives_the_same_bytes(listed, tmp_path):
    made = []
    for name in ("a", "b"):
        assert (
            run(
                "mask",
                listed,
                *SPLIT,
                "--pack",
                tmp_path / "out" / name,
                "--format",
                "csv",
                "--format",
                "html",
            ).exit_code
            == 0
        )
        folder = tmp_path / "out" / name
        made.append(
            {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        )
    assert made[0] == made[1]


def _swap(table_of):
    """Two villages' rows taken for one another's."""

    def take(self, found):
        return table_of(self, (found + 1) % 27)

    return take


def test_a_row_in_the_wrong_folder_is_found(listed, tmp_path, monkeypatch):
    from deid.release.arrow_sinks import WholeSink

    monkeypatch.setattr(WholeSink, "take", _swap(WholeSink.take))
    done = run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv")
    assert done.exit_code == 1
    assert "pack_differs" in done.output
    assert not (tmp_path / "out" / "p").exists()


def test_a_lost_row_is_found(listed, tmp_path, monkeypatch):
    from msgspec.structs import replace

    from deid.release import pack

    def short(*asked, partition=pack.partition):
        first, *rest = partition(*asked)
        return (replace(first, rows=first.rows[1:]), *rest)

    monkeypatch.setattr(pack, "partition", short)
    assert run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv").exit_code == 1
    assert not (tmp_path / "out" / "p").exists()


def test_a_file_that_was_written_wrongly_is_found(listed, tmp_path, monkeypatch):
    from deid.io.csv_out import CsvWriter

    def once_more(self, batch, write=CsvWriter.write):
        write(self, batch)
        write(self, batch.slice(0, 1))

    monkeypatch.setattr(CsvWriter, "write", once_more)
    assert run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv").exit_code == 1
    assert not (tmp_path / "out" / "p").exists()


def test_a_file_that_was_not_written_to_its_end_is_found(listed, tmp_path, monkeypatch):
    from deid.io.csv_out import CsvWriter

    def but_the_last(self, batch, write=CsvWriter.write):
        write(self, batch.slice(0, batch.num_rows - 1))

    monkeypatch.setattr(CsvWriter, "write", but_the_last)
    done = run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv")
    assert done.exit_code == 1
    assert "pack_differs" in done.output
    assert not (tmp_path / "out" / "p").exists()


def test_one_village_below_the_floor_refuses_all(listed, tmp_path, monkeypatch):
    """The readers of a page know its village: each is judged by itself, however the whole list stands."""
    from deid.release import pack
    from deid.terms import Severity, finding

    class Judged(pack.Figures):
        def judge(self):
            few = finding("classes", Severity.ERROR, count=1, floor=5)
            return (*super().judge()[:2], [few])

    monkeypatch.setattr(pack, "Figures", Judged)
    ledger = tmp_path / "ledger.db"
    assert run("ledger", "init", "--ledger", ledger).exit_code == 0
    asked = [*SPLIT, "--format", "csv", "--ledger", ledger, "--json"]
    done = run("mask", listed, *asked, "--pack", tmp_path / "out" / "p")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert "classes" in [one["code"] for one in told["findings"]]
    assert told["receipt"]["rows_out"] == 0
    assert not (tmp_path / "out" / "p").exists()
    assert json.loads(run("ledger", "show", "--ledger", ledger, "--json").stdout)["releases"] == []


@pytest.mark.parametrize("ledger", [False, True])
def test_a_list_refused_as_a_whole_leaves_no_village(listed, tmp_path, ledger):
    asked = [*SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv", "--strict"]
    if ledger:
        assert run("ledger", "init", "--ledger", tmp_path / "book.db").exit_code == 0
        asked += ["--ledger", tmp_path / "book.db"]
    write(tmp_path, [[*row, "x"] for row in rows(30)], [*HEADER, "某列"])
    assert run("mask", listed, *asked).exit_code == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["p.receipt.json"]


def test_trouble_on_the_way_leaves_nothing(listed, tmp_path, monkeypatch):
    from deid.io.stage import Stage

    def full(self):
        raise OSError

    monkeypatch.setattr(Stage, "commit", full)
    assert run("mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv").exit_code == 2
    assert not list((tmp_path / "out").iterdir())


def test_a_village_sorted_by_what_is_hidden(tmp_path, listed):
    body = rows(80)
    for nth, row in enumerate(body):
        row[VILLAGE] = "新坪村" if nth < 40 else "果角村"
        year = 1940 + nth % 40 if nth < 40 else 1940 + (nth * 17) % 40
        row[4] = number(nth, year)
    write(tmp_path, body)
    asked = ["mask", listed, *ASKED, "--place", "411224"]
    together = run(*asked, "--whole", "--out", tmp_path / "out" / "whole.csv", "--json")
    assert "order-tells" not in together.stdout
    apart = run(
        *asked, "--split-by", "village", "--pack", tmp_path / "out" / "p", "--format", "csv", "--json"
    )
    assert apart.exit_code == 0
    assert "order-tells" in apart.stdout
    strict = run(
        *asked, "--split-by", "village", "--pack", tmp_path / "out" / "q", "--format", "csv", "--strict"
    )
    assert strict.exit_code == 1
    assert not (tmp_path / "out" / "q").exists()


def test_only_the_first_rows_are_watched_and_nothing_else_changes(listed, tmp_path, monkeypatch):
    body = rows(40)
    for nth, row in enumerate(body):
        row[VILLAGE] = "新坪村" if nth < 30 else "果角村"
    write(tmp_path, body)
    whole, part = ["mask", listed, *SPLIT, "--format", "csv", "--pack"], tmp_path / "out"
    assert run(*whole, part / "a").exit_code == 0
    monkeypatch.setattr(village_tells, "MOST_ROWS", 20)  # the second village begins after them
    assert run(*whole, part / "b").exit_code == 0
    assert village_rows(part / "a") == village_rows(part / "b")


def test_a_list_is_read_to_its_end_though_few_rows_are_watched():
    """Only who reads it to the end notices that somebody changed the file meanwhile."""
    batches = [pa.record_batch({"c0": [f"{at}a", f"{at}b", f"{at}c"]}) for at in range(4)]
    read = []

    class Listed:
        def batches(self):
            for batch in batches:
                read.append(batch)
                yield batch

    kept = np.array([True, False, True] * 4)
    found = village_tells._posted(Listed(), kept, 3)
    assert [cell for batch in found for cell in batch.column(0).to_pylist()] == ["0a", "0c", "1a"]
    assert read == batches


def test_ledger_and_posting_know_every_village(listed, tmp_path):
    ledger, pack = tmp_path / "ledger.db", tmp_path / "out" / "pack"
    board = tmp_path / "board"
    board.mkdir()
    assert run("ledger", "init", "--ledger", ledger).exit_code == 0
    done = run("mask", listed, *SPLIT, "--pack", pack, "--format", "csv", "--ledger", ledger)
    assert done.exit_code == 0, done.output
    entries = json.loads(run("ledger", "show", "--ledger", ledger, "--json").stdout)["releases"]
    assert {Path(one["output_path"]).parent.name for one in entries} == {"果角村", "新坪村"}
    assert len({one["run"] for one in entries}) == 1
    receipt = pack / "新坪村" / "新坪村.csv.receipt.json"
    review = json.loads(receipt.read_bytes())["review"]
    for role in review:
        assert run("approve", receipt, "--role", role, "--by", "某某").exit_code == 0
    posted = run("post", receipt, "--to", board, "--ledger", ledger, "--on", "2026-11-20")
    assert posted.exit_code == 0, posted.output
    states = {Path(one["output_path"]).parent.name: one["state"] for one in json.loads(run("ledger", "show", "--ledger", ledger, "--json").stdout)["releases"]}  # fmt: skip
    assert states == {"board": "confirmed", "果角村": "pending"}
    assert (
        run(
            "mask", listed, *SPLIT, "--pack", pack, "--format", "csv", "--ledger", ledger, "--force"
        ).exit_code
        == 0
    )


def test_a_rename_that_fails_leaves_no_entry_that_counts(listed, tmp_path, monkeypatch):
    from deid.io.stage import Stage

    ledger = tmp_path / "ledger.db"
    assert run("ledger", "init", "--ledger", ledger).exit_code == 0

    def full(self):
        raise OSError

    monkeypatch.setattr(Stage, "commit", full)
    assert (
        run(
            "mask", listed, *SPLIT, "--pack", tmp_path / "out" / "p", "--format", "csv", "--ledger", ledger
        ).exit_code
        == 2
    )
    entries = json.loads(run("ledger", "show", "--ledger", ledger, "--json").stdout)["releases"]
    assert {one["state"] for one in entries} <= {"discarded"}


def test_harmless_folder_names():
    from deid.release.split import _folders

    keys = ["\x1f新坪村", "镇\x1f411224197403051234", "\x1fcon", "\x1fa/b", "\x1f" + "长" * 60, "\x1fCON1"]
    assert _folders(keys) == ["新坪村", "村-2", "村-3", "村-4", "村-5", "CON1"]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(
        st.tuples(
            st.sampled_from(["东镇", "西镇"]), st.sampled_from(["新坪村", "果角村", "长安社区", " 新坪村"])
        ),
        min_size=20,
        max_size=40,
    )
)
def test_villages_together_are_the_list(tmp_path, listed, places):
    body = rows(len(places))
    for row, (town, village) in zip(body, places, strict=True):
        row[TOWN], row[VILLAGE] = town, village
    write(tmp_path, body)
    pack = tmp_path / "out" / "p"
    shutil.rmtree(pack, ignore_errors=True)
    done = run("mask", listed, *SPLIT, "--pack", pack, "--format", "csv")
    assert done.exit_code == 0, done.output
    _, *everything = whole(listed, tmp_path)
    found = [row[1:] for _, *mine in village_rows(pack).values() for row in mine]
    assert sorted(found) == sorted(row[1:] for row in everything)
    for name, (_, *mine) in village_rows(pack).items():
        assert len({(row[TOWN], row[VILLAGE].strip()) for row in mine}) == 1
        assert name.endswith(mine[0][VILLAGE].strip())


@pytest.mark.parametrize("page", ["villages.md", pytest.param("villages.en.md", marks=pytest.mark.long)])
def test_the_commands_of_the_guide_run(page, tmp_path, monkeypatch):
    root = Path(__file__).parents[1]
    (tmp_path / "docs").symlink_to(root / "docs")
    (tmp_path / "office.yaml").write_text(OFFICE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    text = (root / "docs/guides" / page).read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    assert blocks
    for line in "".join(blocks).splitlines():
        command, _, rest = line.partition(" ")
        if command == "mkdir":
            Path(rest).mkdir(parents=True, exist_ok=True)
            continue
        assert command == "deid", line
        rest, _, target = rest.partition(" > ")
        rest, _, source = rest.partition(" < ")
        given = Path(source).read_bytes() if source else None
        options = ["--as-of", "2026-11-20"] if rest.startswith("mask") else []
        done = CliRunner().invoke(app, [*rest.split(), *options], input=given)
        assert done.exit_code == 0, line + done.output
        if target:
            assert list(csv.reader(io.StringIO(done.stdout_bytes.decode("utf-8-sig"))))
