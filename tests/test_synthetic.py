"""Synthetic lists: invented people, real shapes, and a truth that the tool agrees with."""

import csv
import json
import subprocess
import sys

import pyarrow as pa
import pytest

from deid.detect import names
from deid.errors import UsageError
from deid.kernels import mod11_ok
from deid.policy.fields import load_fields
from deid.policy.headers import match_header
from deid.policy.loader import list_policies, load_policy, rules_folder
from deid.synthetic import sample_list, write_sample
from deid.synthetic.people import AS_OF

NOTICES = [policy.notice for policy in list_policies()]
NAMED = [
    policy.notice
    for policy in list_policies()
    if "village_board" in policy.channels and policy.channels["village_board"].form == "names"
]


@pytest.mark.parametrize("notice", NOTICES)
def test_every_notice_type_has_a_list(notice):
    """New rules get one without anybody writing a template."""
    made = sample_list(notice, rows=60, seed=3, messy=True)
    assert len(made.rows) == 60
    assert {len(row) for row in made.rows} == {len(made.headers)}
    fields = load_fields()
    assert all(match_header(header, fields) for header in made.headers)


@pytest.mark.parametrize(("row", "name"), [("household", "户主姓名"), ("person", "姓名")])
def test_a_county_s_own_type_has_a_list_too(tmp_path, row, name):
    """Its rule names the columns; numbers, phones and the like stand in every export."""
    text = (rules_folder() / "linshi.yaml").read_text("utf-8").replace("notice: linshi", "notice: own_type")
    text = text.replace("row: household", f"row: {row}").replace("row: person", f"row: {row}")
    (tmp_path / "own_type.yaml").write_text(text, "utf-8")
    made = sample_list("own_type", rows=30, seed=3, rules=[tmp_path])
    fields = load_fields()
    found = [match_header(header, fields).field for header in made.headers]
    assert made.headers[found.index("seq") + 3] == name
    assert {"amount", "subject.id", "phone", "address", "bank_account", "remark"} <= set(found)
    assert len(found) == len(set(found))
    assert all(len(row) == len(found) for row in made.rows)


@pytest.mark.parametrize("notice", NOTICES)
def test_required_columns_are_there(notice):
    """Whatever a rule requires stands in its sample."""
    policy = next(policy for policy in list_policies() if policy.notice == notice)
    fields = load_fields()
    for messy in (False, True):
        made = sample_list(notice, rows=5, messy=messy)
        found = {match_header(header, fields).field for header in made.headers}
        found |= {"subject." + field.partition(".")[2] for field in found if field.startswith("householder.")}
        assert policy.required <= found


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    """And another seed other people."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_sample(tmp_path / name, "dibao_result", rows=40, seed=seed, messy=True)
    first, second, other = ((tmp_path / name).read_bytes() for name in "abc")
    assert first == second
    assert first != other


def test_ids_are_well_formed_and_names_are_names():
    """Check digits hold, sexes and birth dates agree with the other columns."""
    made = sample_list("gaoling", rows=300, seed=5)
    rows = [dict(zip(made.headers, row, strict=True)) for row in made.rows]
    ids = [row["身份证号"] for row in rows]
    assert mod11_ok(pa.array(ids)).all()
    assert [row["出生年月"].replace("-", "") for row in rows] == [number[6:14] for number in ids]
    assert [row["性别"] for row in rows] == ["女男"[int(number[16]) % 2] for number in ids]
    found = [names.read(row["老人姓名"]) for row in rows]
    assert all(found)
    old = [int(row["年龄"]) for row in rows]
    assert sum(80 <= age <= 103 for age in old) > 280


def test_a_clean_list_is_utf_8_and_a_messy_one_gb18030_with_title_and_footer(tmp_path):
    """The two shapes `deid sample` writes."""
    clean, messy = tmp_path / "clean.csv", tmp_path / "messy.csv"
    write_sample(clean, "linshi", rows=30, seed=0, messy=False)
    write_sample(messy, "linshi", rows=30, seed=0, messy=True)
    lines = list(csv.reader(clean.read_text("utf-8-sig").splitlines()))
    assert lines[0][:3] == ["序号", "乡镇", "村"]
    assert len(lines) == 31
    lines = list(csv.reader(messy.read_text("gb18030").splitlines()))
    assert len(lines) == 2 + 1 + 30 + 2
    assert lines[0][0].endswith("花名册")
    assert lines[-2][0] == "合计"
    assert lines[-1][0].startswith("制表人")


def test_truth_is_the_same_written_and_in_memory(tmp_path):
    """One truth, whichever way it is asked for."""
    write_sample(tmp_path / "l.csv", "canji_butie", rows=80, seed=4, messy=True, truth=tmp_path / "t.json")
    written = json.loads((tmp_path / "t.json").read_text("utf-8"))
    made = sample_list("canji_butie", rows=80, seed=4, messy=True)
    assert written == {**made.truth, "file": "l.csv"}


@pytest.mark.parametrize("notice", NAMED)
@pytest.mark.parametrize("messy", [False, True], ids=["clean", "messy"])
def test_what_the_tool_posts_is_the_truth(tmp_path, notice, messy):
    """From the list to the posted file by the command: nothing hidden shows, and nobody is lost."""
    source, posted, truth = tmp_path / "list.csv", tmp_path / "out" / "posted.csv", tmp_path / "truth.json"
    posted.parent.mkdir()
    write_sample(source, notice, rows=150, seed=7, messy=messy, truth=truth)
    known = json.loads(truth.read_text("utf-8"))
    command = [
        sys.executable,
        "-m",
        "deid",
        "mask",
        str(source),
        "--notice",
        notice,
        "--channel",
        "village_board",
    ]
    command += ["--whole", "--as-of", AS_OF.isoformat(), "--out", str(posted), "--json"]
    run = subprocess.run(command, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    text = posted.read_text("utf-8-sig")
    assert [value for value in (*known["never"], *known["never_text"]) if value in text] == []
    rows = list(csv.reader(text.splitlines()))[1:]
    assert len(rows) == known["rows_posted"]
    shows = load_policy(notice).treatment("subject.name", "village_board").action == "publish"
    if known["shown"] and shows:
        cells = [set(row) for row in rows]
        assert [shown for shown in known["shown"] if not any({*shown} - {""} <= row for row in cells)] == []
    receipt = json.loads(run.stdout)["receipt"]
    assert receipt["rows_in"] == 150
    assert sum(receipt["withheld"].values()) == len(known["withheld_rows"])


def test_unknown_notice_types_are_told():
    """Not a traceback."""
    with pytest.raises(UsageError):
        sample_list("no-such-notice")
