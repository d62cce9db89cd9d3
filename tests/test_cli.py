"""The command in-process: every option, both languages, exit codes, JSON, nothing leaked."""

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
from types import SimpleNamespace

import pyarrow as pa
import pytest
from click.testing import CliRunner
from lists import AS_OF, all_lists

from deid import cli, messages, registry
from deid.cli import main
from deid.cli.app import app
from deid.cli.console import prepare_streams, show_json, watch
from deid.cli.options import where
from deid.cli.words import translate_click
from deid.errors import UsageError
from deid.io.where import Where
from deid.messages import say

pytestmark = pytest.mark.usefixtures("english")

HEADER = "序号,村,户主姓名,身份证号,月保障金额,家庭住址,备注\r\n"
PEOPLE = [
    "1,新坪村,曾杰翠,411224195708198537,470,新坪村1组19号,",
    "2,新坪村,刘梅旺,41122420071021478X,1040,新坪村2组3号,",
    "3,新坪村,沈军军,411224201511210788,1370,新坪村3组4号,",
    "4,新坪村,高兴水,411224198001086500,240,新坪村5组6号,艾滋病患者",
    "5,新坪村,胡芳,411224197602197329,1020,新坪村5组6号,",
]
COMMON = ["--notice", "dibao_result", "--channel", "village_board", "--as-of", AS_OF]


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "in" / "list.csv"
    path.parent.mkdir()
    path.write_bytes((HEADER + "\r\n".join(PEOPLE) + "\r\n").encode())
    return path


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "posted.csv"


def run(*arguments, **options):
    return CliRunner().invoke(app, list(map(str, arguments)), **options)


def posted(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_mask_json_and_receipts(listed, out, tmp_path):
    internal = tmp_path / "internal.json"
    result = run("mask", listed, *COMMON, "--out", out, "--json", "--internal", internal)
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert data["status"] == "released"
    assert data["output"] == str(out)
    assert data["receipt"]["rows_in"] == 5
    assert data["receipt"]["rows_out"] == 2
    assert data["receipt"]["withheld"] == {"minor": 1, "hiv": 2}
    assert data["receipt"]["rows_in"] == data["receipt"]["rows_out"] + sum(
        data["receipt"]["withheld"].values()
    )
    assert data["receipt"]["verification"]["hits"] == 0
    assert json.loads(internal.read_text(encoding="utf-8")) == data["receipt"]
    assert stat.S_IMODE(internal.stat().st_mode) == 0o600
    public = json.loads(out.with_name("posted.csv.receipt.json").read_text(encoding="utf-8"))
    assert not {"rows_in", "withheld", "input_sha256"} & set(public)
    assert public["rows_out"] == 2
    assert [row[2] for row in posted(out)] == ["户主姓名", "曾杰翠", "刘梅旺"]


def test_worklist_and_decisions(listed, out, tmp_path):
    worklist = tmp_path / "worklist.csv"
    assert run("mask", listed, *COMMON, "--out", out, "--worklist", worklist).exit_code == 0
    assert stat.S_IMODE(worklist.stat().st_mode) == 0o600
    lines = list(csv.reader(io.StringIO(worklist.read_text(encoding="utf-8-sig"))))
    assert "不得公开" in lines[0][0]
    names = [cell.rpartition(" ")[2] for cell in lines[1]]
    rows = [dict(zip(names, line, strict=True)) for line in lines[2:]]
    rows = [row for row in rows if not row["rule"].startswith("quality_")]
    assert [(row["row"], row["rule"]) for row in rows] == [("3", "minor"), ("4", "hiv"), ("5", "hiv")]
    assert rows[1]["column"] == "备注" and lines[1][names.index("name")] == "姓名 name"

    def decide(*filled):
        text = io.StringIO()
        csv.writer(text).writerows([lines[0], lines[1], *[[row[name] for name in names] for row in filled]])
        worklist.write_text(text.getvalue(), encoding="utf-8-sig")
        return run("mask", listed, *COMMON, "--out", out, "--force", "--decide", worklist, "--json")

    fifth = {**rows[2], "decision": "publish", "why": "lives elsewhere", "approver": "A"}
    assert decide(fifth).exit_code == 2  # two approvers are needed
    assert decide({**fifth, "why": "", "approver_2": "B"}).exit_code == 2
    assert decide({**fifth, "approver_2": "A"}).exit_code == 2
    assert decide({**fifth, "decision": "perhaps"}).exit_code == 2
    assert decide({**fifth, "approver_2": "B", "list": "0" * 16}).exit_code == 2
    result = decide({**fifth, "approver_2": "B"})
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["receipt"]["withheld"] == {"minor": 1, "hiv": 1}
    result = decide({**rows[0], "row": "1", "decision": "withhold"})
    assert json.loads(result.stdout)["receipt"]["withheld"] == {"minor": 1, "hiv": 2, "decision": 1}
    worklist.write_text("nothing", encoding="utf-8")
    assert run("mask", listed, *COMMON, "--out", out, "--force", "--decide", worklist).exit_code == 2


def test_a_worklist_runs_nothing(listed, out, tmp_path):
    worklist = tmp_path / "worklist.csv"
    text = listed.read_text(encoding="utf-8").replace("沈军军", "=HYPERLINK(A1)")
    listed.write_text(text, encoding="utf-8")
    run("mask", listed, *COMMON, "--out", out, "--worklist", worklist)
    assert ",'=HYPERLINK" in worklist.read_text(encoding="utf-8-sig")


def test_worklist_as_workbook(listed, out, tmp_path):
    pytest.importorskip("openpyxl")
    worklist = tmp_path / "worklist.xlsx"
    assert run("mask", listed, *COMMON, "--out", out, "--worklist", worklist).exit_code == 0
    import python_calamine

    rows = python_calamine.CalamineWorkbook.from_path(str(worklist)).get_sheet_by_index(0).to_python()
    assert "不得公开" in rows[0][0]
    assert len(rows) == 5


@pytest.mark.parametrize("option", ["--worklist", "--internal"])
def test_internal_papers_stay_out_of_the_output_folder(listed, out, option):
    result = run("mask", listed, *COMMON, "--out", out, option, out.parent / "inside.csv")
    assert result.exit_code == 2
    assert not out.exists()


def test_protect(listed, out, tmp_path):
    protect = tmp_path / "protect.txt"
    protect.write_text("411224 19570819 8537\n", encoding="utf-8")
    result = run("mask", listed, *COMMON, "--out", out, "--protect", protect, "--json")
    assert json.loads(result.stdout)["receipt"]["withheld"]["protected"] == 1
    assert "8537" not in result.output
    protect.write_text("nobody", encoding="utf-8")
    assert run("mask", listed, *COMMON, "--out", out, "--force", "--protect", protect).exit_code == 2
    assert run("mask", listed, *COMMON, "--out", out, "--force", "--protect", tmp_path / "no").exit_code == 2


def test_strict_makes_warnings_refuse(listed, out):
    text = listed.read_text(encoding="utf-8").replace("备注", "神秘列")
    listed.write_text(text.replace("艾滋病患者", "甲"), encoding="utf-8")
    assert run("mask", listed, *COMMON, "--out", out).exit_code == 0
    assert run("mask", listed, *COMMON, "--out", out, "--force", "--strict").exit_code == 1
    assert not out.exists()
    assert out.with_name("posted.csv.superseded").exists()


def test_map_is_remembered(listed, out, tmp_path):
    text = listed.read_text(encoding="utf-8").replace("月保障金额", "甲乙丙")
    listed.write_text(text, encoding="utf-8")
    office = tmp_path / "office.yaml"
    office.write_text("name: 卢氏县民政局\ncounty: '411224'\n", encoding="utf-8")
    first = run("mask", listed, *COMMON, "--out", out, "--office", office, "--map", "甲乙丙=amount", "--json")
    assert first.exit_code == 0, first.output
    again = run("mask", listed, *COMMON, "--out", out, "--force", "--office", office, "--json")
    found = {item["code"] for item in json.loads(again.stdout)["findings"]}
    assert "map_remembered" in found
    assert "甲乙丙" in posted(out)[0]
    public = json.loads(out.with_name("posted.csv.receipt.json").read_text(encoding="utf-8"))
    assert public["title"].startswith("卢氏县民政局")


def test_keyed_input_digest(listed, out, tmp_path):
    key = tmp_path / "key"
    key.write_bytes(os.urandom(32).hex().encode())
    key.chmod(0o600)
    result = run("mask", listed, *COMMON, "--out", out, "--key-file", key, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["receipt"]["input_sha256"].startswith("hmac-sha256:")


def test_same_input_same_bytes(listed, out):
    run("mask", listed, *COMMON, "--out", out)
    first = out.read_bytes(), out.with_name("posted.csv.receipt.json").read_bytes()
    run("mask", listed, *COMMON, "--out", out, "--force")
    assert (out.read_bytes(), out.with_name("posted.csv.receipt.json").read_bytes()) == first


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_any_spelling_of_a_file_gives_the_same_bytes(listed, out, encoding, delimiter):
    run("mask", listed, *COMMON, "--out", out)
    first = out.read_bytes()
    text = listed.read_text(encoding="utf-8").replace(",", delimiter)
    listed.write_bytes(text.encode(encoding))
    result = run("mask", listed, *COMMON, "--out", out, "--force")
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == first


def test_preview_shows_only_what_may_be_seen_when_redirected(listed):
    result = run("preview", listed, *COMMON)
    assert result.exit_code == 0, result.output
    assert "曾杰翠" in result.output
    assert "411224195708198537" not in result.output
    assert "沈军军" not in result.output
    data = json.loads(run("preview", listed, *COMMON, "--json").stdout)
    assert len(data["rows"]) == 2
    assert run("preview", listed, "--notice", "dibao_result", "--channel", "website").exit_code == 0


def test_check_a_folder(listed, out, tmp_path):
    run("mask", listed, *COMMON, "--out", out)
    clean = run("check", out, "--json")
    assert clean.exit_code == 0, clean.output
    assert json.loads(clean.stdout)["status"] == "clean"
    both = run("check", tmp_path, "--json", "--against", listed)
    assert both.exit_code == 1
    assert len(json.loads(both.stdout)["files"]) == 2
    assert run("check", tmp_path / "none.csv").exit_code == 2
    assert run("check", out, "--notice", "nonsense").exit_code == 2
    assert run("check", out, "--notice", "dibao_result", "--channel", "nowhere").exit_code == 2


def test_check_finds_weak_masks(tmp_path):
    path = tmp_path / "weak.csv"
    path.write_text(
        "姓名,身份证号,出生日期\n曾杰翠,411224********8537,1957-08-19\n刘梅,411224********4782,1970-10-21\n",
        encoding="utf-8",
    )
    result = run("check", path, "--json")
    assert result.exit_code == 1
    assert "weak_mask" in {item["code"] for item in json.loads(result.stdout)["findings"]}


def test_rules_commands(tmp_path):
    listed = json.loads(run("rules", "list", "--json").stdout)
    assert {"dibao_result", "ertong"} <= {rule["notice"] for rule in listed["rules"]}
    assert run("rules", "list").exit_code == 0
    for language in ("zh", "en"):
        messages.use(language)
        assert "最低生活保障" in run("rules", "show", "dibao_result").output
    assert json.loads(run("rules", "show", "dibao", "--json").stdout)["notice"] == "dibao_result"
    assert run("rules", "show", "none").exit_code == 2
    assert run("rules", "lint").exit_code == 0
    assert json.loads(run("rules", "lint", "--json").stdout)["status"] == "clean"
    json.loads(run("rules", "schema").stdout)
    assert "subject.name" in run("rules", "fields").output
    assert json.loads(run("rules", "fields", "--json").stdout)["fields"]
    (tmp_path / "bad.yaml").write_text("deid: 1\nnotice: other\nunknown: 1\nunknown: 2\n", encoding="utf-8")
    assert run("rules", "lint", tmp_path).exit_code == 1


@pytest.mark.parametrize(
    ("header", "data", "wanted"),
    [
        (None, None, (None, None)),
        ("3", None, ((3, 3), None)),
        ("1-4", "5-90", ((1, 4), (5, 90))),
        (" 2-3 ", None, ((2, 3), None)),
        ("1-5", None, None),  # no header has five rows
        ("3-2", None, None),
        ("0", None, None),
        ("-3", None, None),
        ("a-b", None, None),
        ("１", None, None),
        ("1-", None, ((1, 1), None)),
        ("1234567890", None, None),
        ("3-4", "4-9", None),  # the data begin below the header
    ],
)
def test_which_rows_the_list_stands_in(header, data, wanted):
    if wanted is None:
        with pytest.raises(UsageError) as caught:
            where(header, data)
        assert caught.value.code == "usage.rows"
    else:
        assert where(header, data) == Where(*wanted)


def test_a_command_there_is_none_of():
    result = run("maks", "--json")
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (2, "usage")
    assert "maks" in result.stderr
    dropped = run(PEOPLE[0].split(",")[3])  # a file dropped on the program, named after somebody
    assert dropped.exit_code == 2
    assert not re.search(r"[0-9]{9}", dropped.output)


def test_maskers_commands():
    assert "resident_id" in run("maskers", "list").output
    assert json.loads(run("maskers", "list", "--json").stdout)["maskers"]
    assert "show_first" in run("maskers", "show", "phone").output
    assert json.loads(run("maskers", "show", "phone", "--json").stdout)["name"] == "phone"
    assert run("maskers", "show", "none").exit_code == 2


def test_sample_then_mask(tmp_path, out):
    pytest.importorskip("faker")
    path = tmp_path / "sample.csv"
    result = run(
        "sample", "--notice", "dibao_result", "--rows", 60, "--seed", 3, "--messy", "--out", path, "--json"
    )
    assert result.exit_code == 0, result.output
    assert run("sample", "--notice", "dibao_result", "--out", path).exit_code == 2
    assert run("mask", path, *COMMON, "--whole", "--out", out).exit_code == 0


def test_init(tmp_path):
    path = tmp_path / "office.yaml"
    answers = "卢氏县民政局\n411224\n0398-7000000\n县民政局\n"
    assert run("init", "--out", path, input=answers).exit_code == 0
    assert "卢氏县民政局" in path.read_text(encoding="utf-8")
    assert run("init", "--out", path, input=answers).exit_code == 2
    assert run("init", "--out", tmp_path / "other.yaml", input="x\n12\n\n\n").exit_code == 2


def test_where_the_list_goes_has_to_be_said(listed):
    done = run("mask", listed, *COMMON, "--json")
    assert (done.exit_code, json.loads(done.stdout)["code"]) == (2, "usage.out_needed")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_in_both_languages(language, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["deid", "--lang", language, "--help"])
    with pytest.raises(SystemExit) as stop:
        main()
    told = capsys.readouterr().out
    assert stop.value.code == 0
    assert (
        "mask" in told and ("用法" in told) is (language == "zh") and ("Usage" in told) is (language == "en")
    )


def test_the_process_ends_at_once_with_its_own_code():
    """Taking the interpreter down beside Arrow's reading threads aborts it, now and then."""
    code = (
        "import atexit, sys\nfrom deid.cli import program\n"
        "class Kept:\n    def __del__(self): sys.__stdout__.write('taken down')\n"
        "kept = Kept()\natexit.register(print, 'what others want done')\nprogram()"
    )
    for arguments, wanted in ((["--version"], 0), (["mask"], 2)):
        run = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
        )
        assert (run.returncode, "taken down" in run.stdout) == (wanted, False)
        assert "what others want done" in run.stdout


class Stopped(BaseException):
    """Where the process would have ended."""


@pytest.mark.parametrize(
    ("ended", "reader_gone", "code"),
    [
        (None, False, 0),
        (0, False, 0),
        (2, False, 2),
        ("words", False, 1),
        (0, True, 1),
        (2, True, 2),
        (..., False, 0),
    ],
)
def test_with_which_code_the_process_ends(ended, reader_gone, code, monkeypatch):
    """``deid … | head``: what could not be written makes a run that seemed to succeed fail."""

    def main():
        if ended is not ...:
            raise SystemExit(ended)

    def stop(code):
        raise Stopped(code)

    class Pipe:
        def flush(self):
            if reader_gone:
                raise BrokenPipeError

    monkeypatch.setattr(cli, "main", main)
    monkeypatch.setattr(cli.atexit, "_run_exitfuncs", lambda: None)
    monkeypatch.setattr(cli.os, "_exit", stop)
    monkeypatch.setattr(sys, "stdout", Pipe())
    monkeypatch.setattr(sys, "stderr", None)  # pythonw has none
    with pytest.raises(Stopped) as caught:
        cli.program()
    assert caught.value.args == (code,)


@pytest.mark.parametrize("path", all_lists()[:1], ids=lambda path: path.stem)
def test_chinese_messages(path, out):
    messages.use("zh")
    result = run(
        "mask", path, "--notice", "canji_butie", "--channel", "village_board", "--out", out, "--as-of", AS_OF
    )
    assert result.exit_code == 1
    assert "--whole" in result.output
    assert "拒绝" in result.output


def test_a_fault_of_the_program_shows_its_kind_alone(listed, out, monkeypatch):
    """Its text may quote a cell; whoever looks for the fault, on lists of his own, sets DEID_DEBUG."""

    def fail(*_, **__):
        raise LookupError(PEOPLE[0])

    monkeypatch.setattr("deid.cli.mask.mask_file", fail)
    result = run("mask", listed, *COMMON, "--out", out, "--json")
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (2, "internal")
    assert "LookupError" in result.output and "曾杰翠" not in result.output
    monkeypatch.setenv("DEID_DEBUG", "1")
    assert isinstance(run("mask", listed, *COMMON, "--out", out).exception, LookupError)
    plain = run("mask", listed, *COMMON[:-1], "yesterday", "--out", out)  # no fault of the program
    assert (plain.exit_code, isinstance(plain.exception, SystemExit)) == (2, True)


def test_a_console_that_cannot_show_chinese(monkeypatch):
    """cp936, a C locale, or none at all (pythonw): what is printed is whole, and nothing is raised."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    show_json({"text": "低保"})
    sys.stdout.flush()
    assert json.loads(raw.getvalue()) == {"text": "低保"}
    monkeypatch.setattr(sys, "stderr", None)
    prepare_streams()
    print("低保", flush=True)
    assert raw.getvalue().endswith(b"??\n")


def test_a_long_list_is_counted_on_a_terminal(tmp_path, monkeypatch, capsys):
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    batches = [pa.record_batch({"c0": ["a", "b"]})] * 2
    source = SimpleNamespace(headers=["村"], batches=lambda: iter(batches))
    assert watch(path)(source) is source  # redirected: nothing moves there
    monkeypatch.setattr(
        sys, "stderr", SimpleNamespace(isatty=lambda: True, write=sys.stderr.write, flush=sys.stderr.flush)
    )
    watched = watch(path)(source)
    assert (watched.headers, list(watched.batches())) == (["村"], batches)
    said = capsys.readouterr().err
    assert "2" in said and "4" in said and said.endswith("\r")
    assert watch(tmp_path / "small.csv")(source) is source


def test_every_message_is_in_both_languages():
    for code, texts in messages.CATALOGUE.items():
        assert len(texts) == 2, code
        assert all(text.strip() for text in texts), code


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["mask", "--help"],
        ["mask"],
        ["mask", "x", "--foo"],
        ["nothing"],
        ["sample", "--rows", "many"],
    ],
)
def test_clicks_own_words_are_in_the_language_of_the_command(arguments):
    """A clerk who is spoken to in Chinese meets no English but names of options."""
    translate_click()
    for language, words in (("zh", ()), ("en", ("Usage:",))):
        messages.use(language)
        told = run(*arguments).output
        english = re.findall(r"Usage:|Options:|Commands:|Error:|Try |No such|Missing|not a valid", told)
        assert set(words) <= set(english) if language == "en" else not english


@pytest.mark.parametrize("name", registry.names())
def test_every_masker_is_described_in_the_language_of_the_reader(name):
    english = run("maskers", "show", name).output
    with messages.speaking("zh"):
        chinese = run("maskers", "show", name).output
        assert say(f"masker.{name}") in chinese
    assert chinese.startswith(f"{name}(")
    assert ">>> " in chinese and "Returns:" not in chinese and "Returns:" in english
