"""Lists built with the standard library, and how they are read back."""

import csv
import io

from deid.io import open_list

KNOWN = frozenset(
    [
        "序号",
        "乡镇",
        "村",
        "姓名",
        "户主",
        "户主姓名",
        "身份证号",
        "联系电话",
        "家庭住址",
        "金额",
        "备注",
        "配偶姓名",
        "户主身份证号",
        "配偶身份证号",
        "监护人姓名",
        "监护人电话",
        "补贴金额",
        "补贴面积",
        "补贴标准",
        "人数",
        "性别",
        "面积",
        "标准",
        "电话",
    ]
)
HEADER = ["序号", "村", "姓名", "身份证号", "家庭住址", "金额", "备注"]
ROWS = [
    ["1", "新坪村", "李梅旺", "411224195708198537", "新坪村1组19号", "470", ""],
    ["2", "果角村", "扎西·多吉", "'41122419740305123X", "果角村, 2组", "1,930", '他说"好"'],
    ["3", "前进村", "欧阳娜", "\t411224194408263902", "第一行\n第二行", "-12.5", "a;b|c\td"],
    ["", "寨子村", "王 芳", "４１１２２４１９５８０１０１３２４２", "", "", "注：已核查"],
    ["5", "新坪村", "𠮷野", "", "", "0", "第3页\x0b尾"],
]
TITLE = [
    ["卢氏县2026年第四季度农村最低生活保障花名册"],
    ["填报单位（盖章）：民政办", "", "", "", "", "", "2026年11月20日"],
]
FOOTER = [
    ["合计", "", "", "", "", "2387.5", ""],
    ["制表人：曹某 联系电话：0398-7696758", "", "", "", "", "", ""],
]


def is_header(text):
    return text.replace(" ", "").split("（")[0] in KNOWN


def pad(rows, width=7):
    return [[*row, *[""] * (width - len(row))] for row in rows]


def csv_text(rows, delimiter=",", end="\r\n", quoting=csv.QUOTE_MINIMAL):
    if end == "\r":  # the csv module would leave a lone \n unquoted
        quoting = csv.QUOTE_ALL
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


def write(path, rows, encoding="utf-8", **how):
    path.write_bytes(csv_text(rows, **how).encode(encoding))
    return path


def opened(path, **how):
    return open_list(path, is_header=is_header, **how)


def cells(source):
    return [list(row) for batch in source.batches() for row in zip(*batch.to_pydict().values(), strict=True)]
