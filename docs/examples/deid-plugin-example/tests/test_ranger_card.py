"""The masker keeps every law, does what its cases say, and protects a list. Everybody here is invented."""

from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import yaml
from deid_ranger_card import RULES, ranger_card
from hypothesis import given, settings
from hypothesis import strategies as st

import deid
from deid import registry
from deid.testing import check_masker

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))["cases"]
NUMBERS = st.from_regex(r"\AHL411224-?20[0-2][0-9]-?[0-9]{4}\Z")
LIST = pd.DataFrame(
    {
        "序号": ["1", "2", "3"],
        "乡镇": ["东明镇"] * 3,
        "村": ["火炎村"] * 3,
        "姓名": ["张建国", "李桂芳", "王小满"],
        "身份证号": ["411224197403051234", "411224196811020026", "411224201103051237"],
        "上岗证号": ["HL411224-2021-0317", "HL41122420200021", "补办中"],
        "备注": ["", "原证HL411224-2018-0007作废", ""],
    }
)


def test_it_is_installed():
    assert registry.get("ranger_card") is ranger_card


def test_it_keeps_the_laws():
    check_masker("ranger_card", examples=25, values=NUMBERS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["in"]))
def test_cases(case):
    assert ranger_card(pa.array([case["in"]], pa.string())).to_pylist() == [case["out"]]


@settings(max_examples=25, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=5))
def test_year_and_serial_never_show(cells):
    """What the shared laws cannot know: which characters of *this* number are secret."""
    assert set(deid.mask_column(cells, "ranger_card")) == {"HL411224********"}


@pytest.fixture(scope="module")
def release():
    return deid.mask(LIST, "hulinyuan", rules=RULES, as_of=date(2026, 11, 21))


def test_a_list_is_protected(release):
    """The rule beside the masker: names stay, numbers show the county, the minor is kept off."""
    assert release.data["姓名"].tolist() == ["张建国", "李桂芳"]
    assert release.data["上岗证号"].tolist() == ["HL411224********"] * 2
    assert not {"身份证号", "备注"} & set(release.data.columns)
    assert deid.check(release.data, against=LIST, notice="hulinyuan", rules=RULES) == []


def test_a_number_left_in_is_found(release):
    """Masking by hand, somebody forgot one."""
    by_hand = release.data.assign(上岗证号=["HL411224-2021-0317", "HL411224********"])
    found = deid.check(by_hand, against=LIST, notice="hulinyuan", rules=RULES)
    assert {(one.severity, one.column, one.rows) for one in found} == {("error", "上岗证号", (1,))}
