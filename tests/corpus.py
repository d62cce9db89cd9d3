"""A corpus from one truth: every way an office's export may look, made with the standard library only.

Nothing of deid is imported here: what is read back is compared with the truth it was made from.
"""

import csv
import io
import itertools
from typing import NamedTuple

HEADER = ["序号", "行政村", "姓名", "身份证号", "补贴金额", "备注"]
ROWS = [
    ["1", "新坪村", "李梅旺", "411224195708198537", "470", ""],
    ["2", "果角村", "扎西·多吉", "41122419740305123X", "1930", '他说"好"'],
    ["3", "前进村", "欧阳娜", "411224194408263902", "12.5", "第一行\n第二行"],
    ["4", "寨子村", "王芳、李强", "４１１２２４１９５８０１０１３２４２", "0", "a,b;c|d\te"],
    ["5", "新坪村", "赵敏", "", "860", "注：已核查"],
    ["6", "新坪村", "钱一", "'411224196001011234", "860", ""],
]
UPPER = ["序号", "行政村", "户主", "", "补贴金额", "备注"]
LOWER = ["", "", "姓名", "身份证号", "", ""]
TWO_LEVEL = ["序号", "行政村", "户主姓名", "户主身份证号", "补贴金额", "备注"]
TITLE = "卢氏县2026年第四季度农村最低生活保障对象名单"
UNIT = "填报单位（盖章）：民政办"
DAY = "2026年11月20日"
WIDTH = len(HEADER)


class Made(NamedTuple):
    """One layout: rows as they stand in the file, and the header and data that must be read from it."""

    rows: list[list[str]]
    header: list[str] = HEADER
    data: list[list[str]] = ROWS


def pad(*rows, width=WIDTH):
    return [[*row, *[""] * (width - len(row))] for row in rows]


def shifted(rows, right, down):
    return [*[[""] * (WIDTH + right)] * down, *([*[""] * right, *row] for row in rows)]


def with_blank_columns(rows):
    return [[row[0], "", *row[1:3], " ", *row[3:], ""] for row in rows]


def villages():
    """Subtotals per village."""
    ordered = sorted(ROWS, key=lambda row: row[1])
    out, data = [HEADER], []
    for village, group in itertools.groupby(ordered, key=lambda row: row[1]):
        block = list(group)
        data += block
        out += [*block, [f"{village}小计", "", f"{len(block)}人", "", "99", ""]]
    return Made([*out, ["总 计", "", "", "", "4133", ""]], data=data)


LAYOUTS = {
    "plain": Made([HEADER, *ROWS]),
    "title and unit": Made([*pad([TITLE], [UNIT, "", "", "", "", DAY]), HEADER, *ROWS]),
    "short title lines": Made([[TITLE], [UNIT], [], HEADER, *ROWS]),
    "two levels": Made([UPPER, LOWER, *ROWS], TWO_LEVEL),
    "two levels under a title": Made([*pad([TITLE]), UPPER, LOWER, *ROWS], TWO_LEVEL),
    "header at page breaks": Made([HEADER, *ROWS[:2], HEADER, *ROWS[2:4], HEADER, *ROWS[4:]]),
    "pages with title and subtotal": Made(
        [
            *pad([TITLE]),
            HEADER,
            *ROWS[:3],
            *pad(["本页小计", "", "", "", "2412.5"], [TITLE]),
            HEADER,
            *ROWS[3:],
            *pad(["第 2 页，共 2 页"]),
        ]
    ),
    "two levels at page breaks": Made([UPPER, LOWER, *ROWS[:3], UPPER, LOWER, *ROWS[3:]], TWO_LEVEL),
    "subtotals": villages(),
    "footers": Made(
        [
            HEADER,
            *ROWS,
            *pad(["合计", "", "", "", "4132.5"]),
            *pad(["说明：本表一式三份"], ["制表人：曹某", "", "审核：李某"], ["监督电话：0398-7696758"]),
        ]
    ),
    "blank lines": Made([[], HEADER, *ROWS[:2], [""] * WIDTH, *ROWS[2:], [], ["", " "], []]),
    "trailing delimiter": Made([[*row, ""] for row in [HEADER, *ROWS]]),
    "trailing delimiter below the header": Made([HEADER, *([*row, ""] for row in ROWS)]),
    "blank columns": Made(with_blank_columns([HEADER, *ROWS])),
    "starting at column C row 5": Made(shifted([HEADER, *ROWS], 2, 4)),
    "serial numbers far below": Made([HEADER, *ROWS, *pad(["7"], ["8"])]),
    "one header twice": Made(
        [[*HEADER, "补贴金额"], *([*row, "1"] for row in ROWS)],
        [*HEADER, "补贴金额"],
        [[*row, "1"] for row in ROWS],
    ),
}

REFUSED = {
    "two lists": ([HEADER, *ROWS, [], *pad(["序号", "姓名", "联系电话", "补贴金额"]), *pad(["1", "a", "b", "2"])], "input.second_header"),
    "a row too long": ([HEADER, *ROWS, [*ROWS[0], "x"]], "input.ragged"),
    "a row too short": ([HEADER, *ROWS, ROWS[0][:3]], "input.ragged"),
    "no header": (ROWS, "input.no_header"),
    "three levels": (
        [pad(["序号", "", "家庭成员信息"])[0], UPPER, LOWER, *ROWS],
        "input.header_levels",
    ),
    "header only": ([HEADER], "input.no_rows"),
}  # fmt: skip

ENCODINGS = {
    "utf-8": b"",
    "utf-8 with mark": b"\xef\xbb\xbf",
    "gb18030": b"",
    "gbk": b"",
    "utf-16-le": b"",
    "utf-16-le with mark": b"\xff\xfe",
    "utf-16-be": b"",
    "utf-16-be with mark": b"\xfe\xff",
}
DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|"}
ENDS = ("crlf", "lf", "cr", "mixed")
QUOTING = {"needed": csv.QUOTE_MINIMAL, "all": csv.QUOTE_ALL}


def as_text(rows, delimiter=",", end="crlf", quoting="needed"):
    """Rows as CSV text. Of mixed line ends each row has the next one."""
    ends = {"crlf": ["\r\n"], "lf": ["\n"], "cr": ["\r"], "mixed": ["\r\n", "\n", "\r"]}[end]
    style = csv.QUOTE_ALL if end in {"cr", "mixed"} else QUOTING[quoting]
    out = io.StringIO(newline="")
    for row, stop in zip(rows, itertools.cycle(ends)):
        csv.writer(
            out, delimiter=DELIMITERS.get(delimiter, delimiter), lineterminator=stop, quoting=style
        ).writerow(row)
    return out.getvalue()


def as_bytes(text, encoding):
    return ENCODINGS[encoding] + text.encode(encoding.removesuffix(" with mark"))
