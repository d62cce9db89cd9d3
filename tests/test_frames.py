"""pandas, polars, pyarrow and plain Python in, the same kind out."""

from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import deid
import deid.pandas

AS_OF = date(2026, 11, 21)
IDS = ["411224197403051234", "411224195708198537", "411224196507140368", None]


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "村": ["新坪村"] * 4,
            "姓名": ["曾杰翠", "刘梅旺", "高兴水（已故）", "胡芳"],
            "身份证号": [
                "411224197403051234",
                "411224195708198537",
                "411224196507140368",
                "411224198001086500",
            ],
            "金额": [470, 1040, 240, 1370],
            "备注": ["", "联系13902345678", None, "x"],
        },
        index=[7, 7, 3, 1],
    )


def mask(data):
    return deid.mask(data, "dibao_result", channel="village_board", as_of=AS_OF).data


def test_pandas_keeps_index_dtypes_and_the_input():
    data = frame()
    before = data.copy(deep=True)
    out = mask(data)
    assert data.equals(before)
    assert out.index.tolist() == [7, 7, 3, 1]
    assert out.columns.tolist() == ["村", "姓名", "金额"]
    assert out["金额"].dtype == data["金额"].dtype
    assert out["姓名"].tolist() == ["曾杰翠", "刘梅旺", "高兴水", "胡芳"]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.sample(frac=1, random_state=1),
        lambda d: d.astype({"村": "category", "姓名": "category"}),
        lambda d: d.astype({"金额": "float64"}),
        lambda d: d.astype({"身份证号": "int64"}),
        lambda d: d.astype(object),
        lambda d: d.convert_dtypes(),
        lambda d: d.set_index("备注"),
    ],
    ids=["shuffled", "categories", "floats", "integer ids", "objects", "nullable", "other index"],
)
def test_odd_pandas(change):
    data = change(frame())
    out = mask(data)
    assert len(out) == 4
    assert sorted(map(str, out["姓名"])) == ["刘梅旺", "曾杰翠", "胡芳", "高兴水"]
    assert "身份证号" not in out.columns
    assert out.index.tolist() == data.index.tolist()


def test_damaged_ids_keep_people_back():
    """An ID column read as float shows too little of a birth date, or none."""
    data = frame().astype({"身份证号": "object"})
    data.iloc[0, 2] = float("4.1E+17")
    release = deid.mask(data, "dibao_result", channel="village_board", as_of=AS_OF)
    assert release.receipt["withheld"] == {"age_unknown": 1}


def test_missing_amounts_stay_missing():
    data = frame().astype({"金额": "float64"})
    data.iloc[1, 3] = np.nan
    assert mask(data)["金额"].isna().tolist() == [False, True, False, False]


def test_polars_and_arrow():
    table = pa.Table.from_pandas(frame().reset_index(drop=True))
    for data in (table, table.to_batches()[0], pl.from_arrow(table), pl.from_arrow(table).lazy()):
        out = mask(data)
        kind = pl.DataFrame if isinstance(data, pl.LazyFrame) else type(data)
        assert isinstance(out, kind)
        as_table = out.to_arrow() if isinstance(out, pl.DataFrame) else pa.table(out)
        assert as_table.column_names == ["村", "姓名", "金额"]
        assert as_table.column("金额").to_pylist() == [470, 1040, 240, 1370]


def test_two_level_headers():
    data = frame()
    data.columns = pd.MultiIndex.from_tuples(
        [("", "村"), ("户主", "姓名"), ("", "身份证号"), ("", "金额"), ("", "备注")]
    )
    assert len(mask(data)) == 4


def test_a_header_with_a_number_in_it_is_not_written():
    data = frame().rename(columns={"金额": "找13902345678领"})
    release = deid.mask(
        data, "dibao_result", channel="village_board", as_of=AS_OF, maps={"找13902345678领": "amount"}
    )
    assert "13902345678" not in str(release.receipt) + str(release.public_receipt)
    assert list(release.data.columns) == ["村", "姓名", "金额"]


def test_unsupported():
    with pytest.raises(deid.UsageError):
        deid.mask([1, 2], "dibao_result", channel="village_board")


class TestMaskColumn:
    def test_same_kind(self):
        want = ["411224************"] * 3 + [None]
        assert deid.mask_column(IDS, "resident_id") == want
        series = pd.Series(IDS, index=[3, 1, 1, 0], name="证")
        out = deid.mask_column(series, "resident_id")
        assert out.index.equals(series.index)
        assert out.name == "证"
        assert out.iloc[:3].tolist() == want[:3]
        assert out.isna().tolist() == [False, False, False, True]
        assert deid.mask_column(pl.Series("证", IDS), "resident_id").to_list() == want
        array = deid.mask_column(pa.array(IDS), "resident_id")
        assert array.type == pa.string()
        assert array.to_pylist() == want
        chunked = deid.mask_column(pa.chunked_array([IDS[:2], IDS[2:]]), "resident_id")
        assert isinstance(chunked, pa.ChunkedArray)
        assert chunked.to_pylist() == want
        made = deid.mask_column(np.array(IDS, dtype=object), "resident_id")
        assert isinstance(made, np.ndarray)
        assert made.tolist() == want

    def test_integers_are_digits_and_floats_are_damage(self):
        assert deid.mask_column([411224197403051234, 4.11e17, 3.0], "resident_id") == [
            "411224************", "********", "********",
        ]  # fmt: skip
        assert deid.mask_column(pd.Series([411224197403051234]), "resident_id").tolist() == [
            "411224************"
        ]
        assert deid.mask_column(pd.Series([4.11e17, np.nan]), "resident_id").isna().tolist() == [False, True]

    def test_nulls_and_blanks(self):
        out = deid.mask_column([None, float("nan"), pd.NA, "", " "], "phone")
        assert out[0] is None
        assert out[1] != out[1]
        assert out[2] is pd.NA
        assert out[3:] == ["", " "]

    def test_unknown_options_and_maskers(self):
        with pytest.raises(TypeError):
            deid.mask_column(IDS, "resident_id", shown_first=6)
        with pytest.raises(TypeError):
            deid.mask_column(IDS, "resident_id", show_first="6")
        with pytest.raises(ValueError, match="negative"):
            deid.mask_column(IDS, "resident_id", show_first=-1)
        with pytest.raises(LookupError):
            deid.mask_column(IDS, "no_such_masker")

    def test_accessors(self):
        assert pd.Series(["13800138000"]).deid.mask("phone").tolist() == ["138********"]
        assert len(frame().deid.mask("dibao_result", channel="village_board", as_of=AS_OF).data) == 4
        assert {found.code for found in frame().deid.check()} >= {"clear_identifier"}


def test_exported_names():
    assert sorted(deid.__all__) == deid.__all__
    for name in deid.__all__:
        assert getattr(deid, name) is not None
    with pytest.raises(AttributeError):
        deid.no_such_name  # noqa: B018
