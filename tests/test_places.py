"""Papers never take the place of anything, and the office's own rules hold at every door."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from click.testing import CliRunner
from lists import AS_OF

import deid
from deid.cli.app import app
from deid.policy.folders import rules_folder

pytestmark = pytest.mark.usefixtures("english")

HEADER = "村,姓名,身份证号,补贴金额\n"
LIST = HEADER + "新坪村,曾杰翠,411224195708198537,470\n新坪村,刘梅旺,41122420071021478X,1040\n"
TWO_VILLAGES = LIST + "永宁村,胡芳,411224197602197329,1020\n"
OWN_SHIPPED = (rules_folder() / "gengdi.yaml").read_text("utf-8")


@pytest.fixture
def home(tmp_path):
    """A list, a folder for papers and one to post from, and an office with a notice type of its own."""
    (tmp_path / "posted").mkdir()
    (tmp_path / "rules").mkdir()
    own = OWN_SHIPPED.replace("notice: gengdi", "notice: benxian").replace("title: ", "title: 本县", 1)
    lines = [line for line in own.splitlines() if not line.startswith("aliases:")]
    (tmp_path / "rules" / "benxian.yaml").write_text("\n".join(lines), "utf-8")
    (tmp_path / "office.yaml").write_text("name: 卢氏县农业农村局\nrules: rules\n", "utf-8")
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    (tmp_path / "protect.txt").write_text("411224198001086500\n", "utf-8")
    return tmp_path


def mask(home, *more, source="list.csv", out="posted/out.csv", notice="gengdi"):
    options = ["--notice", notice, "--channel", "village_board", "--as-of", AS_OF, "--out", home / out]
    return CliRunner().invoke(app, [str(one) for one in ("mask", home / source, *options, *more)])


def everything(home):
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


@pytest.mark.parametrize("paper", ["--worklist", "--internal", "--slips"])
@pytest.mark.parametrize("taken", ["list.csv", "protect.txt", "office.yaml"])
def test_a_paper_never_takes_the_place_of_what_is_read(home, paper, taken):
    before = everything(home)
    papers = ("--protect", home / "protect.txt", "--office", home / "office.yaml", paper, home / taken)
    result = mask(home, *papers)
    assert result.exit_code == 2
    assert paper in result.stderr
    assert everything(home) == before


def test_two_papers_are_never_one_file(home):
    (home / "link.csv").symlink_to(home / "other.csv")
    for other in ("other.csv", "link.csv"):
        result = mask(home, "--worklist", home / "other.csv", "--internal", home / other)
        assert result.exit_code == 2
        assert "--internal" in result.stderr
    assert not list((home / "posted").iterdir())


def test_a_name_the_system_does_not_take_is_taken_for_the_same(home):
    """Where nobody can say whether two names are one file, nothing is written."""
    result = mask(home, "--internal", home / f"{'x' * 300}.json")
    assert result.exit_code == 2
    assert "--internal" in result.stderr
    assert not list((home / "posted").iterdir())


def test_a_folder_that_is_not_there_is_told_before_the_list_is_read(home):
    (home / "list.csv").write_bytes(b"\xff\xfe\xfd")
    result = mask(home, out="nowhere/out.csv")
    assert result.exit_code == 2
    assert "--" not in result.stderr.splitlines()[0]  # no option is to blame, but where the output goes
    assert not (home / "nowhere").exists()


@pytest.mark.parametrize("paper", ["--worklist", "--internal", "--report"])
def test_a_paper_that_cannot_be_written_is_told_before_the_release(home, paper):
    result = mask(home, paper, home / "nowhere" / "paper.html")
    assert result.exit_code == 2
    assert paper in result.stderr
    assert not list((home / "posted").iterdir())


def test_an_old_worklist_does_not_pass_for_the_new_one(home):
    """A list that is refused before anybody was kept back leaves no worklist; the older one is moved."""
    (home / "list.csv").write_text(TWO_VILLAGES, "utf-8")
    (home / "work.csv").write_text("of last month", "utf-8")
    assert mask(home, "--worklist", home / "work.csv").exit_code == 1
    assert not (home / "work.csv").exists()
    assert (home / "work.csv.superseded").read_text("utf-8") == "of last month"


def test_what_was_moved_away_is_never_lost(home):
    """Two refusals over two older lists: both are still there."""
    two = home / "two.csv"
    two.write_text(TWO_VILLAGES, "utf-8")
    posted = home / "posted" / "out.csv"
    for text, name in (("first", "out.csv.superseded"), ("second", "out.csv.superseded.2")):
        posted.write_text(text, "utf-8")
        result = mask(home, "--force", source="two.csv")
        assert result.exit_code == 1
        assert name in result.stderr
        assert posted.with_name(name).read_text("utf-8") == text


@pytest.mark.skipif(os.name != "posix", reason="limits of files are POSIX's")
def test_a_full_disk_is_called_so(home):
    many = LIST + "".join(f"新坪村,胡芳,411224197602197329,{1000 + row}\n" for row in range(3000))
    (home / "list.csv").write_text(many, "utf-8")
    code = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); runpy.run_module('deid')"
    options = ["--notice", "gengdi", "--channel", "village_board", "--as-of", AS_OF, "--lang", "en"]
    run = [
        sys.executable,
        "-c",
        code,
        "mask",
        home / "list.csv",
        *options,
        "--out",
        home / "posted" / "o.csv",
    ]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "disk full" in done.stderr
    assert not list((home / "posted").iterdir())


class TestOffice:
    """A notice type that only the office's own folder knows."""

    def test_released_and_refused_alike(self, home):
        office = ("--office", home / "office.yaml")
        done = mask(home, *office, "--json", notice="benxian")
        assert done.exit_code == 0, done.stderr
        (home / "list.csv").write_text(TWO_VILLAGES, "utf-8")
        refused = mask(home, *office, "--json", "--force", notice="benxian")
        assert refused.exit_code == 1
        told = json.loads(refused.stdout)["receipt"]
        assert told["notice"] == "benxian"
        assert told["policy_sha256"] == json.loads(done.stdout)["receipt"]["policy_sha256"]
        assert (home / "posted" / "out.csv.superseded").exists()

    def test_frames_are_refused_by_it_too(self, home):
        frame = pd.DataFrame([line.split(",") for line in TWO_VILLAGES.splitlines()[1:]])
        frame.columns = HEADER.strip().split(",")
        with pytest.raises(deid.RefusedError):
            deid.mask(frame, "benxian", channel="village_board", office=home / "office.yaml")

    def test_its_spellings_find_the_header(self, home):
        fields = "deid: 1\nfields:\n  subject.name: {headers: [甲某称呼]}\n  village: {headers: [啥村子]}\n"
        fields += "  subject.id: {headers: [个人码码]}\n  amount: {headers: [几多钱]}\n"
        (home / "rules" / "fields.yaml").write_text(fields, "utf-8")
        (home / "list.csv").write_text(LIST.replace(HEADER, "啥村子,甲某称呼,个人码码,几多钱\n"), "utf-8")
        done = mask(home, "--office", home / "office.yaml", notice="benxian")
        assert done.exit_code == 0, done.stderr
        shown = ["preview", home / "list.csv", "--notice", "benxian", "--channel", "village_board"]
        shown += ["--office", home / "office.yaml"]
        assert CliRunner().invoke(app, list(map(str, shown))).exit_code == 0

    def test_decisions_on_headers_add_up(self, home):
        """The second run says something about another column; what the first said still holds in the third."""
        (home / "list.csv").write_text(
            LIST.replace("补贴金额", "发钱").replace("村,姓名", "别栏,姓名"), "utf-8"
        )
        office = ("--office", home / "office.yaml", "--force")
        assert mask(home, *office, "--map", "发钱=amount", "--map", "别栏=village").exit_code == 0
        first = (home / "posted" / "out.csv").read_bytes()
        again = mask(home, *office, "--map", "别栏=village")
        assert "map_remembered" in again.stderr
        assert mask(home, *office).exit_code == 0
        assert (home / "posted" / "out.csv").read_bytes() == first


def test_a_rule_file_by_its_path_may_only_tighten_too(home):
    """A loosened copy of a shipped rule is refused, whichever way it is named."""
    assert "withhold:" in OWN_SHIPPED
    lines = OWN_SHIPPED.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("withhold:"))
    end = next(
        number for number in range(at + 1, len(lines) + 1) if not lines[number].startswith((" ", "-", "#"))
    )
    loose = [*lines[:at], "withhold: [minor]", *lines[end:]]
    (home / "gengdi.yaml").write_text("\n".join(loose) + "\n", "utf-8")
    with pytest.raises(deid.RuleError, match="laxer"):
        deid.load_policy(home / "gengdi.yaml")
    assert mask(home, notice=home / "gengdi.yaml").exit_code == 2
    (home / "gengdi.yaml").write_text(OWN_SHIPPED, "utf-8")
    assert deid.load_policy(home / "gengdi.yaml").notice == "gengdi"
