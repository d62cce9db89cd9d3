"""A list with people nobody may see, and readers of every kind of page that are not deid's own."""

import csv
import io
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import openpyxl
import pypdf

HEADER = ["序号", "乡镇", "村", "户主姓名", "身份证号", "联系电话", "保障人口（人）", "月保障金额（元）", "开户行账号", "家庭住址", "备注"]  # fmt: skip
AS_OF = "2026-11-20"
COMMON = ["--notice", "dibao_review", "--channel", "village_board", "--whole", "--as-of", AS_OF]
OFFICE = "name: 示例县民政局\ncounty: '411224'\nphone: 0398-1234567\n"
NAMES = ["曾杰翠", "刘梅旺", "扎西·多吉", "欧阳龙旺", "高兴水", "胡芳", "李㛃芳", "王刚"]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SUFFIXES = (".xlsx", ".html", ".docx", ".pdf")
WITHHELD = {3: "艾滋病患者", 11: "精神分裂症"}


def number(nth, year):
    digits = f"411224{year}{nth % 12 + 1:02}{nth % 28 + 1:02}{nth:03}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def row(nth):
    year = 2015 if nth == 5 else 1950 + nth % 40
    amount = ["470", "1,930.00", "-12.5", "1040.50"][nth % 4]
    return [
        str(nth + 1), "杜关镇", ["果角村", "新坪村"][nth % 2], NAMES[nth % 8], number(nth, year),
        f"139{nth:03}56{nth:03}", str(nth % 6 + 1), amount, f"62284800{nth:03}123456{nth % 10}",
        f"果角村{nth % 9 + 1}组{nth + 100}号", WITHHELD.get(nth, "因病"),
    ]  # fmt: skip


def rows(count=30):
    return [row(nth) for nth in range(count)]


def as_csv(body, header=HEADER):
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([header, *body])
    return text.getvalue().encode()


def read_csv(path, encoding="utf-8-sig"):
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def read_xlsx(path):
    """Header and rows, told by what stands in the first column."""
    book = openpyxl.load_workbook(path)
    assert len(book.worksheets) == 1
    lines = [
        ["" if cell is None else cell for cell in line] for line in book.active.iter_rows(values_only=True)
    ]
    begin = next(at for at, line in enumerate(lines) if all(line))
    end = next((at for at, line in enumerate(lines) if at > begin and not any(line[1:])), len(lines))
    return lines[begin:end]


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(path):
    with zipfile.ZipFile(path) as archive:
        root = ET.fromstring(archive.read("word/document.xml"))
    (table,) = root.iter(f"{_W}tbl")
    return [
        ["".join(text.text or "" for text in cell.iter(f"{_W}t")) for cell in line.iter(f"{_W}tc")]
        for line in table.iter(f"{_W}tr")
    ]


class Cells(HTMLParser):
    """The cells of all tables of a page, and everything it is made of."""

    def __init__(self):
        super().__init__()
        self.lines, self.tags, self.texts, self._in = [], [], {}, []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self._in.append(tag)
        if tag == "tr":
            self.lines.append([])
        elif tag in ("td", "th"):
            self.lines[-1].append("")

    def handle_endtag(self, tag):
        assert self._in.pop() == tag

    def handle_data(self, data):
        self.texts[self._in[-1] if self._in else ""] = (
            self.texts.get(self._in[-1] if self._in else "", "") + data
        )
        if self._in and self._in[-1] in ("td", "th"):
            self.lines[-1][-1] += data


def read_html(path):
    page = Cells()
    page.feed(path.read_text("utf-8"))
    page.close()
    return page.lines


def solid(text):
    return "".join(text.replace("\0", "").split())


def pdf_text(path):
    return [solid(page.extract_text()) for page in pypdf.PdfReader(path).pages]


READERS = {".xlsx": read_xlsx, ".docx": read_docx, ".html": read_html}


def everything(path):
    """All text a file holds anywhere: every part of a zip, every stream of a PDF."""
    data = path.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            return "".join(name + archive.read(name).decode() for name in archive.namelist())
    if data.startswith(b"%PDF"):
        reader = pypdf.PdfReader(path)
        return (
            "".join(page.extract_text() for page in reader.pages) + str(reader.trailer) + str(reader.metadata)
        )
    return data.decode()
