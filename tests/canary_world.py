"""A list in which every cell is one of a kind, and a search for cells in whatever was written or said.

Imports nothing of deid: what it finds, anybody would find.
"""

import hashlib
import html
import io
import re
import zipfile
import zlib
from functools import cache

from pypdf import PdfReader

AS_OF = "2026-11-20"
NOTICE = "dibao_result"
HEADERS = [
    "序号", "乡镇", "村", "户主姓名", "身份证号", "出生日期", "联系电话", "家庭住址", "保障人口", "月保障金额",
    "开户人姓名", "银行账号", "监护人姓名", "监护人电话", "电子邮箱", "备注", "内部流转码",
]  # fmt: skip
SHOWN = {"乡镇", "村", "户主姓名", "保障人口", "月保障金额"}
TOO_SHORT = {"序号", "保障人口"}
MINOR, ILL = 7, 12
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
_GIVEN = "蕙芷蓁荃蘅茝菡萱蔚葳芃苒茜莼荔薇蓉菀芸芙茵莉萍荷"
_OTHERS = "骅骁骏骐骞骥骢驷驹骊驰骋骠骧骕驿驻驾驶骆骈骖骝骟"
_PLACES = "榆槐柏桐楸椿桑柘栎榛桦枫楠樟橡檀梓枣棠桂杏柿梨栗"
COUNT = len(_GIVEN)


def number(at: int, year: int) -> str:
    """A resident ID of an invented person."""
    first = f"411224{year:04}{at % 12 + 1:02}{at % 27 + 1:02}{(at * 37 + 113) % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]


def make_rows() -> list[list[str]]:
    """Two dozen people: one too young, one ill, the others to be posted."""
    rows = []
    for at in range(COUNT):
        birth = 2015 if at == MINOR else 1940 + at
        number_ = number(at, birth)
        place, wide = _PLACES[at], _PLACES[(at + 5) % COUNT]
        remark = (
            f"艾滋病患者{_OTHERS[at]}字{at:02}号" if at == ILL else f"由{_OTHERS[at]}{place}核{at:02}次存档"
        )
        rows.append([
            str(at + 1), f"{wide}{place}镇", f"{place}{wide}沟村", f"{_SURNAMES[at]}{_GIVEN[at]}{_GIVEN[(at + 9) % COUNT]}",
            number_, f"{birth}-{number_[10:12]}-{number_[12:14]}", f"13{at % 10}{(71_935_127 + at * 1_234_567):08}",
            f"河南省三门峡市卢氏县{wide}{place}镇{place}{wide}沟村{at + 3}组{at * 7 + 211}号", str(at % 5 + 1), f"{3711 + at * 13}.{at + 11}",
            f"{_SURNAMES[(at + 7) % COUNT]}{_OTHERS[at]}{_GIVEN[(at + 3) % COUNT]}", f"621799{(4_613_570_001_234 + at * 97_531_357):013}",
            f"{_SURNAMES[(at + 11) % COUNT]}{_OTHERS[(at + 4) % COUNT]}", f"15{at % 10}{(26_481_593 + at * 2_345_671):08}",
            f"person{at:02}kept@example.cn", remark, f"流转{wide}{at:02}{place}{_OTHERS[at]}",
        ])  # fmt: skip
    return rows


def as_csv(rows: list[list[str]], headers: list[str] = HEADERS, encoding: str = "gb18030") -> bytes:
    """The list as an office exports it."""
    return "\r\n".join(",".join(row) for row in [headers, *rows, []]).encode(encoding)


def hidden(rows: list[list[str]], *, names: bool = False) -> dict[str, str]:
    """Marker -> where it stands: every cell that may stand nowhere. ``names``: names are hidden too."""
    told = {}
    for at, row in enumerate(rows):
        back = at in (MINOR, ILL)
        for header, cell in zip(HEADERS, row, strict=True):
            shown = header in SHOWN and not (names and header == "户主姓名")
            if header not in TOO_SHORT and (back or not shown):
                told[cell] = f"row {at + 1}, {header}"
        told[row[7].rpartition("村")[2]] = f"row {at + 1}, door"
    return told


def _texts(data: bytes) -> list[str]:
    """What can be read in some bytes: as they are, in the parts of a zip, in the pages of a PDF."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            inside = [text for part in parts.infolist() for text in _texts(parts.read(part))]
            return [*inside, *(part.filename for part in parts.infolist()), parts.comment.decode("latin-1")]
    found = [data.decode(encoding, "ignore") for encoding in ("utf-8", "gb18030", "utf-16-le", "latin-1")]
    if data[:4] == b"%PDF":
        found += [page.extract_text().replace("\0", "") for page in PdfReader(io.BytesIO(data)).pages]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        found += [zlib.decompressobj().decompress(stream).decode("latin-1")] if stream[:1] == b"x" else []
    return found


def _forms(text: str) -> list[str]:
    plain = html.unescape(re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text))
    return [plain, re.sub(r"[\s\-.\u00a0\u200b']+", "", plain), re.sub(r"<[^>]*>|\s+", "", plain)]


def search(data: bytes | str, markers: dict[str, str]) -> set[str]:
    """Where those markers came from that can be read in some bytes, whole, run or plain digest."""
    texts = _texts(data) if isinstance(data, bytes) else [data]
    found: set[str] = set()
    for text in {form for whole in texts for form in _forms(whole)}:
        digits = set(_windows(re.sub(r"[0-9a-f]{32,}", "", text)))
        for marker, where in markers.items():
            wholes, parts = _looks(marker)
            if any(whole in text for whole in wholes) or not digits.isdisjoint(parts):
                found.add(where)
    return found


@cache
def _looks(marker: str) -> tuple[tuple[str, ...], list[str]]:
    """A marker as it may stand somewhere: typed, without gaps, as a plain digest; and runs of a long number."""
    bare = re.sub(r"[\s\-.]+", "", marker)
    digest = hashlib.sha256(marker.encode()).hexdigest()
    return (marker, bare, digest), _windows(bare[6:]) if len(bare) > 14 else []


def _windows(text: str) -> list[str]:
    return [run[at : at + 7] for run in re.findall(r"[0-9]{7,}", text) for at in range(len(run) - 6)]
