"""The stronger reader judges every release, and a refusal names the smallest change that would pass."""

import re
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

import deid
from deid.io import from_table
from deid.release import Order
from deid.release.figures import Figures
from deid.release.prepare import prepare

AS_OF = date(2026, 11, 21)
RULE = """
deid: 1
notice: weak
title: 测试名单
domain: 测试
row: person
catalogue:
  item: [测试, 测试, 测试]
  content: 测试名单
  basis: [{{title: 测试办法, number: 测发〔2026〕1号}}]
  publisher: [测试部门]
  method: 主动公开
  level: [乡级]
channels:
  village_board: {{audience: 特定群体, form: names, scope: village, period: {{min: 7 days}}}}
columns:
  village: publish
  subject.name: {{required: true, village_board: {{mask: person_name, show: surname}}}}
{columns}
  amount: publish
withhold: [minor, hiv]
floor: {floor}
"""


def rules(tmp_path, columns, floor="{candidates: 1000}"):
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "weak.yaml").write_text(RULE.format(columns=columns, floor=floor), encoding="utf-8")
    return folder


def number(n):
    first = f"411224{1950 + n % 40}{1 + n % 12:02}{1 + n % 28:02}{n % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]


def frame(rows=30):
    ids = [number(n) for n in range(rows)]
    return pd.DataFrame(
        {
            "村": ["新坪村"] * rows,
            "姓名": ["王梅"] * rows,
            "身份证号": ids,
            "年龄": [
                str(AS_OF.year - int(i[6:10]) - ((int(i[10:12]), int(i[12:14])) > (11, 21))) for i in ids
            ],
            "金额": [100 + n for n in range(rows)],
        }
    )


def refused(folder, data):
    with pytest.raises(deid.RefusedError) as caught:
        deid.mask(data, "weak", rules=folder, as_of=AS_OF)
    return next(found for found in caught.value.findings if found.code in ("candidates", "classes"))


WHY = "why: 测试"
TAIL = "  subject.id: {mask: resident_id, show_first: 6, show_last: 4, " + WHY + "}"
HEAD = "  subject.id: {mask: resident_id, show_first: 6, " + WHY + "}"
AGE = "  age: publish"


def test_the_usual_mask_beside_an_age_is_refused_with_the_smallest_cure(tmp_path):
    found = refused(rules(tmp_path, f"{TAIL}\n{AGE}"), frame())
    assert found.count == 30
    assert "show_last=0" in found.text
    assert "身份证号" in found.text
    for cell in frame()["身份证号"]:
        assert cell not in found.text


DAY_AND_SEX = "  birth_date: {treatment: publish, WHY}\n  sex: publish".replace("WHY", WHY)


@pytest.mark.parametrize(
    ("columns", "maskers"),
    [
        pytest.param(f"{HEAD}\n{DAY_AND_SEX}", {"date(to=year)"}, id="a day: the year is enough"),
        pytest.param(
            "  subject.id: {mask: resident_id, show_first: 14, WHY}\n  sex: publish".replace("WHY", WHY),
            {"resident_id(show_first=6, show_last=0)"},
            id="fourteen digits: the county is enough",
        ),
        pytest.param(f"{TAIL}\n{DAY_AND_SEX}", set(), id="one column less before two that show less"),
    ],
)
def test_the_cure_takes_no_more_than_it_must(tmp_path, columns, maskers):
    data = frame()
    data["出生日期"] = [f"{cell[6:10]}-{cell[10:12]}-{cell[12:14]}" for cell in data["身份证号"]]
    data["性别"] = ["女男"[int(cell[16]) % 2] for cell in data["身份证号"]]
    text = refused(rules(tmp_path, columns), data).text
    assert set(re.findall(r"\w+\(\w+=.*?\)", text)) == maskers


def test_a_cure_is_tried_on_a_few_batches_and_every_row_is_told(tmp_path):
    """A list refused row by row would be tried for ever; which rows fell is counted to the last."""
    source = from_table(pa.table({name: list(map(str, cells)) for name, cells in frame(60).items()}))
    order = Order("weak", as_of=AS_OF, whole=True, rules=(rules(tmp_path, f"{TAIL}\n{AGE}"),), place="411224")
    prepared = prepare(source, order)
    (batch,) = source.batches()
    whole, parts = Figures(prepared), Figures(prepared)
    masked = prepared.plan.mask(batch, 0).batch
    whole.add(masked)
    for at in range(masked.num_rows):
        parts.add(masked.slice(at, 1))
    assert whole.judge()[2] == parts.judge()[2]
    assert (parts.few.count, len(parts._below)) == (60, 8)


def test_six_digits_alone_pass(tmp_path):
    release = deid.mask(frame(), "weak", rules=rules(tmp_path, HEAD), as_of=AS_OF)
    assert release.receipt["candidates"]["min"] >= 1000
    assert release.receipt["candidates"]["floor"] == 1000
    assert set(release.data["身份证号"]) == {"411224************"}
    assert release.receipt["classes"]["k_min"] == 1


def test_a_floor_of_classes_is_enforced(tmp_path):
    found = refused(rules(tmp_path, HEAD, "{candidates: 1000, k: 5}"), frame())
    assert found.code == "classes"


def test_equal_rows_reach_a_floor_of_classes(tmp_path):
    data = frame().assign(金额=100)
    release = deid.mask(data, "weak", rules=rules(tmp_path, HEAD, "{candidates: 1000, k: 5}"), as_of=AS_OF)
    assert release.receipt["classes"]["k_min"] == 30


def test_ages_against_the_notice_type_warn(tmp_path):
    data = frame().rename(columns={"年龄": "年龄"})
    release = deid.mask(data, "gaoling", channel="village_board", as_of=AS_OF)
    assert "implied_age_contradicted" in {found.code for found in release.findings}
