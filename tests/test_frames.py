"""pandas, polars, pyarrow and plain Python in, the same kind out."""

import json
import pickle
import zipfile
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from click.testing import CliRunner

import deid
import deid.pandas
from deid.cli.app import app
from deid.frames.text import from_any

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


def test_pandas_keeps_dtypes_and_the_input_and_counts_rows_anew():
    """Gaps in an index would tell who was kept back."""
    data = frame()
    before = data.copy(deep=True)
    out = mask(data)
    assert data.equals(before)
    assert out.index.tolist() == [0, 1, 2, 3]
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
    assert out.index.tolist() == [0, 1, 2, 3]


CHILD = "411224201503051239"
NAME = "阿卜杜热合曼·买买提明"
"""Long enough that text views do not hold it themselves."""


def with_child() -> pd.DataFrame:
    """Three rows; the last is a child's, kept off the list."""
    data = frame().iloc[[0, 1, 3]].reset_index(drop=True)
    data.loc[2, ["姓名", "身份证号"]] = [NAME, CHILD]
    return data


def everything(data) -> str:
    """All a frame holds, as its own formats would write it."""
    if isinstance(data, pd.DataFrame):
        return repr(pickle.dumps(data)) + repr((data.index, data.attrs, data.columns, data.dtypes.to_dict()))
    if isinstance(data, pl.DataFrame):
        return repr(data.schema) + repr(data.write_ipc(None).getvalue())
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, data.schema) as writer:
        writer.write_table(data)
    return repr(sink.getvalue().to_pybytes()) + repr(data.schema)


def named(axis: str):
    def change(data: pd.DataFrame) -> pd.DataFrame:
        return data.rename_axis(CHILD, axis=axis)

    return change


def attrs(data: pd.DataFrame) -> pd.DataFrame:
    data.attrs = {"raw": [CHILD]}
    return data


def two_levels(data: pd.DataFrame) -> pd.DataFrame:
    """A column kept back has a name of its own in a level all columns share."""
    labels = pd.MultiIndex.from_tuples([*((name, "") for name in data.columns), (CHILD, "")])
    return data.assign(x="x").set_axis(labels, axis=1)


def in_arrow(kind):
    def change(data: pd.DataFrame) -> pa.Table:
        table = pa.Table.from_pandas(data, preserve_index=False)
        return table.cast(pa.schema([(name, kind if name == "姓名" else pa.string()) for name in data]))

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.astype({"姓名": "category"}),
        lambda d: d.set_index("身份证号", drop=False),
        lambda d: d.set_index("身份证号"),
        lambda d: d.assign(备注=CHILD).set_index("备注", append=True),
        lambda d: d.set_axis(d["身份证号"].tolist(), axis=0),
        named("index"),
        named("columns"),
        attrs,
        two_levels,
        in_arrow(pa.dictionary(pa.int8(), pa.string())),
        lambda d: pl.DataFrame(d.astype(str).to_dict("list")).with_columns(
            pl.col("姓名").cast(pl.Enum(d["姓名"].tolist()))
        ),
        lambda d: pl.DataFrame(d.astype(str).to_dict("list")),
    ],
)
def test_a_frame_carries_nothing_of_the_people_kept_back(change):
    """Not in an index, categories, dictionaries, names of axes, attrs or shared memory."""
    out = mask(change(with_child()))
    assert len(out) == 2
    told = everything(out)
    for hidden in (NAME, CHILD):
        assert hidden not in told
        assert repr(hidden.encode())[2:-1] not in told


@pytest.mark.parametrize("column", ["身份证号", "姓名"])
def test_an_index_of_cells_is_a_column(column):
    """Ages are read from it, and check finds what may not be posted in it."""
    data = with_child().set_index(column)
    assert len(mask(data)) == 2 if column == "身份证号" else "姓名" in mask(data).columns
    assert any(found.code for found in deid.check(with_child().set_index("身份证号")))


def test_an_empty_frame_is_refused_like_an_empty_file():
    with pytest.raises(deid.InputError) as caught:
        mask(frame().iloc[:0])
    assert caught.value.code == "input.no_rows"


@pytest.mark.parametrize("day", [datetime(2026, 11, 21, 15, 30), pd.Timestamp("2026-11-21 08:00")])  # noqa: DTZ001
def test_a_day_with_a_clock_is_that_day(day):
    receipt = deid.mask(frame(), "dibao_result", channel="village_board", as_of=day).receipt
    assert receipt["as_of"] == "2026-11-21"


@pytest.mark.parametrize("day", ["2026-11-21", 20261121, pd.NaT])
def test_what_is_no_day_is_said_to_be_none(day):
    with pytest.raises(deid.UsageError) as caught:
        deid.mask(frame(), "dibao_result", channel="village_board", as_of=day)
    assert caught.value.code == "usage.as_of"


def test_a_county_may_be_a_number():
    assert deid.mask(frame(), "dibao_result", channel="village_board", place=411224).data.shape == (4, 3)


@pytest.mark.parametrize("key", [b"x", "short", 7])
def test_a_key_that_is_too_short_is_refused(key):
    with pytest.raises(deid.KeyMaterialError):
        deid.mask(frame(), "dibao_result", channel="village_board", key=key)


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


CELLS = {
    "text": (" 张三", " 张三"),
    "an integer": (411224197403051234, "411224197403051234"),
    "a whole float": (470.0, "470"),
    "a float too large to be exact": (4.11224e17, "4.11224e+17"),
    "a fraction": (92.5, "92.5"),
    "yes and no": ([True, False], ["是", "否"]),
    "numpy's yes": (np.bool_(True), "是"),
    "numpy's numbers": ([np.int64(7), np.float64(7.0)], ["7", "7"]),
    "a decimal": (Decimal("1.50"), "1.50"),
    "a day": (date(1974, 3, 5), "1974-03-05"),
    "midnight": (datetime(1974, 3, 5), "1974-03-05"),  # noqa: DTZ001  lists know no zones
    "a moment": (datetime(1974, 3, 5, 8, 30), "1974-03-05 08:30:00"),  # noqa: DTZ001
    "numpy's day": (np.datetime64("1974-03-05"), "1974-03-05"),
    "bytes": ("张三".encode(), "张三"),
    "broken bytes": (b"\xff1", "\ufffd1"),
    "nothing": ([None, float("nan"), pd.NA, pd.NaT, Decimal("nan"), np.datetime64("NaT")], [None] * 6),
    "a list": ([["a", "b"]], ["['a', 'b']"]),
    "a column in a cell": ([np.array([1, 2])], ["[1 2]"]),
}


@pytest.mark.parametrize("case", CELLS)
def test_cells_are_read_as_a_person_reads_them(case):
    given, wanted = CELLS[case]
    given, wanted = (given, wanted) if isinstance(given, list) else ([given], [wanted])
    assert from_any(given).to_pylist() == from_any(pd.Series(given, dtype=object)).to_pylist() == wanted


def test_columns_of_every_type_are_read_alike():
    """Chunked or not, coded or not, none at all: the same text."""
    days = pa.array([date(1974, 3, 5), None])
    for column in (
        pa.array([411224197403051234, None]),
        pa.array(["411224197403051234", None], pa.string_view()),
        pa.chunked_array([pa.array(["411224197403051234"]), pa.array([None], pa.string())]),
        pa.array(["411224197403051234", None]).dictionary_encode(),
        pd.Series([411224197403051234, None], dtype="Int64"),
        pl.Series([411224197403051234, None]),
        np.array(["411224197403051234", None], dtype=object),
        ("411224197403051234", None),
    ):
        read = from_any(column)
        assert (read.type, read.to_pylist()) == (pa.large_string(), ["411224197403051234", None])
    assert (
        from_any(days).to_pylist()
        == from_any(pl.Series(days.to_pylist())).to_pylist()
        == ["1974-03-05", None]
    )
    assert from_any(pa.nulls(2)).to_pylist() == [None, None]
    assert len(from_any(pa.chunked_array([], pa.int64()))) == 0
    with pytest.raises(deid.UsageError):
        from_any({"411224197403051234"})


def test_check_reads_a_path_too(tmp_path):
    path = tmp_path / "list.csv"
    frame().to_csv(path, index=False)
    by_path, by_frame = ({one.code for one in deid.check(data, as_of=AS_OF)} for data in (path, frame()))
    assert by_path == {one.code for one in deid.check(str(path), as_of=AS_OF)} == by_frame
    posted = mask(frame())
    assert deid.check(posted, against=path, notice="dibao_result", channel="village_board", as_of=AS_OF) == []


PAGES = {
    "a.html": b"<table><tr><th>\xe6\x9d\x91</th><th>\xe5\xa7\x93\xe5\x90\x8d</th></tr></table><p>%b</p>",
    "a.txt": "王芳 ".encode() + b"%b",
    "a.csv": "村,姓名,证件\r\n新坪村,王芳,".encode() + b"%b\r\n",
}


@pytest.mark.parametrize("name", PAGES)
def test_check_reads_what_the_command_reads(name, tmp_path):
    """A page, plain text, a list inside an archive: the same findings through the same door."""
    path, pack = tmp_path / name, tmp_path / "a.zip"
    path.write_bytes(PAGES[name] % IDS[0].encode())
    with zipfile.ZipFile(pack, "w") as zipped:
        zipped.write(path, name)
    for one in (path, pack):
        done = CliRunner().invoke(app, ["check", str(one), "--as-of", AS_OF.isoformat(), "--json"])
        told = [each["code"] for each in json.loads(done.stdout)["findings"]]
        assert "clear_identifier" in told
        assert [each.code for each in deid.check(one, as_of=AS_OF)] == told


def test_check_takes_a_posted_header_and_no_nonsense(tmp_path):
    """A list all of whose rows were kept back is clean; what is no list and no text cannot be judged."""
    path = tmp_path / "list.csv"
    path.write_text("村,姓名,金额\r\n", encoding="utf-8")
    assert deid.check(path) == []
    (tmp_path / "broken.xlsx").write_bytes(b"PK\3\4broken")
    for name in ("broken.xlsx", "none.csv"):
        with pytest.raises(deid.InputError):
            deid.check(tmp_path / name)


def test_check_reads_the_headers_that_local_rules_know(tmp_path):
    rules, path = tmp_path / "rules", tmp_path / "list.csv"
    rules.mkdir()
    (rules / "fields.yaml").write_text(
        "deid: 1\nfields:\n  subject.name: {headers: [甲方大名]}\n  village: {headers: [所在之处]}\n", "utf-8"
    )
    path.write_text("所在之处,甲方大名\r\n新坪村,王芳\r\n", encoding="utf-8")
    with pytest.raises(deid.InputError, match="header"):
        deid.check(path)
    assert deid.check(path, rules=rules) == deid.check(path, against=path, rules=rules) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"channel": "nope"}, "usage.channel_unknown"), ({"as_of": "today"}, "usage.as_of")],
)
def test_check_says_what_was_asked_wrongly(asked, code):
    with pytest.raises(deid.UsageError) as caught:
        deid.check(frame(), notice="dibao_result", **asked)
    assert caught.value.code == code


def test_whoever_looks_for_a_fault_gets_the_whole_error(monkeypatch):
    """And nobody else: the frames of a traceback hold the list."""

    def fail(*_, **__):
        raise KeyError(IDS[0])

    monkeypatch.setattr("deid.frames.checking.examine", fail)
    with pytest.raises(deid.DeidError) as caught:
        deid.check(frame())
    assert IDS[0] not in str(caught.value) and caught.value.__context__ is None
    monkeypatch.setenv("DEID_DEBUG", "1")
    with pytest.raises(KeyError, match=IDS[0]):
        deid.check(frame())


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
    assert sorted(deid.__all__) == deid.__all__ == dir(deid)
    for name in deid.__all__:
        assert getattr(deid, name) is not None
    with pytest.raises(AttributeError):
        deid.no_such_name  # noqa: B018


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table])
def test_counts_come_as_the_kind_of_frame_that_went_in(kind):
    cells = {"村": ["新坪村"] * 3 + ["北坪村"] * 3, "户主姓名": [f"王{one}" for one in "芳明红强丽军"],
             "身份证号": IDS[:1] * 6, "月保障金额": ["500"] * 6}  # fmt: skip
    made = deid.mask(kind(cells), "dibao_result", channel="website", as_of=AS_OF).data
    assert type(made) is type(kind(cells)) and len(made) > 0
    assert not [name for name in cells["户主姓名"] if name in str(made)]
