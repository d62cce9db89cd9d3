"""What is always true of a release (design: always true), stated as laws and seen to fail on planted bugs."""

import json
import pickle
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import deid
from deid.engine.column_plan import ColumnPlan
from deid.errors import RefusedError
from deid.io import from_table
from deid.release import Order, release_list
from deid.release.sinks import MemorySink
from deid.risk import leaks

AS_OF = date(2026, 11, 21)
HEADERS = [
    "序号",
    "乡镇",
    "村",
    "户主姓名",
    "身份证号",
    "联系电话",
    "家庭住址",
    "保障人口",
    "月保障金额",
    "开户行账号",
    "备注",
]
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡", "梅芳强伟静丽军敏超霞平刚桂英"
VILLAGES = ["新坪村", "果角村", "前进社区"]
NOTES = ["", "", "", "已核查", "艾滋病患者", "精神残疾", "强制隔离戒毒", "联系其子13902345678"]
LAW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def number(year: int, month: int, day: int, sequence: int) -> str:
    first = f"411224{year:04}{month:02}{day:02}{sequence:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]


ids = st.builds(number, st.integers(1930, 2020), st.integers(1, 12), st.integers(1, 28), st.integers(0, 999))
names = st.builds(
    "".join, st.tuples(st.sampled_from(SURNAMES), st.sampled_from(GIVEN), st.sampled_from(["", *GIVEN]))
)
phones = st.integers(10**9, 2 * 10**9 - 1).map(lambda n: f"13{n % 10**9:09}")
accounts = st.integers(0, 10**13 - 1).map(lambda n: f"621700{n:013}")
doors = st.builds(
    lambda v, g, d: f"河南省三门峡市卢氏县杜关镇{v}{g}组{d}号",
    st.sampled_from(VILLAGES),
    st.integers(1, 9),
    st.integers(1, 40),
)
rows = st.tuples(
    st.just("杜关镇"), st.sampled_from(VILLAGES), names, ids, phones, doors,
    st.integers(1, 9).map(str), st.integers(100, 2000).map(str), accounts, st.sampled_from(NOTES),
)  # fmt: skip
lists = st.lists(rows, min_size=1, max_size=30).map(
    lambda body: [[str(at), *row] for at, row in enumerate(body, start=1)]
)


def table(body: list[list[str]]) -> pa.Table:
    columns = [pa.array([row[at] for row in body], pa.string()) for at in range(len(HEADERS))]
    return pa.Table.from_arrays(columns, names=[f"c{at}" for at in range(len(HEADERS))])


class Batched:
    """A source that comes in batches of a chosen size."""

    def __init__(self, body, size=1000):
        self._table, self._size = table(body), size
        self.headers, self.title, self.file_name, self.findings = HEADERS, [], "list", []

    def batches(self):
        return iter(self._table.combine_chunks().to_batches(max_chunksize=self._size))

    def sha256(self):
        return "0" * 64


def run(body, size=1000, channel="village_board"):
    sinks = []
    order = Order("dibao_result", channel=channel, as_of=AS_OF, whole=True, place="411224")
    outcome = release_list(
        Batched(body, size), order, lambda n, h: sinks.append(MemorySink(n, h)) or sinks[-1]
    )
    return outcome, sinks[-1].table() if sinks else None  # a second one begins the list anew


def posted(body, size=1000, channel="village_board"):
    outcome, out = run(body, size, channel)
    assert outcome.released, [found.code for found in outcome.receipt.findings]
    return out, json.dumps(outcome.receipt.public(), ensure_ascii=False), outcome


@LAW
@given(lists)
@pytest.mark.parametrize("channel", ["village_board", "wechat_group"])
def test_rows_kept_back_leave_no_trace(channel, body):
    out, receipt, outcome = posted(body, channel=channel)
    rest = [row for row, kept in zip(body, outcome.kept, strict=True) if kept]
    again, receipt_again, _ = posted(rest, channel=channel) if rest else (out, receipt, None)
    assert out.equals(again)
    assert receipt == receipt_again


@LAW
@given(lists, st.data())
def test_a_hidden_cell_changes_nothing(body, data):
    out, receipt, outcome = posted(body)
    at = data.draw(st.integers(0, len(body) - 1))
    column = data.draw(st.sampled_from([5, 9]))
    changed = [list(row) for row in body]
    changed[at][column] = data.draw(phones if column == 5 else accounts)
    again, receipt_again, later = posted(changed)
    if (later.kept == outcome.kept).all():
        assert out.equals(again)
        assert receipt == receipt_again


@pytest.mark.trust
@LAW
@given(lists, st.integers(1, 7))
def test_batches_do_not_matter(body, size):
    out, receipt, _ = posted(body)
    again, receipt_again, _ = posted(body, size)
    assert out.equals(again)
    assert receipt == receipt_again


@LAW
@given(lists, st.randoms(use_true_random=False))
def test_rows_permute_with_the_input(body, random):
    shuffled = list(body)
    random.shuffle(shuffled)
    one, two = posted(body)[0], posted(shuffled)[0]
    kept = [
        sorted(zip(*(part.column(c).to_pylist() for c in part.column_names[1:]), strict=True))
        for part in (one, two)
    ]
    assert kept[0] == kept[1]


@LAW
@given(lists, st.text(max_size=30), st.sampled_from([1, 2, 3, 7, 8]), st.data())
def test_published_columns_are_closed(body, text, column, data):
    """Text of any kind in a published column never comes out, unless the column accepts it."""
    from deid.detect import accepts

    kind = {1: "town", 2: "village", 3: "person_name", 7: "integer", 8: "number"}[column]
    at = data.draw(st.integers(0, len(body) - 1))
    changed = [list(row) for row in body] * 25
    changed[at][column] = text
    outcome, out = run(changed)
    if out is None or not text.strip():
        return
    allowed = accepts.accept(kind, pa.array([text], pa.string()))[0].as_py()
    shown = out.column_names[1:]  # the first is 序号, counted anew: its 2 is nobody's text
    cells = {cell for name in shown for cell in out.column(name).to_pylist()}
    before = {cell for row in body for cell in row}
    if allowed is None and text not in before:
        assert text not in cells


@LAW
@given(lists)
def test_no_identifier_survives(body):
    out, receipt, _ = posted(body, channel="wechat_group")
    text = (
        "\n".join(cell or "" for name in out.column_names for cell in out.column(name).to_pylist()) + receipt
    )
    for row in body:
        assert row[4] not in text
        assert row[5] not in text
        assert row[9] not in text


NAMED = {  # what a row hides -> what becomes of a cell beside it
    "张建国": {
        "张建国家庭农场": "***",
        "五里川镇张建国商店": "***",
        "张建设家庭农场": None,
        "建国超市": None,
    },
    "张 建 国（已故）": {"张建国家庭农场": "***"},
    "李小红、张建国": {"张建国家庭农场": "***", "李小红超市": "***"},
    "阿依古丽·买买提": {"阿依古丽买买提合作社": "***"},
    "高山": {"高山村小学": "***"},
    "新坪村": {"新坪村小学": None},  # a place is nobody's name, nor is a word
    "村委会": {"新坪村村委会": None},
    "": {"新坪村小学": None},
}


@pytest.mark.parametrize(
    ("hidden", "cell", "shown"), [(h, *one) for h, of in NAMED.items() for one in of.items()]
)
@pytest.mark.parametrize("rows", [1, 30])
def test_a_hidden_name_stands_in_no_other_cell_of_its_row(hidden, cell, shown, rows):
    names = [hidden] + ["王小丽"] * (rows - 1)
    data = pa.table({"捐赠人": [cell] * rows, "受助人": names, "捐赠物资": ["大米"] * rows})
    maps = {"捐赠人": "subject.name", "受助人": "recipient.name"}
    made = deid.mask(data, "juanzeng", channel="village_board", maps=maps, as_of=AS_OF)
    assert made.data.column("捐赠人").to_pylist() == [shown or cell] + [cell] * (rows - 1)
    told = [found.rows for found in made.findings if found.code == "name_beside"]
    assert told == ([(1,)] if shown else [])


def test_a_name_that_its_row_posts_is_not_hidden_beside_it():
    """The householder is the subject, and 张建 of whom nothing shows is part of the posted name."""
    columns = {"捐赠人": ["张建国", "张建国"], "受助人": ["张建国", "张建"], "捐赠物资": ["大米", "大米"]}
    maps = {"捐赠人": "subject.name", "受助人": "recipient.name"}
    made = deid.mask(pa.table(columns), "juanzeng", channel="village_board", maps=maps, as_of=AS_OF)
    assert made.data.column("捐赠人").to_pylist() == ["张建国", "张建国"]


def test_a_place_the_office_vouches_for_stays(tmp_path):
    """高山 lives in 高山村, and the village has its file all the same."""
    office = tmp_path / "office.yaml"
    office.write_text("name: 杜关镇人民政府\nplaces: [高山村]\n", "utf-8")
    columns = {"村": ["高山村", "高山村"], "姓名": ["高山", "王小丽"], "身份证号": [number(1950, 1, 1, n) for n in (1, 2)],
               "家庭人口": ["3", "3"], "金额": ["100", "200"]}  # fmt: skip
    asked = {"channel": "wechat_group", "as_of": AS_OF}
    known, unknown = (
        deid.mask(pa.table(columns), "dibao_result", office=one, **asked).data.column("村").to_pylist()
        for one in (office, None)
    )
    assert (known, unknown) == (["高山村", "高山村"], ["***", "高山村"])


@settings(LAW, max_examples=20)
@given(lists, st.data(), st.sampled_from([1, 3, 1000]))
def test_no_row_shows_a_name_it_masks(body, data, size):
    """Whoever's name the villages are built from: in no row may it stand unless the row is another's."""
    people = [row[3] for row in body]
    changed = [
        [*row[:2], data.draw(st.sampled_from([f"{one}村" for one in people])), *row[3:]] for row in body
    ]
    out, _, outcome = posted(changed, size, "wechat_group")
    rest = [row for row, kept in zip(changed, outcome.kept, strict=True) if kept]
    for row, *cells in zip(rest, *(column.to_pylist() for column in out.columns), strict=True):
        assert not any(row[3] in cell for cell in cells)
        assert (row[2] in cells) is (row[3] not in row[2])


@pytest.mark.parametrize("short", [2000, 0])
def test_a_name_left_beside_is_caught(monkeypatch, short):
    """By the search of what was written: in short lists of all rows, in others where a name was taken out."""
    monkeypatch.setattr("deid.release.prove._SHORT", short)
    body = body_of()
    body[7][2] = f"{body[7][3]}村"
    if short:
        monkeypatch.setattr("deid.engine.plan.beside", lambda *_: [])
    else:
        monkeypatch.setattr(ColumnPlan, "mark", property(lambda self: body[7][2]))
    outcome, _ = run(body, channel="wechat_group")
    found = {one.code: one for one in outcome.receipt.findings}
    assert not outcome.released and found["leak"].rows == (8,)


@pytest.mark.parametrize(
    "told", ["其子身份证{}，电话13902345678", "{}", "证件4112 2419 7403 0512 34和{}", "代领人 {}"]
)
def test_a_number_inside_a_remark_is_searched_for(monkeypatch, told):
    """It stands in another row's cell, so that only the search for needles can find it."""
    number_ = f"530102{number(1960, 5, 6, 77)[6:]}"  # of another county than everybody's
    body = body_of()
    body[9][10] = told.format(number_)
    real = ColumnPlan.apply

    def leaky(self, cells):
        out = real(self, cells)
        return pa.array([number_, *out.to_pylist()[1:]], out.type) if self.field == "amount" else out

    monkeypatch.setattr(ColumnPlan, "apply", leaky)
    monkeypatch.setattr(ColumnPlan, "fits", lambda self, cells: np.ones(len(cells), dtype=bool))
    outcome, _ = run(body)
    assert "leak" in {found.code for found in outcome.receipt.findings}


HEADINGS = {  # a header the office maps -> whether it may be posted as it stands
    "发到手的钱": True,
    "2026年1-3月发的": True,
    "4112 2419 7403 0512 34的款": False,
    "经办1380 0138 000": False,
    "王梅芳的款": False,
    "补贴款（户主 王梅 芳）": False,
}


@pytest.mark.parametrize(("header", "fits"), HEADINGS.items())
@pytest.mark.parametrize("size", [3, 1000])
def test_a_header_holds_no_number_and_no_name(header, fits, size):
    """The person stands in the last row, so that the first batch cannot tell."""
    body = body_of()
    body[-1][3] = "王梅芳"
    source, sinks = Batched(body, size), []
    source.headers = [*HEADERS[:8], header, *HEADERS[9:]]
    order = Order("dibao_result", "village_board", AS_OF, whole=True, place="411224", maps={header: "amount"})
    outcome = release_list(source, order, lambda n, h: sinks.append(h) or MemorySink(n, h))
    assert outcome.released
    assert sinks[-1][-1] == (header if fits else "金额")
    codes = [found.code for found in outcome.receipt.findings]
    assert ("header_replaced" in codes) is not fits
    assert header not in json.dumps(outcome.receipt.internal(), ensure_ascii=False)


def test_a_number_in_a_header_is_caught(monkeypatch):
    monkeypatch.setattr("deid.engine.column_plan.harmless", lambda header: True)
    body = body_of()
    source = Batched(body)
    header = f"{body[3][4][:6]} {body[3][4][6:14]} {body[3][4][14:]}的款"
    source.headers = [*HEADERS[:8], header, *HEADERS[9:]]
    order = Order("dibao_result", "village_board", AS_OF, whole=True, place="411224", maps={header: "amount"})
    outcome = release_list(source, order, MemorySink)
    assert "leak" in {found.code for found in outcome.receipt.findings}


def body_of(count=40):
    return [
        [str(n + 1), "杜关镇", VILLAGES[n % 3], f"王梅{GIVEN[n % 14]}", number(1950 + n % 40, 3, 5, n), f"139{n:08}",
         f"河南省三门峡市卢氏县杜关镇新坪村{n}组{n}号", "3", str(500 + n), f"621700{n:013}", ""]
        for n in range(count)
    ]  # fmt: skip


def test_a_plan_travels():
    outcome, _ = run(body_of())
    plan = pickle.loads(pickle.dumps(outcome.prepared.plan))
    batch = next(Batched(body_of()).batches())
    assert plan(batch)[0].equals(outcome.prepared.plan(batch)[0])


def test_a_planted_leak_is_caught(monkeypatch):
    """A treatment that lets a number through is stopped by the proof, by shape or by search."""
    real = ColumnPlan.apply

    def leaky(self, cells):
        out = real(self, cells)
        if self.field == "amount":
            return pa.array([f"138{n:08}" for n in range(len(out))], out.type)
        return out

    body = body_of()
    for n, row in enumerate(body):
        row[5] = f"138{n:08}"
    monkeypatch.setattr(ColumnPlan, "apply", leaky)
    monkeypatch.setattr(ColumnPlan, "fits", lambda self, cells: np.ones(len(cells), dtype=bool))
    outcome, _ = run(body)
    assert "leak" in {found.code for found in outcome.receipt.findings}
    assert not outcome.released


@pytest.mark.parametrize(
    ("channel", "column"),
    [("village_board", 2), pytest.param("website", 0, id="a place"), pytest.param("website", 3, id="a sum")],
)
def test_a_cell_of_the_wrong_shape_is_caught(monkeypatch, channel, column):
    real = MemorySink.write

    def spoil(self, batch):
        cells = pa.array(["说明"] * batch.num_rows, pa.string())
        real(self, batch.set_column(column, batch.schema.field(column), cells))

    monkeypatch.setattr(MemorySink, "write", spoil)
    outcome, _ = run(body_of(), channel=channel)
    assert "shape" in {found.code for found in outcome.receipt.findings}
    assert not outcome.released


@pytest.mark.parametrize("channel", ["village_board", "website"])
def test_a_blind_search_is_caught(monkeypatch, channel):
    """The positive control: if the search finds nothing at all, zero hits mean nothing."""
    monkeypatch.setattr(leaks.Search, "hits", lambda self, needles: 0)
    outcome, _ = run(body_of(), channel=channel)
    assert "control" in {found.code for found in outcome.receipt.findings}
    assert not outcome.released


def test_serials_have_no_gaps():
    body = body_of(6)
    body[2][10] = "艾滋病患者"
    out, _, outcome = posted(body)
    assert not outcome.kept.all()
    assert out.column("序号").to_pylist() == ["1", "2", "3", "4", "5"]


def test_aggregate_of_few_shows_dashes():
    outcome, out = run(body_of(5), channel="website")
    assert outcome.released
    assert set(out.column(1).to_pylist()) == {"—"}


def test_input_is_never_changed():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(body_of(), columns=HEADERS)
    copy = frame.copy(deep=True)
    release = deid.mask(frame, "dibao_result", channel="village_board", whole=True, as_of=AS_OF)
    assert frame.equals(copy)
    assert list(release.data.columns) == ["序号", "乡镇", "村", "户主姓名", "保障人口", "月保障金额"]


def test_refusal_raises_in_python():
    with pytest.raises(RefusedError) as caught:
        deid.mask(
            pa.table({"姓名": ["王梅"], "身份证号": [number(1950, 1, 1, 1)], "村": ["新坪村"]}),
            "ertong",
            channel="village_board",
        )
    assert caught.value.findings


def test_the_receipt_of_a_refusal_is_headed_and_dated_like_any_other(tmp_path):
    office = tmp_path / "office.yaml"
    office.write_text("name: 示例县民政局\n", "utf-8")
    listed = pa.table({"姓名": ["曾杰翠"], "年龄": ["52"]})
    posted = deid.mask(listed, "gengdi", channel="village_board", office=office).receipt
    with pytest.raises(RefusedError) as caught:
        deid.mask(pa.table({"年龄": ["52"]}), "gengdi", channel="village_board", office=office)
    refused = caught.value.receipt
    assert refused["status"] == "refused"
    assert refused["title"] == posted["title"] == "示例县民政局耕地地力保护补贴发放公布"
    assert refused["as_of"] == posted["as_of"]


def test_from_table_is_a_source():
    source = from_table(table(body_of(3)).rename_columns(HEADERS))
    assert sum(batch.num_rows for batch in source.batches()) == 3


def test_slices_of_one_list_are_not_confused():
    """Parts of a table share buffers; what was read of one part is never taken for another."""
    body = body_of(8)
    body[1][10] = "艾滋病患者"
    body[6][4] = number(2015, 1, 1, 1)
    outcome, _ = run(body)
    plan = outcome.prepared.plan
    batch = next(Batched(body).batches())
    parts = [plan.keep(batch.slice(at, 2))[0].tolist() for at in range(0, 8, 2)]
    assert [kept for part in parts for kept in part] == outcome.kept.tolist()
    assert [plan.keep(batch.slice(at, 2))[0].tolist() for at in range(0, 8, 2)] == parts
