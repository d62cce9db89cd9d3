"""Lists of other counties, judged from outside: all that may be posted is, and nothing else."""

import json
import re

import pytest
from counties import MADE, flat
from lists import AS_OF, deid, rows_of

ALSO_ELSEWHERE = [make for make in MADE if make.__name__ in {"ongniud", "binxian", "shifo"}]
WINDOW = 7


def written(make, folder):
    made, path = make(), folder / "名单.csv"
    path.write_bytes(made.bytes())
    return made, path


@pytest.fixture(scope="module", params=MADE, ids=lambda make: make.__name__)
def posted(request, tmp_path_factory):
    made, path = written(request.param, tmp_path_factory.mktemp("county"))
    return made, *mask(made, path, "village_board")


def mask(made, path, channel):
    out = path.with_name(f"{channel}.csv")
    run = deid(
        "mask", path, "--notice", made.notice, "--channel", channel, "--whole", "--as-of", AS_OF, "--out", out,
        "--json", "--lang", "en",
    )  # fmt: skip
    return out, run


def without_hashes(tree):
    if isinstance(tree, dict):
        return {key: without_hashes(value) for key, value in tree.items() if "sha256" not in key}
    return [without_hashes(item) for item in tree] if isinstance(tree, list) else tree


def leaks(made, text):
    """Identifiers, runs of their digits, and texts of others, in a text."""
    squeezed = flat(text)
    found = [needle for needle in made.never if flat(needle) in squeezed]
    found += [other for other in made.texts if other in text]
    windows = {
        digits[at : at + WINDOW]
        for digits in (re.sub(r"\D", "", flat(needle)) for needle in made.never)
        for at in range(len(digits) - WINDOW + 1)
    }
    for run in re.findall(rf"\d{{{WINDOW},}}", text):
        found += [run for at in range(len(run) - WINDOW + 1) if run[at : at + WINDOW] in windows]
    return found


def said(run):
    told = json.dumps(without_hashes(json.loads(run.stdout)), ensure_ascii=False) if run.stdout else ""
    return told + run.stderr


def test_rows_and_cells(posted):
    made, out, run = posted
    codes = [found["code"] for found in json.loads(run.stdout)["findings"]]
    if made.refused:
        assert run.returncode == 1
        assert made.refused in codes
        assert not out.exists()
        return
    assert run.returncode == 0, run.stderr
    header, *rows = rows_of(out)
    assert not set(header) & set(made.dropped)
    assert len(rows) == len(made.shown)
    for (village, name, amount), row in zip(made.shown, rows, strict=True):
        assert {village, name, amount} <= set(row), (village, amount)
    receipt = json.loads(run.stdout)["receipt"]
    assert receipt["rows_in"] == len(made.rows)
    assert receipt["rows_out"] == len(made.shown)


def test_nobody_else_is_told(posted):
    made, out, run = posted
    receipt = out.with_name(out.name + ".receipt.json")
    told = json.dumps(without_hashes(json.loads(receipt.read_text(encoding="utf-8"))), ensure_ascii=False)
    text = "\n".join(cell for row in rows_of(out) for cell in row) if out.exists() else ""
    for where, what in (("output", text), ("receipt", told), ("said", said(run))):
        assert not leaks(made, what), where


@pytest.mark.parametrize("make", ALSO_ELSEWHERE, ids=lambda make: make.__name__)
def test_other_channels_show_no_full_name(make, tmp_path):
    made, path = written(make, tmp_path)
    for channel in ("wechat_group", "website"):
        out, run = mask(made, path, channel)
        assert run.returncode == 0, run.stderr
        text = "\n".join(cell for row in rows_of(out) for cell in row)
        assert not leaks(made, text)
        assert not [full for _, full, _ in made.shown if full != "***" and full in text]


@pytest.mark.parametrize("make", ALSO_ELSEWHERE, ids=lambda make: make.__name__)
def test_check_passes_what_was_made_and_not_the_export(make, tmp_path):
    made, path = written(make, tmp_path)
    out, _ = mask(made, path, "village_board")
    assert deid("check", out, "--as-of", AS_OF).returncode == 0
    run = deid("check", path, "--json", "--lang", "en", "--as-of", AS_OF)
    assert run.returncode == 1
    assert not leaks(made, run.stdout + run.stderr)
