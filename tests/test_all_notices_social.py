"""Every notice type of the social fields, on every channel: a messy list in, the files read from outside.

Nothing here knows how the tool masks: the truth beside the list says what may never show, and the files
that came out are read as bytes.
"""

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from deid.cli.app import app
from deid.policy.loader import load_policy
from deid.synthetic import write_sample

pytestmark = pytest.mark.trust

ROWS = 60
DAY = "2026-11-21"
NOTICES = (
    "dibao_review", "dibao_result", "dibao_edge", "tekun_review", "tekun_result", "tekun_end", "linshi", "yiliao",
    "shouzai_review", "shouzai_goods", "juanzeng", "canji_butie", "gaoling", "ertong", "jiangfu",
    "gongzufang_review", "gongzufang_alloc", "weifang", "fanpin",
)  # fmt: skip
FORMS = {notice: {name: c.form for name, c in load_policy(notice).channels.items()} for notice in NOTICES}
CASES = [(notice, channel) for notice, forms in FORMS.items() for channel in forms]
IN_FULL = ("village_board", "service_hall")
"""The channels that may show a whole name; all others show at most the surname."""


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """One messy list per notice type, with its truth."""
    folder = tmp_path_factory.mktemp("lists")

    @cache
    def sample(notice: str):
        source, truth = folder / f"{notice}.csv", folder / f"{notice}.json"
        write_sample(source, notice, rows=ROWS, seed=11, messy=True, truth=truth)
        return source, json.loads(truth.read_text("utf-8"))

    return sample


def mask(source: Path, notice: str, channel: str, output: Path):
    """The command, as a clerk gives it; the folder of the output holds nothing else."""
    output.parent.mkdir()
    command = ["mask", str(source), "--notice", notice, "--channel", channel, "--whole", "--as-of", DAY]
    run = CliRunner().invoke(app, [*command, "--out", str(output), "--json"])
    assert run.exception is None or isinstance(run.exception, SystemExit)
    return run


def telling(texts: list[str], known: dict) -> list[str]:
    return [
        value for value in (*known["never"], *known["never_text"]) if any(value in text for text in texts)
    ]


@pytest.mark.parametrize(("notice", "channel"), CASES, ids=["-".join(case) for case in CASES])
def test_every_type_on_every_channel(tmp_path, made, notice, channel):
    source, known = made(notice)
    output = tmp_path / "out" / "posted.csv"
    run = mask(source, notice, channel, output)
    form = FORMS[notice][channel]
    left = [path.read_text("utf-8-sig") for path in output.parent.iterdir()]
    assert len(known["never"]) > ROWS
    assert telling([*left, run.stdout, run.stderr], known) == []
    if form == "none":
        assert run.exit_code == 1
        assert not output.exists()
        return
    assert run.exit_code == 0, run.stderr
    rows = list(csv.reader(output.read_text("utf-8-sig").splitlines()))
    if form == "aggregate":
        shows_only_counts(rows, known)
    else:
        shows_the_posted(rows, known, channel)
    judged = CliRunner().invoke(
        app, ["check", str(output), "--notice", notice, "--channel", channel, "--json"]
    )
    assert judged.exit_code == 0, judged.stdout


def shows_only_counts(rows: list[list[str]], known: dict) -> None:
    """Place names, numbers and dashes; nobody's name."""
    assert len(rows) > 1
    assert all(re.fullmatch(r"—|\d+(\.\d+)?", cell) for row in rows[1:] for cell in row[1:])
    people = {name for _, name, _ in known["shown"]}
    assert not any(name in row[0] for row in rows for name in people)


def shows_the_posted(rows: list[list[str]], known: dict, channel: str) -> None:
    """As many rows as there are people to post; whole names only where the rule wants them."""
    assert len(rows) - 1 == known["rows_posted"]
    assert 0 < known["rows_posted"] < ROWS or not known["withheld_rows"]
    text = "\n".join(",".join(row) for row in rows)
    names = {name for _, name, _ in known["shown"]}
    if channel in IN_FULL:
        assert {name for name in names if name not in text} == set()
    else:
        assert {name for name in names if name in text} == set()
    if channel == "website_names":
        amounts = {amount for _, _, amount in known["shown"] if len(amount) > 3}
        assert amounts & {cell for row in rows for cell in row} == set()


def test_every_social_type_keeps_somebody_back(made):
    """Otherwise the runs above prove nothing about withholding."""
    named = [notice for notice, forms in FORMS.items() if "names" in forms.values()]
    assert [notice for notice in named if not made(notice)[1]["withheld_rows"]] == []
