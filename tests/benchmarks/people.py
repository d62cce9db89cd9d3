"""The list every contestant gets: invented households, 200 bytes a row, made by numpy in seconds.

python tests/benchmarks/people.py ROWS FILE [ENCODING]
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

HEADERS = (
    "序号", "乡镇", "村", "户主姓名", "身份证号", "联系电话", "家庭住址", "保障人口", "保障类别",
    "月保障金额", "银行账号", "备注",
)  # fmt: skip
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
)
GIVEN = "伟芳敏静丽磊洋勇艳杰娟涛超英霞兰玉萍梅建国华文斌辉云山川林凤莲素珍爱巧翠淑春雪松柏荣昌盛德福喜庆祥瑞康泰兴根柱"
TOWNS = [f"{first}{second}镇" for first in "杜官横范双朱木狮东文" for second in "关坡涧里槐阳"]
VILLAGES = [
    f"{first}{second}村" for first in "新前三石上下南北大小东西" for second in "坪进里桥庄坊河沟岭营湾头"
]
CLASSES = ["A类", "B类", "C类"]
PREFIXES = ["131", "135", "137", "139", "150", "158", "159", "177", "182", "187", "188", "199"]
BINS = ["621700", "622848", "623059", "621799"]
# What the office wrote, how often in a thousand, and what is put in for {}.
NOTES = (
    ("", 200, ""),
    ("已核查", 100, ""),
    ("{}年{}月入户核查，家庭收入符合标准，情况属实", 350, "date"),
    ("子女外出务工，年收入约{}元", 150, "amount"),
    ("家中{}人，劳动力{}人，耕地{}亩", 140, "count"),
    ("联系其子{}", 30, "phone"),
    ("与{}同户，代领人电话{}", 20, "both"),
    ("患慢性病，长期服药，每月药费{}元左右", 7, "amount"),
    ("精神残疾二级", 2, ""),
    ("艾滋病患者", 1, ""),
)
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
CHUNK = 200_000


def numbers(rows: np.ndarray) -> pa.Array:
    """18-character numbers of 卢氏县 with right check characters; one subject in fifty is a minor.

    No two rows have the same one: the n-th row's place among all numbers is n times a prime.
    """
    size = len(rows)
    adult = rows * 15_485_863 % 27_000_000
    child = rows // 50 * 1_299_709 % 5_000_000
    minor = rows % 50 == 7
    days = np.where(minor, 15_000 + child // 1000, adult // 1000 - 15_000)  # 1928 to 2002, or 2011 to 2024
    tail = np.where(minor, child, adult) % 1000
    text = np.datetime_as_string(np.datetime64("1970-01-01") + days, unit="D")
    stamps = text.astype("S10").view(np.uint8).reshape(size, 10)[:, [0, 1, 2, 3, 5, 6, 8, 9]]
    cells = np.empty((size, 18), dtype=np.uint8)
    cells[:, :6] = np.frombuffer(b"411224", dtype=np.uint8)
    cells[:, 6:14] = stamps
    for at, power in enumerate((100, 10, 1)):
        cells[:, 14 + at] = tail // power % 10 + ord("0")
    cells[:, 17] = CHECKS[((cells[:, :17].astype(np.int64) - ord("0")) @ WEIGHTS) % 11]
    return _fixed(cells)


def _spread(rows: np.ndarray, prime: int, *sizes: int) -> list[np.ndarray]:
    """Numbers below each size, a different combination for every row."""
    place = rows * prime % int(np.prod(sizes))
    found = []
    for size in sizes:
        found.append(place % size)
        place //= size
    return found


def _fixed(cells: np.ndarray) -> pa.Array:
    size, width = cells.shape
    offsets = np.arange(0, (size + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), size, [None, pa.py_buffer(offsets), pa.py_buffer(cells.copy())])


def _digits(rng: np.random.Generator, size: int, width: int) -> pa.Array:
    return _fixed(rng.integers(ord("0"), ord("9") + 1, (size, width), dtype=np.uint8))


def _pick(rng: np.random.Generator, size: int, words: list[str]) -> pa.Array:
    return pa.array(words).take(pa.array(rng.integers(0, len(words), size)))


def _join(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _text(numbers: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(numbers), pa.string())


def _ints(rng: np.random.Generator, size: int, low: int, high: int) -> pa.Array:
    return _text(rng.integers(low, high, size))


def _notes(rng: np.random.Generator, size: int, names: pa.Array, phones: pa.Array) -> pa.Array:
    share = np.array([weight for _, weight, _ in NOTES]) / 1000
    which = rng.choice(len(NOTES), size, p=share)
    ready = []
    for text, _, kind in NOTES:
        filled = {
            "": list,
            "date": lambda: [_ints(rng, size, 2021, 2027), _ints(rng, size, 1, 13)],
            "amount": lambda: [_ints(rng, size, 100, 30_000)],
            "count": lambda: [_ints(rng, size, 1, 9), _ints(rng, size, 0, 4), _ints(rng, size, 0, 20)],
            "phone": lambda: [phones],
            "both": lambda: [names, phones],
        }[kind]()
        pieces = text.split("{}")
        cells: list[pa.Array | str] = [pieces[0]]
        for piece, part in zip(pieces[1:], filled, strict=True):
            cells += [part, piece]
        ready.append(_join(*cells) if filled else pa.array([text] * size))
    return pc.choose(pa.array(which), *ready)


def batch(seed: int, first: int, size: int) -> pa.RecordBatch:
    """Rows ``first`` to ``first + size`` of the list."""
    rng = np.random.default_rng([seed, first])
    second = pc.if_else(pa.array(rng.random(size) < 0.6), _pick(rng, size, list(GIVEN)), "")
    names = _join(_pick(rng, size, list(SURNAMES)), _pick(rng, size, list(GIVEN)), second)
    phones = _join(_pick(rng, size, PREFIXES), _digits(rng, size, 8))
    nth = np.arange(first + 1, first + size + 1)
    rows = _text(nth)
    homes = _spread(nth, 179_424_673, len(TOWNS), len(VILLAGES), 30, 2000)
    town, village = pa.array(TOWNS).take(pa.array(homes[0])), pa.array(VILLAGES).take(pa.array(homes[1]))
    address = _join(
        "河南省三门峡市卢氏县", town, village, _text(homes[2] + 1), "组", _text(homes[3] + 1), "号"
    )
    account = pc.utf8_lpad(_text(nth * 32_452_843 % 10**13), 13, "0")
    columns = [
        rows, town, village, names, numbers(nth), phones, address, _ints(rng, size, 1, 8),
        _pick(rng, size, CLASSES), _ints(rng, size, 120, 2400),
        _join(_pick(rng, size, BINS), account), _notes(rng, size, names, phones),
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays(columns, names=list(HEADERS))


def write(path: Path, rows: int, encoding: str = "utf-8", seed: int = 1) -> None:
    """Write the list as a business system exports it: no quotes, CRLF."""
    with path.open("wb") as out:
        out.write((",".join(HEADERS) + "\r\n").encode(encoding))
        for first in range(0, rows, CHUNK):
            part = batch(seed, first, min(CHUNK, rows - first))
            lines = pc.binary_join_element_wise(*part.columns, ",")
            text = pc.binary_join_element_wise(lines, pa.array([""] * len(lines)), "\r\n")
            body = memoryview(text.buffers()[2])[: int(np.frombuffer(text.buffers()[1], np.int32)[len(text)])]
            out.write(body if encoding == "utf-8" else bytes(body).decode().encode(encoding))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]), *sys.argv[3:4])
