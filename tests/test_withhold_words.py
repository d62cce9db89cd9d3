"""What is a sign of a reason to withhold, and what is none."""

from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from deid.errors import RuleError
from deid.policy.withhold import affirmative, load_reasons

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "withhold.yaml").read_text("utf-8"))


def cases(kind):
    return [(reason, text) for reason, texts in CASES[kind].items() for text in texts]


def test_there_are_enough_cases():
    assert len(cases("hit")) >= 60
    assert len(cases("miss")) >= 60


@pytest.mark.parametrize(("reason", "text"), cases("hit"))
def test_signs_are_seen(reason, text):
    assert load_reasons()[reason].hits(pa.array([text])).to_pylist() == [True]


@pytest.mark.parametrize(("reason", "text"), cases("miss"))
def test_what_is_no_sign_is_left(reason, text):
    assert load_reasons()[reason].hits(pa.array([text])).to_pylist() == [False]


@pytest.mark.parametrize("text", [text for _, text in cases("miss")])
def test_a_row_that_is_no_sign_of_one_reason_is_none_of_hiv(text):
    assert load_reasons()["hiv"].hits(pa.array([text])).to_pylist() == [False]


def test_whole_columns_keep_their_places():
    col = pa.array([None, "", "艾滋病", "无艾滋病", "因病", "HIV患者"], pa.large_string())
    hits = load_reasons()["hiv"].hits(col)
    assert hits.to_pylist() == [False, False, True, False, False, True]
    assert load_reasons()["hiv"].hits(col.slice(2, 2)).to_pylist() == [True, False]
    assert load_reasons()["hiv"].hits(pa.array([], pa.string())).to_pylist() == []


def test_minor_has_no_words():
    minor = load_reasons()["minor"]
    assert not minor.searchable
    assert minor.hits(pa.array(["未成年人"])).to_pylist() == [False]


def test_yes_no_columns():
    yes = ["是", "有", "1", "√", "Y", "true", "是，2019年确诊", "轻度", " 是 "]
    no = ["否", "无", "0", "", None, "N", "×", "✘", "✗", "没有", "-", "/", "不是", "否，已排除"]
    assert affirmative(pa.array(yes)).to_pylist() == [True] * len(yes)
    assert affirmative(pa.array(no)).to_pylist() == [False] * len(no)


def test_headers():
    reasons = load_reasons()
    assert reasons["hiv"].header_hits("是否 艾滋病\n患者")
    assert reasons["hiv"].header_hits("ＨＩＶ感染")
    assert reasons["hiv"].header_hits("是否艾滋病（是/否）")
    assert not reasons["hiv"].header_hits("致贫原因（艾滋病/癌症/其他）")
    assert not reasons["hiv"].header_hits("健康状况")
    assert reasons["mental_disorder"].header_hits("是否精神残疾")


def test_codes():
    codes = pa.array(
        ["6", "06", "精神", "精神残疾", "六", "6/2", "肢体、精神", "4", "5", "16", "60", "", None, "肢体残疾"]
    )
    mental = load_reasons()["mental_disorder"].code_hits("disability_class", codes)
    assert mental.to_pylist() == [True] * 7 + [False] * 7
    assert "5" not in load_reasons()["mental_disorder"].codes["disability_class"]
    assert load_reasons()["intellectual_disability"].code_hits("disability_class", codes).to_pylist()[8]
    assert not any(load_reasons()["hiv"].code_hits("disability_class", codes).to_pylist())


def test_codes_of_several_classes_in_one_cell():
    """Whoever has several disabilities has a cell that lists them, with whatever stands between."""
    lists = [
        "1/6/3",
        "肢体/精神/智力",
        "肢体 精神",
        "1 6",
        "1&6",
        "1.6",
        "1-6",
        "1|6",
        "1\\6",
        "第6类",
        "（1、6）",
    ]
    others = ["1/16", "61", "1/2/3", "肢体 视力", "第1类", "4/3"]
    mental = load_reasons()["mental_disorder"]
    assert mental.code_hits("disability_class", pa.array(lists)).to_pylist() == [True] * len(lists)
    assert mental.code_hits("disability_class", pa.array(others)).to_pylist() == [False] * len(others)


def test_who_must_approve_and_whom_it_extends_to():
    reasons = load_reasons()
    assert reasons["minor"].approvers == reasons["hiv"].approvers == 2
    assert {name for name, one in reasons.items() if one.of == "household"} == {
        "hiv",
        "victim",
        "secret_post",
        "special_family",
    }


def test_a_county_may_add_signs_but_not_take_any_away(tmp_path):
    own = tmp_path / "withhold.yaml"
    own.write_text(
        "deid: 1\nreasons:\n  hiv:\n    title: x\n    of: household\n    approvers: 2\n    phrases: [关爱家园]\n",
        "utf-8",
    )
    hiv = load_reasons([tmp_path])["hiv"]
    assert hiv.hits(pa.array(["关爱家园住户", "艾滋病"])).to_pylist() == [True, True]
    own.write_text(
        "deid: 1\nreasons:\n  hiv:\n    title: x\n    of: subject\n    phrases: []\n    must_not: [艾滋病]\n",
        "utf-8",
    )
    with pytest.raises(RuleError) as caught:
        load_reasons([tmp_path])
    assert "reasons.hiv" in caught.value.problems[0][2]
    own.write_text("deid: 1\nreasons:\n  hiv: {title: x, of: household, phrase: []}\n", "utf-8")
    with pytest.raises(RuleError, match="phrase"):
        load_reasons([tmp_path])
