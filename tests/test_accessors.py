"""`df.deid` in pandas and polars: the same verdicts, views of what happens, errors that name what would fit."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import deid
import deid.pandas
import deid.polars

pytestmark = pytest.mark.usefixtures("chinese")

AS_OF = date(2026, 11, 21)
HOW = {"channel": "wechat_group", "as_of": AS_OF}
GOOD, MINOR = "411224195708198537", "411224201511210788"


def cells():
    return {
        "序号": ["1", "2", "3"],
        "村": ["新坪村"] * 3,
        "户主姓名": ["曾杰翠", "小明", "欧阳<b>"],
        "身份证号": [GOOD, MINOR, "411224198001086500"],
        "月保障金额": [470, 1040, 240],
        "备注": ["", None, "<script>x</script>"],
    }


def pandas_frame():
    return pd.DataFrame(cells(), index=[7, 8, 9])


def polars_frame():
    return pl.DataFrame(cells())


BOTH = pytest.mark.parametrize("frame", [pandas_frame, polars_frame], ids=["pandas", "polars"])


@BOTH
def test_mask_is_deid_mask(frame):
    data = frame()
    made = data.deid.mask("dibao_result", channel="village_board", as_of=AS_OF)
    again = deid.mask(data, "dibao_result", channel="village_board", as_of=AS_OF)
    assert made.data.equals(again.data)
    assert made.receipt == again.receipt
    assert isinstance(made.data, type(data))


@BOTH
def test_check_finds_what_deid_check_finds(frame):
    data = frame()
    assert data.deid.check() == deid.check(data)
    assert "clear_identifier" in {found.code for found in data.deid.check()}


@BOTH
def test_one_column(frame):
    masked = frame()["身份证号"].deid.mask("resident_id")
    assert list(masked) == ["411224************"] * 3


def test_lazy_frames_too():
    made = polars_frame().lazy().deid.mask("dibao_result", channel="village_board", as_of=AS_OF)
    assert made.data.height == 2


def test_pandas_preview_pairs_before_and_after():
    data = pandas_frame()
    before = data.copy(deep=True)
    seen = data.deid.preview("dibao_result", rows=2, **HOW)
    assert data.equals(before)
    assert seen.index.tolist() == [7, 8]
    assert seen["户主姓名", "before"].tolist() == ["曾杰翠", "小明"]
    assert seen.loc[7, ("户主姓名", "after")] == "曾**"
    assert seen.loc[8].xs("after", level=1).isna().all()
    assert ("身份证号", "after") not in seen.columns


def test_polars_preview_pairs_before_and_after():
    seen = polars_frame().deid.preview("dibao_result", rows=2, **HOW)
    assert seen["row"].to_list() == [1, 2]
    assert seen["户主姓名 → after"].to_list() == ["曾**", None]
    assert "身份证号 → after" not in seen.columns


@BOTH
def test_preview_shows_what_mask_makes(frame):
    """Cell for cell the same as the release."""
    data = frame()
    options = {"channel": "village_board", "as_of": AS_OF}
    made = data.deid.mask("dibao_result", **options).data
    seen = data.deid.preview("dibao_result", rows=10, **options)
    for name in made.columns:
        after = (
            seen[name, "after"].dropna()
            if isinstance(data, pd.DataFrame)
            else seen[f"{name} → after"].drop_nulls()
        )
        assert [str(cell) for cell in made[name]] == list(after)


def test_explain_paints_each_column_by_what_becomes_of_it():
    page = pandas_frame().deid.explain("dibao_result", **HOW).to_html()
    colours = {"#e6f4ea": 4, "#fff4d6": 1, "#fbe4e4": 2}  # shown, masked, left out
    styles = {one.split("{")[0]: colour for one in page.split("}") for colour in colours if colour in one}
    painted = {colour: {sel[-1] for sels, c in styles.items() if c == colour for sel in sels.replace(" ", "").replace("\n", "").split(",")} for colour in colours}  # fmt: skip
    assert painted["#fff4d6"] == {"2"}
    assert painted["#fbe4e4"] == {"3", "5"}
    assert painted["#e6f4ea"] == {"0", "1", "4"}
    assert "屏蔽，例如 张**" in page
    assert "《最低生活保障审核确认办法》" in page


def test_explain_holds_text_not_markup():
    page = pandas_frame().deid.explain("dibao_result", **HOW).to_html()
    assert "<script>x" not in page
    assert "<b>" not in page
    assert page == pandas_frame().deid.explain("dibao_result", **HOW).to_html()


def test_explain_takes_repeated_headers_and_labels():
    data = pd.DataFrame(
        [["曾杰翠", GOOD, 1, "a", "b"]] * 2,
        columns=["户主姓名", "身份证号", "月保障金额", "备注", "备注"],
        index=[1, 1],
    )
    page = data.deid.explain("dibao_result", **HOW).to_html()
    assert "备注#2" in page


def test_explain_in_polars_holds_no_cell():
    told = polars_frame().deid.explain("dibao_result", **HOW)
    assert told["column"].to_list() == list(cells())
    assert dict(zip(told["column"], told["treatment"], strict=True)) == {
        "序号": "number", "村": "publish", "户主姓名": "mask", "身份证号": "drop", "月保障金额": "publish", "备注": "drop",
    }  # fmt: skip
    text = str(told.rows())
    assert not any(str(cell) in text for cell in (GOOD, MINOR, "曾杰翠", "小明"))


@BOTH
def test_an_unknown_notice_type_names_what_the_list_looks_like(frame):
    data = frame()
    with pytest.raises(deid.UsageError) as caught:
        data.deid.mask("no such thing", **HOW)
    assert caught.value.code == "rule.unknown_notice"
    assert "dibao_re" in str(caught.value) or "最接近" in str(caught.value)
    assert GOOD not in str(caught.value)


def other():
    return {
        "残疾人姓名": ["甲某"],
        "残疾证号": [""],
        "残疾等级": ["一级"],
        "补贴金额": ["100"],
        "村": ["新坪村"],
    }


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
@pytest.mark.parametrize("way", ["mask", "preview", "explain"])
def test_a_list_that_does_not_fit_names_what_would(make, way):
    data = make({key: cell for key, cell in other().items() if key != "村"})
    with pytest.raises(deid.RefusedError) as caught:
        getattr(data.deid, way)("ruxue", channel="service_hall", as_of=AS_OF)
    nearest = [found for found in caught.value.findings if found.code == "nearest_notice"]
    assert len(nearest) == 1
    assert "canji_butie" in nearest[0].text


def test_without_jinja_the_error_says_what_to_install(monkeypatch):
    """pandas itself refuses to load its Styler then."""
    monkeypatch.setitem(sys.modules, "pandas.io.formats.style", None)
    with pytest.raises(deid.UsageError, match=r"deid-lists\[notebook\]"):
        pandas_frame().deid.explain("dibao_result", **HOW)


def test_importing_deid_imports_neither():
    code = "import sys, deid; print({'pandas', 'polars', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# ---- which notice type a list is


@pytest.mark.parametrize("part", [0, *(pytest.param(at, marks=pytest.mark.long) for at in range(1, 4))])
def test_samples_are_recognised_by_title_and_nearly_all_by_headers(tmp_path, part):
    from deid.io.known import open_known
    from deid.policy.loader import list_policies
    from deid.policy.suggest import suggest
    from deid.synthetic import write_sample

    policies = list_policies()[part::4]
    among = 0
    for policy in policies:
        path = tmp_path / f"{policy.notice}.csv"
        write_sample(path, policy.notice, rows=5, seed=3, messy=True)
        source = open_known(path)
        by_title = [notice for notice, _ in suggest(source.headers, " ".join(source.title))]
        among += policy.notice in [notice for notice, _ in suggest(source.headers)][:3]
        assert policy.notice in by_title[:2]
    assert among >= len(policies) - 1


def test_scores_are_ordered_and_nothing_is_claimed_of_nothing():
    from deid.policy.suggest import suggest

    assert suggest([]) == []
    assert suggest(["甲", "乙"], "xyz") == []
    scores = [score for _, score in suggest(["残疾人姓名", "残疾证号", "补贴金额"], "残疾人两项补贴")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("page", ["notebook.md", "notebook.en.md"])
def test_the_guide_runs(page, monkeypatch):
    root = Path(__file__).parents[1] / "docs"
    code = re.findall(
        r"^```python\n(.*?)^```", (root / "guides" / page).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )[0]
    monkeypatch.chdir(root / "sample")
    exec(compile(code, page, "exec"), room := {})
    assert len(room["release"].data)
