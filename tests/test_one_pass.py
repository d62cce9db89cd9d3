"""One pass or two, few batches or many, one thread or four: the same list, the same receipt."""

import io
import json
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import deid
from deid.engine.late import Laid
from deid.kernels.flow import in_order
from deid.release import Order, ahead, release_list
from deid.release.files import Files, mask_file
from deid.release.sinks import MemorySink

AS_OF = date(2026, 11, 21)
HEADERS = [
    "序号",
    "乡镇",
    "村",
    "户主姓名",
    "身份证号",
    "家庭住址",
    "保障人口",
    "月保障金额",
    "银行账号",
    "备注",
]
VILLAGES = ["新坪村", "果角村", "前进社区"]
NOTES = ["", "", "已核查", "艾滋病患者", "精神残疾", "强制隔离戒毒", "联系其子13902345678", "家暴受害人"]
LAW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def number(year: int, sequence: int) -> str:
    first = f"411224{year:04}0305{sequence:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]


# Few people, doors and accounts, so that rows share households all over the list.
people = st.builds(number, st.sampled_from([1950, 1971, 2015]), st.integers(0, 5))
doors = st.builds(
    lambda above, village, unit, door: f"{above}{village}{unit}{door}号",
    st.sampled_from(["河南省三门峡市卢氏县杜关镇", "杜关镇", "卢氏县 杜关镇", ""]),
    st.sampled_from(VILLAGES), st.sampled_from(["3组", "三组", "3社", ""]), st.integers(1, 4),
)  # fmt: skip
accounts = st.sampled_from(["6217001234567890001", "6217 0012 3456 7890 001", "12345678", "123456", "无", ""])
rows = st.tuples(
    st.just("杜关镇"), st.sampled_from(VILLAGES), st.sampled_from(["张三", "王小丽", "欧阳修", "李四（已故）"]),
    people, doors, st.sampled_from(["1", "3"]), st.sampled_from(["450", "1200"]), accounts, st.sampled_from(NOTES),
)  # fmt: skip
lists = st.lists(rows, min_size=2, max_size=24).map(
    lambda body: [[str(at), *row] for at, row in enumerate(body, start=1)]
)


def table(body):
    columns = [pa.array([row[at] for row in body], pa.string()) for at in range(len(HEADERS))]
    return pa.Table.from_arrays(columns, names=[f"c{at}" for at in range(len(HEADERS))])


class Batched:
    """A source that comes in batches of a chosen size, and counts how often it is read."""

    def __init__(self, body, size):
        self._table, self._size, self.passes = table(body), size, 0
        self.headers, self.title, self.file_name, self.findings = HEADERS, [], "list", []

    def batches(self):
        self.passes += 1
        return iter(self._table.combine_chunks().to_batches(max_chunksize=self._size))

    def sha256(self):
        return "0" * 64


def made(body, size, channel="village_board"):
    source, sinks = Batched(body, size), []
    order = Order("dibao_result", channel=channel, as_of=AS_OF, whole=True)
    outcome = release_list(source, order, lambda n, h: sinks.append(MemorySink(n, h)) or sinks[-1])
    receipt = json.dumps(outcome.receipt.internal(), ensure_ascii=False)
    kept = None if outcome.kept is None else outcome.kept.tolist()
    return (sinks[-1].table() if sinks else None), receipt, kept, source.passes


@pytest.fixture(params=[1, 2, 4])
def threads(request):
    before = pa.cpu_count()
    pa.set_cpu_count(request.param)
    yield request.param
    pa.set_cpu_count(before)


@pytest.mark.trust
@LAW
@given(
    body=lists, size=st.sampled_from([1, 2, 3, 7]), channel=st.sampled_from(["village_board", "wechat_group"])
)
def test_batches_and_threads_do_not_matter(threads, body, size, channel):
    whole, receipt, kept, _ = made(body, 1000, channel)
    parts, receipt_again, kept_again, _ = made(body, size, channel)
    assert kept == kept_again
    assert receipt == receipt_again
    assert (whole is None) == (parts is None)
    assert whole is None or whole.equals(parts)


def person(at, note="", *, address="杜关镇新坪村3组{}号", account="62170000000000{:05}", name="王小丽"):
    return [str(at), "杜关镇", "新坪村", name, number(1950, at), address.format(at), "1", "450",
            account.format(at), note]  # fmt: skip


@pytest.mark.parametrize(
    "column, cell", [(4, None), (5, "卢氏县杜关镇新坪村三组二十号"), (8, "6217 0000 0000 0000 020")]
)
def test_a_row_is_kept_back_for_one_that_comes_long_after(column, cell):
    body = [person(at) for at in range(1, 21)]
    body[19][-1] = "艾滋病患者"
    body[2][column] = cell or body[19][column]
    _, receipt, kept, passes = made(body, 4)
    assert [at for at, posted in enumerate(kept) if not posted] == [2, 19]
    assert json.loads(receipt)["withheld"] == {"hiv": 2}
    assert passes == 2


def test_one_pass_is_enough_where_nobody_shares_a_household():
    body = [person(at) for at in range(1, 41)]
    body[19][-1] = "艾滋病患者"
    body[30][-1] = "精神残疾"
    _, _, kept, passes = made(body, 4)
    assert kept.count(False) == 2
    assert passes == 1


def test_a_reason_that_comes_first_is_counted_wherever_it_stands():
    body = [person(at) for at in range(1, 21)]
    body[2][-1] = "精神残疾"
    body[19][-1], body[19][5] = "艾滋病患者", body[2][5]
    _, receipt, _, _ = made(body, 4)
    assert json.loads(receipt)["withheld"] == {"hiv": 2}


def test_first_rows_do_not_speak_for_the_list():
    """Numbers in the place of names: the first rows alone have no name, in the list they are four odd cells."""
    body = [person(at) for at in range(1, 101)]
    for row in body[:4]:
        row[3] = number(1950, int(row[0]) + 300)
    assert made(body[:4], 4)[0] is None
    out, receipt, kept, passes = made(body, 4)
    again, receipt_again, _, _ = made(body, 1000)
    assert all(kept) and passes == 2
    assert out.equals(again) and receipt == receipt_again


def test_a_household_among_the_first_rows_is_kept_back_whole():
    body = [person(at) for at in range(1, 21)]
    body[0][-1], body[2][5] = "艾滋病患者", body[0][5]
    _, receipt, kept, _ = made(body, 4)
    assert [at for at, posted in enumerate(kept) if not posted] == [0, 2]
    assert receipt == made(body, 1000)[1]
    opened, order = [], Order("dibao_result", channel="village_board", as_of=AS_OF, whole=True)
    release_list(Batched(body, 4), order, lambda n, h: opened.append(h) or MemorySink(n, h))
    assert len(opened) == 1  # it shows at once, so that no row is written in vain


def test_rows_that_change_what_a_column_is_make_a_second_pass():
    body = [person(at) for at in range(1, 21)]
    for row in body[4:]:
        row[6] = row[4]  # ID numbers where the number of people should stand
    one, receipt, _, passes = made(body, 4)
    again, receipt_again, _, _ = made(body, 1000)
    assert receipt == receipt_again
    assert (one is None and again is None) or one.equals(again)
    assert passes == 2


def test_the_second_pass_writes_the_file_anew(tmp_path, monkeypatch):
    from deid.io import csv_in

    monkeypatch.setattr(csv_in, "BLOCK", 1 << 12)
    monkeypatch.setattr("deid.io.opening.SMALL", 0)
    body = [person(at) for at in range(1, 901)]
    for at, row in enumerate(body):
        row[4] = number(1930 + at // 20, at % 20)
    body[880][-1], body[10][8] = "艾滋病患者", body[880][8]
    source, out = tmp_path / "list.csv", tmp_path / "out" / "posted.csv"
    out.parent.mkdir()
    source.write_text("\n".join(",".join(row) for row in [HEADERS, *body]), encoding="utf-8")
    outcome = mask_file(Files(source, out), Order("dibao_result", channel="village_board", as_of=AS_OF))
    assert outcome.released
    lines = out.read_bytes().decode("utf-8-sig").splitlines()
    assert len(lines) == 899
    assert lines[-1].startswith("898,")
    assert not outcome.kept[10]


def test_a_planted_gap_is_noticed(monkeypatch):
    """The test above can fail: without the look at what was laid aside, the row would be posted."""
    body = [person(at) for at in range(1, 21)]
    body[19][-1], body[2][8] = "艾滋病患者", body[19][8]
    monkeypatch.setattr(Laid, "shared", lambda self, screen: False)
    assert ahead.Laid is Laid
    assert made(body, 4)[2][2]


def test_what_is_laid_aside_cannot_be_read(monkeypatch):
    """Beyond some rows it lies on disk. Two rows with one address do not even look alike there."""
    files = []

    class Kept(io.BytesIO):
        def __init__(self, _most):
            super().__init__()
            files.append(self)

        def close(self):
            """Keep what was written."""

    monkeypatch.setattr("deid.engine.late.spilling", Kept)
    body = [
        person(at, address="杜关镇新坪村上店组河沟{}号" if at % 2 else "杜关镇新坪村上店组河沟九号")
        for at in range(1, 21)
    ]
    made(body, 4)
    written = [file.getvalue() for file in files]
    whole = b"".join(written)
    assert len(written) > 3 and len(whole) > 20 * 8 * 3
    for row in body:
        for cell in (row[4], row[5], row[8]):
            raw = cell.encode()
            assert not any(raw[at : at + 6] in whole for at in range(len(raw) - 5))
    words = [part[at : at + 8] for part in written[1:] for at in range(0, len(part), 8)]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
def test_answers_come_in_order(threads, count):
    assert list(in_order(lambda item: item * 2, range(1, count + 1))) == [
        2 * at for at in range(1, count + 1)
    ]


def test_an_error_comes_out_and_nothing_hangs(threads):
    def work(item):
        if item == 7:
            raise ValueError("seven")
        return item

    seen = []
    with pytest.raises(ValueError, match="seven"):
        seen.extend(in_order(work, range(1, 50)))


def test_a_row_longer_than_a_block_is_read_back(tmp_path):
    from deid.io.aside import Aside
    from deid.release.sinks import CsvSink

    with Aside(tmp_path / "out.csv") as aside:
        sink = CsvSink(aside, ["c0", "c1"], ["甲", "乙"])
        long = pa.RecordBatch.from_arrays(
            [pa.array(["a", '"' * 1_500_000]), pa.array(["b", "c"])], names=["c0", "c1"]
        )
        sink.write(long)
        sink.close()
        assert pa.Table.from_batches(list(sink.read_back())).equals(pa.Table.from_batches([long]))


def test_nothing_of_a_list_is_remembered_when_it_is_done(monkeypatch):
    from deid.detect import addresses
    from deid.kernels import known, text

    def memories():
        caches = [text._normal, addresses._from_town, addresses.cut]
        return [
            len(known._answers),
            *(one.cache_info().currsize for one in caches),
            *(len(one.__dict__) for one in text._memories),
        ]

    body = [person(at, "患病，联系其子13900000001") for at in range(1, 41)]
    made(body, 8)
    assert not any(memories())
    frame = pd.DataFrame({"姓名": ["曾杰翠"], "家庭住址": ["卢氏县五里川镇新坪村3组19号"], "备注": [body[0]]})
    deid.check(frame)
    deid.mask_column(frame["家庭住址"], "address")
    assert not any(memories())
    forget_all = text.forget_all
    monkeypatch.setattr(text, "forget_all", lambda: None)
    made(body, 8)
    assert any(memories())
    forget_all()
